/* header_facts: what the header says comes out as facts, and beyond the limits it is not read at all. */
#include "message/header_facts.h"
#include "message/limits.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct facts read_facts(const char *header, int expected)
{
	struct facts facts;
	size_t size = 0;

	facts_init(&facts);
	int r = header_facts_read(header, strlen(header), &facts, &size);
	ck_assert_msg(r == expected, "%s: %d", header, r);
	return facts;
}

START_TEST(addresses_of_every_field_are_read)
{
	static const char header[] = "From: a@x.example\r\nSender: b@x.example\r\nReply-To: c@x.example\r\n"
				     "To: D <d@x.example>, e@x.example\r\nCc: f@x.example\r\ncc : g@x.example\r\n"
				     "Bcc: h@x.example\r\nResent-To: i@x.example\r\n\r\nTo: j@x.example\r\n";
	static const struct facts_address expected[] = {{FIELD_FROM, (char *)(uintptr_t) "a@x.example"},
	    {FIELD_SENDER, (char *)(uintptr_t) "b@x.example"}, {FIELD_REPLY_TO, (char *)(uintptr_t) "c@x.example"},
	    {FIELD_TO, (char *)(uintptr_t) "d@x.example"}, {FIELD_TO, (char *)(uintptr_t) "e@x.example"},
	    {FIELD_CC, (char *)(uintptr_t) "f@x.example"}, {FIELD_CC, (char *)(uintptr_t) "g@x.example"},
	    {FIELD_BCC, (char *)(uintptr_t) "h@x.example"}};
	struct facts facts = read_facts(header, 0);

	ck_assert_uint_eq(facts.address_count, sizeof(expected) / sizeof(expected[0]));
	for (size_t i = 0; i < facts.address_count; i++) {
		ck_assert_int_eq(facts.addresses[i].field, expected[i].field);
		ck_assert_str_eq(facts.addresses[i].canonical, expected[i].canonical);
	}
	ck_assert_uint_eq(facts.cc_field_count, 2);
	facts_clear(&facts);
}
END_TEST

START_TEST(the_header_ends_where_the_body_begins)
{
	static const char message[] = "From: a@x.example\r\n\r\nbody";
	struct facts facts;
	size_t size = 0;

	facts_init(&facts);
	ck_assert_int_eq(header_facts_read(message, strlen(message), &facts, &size), 0);
	ck_assert_str_eq(message + size, "body");
	facts_clear(&facts);
}
END_TEST

struct mark_case {
	const char *name, *header;
	enum answer follow_up, automatic, dkim;
};

static const struct mark_case marks[] = {
    {"nothing", "From: a@x.example\r\n", ANSWER_NO, ANSWER_NO, ANSWER_NO},
    {"In-Reply-To", "In-Reply-To: <1@x.example>\r\n", ANSWER_YES, ANSWER_NO, ANSWER_NO},
    {"References", "REFERENCES: <1@x.example>\r\n", ANSWER_YES, ANSWER_NO, ANSWER_NO},
    {"a reference to nothing", "References: <>\r\n <>\r\n", ANSWER_NO, ANSWER_NO, ANSWER_NO},
    {"an empty In-Reply-To", "In-Reply-To: \r\n \r\n", ANSWER_NO, ANSWER_NO, ANSWER_NO},
    {"Auto-Submitted", "Auto-Submitted: auto-replied\r\n", ANSWER_NO, ANSWER_YES, ANSWER_NO},
    {"with a parameter", "Auto-Submitted: auto-notified; owner-email=\"a@x.example\"\r\n", ANSWER_NO, ANSWER_YES,
	ANSWER_NO},
    {"by a human", "Auto-Submitted: No (really)\r\n", ANSWER_NO, ANSWER_NO, ANSWER_NO},
    {"empty", "Auto-Submitted:\r\n", ANSWER_NO, ANSWER_UNKNOWN, ANSWER_NO},
    {"repeated alike", "Auto-Submitted: auto-replied\r\nAuto-Submitted: auto-generated\r\n", ANSWER_NO, ANSWER_YES,
	ANSWER_NO},
    {"in disagreement", "Auto-Submitted: auto-replied\r\nAuto-Submitted: no\r\n", ANSWER_NO, ANSWER_UNKNOWN, ANSWER_NO},
    {"a report", "Content-Type: Multipart/Report; report-type=delivery-status; boundary=x\r\n", ANSWER_NO, ANSWER_YES,
	ANSWER_NO},
    {"a disposition notification", "Content-Type: message/disposition-notification\r\n", ANSWER_NO, ANSWER_YES,
	ANSWER_NO},
    {"a delivery status", "Content-Type: message/delivery-status\r\n", ANSWER_NO, ANSWER_YES, ANSWER_NO},
    {"two types in disagreement", "Content-Type: multipart/report\r\nContent-Type: text/plain\r\n", ANSWER_NO,
	ANSWER_UNKNOWN, ANSWER_NO},
    {"DKIM", "DKIM-Signature: v=1; a=rsa-sha256; d=x.example\r\n", ANSWER_NO, ANSWER_NO, ANSWER_YES},
};

