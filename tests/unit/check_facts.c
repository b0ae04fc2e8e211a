/* facts: addresses, parts and names are copied, and kept within their limits. */
#include "rules/facts.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(addresses_are_kept_up_to_the_limit)
{
	struct facts facts;
	char text[] = "jo@school.example";

	facts_init(&facts);
	for (int i = 0; i < FACTS_ADDRESSES_MAX; i++)
		ck_assert_int_eq(facts_add_address(&facts, FIELD_CC, text), 0);
	text[0] = 'x';
	ck_assert_int_eq(facts_add_address(&facts, FIELD_CC, text), -E2BIG);
	ck_assert_uint_eq(facts.address_count, FACTS_ADDRESSES_MAX);
	ck_assert_str_eq(facts.addresses[FACTS_ADDRESSES_MAX - 1].canonical, "jo@school.example");
	ck_assert_int_eq(facts.addresses[0].field, FIELD_CC);
	facts_clear(&facts);
	ck_assert_uint_eq(facts.address_count, 0);
}
END_TEST

START_TEST(a_new_part_says_that_nothing_is_known)
{
	struct facts facts;

	facts_init(&facts);
	for (int i = 0; i < 100; i++) {
		struct facts_part *part = facts_add_part(&facts);
		ck_assert_int_eq(part->role, PART_UNKNOWN);
		ck_assert_ptr_null(part->sniffed_type);
		ck_assert_uint_eq(part->name_count, 0);
		part->declared_type = strdup("application/pdf");
	}
	ck_assert_uint_eq(facts.part_count, 100);
	facts_clear(&facts);
}
END_TEST

START_TEST(names_past_the_limit_make_the_part_unknown)
{
	struct facts facts;
	char name[32];

	facts_init(&facts);
	struct facts_part *part = facts_add_part(&facts);
	part->role = PART_ATTACHMENT;
	for (int i = 0; i < FACTS_NAMES_MAX; i++) {
		snprintf(name, sizeof(name), "form %d.pdf", i);
		ck_assert_int_eq(facts_part_add_name(part, name), 0);
	}
	ck_assert_int_eq(facts_part_add_name(part, "form 3.pdf"), 0);
	ck_assert_uint_eq(part->name_count, FACTS_NAMES_MAX);
	ck_assert_int_eq(part->role, PART_ATTACHMENT);
	ck_assert_int_eq(facts_part_add_name(part, "one more.pdf"), 0);
	ck_assert_uint_eq(part->name_count, FACTS_NAMES_MAX);
	ck_assert_int_eq(part->role, PART_UNKNOWN);
	facts_clear(&facts);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("facts");
	TCase *tcase = tcase_create("facts");

	tcase_add_test(tcase, addresses_are_kept_up_to_the_limit);
	tcase_add_test(tcase, a_new_part_says_that_nothing_is_known);
	tcase_add_test(tcase, names_past_the_limit_make_the_part_unknown);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
