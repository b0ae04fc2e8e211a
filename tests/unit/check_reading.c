/* reading: what has more than one reading, what nobody can look into, and what neither spoils. */
#include "message/facts_reader.h"
#include "message/reading.h"
#include "tests/support/inspector.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD   "From: a@x.example\r\nTo: b@x.example\r\nMIME-Version: 1.0\r\n"
#define MIXED  HEAD "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
#define ARMOUR "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"
/* A full line of uuencode. */
#define LINE "M5&AI<R!I<R!A(&QI;F4@;V8@9F]R='DM9FEV92!O8W1E=',L('=R:71T96X*\r\n"

static struct part_sniffer *sniffer;

static void setup(void)
{
	facts_reader_warm();
	ck_assert_int_eq(part_sniffer_new(&sniffer), 0);
}

static void teardown(void)
{
	part_sniffer_free(sniffer);
}

static struct facts read_octets(const char *octets, size_t size)
{
	struct mapping mapping = {0};
	struct outline outline;
	struct facts facts;
	int fd = inspector_message(octets, size);

	facts_init(&facts);
	ck_assert_int_eq(mapping_open(fd, &mapping), 0);
	outline_init(&outline);
	ck_assert_int_eq(reading_make(&mapping, sniffer, &facts, &outline), 0);
	/* What has one reading is described, and nothing else. */
	ck_assert_uint_eq(outline.count,
	    facts.ambiguity == TROUBLE_NONE && facts.uninspectable != TROUBLE_TOO_MUCH ? facts.part_count : 0);
	outline_clear(&outline);
	mapping_close(&mapping);
	close(fd);
	return facts;
}

static const struct {
	const char *name, *message;
	enum trouble ambiguity, uninspectable;
} messages[] = {
    {"text", HEAD "\r\nHello\r\n", TROUBLE_NONE, TROUBLE_NONE},
    {"a form",
	MIXED "--x\r\n\r\nHello\r\n--x\r\nContent-Type: application/pdf; name=form.pdf\r\n\r\n%PDF-1.7\r\n--x--\r\n",
	TROUBLE_NONE, TROUBLE_NONE},
    {"two types", HEAD "Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\nHello\r\n", TROUBLE_HEADER,
	TROUBLE_NONE},
    {"no end", MIXED "--x\r\n\r\nHello\r\n", TROUBLE_STRUCTURE, TROUBLE_NONE},
    {"broken base64", HEAD "Content-Transfer-Encoding: base64\r\n\r\nSGVs=bG8=\r\n", TROUBLE_ENCODING, TROUBLE_NONE},
    {"an address twice in brackets", "From: a@x.example\r\nTo: <a@x.example> <b@x.example>\r\n\r\nHello\r\n",
	TROUBLE_ADDRESSES, TROUBLE_NONE},
    {"lines with LF", "From: a@x.example\n\nHello\n", TROUBLE_CHARACTERS, TROUBLE_NONE},
    {"two names",
	HEAD "Content-Type: application/pdf; name=form.pdf\r\nContent-Disposition: attachment; "
	     "filename=form.doc\r\n\r\n%PDF-1.7\r\n",
	TROUBLE_FILE_NAME, TROUBLE_NONE},
    {"a program called PDF", HEAD "Content-Type: application/pdf; name=form.exe\r\n\r\n%PDF-1.7\r\n", TROUBLE_FILE_TYPE,
	TROUBLE_NONE},
    {"nothing", "", TROUBLE_HEADER, TROUBLE_NONE},
    {"what GMime cannot be asked about",
	HEAD "Content-Type: multipart/mixed; boundary=x; name=\"\xc3\xa9\"\r\n\r\n--x\r\n\r\nHello\r\n--x--\r\n",
	TROUBLE_READERS, TROUBLE_NONE},
    {"uuencode", HEAD "\r\nbegin 644 form.docx\r\n" LINE "`\r\nend\r\n", TROUBLE_NONE, TROUBLE_OLD_FORMAT},
    {"uuencode in base64", HEAD "Content-Transfer-Encoding: base64\r\n\r\nYmVnaW4gNjQ0IGEKIzBWJVQKYAplbmQK\r\n",
	TROUBLE_NONE, TROUBLE_OLD_FORMAT},
    {"uuencode as a transfer encoding", HEAD "Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n",
	TROUBLE_ENCODING, TROUBLE_OLD_FORMAT},
    {"uuencode in an attached message",
	MIXED "--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nbegin 644 form.docx\r\n" LINE "--x--\r\n",
	TROUBLE_NONE, TROUBLE_OLD_FORMAT},
    {"lines like uuencode in HTML",
	HEAD "Content-Type: text/html\r\n\r\n<pre>\r\nbegin 644 form.docx\r\n" LINE "</pre>\r\n", TROUBLE_NONE,
	TROUBLE_NONE},
    {"TNEF by type", HEAD "Content-Type: application/ms-tnef\r\n\r\nx\r\n", TROUBLE_NONE, TROUBLE_OLD_FORMAT},
    {"TNEF by name", HEAD "Content-Type: application/octet-stream; name=winmail.dat\r\n\r\nx\r\n", TROUBLE_NONE,
	TROUBLE_OLD_FORMAT},
    {"TNEF by its octets",
	HEAD "Content-Type: application/pdf; name=form.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IgEA\r\n",
	TROUBLE_NONE, TROUBLE_OLD_FORMAT},
    {"a fragment", HEAD "Content-Type: message/partial; id=a; number=1; total=2\r\n\r\nx\r\n", TROUBLE_NONE,
	TROUBLE_FRAGMENT},
    {"elsewhere", HEAD "Content-Type: message/external-body; access-type=x\r\n\r\nContent-Type: text/plain\r\n\r\n",
	TROUBLE_NONE, TROUBLE_ELSEWHERE},
};

