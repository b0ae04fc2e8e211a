/* parameter_syntax and mime_token: parameters come out as they stand, or the rule that they break. */
#include "message/grammar/parameter_syntax.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct grammar_fault fault;

static int read_parameters(const char *text, struct strict_parameters *parameters)
{
	size_t length = strlen(text);
	struct mime_reader reader;

	fault = (struct grammar_fault){RULE_NONE, 0};
	struct header_field field = {text, 0, text, length};
	mime_reader_init(&reader, &field, 0, &fault);
	strict_parameters_init(parameters);
	return strict_parameters_read(&reader, parameters);
}

/* As "name=value", with "[2]" for a section and "*" for extended, separated by "~". */
struct accepted {
	const char *name, *text, *parameters;
};

static const struct accepted accepted[] = {
    {"none", "", ""},
    {"blanks", " \r\n\t", ""},
    {"a token", "; a=b", "a=b"},
    {"no blank", ";a=b;c=d", "a=b~c=d"},
    {"folds", ";\r\n a=b ;\r\n\tc=d\r\n ", "a=b~c=d"},
    {"a semicolon at the end", "; a=b;", "a=b"},
    {"a semicolon alone", ";", ""},
    {"every octet that a token may have", "; !#$&+-.09AZ^_`az{|}~=!#$%&+-.09AZ^_`az{|}~",
	"!#$&+-.09AZ^_`az{|}~=!#$%&+-.09AZ^_`az{|}~"},
    {"a quoted string", "; a=\"b; c=d\"; e=f", "a=b; c=d~e=f"},
    {"quoted pairs", "; a=\"b\\\"c\\\\d\"", "a=b\"c\\d"},
    {"an empty string", "; a=\"\"", "a="},
    {"UTF-8 in a string", "; a=\"caf\xc3\xa9\"", "a=caf\xc3\xa9"},
    {"a fold in a string", "; a=\"b\r\n c\"", "a=b c"},
    {"a fold with a tab", "; a=\"b\r\n\tc\"", "a=b\tc"},
    {"an extended value", "; a*=utf-8''b", "a*=utf-8''b"},
    {"sections", "; a*0=b; a*1=c; a*2=d", "a[0]=b~a[1]=c~a[2]=d"},
    {"extended sections", "; a*0*=utf-8''b; a*1*=c; a*2=d", "a[0]*=utf-8''b~a[1]*=c~a[2]=d"},
    {"sections of two names", "; a*0=b; c*0=d; a*1=e; c*1=f", "a[0]=b~c[0]=d~a[1]=e~c[1]=f"},
    {"plain before extended", "; a=b; a*=utf-8''c", "a=b~a*=utf-8''c"},
    {"plain behind extended", "; a*=utf-8''c; A=b", "a*=utf-8''c~A=b"},
    {"plain beside extended sections", "; a*0*=utf-8''c; a*1*=d; a=b", "a[0]*=utf-8''c~a[1]*=d~a=b"},
    {"ten sections", "; a*0=0; a*1=1; a*2=2; a*3=3; a*4=4; a*5=5; a*6=6; a*7=7; a*8=8; a*9=9; a*10=x",
	"a[0]=0~a[1]=1~a[2]=2~a[3]=3~a[4]=4~a[5]=5~a[6]=6~a[7]=7~a[8]=8~a[9]=9~a[10]=x"},
};

static void print_parameters(const struct strict_parameters *parameters, char *text, size_t size)
{
	size_t at = 0;

	text[0] = '\0';
	for (size_t i = 0; i < parameters->count; i++) {
		const struct strict_parameter *parameter = &parameters->items[i];
		char section[16] = "";
		if (parameter->section != PARAMETER_NO_SECTION)
			snprintf(section, sizeof(section), "[%d]", parameter->section);
		at += (size_t)snprintf(text + at, size - at, "%s%.*s%s%s=%.*s", at > 0 ? "~" : "",
		    (int)parameter->name.length, parameter->name.text, section, parameter->is_extended ? "*" : "",
		    (int)parameter->value_length, strict_parameters_value(parameters, parameter));
	}
}

START_TEST(parameters_come_out_as_they_stand)
{
	const struct accepted *c = &accepted[_i];
	struct strict_parameters parameters;
	char text[256];

	int r = read_parameters(c->text, &parameters);
	ck_assert_msg(r == 0, "%s: %s", c->name, grammar_rule_word(fault.rule));
	print_parameters(&parameters, text, sizeof(text));
	ck_assert_msg(strcmp(text, c->parameters) == 0, "%s: %s", c->name, text);
	strict_parameters_clear(&parameters);
}
END_TEST

