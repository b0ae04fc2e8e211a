/* splice: what is replaced is written anew, what is not stays octet for octet, and nobody gets what was not compared.
 */
#include "message/facts_reader.h"
#include "message/grammar/grammar.h"
#include "message/reading.h"
#include "message/sanitise/file_name.h"
#include "message/sanitise/splice.h"
#include "message/sanitise/splice_check.h"
#include "tests/support/inspector.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST (64U << 20)

static struct part_sniffer *sniffer;
static glob_t files;

/* A message, read. */
struct read_message {
	int fd;
	struct mapping mapping;
	struct outline outline;
	enum trouble ambiguity;
};

static void read_fd(int fd, struct read_message *message)
{
	struct facts facts;

	*message = (struct read_message){.fd = fd};
	facts_init(&facts);
	outline_init(&message->outline);
	ck_assert_int_eq(mapping_open(fd, &message->mapping), 0);
	ck_assert_int_eq(reading_make(&message->mapping, sniffer, &facts, &message->outline), 0);
	message->ambiguity = facts.ambiguity;
	facts_clear(&facts);
}

static void read_octets(const char *octets, size_t size, struct read_message *message)
{
	read_fd(inspector_message(octets, size), message);
}

static void forget(struct read_message *message)
{
	outline_clear(&message->outline);
	mapping_close(&message->mapping);
	close(message->fd);
}

static void setup(void)
{
	facts_reader_warm();
	ck_assert_int_eq(part_sniffer_new(&sniffer), 0);
}

static void teardown(void)
{
	part_sniffer_free(sniffer);
}

/* Replaces, and reads what came of it; the fields that the MTA would be asked for are in *ret_spliced, to be cleared.
 */
static void make(const struct read_message *old, const struct replacement *replacements, size_t count,
    struct spliced *ret_spliced, struct read_message *ret_new)
{
	ck_assert_int_eq(splice_make(&old->mapping, &old->outline, replacements, count, MOST, ret_spliced), 0);
	read_fd(dup(ret_spliced->fd), ret_new);
}

static int compare(const struct read_message *old, const struct read_message *new,
    const struct replacement *replacements, size_t count)
{
	struct described before = {&old->mapping, &old->outline}, after = {&new->mapping, &new->outline};

	return splice_check(&before, &after, replacements, count);
}

/* Cases with their octets. */

#define HEAD  "From: a@x.example\r\nTo: b@x.example\r\nMIME-Version: 1.0\r\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=x\r\n\r\nnotice\r\n"
#define DOCM  "application/vnd.ms-word.document.macroenabled.12"
#define DOCX  "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

struct octets_case {
	const char *name, *before;
	struct replacement replacement;
	const char *after;
	const char *fields; /* that the MTA is asked for */
};

#define CONTENT(text) .octets = (text), .size = sizeof(text) - 1
#define TO_DOCX(index)                                                                                                 \
	{                                                                                                              \
		.part = (index), CONTENT("new\n"), .type = DOCX, .extension = "docx"                                   \
	}
#define NOTICE(index)                                                                                                  \
	{                                                                                                              \
		.part = (index), CONTENT("Gone.\n"), .is_notice = true                                                 \
	}

