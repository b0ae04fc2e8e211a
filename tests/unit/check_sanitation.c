/* sanitation: what is unsafe is found and taken out, the new message is read as if it came from outside, and ordinary
 * mail stays as it is. */
#include "message/facts_reader.h"
#include "message/form/document_reader.h"
#include "message/reading.h"
#include "message/sanitise/mail_language.h"
#include "message/sanitise/part_cleaner.h"
#include "message/sanitise/sanitation.h"
#include "tests/support/inspector.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST	      (64U << 20)
#define HEADER	      "From: a@school.example.org\r\nTo: preventreferrals@met.pnn.police.uk\r\nMIME-Version: 1.0\r\n"
#define MIXED	      HEADER "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n"
#define END	      "\r\n--b--\r\n"
#define HTML	      "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
#define SCRIPT	      "<p>Hello</p><script>alert(1)</script>"
#define BEACON	      "<p>Hello</p><img src=\"https://192.0.2.1/a.png\">"
#define FILE_OF(name) "\r\n--b\r\nContent-Type: application/octet-stream; name=\"" name "\"\r\n\r\n"
/* A mail with one file, as somebody stored it. */
#define SAVED(boundary, name, content)                                                                                 \
	"From: a@school.example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=" boundary         \
	"\r\n\r\n--" boundary "\r\n\r\nHello\r\n--" boundary                                                           \
	"\r\nContent-Type: application/octet-stream; name=\"" name "\"\r\n\r\n" content "\r\n--" boundary "--\r\n"
#define SCRIPT_FILE SAVED("s", "a.js", "alert(1)")
#define RTF	    "{\\rtf1{\\object\\objemb{\\*\\objdata 0105}}}"
#define BIT(class)  UNSAFE_BIT(UNSAFE_##class)

static struct part_sniffer *sniffer;
static struct ruleset *ruleset;
static glob_t files;

/* A message, what was made of it, and what is said of it then. */
struct made {
	int fd;
	struct mapping mapping;
	struct outline outline;
	struct facts facts;
	struct sanitation sanitation;
};

static void load_rules(void)
{
	static uint8_t packed[BUNDLE_SIZE_MAX];
	struct problem_list problems;
	struct bundle bundle;
	int fd = inspector_bundle(NULL);
	ssize_t size = pread(fd, packed, sizeof(packed), 0);

	close(fd);
	problem_list_init(&problems);
	ck_assert_int_eq(bundle_unpack(packed, (size_t)size, &bundle), 0);
	ck_assert_int_eq(ruleset_new(&bundle, 0, &problems, &ruleset), 0);
	problem_list_clear(&problems);
	bundle_clear(&bundle);
}

static void setup(void)
{
	facts_reader_warm();
	ck_assert_int_eq(document_warm(), 0);
	ck_assert_int_eq(part_cleaner_warm(), 0);
	ck_assert_int_eq(part_sniffer_new(&sniffer), 0);
	load_rules();
}

static void teardown(void)
{
	ruleset_free(ruleset);
	part_sniffer_free(sniffer);
}

static struct made make(const char *octets, size_t size, uint64_t most)
{
	struct made made = {.fd = inspector_message(octets, size)};

	facts_init(&made.facts);
	outline_init(&made.outline);
	sanitation_init(&made.sanitation);
	ck_assert_int_eq(mapping_open(made.fd, &made.mapping), 0);
	ck_assert_int_eq(reading_make(&made.mapping, sniffer, &made.facts, &made.outline), 0);
	ck_assert_int_eq(made.facts.ambiguity, TROUBLE_NONE);
	ck_assert_int_eq(sanitation_make(&made.mapping, &made.outline, &ruleset->routes[0], sniffer, most, &made.facts,
			     &made.sanitation),
	    0);
	return made;
}

static void clear(struct made *made)
{
	sanitation_clear(&made->sanitation);
	facts_clear(&made->facts);
	outline_clear(&made->outline);
	mapping_close(&made->mapping);
	close(made->fd);
}

