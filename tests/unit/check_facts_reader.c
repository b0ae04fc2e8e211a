/* facts_reader: messages written by hand come out as the facts that a reader would see, within limits. */
#include "channel/channel.h"
#include "message/facts_reader.h"
#include "message/limits.h"
#include "tests/support/documents.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD "From: a@x.example\r\nMIME-Version: 1.0\r\n"

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

static int read_octets(const char *octets, size_t size, struct facts *facts)
{
	struct mapping mapping = {0};
	int fd = -1;

	ck_assert_int_eq(channel_memfd("message", &fd), 0);
	ck_assert_int_eq(channel_write(fd, octets, size), 0);
	ck_assert_int_eq(channel_seal(fd), 0);
	facts_init(facts);
	ck_assert_int_eq(mapping_open(fd, &mapping), 0);
	int r = facts_read(&mapping, NULL, sniffer, facts);
	mapping_close(&mapping);
	close(fd);
	return r;
}

static struct facts read_message(const char *message)
{
	struct facts facts;

	ck_assert_int_eq(read_octets(message, strlen(message), &facts), 0);
	return facts;
}

static const char *role_word(enum part_role role)
{
	static const char *const words[] = {"unknown", "body", "inline", "attachment", "container"};

	return words[role];
}

/* "path type role", "!" where opaque, parts separated by "; ". */
static void print_parts(const struct facts *facts, char *text, size_t size)
{
	size_t at = 0;

	text[0] = '\0';
	for (size_t i = 0; i < facts->part_count; i++) {
		const struct facts_part *part = &facts->parts[i];
		at += (size_t)snprintf(text + at, size - at, "%s%s %s %s%s", at > 0 ? "; " : "", part->path,
		    part->declared_type, role_word(part->role), part->is_opaque ? "!" : "");
	}
}

struct tree_case {
	const char *name, *message, *parts;
};

#define MIXED	HEAD "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
#define RELATED HEAD "Content-Type: multipart/related; boundary=x\r\n\r\n"
#define PNG64	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAAA="