static const struct octets_case octets_cases[] = {
    {"content only",
	MIXED "--x\r\n\r\nHello\r\n--x\r\nContent-Type: image/png; name=a.png\r\n"
	      "content-transfer-encoding:  BASE64\r\nX-Mine: kept\r\n\r\nAAAA\r\n--x--\r\n\r\n",
	{.part = 2, CONTENT("new\n")},
	MIXED "--x\r\n\r\nHello\r\n--x\r\nContent-Type: image/png; name=a.png\r\n"
	      "content-transfer-encoding:  BASE64\r\nX-Mine: kept\r\n\r\nbmV3Cg==\r\n--x--\r\n\r\n",
	""},
    {"type and both names",
	MIXED "--x\r\nContent-Type: " DOCM "; name=\"form.docm\"\r\nContent-ID: <1@x.example>\r\n"
	      "Content-Disposition: attachment; filename=\"form.docm\"; size=3\r\nContent-Transfer-Encoding: base64\r\n"
	      "\r\nQUJD\r\n\r\n--x\r\n\r\nHello\r\n--x--\r\n",
	TO_DOCX(1),
	MIXED "--x\r\nContent-Type: " DOCX ";\r\n\tname=\"form.docx\"\r\nContent-ID: <1@x.example>\r\n"
	      "Content-Disposition: attachment;\r\n\tfilename=\"form.docx\"\r\nContent-Transfer-Encoding: base64\r\n"
	      "\r\nbmV3Cg==\r\n--x\r\n\r\nHello\r\n--x--\r\n",
	""},
    {"a name in the type alone, of no encoding",
	MIXED "--x\r\nContent-Type: " DOCM "; name*=utf-8''f%C3%B6rm.docm\r\nContent-MD5: x\r\n\r\nABC\r\n--x--\r\n",
	TO_DOCX(1),
	MIXED "--x\r\nContent-Type: " DOCX ";\r\n\tname*=utf-8''f%C3%B6rm.docx\r\n"
	      "Content-Transfer-Encoding: base64\r\n\r\nbmV3Cg==\r\n--x--\r\n",
	""},
    {"HTML",
	MIXED "--x\r\nContent-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
	      "<p>\xe9\r\n--x--\r\n",
	{.part = 1, CONTENT("<p>\xc3\xa9\n.x \n-- \nFrom me\n"), .charset = "utf-8"},
	MIXED "--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
	      "<p>=C3=A9\r\n=2Ex=20\r\n=2D-=20\r\n=46rom me\r\n\r\n--x--\r\n",
	""},
    {"other parameters of the type",
	MIXED "--x\r\nContent-Type: text/plain; charset=us-ascii; format=flowed\r\n\r\nx\r\n"
	      "--x--\r\n",
	{.part = 1, CONTENT("y"), .charset = "utf-8"},
	MIXED "--x\r\nContent-Type: text/plain; charset=utf-8;\r\n\tformat=\"flowed\"\r\n"
	      "Content-Transfer-Encoding: quoted-printable\r\n\r\ny\r\n--x--\r\n",
	""},
    {"removed",
	MIXED "--x\r\nContent-Type: application/octet-stream; name=a.exe\r\nContent-Transfer-Encoding: base64\r\n"
	      "Content-Disposition: attachment; filename=a.exe\r\nContent-Description: kept\r\n\r\nAAAA\r\n--x--\r\n",
	NOTICE(1),
	MIXED "--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
	      "Content-Disposition: inline\r\nContent-Description: kept\r\n\r\nGone.\r\n\r\n--x--\r\n",
	""},
    {"a part without a header", MIXED "--x\r\n\r\nHello\r\n--x--\r\n", NOTICE(1),
	MIXED "--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
	      "Gone.\r\n\r\n--x--\r\n",
	""},
    {"an empty part that shares its line end", MIXED "--x\r\nContent-Type: image/png\r\n\r\n--x--\r\n",
	{.part = 1, CONTENT("new\n")},
	MIXED "--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nbmV3Cg==\r\n--x--\r\n", ""},
    {"an empty part that does not", MIXED "--x\r\nContent-Type: image/png\r\n\r\n\r\n--x--\r\n",
	{.part = 1, CONTENT("new\n")},
	MIXED "--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nbmV3Cg==\r\n--x--\r\n", ""},
    {"nothing for something", MIXED "--x\r\nContent-Type: image/png\r\n\r\nABC\r\n--x--\r\n", {.part = 1, CONTENT("")},
	MIXED "--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n\r\n--x--\r\n", ""},
    {"nothing for nothing", MIXED "--x\r\nContent-Type: image/png\r\n\r\n--x--\r\n", {.part = 1, CONTENT("")},
	MIXED "--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n--x--\r\n", ""},
    {"another name for the same content",
	MIXED
	"--x\r\nContent-Type: image/png; name=a.png\r\nContent-Disposition: inline; filename=\"b.c.png\"\r\n\r\nABC\r\n"
	"--x--\r\n",
	{.part = 1, .name = "c\xe2\x80\xae.d.png"},
	MIXED "--x\r\nContent-Type: image/png;\r\n\tname=\"c.d.png\"\r\nContent-Disposition: inline;\r\n\t"
	      "filename=\"c.d.png\"\r\n\r\nABC\r\n--x--\r\n",
	""},
    {"a name for what had none",
	MIXED "--x\r\nContent-Type: image/png\r\nContent-Disposition: inline\r\n\r\nABC\r\n--x--\r\n",
	{.part = 1, .name = "a.png"},
	MIXED "--x\r\nContent-Type: image/png\r\nContent-Disposition: "
	      "inline;\r\n\tfilename=\"a.png\"\r\n\r\nABC\r\n--x--\r\n",
	""},
    {"the whole message", HEAD "Content-Type: " DOCM "; name=form.docm\r\n\r\nABC\r\n", TO_DOCX(0),
	HEAD "Content-Type: " DOCX ";\r\n\tname=\"form.docx\"\r\nContent-Transfer-Encoding: base64\r\n\r\nbmV3Cg==\r\n",
	"change Content-Type: " DOCX ";\n\tname=\"form.docx\"|add Content-Transfer-Encoding: base64|"},
    {"a whole message without MIME", "From: a@x.example\r\nTo: b@x.example\r\n\r\nHello\r\n",
	{.part = 0, CONTENT("y"), .charset = "utf-8"},
	"From: a@x.example\r\nTo: b@x.example\r\nContent-Type: text/plain; charset=utf-8\r\n"
	"Content-Transfer-Encoding: quoted-printable\r\nMIME-Version: 1.0\r\n\r\ny\r\n",
	"add Content-Type: text/plain; charset=utf-8|add Content-Transfer-Encoding: quoted-printable|"
	"add MIME-Version: 1.0|"},
    {"a whole message of nothing but a header", "From: a@x.example\r\n",
	{.part = 0, CONTENT("y\n"), .charset = "utf-8"},
	"From: a@x.example\r\nContent-Type: text/plain; charset=utf-8\r\n"
	"Content-Transfer-Encoding: quoted-printable\r\nMIME-Version: 1.0\r\n\r\ny\r\n",
	"add Content-Type: text/plain; charset=utf-8|add Content-Transfer-Encoding: quoted-printable|"
	"add MIME-Version: 1.0|"},
    {"a type in the first field",
	"Content-Type: application/pdf\r\nFrom: a@x.example\r\nContent-MD5: x\r\nMIME-Version: 1.0\r\n\r\nABC\r\n",
	NOTICE(0),
	"Content-Type: text/plain; charset=utf-8\r\nFrom: a@x.example\r\nContent-MD5: x\r\nMIME-Version: 1.0\r\n"
	"Content-Transfer-Encoding: quoted-printable\r\n\r\nGone.\r\n",
	"change Content-Type: text/plain; charset=utf-8|add Content-Transfer-Encoding: quoted-printable|"},
    {"in an attached message",
	MIXED
	"--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: text/html\r\n\r\n<p>x\r\n--x--\r\n",
	{.part = 2, CONTENT("<p>"), .charset = "utf-8"},
	MIXED "--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: text/html; charset=utf-8\r\n"
	      "Content-Transfer-Encoding: quoted-printable\r\nMIME-Version: 1.0\r\n\r\n<p>\r\n--x--\r\n",
	""},
    {"in an attached message that ends the message",
	HEAD "Content-Type: message/rfc822\r\n\r\nMIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nABC\r\n",
	{.part = 1, CONTENT("new\n")},
	HEAD "Content-Type: message/rfc822\r\n\r\nMIME-Version: 1.0\r\nContent-Type: image/png\r\n"
	     "Content-Transfer-Encoding: base64\r\n\r\nbmV3Cg==\r\n",
	""},
};

