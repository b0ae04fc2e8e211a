/* record: the longest lines, and what another reader of JSON makes of them. */
#include "audit/event.h"
#include "tests/support/run_suite.h"
#include "tests/unit/record_scene.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A gateway's name of such a length that the line has `size` octets. */
static int format_of_size(size_t size, char **ret_line, size_t *ret_size)
{
	input.gateway = "x";
	char *line = scene_format();
	size_t length = size - strlen(line) + 1;
	char *gateway = malloc(length + 1);
	memset(gateway, 'x', length);
	gateway[length] = '\0';
	input.gateway = gateway;
	int r = record_format(&input, ret_line, ret_size);
	free(gateway);
	free(line);
	return r;
}

START_TEST(a_line_is_as_long_as_the_limit_and_no_longer)
{
	char *line = NULL;
	size_t size = 0;

	ck_assert_int_eq(format_of_size(RECORD_LINE_MAX + 1, &line, &size), -E2BIG);
	ck_assert_ptr_null(line);
	ck_assert_int_eq(format_of_size(RECORD_LINE_MAX, &line, &size), 0);
	ck_assert_uint_eq(size, RECORD_LINE_MAX);
	free(line);
}
END_TEST

/* As many of everything as a verdict may have, each as long as it may be. */
static void fill_up(void)
{
	static const char longest[] = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
	static char name[RULESET_NAME_MAX + 1];

	memset(name, '\\', RULESET_NAME_MAX);
	for (size_t i = 0; i < 2; i++)
		copies[i].name = referrals[i].name = name;
	route.name = exceptions[0].name = name;
	while (verdict_add_finding(&verdict, REASON_CONTENT_UNINSPECTABLE, ACTION_REFUSE, 0) == 0)
		;
	while (verdict_add_edit(&verdict, EDIT_CHANGE_HEADER, "other", 1, "") == 0)
		;
	verdict.parts = realloc(verdict.parts, VERDICT_PARTS_MAX * sizeof(*verdict.parts));
	for (size_t i = verdict.part_count; i < VERDICT_PARTS_MAX; i++)
		verdict.parts[i] = (struct verdict_part){strdup(longest), strdup(longest), UINT64_MAX};
	verdict.part_count = VERDICT_PARTS_MAX;
	verdict.copy_count = RULESET_SECTION_MAX;
	for (uint32_t i = 0; i < RULESET_SECTION_MAX; i++)
		ck_assert_int_eq(verdict_add_trace(&verdict, PREDICATE_ADDRESS_CURRENT, i % 2, ANSWER_UNKNOWN), 0);
	input.reference_count = RECORD_REFERENCES_MAX;
	for (size_t i = 0; i < RECORD_REFERENCES_MAX; i++)
		input.references[i] = input.previous.references[i] = input.sender;
	strcpy(input.previous.period, "2026Q3");
	verdict.forms = realloc(verdict.forms, FORM_REPORTS_MAX * sizeof(*verdict.forms));
	verdict.form_count = input.form_count = FORM_REPORTS_MAX;
	for (size_t i = 0; i < FORM_REPORTS_MAX; i++) {
		verdict.forms[i] = verdict.forms[0];
		input.forms[i] = input.previous.forms[i] = input.sender;
	}
}

START_TEST(the_fullest_verdict_fits_into_a_line)
{
	fill_up();
	char *line = scene_format();
	printf("the fullest verdict has %zu of %u octets\n", strlen(line), RECORD_LINE_MAX);
	free(line);
}
END_TEST

START_TEST(more_references_than_there_is_room_for_are_not_read)
{
	input.reference_count = RECORD_REFERENCES_MAX + 1;
	scene_has("null],\"queue_id\"");
}
END_TEST

static const char reader[] =
    "import json, sys\n"
    "def pairs(p):\n"
    "    assert len({k for k, _ in p}) == len(p), 'a name stands twice'\n"
    "    return dict(p)\n"
    "lines = sys.stdin.buffer.read().decode('ascii').splitlines(keepends=True)\n"
    "records = [json.loads(l, object_pairs_hook=pairs) for l in lines]\n"
    "assert len(records) == 3 and all(l.endswith('\\n') for l in lines)\n"
    "assert all(next(iter(r)) == 'v' and r['v'] == 1 for r in records)\n"
    "assert records[0]['copies'][1]['header'] == 'could not tell' and records[0]['timings']['wait_us'] == 22\n"
    "assert len(records[1]['parts']) == 1024\n"
    "assert records[2]['detail'] == 'a \"quote\", a \\\\, a\\nnewline, \\u00fc and \\u2028'\n";

START_TEST(another_reader_of_json_reads_it)
{
	const char *python = getenv("PYTHON3") != NULL ? getenv("PYTHON3") : "/usr/bin/python3";
	char command[8192], *event = NULL;
	size_t size = 0;

	if (access(python, X_OK) != 0) {
		printf("SKIP: there is no python3\n");
		return;
	}
	setenv("READER", reader, 1);
	snprintf(command, sizeof(command), "'%s' -c \"$READER\"", python);
	FILE *pipe = popen(command, "w");
	char *line = scene_format();
	fputs(line, pipe);
	free(line);
	fill_up();
	line = scene_format();
	fputs(line, pipe);
	free(line);
	const struct event_field detail = {
	    .name = "detail", .text = "a \"quote\", a \\, a\nnewline, \xc3\xbc and \xe2\x80\xa8"};
	const struct event stop = {
	    .kind = "stop", .time_us = NOW_US, .gateway = "mx1", .fields = &detail, .field_count = 1};
	ck_assert_int_eq(event_format(&stop, &event, &size), 0);
	fputs(event, pipe);
	free(event);
	ck_assert_int_eq(pclose(pipe), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("record limits");
	TCase *tcase = tcase_create("record limits");

	tcase_add_checked_fixture(tcase, scene_open, scene_close);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_line_is_as_long_as_the_limit_and_no_longer);
	tcase_add_test(tcase, the_fullest_verdict_fits_into_a_line);
	tcase_add_test(tcase, more_references_than_there_is_room_for_are_not_read);
	tcase_add_test(tcase, another_reader_of_json_reads_it);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