static const struct tree_case trees[] = {
    {"no MIME", "From: a@x.example\r\n\r\nHello\r\n", "1 text/plain body"},
    {"no body", "From: a@x.example\r\n", "1 text/plain body"},
    {"LF line ends", "From: a@x.example\nContent-Type: text/html\n\nHello\n", "1 text/html body"},
    {"html", HEAD "Content-Type: TEXT/HTML; charset=utf-8\r\n\r\n<p>\r\n", "1 text/html body"},
    {"a document alone", HEAD "Content-Type: application/pdf\r\n\r\n%PDF-1.7\r\n", "1 application/pdf attachment"},
    {"mixed", MIXED "--x\r\n\r\nHello\r\n--x\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--x--\r\n",
	" multipart/mixed container; 1 text/plain body; 2 application/pdf attachment"},
    {"alternative in mixed",
	MIXED
	"--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\n\r\nHello\r\n"
	"--y\r\nContent-Type: text/html\r\n\r\n<p>\r\n--y--\r\n--x\r\nContent-Type: text/plain\r\n\r\nBye\r\n--x--\r\n",
	" multipart/mixed container; 1 multipart/alternative container; 1.1 text/plain body; 1.2 text/html body; "
	"2 text/plain body"},
    {"text with a file name", MIXED "--x\r\nContent-Type: text/plain; name=a.txt\r\n\r\nHello\r\n--x--\r\n",
	" multipart/mixed container; 1 text/plain attachment"},
    {"text that asks to be saved", MIXED "--x\r\nContent-Disposition: attachment\r\n\r\nHello\r\n--x--\r\n",
	" multipart/mixed container; 1 text/plain attachment"},
    {"an attached message",
	MIXED "--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@x.example\r\n\r\nHello\r\n--x--\r\n",
	" multipart/mixed container; 1 message/rfc822 container; 1.1 text/plain body"},
    {"an attached message with an attachment",
	MIXED "--x\r\nContent-Type: message/rfc822\r\n\r\n" HEAD
	      "Content-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\nHello\r\n"
	      "--y\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--y--\r\n--x--\r\n",
	" multipart/mixed container; 1 message/rfc822 container; 1 multipart/mixed container; 1.1 text/plain body; "
	"1.2 application/pdf attachment"},
    {"a message that is a message", HEAD "Content-Type: message/rfc822\r\n\r\nFrom: b@x.example\r\n\r\nHello\r\n",
	"1 message/rfc822 container; 1.1 text/plain body"},
    {"an encoded message is not looked into",
	MIXED
	"--x\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nRnJvbTogYQ==\r\n--x--\r\n",
	" multipart/mixed container; 1 message/rfc822 attachment!"},
    {"message/partial", HEAD "Content-Type: message/partial; id=1; number=1\r\n\r\nHello\r\n",
	"1 message/partial attachment!"},
    {"message/external-body", HEAD "Content-Type: message/external-body; access-type=url\r\n\r\nHello\r\n",
	"1 message/external-body attachment!"},
    {"a logo",
	RELATED "--x\r\nContent-Type: text/html\r\n\r\n<img src=cid:1>\r\n--x\r\nContent-Type: image/png\r\n"
		"Content-ID: <1>\r\nContent-Transfer-Encoding: base64\r\n\r\n" PNG64 "\r\n--x--\r\n",
	" multipart/related container; 1 text/html body; 2 image/png inline"},
    {"a logo that nothing refers to",
	RELATED "--x\r\nContent-Type: text/html\r\n\r\n<p>\r\n--x\r\nContent-Type: image/png\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n" PNG64 "\r\n--x--\r\n",
	" multipart/related container; 1 text/html body; 2 image/png attachment"},
    {"a document among logos",
	RELATED "--x\r\nContent-Type: text/html\r\n\r\n<p>\r\n--x\r\nContent-Type: image/png\r\nContent-ID: <1>\r\n"
		"\r\n%PDF-1.7\r\n--x--\r\n",
	" multipart/related container; 1 text/html body; 2 image/png attachment"},
    {"an image shown in mixed",
	MIXED "--x\r\nContent-Type: image/png\r\nContent-Disposition: inline\r\nContent-ID: <1>\r\n"
	      "Content-Transfer-Encoding: base64\r\n\r\n" PNG64 "\r\n--x--\r\n",
	" multipart/mixed container; 1 image/png inline"},
    {"a photo shown in mixed",
	MIXED "--x\r\nContent-Type: image/png\r\nContent-Disposition: inline; filename=IMG_1.png\r\n"
	      "Content-Transfer-Encoding: base64\r\n\r\n" PNG64 "\r\n--x--\r\n",
	" multipart/mixed container; 1 image/png attachment"},
    {"a photo of an HTML message in mixed",
	MIXED "--x\r\nContent-Type: image/png\r\nContent-Disposition: inline; filename=IMG_1.png\r\n"
	      "Content-ID: <1>\r\nContent-Transfer-Encoding: base64\r\n\r\n" PNG64 "\r\n--x--\r\n",
	" multipart/mixed container; 1 image/png attachment"},
    {"no boundary", HEAD "Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nHello\r\n", " multipart/mixed unknown!"},
    {"a boundary that never comes", MIXED "Hello\r\n", " multipart/mixed unknown!"},
    {"an unknown transfer encoding",
	HEAD "Content-Type: application/pdf\r\nContent-Transfer-Encoding: x-secret\r\n\r\n%PDF\r\n",
	"1 application/pdf unknown"},
    {"a commented transfer encoding",
	HEAD "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64 (x)\r\n\r\nJVBERg==\r\n",
	"1 application/pdf unknown"},
    {"two transfer encodings",
	HEAD
	"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: x\r\n\r\n"
	"JVBERg==\r\n",
	"1 application/pdf unknown"},
    {"winmail.dat", HEAD "Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx\r\n",
	"1 application/ms-tnef attachment!"},
    {"a digest",
	HEAD "Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\nFrom: b@x.example\r\n\r\nHello\r\n--x--\r\n",
	" multipart/digest container; 1 message/rfc822 container; 1.1 text/plain body"},
    {"a broken type", HEAD "Content-Type: nonsense\r\n\r\nHello\r\n", "1 application/octet-stream attachment"},
};

