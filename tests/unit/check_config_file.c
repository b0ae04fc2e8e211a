/* config_file: every problem of a file shows at once, on its line, and what is right is read all the same. */
#include "rules/config_file.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cfg_opt_t in_options[] = {CONFIG_LINE, CONFIG_VALUE("deep"), CFG_END()};
static cfg_opt_t box_options[] = {
    CONFIG_LINE, CONFIG_VALUE("one"), CONFIG_LIST("many"), CONFIG_SECTION("in", in_options), CFG_END()};
static cfg_opt_t options[] = {CONFIG_VALUE("mode"), CONFIG_LIST("list"), CONFIG_SECTIONS("box", box_options),
    CONFIG_TITLED_SECTION("lid", in_options), CFG_INT("number", 0, CFGF_NONE), CFG_END()};

static struct problem_list problems;
static cfg_t *config;

static void setup(void)
{
	problem_list_init(&problems);
	config = NULL;
}

static void teardown(void)
{
	problem_list_clear(&problems);
	if (config != NULL)
		cfg_free(config);
}

static int parse(const char *text)
{
	return config_file_parse("f", text, strlen(text), options, &problems, &config);
}

START_TEST(values_have_the_line_on_which_they_stand)
{
	static const char text[] = "# one\n/* two\nthree */ mode = 'a b'\nlist = { 1, # first\n\n\"2\" }\n"
				   "box \"x\"\n{ # opened\n\none = ''\n}\nbox y { many = single }\n";

	ck_assert_int_eq(parse(text), 0);
	ck_assert_uint_eq(problems.count, 0);
	ck_assert_str_eq(config_value(config, "mode", 0)->text, "a b");
	ck_assert_int_eq(config_value(config, "mode", 0)->line, 3);
	ck_assert_int_eq(config_value(config, "list", 0)->line, 4);
	ck_assert_int_eq(config_value(config, "list", 1)->line, 6);
	ck_assert_str_eq(config_value(config, "list", 1)->text, "2");
	ck_assert_ptr_null(config_value(config, "list", 2));
	cfg_t *box = cfg_getnsec(config, "box", 0);
	ck_assert_str_eq(cfg_title(box), "x");
	ck_assert_int_eq(config_line(box), 8);
	ck_assert_int_eq(config_value(box, "one", 0)->line, 10);
	ck_assert_str_eq(config_value(box, "one", 0)->text, "");
	ck_assert_str_eq(config_value(cfg_getnsec(config, "box", 1), "many", 0)->text, "single");
	ck_assert_int_eq(config_line(config), 0);
}
END_TEST

START_TEST(what_is_not_given_is_told_from_what_is_empty)
{
	ck_assert_int_eq(parse("list = {}"), 0);
	ck_assert(config_is_given(config, "list"));
	ck_assert(!config_is_given(config, "mode"));
	ck_assert_ptr_null(config_value(config, "mode", 0));
	ck_assert_ptr_null(config_value(config, "list", 0));
	ck_assert_ptr_null(cfg_getsec(config, "lid"));
	ck_assert_uint_eq(cfg_size(config, "box"), 0);
}
END_TEST

#define KNOWN	   "not known here; allowed: mode, list, box, lid, number"
#define KNOWN_BOX  "not known here; allowed: one, many, in"
#define NAME	   "the name of an option or section is expected here"
#define VALUE	   "one value: = VALUE"
#define LIST	   "a list: = { VALUE, VALUE }"
#define SECTION	   "a section: { ... }"
#define TITLED	   "a section with a name: \"NAME\" { ... }"
#define NOT_CLOSED "not closed: a } is missing"

