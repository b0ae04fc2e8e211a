/* structure, boundary_set, preamble: which lines delimit, which could be taken for it, and that looking is quick. */
#include "message/grammar/preamble.h"
#include "message/grammar/structure.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct structure structure;
static struct grammar_fault fault;

static void setup(void)
{
	structure_init(&structure);
	fault = (struct grammar_fault){RULE_NONE, 0};
}

static void teardown(void)
{
	structure_clear(&structure);
}

static void open_container(const char *boundary)
{
	ck_assert_int_eq(structure_open(&structure, structure.depth, boundary, 0, 0, &fault), 0);
}

static int look(const char *text, enum structure_line *ret_line)
{
	struct line line = {text, strlen(text), 5, 0};

	return structure_line(&structure, &line, &fault, ret_line);
}

struct look_case {
	const char *line;
	enum structure_line kind;
	enum grammar_rule rule;
};

/* "outer" is open, "closed" was closed, and "Inner" is innermost. */
static const struct look_case looks[] = {
    {"--Inner", STRUCTURE_DELIMITER, RULE_NONE},
    {"--Inner--", STRUCTURE_CLOSE, RULE_NONE},
    {"--", STRUCTURE_TEXT, RULE_NONE},
    {"-- ", STRUCTURE_TEXT, RULE_NONE},
    {"-", STRUCTURE_TEXT, RULE_NONE},
    {" ", STRUCTURE_TEXT, RULE_NONE},
    {"-Inner", STRUCTURE_TEXT, RULE_NONE},
    {"--Inne", STRUCTURE_TEXT, RULE_NONE},
    {"--another", STRUCTURE_TEXT, RULE_NONE},
    {"- -Inner", STRUCTURE_TEXT, RULE_NONE},
    {"-- Inner", STRUCTURE_TEXT, RULE_NONE},
    {"--Inner ", STRUCTURE_TEXT, RULE_DELIMITER},
    {"--Inner\t", STRUCTURE_TEXT, RULE_DELIMITER},
    {"--Inner-- ", STRUCTURE_TEXT, RULE_DELIMITER},
    {"--Inner-", STRUCTURE_TEXT, RULE_DELIMITER},
    {"--Inner---", STRUCTURE_TEXT, RULE_DELIMITER},
    {"--InnerX", STRUCTURE_TEXT, RULE_DELIMITER},
    {"--inner", STRUCTURE_TEXT, RULE_DELIMITER},
    {"--INNER--", STRUCTURE_TEXT, RULE_DELIMITER},
    {" --Inner", STRUCTURE_TEXT, RULE_DELIMITER},
    {"\t --Inner--", STRUCTURE_TEXT, RULE_DELIMITER},
    {"--outer", STRUCTURE_TEXT, RULE_DELIMITER_CLOSE},
    {"--outer--", STRUCTURE_TEXT, RULE_DELIMITER_CLOSE},
    {"--outer ", STRUCTURE_TEXT, RULE_DELIMITER},
    {" --outer", STRUCTURE_TEXT, RULE_DELIMITER},
    {"--closed", STRUCTURE_TEXT, RULE_DELIMITER},
    {"--closed--", STRUCTURE_TEXT, RULE_DELIMITER},
};

START_TEST(only_the_innermost_multipart_is_delimited)
{
	const struct look_case *c = &looks[_i];
	enum structure_line kind = STRUCTURE_TEXT;

	open_container("outer");
	open_container("closed");
	structure.depth--;
	open_container("");
	open_container("Inner");
	int r = look(c->line, &kind);
	ck_assert_msg(r == (c->rule == RULE_NONE ? 0 : -EBADMSG), "%s", c->line);
	ck_assert_msg(kind == c->kind && fault.rule == c->rule, "%s: %s", c->line, grammar_rule_word(fault.rule));
	if (r < 0)
		ck_assert_uint_eq(fault.offset, 5);
}
END_TEST

START_TEST(a_message_inside_does_not_hide_the_multipart_around_it)
{
	enum structure_line kind = STRUCTURE_TEXT;

	open_container("outer");
	open_container("");
	open_container("");
	ck_assert_int_eq(look("--outer", &kind), 0);
	ck_assert_int_eq(kind, STRUCTURE_DELIMITER);
	ck_assert_uint_eq(structure_expected(&structure)->part, 0);
}
END_TEST