START_TEST(parts_come_out_as_the_tree_that_they_are)
{
	struct facts facts = read_message(trees[_i].message);
	char text[1024];

	print_parts(&facts, text, sizeof(text));
	ck_assert_msg(strcmp(text, trees[_i].parts) == 0, "%s: %s", trees[_i].name, text);
	facts_clear(&facts);
}
END_TEST

struct mark_case {
	const char *name, *message;
	enum answer encrypted, is_signed, calendar;
};

static const struct mark_case marks[] = {
    {"plain", HEAD "\r\nHello\r\n", ANSWER_NO, ANSWER_NO, ANSWER_NO},
    {"PGP encrypted",
	HEAD "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x\r\n\r\n"
	     "--x\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--x\r\n"
	     "Content-Type: application/octet-stream\r\n\r\nx\r\n--x--\r\n",
	ANSWER_YES, ANSWER_NO, ANSWER_NO},
    {"PGP encrypted, with a footer",
	MIXED "--x\r\nContent-Type: multipart/encrypted; "
	      "boundary=y\r\n\r\n--y\r\n\r\nx\r\n--y--\r\n--x\r\n\r\nBye\r\n--x--\r\n",
	ANSWER_YES, ANSWER_NO, ANSWER_NO},
    {"S/MIME enveloped", HEAD "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nx\r\n",
	ANSWER_YES, ANSWER_NO, ANSWER_NO},
    {"S/MIME of old", HEAD "Content-Type: application/x-pkcs7-mime; name=smime.p7m\r\n\r\nx\r\n", ANSWER_YES, ANSWER_NO,
	ANSWER_NO},
    {"S/MIME authenticated", HEAD "Content-Type: application/pkcs7-mime; smime-type=AuthEnveloped-Data\r\n\r\nx\r\n",
	ANSWER_YES, ANSWER_NO, ANSWER_NO},
    {"S/MIME signed, opaque", HEAD "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nx\r\n",
	ANSWER_NO, ANSWER_YES, ANSWER_NO},
    {"S/MIME certificates", HEAD "Content-Type: application/pkcs7-mime; smime-type=certs-only\r\n\r\nx\r\n", ANSWER_NO,
	ANSWER_NO, ANSWER_NO},
    {"signed",
	HEAD "Content-Type: multipart/signed; boundary=x\r\n\r\n--x\r\n\r\nHello\r\n--x\r\n"
	     "Content-Type: application/pgp-signature\r\n\r\nx\r\n--x--\r\n",
	ANSWER_NO, ANSWER_YES, ANSWER_NO},
    {"a signed message attached",
	MIXED "--x\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/signed; "
	      "boundary=y\r\n\r\n--y\r\n\r\nHello\r\n"
	      "--y--\r\n--x--\r\n",
	ANSWER_NO, ANSWER_NO, ANSWER_NO},
    {"a calendar reply", HEAD "Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\n", ANSWER_NO,
	ANSWER_NO, ANSWER_YES},
    {"a calendar reply beside its text",
	HEAD "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\nHello\r\n--x\r\n"
	     "Content-Type: text/calendar; METHOD=\"reply\"\r\n\r\nBEGIN:VCALENDAR\r\n--x--\r\n",
	ANSWER_NO, ANSWER_NO, ANSWER_YES},
    {"a calendar reply that somebody attached",
	MIXED "--x\r\n\r\nHello\r\n--x\r\nContent-Type: text/calendar; method=REPLY\r\n"
	      "Content-Disposition: attachment; filename=invite.ics\r\n\r\nBEGIN:VCALENDAR\r\n--x--\r\n",
	ANSWER_NO, ANSWER_NO, ANSWER_NO},
    {"a calendar request", HEAD "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n", ANSWER_NO,
	ANSWER_NO, ANSWER_NO},
    {"a calendar reply in an attached message",
	MIXED
	"--x\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nx\r\n--x--\r\n",
	ANSWER_NO, ANSWER_NO, ANSWER_NO},
};