static void check_fields(const struct octets_case *c, const struct spliced *spliced)
{
	char text[1024] = "";

	for (size_t i = 0; i < spliced->field_count; i++) {
		const struct spliced_field *field = &spliced->fields[i];
		size_t length = strlen(text);
		snprintf(text + length, sizeof(text) - length, "%s %s:%s|", field->is_added ? "add" : "change",
		    field->name, field->value);
	}
	ck_assert_msg(strcmp(text, c->fields) == 0, "%s: %s", c->name, text);
}

static bool is_text(const struct read_message *message, const char *text)
{
	return message->mapping.size == strlen(text) && memcmp(message->mapping.bytes, text, strlen(text)) == 0;
}

START_TEST(only_what_must_changes)
{
	const struct octets_case *c = &octets_cases[_i];
	struct read_message old, new, again;
	struct spliced spliced, second;

	read_octets(c->before, strlen(c->before), &old);
	ck_assert_msg(old.outline.count > 0, "%s: not read", c->name);
	make(&old, &c->replacement, 1, &spliced, &new);
	ck_assert_msg(is_text(&new, c->after), "%s:\n%.*s", c->name, (int)new.mapping.size, new.mapping.bytes);
	ck_assert_msg(new.outline.count == old.outline.count, "%s: not read again", c->name);
	ck_assert_msg(compare(&old, &new, &c->replacement, 1) == 0, "%s: differs", c->name);
	ck_assert_uint_eq(spliced.body_offset, new.outline.parts[0].body_offset);
	check_fields(c, &spliced);
	make(&new, &c->replacement, 1, &second, &again);
	ck_assert_msg(is_text(&again, c->after), "%s, another time:\n%.*s", c->name, (int)again.mapping.size,
	    again.mapping.bytes);
	spliced_clear(&spliced);
	spliced_clear(&second);
	forget(&old);
	forget(&new);
	forget(&again);
}
END_TEST

