/* grammar: a whole message has one outline, or breaks one rule at one place. */
#include "message/charsets.h"
#include "message/grammar/grammar.h"
#include "message/limits.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FROM   "From: a@b.example\r\n"
#define MIXED  FROM "Content-Type: multipart/mixed; boundary=B\r\n"
#define ATTACH "Content-Type: message/rfc822\r\n\r\n"

struct message_case {
	const char *name;
	const char *message;
	const char
	    *outline; /* type, octets as transmitted, octets decoded of leaves; parts behind containers in depth */
};

static const struct message_case accepted[] = {
    {"only a header", FROM, "text/plain 0 0"},
    {"an empty body", FROM "\r\n", "text/plain 0 0"},
    {"plain text", FROM "\r\nabc\r\n", "text/plain 5 5"},
    {"a part without a header that mentions one",
	MIXED "\r\n--B\r\n\r\nThe Content-Type:\r\n\r\nContent-Type: text/html\r\n--B--\r\n",
	"multipart/mixed 60 (text/plain 44 44)"},
    {"an attached message to whomever", FROM ATTACH "To: a b <c@d.example> e\r\n\r\nabc\r\n",
	"message/rfc822 32 (text/plain 5 5)"},
    {"the message is base64", FROM "Content-Transfer-Encoding: base64\r\n\r\nQUJD\r\n", "text/plain 6 3"},
    {"the message is quoted-printable", FROM "Content-Transfer-Encoding: quoted-printable\r\n\r\na=3D=\r\n",
	"text/plain 7 2"},
    {"two parts", MIXED "\r\n--B\r\n\r\nabc\r\n--B\r\nContent-Type: text/html\r\n\r\ndefg\r\n\r\n--B--\r\n",
	"multipart/mixed 59 (text/plain 3 3, text/html 6 6)"},
    {"a part of nothing but its empty line", MIXED "\r\n--B\r\n\r\n--B--\r\n", "multipart/mixed 14 (text/plain 0 0)"},
    {"a part of one empty line", MIXED "\r\n--B\r\n\r\n\r\n--B--\r\n", "multipart/mixed 16 (text/plain 0 0)"},
    {"a part of two empty lines", MIXED "\r\n--B\r\n\r\n\r\n\r\n--B--\r\n", "multipart/mixed 18 (text/plain 2 2)"},
    {"an empty part in base64", MIXED "\r\n--B\r\nContent-Transfer-Encoding: base64\r\n\r\n--B--\r\n",
	"multipart/mixed 49 (text/plain 0 0)"},
    {"a preamble", MIXED "\r\nThis is MIME.\r\n\r\n--B\r\n\r\nabc\r\n--B--\r\n", "multipart/mixed 36 (text/plain 3 3)"},
    {"blank lines behind the close delimiter", MIXED "\r\n--B\r\n\r\nabc\r\n--B--\r\n\r\n \t\r\n",
	"multipart/mixed 25 (text/plain 3 3)"},
    {"a multipart in a multipart",
	MIXED "\r\n--B\r\nContent-Type: multipart/alternative; boundary=I\r\n\r\n--I\r\n\r\nx\r\n--I--\r\n\r\n"
	      "--B\r\n\r\ny\r\n--B--\r\n",
	"multipart/mixed 92 (multipart/alternative 17 (text/plain 1 1), text/plain 1 1)"},
    {"no line between two close delimiters",
	MIXED "\r\n--B\r\nContent-Type: multipart/alternative; boundary=I\r\n\r\n--I\r\n\r\nx\r\n--I--\r\n--B--\r\n",
	"multipart/mixed 80 (multipart/alternative 15 (text/plain 1 1))"},
    {"an attached message", MIXED "\r\n--B\r\n" ATTACH FROM "\r\nabc\r\n--B--\r\n",
	"multipart/mixed 70 (message/rfc822 24 (text/plain 3 3))"},
    {"an attached message without a body", MIXED "\r\n--B\r\n" ATTACH FROM "\r\n--B--\r\n",
	"multipart/mixed 65 (message/rfc822 19 (text/plain 0 0))"},
    {"the message is an attached message", FROM ATTACH FROM "\r\nabc\r\n", "message/rfc822 26 (text/plain 5 5)"},
    {"an attached message with what its own header must not have",
	FROM ATTACH "To: a\r\nTo: b\r\nSubject: caf\xe9\r\nSubject: x\r\n\r\nabc\r\n",
	"message/rfc822 48 (text/plain 5 5)"},
    {"an attached message from a mailbox file", FROM ATTACH "From a@b.uk Mon Nov 23\r\n" FROM "\r\nabc\r\n",
	"message/rfc822 50 (text/plain 5 5)"},
    {"attached messages in attached messages", FROM ATTACH FROM ATTACH FROM "\r\nabc\r\n",
	"message/rfc822 77 (message/rfc822 26 (text/plain 5 5))"},
    {"a multipart in an attached message", FROM ATTACH MIXED "\r\n--B\r\n\r\nabc\r\n--B--\r\n",
	"message/rfc822 83 (multipart/mixed 19 (text/plain 3 3))"},
    {"a multipart in an attached message in a multipart, and a part behind it",
	MIXED "\r\n--B\r\n" ATTACH FROM "Content-Type: multipart/mixed; boundary=I\r\n\r\n--I\r\n\r\nx\r\n--I--\r\n"
	      "\r\n--B\r\n\r\ny\r\n--B--\r\n",
	"multipart/mixed 137 (message/rfc822 81 (multipart/mixed 17 (text/plain 1 1)), text/plain 1 1)"},
    {"lines that begin with dashes", MIXED "\r\n--B\r\n\r\n-- \r\n--- forwarded\r\n ---\r\n--\r\n--B--\r\n",
	"multipart/mixed 44 (text/plain 28 28)"},
    {"8-bit that is announced",
	FROM "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xc3\xa9\r\n",
	"text/plain 4 4"},
    {"UTF-8 that nothing announces", FROM "\r\n\xc3\xa9\r\n", "text/plain 4 4"},
    {"text in its charset that nothing announces", FROM "Content-Type: text/plain; charset=iso-8859-15\r\n\r\n\xe9\r\n",
	"text/plain 3 3"},
    {"announced text with a label",
	FROM "Content-Type: text/plain; charset=unknown-8bit\r\n"
	     "Content-Transfer-Encoding: 8bit\r\n\r\n\xe9\r\n",
	"text/plain 3 3"},
    {"announced text without a charset", FROM "Content-Transfer-Encoding: 8bit\r\n\r\n\xe9\r\n", "text/plain 3 3"},
    {"binary that is no text",
	FROM "Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n\x89\xff\x01\r\n", "image/png 5 5"},
    {"form feed and escape", FROM "\r\na\f\x1b[1m\r\n", "text/plain 8 8"},
    {"a digest that says its types",
	FROM "Content-Type: multipart/digest; boundary=B\r\n\r\n--B\r\n" ATTACH FROM "\r\nabc\r\n--B--\r\n",
	"multipart/digest 70 (message/rfc822 24 (text/plain 3 3))"},
    {"other messages are leaves", FROM "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; b.example\r\n",
	"message/delivery-status 31 31"},
    {"a boundary that looks like a close delimiter",
	FROM "Content-Type: multipart/mixed; boundary=\"B--\"\r\n\r\n--B--\r\n\r\nx\r\n--B----\r\n",
	"multipart/mixed 21 (text/plain 1 1)"},
};

