/* encoded_word and charsets: text in every charset that we admit becomes UTF-8, and no nonsense takes long. */
#include "message/charset_name.h"
#include "message/charsets.h"
#include "message/encoded_word.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct word_case {
	const char *name, *text, *decoded;
};

static const struct word_case cases[] = {
    {"no word", "plain text", "plain text"},
    {"nothing", "", ""},
    {"quoted-printable", "=?utf-8?q?caf=C3=A9?=", "caf\xc3\xa9"},
    {"underscores are blanks", "=?utf-8?q?a_b?=", "a b"},
    {"base64", "=?UTF-8?B?Y2Fmw6k=?=", "caf\xc3\xa9"},
    {"Windows-1252", "=?windows-1252?q?=93x=94?=", "\xe2\x80\x9cx\xe2\x80\x9d"},
    {"a language", "=?utf-8*en?q?x?=", "x"},
    {"text around", "a =?utf-8?q?b?= c", "a b c"},
    {"blanks between words go", "=?utf-8?q?a?= \r\n =?utf-8?q?b?=", "ab"},
    {"blanks behind a word stay", "=?utf-8?q?a?=  b", "a  b"},
    {"words side by side", "=?utf-8?q?a?==?utf-8?q?b?=", "ab"},
    {"a character cut in two", "=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "\xc3\xa9"},
    {"two padded words lose nothing", "=?utf-8?b?Zm9ybS4=?= =?utf-8?b?ZXhl?=", "form.exe"},
    {"two charsets", "=?iso-8859-1?q?=E9?= =?iso-8859-5?q?=D0?=", "\xc3\xa9\xd0\xb0"},
    {"padding within", "=?utf-8?b?YQ==Yg==?=", "ab"},
    {"an unknown charset keeps its octets", "=?nonesuch?q?a=62c?=", "abc"},
    {"a bad character is replaced", "=?utf-8?q?a=FFb?=",
	"a\xef\xbf\xbd"
	"b"},
    {"a stray equals sign", "=?utf-8?q?a=?=", "a="},
    {"an unknown encoding is text", "=?utf-8?x?a?=", "=?utf-8?x?a?="},
    {"no end is text", "=?utf-8?q?abc", "=?utf-8?q?abc"},
    {"in quotes", "\"=?utf-8?q?a?=\"", "\"a\""},
    {"blanks within", "=?utf-8?q?a b?=", "a b"},
};

static void setup(void)
{
	ck_assert_uint_gt(charsets_hold(), 60);
}

START_TEST(words_are_decoded_as_any_reader_might)
{
	struct text text = {0};

	ck_assert_int_eq(encoded_word_decode(cases[_i].text, strlen(cases[_i].text), &text), 0);
	ck_assert_msg(strcmp(text_string(&text), cases[_i].decoded) == 0, "%s: %s", cases[_i].name, text_string(&text));
	text_clear(&text);
}
END_TEST

/* Quadratic time would take minutes, and the test's own time-out tells. */
START_TEST(nonsense_takes_time_in_proportion)
{
	static const char *const pieces[] = {"=?", "=?a?q?", "=?a?q?=", "=", "=?a?q?\?=", "=?a?b?=?="};
	size_t size = 1 << 20, length = strlen(pieces[_i]), at = 0;
	char *value = malloc(size + 16);
	struct text text = {0};

	while (at < size) {
		memcpy(value + at, pieces[_i], length);
		at += length;
	}
	ck_assert_int_eq(encoded_word_decode(value, at, &text), 0);
	text_clear(&text);
	free(value);
}
END_TEST

/* Something that each charset can say. */
static const char *sample_of(const char *name)
{
	static const struct {
		const char *prefix, *sample;
	} samples[] = {{"ISO-8859-5", "Привет"}, {"ISO-8859-6", "مرحبا"}, {"ISO-8859-7", "Γειά"},
	    {"ISO-8859-8", "שלום"}, {"ISO-8859-11", "สวัสดี"}, {"Windows-1251", "Привет"}, {"Windows-1253", "Γειά"},
	    {"Windows-1255", "שלום"}, {"Windows-1256", "مرحبا"}, {"Windows-874", "สวัสดี"}, {"TIS-620", "สวัสดี"},
	    {"KOI8", "Привет"}, {"IBM855", "Привет"}, {"IBM866", "Привет"}, {"IBM862", "שלום"}, {"IBM864", "abc"},
	    {"IBM869", "Γειά"}, {"Mac-Cyrillic", "Привет"}, {"Mac-UK", "Привет"}, {"ARMSCII", "Բարեւ"},
	    {"Georgian", "გამარჯობა"}, {"GB", "你好 Prevent"}, {"Big5", "你好 Prevent"}, {"Shift_JIS", "こんにちは"},
	    {"Windows-31J", "こんにちは"}, {"EUC-JP", "こんにちは"}, {"ISO-2022-JP", "こんにちは Prevent"},
	    {"EUC-KR", "안녕하세요"}, {"CP949", "안녕하세요"}, {"ISO-2022-KR", "안녕하세요"},
	    {"UTF", "Zoë 你好 안녕 😀"}, {"VISCII", "Việt Nam"}, {"TCVN", "é"}, {"US-ASCII", "Prevent"}, {"IBM437", "é"},
	    {"IBM86", "é"}};

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		if (strncmp(name, samples[i].prefix, strlen(samples[i].prefix)) == 0)
			return samples[i].sample;
	return "a\xc3\xa4";
}

/* glibc turns the sample into the charset; it has to come back as it was. */
START_TEST(every_admitted_charset_is_read)
{
	char encoded[256];
	struct text text = {0};

	for (size_t i = 0; charsets_name(i) != NULL; i++) {
		const char *name = charsets_name(i), *sample = sample_of(name);
		char *in = (char *)(uintptr_t)sample, *out = encoded;
		size_t in_left = strlen(sample), out_left = sizeof(encoded);
		iconv_t converter = iconv_open(name, "UTF-8");
		ck_assert_msg(converter != (iconv_t)-1, "%s", name);
		ck_assert_msg(iconv(converter, &in, &in_left, &out, &out_left) != (size_t)-1, "%s", name);
		iconv(converter, NULL, NULL, &out, &out_left);
		iconv_close(converter);
		text_reset(&text);
		ck_assert_msg(
		    charset_decode(name, strlen(name), encoded, (size_t)(out - encoded), &text) == 0, "%s", name);
		ck_assert_msg(strcmp(text_string(&text), sample) == 0, "%s: %s", name, text_string(&text));
	}
	text_clear(&text);
}
END_TEST

struct alias_case {
	const char *name, *bytes, *decoded;
};

static const struct alias_case aliases[] = {{"latin1", "\xe9", "\xc3\xa9"}, {"ISO_8859-1:1987", "\xe9", "\xc3\xa9"},
    {"iso8859-15", "\xa4", "\xe2\x82\xac"}, {"cp1252", "\x80", "\xe2\x82\xac"}, {"x-cp1252", "\x80", "\xe2\x82\xac"},
    {"Windows-1252", "\x80", "\xe2\x82\xac"}, {"us-ascii", "\x93", "\xe2\x80\x9c"}, {"cp850", "\x82", "\xc3\xa9"},
    {"x-mac-roman", "\x8e", "\xc3\xa9"}, {"utf8", "\xc3\xa9", "\xc3\xa9"},
    {"ks_c_5601-1987", "\xb0\xa1", "\xea\xb0\x80"}, {"x-sjis", "\x82\xa0", "\xe3\x81\x82"},
    {"gb_2312-80", "\xc4\xe3", "\xe4\xbd\xa0"}, {"iso-8859-8-i", "\xe0", "\xd7\x90"}, {"koi8-r", "\xc1", "\xd0\xb0"}};

START_TEST(usual_aliases_are_known)
{
	struct text text = {0};
	const struct alias_case *c = &aliases[_i];

	ck_assert_msg(charset_decode(c->name, strlen(c->name), c->bytes, strlen(c->bytes), &text) == 0, "%s", c->name);
	ck_assert_msg(strcmp(text_string(&text), c->decoded) == 0, "%s: %s", c->name, text_string(&text));
	text_clear(&text);
}
END_TEST

START_TEST(what_is_no_charset_is_said)
{
	static const char *const names[] = {"", "nonesuch", "utf-8//TRANSLIT", "../../etc/passwd", "x-",
	    "a-name-that-is-much-longer-than-any-charset-has-ever-had-in-its-life"};
	struct text text = {0};

	ck_assert_int_eq(charset_decode(names[_i], strlen(names[_i]), "x", 1, &text), -ENOENT);
	ck_assert_uint_eq(text.length, 0);
	text_clear(&text);
}
END_TEST

START_TEST(names_longer_than_a_key_are_cut)
{
	char key[CHARSET_KEY_SIZE], name[200];

	memset(name, 'a', sizeof(name));
	charset_name_key(name, sizeof(name), key);
	ck_assert_uint_eq(strlen(key), CHARSET_KEY_SIZE - 1);
	memcpy(name, "8859", 4);
	charset_name_key(name, sizeof(name), key);
	ck_assert_uint_eq(strlen(key), CHARSET_KEY_SIZE - 1);
	ck_assert_int_eq(strncmp(key, "iso8859", 7), 0);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("encoded_word");
	TCase *tcase = tcase_create("words");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, words_are_decoded_as_any_reader_might, 0, COUNT(cases));
	tcase_add_loop_test(tcase, nonsense_takes_time_in_proportion, 0, 6);
	tcase_add_test(tcase, every_admitted_charset_is_read);
	tcase_add_loop_test(tcase, usual_aliases_are_known, 0, COUNT(aliases));
	tcase_add_loop_test(tcase, what_is_no_charset_is_said, 0, 6);
	tcase_add_test(tcase, names_longer_than_a_key_are_cut);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