/* What is not done. */

#define SIGNED                                                                                                         \
	HEAD "Content-Type: multipart/signed; boundary=y; protocol=\"application/pgp-signature\"\r\n\r\n--y\r\n"       \
	     "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello\r\n--x--\r\n--y\r\n"                   \
	     "Content-Type: application/pgp-signature\r\n\r\nsignature\r\n--y--\r\n"

static const struct {
	const char *name, *message;
	struct replacement replacements[2];
	size_t count;
	int result;
} refused_cases[] = {
    {"a multipart", MIXED "--x\r\n\r\nHello\r\n--x--\r\n", {NOTICE(0)}, 1, -EINVAL},
    {"an attached message", MIXED "--x\r\nContent-Type: message/rfc822\r\n\r\nX: y\r\n\r\n--x--\r\n", {NOTICE(1)}, 1,
	-EINVAL},
    {"past the last", MIXED "--x\r\n\r\nHello\r\n--x--\r\n", {NOTICE(2)}, 1, -EINVAL},
    {"twice", MIXED "--x\r\n\r\nHello\r\n--x--\r\n", {NOTICE(1), NOTICE(1)}, 2, -EINVAL},
    {"in what is signed", SIGNED, {NOTICE(2)}, 1, -EPERM},
    {"the signature", SIGNED, {NOTICE(3)}, 1, -EPERM},
    {"another name in what is signed", SIGNED, {{.part = 2, .name = "a.txt"}}, 1, -EPERM},
    {"signed in itself", HEAD "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nx\r\n", {NOTICE(0)},
	1, -EPERM},
};

START_TEST(what_is_signed_or_no_leaf_is_not_cut)
{
	struct read_message old;
	struct spliced spliced;

	read_octets(refused_cases[_i].message, strlen(refused_cases[_i].message), &old);
	ck_assert_uint_gt(old.outline.count, 0);
	ck_assert_msg(splice_make(&old.mapping, &old.outline, refused_cases[_i].replacements, refused_cases[_i].count,
			  MOST, &spliced) == refused_cases[_i].result,
	    "%s", refused_cases[_i].name);
	forget(&old);
}
END_TEST

START_TEST(beside_what_is_signed_there_may_be_cuts)
{
	static const char text[] =
	    MIXED "--x\r\nContent-Type: multipart/signed; boundary=y\r\n\r\n--y\r\n\r\nA\r\n--y\r\n"
		  "Content-Type: application/pgp-signature\r\n\r\ns\r\n--y--\r\n--x\r\n\r\nHello\r\n--x--\r\n";
	const struct replacement replacement = NOTICE(4);
	struct read_message old, new;
	struct spliced spliced;

	read_octets(text, strlen(text), &old);
	make(&old, &replacement, 1, &spliced, &new);
	ck_assert_int_eq(compare(&old, &new, &replacement, 1), 0);
	spliced_clear(&spliced);
	forget(&old);
	forget(&new);
}
END_TEST

START_TEST(the_new_message_is_bounded)
{
	static const char text[] = MIXED "--x\r\nContent-Type: image/png\r\n\r\nABC\r\n--x--\r\n";
	const struct replacement replacement = {.part = 1, CONTENT("new")};
	struct read_message old, new;
	struct spliced spliced;

	read_octets(text, strlen(text), &old);
	make(&old, &replacement, 1, &spliced, &new);
	spliced_clear(&spliced);
	ck_assert_int_eq(
	    splice_make(&old.mapping, &old.outline, &replacement, 1, new.mapping.size - 1, &spliced), -E2BIG);
	ck_assert_int_eq(splice_make(&old.mapping, &old.outline, &replacement, 1, new.mapping.size, &spliced), 0);
	ck_assert_int_ge(spliced.fd, 0);
	spliced_clear(&spliced);
	forget(&old);
	forget(&new);
}
END_TEST

