/* field_block: a header of strict fields, each of which that matters is found whole, and once. */
#include "message/grammar/field_block.h"
#include "message/limits.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct field_block block;
static struct grammar_fault fault;

static int read_block(const char *text, size_t size, enum field_block_kind kind)
{
	struct line_reader reader;

	fault = (struct grammar_fault){RULE_NONE, 0};
	line_reader_init(&reader, text, size);
	return field_block_read(&reader, kind, NULL, NULL, &block, &fault);
}

struct accepted {
	const char *name, *text;
	size_t field_count;
};

static const struct accepted accepted[] = {
    {"nothing but its end", "\r\n", 0},
    {"one field", "A: b\r\n\r\n", 1},
    {"a field without a value", "A:\r\n\r\n", 1},
    {"no blank behind the colon", "A:b\r\n\r\n", 1},
    {"colons in the value", "A: b: c\r\n\r\n", 1},
    {"a fold with a blank", "A: b\r\n c\r\n\r\n", 1},
    {"a fold with a tab", "A: b\r\n\tc\r\n\r\n", 1},
    {"a fold behind the colon", "Content-Type:\r\n text/plain\r\n\r\n", 1},
    {"blanks at the end of a line", "A: b \r\n c \r\n\r\n", 1},
    {"every octet that a name may have", "!\"#$%&'()*+,-./09;<=>?@AZ[\\]^_`az{|}~: b\r\n\r\n", 1},
    {"UTF-8", "Subject: caf\xc3\xa9 \xf0\x9f\x93\x84\r\n\r\n", 1},
    {"a tab in a value", "A: b\tc\r\n\r\n", 1},
    {"the first character behind the C1 controls", "A: \xc2\xa0\r\n\r\n", 1},
    {"trace fields again", "Received: a\r\nReceived: b\r\nDKIM-Signature: c\r\nDKIM-Signature: d\r\n\r\n", 4},
    {"resent fields again", "Resent-To: a\r\nResent-To: b\r\n\r\n", 2},
    {"an unknown field again", "X-A: a\r\nX-A: b\r\n\r\n", 2},
    {"unknown content fields again", "Content-Nonesuch: a\r\nContent-Nonesuch: b\r\n\r\n", 2},
    {"a name that begins like another", "To: a\r\nTo-Day: b\r\nT: c\r\n\r\n", 3},
};

START_TEST(what_is_a_field_in_every_reading_is_accepted)
{
	const struct accepted *c = &accepted[_i];

	for (int kind = FIELD_BLOCK_MESSAGE; kind <= FIELD_BLOCK_ATTACHED; kind++) {
		int r = read_block(c->text, strlen(c->text), (enum field_block_kind)kind);
		ck_assert_msg(r == 0, "%s: %s", c->name, grammar_rule_word(fault.rule));
		ck_assert_msg(block.field_count == c->field_count, "%s", c->name);
	}
}
END_TEST

struct refused {
	const char *name, *text;
	enum grammar_rule rule;
	size_t offset;
};