/* Appends the part number `index` and what it holds; returns the index behind it. */
static size_t describe(const struct outline *outline, size_t index, char *text, size_t size)
{
	const struct outline_part *part = &outline->parts[index];
	size_t at = strlen(text), next = index + 1;
	const char *before = " (";

	at += (size_t)snprintf(text + at, size - at, "%s %zu", part->type, part->body_length);
	if (part->kind == OUTLINE_LEAF)
		snprintf(text + at, size - at, " %zu", (size_t)part->decoded_length);
	while (next < outline->count && outline->parts[next].depth > part->depth) {
		ck_assert_uint_eq(outline->parts[next].parent, index);
		ck_assert_uint_eq(outline->parts[next].depth, part->depth + 1);
		strncat(text, before, size - strlen(text) - 1);
		next = describe(outline, next, text, size);
		before = ", ";
	}
	if (part->kind != OUTLINE_LEAF)
		strncat(text, ")", size - strlen(text) - 1);
	return next;
}

START_TEST(a_message_has_one_outline)
{
	const struct message_case *c = &accepted[_i];
	struct outline outline;
	struct grammar_fault fault;
	char text[512] = "";

	int r = grammar_check(c->message, strlen(c->message), &outline, &fault);
	ck_assert_msg(r == 0, "%s: %s at %zu", c->name, grammar_rule_word(fault.rule), fault.offset);
	ck_assert_int_eq(fault.rule, RULE_NONE);
	ck_assert_uint_eq(describe(&outline, 0, text, sizeof(text)), outline.count);
	ck_assert_msg(strcmp(text, c->outline) == 0, "%s: %s", c->name, text);
	outline_clear(&outline);
}
END_TEST