START_TEST(without_a_multipart_nothing_delimits)
{
	enum structure_line kind = STRUCTURE_CLOSE;

	ck_assert_ptr_null(structure_expected(&structure));
	ck_assert_int_eq(look("--anything", &kind), 0);
	ck_assert_int_eq(kind, STRUCTURE_TEXT);
}
END_TEST

static const struct {
	const char *first, *second;
	int result;
} clashes[] = {
    {"abc", "abd", 0},
    {"abc", "abc", -EBADMSG},
    {"abc", "ABC", -EBADMSG},
    {"abc", "ab", -EBADMSG},
    {"abc", "abcd", -EBADMSG},
    {"abc", "abc--", -EBADMSG},
    {"abc", "aBCd", -EBADMSG},
    {"abc", "xabc", 0},
    {"=_1", "=_10", -EBADMSG},
    {"=_1", "=_2", 0},
};

START_TEST(no_boundary_is_the_beginning_of_another)
{
	open_container("zzz");
	open_container(clashes[_i].first);
	open_container("aaa");
	ck_assert_msg(structure_open(&structure, 3, clashes[_i].second, 7, 9, &fault) == clashes[_i].result, "%s %s",
	    clashes[_i].first, clashes[_i].second);
	if (clashes[_i].result < 0) {
		ck_assert_int_eq(fault.rule, RULE_BOUNDARY_CLASH);
		ck_assert_uint_eq(fault.offset, 7);
	}
}
END_TEST

START_TEST(containers_have_a_limit)
{
	for (int i = 0; i < LIMIT_DEPTH; i++)
		open_container("");
	ck_assert_int_eq(structure_open(&structure, 0, "", 0, 0, &fault), -E2BIG);
	ck_assert_int_eq(fault.rule, RULE_NONE);
}
END_TEST

/* Every one is found by the lines that begin with it, and by no other. */
START_TEST(a_boundary_is_found_among_many)
{
	struct boundary_set set;
	const struct boundary *boundary = NULL;
	char text[32];

	boundary_set_init(&set);
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "=_Part_%04d", i * 7919 % 1000);
		ck_assert_int_eq(boundary_set_add(&set, text, 0, &boundary), 0);
		ck_assert_str_eq(boundary->text, text);
		ck_assert_int_eq(boundary_set_add(&set, text, 0, &boundary), -EEXIST);
	}
	for (int i = 0; i < 1100; i++) {
		snprintf(text, sizeof(text), "=_PART_%04d--", i);
		boundary = boundary_set_find(&set, text, strlen(text));
		ck_assert_msg((boundary != NULL) == (i < 1000), "%s", text);
		if (boundary != NULL)
			ck_assert_int_eq(atoi(boundary->text + strlen("=_Part_")), i);
		ck_assert_ptr_null(boundary_set_find(&set, text, strlen("=_Part_000")));
	}
	boundary_set_clear(&set);
}
END_TEST

static const char strays[] = "--later\r\n"
			     "text\r\n"
			     "--early\r\n"
			     "--later\r\n";

START_TEST(a_boundary_is_declared_before_all_lines_like_it)
{
	enum structure_line kind = STRUCTURE_TEXT;
	size_t body = _i == 0 ? strlen("--later\r\n") : 0;

	ck_assert_int_eq(look("--later", &kind), 0);
	structure.stray = 0;
	ck_assert_int_eq(structure_open(&structure, 0, "early", 0, 0, &fault), 0);
	ck_assert_int_eq(structure_open(&structure, 0, "later", 0, body, &fault), 0);
	ck_assert_int_eq(structure_check_strays(&structure, strays, &fault), _i == 0 ? -EBADMSG : 0);
	ck_assert_int_eq(fault.rule, _i == 0 ? RULE_DELIMITER : RULE_NONE);
}
END_TEST

struct preamble_case {
	const char *line;
	unsigned classes;
	enum grammar_rule rule;
};

