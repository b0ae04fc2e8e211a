/* name_readings: every reading of a name is collected, and all of them have one extension. */
#include "message/charsets.h"
#include "message/grammar/content_field.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct grammar_fault fault;

static void setup(void)
{
	charsets_hold();
}

/* The header of a part, without its empty line. */
static int read_header(const char *header, struct outline *outline)
{
	char text[4096];
	struct line_reader lines;
	struct field_block block;
	struct content_fields fields;

	int length = snprintf(text, sizeof(text), "%s\r\n", header);
	line_reader_init(&lines, text, (size_t)length);
	fault = (struct grammar_fault){RULE_NONE, 0};
	int r = field_block_read(&lines, FIELD_BLOCK_PART, NULL, NULL, &block, &fault);
	ck_assert_msg(r == 0, "%s", header);
	outline_init(outline);
	struct outline_part *part = outline_add(outline, OUTLINE_NO_PARENT);
	return content_fields_read(&block, part, &fields, &fault);
}

static void print_names(const struct outline_part *part, char *text, size_t size)
{
	size_t at = 0;

	text[0] = '\0';
	for (size_t i = 0; i < part->name_count; i++)
		at += (size_t)snprintf(text + at, size - at, "%s%s", at > 0 ? "~" : "", part->names[i]);
}

#define DISPOSITION "Content-Disposition: attachment; "
#define TYPE	    "Content-Type: a/b; "

/* Names separated by "~". */
struct accepted {
	const char *name, *header, *names;
};

