/* agreement: the outline of a message and GMime's tree of it agree, and whatever is different in one of them shows. */
#include "channel/channel.h"
#include "message/agreement.h"
#include "message/facts_reader.h"
#include "message/grammar/grammar.h"
#include "message/mail_tree.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One of everything: the parts are numbered in this order from 0. */
static const char sample[] =
    "From: a@x.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=one\r\n\r\n"
    "--one\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "Gr=C3=BC=C3=9Fe\r\n"
    "--one\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n"
    "Subject: x\r\nContent-Type: multipart/alternative; boundary=two\r\n\r\n"
    "--two\r\n\r\nHello\r\n--two\r\nContent-Type: text/html\r\n\r\n<p>Hello\r\n--two--\r\n"
    "--one\r\nContent-Type: application/pdf; name=\"form.pdf\"\r\nContent-Transfer-Encoding: base64\r\n"
    "Content-Disposition: attachment; filename=\"form.pdf\"\r\n\r\nJVBERi0xLjcK\r\n--one--\r\n";

enum { ROOT = 0, TEXT, ATTACHED, INNER, PLAIN, HTML, PDF, PART_COUNT };

struct readings {
	struct mapping mapping;
	struct mail_tree tree;
	struct outline outline;
	int fd;
};

static void read_both(struct readings *readings, const char *message)
{
	struct grammar_fault fault = {0};
	int r;

	ck_assert_int_eq(channel_memfd("message", &readings->fd), 0);
	ck_assert_int_eq(channel_write(readings->fd, message, strlen(message)), 0);
	ck_assert_int_eq(channel_seal(readings->fd), 0);
	ck_assert_int_eq(mapping_open(readings->fd, &readings->mapping), 0);
	mail_tree_open(&readings->tree, &readings->mapping);
	outline_init(&readings->outline);
	r = grammar_check(readings->mapping.bytes, readings->mapping.size, &readings->outline, &fault);
	ck_assert_msg(r == 0, "%s", grammar_rule_word(fault.rule));
}

static void forget_both(struct readings *readings)
{
	outline_clear(&readings->outline);
	mail_tree_close(&readings->tree);
	mapping_close(&readings->mapping);
	close(readings->fd);
}

static void setup(void)
{
	facts_reader_warm();
}

START_TEST(one_message_is_read_alike)
{
	struct readings readings;

	read_both(&readings, sample);
	ck_assert_uint_eq(readings.outline.count, PART_COUNT);
	ck_assert(agreement_holds(&readings.outline, readings.tree.message));
	forget_both(&readings);
}
END_TEST

