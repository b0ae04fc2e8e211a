/* rtf_unsafe: objects and fields that fetch something are found however they are written; ordinary documents are not.
 */
#include "message/form/limits.h"
#include "message/sanitise/rtf_unsafe.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define OBJECT		    UNSAFE_BIT(UNSAFE_RTF_OBJECT)
#define RTF(text)	    "{\\rtf1\\ansi " text "}"
#define FIELD(code, result) RTF("{\\field{\\*\\fldinst " code "}{\\fldrslt " result "}}")

static const struct {
	const char *name, *rtf;
} unsafe[] = {
    {"an object", RTF("{\\object\\objemb\\objw100{\\*\\objdata 0105}}")},
    {"its data alone", RTF("{\\*\\objdata 0105}")},
    {"a link that updates itself", RTF("{\\object\\objautlink\\objupdate}")},
    {"a control", RTF("{\\object\\objocx}")},
    {"in capitals", RTF("{\\Object\\OBJDATA}")},
    {"in a group that readers skip", RTF("{\\*\\unknown{\\object}}")},
    {"deep in groups", RTF("{{{{{{{{{{{{{{{{{{{{\\objdata}}}}}}}}}}}}}}}}}}}}")},
    {"behind the end", RTF("text") "{\\object}"},
    {"in binary data", RTF("{\\pict\\bin9 {\\objdata }}")},
    {"behind binary data of an impossible length", RTF("{\\bin999999999 {\\objdata}}")},
    {"behind a word that is too long", RTF("\\aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{\\objdata}")},
    {"behind a number that is too long", RTF("\\fs99999999999999999{\\objdata}")},
    {"behind half an octet", RTF("\\'g{\\objdata}")},
    {"divided by ends of line", RTF("{\\object\r\n\\objdata\r\n0105}")},
    {"without an end", "{\\rtf1{\\object"},
    {"DDE as a word", RTF("\\ddeauto cmd")},
    {"DDEAUTO", FIELD("DDEAUTO c:\\\\\\\\cmd.exe \"/c calc\"", "none")},
    {"dde in small letters", FIELD(" dde excel", "none")},
    {"in pieces", FIELD("{\\b D}{\\i DE}{\\fs20 AUTO} cmd", "none")},
    {"in escaped octets", FIELD("\\'44\\'44\\'45AUTO cmd", "none")},
    {"in Unicode", FIELD("\\u68?\\u68?\\u69?AUTO cmd", "none")},
    {"in Unicode without fallbacks", FIELD("\\uc0\\u68\\u68\\u69 AUTO cmd", "none")},
    {"over lines", FIELD("\r\nDD\r\nE cmd", "none")},
    {"INCLUDETEXT", FIELD("INCLUDETEXT \"https://192.0.2.1/x\"", "none")},
    {"INCLUDEPICTURE", FIELD("INCLUDEPICTURE \"https://192.0.2.1/x\"", "none")},
    {"spelt by another field", FIELD("{\\field{\\*\\fldinst QUOTE 68 68 69}{\\fldrslt DDE}} cmd", "none")},
    {"within another field", FIELD("IF 1 = 1 {\\field{\\*\\fldinst DDE x}{\\fldrslt y}}", "none")},
    {"an instruction that does not end", "{\\rtf1{\\field{\\*\\fldinst DDEAUTO cmd"},
    {"a link to a file", FIELD("HYPERLINK \"file://192.0.2.1/x\"", "none")},
    {"a template on a server", RTF("{\\*\\template https://192.0.2.1/x.dot}")},
    {"a template on a share", RTF("{\\*\\template \\\\\\\\192.0.2.1\\\\x.dot}")},
    {"another document", RTF("{\\subdocument1 x}")},
};

static const struct {
	const char *name, *rtf;
} harmless[] = {
    {"text", RTF("Name: \\b Zebedee\\b0\\par")},
    {"text about it", RTF("an object, DDEAUTO, \\\\objdata and \\{\\\\object\\}")},
    {"a text field", FIELD("FORMTEXT", "Zebedee")},
    {"a drop-down with entries", FIELD("FORMDROPDOWN {\\*\\formfield{\\fftype2{\\*\\ffl LINK}}}", "LINK")},
    {"a result that says it", FIELD("FORMTEXT", "DDEAUTO cmd")},
    {"a link", FIELD("HYPERLINK \"https://marrowby.example/prevent\"", "our page")},
    {"a place in it", FIELD("HYPERLINK \\\\l \"start\"", "start")},
    {"page numbers", FIELD("PAGE \\\\* MERGEFORMAT", "1")},
    {"a table of contents", FIELD("TOC \\\\o \"1-3\"", "{\\field{\\*\\fldinst PAGEREF a}{\\fldrslt 1}}")},
    {"a local template", RTF("{\\*\\template C:\\\\Templates\\\\Normal.dot}")},
    {"a picture", RTF("{\\pict\\pngblip\\bin4 abcd}")},
    {"an object's name in another word", RTF("\\objectarea\\objx text")},
    {"nothing", ""},
};