static const struct accepted accepted[] = {
    {"none", DISPOSITION "size=1\r\n", ""},
    {"plain", DISPOSITION "filename=form.pdf\r\n", "form.pdf"},
    {"quoted", DISPOSITION "filename=\"my \\\"form\\\".pdf\"\r\n", "my \"form\".pdf"},
    {"of the type", TYPE "name=form.pdf\r\n", "form.pdf"},
    {"the same is one", TYPE "name=a.pdf\r\n" DISPOSITION "filename=a.pdf\r\n", "a.pdf"},
    {"the disposition first", TYPE "name=a.pdf\r\n" DISPOSITION "filename=b.PDF\r\n", "b.PDF~a.pdf"},
    {"name in the disposition", DISPOSITION "name=a.pdf; filename=a.pdf\r\n", "a.pdf"},
    {"filename in the type", TYPE "filename=a.pdf; name=b.pdf\r\n", "b.pdf~a.pdf"},
    {"all four", TYPE "filename=a.x; name=b.x\r\n" DISPOSITION "filename=c.x; name=d.x\r\n", "c.x~b.x~d.x~a.x"},
    {"no extension", TYPE "name=a\r\n" DISPOSITION "filename=b\r\n", "b~a"},
    {"an extension and none", TYPE "name=Form\r\n" DISPOSITION "filename=form.pdf\r\n", "form.pdf~Form"},
    {"none and an extension", TYPE "name=form.pdf\r\n" DISPOSITION "filename=Form\r\n", "Form~form.pdf"},
    {"none in a fallback", DISPOSITION "filename=Form; filename*=utf-8''form.pdf\r\n", "form.pdf~Form"},
    {"UTF-8", DISPOSITION "filename=\"caf\xc3\xa9.pdf\"\r\n", "caf\xc3\xa9.pdf"},
    {"extended", DISPOSITION "filename*=iso-8859-1''caf%E9.pdf\r\n", "caf\xc3\xa9.pdf"},
    {"extended beside plain", DISPOSITION "filename=cafe.pdf; filename*=utf-8''caf%C3%A9.pdf\r\n",
	"caf\xc3\xa9.pdf~cafe.pdf"},
    {"plain sections", DISPOSITION "filename*0=\"a \"; filename*1=b.pdf\r\n", "a b.pdf"},
    {"a shortened fallback", DISPOSITION "filename*0*=utf-8''a%20b.pdf; filename=\"a long...\"\r\n",
	"a b.pdf~a long..."},
    {"encoded words", DISPOSITION "filename=\"=?utf-8?q?caf=C3=A9.pdf?=\"\r\n",
	"caf\xc3\xa9.pdf~=?utf-8?q?caf=C3=A9.pdf?="},
    {"encoded words, folded", DISPOSITION "filename=\"=?utf-8?q?a?=\r\n =?utf-8?q?b=2Epdf?=\"\r\n",
	"ab.pdf~=?utf-8?q?a?= =?utf-8?q?b=2Epdf?="},
    {"encoded words with padding", DISPOSITION "filename=\"=?utf-8?b?Zm9ybS5wZA==?= =?utf-8?b?Zg==?=\"\r\n",
	"form.pdf~=?utf-8?b?Zm9ybS5wZA==?= =?utf-8?b?Zg==?=~form.pd"},
    {"an extension before the padding", DISPOSITION "filename=\"=?utf-8?b?YS5leGU=?= =?utf-8?b?LnBkZg==?=\"\r\n",
	"a.exe.pdf~=?utf-8?b?YS5leGU=?= =?utf-8?b?LnBkZg==?=~a.exe"},
    {"an encoded word before plain text", DISPOSITION "filename=\"=?utf-8?q?caf=C3=A9?= 1.pdf\"\r\n",
	"caf\xc3\xa9 1.pdf~=?utf-8?q?caf=C3=A9?= 1.pdf"},
    {"quotes in encoded words beside a name",
	TYPE "name=\"=?utf-8?q?a_=22b=22.pdf?=\"\r\n" DISPOSITION "filename*=utf-8''a%20%22b%22.pdf\r\n",
	"a \"b\".pdf~=?utf-8?q?a_=22b=22.pdf?="},
    {"a blank at the beginning", DISPOSITION "filename=\" a.pdf\"\r\n", " a.pdf"},
    {"a fold", DISPOSITION "filename=\"a\r\n b.pdf\"\r\n", "a b.pdf"},
    {"a fold with a tab", DISPOSITION "filename=\"a\r\n\tb.pdf\"\r\n", "a\tb.pdf~a b.pdf"},
    {"blanks in the extension", DISPOSITION "filename=\"1. a b\"\r\n", "1. a b"},
    {"a slash", DISPOSITION "filename=\"12/05 a.pdf\"\r\n", "12/05 a.pdf~05 a.pdf"},
    {"a backslash", DISPOSITION "filename=\"C:\\\\x\\\\a.pdf\"\r\n", "C:\\x\\a.pdf~a.pdf"},
    {"a slash without extension", DISPOSITION "filename=\"a/b\"\r\n", "a/b~b"},
    {"composed and decomposed extensions", TYPE "name=\"a.\xc3\xa9\"\r\n" DISPOSITION "filename=\"a.e\xcc\x81\"\r\n",
	"a.e\xcc\x81~a.\xc3\xa9"},
    {"an empty one", DISPOSITION "filename=\"\"\r\n", ""},
    {"two empty ones", TYPE "name=\"\"\r\n" DISPOSITION "filename=\"\"\r\n", ""},
    {"dots inside", DISPOSITION "filename=\"a..b.pdf\"\r\n", "a..b.pdf"},
    {"a dot at the beginning", DISPOSITION "filename=.profile\r\n", ".profile"},
};

START_TEST(all_readings_of_a_name_are_collected)
{
	const struct accepted *c = &accepted[_i];
	struct outline outline;
	char names[512];

	int r = read_header(c->header, &outline);
	ck_assert_msg(r == 0, "%s: %s", c->name, grammar_rule_word(fault.rule));
	print_names(&outline.parts[0], names, sizeof(names));
	ck_assert_msg(strcmp(names, c->names) == 0, "%s: %s", c->name, names);
	outline_clear(&outline);
}
END_TEST

struct refused {
	const char *name, *header;
	enum grammar_rule rule;
};