struct refusal_case {
	const char *name;
	const char *message;
	enum grammar_rule rule;
	const char *at; /* what begins at the fault's offset; the first of its kind in the message */
};

#define PART  MIXED "\r\n--B\r\n\r\n"
#define CLOSE "\r\n--B--\r\n"
#define INNER "Content-Type: multipart/mixed; boundary=I\r\n\r\n"

static const struct refusal_case refused[] = {
    {"nothing at all", "", RULE_FIELD_SYNTAX, ""},
    {"no header", "\r\nabc\r\n", RULE_FIELD_SYNTAX, "\r\nabc"},
    {"no line end at the end", FROM "\r\nabc", RULE_LAST_LINE, "abc"},
    {"an address with two readings", "From: a@b.example;c@d.example\r\n\r\n", RULE_ADDRESS_SYNTAX, NULL},
    {"a header behind an empty line", MIXED "\r\n--B\r\n\r\ncontent-type: text/html\r\n\r\nx" CLOSE, RULE_HEADER_END,
	"content-type"},
    {"a header behind two empty lines", MIXED "\r\n--B\r\n\r\n\r\nX: y\r\nMIME-Version: 1.0\r\n\r\nx" CLOSE,
	RULE_HEADER_END, "MIME-"},
    {"a part header that ends with the message", MIXED "\r\n--B\r\nContent-Type: text/plain\r\n", RULE_HEADER_END, ""},
    {"a part header that ends at a delimiter", MIXED "\r\n--B\r\nX-A: b\r\n--B--\r\n", RULE_HEADER_END, "--B--"},
    {"no part between two delimiters", MIXED "\r\n--B\r\n--B\r\n\r\nx" CLOSE, RULE_HEADER_END, "--B\r\n\r\nx"},
    {"an attached message without a header", MIXED "\r\n--B\r\n" ATTACH "\r\nabc" CLOSE, RULE_FIELD_SYNTAX, "\r\nabc"},
    {"an attached message of nothing", MIXED "\r\n--B\r\n" ATTACH "--B--\r\n", RULE_HEADER_END, "--B--"},
    {"an attached message of nothing at the end", FROM ATTACH, RULE_FIELD_SYNTAX, ""},
    {"an attached message that ends in its header", FROM ATTACH "To: c@d.example\r\n", RULE_HEADER_END, "To:"},
    {"no close delimiter", PART "abc\r\n", RULE_DELIMITER_CLOSE, ""},
    {"a multipart that ends behind its header", MIXED "\r\n", RULE_DELIMITER_CLOSE, ""},
    {"a close delimiter without line end", PART "abc\r\n--B--", RULE_LAST_LINE, "--B--"},
    {"an inner multipart without close delimiter", MIXED "\r\n--B\r\n" INNER "--I\r\n\r\nx" CLOSE, RULE_DELIMITER_CLOSE,
	"--B--"},
    {"an outer delimiter in an inner preamble", MIXED "\r\n--B\r\n" INNER "--B\r\n\r\nx" CLOSE, RULE_DELIMITER_CLOSE,
	"--B\r\n\r\nx"},
    {"a multipart without a part", MIXED "\r\n--B--\r\n", RULE_MULTIPART_EMPTY, "--B--"},
    {"a blank behind a delimiter", PART "abc\r\n--B \r\n\r\nx" CLOSE, RULE_DELIMITER, "--B \r\n"},
    {"a blank behind a close delimiter", PART "abc\r\n--B-- \r\n", RULE_DELIMITER, "--B-- "},
    {"a blank before a delimiter", PART "abc\r\n --B\r\n" CLOSE, RULE_DELIMITER, " --B\r\n"},
    {"a delimiter in other case", PART "abc\r\n--b\r\n" CLOSE, RULE_DELIMITER, "--b\r\n"},
    {"more than a delimiter", PART "abc\r\n--Bcc\r\n" CLOSE, RULE_DELIMITER, "--Bcc"},
    {"a delimiter behind the end", PART "abc" CLOSE "--B\r\n\r\nx\r\n--B--\r\n", RULE_DELIMITER, "--B\r\n\r\nx"},
    {"two close delimiters", PART "abc" CLOSE "--B--\r\n\r\n", RULE_DELIMITER, "--B--\r\n\r\n"},
    {"a delimiter of a closed multipart",
	MIXED "\r\n--B\r\n" INNER "--I\r\n\r\nx\r\n--I--\r\n\r\n--B\r\n\r\ny\r\n--I\r\nz" CLOSE, RULE_DELIMITER,
	"--I\r\nz"},
    {"a delimiter of a multipart that follows", PART "--I\r\nx\r\n--B\r\n" INNER "--I\r\n\r\nx\r\n--I--" CLOSE,
	RULE_DELIMITER, "--I\r\nx"},
    {"the same behind blanks", PART "\t --I\r\nx\r\n--B\r\n" INNER "--I\r\n\r\nx\r\n--I--" CLOSE, RULE_DELIMITER,
	"\t --I"},
    {"a delimiter folded into a field",
	FROM "Subject: x\r\n --B\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
	     "--B\r\n\r\nx" CLOSE,
	RULE_DELIMITER, " --B"},
    {"a delimiter folded into a field of a part", MIXED "\r\n--B\r\nX-A: b\r\n --B\r\n\r\nx" CLOSE, RULE_DELIMITER,
	" --B"},
    {"a field named like a delimiter",
	"--B: x\r\n" FROM "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nx" CLOSE, RULE_DELIMITER,
	"--B: x"},
    {"a boundary twice", MIXED "\r\n--B\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nx" CLOSE,
	RULE_BOUNDARY_CLASH, "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nx"},
    {"a boundary again behind its multipart",
	MIXED "\r\n--B\r\n" INNER "--I\r\n\r\nx\r\n--I--\r\n--B\r\nContent-Type: multipart/digest; boundary=i\r\n\r\n"
	      "--i\r\n\r\nx\r\n--i--" CLOSE,
	RULE_BOUNDARY_CLASH, "Content-Type: multipart/digest"},
    {"text before the first part", MIXED "\r\nContent-Type: text/html\r\n\r\n--B\r\n\r\nx" CLOSE, RULE_PREAMBLE,
	"Content-Type: text/html"},
    {"text behind the last part", PART "abc" CLOSE "\r\nmore\r\n", RULE_EPILOGUE, "more"},
    {"text behind the last part of an inner multipart", MIXED "\r\n--B\r\n" INNER "--I\r\n\r\nx\r\n--I--\r\nmore" CLOSE,
	RULE_EPILOGUE, "more"},
    {"a digest with a part of no type",
	FROM "Content-Type: multipart/digest; boundary=B\r\n\r\n--B\r\n\r\n" FROM "\r\nx" CLOSE, RULE_DIGEST,
	"\r\n" FROM "\r\nx"},
    {"broken base64", FROM "Content-Transfer-Encoding: base64\r\n\r\nQUJD\r\nQUJ\r\n", RULE_BASE64, "QUJ\r\n"},
    {"a soft break before the delimiter",
	MIXED "\r\n--B\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nx\r\nabc=" CLOSE, RULE_QUOTED_PRINTABLE,
	"abc="},
    {"8-bit that nothing announces", FROM "\r\nx\r\n\xe9\r\n", RULE_EIGHT_BIT, "\xe9\r\n"},
    {"8-bit in ASCII that nothing announces", FROM "Content-Type: text/plain; charset=us-ascii\r\n\r\n\xc3\xa9\r\n",
	RULE_EIGHT_BIT, "\xc3\xa9\r\n"},
    {"8-bit with a label that nothing announces",
	FROM "Content-Type: text/plain; charset=unknown-8bit\r\n\r\n\xc3\xa9\r\n", RULE_EIGHT_BIT, "\xc3\xa9\r\n"},
    {"8-bit in what is no text", FROM "Content-Type: image/png\r\n\r\n\xc3\xa9\r\n", RULE_EIGHT_BIT, "\xc3\xa9\r\n"},
    {"8-bit in ASCII",
	FROM "Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xc3\xa9\r\n",
	RULE_CHARSET_OCTETS, "\xc3\xa9\r\n"},
    {"no UTF-8", FROM "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xc0\xbc\r\n",
	RULE_CHARSET_OCTETS, "\xc0\xbc\r\n"},
    {"an octet that the charset does not have",
	FROM "Content-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\x81\r\n",
	RULE_CHARSET_OCTETS, "\x81\r\n"},
    {"an encoded multipart",
	FROM "Content-Type: multipart/mixed; boundary=B\r\nContent-Transfer-Encoding: base64\r\n\r\n--B\r\n\r\nx" CLOSE,
	RULE_ENCODING_OF_CONTAINER, "Content-Transfer-Encoding"},
    {"nothing behind the line of a mailbox file", FROM ATTACH "From a@b.uk Mon Nov 23\r\n\r\nabc\r\n",
	RULE_FIELD_SYNTAX, "From a@"},
    {"the line of a mailbox file before the message", "From a@b.uk Mon Nov 23\r\n" FROM "\r\nabc\r\n",
	RULE_FIELD_SYNTAX, "From a@"},
    {"two types of an attached message",
	FROM ATTACH "Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\nabc\r\n", RULE_FIELD_REPEATED,
	"Content-Type: text/html"},
    {"a type that is no text, of an attached message",
	FROM ATTACH "Content-Type: text/plain; x=\"\xe9\"\r\n\r\nabc\r\n", RULE_FIELD_OCTETS,
	"Content-Type: text/plain"},
    {"fields of a message twice", FROM "Subject: a\r\nSubject: b\r\n\r\nabc\r\n", RULE_FIELD_REPEATED, "Subject: b"},
    {"an encoded attached message",
	FROM "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n",
	RULE_ENCODING_OF_CONTAINER, "Content-Transfer-Encoding"},
};