static const struct preamble_case preambles[] = {
    {"", 0, RULE_NONE},
    {"This is a multi-part message in MIME format.", LINE_BLANK | LINE_NOT_BLANK, RULE_NONE},
    {"Your mail program says: it knows no MIME", LINE_BLANK | LINE_NOT_BLANK, RULE_NONE},
    {"beginning", LINE_NOT_BLANK, RULE_NONE},
    {"-dash", LINE_NOT_BLANK, RULE_NONE},
    {"caf\xc3\xa9", LINE_8BIT, RULE_PREAMBLE},
    {"\x1b[2J", LINE_CONTROL, RULE_PREAMBLE},
    {"--", LINE_NOT_BLANK, RULE_PREAMBLE},
    {" --other", LINE_BLANK | LINE_NOT_BLANK, RULE_PREAMBLE},
    {"begin 644 form.exe", LINE_BLANK | LINE_NOT_BLANK, RULE_PREAMBLE},
    {"Begin 644 form.exe", LINE_BLANK | LINE_NOT_BLANK, RULE_PREAMBLE},
    {"begin-base64 644 form.exe", LINE_BLANK | LINE_NOT_BLANK, RULE_PREAMBLE},
    {"=ybegin line=128 size=7 name=form.exe", LINE_BLANK | LINE_NOT_BLANK, RULE_PREAMBLE},
    {"(This file must be converted with BinHex 4.0)", LINE_BLANK | LINE_NOT_BLANK, RULE_PREAMBLE},
    {"Content-Type: text/html", LINE_BLANK | LINE_NOT_BLANK, RULE_PREAMBLE},
    {" X:", LINE_BLANK | LINE_NOT_BLANK, RULE_PREAMBLE},
    {"Subject : x", LINE_BLANK | LINE_NOT_BLANK, RULE_PREAMBLE},
};

static int add_to_preamble(struct preamble *preamble, const char *text, unsigned classes)
{
	struct line line = {text, strlen(text), 5, classes};

	return preamble_line(preamble, &line, &fault);
}

START_TEST(a_preamble_is_a_notice_in_plain_words)
{
	const struct preamble_case *c = &preambles[_i];
	struct preamble preamble;

	preamble_init(&preamble);
	ck_assert_msg(
	    add_to_preamble(&preamble, c->line, c->classes) == (c->rule == RULE_NONE ? 0 : -EBADMSG), "%s", c->line);
	ck_assert_msg(fault.rule == c->rule, "%s", c->line);
}
END_TEST

START_TEST(a_preamble_is_short)
{
	struct preamble preamble;
	char text[PREAMBLE_OCTETS_MAX + 2] = "";

	preamble_init(&preamble);
	for (int i = 0; i < PREAMBLE_LINES_MAX; i++)
		ck_assert_int_eq(add_to_preamble(&preamble, "x", LINE_NOT_BLANK), 0);
	ck_assert_int_eq(add_to_preamble(&preamble, "", 0), -EBADMSG);
	memset(text, 'x', PREAMBLE_OCTETS_MAX);
	preamble_init(&preamble);
	ck_assert_int_eq(add_to_preamble(&preamble, text, LINE_NOT_BLANK), 0);
	ck_assert_int_eq(add_to_preamble(&preamble, "x", LINE_NOT_BLANK), -EBADMSG);
}
END_TEST

#define COUNT(cases) ((int)(sizeof(cases) / sizeof((cases)[0])))

int main(void)
{
	Suite *suite = suite_create("structure");
	TCase *tcase = tcase_create("structure");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, only_the_innermost_multipart_is_delimited, 0, COUNT(looks));
	tcase_add_test(tcase, a_message_inside_does_not_hide_the_multipart_around_it);
	tcase_add_test(tcase, without_a_multipart_nothing_delimits);
	tcase_add_loop_test(tcase, no_boundary_is_the_beginning_of_another, 0, COUNT(clashes));
	tcase_add_test(tcase, containers_have_a_limit);
	tcase_add_test(tcase, a_boundary_is_found_among_many);
	tcase_add_loop_test(tcase, a_boundary_is_declared_before_all_lines_like_it, 0, 2);
	tcase_add_loop_test(tcase, a_preamble_is_a_notice_in_plain_words, 0, COUNT(preambles));
	tcase_add_test(tcase, a_preamble_is_short);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
