/* extended_value: sections and percent-encoding, where all decoders find the same text. */
#include "message/charsets.h"
#include "message/grammar/extended_value.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <string.h>

static struct grammar_fault fault;

static void setup(void)
{
	charsets_hold();
}

static int read_value(const char *field, struct text *text)
{
	static const struct mime_span name = {"a", 1};
	struct header_field header = {field, 0, field, strlen(field)};
	struct strict_parameters parameters;
	struct mime_reader reader;

	fault = (struct grammar_fault){RULE_NONE, 0};
	mime_reader_init(&reader, &header, 0, &fault);
	strict_parameters_init(&parameters);
	int r = strict_parameters_read(&reader, &parameters);
	ck_assert_msg(r == 0, "%s", field);
	r = extended_value_read(&parameters, &name, &reader, text);
	if (r == 0)
		ck_assert_int_eq(extended_values_check(&parameters, &reader), 0);
	strict_parameters_clear(&parameters);
	return r;
}

struct accepted {
	const char *field, *text;
};

static const struct accepted accepted[] = {
    {"; a*=utf-8''form.pdf", "form.pdf"},
    {"; a*=UTF-8''caf%C3%A9", "caf\xc3\xa9"},
    {"; a*=utf-8'en-GB'caf%c3%a9", "caf\xc3\xa9"},
    {"; a*=utf-8'abcdefgh-x'form.pdf", "form.pdf"},
    {"; a*=iso-8859-1''caf%E9", "caf\xc3\xa9"},
    {"; a*=us-ascii''a%20b%27%25%2A", "a b'%*"},
    {"; a*=utf-8''!#$&+-.^_`{|}~", "!#$&+-.^_`{|}~"},
    {"; a*0*=utf-8''form.pdf", "form.pdf"},
    {"; a*0*=utf-8''caf%C3; a*1*=%A9.pdf", "caf\xc3\xa9.pdf"},
    {"; a*0*=utf-8''caf%C3%A9; a*1=.pdf", "caf\xc3\xa9.pdf"},
    {"; a*0*=utf-8''caf%C3%A9; a*1=\" b\"; a*2*=%2Epdf", "caf\xc3\xa9 b.pdf"},
    {"; a*0=form", "form"},
    {"; a*0=\"my for\"; a*1=m.pdf", "my form.pdf"},
    {"; a*0=\"100% \"; a*1=x", "100% x"},
    {"; a=b; A*=utf-8''c", "c"},
    {"; a=b", ""},
    {"; b*=utf-8''c", ""},
};

START_TEST(what_all_decode_alike_is_decoded)
{
	const struct accepted *c = &accepted[_i];
	struct text text = {0};

	int r = read_value(c->field, &text);
	ck_assert_msg(r == 0, "%s: %s", c->field, grammar_rule_word(fault.rule));
	ck_assert_msg(strcmp(text_string(&text), c->text) == 0, "%s: %s", c->field, text_string(&text));
	text_clear(&text);
}
END_TEST

struct refused {
	const char *field;
	enum grammar_rule rule;
	size_t offset;
};

static const struct refused refused[] = {
    {"; a*=form.pdf", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8'form.pdf", RULE_PARAMETER_CHARSET, 2},
    {"; a*=''form.pdf", RULE_PARAMETER_CHARSET, 2},
    {"; a*=nonesuch''form.pdf", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-7''form.pdf", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8'e_n'form.pdf", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8'-en'form.pdf", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8'en-'form.pdf", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8'en--gb'form.pdf", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8'abcdefghi'form.pdf", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf%2D8''form.pdf", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8''", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8''it's", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8''a*b", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8''%", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8''%4", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8''%4g", RULE_PARAMETER_CHARSET, 2},
    {"; a*=utf-8''caf%E9", RULE_PARAMETER_CHARSET, 2},
    {"; a*=us-ascii''caf%E9", RULE_PARAMETER_CHARSET, 2},
    {"; a*=windows-1253''%D2", RULE_PARAMETER_CHARSET, 2},
    {"; b=c; a*=utf-8''%E9", RULE_PARAMETER_CHARSET, 7},
    {"; a*0*=form", RULE_PARAMETER_CHARSET, 2},
    {"; a*0*=utf-8''a; a*1*=utf-8''b", RULE_PARAMETER_CHARSET, 17},
    {"; a*0*=utf-8''a%C; a*1*=3%A9", RULE_PARAMETER_CHARSET, 2},
    {"; a*0*=utf-8''caf%C3; a*1=x", RULE_PARAMETER_CHARSET, 2},
    {"; a*0=caf; a*1*=%C3%A9", RULE_PARAMETER_SECTIONS, 11},
    {"; a*0=caf; a*1*=utf-8''%C3%A9", RULE_PARAMETER_SECTIONS, 11},
    {"; a*0*=utf-8''a; a*1=b%41", RULE_PARAMETER_SECTIONS, 17},
    {"; a*0*=utf-8''a; a*1=\"b% \"", RULE_PARAMETER_SECTIONS, 17},
    {"; a*0=b%41", RULE_PARAMETER_SECTIONS, 2},
    {"; a*0=b%4; a*1=1", RULE_PARAMETER_SECTIONS, 2},
    {"; a*0=\"\"", RULE_PARAMETER_SECTIONS, 2},
    {"; a*0=b; a*1=\"\"", RULE_PARAMETER_SECTIONS, 9},
};

START_TEST(what_some_decode_otherwise_is_refused)
{
	const struct refused *c = &refused[_i];
	struct text text = {0};

	ck_assert_msg(read_value(c->field, &text) == -EBADMSG, "%s", c->field);
	ck_assert_msg(fault.rule == c->rule, "%s: %s", c->field, grammar_rule_word(fault.rule));
	ck_assert_msg(fault.offset == c->offset, "%s: %zu", c->field, fault.offset);
	text_clear(&text);
}
END_TEST

START_TEST(all_of_a_field_are_checked)
{
	static const char field[] = "; a*=utf-8''b; title*=nonesuch''c";
	struct header_field header = {field, 0, field, strlen(field)};
	struct strict_parameters parameters;
	struct mime_reader reader;

	mime_reader_init(&reader, &header, 0, &fault);
	strict_parameters_init(&parameters);
	ck_assert_int_eq(strict_parameters_read(&reader, &parameters), 0);
	ck_assert_int_eq(extended_values_check(&parameters, &reader), -EBADMSG);
	ck_assert_int_eq(fault.rule, RULE_PARAMETER_CHARSET);
	ck_assert_uint_eq(fault.offset, 15);
	strict_parameters_clear(&parameters);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("extended_value");
	TCase *tcase = tcase_create("values");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, what_all_decode_alike_is_decoded, 0, COUNT(accepted));
	tcase_add_loop_test(tcase, what_some_decode_otherwise_is_refused, 0, COUNT(refused));
	tcase_add_test(tcase, all_of_a_field_are_checked);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