static const struct refused refused[] = {
    {"a line without a colon", "A: b\r\nc\r\n\r\n", RULE_FIELD_SYNTAX, 6},
    {"the line of a mailbox file in a reply", ">From a@b.uk\r\nA: b\r\n\r\n", RULE_FIELD_SYNTAX, 0},
    {"no name", ": b\r\n\r\n", RULE_FIELD_SYNTAX, 0},
    {"a continuation first", " A: b\r\n\r\n", RULE_FIELD_SYNTAX, 0},
    {"a name that is not ASCII", "T\xc3\xb4: b\r\n\r\n", RULE_FIELD_SYNTAX, 0},
    {"a blank before the colon", "A : b\r\n\r\n", RULE_FIELD_BLANKS, 0},
    {"a tab before the colon", "A\t: b\r\n\r\n", RULE_FIELD_BLANKS, 0},
    {"a continuation of blanks", "A: b\r\n \r\n c\r\n\r\n", RULE_FIELD_FOLDING, 6},
    {"a continuation of blanks at the end", "A: b\r\n\t \r\n\r\n", RULE_FIELD_FOLDING, 6},
    {"a control", "A: b\x01\r\n\r\n", RULE_FIELD_OCTETS, 0},
    {"a delete", "A: b\r\n c\x7f\r\n\r\n", RULE_FIELD_OCTETS, 6},
    {"a form feed", "A: b\r\n\fc\r\n\r\n", RULE_FIELD_OCTETS, 6},
    {"Latin-1 about content", "Content-Description: caf\xe9\r\n\r\n", RULE_FIELD_OCTETS, 0},
    {"the same in a continuation", "content-type: a/b;\r\n name=\xe9\r\n\r\n", RULE_FIELD_OCTETS, 20},
    {"Latin-1 in the version", "Mime-Version: 1.0 (\xe9)\r\n\r\n", RULE_FIELD_OCTETS, 0},
    {"the last of the C1 controls", "A: \xc2\x9f\r\n\r\n", RULE_FIELD_OCTETS, 0},
    {"a line separator", "A: \xe2\x80\xa8\r\n\r\n", RULE_FIELD_OCTETS, 0},
    {"a type again", "Content-Type: a/b\r\nA: b\r\ncontent-type: a/b\r\n\r\n", RULE_FIELD_REPEATED, 25},
    {"an encoding again", "Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: 7bit\r\n\r\n",
	RULE_FIELD_REPEATED, 33},
    {"a description again", "Content-Description: a\r\nContent-Description: b\r\n\r\n", RULE_FIELD_REPEATED, 24},
    {"a version again", "MIME-Version: 1.0\r\nMime-Version: 1.0\r\n\r\n", RULE_FIELD_REPEATED, 19},
};

START_TEST(what_readers_differ_about_is_refused)
{
	const struct refused *c = &refused[_i];

	for (int kind = FIELD_BLOCK_MESSAGE; kind <= FIELD_BLOCK_ATTACHED; kind++) {
		ck_assert_msg(
		    read_block(c->text, strlen(c->text), (enum field_block_kind)kind) == -EBADMSG, "%s", c->name);
		ck_assert_msg(fault.rule == c->rule, "%s: %s", c->name, grammar_rule_word(fault.rule));
		ck_assert_msg(fault.offset == c->offset, "%s: %zu", c->name, fault.offset);
	}
}
END_TEST

static const char *const message_fields[] = {
    "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Date", "Message-ID", "In-Reply-To", "References"};

START_TEST(fields_of_a_message_occur_once_there_and_mean_nothing_elsewhere)
{
	char text[128];

	snprintf(text, sizeof(text), "%s: a\r\n%s: b\r\n\r\n", message_fields[_i], message_fields[_i]);
	ck_assert_int_eq(read_block(text, strlen(text), FIELD_BLOCK_MESSAGE), -EBADMSG);
	ck_assert_int_eq(fault.rule, RULE_FIELD_REPEATED);
	for (int kind = FIELD_BLOCK_PART; kind <= FIELD_BLOCK_ATTACHED; kind++) {
		ck_assert_int_eq(read_block(text, strlen(text), (enum field_block_kind)kind), 0);
		for (int known = 0; known < KNOWN_MIME_VERSION; known++)
			ck_assert_ptr_null(block.known[known].value);
	}
}
END_TEST

static const char *const not_utf8[] = {
    "A: caf\xe9\r\n\r\n",
    "A: caf\xc3\r\n \xa9\r\n\r\n",
    "A: \xc0\xaf\r\n\r\n",
    "A: \x93quoted\x94\r\n\r\n",
    "Contents: caf\xe9\r\n\r\n",
};

START_TEST(what_is_no_text_stands_only_in_the_free_fields_of_an_attached_message)
{
	const char *text = not_utf8[_i];

	ck_assert_int_eq(read_block(text, strlen(text), FIELD_BLOCK_ATTACHED), 0);
	for (int kind = FIELD_BLOCK_MESSAGE; kind <= FIELD_BLOCK_PART; kind++) {
		ck_assert_int_eq(read_block(text, strlen(text), (enum field_block_kind)kind), -EBADMSG);
		ck_assert_int_eq(fault.rule, RULE_FIELD_OCTETS);
		ck_assert_uint_eq(fault.offset, 0);
	}
}
END_TEST

