/* header: fields come out whole and as they stand, and what is no field is told. */
#include "message/header.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One field as "name|value", fields separated by "~". */
struct header_case {
	const char *name, *header, *fields;
	bool is_irregular;
	bool has_end;
};

static const struct header_case cases[] = {
    {"nothing", "", "", false, false},
    {"one field", "To: a@b.example\r\n", "To| a@b.example", false, false},
    {"two fields and the body", "A: 1\r\nB: 2\r\n\r\nC: 3\r\n", "A| 1~B| 2", false, true},
    {"LF ends lines, too", "A: 1\nB: 2\n\nbody", "A| 1~B| 2", false, true},
    {"no line end at the end", "A: 1\r\nB: 2", "A| 1~B| 2", false, false},
    {"folds stay", "A: 1\r\n\t2\r\n 3\r\nB: 4\r\n", "A| 1\r\n\t2\r\n 3~B| 4", false, false},
    {"a fold right behind the colon", "A:\r\n 1\r\n", "A|\r\n 1", false, false},
    {"an empty value", "A:\r\nB:\r\n", "A|~B|", false, false},
    {"blanks before the colon", "To \t: x\r\n", "To| x", false, false},
    {"a colon in the value", "A: b:c\r\n", "A| b:c", false, false},
    {"no blank behind the colon", "A:b\r\n", "A|b", false, false},
    {"a line without a colon", "A: 1\r\nnonsense\r\nB: 2\r\n", "A| 1~B| 2", true, false},
    {"a blank in the name", "A: 1\r\nT o: x\r\n", "A| 1", true, false},
    {"an empty name", ": x\r\nB: 2\r\n", "B| 2", true, false},
    {"8-bit in the name", "T\xc3\xb6: x\r\nB: 2\r\n", "B| 2", true, false},
    {"a continuation of nothing", " x: y\r\nB: 2\r\n", "B| 2", true, false},
    {"a bare CR", "A: 1\rB: 2\r\n", "A| 1\rB: 2", true, false},
    {"two CR before the LF", "A: 1\r\r\n", "A| 1\r", true, false},
    {"a line of blanks only continues", "A: 1\r\n \r\nB: 2\r\n", "A| 1\r\n ~B| 2", false, false},
    {"an mbox line", "From nobody Mon Nov 23 10:00:00 2026\r\nB: 2\r\n", "B| 2", true, false},
    {"the end at once", "\r\nA: 1\r\n", "", false, true},
};

START_TEST(fields_come_out_as_they_stand)
{
	const struct header_case *c = &cases[_i];
	struct header_reader reader;
	struct header_field field;
	char fields[256] = "";
	size_t at = 0;

	header_reader_init(&reader, c->header, strlen(c->header));
	while (header_reader_next(&reader, &field))
		at += (size_t)snprintf(fields + at, sizeof(fields) - at, "%s%.*s|%.*s", at > 0 ? "~" : "",
		    (int)field.name_length, field.name, (int)field.value_length, field.value);
	ck_assert_msg(strcmp(fields, c->fields) == 0, "%s: %s", c->name, fields);
	ck_assert_msg(reader.is_irregular == c->is_irregular, "%s", c->name);
	ck_assert_msg(reader.has_end == c->has_end, "%s", c->name);
}
END_TEST

START_TEST(a_nul_makes_a_header_irregular_and_hides_nothing)
{
	static const char header[] = "A: 1\0 2\r\nB: 3\r\n";
	struct header_reader reader;
	struct header_field field;

	header_reader_init(&reader, header, sizeof(header) - 1);
	ck_assert(header_reader_next(&reader, &field));
	ck_assert_uint_eq(field.value_length, 5);
	ck_assert(header_reader_next(&reader, &field));
	ck_assert(!header_reader_next(&reader, &field));
	ck_assert(reader.is_irregular);
}
END_TEST

START_TEST(the_reader_stops_behind_the_empty_line)
{
	static const char message[] = "A: 1\r\n\r\nbody";
	struct header_reader reader;
	struct header_field field;

	header_reader_init(&reader, message, strlen(message));
	while (header_reader_next(&reader, &field))
		;
	ck_assert_str_eq(reader.at, "body");
	ck_assert(!header_reader_next(&reader, &field));
}
END_TEST

START_TEST(names_are_compared_caseless_and_whole)
{
	static const char header[] = "rEsEnT-tO: x\r\n";
	struct header_reader reader;
	struct header_field field;

	header_reader_init(&reader, header, strlen(header));
	ck_assert(header_reader_next(&reader, &field));
	ck_assert(header_field_is(&field, "Resent-To"));
	ck_assert(!header_field_is(&field, "Resent-T"));
	ck_assert(!header_field_is(&field, "Resent-To2"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("header");
	TCase *tcase = tcase_create("fields");

	tcase_add_loop_test(tcase, fields_come_out_as_they_stand, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tcase, a_nul_makes_a_header_irregular_and_hides_nothing);
	tcase_add_test(tcase, the_reader_stops_behind_the_empty_line);
	tcase_add_test(tcase, names_are_compared_caseless_and_whole);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