static const struct {
	const char *name, *message;
	bool holds;
} messages[] = {
    {"a header and nothing else", "Subject: x\r\n", true},
    {"an empty body", "Subject: x\r\n\r\n", true},
    {"an empty part",
	"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n--x--\r\n", true},
    {"a part without a field", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello\r\n--x--\r\n", true},
    {"content fields first", "Content-Type: text/plain\r\nSubject: x\r\n\r\nHello\r\n", true},
    {"a preamble and blank lines behind",
	"Content-Type: multipart/mixed; boundary=x\r\n\r\nFor old programs.\r\n\r\n--x\r\n\r\nHello\r\n--x--\r\n\r\n",
	true},
    {"a message that is a form", "Content-Type: application/pdf; name=form.pdf\r\n\r\n%PDF\r\n", true},
    {"a name that GMime cuts short",
	"Content-Type: application/pdf; name=\"=?utf-8?q?a=22b=2Epdf?=\"\r\nContent-Disposition: attachment;\r\n "
	"filename*=utf-8''a%22b.pdf\r\n\r\n%PDF\r\n",
	true},
    /* RFC 6532 */
    {"a message in UTF-8", "Content-Type: message/global\r\n\r\nSubject: x\r\n\r\nHello\r\n", true},
    /* RFC 5537: GMime reads a message, the grammar a file. */
    {"an article", "Content-Type: message/news\r\n\r\nSubject: x\r\n\r\nHello\r\n", false},
};

START_TEST(messages_of_all_shapes_are_read_alike_or_not)
{
	struct readings readings;

	read_both(&readings, messages[_i].message);
	ck_assert_msg(
	    agreement_holds(&readings.outline, readings.tree.message) == messages[_i].holds, "%s", messages[_i].name);
	forget_both(&readings);
}
END_TEST

static void replace(char **text, const char *by)
{
	free(*text);
	*text = by != NULL ? strdup(by) : NULL;
}

static void drop_last(struct outline *outline)
{
	struct outline_part *last = &outline->parts[--outline->count];

	free(last->type);
	free(last->charset);
	for (size_t i = 0; i < last->name_count; i++)
		free(last->names[i]);
}

static void drop_names(struct outline_part *part)
{
	while (part->name_count > 0)
		free(part->names[--part->name_count]);
}

/* One difference each. */
static const char *differ(struct outline *outline, int number)
{
	struct outline_part *parts = outline->parts;

	switch (number) {
	case 0:
		drop_last(outline);
		return "a part less";
	case 1:
		outline_add(outline, ROOT);
		outline->parts[PDF + 1].depth = 1;
		outline->parts[PDF + 1].type = strdup("text/plain");
		return "a part more";
	case 2:
		parts[HTML].parent = ROOT;
		return "another parent";
	case 3:
		parts[HTML].depth--;
		return "another depth";
	case 4:
		parts[INNER].kind = OUTLINE_LEAF;
		return "a multipart that is none";
	case 5:
		parts[ATTACHED].kind = OUTLINE_LEAF;
		return "a message that is none";
	case 6:
		parts[PDF].kind = OUTLINE_MESSAGE;
		return "a leaf that is a message";
	case 7:
		parts[PDF].header_offset++;
		return "another header";
	case 8:
		parts[INNER].header_offset++;
		return "another header of an attached message";
	case 9:
		parts[PDF].body_offset++;
		return "another beginning";
	case 10:
		parts[PDF].body_length--;
		return "another length";
	case 11:
		replace(&parts[PDF].type, "application/pdx");
		return "another type";
	case 12:
		replace(&parts[ROOT].type, "multipart/mixe");
		return "a shorter type";
	case 13:
		replace(&parts[TEXT].charset, "iso-8859-1");
		return "another charset";
	case 14:
		replace(&parts[TEXT].charset, NULL);
		return "no charset";
	case 15:
		replace(&parts[HTML].charset, "utf-8");
		return "a charset that is not there";
	case 16:
		parts[PDF].encoding = OUTLINE_IDENTITY;
		return "no encoding";
	case 17:
		parts[TEXT].encoding = OUTLINE_BASE64;
		return "another encoding";
	case 18:
		parts[PDF].disposition = OUTLINE_INLINE;
		return "another disposition";
	case 19:
		parts[PDF].disposition = OUTLINE_UNDISPOSED;
		return "no disposition";
	case 20:
		drop_names(&parts[PDF]);
		return "no name";
	case 21:
		drop_names(&parts[PDF]);
		outline_part_add_name(&parts[PDF], "form.exe");
		return "another name";
	case 22:
		outline_part_add_name(&parts[HTML], "form.pdf");
		return "a name that is not there";
	default:
		return NULL;
	}
}

#define DIFFERENCES 23

START_TEST(every_difference_shows)
{
	struct readings readings;

	read_both(&readings, sample);
	const char *name = differ(&readings.outline, _i);
	ck_assert_ptr_nonnull(name);
	ck_assert_msg(!agreement_holds(&readings.outline, readings.tree.message), "%s", name);
	forget_both(&readings);
}
END_TEST

START_TEST(no_difference_was_forgotten)
{
	struct outline outline;

	outline_init(&outline);
	ck_assert_ptr_null(differ(&outline, DIFFERENCES));
	outline_clear(&outline);
}
END_TEST

START_TEST(decoded_lengths_must_be_equal)
{
	struct readings readings;
	struct facts facts;

	read_both(&readings, sample);
	facts_init(&facts);
	ck_assert_int_eq(facts_read(&readings.mapping, &readings.outline, NULL, &facts), 0);
	ck_assert_int_eq(facts.ambiguity, TROUBLE_NONE);
	ck_assert(agreement_in_lengths(&readings.outline, &facts));
	readings.outline.parts[PDF].decoded_length++;
	ck_assert(!agreement_in_lengths(&readings.outline, &facts));
	readings.outline.parts[PDF].decoded_length--;
	drop_last(&readings.outline);
	ck_assert(!agreement_in_lengths(&readings.outline, &facts));
	facts_clear(&facts);
	forget_both(&readings);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("agreement");
	TCase *tcase = tcase_create("readings");

	tcase_add_unchecked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, one_message_is_read_alike);
	tcase_add_loop_test(tcase, messages_of_all_shapes_are_read_alike_or_not, 0, COUNT(messages));
	tcase_add_loop_test(tcase, every_difference_shows, 0, DIFFERENCES);
	tcase_add_test(tcase, no_difference_was_forgotten);
	tcase_add_test(tcase, decoded_lengths_must_be_equal);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