START_TEST(marks_are_read)
{
	const struct mark_case *c = &marks[_i];
	struct facts facts = read_facts(c->header, 0);

	ck_assert_msg(facts.is_follow_up == c->follow_up, "%s: follow-up", c->name);
	ck_assert_msg(facts.is_auto_submitted == c->automatic, "%s: auto-submitted", c->name);
	ck_assert_msg(facts.is_dkim_signed == c->dkim, "%s: DKIM", c->name);
	facts_clear(&facts);
}
END_TEST

struct content_case {
	const char *name, *value;
	int result;
};

static const struct content_case contents[] = {
    {"plain", " text/plain; charset=utf-8", 0},
    {"UTF-8 in a name", " application/pdf; name=\"caf\xc3\xa9.pdf\"", 0},
    {"Latin-1 in a name", " application/pdf; name=\"caf\xe9.pdf\"", 0},
    {"Latin-1 in a multipart", " multipart/mixed; x=\"caf\xe9\"", -EBADMSG},
    {"UTF-8 in a multipart", " multipart/mixed; x=\"caf\xc3\xa9\"", -EBADMSG},
    {"UTF-8 in a multipart behind a comment", " (x) MULTIPART/mixed; x=\"caf\xc3\xa9\"", -EBADMSG},
    {"an open character", " text/plain; name=\"\xc3", 0},
};

START_TEST(content_fields_that_gmime_cannot_be_asked_about_are_refused)
{
	const struct content_case *c = &contents[_i];

	ck_assert_msg(content_field_check(c->value, strlen(c->value)) == c->result, "%s", c->name);
}
END_TEST

START_TEST(a_content_field_may_be_as_long_as_the_limit)
{
	char value[LIMIT_PARAMETER_BYTES + 8];

	memset(value, 'a', sizeof(value));
	memcpy(value, " \t ", 3);
	memcpy(value + 3 + LIMIT_PARAMETER_BYTES, " \r\n", 3);
	ck_assert_int_eq(content_field_check(value, LIMIT_PARAMETER_BYTES + 6), 0);
	value[2] = 'a';
	ck_assert_int_eq(content_field_check(value, LIMIT_PARAMETER_BYTES + 6), -E2BIG);
}
END_TEST

/* A header with one field of so many octets of value. */
static void check_field_size(size_t value_size, int expected)
{
	char *header = malloc(value_size + 64);

	memcpy(header, "Subject:", 8);
	memset(header + 8, 'x', value_size);
	memcpy(header + 8 + value_size, "\r\n", 3);
	struct facts facts = read_facts(header, expected);
	facts_clear(&facts);
	free(header);
}

START_TEST(a_field_may_be_as_large_as_the_limit)
{
	check_field_size(LIMIT_FIELD_BYTES, 0);
	check_field_size(LIMIT_FIELD_BYTES + 1, -E2BIG);
}
END_TEST

/* Addresses over several fields, so that no field is too large. */
static void check_address_count(size_t count, int expected)
{
	char *header = malloc(count * 32 + 4096);
	size_t at = 0;

	for (size_t i = 0; i < count; i++)
		at += (size_t)sprintf(header + at, "%sa%zu@x.example%s", i % 100 == 0 ? "To: " : ", ", i,
		    i % 100 == 99 || i + 1 == count ? "\r\n" : "");
	struct facts facts = read_facts(header, expected);
	ck_assert_uint_eq(facts.address_count, LIMIT_ADDRESSES);
	facts_clear(&facts);
	free(header);
}

START_TEST(as_many_addresses_as_the_limit_are_read)
{
	check_address_count(LIMIT_ADDRESSES, 0);
	check_address_count(LIMIT_ADDRESSES + 1, -E2BIG);
}
END_TEST

/* Whom a message addresses must not depend on where a field that cannot be read stands. */
START_TEST(what_stands_before_and_behind_a_limit_is_read)
{
	char header[LIMIT_PARAMETER_BYTES + 256];
	size_t at = (size_t)sprintf(header, "To: a@x.example\r\nContent-Type: text/plain; x=");

	memset(header + at, 'x', LIMIT_PARAMETER_BYTES);
	strcpy(header + at + LIMIT_PARAMETER_BYTES, "\r\nCc: b@x.example\r\nIn-Reply-To: <1@x.example>\r\n");
	struct facts facts = read_facts(header, -E2BIG);
	ck_assert_uint_eq(facts.address_count, 2);
	ck_assert_int_eq(facts.is_follow_up, ANSWER_YES);
	facts_clear(&facts);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("header_facts");
	TCase *tcase = tcase_create("facts");

	tcase_add_test(tcase, addresses_of_every_field_are_read);
	tcase_add_test(tcase, the_header_ends_where_the_body_begins);
	tcase_add_loop_test(tcase, marks_are_read, 0, COUNT(marks));
	tcase_add_loop_test(tcase, content_fields_that_gmime_cannot_be_asked_about_are_refused, 0, COUNT(contents));
	tcase_add_test(tcase, a_content_field_may_be_as_long_as_the_limit);
	tcase_add_test(tcase, a_field_may_be_as_large_as_the_limit);
	tcase_add_test(tcase, as_many_addresses_as_the_limit_are_read);
	tcase_add_test(tcase, what_stands_before_and_behind_a_limit_is_read);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