START_TEST(a_message_breaks_a_rule_somewhere)
{
	const struct refusal_case *c = &refused[_i];
	struct outline outline = {NULL, 7};
	struct grammar_fault fault;

	int r = grammar_check(c->message, strlen(c->message), &outline, &fault);
	ck_assert_msg(r == -EBADMSG, "%s", c->name);
	ck_assert_msg(fault.rule == c->rule, "%s: %s at %zu", c->name, grammar_rule_word(fault.rule), fault.offset);
	ck_assert_uint_eq(outline.count, 7);
	if (c->at == NULL)
		return;
	size_t expected = c->at[0] != '\0' ? (size_t)(strstr(c->message, c->at) - c->message) : strlen(c->message);
	ck_assert_msg(fault.offset == expected, "%s: at %zu", c->name, fault.offset);
}
END_TEST

/* A message made of many lines. */
struct long_message {
	char *octets;
	size_t length;
	size_t capacity;
};

__attribute__((format(printf, 2, 3))) static void append(struct long_message *message, const char *format, ...)
{
	va_list arguments;

	if (message->capacity - message->length < 512) {
		message->capacity = 2 * message->capacity + 512;
		message->octets = realloc(message->octets, message->capacity);
		ck_assert_ptr_nonnull(message->octets);
	}
	va_start(arguments, format);
	message->length += (size_t)vsnprintf(message->octets + message->length, 512, format, arguments);
	va_end(arguments);
}