static const struct {
	const char *name, *message;
	unsigned found, removed;
} messages[] = {
    {"nothing", MIXED END, 0, 0},
    {"a script", MIXED HTML SCRIPT END, BIT(HTML_ACTIVE), BIT(HTML_ACTIVE)},
    {"a beacon", MIXED HTML BEACON END, BIT(HTML_REMOTE), BIT(HTML_REMOTE)},
    {"a message that is HTML", HEADER "Content-Type: text/html\r\n\r\n" SCRIPT "\r\n", BIT(HTML_ACTIVE),
	BIT(HTML_ACTIVE)},
    {"the text as a page with a name", HEADER "Content-Type: text/html; name=\"mail.html\"\r\n\r\n<p>Hello</p>\r\n", 0,
	0},
    {"the same with a script", HEADER "Content-Type: text/html; name=\"mail.html\"\r\n\r\n" SCRIPT "\r\n",
	BIT(HTML_ACTIVE), BIT(HTML_ACTIVE)},
    {"a page with a name behind the text",
	MIXED "--b\r\nContent-Type: text/html; name=\"a.html\"\r\n\r\n<p>Hello</p>" END, BIT(HTML_ATTACHMENT),
	BIT(HTML_ATTACHMENT)},
    {"a script in a mail that is a file", MIXED FILE_OF("a.eml") SCRIPT_FILE END, BIT(SCRIPT), BIT(SCRIPT)},
    {"the same in a mail that nobody calls one", MIXED FILE_OF("mail") SCRIPT_FILE END, BIT(SCRIPT), BIT(SCRIPT)},
    {"the same in what is called text", MIXED FILE_OF("a.txt") SCRIPT_FILE END, 0, 0},
    {"a mail that is a file, with nothing in it", MIXED FILE_OF("a.eml") SAVED("s", "a.dat", "Hello") END, 0, 0},
    {"an object in a mail that is a file", MIXED FILE_OF("a.eml") SAVED("s", "a.rtf", RTF) END, BIT(RTF_OBJECT), 0},
    {"HTML in a mail that is a file",
	MIXED FILE_OF("a.eml") "From: a@school.example.org\r\nContent-Type: text/html\r\n\r\n" SCRIPT END,
	BIT(HTML_ACTIVE), BIT(HTML_ACTIVE)},
    {"mails in mails, as many as the limit",
	MIXED FILE_OF("a.eml") SAVED("x", "a.eml", SAVED("y", "a.eml", SCRIPT_FILE)) END, BIT(SCRIPT), BIT(SCRIPT)},
    {"text that talks of it", HEADER "\r\n" SCRIPT "\r\n", 0, 0},
    {"a script attached", MIXED FILE_OF("a.js") "alert(1)" END, BIT(SCRIPT), BIT(SCRIPT)},
    {"an object that cannot be taken out", MIXED FILE_OF("a.rtf") RTF END, BIT(RTF_OBJECT), 0},
    {"beside one that can", MIXED HTML SCRIPT FILE_OF("a.rtf") RTF END, BIT(HTML_ACTIVE) | BIT(RTF_OBJECT),
	BIT(HTML_ACTIVE)},
    {"a name that hides what it is", MIXED FILE_OF("=?utf-8?q?a=E2=80=AEfdp.txt?=") "Hello" END, BIT(TYPE_MISMATCH),
	BIT(TYPE_MISMATCH)},
    {"a DKIM signature", "DKIM-Signature: v=1\r\n" MIXED HTML SCRIPT END, BIT(HTML_ACTIVE), 0},
    {"in an attached message",
	MIXED "--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: text/html\r\n\r\n" SCRIPT END, BIT(HTML_ACTIVE),
	BIT(HTML_ACTIVE)},
    {"a part that is signed",
	MIXED "--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/signed; boundary=s; "
	      "protocol=\"application/pgp-signature\"\r\n\r\n--s\r\nContent-Type: text/html\r\n\r\n" SCRIPT
	      "\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--s--" END,
	BIT(HTML_ACTIVE), 0},
};

START_TEST(what_is_found_is_taken_out_where_that_is_certain)
{
	struct made made = make(messages[_i].message, strlen(messages[_i].message), MOST);

	ck_assert_msg(
	    made.facts.unsafe_found == messages[_i].found, "%s: found %x", messages[_i].name, made.facts.unsafe_found);
	ck_assert_msg(made.facts.unsafe_removed == messages[_i].removed, "%s: removed %x", messages[_i].name,
	    made.facts.unsafe_removed);
	ck_assert_msg(made.sanitation.has_message == (messages[_i].removed != 0), "%s", messages[_i].name);
	ck_assert_int_eq(made.facts.uninspectable, TROUBLE_NONE);
	clear(&made);
}
END_TEST

START_TEST(a_second_time_there_is_nothing_to_do)
{
	struct made made = make(messages[_i].message, strlen(messages[_i].message), MOST);

	if (made.sanitation.has_message) {
		const struct mapping *mapping = &made.sanitation.mapping;
		struct made again = make(mapping->bytes, mapping->size, MOST);
		ck_assert(!again.sanitation.has_message);
		ck_assert_uint_eq(again.facts.unsafe_found & made.facts.unsafe_removed, 0);
		ck_assert_uint_eq(made.facts.part_count, made.sanitation.outline.count);
		clear(&again);
	}
	clear(&made);
}
END_TEST