static const struct {
	const char *text;
	const char *problem;
	int result;
} broken[] = {
    {"\nfoo = 1\n", "f:2: foo: " KNOWN, 0},
    {"foo = { 1,\n2 }\n", "f:1: foo: " KNOWN, 0},
    {"foo { a = 1 b { } }\n", "f:1: foo: " KNOWN, 0},
    {"foo \"x\" { }\n", "f:1: foo: " KNOWN, 0},
    {"foo\n", "f:1: foo: " KNOWN, 0},
    {"foo += 1\n", "f:1: foo: " KNOWN, 0},
    {"\"\" = 1\n", "f:1: : " KNOWN, 0},
    {"jane@example.org = 1\n", "f:1: ...: " KNOWN, 0},
    {"list = { 1 }, \"jane@example.org\"\n", "f:1: ,: " NAME, 0},
    {"mod = 1\n", "f:1: mod: " KNOWN, 0},
    {"modes = 1\n", "f:1: modes: " KNOWN, 0},
    {"Mode = 1\n", "f:1: Mode: " KNOWN, 0},
    {"box|one = 1\n", "f:1: box|one: " KNOWN, 0},
    {"include(\"/etc/passwd\")\n", "f:1: include: " KNOWN, 0},
    {"\"{line}\" = 1\n", "f:1: {line}: " KNOWN, 0},
    {"box a { \"{line}\" = 1 }\n", "f:1: {line}: " KNOWN_BOX, 0},
    {"box a {\nmode = 1 }\n", "f:2: mode: " KNOWN_BOX, 0},
    {"mode\n", "f:1: mode: " VALUE, 0},
    {"mode 1\n", "f:1: mode: " VALUE, 0},
    {"mode =\nlist = { a }", "f:1: mode: " VALUE, 0},
    {"mode = { 1 }\n", "f:1: mode: " VALUE, 0},
    {"mode { }\n", "f:1: mode: " VALUE, 0},
    {"mode \"x\" { }\n", "f:1: mode: " VALUE, 0},
    {"mode += 1\n", "f:1: mode: " VALUE, 0},
    {"list = \n", "f:1: list: " LIST, 0},
    {"list += { 1 }\n", "f:1: list: " LIST, 0},
    {"list = { 1\n2 }\n", "f:1: list: " LIST, 0},
    {"list = { , 1 }\n", "f:1: list: " LIST, 0},
    {"list = { { 1 } }\n", "f:1: list: " LIST, 0},
    {"list { 1 }\n", "f:1: list: " LIST, 0},
    {"box { }\n", "f:1: box: " TITLED, 0},
    {"box = 1\n", "f:1: box: " TITLED, 0},
    {"box a = 1\n", "f:1: box: " TITLED, 0},
    {"box a b { }\n", "f:1: box: " TITLED, 0},
    {"lid { }\n", "f:1: lid: " TITLED, 0},
    {"box a { in \"x\" { } }\n", "f:1: in: " SECTION, 0},
    {"box a { in = 1 }\n", "f:1: in: " SECTION, 0},
    {"mode = 1\nlist = a\nmode = 2\n", "f:3: mode: given twice, first on line 1", 0},
    {"list = { 1 }\nlist = { 2 }\n", "f:2: list: given twice, first on line 1", 0},
    {"box a { }\nbox b { }\nbox \"a\" { }\n", "f:3: box: given twice, first on line 1", 0},
    {"lid a { }\nlid b { }\n", "f:2: lid: given twice, first on line 1", 0},
    {"box a { in { }\nin { } }\n", "f:2: in: given twice, first on line 1", 0},
    {"}\n", "f:1: }: " NAME, 0},
    {"\n= 1\n", "f:2: =: " NAME, 0},
    {"mode = 1, list = { 2 }\n", "f:1: ,: " NAME, 0},
    {"mode = 1 + 2\n", "f:1: \"*\" and \"+\" are allowed only within quotes", -EINVAL},
    {"mode = 1\n\nbox a {\nin {\n}\n", "f:3: box: " NOT_CLOSED, -EINVAL},
    {"box a {\nin {\n", "f:2: in: " NOT_CLOSED, -EINVAL},
    {"foo {\n{ }", "f:1: foo: " KNOWN, -EINVAL},
    {"list = { 1,\n", "f:1: list: " LIST, -EINVAL},
    {"mode = \"1\n", "f:1: a string ends on the line where it begins: a closing quote is missing", -EINVAL},
    {"mode = 1\nnumber = x\n", "f:2: invalid integer value for option 'number'", -EINVAL},
    {"box 'a\\\\' { }\nbox \"a\\\\\" { }", "f:2: box: given twice, first on line 1", 0},
    {"box 'a\"' { }\nbox \"a\\\"\" { }", "f:2: found duplicate title 'a\"'", -EINVAL},
};

