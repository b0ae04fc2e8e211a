/* content_hint: a header that may announce a file is told from one that announces text alone. */
#include "message/content_hint.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

#define TYPE(value)	   "From: a@b.example\r\nContent-Type:" value "\r\n"
#define ALTERNATIVES	   TYPE(" multipart/alternative; boundary=x")
#define MAILER(value)	   "X-Mailer:" value "\r\n"
#define DISPOSITION(value) "Content-Disposition:" value "\r\n"

struct row {
	const char *name, *header;
	bool may_carry_file;
};

static const struct row rows[] = {
    {"no header at all", "", false},
    {"no type: plain text", "From: a@b.example\r\n", false},
    {"plain text", TYPE(" text/plain; charset=utf-8"), false},
    {"HTML", TYPE(" text/html; charset=utf-8"), false},
    {"an invitation", TYPE(" text/calendar; method=REQUEST"), false},
    {"enriched text", TYPE(" text/enriched"), false},
    {"text and HTML", ALTERNATIVES, false},
    {"what is encrypted", TYPE(" multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x"), false},
    {"in capitals", TYPE(" TEXT/PLAIN"), false},
    {"the field's name in capitals", "CONTENT-TYPE: MULTIPART/MIXED; boundary=x\r\n", true},
    {"without a blank", TYPE("text/plain"), false},
    {"folded", TYPE("\r\n\ttext/plain\r\n ; charset=utf-8"), false},
    {"several parts", TYPE(" multipart/mixed; boundary=x"), true},
    {"pictures in HTML", TYPE(" multipart/related; boundary=x"), true},
    {"signed", TYPE(" multipart/signed; boundary=x"), true},
    {"a report", TYPE(" multipart/report; boundary=x"), true},
    {"a multipart that nobody knows", TYPE(" multipart/unheard-of; boundary=x"), true},
    {"a document alone", TYPE(" application/pdf; name=form.pdf"), true},
    {"octets", TYPE(" application/octet-stream"), true},
    {"a picture", TYPE(" image/jpeg"), true},
    {"an attached message", TYPE(" message/rfc822"), true},
    {"a text that is a document", TYPE(" text/rtf"), true},
    {"a longer word", TYPE(" text/plainer"), true},
    {"a shorter word", TYPE(" text/plai"), true},
    {"a type without a subtype", TYPE(" text"), true},
    {"an empty type", TYPE(""), true},
    {"blanks only", TYPE("  "), true},
    {"parameters only", TYPE(" ; charset=utf-8"), true},
    {"blanks around the slash", TYPE(" text / plain"), true},
    {"a comment before it", TYPE(" (x) text/plain"), true},
    {"a comment behind it", TYPE(" text/plain (x)"), true},
    {"a control in it", TYPE(" text/\x01plain"), true},
    {"two types, both text", TYPE(" text/plain") "Content-Type: text/plain\r\n", true},
    {"text with a disposition of a file", TYPE(" text/plain") DISPOSITION(" attachment; filename=a.rtf"), true},
    {"the same without a type", DISPOSITION(" attachment"), true},
    {"a disposition that nobody knows", TYPE(" text/plain") DISPOSITION(" download"), true},
    {"an inline text", TYPE(" text/plain") DISPOSITION(" inline"), false},
    {"Exchange says that there is a file", ALTERNATIVES "X-MS-Has-Attach: yes\r\n", true},
    {"Exchange says nothing", ALTERNATIVES "X-MS-Has-Attach:\r\n", false},
    {"text and HTML of a Mac's", ALTERNATIVES MAILER(" Apple Mail (2.3826.200.121)"), true},
    {"the program first", MAILER(" iPhone Mail (22F76)") ALTERNATIVES, true},
    {"of a tablet's", ALTERNATIVES MAILER(" iPad Mail (22F76)"), true},
    {"plain text of a telephone's", TYPE(" text/plain") MAILER(" iPhone Mail (22F76)"), false},
    {"another program", ALTERNATIVES MAILER(" Thunderbird"), false},
    {"a program that speaks of Apple's", ALTERNATIVES MAILER(" not Apple Mail"), false},
};

START_TEST(a_header_says_whether_there_may_be_a_file)
{
	const struct row *row = &rows[_i];
	struct content_hint hint = {0};
	struct header_reader reader;
	struct header_field field;

	header_reader_init(&reader, row->header, strlen(row->header));
	while (header_reader_next(&reader, &field))
		content_hint_add(&hint, &field);
	ck_assert_msg(content_hint_may_carry_file(&hint) == row->may_carry_file, "%s", row->name);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("content_hint");
	TCase *tcase = tcase_create("headers");

	tcase_add_loop_test(tcase, a_header_says_whether_there_may_be_a_file, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