struct refused {
	const char *name, *text;
	enum grammar_rule rule;
	size_t offset;
};

static const struct refused refused[] = {
    {"no semicolon", " a=b", RULE_PARAMETER_SYNTAX, 1},
    {"two semicolons", ";; a=b", RULE_PARAMETER_SYNTAX, 1},
    {"two semicolons at the end", "; a=b;;", RULE_PARAMETER_SYNTAX, 6},
    {"a comma", "; a=b, c=d", RULE_PARAMETER_SYNTAX, 5},
    {"no name", "; =b", RULE_PARAMETER_SYNTAX, 2},
    {"no equals sign", "; a", RULE_PARAMETER_SYNTAX, 3},
    {"no value", "; a=", RULE_PARAMETER_SYNTAX, 4},
    {"no value before the next", "; a=; b=c", RULE_PARAMETER_SYNTAX, 4},
    {"a blank before the equals sign", "; a =b", RULE_PARAMETER_SYNTAX, 3},
    {"a blank behind it", "; a= b", RULE_PARAMETER_SYNTAX, 4},
    {"two words", "; a=b c", RULE_PARAMETER_SYNTAX, 6},
    {"a comment", "; a=b (c)", RULE_PARAMETER_SYNTAX, 6},
    {"a comment before", "; (c) a=b", RULE_PARAMETER_SYNTAX, 2},
    {"a tspecial", "; a=b/c", RULE_PARAMETER_SYNTAX, 5},
    {"an equals sign in a token", "; a=b=c", RULE_PARAMETER_SYNTAX, 5},
    {"UTF-8 in a token", "; a=caf\xc3\xa9", RULE_PARAMETER_SYNTAX, 7},
    {"UTF-8 in a name", "; \xc3\xa9=b", RULE_PARAMETER_SYNTAX, 2},
    {"an open string", "; a=\"b", RULE_PARAMETER_SYNTAX, 6},
    {"a string that ends in a backslash", "; a=\"b\\", RULE_PARAMETER_SYNTAX, 6},
    {"a string that ends in a quoted quote", "; a=\"b\\\"", RULE_PARAMETER_SYNTAX, 8},
    {"a quoted letter", "; a=\"b\\c\"", RULE_PARAMETER_SYNTAX, 6},
    {"a quoted line end", "; a=\"b\\\r\n c\"", RULE_PARAMETER_SYNTAX, 6},
    {"text behind a string", "; a=\"b\"c", RULE_PARAMETER_SYNTAX, 7},
    {"a string behind text", "; a=b\"c\"", RULE_PARAMETER_SYNTAX, 5},
    {"quotes in quotes", "; a=\"b \"c\" d\"", RULE_PARAMETER_SYNTAX, 8},
    {"an asterisk in a token", "; a=b*c", RULE_PARAMETER_SYNTAX, 4},
    {"single quotes around a token", "; a='b'", RULE_PARAMETER_SYNTAX, 4},
    {"a backslash at the end of a string", "; a=\"b\\\\\"; c=d", RULE_PARAMETER_SYNTAX, 4},
    {"single quotes in a name", "; a'b=c", RULE_PARAMETER_SYNTAX, 2},
    {"a percent sign in a name", "; a%41=c", RULE_PARAMETER_SYNTAX, 2},
    {"a quoted extended value", "; a*=\"utf-8''b\"", RULE_PARAMETER_SYNTAX, 5},
    {"an asterisk alone", "; *=b", RULE_PARAMETER_SYNTAX, 2},
    {"twice", "; a=b; a=b", RULE_PARAMETER_REPEATED, 7},
    {"twice in capitals", "; a=b; A=c", RULE_PARAMETER_REPEATED, 7},
    {"extended twice", "; a*=utf-8''b; a*=utf-8''c", RULE_PARAMETER_REPEATED, 15},
    {"a section twice", "; a*0=b; a*1=c; a*1=d", RULE_PARAMETER_REPEATED, 16},
    {"a section twice, extended", "; a*0*=utf-8''b; a*0=c", RULE_PARAMETER_REPEATED, 17},
    {"plain twice beside sections", "; a=b; a*0*=utf-8''c; a=d", RULE_PARAMETER_REPEATED, 22},
    {"plain before plain sections", "; a=b; a*0=c", RULE_PARAMETER_SECTIONS, 7},
    {"plain behind plain sections", "; a*0=b; a=c", RULE_PARAMETER_SECTIONS, 9},
    {"plain beside sections of both kinds", "; a*0*=utf-8''b; a*1=c; a=d", RULE_PARAMETER_SECTIONS, 24},
    {"not from the beginning", "; a*1=b", RULE_PARAMETER_SECTIONS, 2},
    {"a gap", "; a*0=b; a*2=c", RULE_PARAMETER_SECTIONS, 9},
    {"not in order", "; a*1=b; a*0=c", RULE_PARAMETER_SECTIONS, 2},
    {"a leading zero", "; a*0=b; a*01=c", RULE_PARAMETER_SECTIONS, 9},
    {"two zeros", "; a*00=b", RULE_PARAMETER_SECTIONS, 2},
    {"no number", "; a*x=b", RULE_PARAMETER_SECTIONS, 2},
    {"two asterisks", "; a**=b", RULE_PARAMETER_SECTIONS, 2},
    {"three asterisks", "; a*0**=b", RULE_PARAMETER_SECTIONS, 2},
    {"a large number", "; a*4294967296=b", RULE_PARAMETER_SECTIONS, 2},
    {"a sign", "; a*+0=b", RULE_PARAMETER_SECTIONS, 2},
    {"extended beside sections", "; a*=utf-8''b; a*0=c", RULE_PARAMETER_SECTIONS, 15},
    {"sections beside extended", "; a*0=c; a*=utf-8''b", RULE_PARAMETER_SECTIONS, 9},
};