/* What somebody else has changed meanwhile is noticed. */

#define BEFORE                                                                                                         \
	MIXED                                                                                                          \
	"--x\r\nX-A: b\r\n\r\nHello\r\n--x\r\nContent-Type: image/png; name=a.png\r\nX-C: d\r\n"                       \
	"Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>\r\n--x--\r\n"

static const struct {
	const char *old, *new; /* in the new message; NULL for nothing */
	int result;
} changes[] = {
    {NULL, NULL, 0},
    {"notice\r\n", "Notice\r\n", -EBADMSG},
    {"X-A: b", "X-A: c", -EBADMSG},
    {"Hello", "hello", -EBADMSG},
    {"From: a@", "From: c@", -EBADMSG},
    {"X-C: d", "X-C: e", -EBADMSG},
    {"X-C: d\r\n", "", -EBADMSG},
    {"X-C: d\r\n", "X-C: d\r\nX-E: f\r\n", -EBADMSG},
    {"name=a.png", "name=b.png", -EBADMSG},
    {"image/png", "image/gif", -EBADMSG},
    {"bmV3", "bmV3bmV3", -EBADMSG},
    {"<p>", "<b>", -EBADMSG},
    {"text/html", "text/xtml", -EBADMSG},
    {"--x--\r\n", "--x--\r\n\r\n", -EBADMSG},
    {"--x\r\nContent-Type: text/html\r\n\r\n<p>\r\n", "", -EBADMSG},
};

START_TEST(another_change_is_noticed)
{
	const struct replacement replacement = {.part = 2, CONTENT("new")};
	struct read_message old, new, changed;
	struct spliced spliced;

	read_octets(BEFORE, strlen(BEFORE), &old);
	make(&old, &replacement, 1, &spliced, &new);
	const char *from = changes[_i].old != NULL ? changes[_i].old : "",
		   *to = changes[_i].new != NULL ? changes[_i].new : "";
	char *text = strndup(new.mapping.bytes, new.mapping.size), *at = strstr(text, from), *with = NULL;
	ck_assert_ptr_nonnull(at);
	ck_assert_int_gt(asprintf(&with, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)), 0);
	read_octets(with, strlen(with), &changed);
	ck_assert_uint_gt(changed.outline.count, 0);
	ck_assert_msg(compare(&old, &changed, &replacement, 1) == changes[_i].result, "%s", from);
	spliced_clear(&spliced);
	free(text);
	free(with);
	forget(&old);
	forget(&new);
	forget(&changed);
}
END_TEST

/* Ordinary mail. */

static char binary[1000], long_text[3000];

static void fill_contents(void)
{
	for (size_t i = 0; i < sizeof(binary); i++)
		binary[i] = (char)(i * 7 + i / 256);
	for (size_t i = 0; i < sizeof(long_text); i++)
		long_text[i] = "<p>.- =\xc3\xa9 \tFrom x\n\r"[(i * i / 5 + i) % 19];
}