/* The result, and frees the message. */
static int check_and_free(struct long_message *message, size_t *ret_parts, enum grammar_rule *ret_rule)
{
	struct outline outline;
	struct grammar_fault fault;

	outline_init(&outline);
	int r = grammar_check(message->octets, message->length, &outline, &fault);
	*ret_parts = outline.count;
	*ret_rule = fault.rule;
	outline_clear(&outline);
	free(message->octets);
	*message = (struct long_message){0};
	return r;
}

static int check_parts(int parts, size_t *ret_parts)
{
	struct long_message message = {0};
	enum grammar_rule rule;

	append(&message, MIXED "\r\n");
	for (int i = 1; i < parts; i++)
		append(&message, "--B\r\n\r\nx\r\n");
	append(&message, "--B--\r\n");
	int r = check_and_free(&message, ret_parts, &rule);
	ck_assert_int_eq(rule, RULE_NONE);
	return r;
}

START_TEST(parts_have_a_limit)
{
	size_t parts = 0;

	ck_assert_int_eq(check_parts(LIMIT_PARTS, &parts), 0);
	ck_assert_uint_eq(parts, LIMIT_PARTS);
	ck_assert_int_eq(check_parts(LIMIT_PARTS + 1, &parts), -E2BIG);
	ck_assert_uint_eq(parts, 0);
}
END_TEST

static int check_nested_messages(int depth)
{
	struct long_message message = {0};
	enum grammar_rule rule;
	size_t parts = 0;

	for (int i = 0; i < depth; i++)
		append(&message, FROM ATTACH);
	append(&message, FROM "\r\nx\r\n");
	int r = check_and_free(&message, &parts, &rule);
	ck_assert_uint_eq(parts, r == 0 ? (size_t)depth + 1 : 0);
	return r;
}