START_TEST(what_readers_differ_about_is_refused)
{
	const struct refused *c = &refused[_i];
	struct strict_parameters parameters;

	ck_assert_msg(read_parameters(c->text, &parameters) == -EBADMSG, "%s", c->name);
	ck_assert_msg(fault.rule == c->rule, "%s: %s", c->name, grammar_rule_word(fault.rule));
	ck_assert_msg(fault.offset == c->offset, "%s: %zu", c->name, fault.offset);
	strict_parameters_clear(&parameters);
}
END_TEST

START_TEST(there_may_be_as_many_as_the_limit_and_no_more)
{
	struct strict_parameters parameters;
	char text[1024];
	size_t at = 0;

	for (int i = 0; i < LIMIT_PARAMETERS; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "; a%d=b", i);
	ck_assert_int_eq(read_parameters(text, &parameters), 0);
	ck_assert_uint_eq(parameters.count, LIMIT_PARAMETERS);
	strict_parameters_clear(&parameters);
	snprintf(text + at, sizeof(text) - at, "; z=b");
	ck_assert_int_eq(read_parameters(text, &parameters), -E2BIG);
	strict_parameters_clear(&parameters);
}
END_TEST

START_TEST(a_plain_value_is_found_and_an_extended_one_is_known_of)
{
	struct strict_parameters parameters;

	ck_assert_int_eq(read_parameters("; a*=utf-8''x; B=\"y\r\n z\"; c*0=w; a=v", &parameters), 0);
	const struct strict_parameter *b = strict_parameters_find(&parameters, "b");
	ck_assert_uint_eq(b->value_length, 3);
	ck_assert(memcmp(strict_parameters_value(&parameters, b), "y z", 3) == 0);
	ck_assert(b->is_folded);
	ck_assert(!strict_parameters_find(&parameters, "a")->is_folded);
	ck_assert_ptr_null(strict_parameters_find(&parameters, "c"));
	ck_assert(strict_parameters_has_extended(&parameters, "a"));
	ck_assert(strict_parameters_has_extended(&parameters, "c"));
	ck_assert(!strict_parameters_has_extended(&parameters, "b"));
	strict_parameters_clear(&parameters);
}
END_TEST

START_TEST(a_token_is_printable_and_no_tspecial)
{
	static const char tspecials[] = "()<>@,;:\\\"/[]?=";

	for (int c = 0; c < 256; c++) {
		bool expected = c > 32 && c < 127 && memchr(tspecials, c, strlen(tspecials)) == NULL;
		ck_assert_msg(mime_octet_is_token((char)c) == expected, "%d", c);
	}
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("parameter_syntax");
	TCase *tcase = tcase_create("parameters");

	tcase_add_loop_test(tcase, parameters_come_out_as_they_stand, 0, COUNT(accepted));
	tcase_add_loop_test(tcase, what_readers_differ_about_is_refused, 0, COUNT(refused));
	tcase_add_test(tcase, there_may_be_as_many_as_the_limit_and_no_more);
	tcase_add_test(tcase, a_plain_value_is_found_and_an_extended_one_is_known_of);
	tcase_add_test(tcase, a_token_is_printable_and_no_tspecial);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