/* What may happen to any part, and with what. */
static const struct replacement kinds[] = {
    {.octets = binary, .size = 0},
    {.octets = binary, .size = 1},
    {.octets = binary, .size = 57},
    {.octets = binary, .size = sizeof(binary), .type = DOCX, .extension = "docx"},
    {.octets = long_text, .size = sizeof(long_text), .type = "text/html", .charset = "utf-8", .extension = "html"},
    {.octets = "Cafe\n", .size = 5, .charset = "utf-8"},
    {CONTENT("This was removed.\n"), .is_notice = true},
    {.name = "Ff\xc3\xb4n a rather long name, in which there are \xe2\x80\xae many letters of which some are not ASCII "
	     "\xf0\x9f\x98\x80.docx"},
    {.octets = binary, .size = 100, .name = "plain name.pdf", .type = "application/pdf"},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* A part of that kind, which is called what its content is. */
static struct replacement replace_by(const struct read_message *old, size_t part, size_t kind)
{
	const struct outline_part *leaf = &old->outline.parts[part];
	struct replacement replacement = kinds[kind];

	replacement.part = part;
	if (replacement.octets == NULL)
		replacement.extension = leaf->name_count > 0 ? file_name_extension(leaf->names[0]) : "";
	return replacement;
}

static void check_replaced(
    const char *path, const struct read_message *old, const struct replacement *replacements, size_t count)
{
	struct read_message new, again;
	struct spliced spliced, second;

	make(old, replacements, count, &spliced, &new);
	ck_assert_msg(new.outline.count == old->outline.count, "%s, part %zu, kind %p: %s", path, replacements[0].part,
	    (const void *)replacements[0].octets, trouble_word(new.ambiguity));
	ck_assert_msg(compare(old, &new, replacements, count) == 0, "%s, part %zu", path, replacements[0].part);
	make(&new, replacements, count, &second, &again);
	ck_assert_msg(again.mapping.size ==
			  new.mapping.size &&memcmp(again.mapping.bytes, new.mapping.bytes, new.mapping.size) == 0,
	    "%s, part %zu: another time", path, replacements[0].part);
	ck_assert_msg(second.field_count == 0, "%s: a field changes again", path);
	spliced_clear(&spliced);
	spliced_clear(&second);
	forget(&new);
	forget(&again);
}

/* Pseudo-random, the same each time. */
static unsigned next_number(unsigned *state)
{
	*state = *state * 1103515245 + 12345;
	return *state >> 16 & 0x7fff;
}

static void check_random_sets(const char *path, const struct read_message *old, unsigned seed)
{
	struct replacement set[64];

	for (unsigned round = 0; round < 10; round++) {
		size_t count = 0;
		for (size_t i = 0; i < old->outline.count && count < 64; i++) {
			unsigned number = next_number(&seed);
			if (old->outline.parts[i].kind != OUTLINE_LEAF || !replacement_is_allowed(&old->outline, i) ||
			    number % 3 == 0)
				continue;
			set[count++] = replace_by(old, i, number / 3 % KINDS);
		}
		check_replaced(path, old, set, count);
	}
}

static size_t load(const char *path, char **ret_octets)
{
	FILE *file = fopen(path, "r");
	char *octets = malloc(1 << 20);

	ck_assert_msg(file != NULL, "%s", path);
	size_t size = fread(octets, 1, 1 << 20, file);
	ck_assert_msg(feof(file) && size > 0, "%s", path);
	fclose(file);
	*ret_octets = octets;
	return size;
}

START_TEST(any_leaf_of_an_ordinary_message_can_be_replaced)
{
	const char *path = files.gl_pathv[_i];
	struct read_message old;
	char *octets = NULL;
	size_t size = load(path, &octets);

	fill_contents();
	read_octets(octets, size, &old);
	for (size_t i = 0; i < old.outline.count; i++) {
		if (old.outline.parts[i].kind != OUTLINE_LEAF || !replacement_is_allowed(&old.outline, i))
			continue;
		for (size_t kind = 0; kind < KINDS; kind++) {
			struct replacement replacement = replace_by(&old, i, kind);
			check_replaced(path, &old, &replacement, 1);
		}
	}
	check_random_sets(path, &old, (unsigned)_i);
	forget(&old);
	free(octets);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("splice");
	TCase *cases = tcase_create("cases"), *mail = tcase_create("mail");
	char pattern[4096];

	snprintf(pattern, sizeof(pattern), "%s/tests/mail/*.eml", getenv("top_srcdir"));
	if (glob(pattern, 0, NULL, &files) != 0)
		return EXIT_FAILURE;
	tcase_add_unchecked_fixture(cases, setup, teardown);
	tcase_add_loop_test(cases, only_what_must_changes, 0, COUNT(octets_cases));
	tcase_add_loop_test(cases, what_is_signed_or_no_leaf_is_not_cut, 0, COUNT(refused_cases));
	tcase_add_test(cases, beside_what_is_signed_there_may_be_cuts);
	tcase_add_test(cases, the_new_message_is_bounded);
	tcase_add_loop_test(cases, another_change_is_noticed, 0, COUNT(changes));
	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(mail, setup, teardown);
	tcase_set_timeout(mail, 60);
	tcase_add_loop_test(mail, any_leaf_of_an_ordinary_message_can_be_replaced, 0, (int)files.gl_pathc);
	suite_add_tcase(suite, mail);
	return run_suite(suite);
}
