/* content_field: types, encodings, dispositions and versions that everybody understands alike. */
#include "message/charsets.h"
#include "message/grammar/content_field.h"
#include "message/limits.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct grammar_fault fault;
static struct content_fields fields;
static struct outline outline;

static void setup(void)
{
	charsets_hold();
}

/* The fields of a header without its empty line; the outline is to be cleared. */
static int read_header(const char *header)
{
	size_t length = strlen(header);
	char *text = malloc(length + 2);
	struct line_reader lines;
	struct field_block block;

	memcpy(text, header, length);
	memcpy(text + length, "\r\n", 2);
	line_reader_init(&lines, text, length + 2);
	fault = (struct grammar_fault){RULE_NONE, 0};
	int r = field_block_read(&lines, FIELD_BLOCK_PART, NULL, NULL, &block, &fault);
	ck_assert_msg(r == 0, "%s: %s", header, grammar_rule_word(fault.rule));
	outline_init(&outline);
	r = content_fields_read(&block, outline_add(&outline, OUTLINE_NO_PARENT), &fields, &fault);
	free(text);
	return r;
}

#define TYPE	    "Content-Type: "
#define ENCODING    "Content-Transfer-Encoding:"
#define DISPOSITION "Content-Disposition: "
#define MIME	    "MIME-Version: "
#define SEVENTY	    "0123456789012345678901234567890123456789012345678901234567890123456789"

/* "type kind charset encoding disposition boundary", with "-" for nothing. */
struct accepted {
	const char *header, *summary;
};

static const struct accepted accepted[] = {
    {"", "text/plain leaf - identity - -"},
    {TYPE "text/html\r\n", "text/html leaf - identity - -"},
    {TYPE "Text/HTML\r\n", "text/html leaf - identity - -"},
    {"Content-Type:text/html\r\n", "text/html leaf - identity - -"},
    {"Content-Type:\r\n text/html\r\n", "text/html leaf - identity - -"},
    {TYPE "text/html ; charset=utf-8\r\n", "text/html leaf utf-8 identity - -"},
    {TYPE "text/plain; charset=\"UTF-8\"; format=flowed; delsp=yes\r\n", "text/plain leaf utf-8 identity - -"},
    {TYPE "text/plain;\r\n\tcharset=iso-8859-1;\r\n", "text/plain leaf iso-8859-1 identity - -"},
    {TYPE "text/plain; charset=unknown-8bit\r\n", "text/plain leaf unknown-8bit identity - -"},
    {TYPE "text/plain; charset=X-SJIS\r\n", "text/plain leaf x-sjis identity - -"},
    {TYPE "application/pdf; charset=nonesuch\r\n", "application/pdf leaf - identity - -"},
    {TYPE "application/vnd.oasis.opendocument.text\r\n", "application/vnd.oasis.opendocument.text leaf - identity - -"},
    {TYPE "x-a/x-b\r\n", "x-a/x-b leaf - identity - -"},
    {TYPE "message/rfc822\r\n", "message/rfc822 message - identity - -"},
    {TYPE "message/delivery-status\r\n", "message/delivery-status leaf - identity - -"},
    {TYPE "multipart/mixed; boundary=b\r\n", "multipart/mixed multipart - identity - b"},
    {TYPE "multipart/x-nonesuch; boundary=\"=_b'()+,./:?\"\r\n",
	"multipart/x-nonesuch multipart - identity - =_b'()+,./:?"},
    {TYPE "multipart/mixed; boundary=\"----- =_aaaaaaaaaa0\"\r\n",
	"multipart/mixed multipart - identity - ----- =_aaaaaaaaaa0"},
    {TYPE "multipart/mixed; boundary=\"DC_BOUND_PRE_<1.2>\"\r\n",
	"multipart/mixed multipart - identity - DC_BOUND_PRE_<1.2>"},
    {TYPE "multipart/mixed; boundary=\"----MIME delimiter for sendEmail-1\"\r\n",
	"multipart/mixed multipart - identity - ----MIME delimiter for sendEmail-1"},
    {TYPE "multipart/mixed; boundary=" SEVENTY "\r\n", "multipart/mixed multipart - identity - " SEVENTY},
    {TYPE "multipart/related; type=\"text/html\"; boundary=b\r\n", "multipart/related multipart - identity - b"},
    {TYPE "multipart/mixed; boundary=b\r\n" ENCODING " 8bit\r\n", "multipart/mixed multipart - 8bit - b"},
    {TYPE "multipart/mixed; boundary=b\r\n" ENCODING " 7bit\r\n", "multipart/mixed multipart - identity - b"},
    {TYPE "message/rfc822\r\n" ENCODING " binary\r\n", "message/rfc822 message - 8bit - -"},
    {ENCODING " 7bit\r\n", "text/plain leaf - identity - -"},
    {ENCODING " 7BIT\r\n", "text/plain leaf - identity - -"},
    {ENCODING "8bit\r\n", "text/plain leaf - 8bit - -"},
    {ENCODING " binary\r\n", "text/plain leaf - 8bit - -"},
    {ENCODING "  \tBase64\r\n", "text/plain leaf - base64 - -"},
    {ENCODING " quoted-printable\r\n", "text/plain leaf - quoted-printable - -"},
    {DISPOSITION "inline\r\n", "text/plain leaf - identity inline -"},
    {DISPOSITION "ATTACHMENT\r\n", "text/plain leaf - identity attachment -"},
    {DISPOSITION "attachment; size=5; creation-date=\"Mon, 23 Nov 2026 03:05:56 +0000\"\r\n",
	"text/plain leaf - identity attachment -"},
    {MIME "1.0\r\n", "text/plain leaf - identity - -"},
    {MIME "1.0 (Mac OS X Mail 16.0 \\(3776.700.51\\))\r\n", "text/plain leaf - identity - -"},
    {MIME "1.0 \r\n", "text/plain leaf - identity - -"},
};

