/* part_name and parameter: every reading of a file name becomes a candidate. */
#include "message/charsets.h"
#include "message/part_name.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void setup(void)
{
	charsets_hold();
}

/* Parameters as "name=value", with "[2]" for a section and "*" for extended, separated by "~". */
struct parameter_case {
	const char *name, *text, *value, *parameters;
};

static const struct parameter_case parameter_cases[] = {
    {"a type alone", " text/plain\r\n", "text/plain", ""},
    {"in lower case", " Text / HTML; Charset=UTF-8", "text/html", "charset=UTF-8"},
    {"comments", "text/(x)plain (y); a=b(c)", "text/plain", "a=b(c)"},
    {"quoted", "a/b; name=\"x; y\"; z=1", "a/b", "name=x; y~z=1"},
    {"a quoted pair", "a/b; name=\"x\\\"y\"", "a/b", "name=x\"y"},
    {"blanks around", "a/b ; name = x ; z=1", "a/b", "name=x~z=1"},
    {"blanks in a bare value", "a/b; name=my form.pdf; z=1", "a/b", "name=my form.pdf~z=1"},
    {"folds", "a/b;\r\n\tname=\"x\r\n y\"", "a/b", "name=x y"},
    {"an open quote", "a/b; name=\"x", "a/b", "name=x"},
    {"text behind the quote", "a/b; name=\"x\"y; z=1", "a/b", "name=x~z=1"},
    {"empty parameters", "a/b;;; z=1;", "a/b", "z=1"},
    {"no equals sign", "a/b; x; z=1", "a/b", "z=1"},
    {"an empty value", "a/b; x=; z=1", "a/b", "x=~z=1"},
    {"a section", "a/b; name*1=x", "a/b", "name[1]=x"},
    {"an extended value", "a/b; name*=utf-8''x", "a/b", "name*=utf-8''x"},
    {"an extended section", "a/b; name*0*=utf-8''x", "a/b", "name[0]*=utf-8''x"},
    {"a section that is no number", "a/b; name*x=1; z=1", "a/b", "z=1"},
    {"the largest section", "a/b; name*999=x", "a/b", "name[999]=x"},
    {"a section past it", "a/b; name*1000=x", "a/b", ""},
    {"nothing", "", "", ""},
};

static void print_parameters(const struct parameter_list *list, char *text, size_t size)
{
	size_t at = 0;

	text[0] = '\0';
	for (size_t i = 0; i < list->count; i++) {
		const struct parameter *parameter = &list->items[i];
		char section[16] = "";
		if (parameter->section != PARAMETER_WHOLE)
			snprintf(section, sizeof(section), "[%d]", parameter->section);
		at += (size_t)snprintf(text + at, size - at, "%s%s%s%s=%s", at > 0 ? "~" : "", parameter->name, section,
		    parameter->is_extended ? "*" : "", parameter->value);
	}
}

START_TEST(parameters_come_out_as_they_stand)
{
	const struct parameter_case *c = &parameter_cases[_i];
	struct parameter_list list;
	char text[256];

	ck_assert_int_eq(parameter_list_parse(c->text, strlen(c->text), &list), 0);
	print_parameters(&list, text, sizeof(text));
	ck_assert_msg(strcmp(list.value, c->value) == 0, "%s: %s", c->name, list.value);
	ck_assert_msg(strcmp(text, c->parameters) == 0, "%s: %s", c->name, text);
	parameter_list_clear(&list);
}
END_TEST

START_TEST(a_whole_plain_value_is_found)
{
	static const char text[] = "a/b; name*0=x; name*=y; name=z; name=w";
	struct parameter_list list;

	ck_assert_int_eq(parameter_list_parse(text, strlen(text), &list), 0);
	ck_assert_str_eq(parameter_list_find(&list, "name"), "z");
	ck_assert_ptr_null(parameter_list_find(&list, "other"));
	parameter_list_clear(&list);
}
END_TEST

/* Candidates separated by "~". */
struct name_case {
	const char *name, *text, *candidates;
};