static struct cleaning look(const char *rtf, size_t size, unsigned strip)
{
	struct cleaning cleaning;
	/* Exactly as large, for the sanitizer. */
	char *octets = malloc(size + (size == 0));

	memcpy(octets, rtf, size);
	ck_assert_int_eq(rtf_unsafe(octets, size, strip, &cleaning), 0);
	ck_assert_ptr_null(cleaning.octets);
	ck_assert_uint_eq(cleaning.removed, 0);
	free(octets);
	return cleaning;
}

START_TEST(what_acts_is_found_however_it_is_written)
{
	struct cleaning cleaning = look(unsafe[_i].rtf, strlen(unsafe[_i].rtf), ~0U);

	ck_assert_msg(cleaning.found == OBJECT, "%s: found %x", unsafe[_i].name, cleaning.found);
	ck_assert_msg(cleaning.state == CLEANING_IMPOSSIBLE, "%s: state %d", unsafe[_i].name, cleaning.state);
}
END_TEST

START_TEST(what_does_not_act_is_left_alone)
{
	struct cleaning cleaning = look(harmless[_i].rtf, strlen(harmless[_i].rtf), ~0U);

	ck_assert_msg(cleaning.found == 0, "%s: found %x", harmless[_i].name, cleaning.found);
	ck_assert_msg(cleaning.state == CLEANING_UNCHANGED, "%s: state %d", harmless[_i].name, cleaning.state);
}
END_TEST

START_TEST(what_is_not_of_the_set_is_found_and_stays)
{
	struct cleaning cleaning = look(unsafe[0].rtf, strlen(unsafe[0].rtf), 0);

	ck_assert_uint_eq(cleaning.found, OBJECT);
	ck_assert_int_eq(cleaning.state, CLEANING_UNCHANGED);
}
END_TEST

/* `count` fields in fields. */
static struct cleaning look_at_nest(size_t count)
{
	static const char field[] = "{\\field{\\*\\fldinst IF ";
	char *rtf = malloc(count * sizeof(field) + 16), *at = stpcpy(rtf, "{\\rtf1 ");

	for (size_t i = 0; i < count; i++)
		at = stpcpy(at, field);
	struct cleaning cleaning = look(rtf, (size_t)(at - rtf), ~0U);
	free(rtf);
	return cleaning;
}

START_TEST(fields_in_fields_have_a_limit)
{
	ck_assert_int_eq(look_at_nest(LIMIT_FIELD_DEPTH).state, CLEANING_UNCHANGED);
	ck_assert_int_eq(look_at_nest(LIMIT_FIELD_DEPTH + 1).state, CLEANING_LIMIT);
}
END_TEST

START_TEST(a_document_has_a_largest_size)
{
	char *octets = calloc(1, (size_t)LIMIT_DOCUMENT_OCTETS + 1);

	memcpy(octets, "{\\rtf1 ", 7);
	ck_assert_int_eq(look(octets, LIMIT_DOCUMENT_OCTETS, ~0U).state, CLEANING_UNCHANGED);
	ck_assert_int_eq(look(octets, (size_t)LIMIT_DOCUMENT_OCTETS + 1, ~0U).state, CLEANING_LIMIT);
	free(octets);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rtf_unsafe");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(
	    all, what_acts_is_found_however_it_is_written, 0, (int)(sizeof(unsafe) / sizeof(unsafe[0])));
	tcase_add_loop_test(all, what_does_not_act_is_left_alone, 0, (int)(sizeof(harmless) / sizeof(harmless[0])));
	tcase_add_test(all, what_is_not_of_the_set_is_found_and_stays);
	tcase_add_test(all, fields_in_fields_have_a_limit);
	tcase_add_test(all, a_document_has_a_largest_size);
	tcase_set_timeout(all, 60);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