#define MAILBOX_LINE "From a@b.uk Mon Nov 23 10:00:00 2026\r\n"

static const struct {
	const char *text;
	enum grammar_rule rule;
} mailbox_lines[] = {
    {MAILBOX_LINE "A: b\r\n\r\n", RULE_NONE},
    {MAILBOX_LINE "From: b\r\n\r\n", RULE_NONE},
    {MAILBOX_LINE MAILBOX_LINE "A: b\r\n\r\n", RULE_FIELD_SYNTAX},
    {MAILBOX_LINE " continued\r\nA: b\r\n\r\n", RULE_FIELD_SYNTAX},
    {"A: b\r\n" MAILBOX_LINE "\r\n", RULE_FIELD_SYNTAX},
    {">" MAILBOX_LINE "A: b\r\n\r\n", RULE_FIELD_SYNTAX},
    {"FROM a@b.uk Mon\r\nA: b\r\n\r\n", RULE_FIELD_SYNTAX},
    {"From \r\nA: b\r\n\r\n", RULE_FIELD_SYNTAX},
    {"From : a@b.uk\r\n\r\n", RULE_FIELD_BLANKS},
    {"From  \t: a@b.uk\r\n\r\n", RULE_FIELD_BLANKS},
    {"From a\x01\r\nA: b\r\n\r\n", RULE_FIELD_OCTETS},
};

START_TEST(the_line_of_a_mailbox_file_stands_only_before_an_attached_message)
{
	const char *text = mailbox_lines[_i].text;
	bool is_refused = mailbox_lines[_i].rule != RULE_NONE;

	ck_assert_int_eq(read_block(text, strlen(text), FIELD_BLOCK_ATTACHED), is_refused ? -EBADMSG : 0);
	ck_assert_int_eq(fault.rule, mailbox_lines[_i].rule);
	if (!is_refused)
		ck_assert_uint_eq(block.field_count, 1);
	for (int kind = FIELD_BLOCK_MESSAGE; kind <= FIELD_BLOCK_PART; kind++)
		ck_assert_int_eq(read_block(text, strlen(text), (enum field_block_kind)kind), -EBADMSG);
}
END_TEST

START_TEST(known_fields_are_handed_out_whole)
{
	static const char text[] = "X: y\r\nTo: a@b.uk,\r\n\tc@d.uk\r\nCONTENT-TYPE:text/plain\r\n\r\nbody\r\n";

	ck_assert_int_eq(read_block(text, strlen(text), FIELD_BLOCK_MESSAGE), 0);
	const struct header_field *to = &block.known[KNOWN_TO], *type = &block.known[KNOWN_CONTENT_TYPE];
	ck_assert_uint_eq(block.offsets[KNOWN_TO], 6);
	ck_assert_ptr_eq(to->name, text + 6);
	ck_assert_uint_eq(to->value_length, strlen(" a@b.uk,\r\n\tc@d.uk"));
	ck_assert(memcmp(to->value, " a@b.uk,\r\n\tc@d.uk", to->value_length) == 0);
	ck_assert_uint_eq(type->name_length, strlen("content-type"));
	ck_assert(type->value_length == 10 && memcmp(type->value, "text/plain", 10) == 0);
	ck_assert_ptr_null(block.known[KNOWN_CC].value);
}
END_TEST

START_TEST(the_header_of_a_message_may_end_with_it_and_that_of_a_part_may_not)
{
	static const char text[] = "A: b\r\n";

	ck_assert_int_eq(read_block(text, strlen(text), FIELD_BLOCK_MESSAGE), 0);
	ck_assert_uint_eq(block.field_count, 1);
	ck_assert_int_eq(read_block("", 0, FIELD_BLOCK_MESSAGE), 0);
	ck_assert_int_eq(read_block(text, strlen(text), FIELD_BLOCK_PART), -EBADMSG);
	ck_assert_int_eq(fault.rule, RULE_HEADER_END);
	ck_assert_uint_eq(fault.offset, strlen(text));
}
END_TEST

