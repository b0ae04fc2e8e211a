/* event: a record of the daemon's or the ledger's own life has the head of every record, and then its own fields. */
#include "audit/event.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define NOW_US	  1793786400123456
#define BUNDLE	  "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define SALT_MARK "\"salt\":\""
#define SALT_END  "\",\"software\":\"referral-milter " PACKAGE_VERSION "\","

/* The line without its salt, which must be 32 hexadecimal digits. */
static void reads(const struct event *event, const char *expected)
{
	char *line = NULL;
	size_t size = 0;

	ck_assert_int_eq(event_format(event, &line, &size), 0);
	ck_assert_uint_eq(strlen(line), size);
	char *salt = strstr(line, SALT_MARK);
	ck_assert_ptr_nonnull(salt);
	salt += strlen(SALT_MARK);
	ck_assert_uint_eq(strspn(salt, "0123456789abcdef"), 32);
	memmove(salt, salt + 32, strlen(salt + 32) + 1);
	ck_assert_str_eq(line, expected);
	free(line);
}

START_TEST(an_event_without_fields_is_its_head)
{
	const struct event event = {.kind = "heartbeat", .time_us = NOW_US, .gateway = "mx1.lewisham.example"};

	reads(&event, "{\"v\":1,\"kind\":\"heartbeat\",\"time\":\"2026-11-04T10:00:00.123456Z\","
		      "\"gateway\":\"mx1.lewisham.example\",\"salt\":\"" SALT_END "\"bundle\":null}\n");
}
END_TEST

START_TEST(fields_follow_in_their_order_and_type)
{
	static const struct event_field fields[] = {{.name = "clean", .type = EVENT_BOOL, .number = 1},
	    {.name = "open", .type = EVENT_BOOL}, {.name = "from", .type = EVENT_NUMBER, .number = 7},
	    {.name = "large", .type = EVENT_NUMBER, .number = UINT64_MAX}, {.name = "vkey", .text = "a\n\"b\""},
	    {.name = "detail", .text = NULL}, {.name = "previous", .text = ""}};
	const struct event event = {.kind = "start",
	    .time_us = NOW_US,
	    .gateway = "mx1",
	    .bundle = BUNDLE,
	    .fields = fields,
	    .field_count = sizeof(fields) / sizeof(fields[0])};

	reads(&event, "{\"v\":1,\"kind\":\"start\",\"time\":\"2026-11-04T10:00:00.123456Z\",\"gateway\":\"mx1\","
		      "\"salt\":\"" SALT_END "\"bundle\":\"" BUNDLE "\",\"clean\":true,\"open\":false,\"from\":7,"
		      "\"large\":9223372036854775807,\"vkey\":\"a\\n\\\"b\\\"\",\"detail\":null,\"previous\":null}\n");
}
END_TEST

START_TEST(every_event_has_a_salt_of_its_own)
{
	const struct event event = {.kind = "stop", .time_us = NOW_US};
	char *one = NULL, *two = NULL;
	size_t size = 0;

	ck_assert_int_eq(event_format(&event, &one, &size), 0);
	ck_assert_int_eq(event_format(&event, &two, &size), 0);
	ck_assert_str_ne(one, two);
	free(one);
	free(two);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("event");
	TCase *tcase = tcase_create("event");

	tcase_add_test(tcase, an_event_without_fields_is_its_head);
	tcase_add_test(tcase, fields_follow_in_their_order_and_type);
	tcase_add_test(tcase, every_event_has_a_salt_of_its_own);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