static const struct refused refused[] = {
    {"other extensions", TYPE "name=a.pdf\r\n" DISPOSITION "filename=a.exe\r\n", RULE_NAME_CONFLICT},
    {"other extensions beside none", TYPE "name=a.pdf; filename=b\r\n" DISPOSITION "filename=c; name=a.exe\r\n",
	RULE_NAME_CONFLICT},
    {"an empty one beside none", TYPE "name=\"\"\r\n" DISPOSITION "filename=a\r\n", RULE_NAME_CONFLICT},
    {"an extension and a longer one", TYPE "name=a.doc\r\n" DISPOSITION "filename=a.docx\r\n", RULE_NAME_CONFLICT},
    {"name and filename of one field", DISPOSITION "filename=a.pdf; name=a.exe\r\n", RULE_NAME_CONFLICT},
    {"name in the disposition alone", DISPOSITION "name=a.pdf\r\n", RULE_NAME_CONFLICT},
    {"filename in the type alone", TYPE "filename*=utf-8''a.pdf\r\n", RULE_NAME_CONFLICT},
    {"an empty one beside another", TYPE "name=a\r\n" DISPOSITION "filename=\"\"\r\n", RULE_NAME_CONFLICT},
    {"a blank one", DISPOSITION "filename=\" \"\r\n", RULE_NAME_CONFLICT},
    {"extended and plain", DISPOSITION "filename=a.exe; filename*=utf-8''a.pdf\r\n", RULE_NAME_CONFLICT},
    {"a shortened fallback with an extension", DISPOSITION "filename*=utf-8''a.pdf; filename=a.exe...\r\n",
	RULE_NAME_CONFLICT},
    {"a shortened name without the whole", DISPOSITION "filename=\"a long...\"\r\n", RULE_NAME_CONFLICT},
    {"dots alone for a fallback", DISPOSITION "filename*=utf-8''a.pdf; filename=...\r\n", RULE_NAME_CONFLICT},
    {"other extensions in encoded words", TYPE "name=a.pdf\r\n" DISPOSITION "filename=\"=?utf-8?q?a=2Eexe?=\"\r\n",
	RULE_NAME_CONFLICT},
    {"a blank at the end", DISPOSITION "filename=\"a.pdf \"\r\n", RULE_NAME_CONFLICT},
    {"a wide blank at the end", DISPOSITION "filename=\"a.pdf\xe3\x80\x80\"\r\n", RULE_NAME_CONFLICT},
    {"a dot at the end", DISPOSITION "filename=\"a.exe.\"\r\n", RULE_NAME_CONFLICT},
    {"a dot alone", DISPOSITION "filename=\".\"\r\n", RULE_NAME_CONFLICT},
    {"a NUL", DISPOSITION "filename*=utf-8''a.exe%00.pdf\r\n", RULE_NAME_CONFLICT},
    {"a control", DISPOSITION "filename*=utf-8''a%01.pdf\r\n", RULE_NAME_CONFLICT},
    {"a line end", DISPOSITION "filename*=utf-8''a%0D%0A.pdf\r\n", RULE_NAME_CONFLICT},
    {"a tab that is encoded", DISPOSITION "filename*=utf-8''a%09.pdf\r\n", RULE_NAME_CONFLICT},
    {"a C1 control", DISPOSITION "filename*=iso-8859-1''a%85.pdf\r\n", RULE_NAME_CONFLICT},
    {"a line separator", DISPOSITION "filename*=utf-8''a%E2%80%A8.pdf\r\n", RULE_NAME_CONFLICT},
    {"a NUL in an encoded word", DISPOSITION "filename=\"=?utf-8?q?a=00.pdf?=\"\r\n", RULE_NAME_CONFLICT},
    {"a fold in the extension", DISPOSITION "filename=\"a.e\r\n xe\"\r\n", RULE_NAME_CONFLICT},
    {"a tab in the extension", DISPOSITION "filename=\"a.e\txe\"\r\n", RULE_NAME_CONFLICT},
    {"a path that ends in a separator", DISPOSITION "filename=\"a.pdf/\"\r\n", RULE_NAME_CONFLICT},
    {"a path whose last dot is before", DISPOSITION "filename=\"a.exe/b\"\r\n", RULE_NAME_CONFLICT},
    {"a path upwards", DISPOSITION "filename=\"../a.pdf\"\r\n", RULE_NAME_CONFLICT},
    {"a path upwards, backwards", DISPOSITION "filename=\"a\\\\..\\\\b.pdf\"\r\n", RULE_NAME_CONFLICT},
    {"a path that stands still", DISPOSITION "filename=\"./a.pdf\"\r\n", RULE_NAME_CONFLICT},
    {"an encoded path upwards", DISPOSITION "filename*=utf-8''..%2Fa.pdf\r\n", RULE_NAME_CONFLICT},
    {"an encoded word at text", DISPOSITION "filename=\"=?utf-8?q?a?=.pdf\"\r\n", RULE_NAME_WORDS},
    {"a label for a charset", DISPOSITION "filename=\"=?unknown-8bit?q?a.pdf?=\"\r\n", RULE_NAME_WORDS},
    {"a label for an extended one", DISPOSITION "filename*=x-sjis''a.pdf\r\n", RULE_PARAMETER_CHARSET},
    {"a broken encoded word", DISPOSITION "filename=\"=?utf-8?q?a.pdf\"\r\n", RULE_NAME_WORDS},
    {"encoded words in encoded words", DISPOSITION "filename=\"=?utf-8?q?=3D=3Futf-8=3Fq=3Fa.exe=3F=3D?=\"\r\n",
	RULE_NAME_WORDS},
    {"encoded words in an extended value", DISPOSITION "filename*=utf-8''%3D%3Futf-8%3Fq%3Fa.exe%3F%3D\r\n",
	RULE_NAME_WORDS},
    {"encoded words in sections", DISPOSITION "filename*0=\"=?utf-8?q?a.\"; filename*1=\"exe?=\"\r\n", RULE_NAME_WORDS},
    {"quotes in encoded words", DISPOSITION "filename=\"=?utf-8?q?a_=22b=22.pdf?=\"\r\n", RULE_NAME_WORDS},
    {"a backslash in encoded words", DISPOSITION "filename=\"=?utf-8?q?a=5Cb.pdf?=\"\r\n", RULE_NAME_WORDS},
    {"an extension before quotes in encoded words",
	TYPE "name=\"=?utf-8?q?a.exe=22b=22.pdf?=\"\r\n" DISPOSITION "filename=a.pdf\r\n", RULE_NAME_WORDS},
    {"an extension in the literal reading", DISPOSITION "filename=\"=?utf-8?q?a?= b.=?utf-8?q?pdf?=\"\r\n",
	RULE_NAME_WORDS},
};