START_TEST(what_a_line_must_not_hold_is_the_readers_to_say)
{
	ck_assert_int_eq(read_block("A: b\nC: d\r\n\r\n", 13, FIELD_BLOCK_MESSAGE), -EBADMSG);
	ck_assert_int_eq(fault.rule, RULE_BARE_LF);
	ck_assert_int_eq(read_block("A: \0\r\n\r\n", 8, FIELD_BLOCK_MESSAGE), -EBADMSG);
	ck_assert_int_eq(fault.rule, RULE_NUL);
}
END_TEST

static bool is_delimiter(void *context, const struct line *line)
{
	return memmem(line->text, line->length, context, strlen(context)) != NULL;
}

static int read_with_boundary(const char *text)
{
	static char boundary[] = "--x";
	struct line_reader reader;

	fault = (struct grammar_fault){RULE_NONE, 0};
	line_reader_init(&reader, text, strlen(text));
	return field_block_read(&reader, FIELD_BLOCK_PART, is_delimiter, boundary, &block, &fault);
}

START_TEST(a_header_that_runs_into_a_delimiter_never_ended)
{
	ck_assert_int_eq(read_with_boundary("A: --x\r\n\r\n"), 0);
	ck_assert_int_eq(read_with_boundary("A: b\r\n --y\r\n\r\n"), 0);
	ck_assert_int_eq(read_with_boundary("A: b\r\n--x\r\n\r\n"), -EBADMSG);
	ck_assert_int_eq(fault.rule, RULE_HEADER_END);
	ck_assert_uint_eq(fault.offset, 6);
	ck_assert_int_eq(read_with_boundary("A: b\r\n \t--x\r\n\r\n"), -EBADMSG);
	ck_assert_int_eq(fault.rule, RULE_DELIMITER);
	ck_assert_int_eq(read_with_boundary("--x: b\r\n\r\n"), -EBADMSG);
	ck_assert_int_eq(fault.rule, RULE_HEADER_END);
}
END_TEST

/* "A: " and continuations of at most 900 octets, `size` octets in all without the last line end. */
static char *make_long(size_t size, size_t *ret_size)
{
	char *text = malloc(size + 8);
	size_t at = 3;

	memcpy(text, "A: ", 3);
	while (at < size) {
		size_t length = size - at < 900 ? size - at : 900;
		memset(text + at, 'b', length);
		if (at > 3)
			memcpy(text + at - 3, "\r\n ", 3);
		at += length;
	}
	memcpy(text + size, "\r\n\r\n", 4);
	*ret_size = size + 4;
	return text;
}

START_TEST(a_field_may_be_as_long_as_the_limit_and_no_longer)
{
	size_t size;
	char *text = make_long(LIMIT_FIELD_BYTES, &size);

	ck_assert_int_eq(read_block(text, size, FIELD_BLOCK_MESSAGE), 0);
	free(text);
	text = make_long(LIMIT_FIELD_BYTES + 1, &size);
	ck_assert_int_eq(read_block(text, size, FIELD_BLOCK_MESSAGE), -E2BIG);
	free(text);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("field_block");
	TCase *tcase = tcase_create("headers");

	tcase_add_loop_test(tcase, what_is_a_field_in_every_reading_is_accepted, 0, COUNT(accepted));
	tcase_add_loop_test(tcase, what_readers_differ_about_is_refused, 0, COUNT(refused));
	tcase_add_loop_test(
	    tcase, fields_of_a_message_occur_once_there_and_mean_nothing_elsewhere, 0, COUNT(message_fields));
	tcase_add_loop_test(
	    tcase, what_is_no_text_stands_only_in_the_free_fields_of_an_attached_message, 0, COUNT(not_utf8));
	tcase_add_loop_test(
	    tcase, the_line_of_a_mailbox_file_stands_only_before_an_attached_message, 0, COUNT(mailbox_lines));
	tcase_add_test(tcase, known_fields_are_handed_out_whole);
	tcase_add_test(tcase, the_header_of_a_message_may_end_with_it_and_that_of_a_part_may_not);
	tcase_add_test(tcase, what_a_line_must_not_hold_is_the_readers_to_say);
	tcase_add_test(tcase, a_header_that_runs_into_a_delimiter_never_ended);
	tcase_add_test(tcase, a_field_may_be_as_long_as_the_limit_and_no_longer);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