START_TEST(the_trouble_is_told)
{
	struct facts facts = read_octets(messages[_i].message, strlen(messages[_i].message));

	ck_assert_msg(facts.ambiguity == messages[_i].ambiguity, "%s: ambiguous: %s", messages[_i].name,
	    trouble_word(facts.ambiguity));
	ck_assert_msg(facts.uninspectable == messages[_i].uninspectable, "%s: uninspectable: %s", messages[_i].name,
	    trouble_word(facts.uninspectable));
	facts_clear(&facts);
}
END_TEST

START_TEST(addresses_are_read_whatever_the_trouble)
{
	struct facts facts = read_octets(messages[_i].message, strlen(messages[_i].message));

	if (strncmp(messages[_i].message, HEAD, strlen(HEAD)) == 0)
		ck_assert_msg(facts.address_count == 2, "%s", messages[_i].name);
	facts_clear(&facts);
}
END_TEST

static const struct {
	const char *name, *message;
	enum answer encrypted, is_signed;
	bool is_opaque; /* the last part */
} armours[] = {
    {"the text", HEAD "\r\n" ARMOUR, ANSWER_YES, ANSWER_NO, false},
    {"signed text", HEAD "\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\nHello\r\n", ANSWER_NO, ANSWER_YES, false},
    {"a file", MIXED "--x\r\n\r\nHello\r\n--x\r\nContent-Type: text/plain; name=form.txt\r\n\r\n" ARMOUR "--x--\r\n",
	ANSWER_NO, ANSWER_NO, true},
    {"an attached message", MIXED "--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n" ARMOUR "--x--\r\n",
	ANSWER_NO, ANSWER_NO, true},
};

START_TEST(armour_means_what_stands_where_it_stands)
{
	struct facts facts = read_octets(armours[_i].message, strlen(armours[_i].message));

	ck_assert_msg(facts.is_encrypted == armours[_i].encrypted, "%s: encrypted", armours[_i].name);
	ck_assert_msg(facts.is_signed == armours[_i].is_signed, "%s: signed", armours[_i].name);
	ck_assert_msg(facts.parts[facts.part_count - 1].is_opaque == armours[_i].is_opaque, "%s", armours[_i].name);
	facts_clear(&facts);
}
END_TEST

/* Nobody is told about them, however they are written. */
START_TEST(a_calendar_reply_is_one_whatever_the_trouble)
{
	static const char reply[] = HEAD "Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\n";
	struct facts facts = read_octets(reply, strlen(reply));

	ck_assert_int_eq(facts.ambiguity, TROUBLE_CHARACTERS);
	ck_assert_int_eq(facts.is_calendar_reply, ANSWER_YES);
	facts_clear(&facts);
}
END_TEST

/* Names come from the grammar where it accepted the message, and from every reader where it did not. */
START_TEST(names_are_the_outlines_or_anybodys)
{
	static const char one[] = HEAD "Content-Type: application/pdf\r\nContent-Disposition: attachment; "
				       "filename*=utf-8''f%2Epdf\r\n\r\n%PDF\r\n";
	static const char two[] = HEAD
	    "Content-Disposition: attachment; filename=a.pdf\r\nContent-Disposition: x; filename=b.doc\r\n\r\n%PDF\r\n";
	struct facts facts = read_octets(one, strlen(one));

	ck_assert_uint_eq(facts.parts[0].name_count, 1);
	ck_assert_str_eq(facts.parts[0].names[0], "f.pdf");
	facts_clear(&facts);
	facts = read_octets(two, strlen(two));
	ck_assert_int_eq(facts.ambiguity, TROUBLE_HEADER);
	ck_assert_uint_eq(facts.parts[0].name_count, 2);
	facts_clear(&facts);
}
END_TEST

/* Boundaries of two digits, so that none is the beginning of another. */
static char *nest(unsigned depth)
{
	char *message = malloc(depth * 160 + 512);
	size_t at = (size_t)sprintf(message, HEAD);

	for (unsigned i = 0; i < depth; i++)
		at += (size_t)sprintf(
		    message + at, "Content-Type: multipart/mixed; boundary=b%02u\r\n\r\n--b%02u\r\n", i, i);
	at += (size_t)sprintf(message + at, "\r\nHello\r\n");
	for (unsigned i = depth; i > 0; i--)
		at += (size_t)sprintf(message + at, "--b%02u--\r\n", i - 1);
	return message;
}

START_TEST(a_message_past_a_limit_is_uninspectable)
{
	static const unsigned depths[] = {32, 33};
	char *message = nest(depths[_i]);
	struct facts facts = read_octets(message, strlen(message));

	ck_assert_int_eq(facts.ambiguity, TROUBLE_NONE);
	ck_assert_int_eq(facts.uninspectable, _i == 0 ? TROUBLE_NONE : TROUBLE_TOO_MUCH);
	facts_clear(&facts);
	free(message);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("reading");
	TCase *tcase = tcase_create("messages");

	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, the_trouble_is_told, 0, COUNT(messages));
	tcase_add_loop_test(tcase, addresses_are_read_whatever_the_trouble, 0, COUNT(messages));
	tcase_add_loop_test(tcase, armour_means_what_stands_where_it_stands, 0, COUNT(armours));
	tcase_add_test(tcase, a_calendar_reply_is_one_whatever_the_trouble);
	tcase_add_test(tcase, names_are_the_outlines_or_anybodys);
	tcase_add_loop_test(tcase, a_message_past_a_limit_is_uninspectable, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