START_TEST(a_new_message_that_would_be_too_large_is_none)
{
	static const char message[] = MIXED HTML SCRIPT END;
	struct made made = make(message, sizeof(message) - 1, MOST);
	size_t size = made.sanitation.mapping.size;

	clear(&made);
	made = make(message, sizeof(message) - 1, size);
	ck_assert(made.sanitation.has_message);
	clear(&made);
	made = make(message, sizeof(message) - 1, size - 1);
	ck_assert(!made.sanitation.has_message);
	ck_assert_uint_eq(made.facts.unsafe_found, BIT(HTML_ACTIVE));
	ck_assert_uint_eq(made.facts.unsafe_removed, 0);
	clear(&made);
}
END_TEST

START_TEST(mails_in_mails_past_the_limit_are_a_bomb)
{
	static const char message[] =
	    MIXED FILE_OF("a.eml") SAVED("x", "a.eml", SAVED("y", "a.eml", SAVED("z", "a.eml", SCRIPT_FILE))) END;
	struct made made = make(message, sizeof(message) - 1, MOST);

	ck_assert_int_eq(made.facts.uninspectable, TROUBLE_BOMB);
	clear(&made);
}
END_TEST

#define UNCLEAR                                                                                                        \
	"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=s; boundary=t\r\nFrom: a@x.example\r\n\r\n"
#define WITH_FILE "--s\r\nContent-Type: application/pdf; name=a.js\r\n\r\nalert(1)\r\n--s--\r\n"

static const struct {
	const char *message;
	enum trouble ambiguity;
} unclear[] = {
    {MIXED FILE_OF("a.eml") UNCLEAR WITH_FILE END, TROUBLE_FILE_TYPE},
    {MIXED FILE_OF("a.eml") UNCLEAR "--s\r\n\r\nHello\r\n--s--\r\n" END, TROUBLE_NONE},
    {MIXED FILE_OF("a.dat") UNCLEAR WITH_FILE END, TROUBLE_NONE},
};

START_TEST(a_mail_that_is_a_file_has_one_reading)
{
	struct made made = make(unclear[_i].message, strlen(unclear[_i].message), MOST);

	ck_assert_int_eq(made.facts.ambiguity, unclear[_i].ambiguity);
	ck_assert_uint_eq(made.facts.unsafe_found, 0);
	clear(&made);
}
END_TEST

static bool holds(const struct made *made, const char *words)
{
	const struct mapping *mapping = &made->sanitation.mapping;

	return memmem(mapping->bytes, mapping->size, words, strlen(words)) != NULL;
}

static struct made make_repeated(const char *head, const char *piece, size_t count, const char *tail)
{
	struct text text;

	text_init(&text);
	text_append(&text, head, strlen(head));
	for (size_t i = 0; i < count; i++)
		text_append(&text, piece, strlen(piece));
	text_append(&text, tail, strlen(tail));
	struct made made = make(text_string(&text), text.length, MOST);
	text_clear(&text);
	return made;
}

static const struct {
	const char *piece;
	size_t count;
} deep[] = {{"<div>\r\n", 300}, {"<font size=2>\r\n", 300}, {"<nobr>\r\n", 300}, {"<a name=x>\r\n", 300},
    {"<div><div><blockquote>Reply\r\n", 110}, {"<p>Reply</p>\r\n", 100000}};

START_TEST(html_that_nobody_can_read_in_time_becomes_text)
{
	struct made made = make_repeated(MIXED HTML "<p>First", deep[_i].piece, deep[_i].count, "Last" END);

	ck_assert_int_eq(made.facts.uninspectable, TROUBLE_NONE);
	ck_assert_uint_eq(made.facts.unsafe_found, BIT(HTML_ACTIVE));
	ck_assert_uint_eq(made.facts.unsafe_removed, BIT(HTML_ACTIVE));
	ck_assert(made.sanitation.has_message);
	ck_assert(holds(&made, "First") && holds(&made, "Last"));
	ck_assert(!holds(&made, "text/html"));
	clear(&made);
}
END_TEST

START_TEST(html_that_nobody_can_read_in_time_and_that_is_signed_is_a_bomb)
{
	struct made made = make_repeated("DKIM-Signature: v=1\r\n" MIXED HTML, "<div>\r\n", 300, END);

	ck_assert_int_eq(made.facts.uninspectable, TROUBLE_BOMB);
	ck_assert(!made.sanitation.has_message);
	clear(&made);
}
END_TEST