START_TEST(marks_of_the_body_are_read)
{
	const struct mark_case *c = &marks[_i];
	struct facts facts = read_message(c->message);

	ck_assert_msg(facts.is_encrypted == c->encrypted, "%s: encrypted", c->name);
	ck_assert_msg(facts.is_signed == c->is_signed, "%s: signed", c->name);
	ck_assert_msg(facts.is_calendar_reply == c->calendar, "%s: calendar", c->name);
	facts_clear(&facts);
}
END_TEST

static char *encode_base64(const char *octets, size_t size)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = malloc(size * 2 + 16);
	size_t at = 0;

	for (size_t i = 0; i < size; i += 3) {
		unsigned group = 0;
		size_t left = size - i < 3 ? size - i : 3;
		for (size_t j = 0; j < 3; j++)
			group = group << 8 | (j < left ? (unsigned char)octets[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			text[at++] = j <= left ? alphabet[group >> (18 - 6 * j) & 63] : '=';
		if (i % 57 == 54) {
			text[at++] = '\r';
			text[at++] = '\n';
		}
	}
	text[at] = '\0';
	return text;
}

/* A message with one attachment of those octets. */
static char *attach(const char *encoding, const char *content)
{
	char *message = malloc(strlen(content) + 1024);

	sprintf(message,
	    MIXED "--x\r\n\r\nHello\r\n--x\r\nContent-Type: application/octet-stream; name=form\r\n"
		  "Content-Transfer-Encoding: %s\r\n\r\n%s\r\n--x--\r\n",
	    encoding, content);
	return message;
}

START_TEST(attachments_are_decoded_counted_and_sniffed)
{
	static const size_t sizes[] = {2000, 4095, 4096, 100000, LIMIT_SNIFF_BYTES - 1, LIMIT_SNIFF_BYTES,
	    LIMIT_SNIFF_BYTES + 1, 3 * LIMIT_SNIFF_BYTES};
	size_t room = sizes[_i] + 4096;
	char *octets = malloc(room);
	size_t size = document_write(DOCUMENT_DOCX, sizes[_i], octets, room);
	char *text = encode_base64(octets, size), *message = attach("BASE64", text);
	struct facts facts = read_message(message);

	ck_assert_uint_eq(facts.part_count, 3);
	ck_assert_uint_eq(facts.parts[2].decoded_size, size);
	ck_assert_str_eq(
	    facts.parts[2].sniffed_type, "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
	ck_assert_str_eq(facts.parts[2].names[0], "form");
	ck_assert_ptr_null(facts.parts[1].sniffed_type);
	facts_clear(&facts);
	free(message);
	free(text);
	free(octets);
}
END_TEST

struct encoding_case {
	const char *encoding, *content;
	uint64_t size;
	const char *sniffed;
};

static const struct encoding_case encodings[] = {
    {"7bit", "%PDF-1.7", 8, "application/pdf"},
    {"8bit", "%PDF-1.7", 8, "application/pdf"},
    {"binary", "%PDF-1.7", 8, "application/pdf"},
    {"quoted-printable", "=25PDF-1=\r\n.7", 8, "application/pdf"},
    {"base64", "JVBE\r\nRi0xLjc=", 8, "application/pdf"},
    {"base64", "", 0, NULL},
};

START_TEST(every_transfer_encoding_is_decoded)
{
	const struct encoding_case *c = &encodings[_i];
	char *message = attach(c->encoding, c->content);
	struct facts facts = read_message(message);

	ck_assert_uint_eq(facts.part_count, 3);
	ck_assert_msg(
	    facts.parts[2].decoded_size == c->size, "%s: %ju", c->encoding, (uintmax_t)facts.parts[2].decoded_size);
	if (c->sniffed == NULL)
		ck_assert_ptr_null(facts.parts[2].sniffed_type);
	else
		ck_assert_str_eq(facts.parts[2].sniffed_type, c->sniffed);
	facts_clear(&facts);
	free(message);
}
END_TEST

START_TEST(names_come_from_every_field)
{
	struct facts facts =
	    read_message(HEAD "Content-Type: application/pdf; name=\"=?utf-8?q?a=2Epdf?=\"\r\n"
			      "Content-Disposition: attachment; filename*0=b.; filename*1=exe\r\n\r\n%PDF\r\n");

	ck_assert_uint_eq(facts.part_count, 1);
	ck_assert_uint_eq(facts.parts[0].name_count, 3);
	ck_assert_str_eq(facts.parts[0].names[0], "=?utf-8?q?a=2Epdf?=");
	ck_assert_str_eq(facts.parts[0].names[1], "a.pdf");
	ck_assert_str_eq(facts.parts[0].names[2], "b.exe");
	facts_clear(&facts);
}
END_TEST

/* Some programs write the octets of the sender's computer: never a reason to turn a form away. */
START_TEST(an_unlabelled_name_is_read_as_windows_would)
{
	struct facts facts = read_message(
	    MIXED "--x\r\nContent-Type: application/pdf; name=\"caf\xe9 \x81.pdf\"\r\n"
		  "Content-Disposition: attachment; filename=\"caf\xe9 \x81.pdf\"\r\n\r\n%PDF\r\n--x--\r\n");

	ck_assert_uint_eq(facts.part_count, 2);
	ck_assert_uint_ge(facts.parts[1].name_count, 1);
	ck_assert_int_eq(memcmp(facts.parts[1].names[0], "caf\xc3\xa9 ", strlen("caf\xc3\xa9 ")), 0);
	facts_clear(&facts);
}
END_TEST

/* So many containers around a text. */
static char *nest(unsigned depth)
{
	char *message = malloc(depth * 160 + 512);
	size_t at = (size_t)sprintf(message, HEAD);

	for (unsigned i = 0; i < depth; i++)
		at +=
		    (size_t)sprintf(message + at, "Content-Type: multipart/mixed; boundary=b%u\r\n\r\n--b%u\r\n", i, i);
	at += (size_t)sprintf(message + at, "\r\nHello\r\n");
	for (unsigned i = depth; i > 0; i--)
		at += (size_t)sprintf(message + at, "--b%u--\r\n", i - 1);
	return message;
}

static int read_and_forget(const char *message)
{
	struct facts facts;
	int r = read_octets(message, strlen(message), &facts);

	facts_clear(&facts);
	return r;
}

START_TEST(containers_may_be_as_deep_as_the_limit)
{
	static const unsigned depths[] = {1, LIMIT_DEPTH, LIMIT_DEPTH + 1, 900, 1100};
	char *message = nest(depths[_i]);

	ck_assert_int_eq(read_and_forget(message), depths[_i] <= LIMIT_DEPTH ? 0 : -E2BIG);
	free(message);
}
END_TEST

START_TEST(there_may_be_as_many_parts_as_the_limit)
{
	unsigned children = _i == 0 ? LIMIT_PARTS - 1 : LIMIT_PARTS;
	char *message = malloc(children * 32 + 512);
	size_t at = (size_t)sprintf(message, MIXED);

	for (unsigned i = 0; i < children; i++)
		at += (size_t)sprintf(message + at, "--x\r\n\r\nHello\r\n");
	sprintf(message + at, "--x--\r\n");
	ck_assert_int_eq(read_and_forget(message), _i == 0 ? 0 : -E2BIG);
	free(message);
}
END_TEST

/* A part whose content field has so many octets of value. */
static void check_parameter_size(size_t size, int expected)
{
	char *message = malloc(size + 1024);
	size_t at = (size_t)sprintf(message, MIXED "--x\r\nContent-Type: "), start = at;

	at += (size_t)sprintf(message + at, "text/plain; x=");
	while (at - start < size)
		message[at++] = 'x';
	sprintf(message + at, "\r\n\r\nHello\r\n--x--\r\n");
	ck_assert_int_eq(read_and_forget(message), expected);
	free(message);
}

START_TEST(content_fields_of_parts_are_held_to_the_limit)
{
	check_parameter_size(LIMIT_PARAMETER_BYTES, 0);
	check_parameter_size(LIMIT_PARAMETER_BYTES + 1, -E2BIG);
}
END_TEST

static const struct {
	const char *name, *message;
} unreadable[] = {
    {"nothing", ""},
    {"no header", "nonsense without a field\r\n"},
    {"8-bit in a multipart's parameter", HEAD "Content-Type: multipart/mixed; x=\"\xe9\"\r\n\r\nHello\r\n"},
    {"8-bit in a nested multipart's parameter",
	MIXED "--x\r\nContent-Type: multipart/mixed; x=\"\xc3\xa9\"\r\n\r\nHello\r\n--x--\r\n"},
};

START_TEST(what_cannot_be_read_safely_is_not_read)
{
	ck_assert_msg(read_and_forget(unreadable[_i].message) == -EBADMSG, "%s", unreadable[_i].name);
}
END_TEST

/* GMime would look for ever for a boundary to make up (its parameter writer never ends on this). */
START_TEST(a_long_parameter_without_a_boundary_does_not_hang)
{
	char message[LIMIT_PARAMETER_BYTES + 512];
	size_t at = (size_t)sprintf(message, HEAD "Content-Type: multipart/mixed; "), start = at;

	memset(message + at, 'n', 100);
	at += 100;
	at += (size_t)sprintf(message + at, "*=utf-8''");
	while (at - start < 1900)
		at += (size_t)sprintf(message + at, "%%E9");
	sprintf(message + at, "\r\n\r\nHello\r\n");
	ck_assert_int_eq(read_and_forget(message), 0);
}
END_TEST

/* The gate's own position in the file must not matter, nor be moved twice. */
START_TEST(a_message_can_be_read_again)
{
	static const char message[] = MIXED "--x\r\n\r\nHello\r\n--x--\r\n";
	struct mapping mapping = {0};
	int fd = -1;

	ck_assert_int_eq(channel_memfd("message", &fd), 0);
	ck_assert_int_eq(channel_write(fd, message, strlen(message)), 0);
	ck_assert_int_eq(channel_seal(fd), 0);
	ck_assert_int_eq(mapping_open(fd, &mapping), 0);
	for (int i = 0; i < 3; i++) {
		struct facts facts;
		facts_init(&facts);
		ck_assert_int_eq(facts_read(&mapping, NULL, sniffer, &facts), 0);
		ck_assert_uint_eq(facts.part_count, 2);
		facts_clear(&facts);
	}
	mapping_close(&mapping);
	close(fd);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("facts_reader");
	TCase *tcase = tcase_create("messages");

	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, parts_come_out_as_the_tree_that_they_are, 0, COUNT(trees));
	tcase_add_loop_test(tcase, marks_of_the_body_are_read, 0, COUNT(marks));
	tcase_add_loop_test(tcase, attachments_are_decoded_counted_and_sniffed, 0, 8);
	tcase_add_loop_test(tcase, every_transfer_encoding_is_decoded, 0, COUNT(encodings));
	tcase_add_test(tcase, names_come_from_every_field);
	tcase_add_test(tcase, an_unlabelled_name_is_read_as_windows_would);
	tcase_add_loop_test(tcase, containers_may_be_as_deep_as_the_limit, 0, 5);
	tcase_add_loop_test(tcase, there_may_be_as_many_parts_as_the_limit, 0, 2);
	tcase_add_test(tcase, content_fields_of_parts_are_held_to_the_limit);
	tcase_add_loop_test(tcase, what_cannot_be_read_safely_is_not_read, 0, COUNT(unreadable));
	tcase_add_test(tcase, a_long_parameter_without_a_boundary_does_not_hang);
	tcase_add_test(tcase, a_message_can_be_read_again);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
