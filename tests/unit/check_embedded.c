/* embedded: old formats are found wherever text is cut, and text that talks about them is text. */
#include "message/embedded.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

/* A full line of uuencode. */
#define LINE "M5&AI<R!I<R!A(&QI;F4@;V8@9F]R='DM9FEV92!O8W1E=',L('=R:71T96X*\r\n"

static const struct {
	const char *name, *text;
	bool has_old_format, has_encrypted, has_signed;
} texts[] = {
    {"nothing", "", false, false, false},
    {"words", "Hello\r\nWorld\r\n", false, false, false},
    {"uuencode", "Hello\r\n\r\nbegin 644 form.docx\r\n" LINE "`\r\nend\r\n", true, false, false},
    {"uuencode with four digits", "begin 0644 form.docx\r\n" LINE, true, false, false},
    {"uuencode, a short line", "begin 600 a b.pdf\r\n#0V%T\r\n`\r\nend\r\n", true, false, false},
    {"uuencode with a checksum", "begin 600 a\r\n#0V%TX\r\n", true, false, false},
    {"uuencode that begins later", "begin 644 form.docx\r\n\r\nHello\r\n" LINE, true, false, false},
    {"uuencode, the last line without end", "begin 644 a\r\n#0V%T", true, false, false},
    {"uuencode, lines that end with LF", "begin 644 a\n#0V%T\n", true, false, false},
    {"uuencode, lines that end with CR", "begin 644 a\r#0V%T\r", true, false, false},
    {"uuencode in base64", "begin-base64 644 form.docx\r\nSGVsbG8=\r\n====\r\n", true, false, false},
    {"a sentence", "You may begin 644 times.\r\n" LINE, false, false, false},
    {"a sentence that was wrapped", "we will\r\nbegin 644 referrals this year\r\nand end them.\r\n", false, false,
	false},
    {"a sentence with capitals behind it", "begin 644 referrals\r\nPLEASE NOTE THE DATE\r\n", false, false, false},
    {"no name", "begin 644\r\n" LINE, false, false, false},
    {"no mode", "begin with\r\n" LINE, false, false, false},
    {"two digits", "begin 64 form.docx\r\n" LINE, false, false, false},
    {"not at the beginning of a line", " begin 644 form.docx\r\n" LINE, false, false, false},
    {"quoted", "> begin 644 form.docx\r\n> " LINE, false, false, false},
    {"nothing in it", "begin 644 form.docx\r\n`\r\nend\r\n", false, false, false},
    {"yEnc", "=ybegin line=128 size=584 name=form.docx\r\n", true, false, false},
    {"yEnc in parts", "=ybegin part=1 line=128 size=584 name=form.docx\r\n", true, false, false},
    {"words about yEnc", "=ybegin is how it starts\r\n", false, false, false},
    {"BinHex", "(This file must be converted with BinHex 4.0)\r\n\r\n:$f*TEQKPH#jdCA0d\r\n", true, false, false},
    {"words about BinHex", "(This file must be converted with BinHex 4.0)\r\nis what it says.\r\n: see\r\n", false,
	false, false},
    {"OpenPGP, encrypted", "Hello\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n", false,
	true, false},
    {"OpenPGP, blanks behind", "-----BEGIN PGP MESSAGE----- \r\n", false, true, false},
    {"OpenPGP, in parts", "-----BEGIN PGP MESSAGE, PART 1/2-----\r\n", false, true, false},
    {"OpenPGP, signed", "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nHello\r\n", false, false, true},
    {"words about OpenPGP", "It says -----BEGIN PGP MESSAGE----- there.\r\n-----BEGIN PGP MESSAGE----- it says\r\n",
	false, false, false},
    {"OpenPGP, quoted", "> -----BEGIN PGP MESSAGE-----\r\n", false, false, false},
    {"a public key", "-----BEGIN PGP PUBLIC KEY BLOCK-----\r\n", false, false, false},
};

