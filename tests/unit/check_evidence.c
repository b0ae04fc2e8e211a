/* evidence: what crosses between the programs is what was taken from the facts, and nothing else is believed. */
#include "rules/evidence.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct facts facts;
static struct evidence taken, got;
static struct writer writer;

static void setup(void)
{
	facts_init(&facts);
	ck_assert_int_eq(facts_add_address(&facts, FIELD_TO, "a@b.example"), 0);
	ck_assert_int_eq(facts_add_address(&facts, FIELD_CC, "c@d.example"), 0);
	struct facts_part *part = facts_add_part(&facts);
	part->path = strdup("1.2");
	part->declared_type = strdup("application/pdf");
	part->decoded_size = 77;
	part->role = PART_ATTACHMENT;
	ck_assert_int_eq(facts_part_add_name(part, "form.pdf"), 0);
	facts.has_share_link = ANSWER_YES;
	taken = got = (struct evidence){.addresses = NULL};
	ck_assert_int_eq(evidence_take_old(&facts, &taken), 0);
	ck_assert_int_eq(evidence_take(&facts, &taken), 0);
	writer_init(&writer);
	evidence_encode(&taken, &writer);
	ck_assert_int_eq(writer.error, 0);
}

static void teardown(void)
{
	evidence_clear(&taken);
	evidence_clear(&got);
	writer_clear(&writer);
	facts_clear(&facts);
}

static int decode(size_t size)
{
	struct reader reader;

	reader_init(&reader, writer.bytes, size);
	evidence_decode(&reader, &got);
	return reader_finish(&reader);
}

START_TEST(what_was_taken_is_what_arrives)
{
	ck_assert_int_eq(decode(writer.length), 0);
	ck_assert_uint_eq(got.address_count, 2);
	ck_assert_int_eq(got.addresses[1].field, FIELD_CC);
	ck_assert_str_eq(got.addresses[1].canonical, "c@d.example");
	ck_assert_uint_eq(got.parts.count, 1);
	ck_assert_uint_eq(got.old.count, 1);
	ck_assert_str_eq(got.parts.items[0].path, "1.2");
	ck_assert_str_eq(got.parts.items[0].type, "application/pdf");
	ck_assert_str_eq(got.parts.items[0].name, "form.pdf");
	ck_assert_uint_eq(got.parts.items[0].size, 77);
	ck_assert_int_eq(got.parts.items[0].role, PART_ATTACHMENT);
	ck_assert_int_eq(got.has_share_link, ANSWER_YES);
	ck_assert_int_eq(got.is_resent, ANSWER_UNKNOWN);
}
END_TEST

START_TEST(what_is_cut_off_is_not_believed)
{
	for (size_t size = 0; size < writer.length; size++) {
		ck_assert_int_ne(decode(size), 0);
		evidence_clear(&got);
	}
}
END_TEST

START_TEST(more_than_the_limit_is_left_out_and_more_than_that_not_believed)
{
	for (unsigned i = 0; i < EVIDENCE_ADDRESSES_MAX; i++)
		ck_assert_int_eq(facts_add_address(&facts, FIELD_TO, "a@b.example"), 0);
	evidence_clear(&taken);
	ck_assert_int_eq(evidence_take(&facts, &taken), 0);
	ck_assert_uint_eq(taken.address_count, EVIDENCE_ADDRESSES_MAX);
	writer.bytes[0] = (EVIDENCE_ADDRESSES_MAX + 1) & 0xff;
	writer.bytes[1] = (EVIDENCE_ADDRESSES_MAX + 1) >> 8;
	ck_assert_int_eq(decode(writer.length), -EBADMSG);
}
END_TEST

START_TEST(a_long_name_is_left_out)
{
	char name[EVIDENCE_NAME_MAX + 2];

	for (size_t length = EVIDENCE_NAME_MAX; length <= EVIDENCE_NAME_MAX + 1; length++) {
		memset(name, 'x', length);
		name[length] = '\0';
		free(facts.parts[0].names[0]);
		facts.parts[0].names[0] = strdup(name);
		evidence_clear(&taken);
		ck_assert_int_eq(evidence_take(&facts, &taken), 0);
		ck_assert((taken.parts.items[0].name != NULL) == (length == EVIDENCE_NAME_MAX));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("evidence");
	TCase *tcase = tcase_create("evidence");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, what_was_taken_is_what_arrives);
	tcase_add_test(tcase, what_is_cut_off_is_not_believed);
	tcase_add_test(tcase, more_than_the_limit_is_left_out_and_more_than_that_not_believed);
	tcase_add_test(tcase, a_long_name_is_left_out);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
