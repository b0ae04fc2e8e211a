/* name_words and admitted_charset: encoded words that all decode alike, in charsets with one meaning. */
#include "message/charsets.h"
#include "message/grammar/admitted_charset.h"
#include "message/grammar/name_words.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

static void setup(void)
{
	charsets_hold();
}

struct accepted {
	const char *words, *text;
};

static const struct accepted accepted[] = {
    {"=?utf-8?q?form=2Epdf?=", "form.pdf"},
    {"=?UTF-8?Q?my_form.pdf?=", "my form.pdf"},
    {"=?utf-8?b?Zm9ybS5wZGY=?=", "form.pdf"},
    {"=?utf-8?B?Zm9ybS5wZA==?=", "form.pd"},
    {"=?utf-8?B?Zm9ybS5w?=", "form.p"},
    {"=?utf-8?q?caf=c3=A9?=", "caf\xc3\xa9"},
    {"=?iso-8859-1?q?caf=E9?=", "caf\xc3\xa9"},
    {"=?windows-1252?q?=80?=", "\xe2\x82\xac"},
    {"=?us-ascii?q?form?=", "form"},
    {"=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "\xe6\x97\xa5\xe6\x9c\xac"},
    {"=?utf-8?q?for?= =?utf-8?q?m.pdf?=", "form.pdf"},
    {"=?utf-8?q?for?= \t =?iso-8859-1?b?bS5wZGY=?=", "form.pdf"},
    {"=?utf-8?b?Zm9y?= =?utf-8?b?bS5wZGY=?=", "form.pdf"},
    {"=?utf-8?b?Zm8=?= =?utf-8?q?rm?=", "form"},
    {"=?utf-8?b?Zm8=?= =?iso-8859-1?b?cm0=?=", "form"},
    {"form =?utf-8?q?=C3=A9.pdf?=", "form \xc3\xa9.pdf"},
    {"=?utf-8?b?w4k=?=  form.pdf", "\xc3\x89  form.pdf"},
    {"a =?utf-8?q?b?=\t=?utf-8?q?c?= d", "a bc d"},
    {"=?utf-8?b?w4k=?= a =?utf-8?b?w4k=?=", "\xc3\x89 a \xc3\x89"},
    {"=?utf-8?q?(v2),_a*b%41!?=", "(v2), a*b%41!"},
};

static const char *const refused[] = {
    "",
    "=?",
    "=?utf-8?q?form",
    "=?utf-8?q?form?",
    "=?utf-8?q?form=",
    "=?utf-8?q?"
    "?=",
    "=?utf-8?b?"
    "?=",
    "=?utf-8?x?form?=",
    "=?utf-8?qq?form?=",
    "=??q?form?=",
    "=?nonesuch?q?form?=",
    "=?utf-7?q?form?=",
    "=?utf-16?b?AGY=?=",
    "=?utf-8*en?q?form?=",
    "=?utf-8?q?form?=.pdf",
    "form=?utf-8?q?.pdf?=",
    "a?= =?utf-8?q?form?=",
    "a=? =?utf-8?q?form?=",
    "\"a\" =?utf-8?q?form?=",
    "a\\b =?utf-8?q?form?=",
    "caf\303\251 =?utf-8?q?form?=",
    "=?utf-8?q?form?= ",
    " =?utf-8?q?form?=",
    "=?utf-8?q?for?==?utf-8?q?m?=",
    "=?utf-8?q?for m?=",
    "=?utf-8?q?for=?=",
    "=?utf-8?q?for=2?=",
    "=?utf-8?q?for=2G?=",
    "=?utf-8?q?for\"m?=",
    "=?utf-8?q?for\\m?=",
    "=?utf-8?q?caf\xc3\xa9?=",
    "=?utf-8?q?caf=E9?=",
    "=?us-ascii?q?caf=E9?=",
    "=?windows-1253?q?=D2?=",
    "=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=",
    "=?utf-8?b?Zm9ybS5wZGY?=",
    "=?utf-8?b?Zm9ybS5wZA=?=",
    "=?utf-8?b?Zm9ybS5wZB==?=",
    "=?utf-8?b?Zm9ybS5wZGZ=?=",
    "=?utf-8?b?Zm9y===?=",
    "=?utf-8?b?====?=",
    "=?utf-8?b?Zm=y?=",
    "=?utf-8?b?Zm9y bS5w?=",
    "=?utf-8?b?Zm9-?=",
};

/* Padding where more follows: all but GMime read on. */
static const struct {
	const char *words, *text, *cut;
} padded[] = {
    {"=?utf-8?b?Zm9ybS5w?= =?utf-8?b?ZGY=?=", "form.pdf", "form.pdf"},
    {"=?UTF-8?B?Zm9ybQ==?= =?UTF-8?B?LnBkZg==?=", "form.pdf", "form"},
    {"=?UTF-8?B?Zm9ybS5wZA==?= =?utf-8?b?Zg==?=", "form.pdf", "form.pd"},
    {"=?utf-8?b?Zm8=?= =?utf-8?b?cm0u?= =?utf-8?b?cGRm?=", "form.pdf", "fo"},
    {"=?utf-8?b?Zm8=?= =?utf-8?b?cm0=?= =?utf-8?q?.pdf?=", "form.pdf", "fo.pdf"},
    {"=?utf-8?b?Zm8=?= =?utf-8?b?cm0=?= =?iso-8859-1?b?LnBkZg==?=", "form.pdf", "fo.pdf"},
    {"=?utf-8?b?Zm8=?= =?utf-8?b?cm0=?= 2.pdf", "form 2.pdf", "fo 2.pdf"},
    {"=?utf-8?b?Zm8=?= a =?utf-8?b?cm0=?=", "fo a rm", "fo a rm"},
};

START_TEST(words_that_all_read_alike_are_decoded)
{
	const struct accepted *c = &accepted[_i];
	struct text text = {0}, cut = {0};

	ck_assert(name_words_occur(c->words, strlen(c->words)));
	ck_assert_msg(name_words_decode(c->words, strlen(c->words), &text, &cut) == 0, "%s", c->words);
	ck_assert_msg(strcmp(text_string(&text), c->text) == 0, "%s: %s", c->words, text_string(&text));
	ck_assert_str_eq(text_string(&cut), text_string(&text));
	text_clear(&text);
	text_clear(&cut);
}
END_TEST

START_TEST(what_padding_cuts_off_is_read_both_ways)
{
	struct text text = {0}, cut = {0};
	const char *words = padded[_i].words;

	ck_assert_msg(name_words_decode(words, strlen(words), &text, &cut) == 0, "%s", words);
	ck_assert_str_eq(text_string(&text), padded[_i].text);
	ck_assert_str_eq(text_string(&cut), padded[_i].cut);
	text_clear(&text);
	text_clear(&cut);
}
END_TEST

START_TEST(others_are_refused)
{
	struct text text = {0}, cut = {0};

	ck_assert_msg(name_words_decode(refused[_i], strlen(refused[_i]), &text, &cut) == -EBADMSG, "%s", refused[_i]);
	text_clear(&text);
	text_clear(&cut);
}
END_TEST

START_TEST(text_without_words_has_none)
{
	ck_assert(!name_words_occur("", 0));
	ck_assert(!name_words_occur("form=.pdf?", 10));
	ck_assert(name_words_occur("form=?", 6));
}
END_TEST

static const struct {
	const char *name;
	bool is_admitted;
} charsets[] = {
    {"utf-8", true},
    {"UTF8", true},
    {"us-ascii", true},
    {"ANSI_X3.4-1968", true},
    {"ISO-8859-1", true},
    {"iso-8859-15", true},
    {"Windows-1252", true},
    {"cp1252", true},
    {"koi8-r", true},
    {"gb2312", true},
    {"big5", true},
    {"shift_jis", true},
    {"iso-2022-jp", true},
    {"ks_c_5601-1987", true},
    {"gb18030", true},
    {"", false},
    {"-", false},
    {"utf", false},
    {"utf-", false},
    {"utf-88", false},
    {"utf.8", false},
    {"u-t-f-8", false},
    {"usa-scii", false},
    {"utf-8.", false},
    {"iso-8859-12", false},
    {"x-sjis", false},
    {"georgian-ps", false},
    {"nonesuch", false},
    {"x-unknown", false},
    {"unknown-8bit", false},
    {"utf-7", false},
    {"UTF-7", false},
    {"unicode-1-1-utf-7", false},
    {"utf-16", false},
    {"UTF-16LE", false},
    {"utf_16be", false},
    {"utf-32", false},
    {"hz-gb-2312", false},
    {"ibm037", false},
    {"cp500", false},
    {"utf-8 ", false},
    {"'utf-8'", false},
    {"utf/8", false},
    {"=?utf-8?", false},
    {"u\xc3\xbctf-8", false},
    /* Labels of texts only. */
    {"unknown-8bit", false},
    {"x-unknown", false},
    {"windows-874", false},
    {"iso-8859-8-i", false},
    {"x-sjis", false},
    {"cp852", false},
    {"iso_8859-15", false},
    {"latin9", false},
};

START_TEST(charsets_with_one_meaning_are_admitted)
{
	ck_assert_msg(admitted_charset_is(charsets[_i].name, strlen(charsets[_i].name)) == charsets[_i].is_admitted,
	    "%s", charsets[_i].name);
}
END_TEST

START_TEST(what_is_no_text_in_its_charset_is_refused)
{
	struct text text = {0};

	ck_assert_int_eq(admitted_charset_decode("utf-8", 5, "caf\xc3\xa9", 5, &text), 0);
	ck_assert_int_eq(admitted_charset_decode("utf-8", 5, "caf\xc3", 4, &text), -EBADMSG);
	ck_assert_int_eq(admitted_charset_decode("us-ascii", 8, "caf\xe9", 4, &text), -EBADMSG);
	ck_assert_int_eq(admitted_charset_decode("windows-1253", 12, "\xd2", 1, &text), -EBADMSG);
	ck_assert_int_eq(admitted_charset_decode("shift_jis", 9, "\x93\xfa\x96", 3, &text), -EBADMSG);
	ck_assert_int_eq(admitted_charset_decode("nonesuch", 8, "a", 1, &text), -ENOENT);
	text_clear(&text);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("name_words");
	TCase *tcase = tcase_create("words");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, words_that_all_read_alike_are_decoded, 0, COUNT(accepted));
	tcase_add_loop_test(tcase, what_padding_cuts_off_is_read_both_ways, 0, COUNT(padded));
	tcase_add_loop_test(tcase, others_are_refused, 0, COUNT(refused));
	tcase_add_test(tcase, text_without_words_has_none);
	tcase_add_loop_test(tcase, charsets_with_one_meaning_are_admitted, 0, COUNT(charsets));
	tcase_add_test(tcase, what_is_no_text_in_its_charset_is_refused);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