static const char *encoding_word(const struct outline_part *part)
{
	static const char *const words[] = {[OUTLINE_IDENTITY] = "identity",
	    [OUTLINE_BASE64] = "base64",
	    [OUTLINE_QUOTED_PRINTABLE] = "quoted-printable"};

	return fields.announces_8bit ? "8bit" : words[part->encoding];
}

static void print_part(const struct outline_part *part, char *text, size_t size)
{
	static const char *const kinds[] = {
	    [OUTLINE_LEAF] = "leaf", [OUTLINE_MULTIPART] = "multipart", [OUTLINE_MESSAGE] = "message"};
	static const char *const dispositions[] = {
	    [OUTLINE_UNDISPOSED] = "-", [OUTLINE_INLINE] = "inline", [OUTLINE_ATTACHMENT] = "attachment"};

	snprintf(text, size, "%s %s %s %s %s %s", part->type, kinds[part->kind],
	    part->charset != NULL ? part->charset : "-", encoding_word(part), dispositions[part->disposition],
	    fields.boundary[0] != '\0' ? fields.boundary : "-");
}

START_TEST(what_everybody_understands_is_described)
{
	const struct accepted *c = &accepted[_i];
	char text[256];

	int r = read_header(c->header);
	ck_assert_msg(r == 0, "%s: %s", c->header, grammar_rule_word(fault.rule));
	print_part(&outline.parts[0], text, sizeof(text));
	ck_assert_msg(strcmp(text, c->summary) == 0, "%s: %s", c->header, text);
	ck_assert_int_eq(fields.has_type, strstr(c->header, "Content-Type:") != NULL);
	outline_clear(&outline);
}
END_TEST

struct refused {
	const char *header;
	enum grammar_rule rule;
};