static struct embedded_text read_in_pieces(const char *octets, size_t size, size_t piece)
{
	struct embedded_text text = {0};

	for (size_t at = 0; at < size; at += piece)
		embedded_text_take(&text, octets + at, size - at < piece ? size - at : piece);
	embedded_text_end(&text);
	return text;
}

START_TEST(text_is_told_from_what_is_embedded_in_it_however_it_comes)
{
	const char *octets = texts[_i].text;

	for (size_t piece = 1; piece < 200; piece++) {
		struct embedded_text text = read_in_pieces(octets, strlen(octets), piece);
		ck_assert_msg(text.has_old_format == texts[_i].has_old_format, "%s: old", texts[_i].name);
		ck_assert_msg(text.has_encrypted == texts[_i].has_encrypted, "%s: encrypted", texts[_i].name);
		ck_assert_msg(text.has_signed == texts[_i].has_signed, "%s: signed", texts[_i].name);
	}
}
END_TEST

/* Lines longer than what is kept of them: a name may be long, encoded data may not. */
START_TEST(long_lines_are_looked_at_where_they_begin)
{
	char text[1024];
	int size = snprintf(text, sizeof(text), "begin 644 %0300d\r\n" LINE, 1);

	for (size_t piece = 1; piece < 400; piece += 7)
		ck_assert(read_in_pieces(text, (size_t)size, piece).has_old_format);
	size = snprintf(text, sizeof(text), "begin 644 a\r\nM%0300d\r\n", 1);
	for (size_t piece = 1; piece < 400; piece += 7)
		ck_assert(!read_in_pieces(text, (size_t)size, piece).has_old_format);
}
END_TEST

START_TEST(octets_that_are_no_text_do_no_harm)
{
	char octets[4096];

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (char)(i * 31 % 256);
	struct embedded_text text = read_in_pieces(octets, sizeof(octets), 100);
	ck_assert(!text.has_old_format && !text.has_encrypted && !text.has_signed);
}
END_TEST

START_TEST(types_names_encodings_and_octets_tell)
{
	ck_assert_int_eq(embedded_by_type("application/ms-tnef"), TROUBLE_OLD_FORMAT);
	ck_assert_int_eq(embedded_by_type("multipart/appledouble"), TROUBLE_OLD_FORMAT);
	ck_assert_int_eq(embedded_by_type("message/partial"), TROUBLE_FRAGMENT);
	ck_assert_int_eq(embedded_by_type("message/external-body"), TROUBLE_ELSEWHERE);
	ck_assert_int_eq(embedded_by_type("message/rfc822"), TROUBLE_NONE);
	ck_assert_int_eq(embedded_by_type("text/plain"), TROUBLE_NONE);
	ck_assert_int_eq(embedded_by_name("WINMAIL.DAT"), TROUBLE_OLD_FORMAT);
	ck_assert_int_eq(embedded_by_name("winmail.dat.docx"), TROUBLE_NONE);
	ck_assert_int_eq(embedded_by_encoding("X-UUencode", 10), TROUBLE_OLD_FORMAT);
	ck_assert_int_eq(embedded_by_encoding("base64", 6), TROUBLE_NONE);
	ck_assert_int_eq(embedded_by_octets("\x78\x9f\x3e\x22\x01", 5), TROUBLE_OLD_FORMAT);
	ck_assert_int_eq(embedded_by_octets("\x78\x9f\x3e", 3), TROUBLE_NONE);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("embedded");
	TCase *tcase = tcase_create("formats");

	tcase_add_loop_test(tcase, text_is_told_from_what_is_embedded_in_it_however_it_comes, 0, COUNT(texts));
	tcase_add_test(tcase, long_lines_are_looked_at_where_they_begin);
	tcase_add_test(tcase, octets_that_are_no_text_do_no_harm);
	tcase_add_test(tcase, types_names_encodings_and_octets_tell);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
