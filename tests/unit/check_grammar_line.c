/* grammar/line: lines end with CRLF and nothing else, and the classes are those of every octet in them. */
#include "message/grammar/line.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct line_case {
	const char *name;
	const char *octets;
	size_t size;
	int lines; /* that are read before the end or the fault */
	enum grammar_rule rule;
	size_t offset;
};

#define OCTETS(literal) literal, sizeof(literal) - 1

static const struct line_case cases[] = {
    {"nothing", OCTETS(""), 0, RULE_NONE, 0},
    {"one line", OCTETS("a\r\n"), 1, RULE_NONE, 0},
    {"empty lines", OCTETS("\r\n\r\n"), 2, RULE_NONE, 0},
    {"a NUL", OCTETS("a\r\nb\0c\r\n"), 1, RULE_NUL, 4},
    {"a NUL in a long line", OCTETS("abcdefghijklmnopqrstuvwxyz \0z\r\n"), 0, RULE_NUL, 27},
    {"a CR inside", OCTETS("a\rb\r\n"), 0, RULE_BARE_CR, 1},
    {"a CR in a long line", OCTETS("abcdefghijklmnopqrstuvwxyz\rz\r\n"), 0, RULE_BARE_CR, 26},
    {"two CR before the LF", OCTETS("a\r\r\n"), 0, RULE_BARE_CR, 1},
    {"a CR at the end", OCTETS("a\r"), 0, RULE_BARE_CR, 1},
    {"a LF alone", OCTETS("a\n"), 0, RULE_BARE_LF, 1},
    {"a LF at once", OCTETS("\n"), 0, RULE_BARE_LF, 0},
    {"a LF behind a line", OCTETS("a\r\n\n"), 1, RULE_BARE_LF, 3},
    {"LF CR", OCTETS("a\n\r"), 0, RULE_BARE_LF, 1},
    {"no end", OCTETS("a\r\nb"), 1, RULE_LAST_LINE, 3},
    {"the first fault counts", OCTETS("a\0b\n"), 0, RULE_NUL, 1},
};

START_TEST(lines_end_with_crlf_and_nothing_else)
{
	const struct line_case *c = &cases[_i];
	struct grammar_fault fault = {RULE_NONE, 0};
	struct line_reader reader;
	struct line line;
	int lines = 0, r;

	line_reader_init(&reader, c->octets, c->size);
	while ((r = line_reader_next(&reader, &fault, &line)) > 0)
		lines++;
	ck_assert_msg(lines == c->lines, "%s: %d lines", c->name, lines);
	ck_assert_msg(r == (c->rule == RULE_NONE ? 0 : -EBADMSG), "%s", c->name);
	ck_assert_msg(fault.rule == c->rule && fault.offset == c->offset, "%s: %s at %zu", c->name,
	    grammar_rule_word(fault.rule), fault.offset);
}
END_TEST

START_TEST(a_line_says_where_it_stands)
{
	static const char octets[] = "ab\r\n\r\ncde\r\n";
	struct grammar_fault fault;
	struct line_reader reader;
	struct line line;

	line_reader_init(&reader, octets, strlen(octets));
	ck_assert_int_eq(line_reader_next(&reader, &fault, &line), 1);
	ck_assert_int_eq(line_reader_next(&reader, &fault, &line), 1);
	ck_assert_uint_eq(line.length, 0);
	ck_assert_uint_eq(line.offset, 4);
	ck_assert_int_eq(line_reader_next(&reader, &fault, &line), 1);
	ck_assert_uint_eq(line.length, 3);
	ck_assert_uint_eq(line.offset, 6);
	ck_assert_ptr_eq(line.text, octets + 6);
	ck_assert_ptr_eq(reader.at, reader.end);
}
END_TEST

/* One line of `length` octets. */
static int read_long_line(size_t length, struct grammar_fault *fault)
{
	char octets[LINE_OCTETS_MAX + 4];
	struct line_reader reader;
	struct line line;

	memset(octets, 'a', sizeof(octets));
	memcpy(octets + length, "\r\n", 2);
	line_reader_init(&reader, octets, length + 2);
	return line_reader_next(&reader, fault, &line);
}

START_TEST(a_line_has_at_most_998_octets)
{
	struct grammar_fault fault = {RULE_NONE, 7};

	ck_assert_int_eq(read_long_line(LINE_OCTETS_MAX, &fault), 1);
	ck_assert_int_eq(read_long_line(LINE_OCTETS_MAX + 1, &fault), -EBADMSG);
	ck_assert_int_eq(fault.rule, RULE_LINE_LENGTH);
	ck_assert_uint_eq(fault.offset, 0);
}
END_TEST

/* The definition, octet by octet. */
static unsigned class_of(unsigned char c)
{
	static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
	unsigned classes = c == ' ' || c == '\t' ? LINE_BLANK : LINE_NOT_BLANK;

	if ((c < ' ' && c != '\t') || c == 127)
		classes |= LINE_CONTROL;
	if (c > 127)
		classes |= LINE_8BIT;
	if (strchr(base64, c) == NULL)
		classes |= LINE_NOT_BASE64;
	if (c == '=')
		classes |= LINE_PADDING;
	return classes;
}

static unsigned read_classes(const char *text, size_t length)
{
	char octets[128];
	struct grammar_fault fault;
	struct line_reader reader;
	struct line line = {.classes = 0};

	memcpy(octets, text, length);
	memcpy(octets + length, "\r\n", 2);
	line_reader_init(&reader, octets, length + 2);
	ck_assert_int_eq(line_reader_next(&reader, &fault, &line), 1);
	return line.classes;
}

/* Each octet at each place of a line of each length among octets of each kind: long lines are looked at in another way
 * than short ones. */
START_TEST(classes_are_those_of_every_octet)
{
	static const char fillings[] = "a =\t\x01\xc3;";
	unsigned char octet = (unsigned char)_i;
	char text[64];

	if (octet == '\0' || octet == '\r' || octet == '\n')
		return;
	for (const char *filling = fillings; *filling != '\0'; filling++)
		for (size_t length = 1; length <= sizeof(text); length += length < 34 ? 1 : 15)
			for (size_t at = 0; at < length; at++) {
				unsigned expected = class_of(octet);
				memset(text, *filling, length);
				text[at] = (char)octet;
				if (length > 1)
					expected |= class_of((unsigned char)*filling);
				ck_assert_msg(read_classes(text, length) == expected, "octet %d at %zu of %zu", octet,
				    at, length);
			}
}
END_TEST

START_TEST(an_empty_line_has_no_class)
{
	ck_assert_uint_eq(read_classes("", 0), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("grammar line");
	TCase *tcase = tcase_create("lines");

	tcase_add_loop_test(tcase, lines_end_with_crlf_and_nothing_else, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tcase, a_line_says_where_it_stands);
	tcase_add_test(tcase, a_line_has_at_most_998_octets);
	tcase_add_loop_test(tcase, classes_are_those_of_every_octet, 0, 256);
	tcase_add_test(tcase, an_empty_line_has_no_class);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