static const struct name_case name_cases[] = {
    {"none", "attachment", ""},
    {"plain", "attachment; filename=form.pdf", "form.pdf"},
    {"name and filename", "a/b; name=a.pdf; filename=b.pdf", "b.pdf~a.pdf"},
    {"the same is one", "a/b; name=a.pdf; filename=a.pdf", "a.pdf"},
    {"repeated", "a/b; filename=a.pdf; filename=b.exe", "a.pdf~b.exe"},
    {"extended", "a/b; filename*=utf-8''caf%C3%A9.pdf", "caf\xc3\xa9.pdf"},
    {"extended in Latin-1", "a/b; filename*=iso-8859-1'fr'caf%E9.pdf", "caf\xc3\xa9.pdf"},
    {"plain and extended", "a/b; filename=a.pdf; filename*=utf-8''b.exe", "a.pdf~b.exe"},
    {"no charset", "a/b; filename*=a%20b.pdf", "a b.pdf"},
    {"an unknown charset", "a/b; filename*=nonesuch''a.pdf", "a.pdf"},
    {"sections", "a/b; filename*0=for; filename*1=m.pdf", "form.pdf"},
    {"sections out of order", "a/b; filename*1=m.pdf; filename*0=for", "form.pdf~m.pdffor"},
    {"sections with a gap", "a/b; filename*0=form; filename*2=.pdf", "form.pdf"},
    {"sections twice", "a/b; filename*0=form; filename*1=.pdf; filename*1=.exe", "form.pdf~form.pdf.exe"},
    {"extended sections", "a/b; filename*0*=utf-8''caf%C3; filename*1*=%A9.pdf", "caf\xc3\xa9.pdf"},
    {"mixed sections", "a/b; filename*0*=utf-8''a%20; filename*1=b%20.pdf", "a b%20.pdf"},
    {"an encoded word", "a/b; name=\"=?utf-8?q?caf=C3=A9=2Epdf?=\"", "=?utf-8?q?caf=C3=A9=2Epdf?=~caf\xc3\xa9.pdf"},
    {"two padded encoded words", "a/b; name=\"=?utf-8?b?Zm9ybS4=?= =?utf-8?b?ZXhl?=\"",
	"=?utf-8?b?Zm9ybS4=?= =?utf-8?b?ZXhl?=~form.exe"},
    {"an encoded word in sections", "a/b; name*0=\"=?utf-8?q?a=2E\"; name*1=\"exe?=\"", "=?utf-8?q?a=2Eexe?=~a.exe"},
    {"raw UTF-8", "a/b; name=\"caf\xc3\xa9.pdf\"", "caf\xc3\xa9.pdf"},
    {"raw octets of Windows", "a/b; name=\"caf\xe9.pdf\"", "caf\xc3\xa9.pdf"},
    {"a right-to-left override stays",
	"a/b; name=\"a\xe2\x80\xae"
	"fdp.exe\"",
	"a\xe2\x80\xae"
	"fdp.exe"},
    {"controls go", "a/b; name=\"a\x01.pdf\"", "a.pdf"},
    {"an empty name is none", "a/b; name=\"\"", ""},
    {"dots and blanks at the end stay", "a/b; name=\"a.exe. \"", "a.exe. "},
};

static void check_candidates(const char *what, const struct facts_part *part, const char *candidates)
{
	char text[512] = "";
	size_t at = 0;

	for (size_t i = 0; i < part->name_count; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s", at > 0 ? "~" : "", part->names[i]);
	ck_assert_msg(strcmp(text, candidates) == 0, "%s: %s", what, text);
}

static void collect(const char *text, size_t length, struct facts *facts)
{
	struct parameter_list list;

	facts_init(facts);
	ck_assert_ptr_nonnull(facts_add_part(facts));
	ck_assert_int_eq(parameter_list_parse(text, length, &list), 0);
	ck_assert_int_eq(part_name_collect(&list, &facts->parts[0]), 0);
	parameter_list_clear(&list);
}

START_TEST(every_reading_of_a_name_is_a_candidate)
{
	const struct name_case *c = &name_cases[_i];
	struct facts facts;

	collect(c->text, strlen(c->text), &facts);
	check_candidates(c->name, &facts.parts[0], c->candidates);
	facts_clear(&facts);
}
END_TEST

START_TEST(a_nul_gives_two_readings)
{
	static const char text[] = "a/b; name=\"form.exe\0.pdf\"";
	struct facts facts;

	collect(text, sizeof(text) - 1, &facts);
	check_candidates("NUL", &facts.parts[0], "form.exe.pdf~form.exe");
	facts_clear(&facts);
}
END_TEST

START_TEST(more_candidates_than_allowed_make_the_part_unknown)
{
	char text[1024] = "a/b";
	struct facts facts;
	size_t at = 3;

	for (int i = 0; i < FACTS_NAMES_MAX; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "; name=%d.pdf", i);
	collect(text, at, &facts);
	ck_assert_uint_eq(facts.parts[0].name_count, FACTS_NAMES_MAX);
	facts.parts[0].role = PART_ATTACHMENT;
	ck_assert_int_eq(part_name_add(&facts.parts[0], "0.pdf", 5), 0);
	ck_assert_int_eq(facts.parts[0].role, PART_ATTACHMENT);
	ck_assert_int_eq(part_name_add(&facts.parts[0], "one more", 8), 0);
	ck_assert_int_eq(facts.parts[0].role, PART_UNKNOWN);
	facts_clear(&facts);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("part_name");
	TCase *tcase = tcase_create("names");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, parameters_come_out_as_they_stand, 0, COUNT(parameter_cases));
	tcase_add_test(tcase, a_whole_plain_value_is_found);
	tcase_add_loop_test(tcase, every_reading_of_a_name_is_a_candidate, 0, COUNT(name_cases));
	tcase_add_test(tcase, a_nul_gives_two_readings);
	tcase_add_test(tcase, more_candidates_than_allowed_make_the_part_unknown);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
