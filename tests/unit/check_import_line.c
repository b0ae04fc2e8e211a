/* import_line: records and checkpoints are found in lines of a log, whatever stands in front of them. */
#include "audit/base64.h"
#include "audit/tool/import_line.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORD "{\"v\":1,\"index\":17,\"kind\":\"stop\",\"gateway\":\"gw1.example.org\"}"
#define HASH   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static int parse(const char *text, struct import_line *line)
{
	const char *why = NULL;
	int r = import_line_parse(text, strlen(text), line, &why);

	ck_assert_int_eq(r == -EBADMSG, why != NULL);
	return r;
}

static const char *const prefixes[] = {"", "<134>1 2026-11-04T10:15:00Z gw1 referral-milter 17 - - ",
    "Nov  4 10:15:00 gw1 referral-milter[17]: ", "gw1 referral-milter: checkpoint ", "\xef\xbb\xbf"};

START_TEST(a_record_is_found_behind_any_prefix)
{
	char text[512];
	struct import_line line;

	snprintf(text, sizeof(text), "%s%s \r", prefixes[_i], RECORD);
	ck_assert_int_eq(parse(text, &line), 0);
	ck_assert_int_eq(line.kind, IMPORT_RECORD);
	ck_assert_str_eq(line.origin, "gw1.example.org/referral-ledger");
	ck_assert_uint_eq(line.index, 17);
	ck_assert_uint_eq(line.length, strlen(RECORD));
	ck_assert_int_eq(memcmp(line.record, RECORD, line.length), 0);
	ck_assert_str_eq(line.vkey, "");
}
END_TEST

START_TEST(a_prefix_of_the_largest_size_is_passed_by_and_a_larger_one_is_not)
{
	char text[IMPORT_PREFIX_MAX + 1 + sizeof(RECORD)];
	struct import_line line;

	memset(text, 'x', sizeof(text));
	strcpy(text + IMPORT_PREFIX_MAX, RECORD);
	ck_assert_int_eq(parse(text, &line), 0);
	memset(text, 'x', sizeof(text));
	strcpy(text + IMPORT_PREFIX_MAX + 1, RECORD);
	ck_assert_int_eq(parse(text, &line), -EBADMSG);
}
END_TEST

static void make_checkpoint(char *text, size_t size, const char *prefix, const char *number, const char *tail)
{
	uint8_t signature[IMPORT_SIGNATURE_SIZE] = {1, 2, 3};
	char base64[BASE64_SIZE(IMPORT_SIGNATURE_SIZE)];

	base64_encode(signature, sizeof(signature), base64);
	snprintf(
	    text, size, "%scheckpoint gw1.example.org/referral-ledger %s " HASH " %s%s", prefix, number, base64, tail);
}

START_TEST(a_checkpoint_is_found_behind_a_prefix)
{
	static const uint8_t beginning[] = {1, 2, 3};
	char text[512];
	struct import_line line;

	make_checkpoint(text, sizeof(text), "Nov  4 10:15:00 gw1 referral-milter[17]: ", "4294967296", "");
	ck_assert_int_eq(parse(text, &line), 0);
	ck_assert_int_eq(line.kind, IMPORT_CHECKPOINT);
	ck_assert_str_eq(line.origin, "gw1.example.org/referral-ledger");
	ck_assert_uint_eq(line.size, UINT64_C(4294967296));
	ck_assert_int_eq(memcmp(line.signature, beginning, sizeof(beginning)), 0);
}
END_TEST

static const struct {
	const char *prefix, *number, *tail;
} bad_checkpoints[] = {{"", "4294967297", ""}, {"", "-1", ""}, {"", "01", ""}, {"", "1x", ""}, {"", "", ""},
    {"", "1", " more"}, {"", "1", "A"}, {"un", "1", ""}};

START_TEST(a_broken_checkpoint_is_none)
{
	char text[512];
	struct import_line line;

	make_checkpoint(
	    text, sizeof(text), bad_checkpoints[_i].prefix, bad_checkpoints[_i].number, bad_checkpoints[_i].tail);
	ck_assert_int_eq(parse(text, &line), -EBADMSG);
}
END_TEST

static const char *const bad_lines[] = {
    "",
    "   ",
    "something else",
    "{\"v\":1,\"kind\":\"stop\",\"index\":17,\"gateway\":\"gw1.example.org\"}",
    "{\"v\":1,\"index\":17,\"kind\":\"stop\",\"gateway\":\"gw1.example.org\"",
    "{\"v\":1,\"index\":17,\"kind\":\"stop\",\"gateway\":\"gw1.example.org\"} more",
    "{\"v\":1,\"index\":17,\"index\":18,\"gateway\":\"gw1.example.org\"}",
    "{\"v\":1,\"index\":\"17\",\"gateway\":\"gw1.example.org\"}",
    "{\"v\":1,\"index\":1.5,\"gateway\":\"gw1.example.org\"}",
    "{\"v\":1,\"index\":-1,\"gateway\":\"gw1.example.org\"}",
    "{\"v\":1,\"index\":4294967296,\"gateway\":\"gw1.example.org\"}",
    "{\"v\":1,\"index\":17}",
    "{\"v\":1,\"index\":17,\"gateway\":\"\"}",
    "{\"v\":1,\"index\":17,\"gateway\":\"two words\"}",
    "{\"v\":1,\"index\":17,\"gateway\":\"gw+1\"}",
    "{\"v\":1,\"index\":17,\"gateway\":\"gw\\u0000\"}",
    "{\"v\":1,\"index\":17,\"gateway\":null}",
};

START_TEST(anything_else_is_no_record)
{
	struct import_line line;

	ck_assert_int_eq(parse(bad_lines[_i], &line), -EBADMSG);
}
END_TEST

START_TEST(a_gateway_of_the_longest_name_is_read_and_a_longer_one_is_not)
{
	char name[NOTE_NAME_MAX], text[512];
	struct import_line line;
	size_t longest = NOTE_NAME_MAX - strlen("/referral-ledger");

	memset(name, 'g', sizeof(name));
	snprintf(text, sizeof(text), "{\"v\":1,\"index\":1,\"gateway\":\"%.*s\"}", (int)longest, name);
	ck_assert_int_eq(parse(text, &line), 0);
	ck_assert_uint_eq(strlen(line.origin), NOTE_NAME_MAX);
	snprintf(text, sizeof(text), "{\"v\":1,\"index\":1,\"gateway\":\"%.*s\"}", (int)longest + 1, name);
	ck_assert_int_eq(parse(text, &line), -EBADMSG);
}
END_TEST

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

int main(void)
{
	Suite *suite = suite_create("import_line");
	TCase *test = tcase_create("import_line");

	tcase_add_loop_test(test, a_record_is_found_behind_any_prefix, 0, COUNT(prefixes));
	tcase_add_test(test, a_prefix_of_the_largest_size_is_passed_by_and_a_larger_one_is_not);
	tcase_add_test(test, a_checkpoint_is_found_behind_a_prefix);
	tcase_add_loop_test(test, a_broken_checkpoint_is_none, 0, COUNT(bad_checkpoints));
	tcase_add_loop_test(test, anything_else_is_no_record, 0, COUNT(bad_lines));
	tcase_add_test(test, a_gateway_of_the_longest_name_is_read_and_a_longer_one_is_not);
	suite_add_tcase(suite, test);
	return run_suite(suite);
}