START_TEST(what_is_wrong_is_said_with_its_line)
{
	ck_assert_int_eq(parse(broken[_i].text), broken[_i].result);
	ck_assert_uint_ge(problems.count, 1);
	ck_assert_str_eq(problems.items[0].text, broken[_i].problem);
	ck_assert(problems.has_error);
	ck_assert((config != NULL) == (broken[_i].result == 0));
}
END_TEST

START_TEST(what_is_right_is_read_beside_what_is_wrong)
{
	static const char text[] =
	    "foo = { 1 }\nmode = a\nbar \"x\" {\n}\nlist = 1 list = { 2 }\nbox a { one = b\ntwo = c\n"
	    "in { deep = d wide = e }\n} baz\nlid = z\nbox b { one 1\nmany = { 7 } }\n";
	static const char *const expected[] = {
	    "f:1: foo:", "f:3: bar:", "f:5: list:", "f:7: two:", "f:8: wide:", "f:9: baz:", "f:10: lid:", "f:11: one:"};

	ck_assert_int_eq(parse(text), 0);
	ck_assert_uint_eq(problems.count, sizeof(expected) / sizeof(*expected));
	for (size_t i = 0; i < problems.count; i++)
		ck_assert_msg(strncmp(problems.items[i].text, expected[i], strlen(expected[i])) == 0, "%s",
		    problems.items[i].text);
	ck_assert_str_eq(config_value(config, "mode", 0)->text, "a");
	ck_assert_str_eq(config_value(config, "list", 0)->text, "1");
	cfg_t *box = cfg_getnsec(config, "box", 0);
	ck_assert_str_eq(config_value(box, "one", 0)->text, "b");
	ck_assert_str_eq(config_value(cfg_getsec(box, "in"), "deep", 0)->text, "d");
	box = cfg_getnsec(config, "box", 1);
	ck_assert_ptr_null(config_value(box, "one", 0));
	ck_assert_int_eq(config_value(box, "many", 0)->line, 12);
}
END_TEST

START_TEST(one_file_leaves_nothing_behind_for_the_next)
{
	ck_assert_int_eq(parse("box a { one = \"b\n"), -EINVAL);
	ck_assert_int_eq(parse("number = x"), -EINVAL);
	ck_assert_int_eq(parse("box 'a\"' { } box \"a\\\"\" { }"), -EINVAL);
	ck_assert_int_eq(parse("mode = \"still read\""), 0);
	ck_assert_str_eq(config_value(config, "mode", 0)->text, "still read");
}
END_TEST

START_TEST(the_environment_changes_nothing)
{
	setenv("RULES_PLANTED", "planted", 1);
	ck_assert_int_eq(parse("mode = '${RULES_PLANTED}'"), 0);
	ck_assert_str_eq(config_value(config, "mode", 0)->text, "${RULES_PLANTED}");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("config_file");
	TCase *tcase = tcase_create("files");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, values_have_the_line_on_which_they_stand);
	tcase_add_test(tcase, what_is_not_given_is_told_from_what_is_empty);
	tcase_add_loop_test(tcase, what_is_wrong_is_said_with_its_line, 0, sizeof(broken) / sizeof(*broken));
	tcase_add_test(tcase, what_is_right_is_read_beside_what_is_wrong);
	tcase_add_test(tcase, one_file_leaves_nothing_behind_for_the_next);
	tcase_add_test(tcase, the_environment_changes_nothing);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