START_TEST(attached_messages_have_a_limit)
{
	ck_assert_int_eq(check_nested_messages(LIMIT_DEPTH), 0);
	ck_assert_int_eq(check_nested_messages(LIMIT_DEPTH + 1), -E2BIG);
	ck_assert_int_eq(check_nested_messages(100000), -E2BIG);
}
END_TEST

static int check_nested_multiparts(int depth)
{
	struct long_message message = {0};
	enum grammar_rule rule;
	size_t parts = 0;

	append(&message, FROM);
	for (int i = 0; i < depth; i++)
		append(&message, "Content-Type: multipart/mixed; boundary=\"%04d\"\r\n\r\n--%04d\r\n", i, i);
	append(&message, "\r\nx\r\n");
	for (int i = depth - 1; i >= 0; i--)
		append(&message, "--%04d--\r\n", i);
	int r = check_and_free(&message, &parts, &rule);
	ck_assert_uint_eq(parts, r == 0 ? (size_t)depth + 1 : 0);
	return r;
}

START_TEST(multiparts_have_a_limit)
{
	ck_assert_int_eq(check_nested_multiparts(LIMIT_DEPTH), 0);
	ck_assert_int_eq(check_nested_multiparts(LIMIT_DEPTH + 1), -E2BIG);
}
END_TEST

/* Lines are decoded many at once, but the first that is no text is told. */
START_TEST(a_line_that_is_no_text_is_found_among_many)
{
	static const int faulty[] = {0, 1, 999, 1000, 5000, 19999};
	struct long_message message = {0};
	struct grammar_fault fault;
	struct outline outline;
	size_t expected = 0;

	append(&message, FROM "Content-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
	for (int i = 0; i < 20000; i++) {
		if (i == faulty[_i])
			expected = message.length;
		append(&message, i == faulty[_i] ? "\xd6\r\n" : "\xd6\xd0 x\r\nascii\r\n");
	}
	ck_assert_int_eq(grammar_check(message.octets, message.length, &outline, &fault), -EBADMSG);
	ck_assert_int_eq(fault.rule, RULE_CHARSET_OCTETS);
	ck_assert_uint_eq(fault.offset, expected);
	free(message.octets);
}
END_TEST

/* As many boundaries as parts allow, and many more lines like delimiters: before they are declared, and behind. */
static void append_strays(struct long_message *message)
{
	append(message, "--B\r\n\r\n");
	for (int i = 0; i < 500000; i++)
		append(message, "--=_no-part-%06d\r\n", i);
}

START_TEST(many_lines_like_delimiters_of_many_boundaries_take_no_longer)
{
	struct long_message message = {0};
	enum grammar_rule rule;
	size_t parts = 0;

	append(&message, MIXED "\r\n");
	append_strays(&message);
	for (int i = 0; i < LIMIT_PARTS / 2 - 2; i++) {
		append(&message,
		    "--B\r\nContent-Type: multipart/mixed; boundary=\"=_part-%04d\"\r\n\r\n--=_part-%04d\r\n"
		    "\r\nx\r\n",
		    i, i);
		append(&message, "--=_part-%04d--\r\n", i);
	}
	append_strays(&message);
	append(&message, "--B--\r\n");
	clock_t begin = clock();
	ck_assert_int_eq(check_and_free(&message, &parts, &rule), 0);
	ck_assert_uint_gt(parts, LIMIT_PARTS - 10);
	/* A tenth of a second as a rule; comparing each with each takes a minute. */
	ck_assert_int_lt((clock() - begin) / CLOCKS_PER_SEC, 5);
}
END_TEST

#define COUNT(cases) ((int)(sizeof(cases) / sizeof((cases)[0])))

int main(void)
{
	Suite *suite = suite_create("grammar");
	TCase *tcase = tcase_create("messages");

	charsets_hold();
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_message_has_one_outline, 0, COUNT(accepted));
	tcase_add_loop_test(tcase, a_message_breaks_a_rule_somewhere, 0, COUNT(refused));
	tcase_add_test(tcase, parts_have_a_limit);
	tcase_add_test(tcase, attached_messages_have_a_limit);
	tcase_add_test(tcase, multiparts_have_a_limit);
	tcase_add_loop_test(tcase, a_line_that_is_no_text_is_found_among_many, 0, 6);
	tcase_add_test(tcase, many_lines_like_delimiters_of_many_boundaries_take_no_longer);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