static const struct refused refused[] = {
    {TYPE "\r\n", RULE_TYPE_SYNTAX},
    {TYPE "text\r\n", RULE_TYPE_SYNTAX},
    {TYPE "text/\r\n", RULE_TYPE_SYNTAX},
    {TYPE "/plain\r\n", RULE_TYPE_SYNTAX},
    {TYPE "text /plain\r\n", RULE_TYPE_SYNTAX},
    {TYPE "text/ plain\r\n", RULE_TYPE_SYNTAX},
    {TYPE "\"text/plain\"\r\n", RULE_TYPE_SYNTAX},
    {TYPE "(x) text/plain\r\n", RULE_TYPE_SYNTAX},
    {TYPE "; charset=utf-8\r\n", RULE_TYPE_SYNTAX},
    {TYPE "=?utf-8?q?text?=/plain\r\n", RULE_TYPE_SYNTAX},
    {TYPE "text/pl\xc3\xa4in\r\n", RULE_PARAMETER_SYNTAX},
    {TYPE "text/plain/x\r\n", RULE_PARAMETER_SYNTAX},
    {TYPE "text/plain charset=utf-8\r\n", RULE_PARAMETER_SYNTAX},
    {TYPE "text/plain, text/html\r\n", RULE_PARAMETER_SYNTAX},
    {TYPE "text/plain (x)\r\n", RULE_PARAMETER_SYNTAX},
    {TYPE "text/plain; charset=utf-8; charset=utf-8\r\n", RULE_PARAMETER_REPEATED},
    {TYPE "text/plain; x*1=y\r\n", RULE_PARAMETER_SECTIONS},
    {TYPE "text/plain; x*=y\r\n", RULE_PARAMETER_CHARSET},
    {TYPE "text/plain; x=\"=?utf-8?q?\"; name=\"a?=.exe\"\r\n", RULE_NAME_WORDS},
    {TYPE "text/plain; charset=nonesuch\r\n", RULE_CHARSET},
    {TYPE "text/plain; charset=unknown\r\n", RULE_CHARSET},
    {TYPE "text/plain; charset=utf-7\r\n", RULE_CHARSET},
    {TYPE "text/plain; charset=utf-8; x*=unknown-8bit''a\r\n", RULE_PARAMETER_CHARSET},
    {TYPE "text/plain; charset=\"\"\r\n", RULE_CHARSET},
    {TYPE "text/plain; charset=\" utf-8\"\r\n", RULE_CHARSET},
    {TYPE "text/plain; charset*=us-ascii''utf-8\r\n", RULE_CHARSET},
    {TYPE "text/plain; charset*0=utf; charset*1=-8\r\n", RULE_CHARSET},
    {TYPE "multipart/mixed\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=\"\"\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=" SEVENTY "1\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=\"b \"\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=\" b\"\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=\"b  c\"\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=\"b\r\n\tc\"\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=\"b\\\"c\"\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=b<c\r\n", RULE_PARAMETER_SYNTAX},
    {TYPE "multipart/mixed; boundary=\"b*c\"\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=\"b\xc3\xa4\"\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=\"=?utf-8?q?b?=\"\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary*=us-ascii''b\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary*0=b\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=b; boundary*=us-ascii''c\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=b; Boundary=c\r\n", RULE_PARAMETER_REPEATED},
    {TYPE "multipart/mixed; boundary=b=c\r\n", RULE_PARAMETER_SYNTAX},
    {TYPE "text/plain; boundary=b\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=b\r\n" ENCODING " base64\r\n", RULE_ENCODING_OF_CONTAINER},
    {TYPE "multipart/mixed; boundary=b\r\n" ENCODING " quoted-printable\r\n", RULE_ENCODING_OF_CONTAINER},
    {TYPE "message/rfc822\r\n" ENCODING " base64\r\n", RULE_ENCODING_OF_CONTAINER},
    {TYPE "multipart/mixed; x*=utf-8''y; boundary=b\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "multipart/mixed; boundary=b; x*0=y\r\n", RULE_BOUNDARY_SYNTAX},
    {TYPE "message/delivery-status\r\n" ENCODING " quoted-printable\r\n", RULE_ENCODING_OF_CONTAINER},
    {ENCODING " \r\n", RULE_ENCODING_NAME},
    {ENCODING " 7-bit\r\n", RULE_ENCODING_NAME},
    {ENCODING " x-uuencode\r\n", RULE_ENCODING_NAME},
    {ENCODING " base64 \r\n", RULE_ENCODING_NAME},
    {ENCODING "\r\n base64\r\n", RULE_ENCODING_NAME},
    {ENCODING " base64\r\n x\r\n", RULE_ENCODING_NAME},
    {ENCODING " base64;\r\n", RULE_ENCODING_NAME},
    {ENCODING " \"base64\"\r\n", RULE_ENCODING_NAME},
    {ENCODING " base64 (x)\r\n", RULE_ENCODING_NAME},
    {ENCODING " base64, base64\r\n", RULE_ENCODING_NAME},
    {ENCODING " =?utf-8?q?base64?=\r\n", RULE_ENCODING_NAME},
    {DISPOSITION "\r\n", RULE_DISPOSITION_SYNTAX},
    {DISPOSITION "form-data\r\n", RULE_DISPOSITION_SYNTAX},
    {DISPOSITION "; filename=a\r\n", RULE_DISPOSITION_SYNTAX},
    {DISPOSITION "filename=a\r\n", RULE_DISPOSITION_SYNTAX},
    {DISPOSITION "\"attachment\"\r\n", RULE_DISPOSITION_SYNTAX},
    {DISPOSITION "attachment, inline\r\n", RULE_PARAMETER_SYNTAX},
    {DISPOSITION "attachment filename=a\r\n", RULE_PARAMETER_SYNTAX},
    {MIME "\r\n", RULE_MIME_VERSION},
    {MIME "1\r\n", RULE_MIME_VERSION},
    {MIME "1.1\r\n", RULE_MIME_VERSION},
    {MIME "1.0.0\r\n", RULE_MIME_VERSION},
    {MIME "1. 0\r\n", RULE_MIME_VERSION},
    {MIME "(x) 1.0\r\n", RULE_MIME_VERSION},
    {MIME "1.0 (x\r\n", RULE_MIME_VERSION},
    {MIME "1.0 (x\\\r\n", RULE_MIME_VERSION},
    {MIME "1.0 (x (y))\r\n", RULE_MIME_VERSION},
    {MIME "1.0 (x) (y)\r\n", RULE_MIME_VERSION},
    {MIME "1.0 x\r\n", RULE_MIME_VERSION},
};

START_TEST(what_some_understand_otherwise_is_refused)
{
	const struct refused *c = &refused[_i];

	int r = read_header(c->header);
	ck_assert_msg(r == -EBADMSG, "%s: %d", c->header, r);
	ck_assert_msg(fault.rule == c->rule, "%s: %s", c->header, grammar_rule_word(fault.rule));
	ck_assert_msg(fault.offset <= strlen(c->header), "%s: %zu", c->header, fault.offset);
	outline_clear(&outline);
}
END_TEST

/* A field whose value has `size` octets, folded. */
static char *make_long(size_t size)
{
	static const char name[] = "Content-Type:", start[] = "text/plain; x=\"";
	size_t length = strlen(name) + size;
	char *header = malloc(length + 3);

	memset(header, 'b', length);
	memcpy(header, name, strlen(name));
	memcpy(header + strlen(name), start, strlen(start));
	for (size_t at = 900; at + 2 < length; at += 900)
		memcpy(header + at, "\r\n ", 3);
	header[length - 1] = '"';
	memcpy(header + length, "\r\n", 3);
	return header;
}

START_TEST(a_value_may_be_as_long_as_the_limit_and_no_longer)
{
	char *header = make_long(LIMIT_PARAMETER_BYTES);

	ck_assert_int_eq(read_header(header), 0);
	outline_clear(&outline);
	free(header);
	header = make_long(LIMIT_PARAMETER_BYTES + 1);
	ck_assert_int_eq(read_header(header), -E2BIG);
	outline_clear(&outline);
	free(header);
}
END_TEST

START_TEST(a_fault_is_placed_in_the_message)
{
	static const char header[] = "A: b\r\n" TYPE "text/plain; charset\r\n";

	ck_assert_int_eq(read_header(header), -EBADMSG);
	ck_assert_uint_eq(fault.offset, strlen(header) - 2);
	outline_clear(&outline);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("content_field");
	TCase *tcase = tcase_create("fields");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, what_everybody_understands_is_described, 0, COUNT(accepted));
	tcase_add_loop_test(tcase, what_some_understand_otherwise_is_refused, 0, COUNT(refused));
	tcase_add_test(tcase, a_value_may_be_as_long_as_the_limit_and_no_longer);
	tcase_add_test(tcase, a_fault_is_placed_in_the_message);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