START_TEST(readings_that_differ_are_refused)
{
	const struct refused *c = &refused[_i];
	struct outline outline;

	int r = read_header(c->header, &outline);
	ck_assert_msg(r == -EBADMSG, "%s: %d", c->name, r);
	ck_assert_msg(fault.rule == c->rule, "%s: %s", c->name, grammar_rule_word(fault.rule));
	ck_assert_msg(fault.offset < strlen(c->header), "%s", c->name);
	outline_clear(&outline);
}
END_TEST

START_TEST(there_are_as_many_readings_as_the_limit_and_no_more)
{
	/* Four places, each with an extended form of two readings and a plain one of three. */
	static const char format[] =
	    TYPE "name*=utf-8''a%%2F1.x; name=\"b/2.x\"; filename*=utf-8''c%%2F3.x; filename=\"d/4.x\"\r\n" DISPOSITION
		 "filename*=utf-8''e%%2F5.x; filename=\"f/6.x\"; name*=utf-8''g%%2F7.x; name=\"h/8%s.x\"\r\n";
	struct outline outline;
	char header[512];

	snprintf(header, sizeof(header), format, "");
	ck_assert_int_eq(read_header(header, &outline), 0);
	ck_assert_uint_eq(outline.parts[0].name_count, FACTS_NAMES_MAX);
	outline_clear(&outline);
	snprintf(header, sizeof(header), format, "\r\n\t9");
	ck_assert_int_eq(read_header(header, &outline), -E2BIG);
	outline_clear(&outline);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("name_readings");
	TCase *tcase = tcase_create("names");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, all_readings_of_a_name_are_collected, 0, COUNT(accepted));
	tcase_add_loop_test(tcase, readings_that_differ_are_refused, 0, COUNT(refused));
	tcase_add_test(tcase, there_are_as_many_readings_as_the_limit_and_no_more);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