START_TEST(a_picture_of_megabytes_in_html_stays)
{
	struct made made = make_repeated(MIXED HTML "<p>Hello<img src=\"data:image/png;base64,\r\n",
	    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAAA/iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAI\r\n", 26000, "\">" END);

	ck_assert_int_eq(made.facts.uninspectable, TROUBLE_NONE);
	ck_assert_uint_eq(made.facts.unsafe_found, 0);
	ck_assert(!made.sanitation.has_message);
	clear(&made);
}
END_TEST

/* Of all ordinary mail, one message has a web page attached. */
START_TEST(ordinary_mail_stays_as_it_is)
{
	const char *path = files.gl_pathv[_i];
	FILE *file = fopen(path, "r");
	char *octets = malloc(1 << 20);

	ck_assert_msg(file != NULL, "%s", path);
	size_t size = fread(octets, 1, 1 << 20, file);
	fclose(file);
	struct made made = make(octets, size, MOST);
	unsigned expected = strstr(path, "swaks-html-pdf") != NULL ? BIT(HTML_ATTACHMENT) : 0;
	ck_assert_msg(made.facts.unsafe_found == expected, "%s: %x", path, made.facts.unsafe_found);
	clear(&made);
	free(octets);
}
END_TEST

#define ENGLISH_TEXT "Please find the form with this message. Thank you for your time.\r\n"
#define WELSH_TEXT   "Mae'r ffurflen gyda'r neges hon. Diolch i chi am eich amser.\r\n"

static const struct {
	const char *name, *message;
	enum notice_language language;
} languages[] = {
    {"nothing tells", HEADER "\r\n1 2 3\r\n", NOTICE_ENGLISH},
    {"English", HEADER "\r\n" ENGLISH_TEXT, NOTICE_ENGLISH},
    {"Welsh", HEADER "\r\n" WELSH_TEXT, NOTICE_WELSH},
    {"Welsh in HTML", HEADER "Content-Type: text/html\r\n\r\n<p class=\"to\">" WELSH_TEXT, NOTICE_WELSH},
    {"Welsh in a file", MIXED FILE_OF("a.bin") WELSH_TEXT END, NOTICE_ENGLISH},
    {"a field that says it", "Content-Language: cy\r\n" HEADER "\r\n" ENGLISH_TEXT, NOTICE_WELSH},
    {"a variety of it", "Content-Language: EN-gb\r\n" HEADER "\r\n" WELSH_TEXT, NOTICE_ENGLISH},
    {"a field with both", "Content-Language: en, cy\r\n" HEADER "\r\n" WELSH_TEXT, NOTICE_WELSH},
    {"a field with neither", "Content-Language: pl\r\n" HEADER "\r\n" WELSH_TEXT, NOTICE_WELSH},
};

START_TEST(the_language_is_that_of_the_mail)
{
	struct made made = make(languages[_i].message, strlen(languages[_i].message), MOST);
	enum notice_language language = NOTICE_LANGUAGE_COUNT;

	ck_assert_int_eq(mail_language_find(&made.mapping, &made.outline, &made.facts, &language), 0);
	ck_assert_msg(language == languages[_i].language, "%s", languages[_i].name);
	clear(&made);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sanitation");
	TCase *tcase = tcase_create("messages");
	char pattern[4096];
	int count = (int)(sizeof(messages) / sizeof(messages[0]));

	snprintf(pattern, sizeof(pattern), "%s/tests/mail/*.eml", getenv("top_srcdir"));
	if (glob(pattern, 0, NULL, &files) != 0)
		return EXIT_FAILURE;
	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, what_is_found_is_taken_out_where_that_is_certain, 0, count);
	tcase_add_loop_test(tcase, a_second_time_there_is_nothing_to_do, 0, count);
	tcase_add_test(tcase, a_new_message_that_would_be_too_large_is_none);
	tcase_add_loop_test(tcase, html_that_nobody_can_read_in_time_becomes_text, 0, sizeof(deep) / sizeof(deep[0]));
	tcase_add_test(tcase, html_that_nobody_can_read_in_time_and_that_is_signed_is_a_bomb);
	tcase_add_test(tcase, a_picture_of_megabytes_in_html_stays);
	tcase_add_test(tcase, mails_in_mails_past_the_limit_are_a_bomb);
	tcase_add_loop_test(tcase, a_mail_that_is_a_file_has_one_reading, 0, 3);
	tcase_add_loop_test(tcase, ordinary_mail_stays_as_it_is, 0, (int)files.gl_pathc);
	tcase_add_loop_test(
	    tcase, the_language_is_that_of_the_mail, 0, (int)(sizeof(languages) / sizeof(languages[0])));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
