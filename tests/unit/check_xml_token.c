/* xml_token, xml_entity, xml_edit: every octet of a document is in a token, and what libxml2 refuses is refused. */
#include "message/form/document.h"
#include "message/form/limits.h"
#include "message/sanitise/xml_check.h"
#include "message/sanitise/xml_edit.h"
#include "message/sanitise/xml_token.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct xml_namespace namespaces[] = {{"urn:a", 1}, {"urn:b", 2}, {NULL, 0}};

/* "<1:name 2:attribute=value[range]>" and so on; "!obstacles" at the end of what is refused. */
static char *describe(const char *octets, size_t size)
{
	struct xml_reader *reader = NULL;
	struct xml_token token;
	unsigned obstacles = 0;
	char *says = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&says, &length);
	int r;

	ck_assert_int_eq(xml_reader_new(octets, size, namespaces, &reader), 0);
	while ((r = xml_reader_next(reader, &token, &obstacles)) > 0) {
		if (token.kind == XML_TOKEN_TEXT) {
			fprintf(stream, "%.*s", (int)token.length, token.text);
			continue;
		}
		fprintf(stream, "<%s%d:%s", token.kind == XML_TOKEN_END ? "/" : "", token.space, token.name);
		for (size_t i = 0; i < token.attribute_count; i++) {
			const struct xml_token_attribute *attribute = &token.attributes[i];
			fprintf(stream, " %d:%s=%s{%.*s}", attribute->space, attribute->name, attribute->value,
			    (int)(attribute->range.to - attribute->range.from), octets + attribute->range.from);
		}
		fprintf(stream, ">");
	}
	if (r < 0)
		fprintf(stream, "!%u", obstacles);
	xml_reader_free(reader);
	fclose(stream);
	return says;
}

static const struct {
	const char *name, *octets, *says;
} cases[] = {{"one element", "<a/>", "<0:a></0:a>"}, {"with a byte order mark", "\xef\xbb\xbf<a/>", "<0:a></0:a>"},
    {"with a declaration and comments", "<?xml version='1.0'?><!-- <b> --><a><!-- > --></a><?x y?>", "<0:a></0:a>"},
    {"a namespace by default", "<a xmlns='urn:a' b='c'><d xmlns=''/></a>", "<1:a 0:b=c{ b='c'}><0:d></0:d></1:a>"},
    {"namespaces by prefix, within their element", "<x:a xmlns:x='urn:a' x:b='1'><x:c xmlns:x='urn:b'/><x:d/></x:a>",
	"<1:a 1:b=1{ x:b='1'}><2:c></2:c><1:d></1:d></1:a>"},
    {"a namespace written in references", "<x:a xmlns:x='urn&#58;a'/>", "<1:a></1:a>"},
    {"references", "<a b='&lt;&#65;&#x42;&quot;'>&amp;&apos;&#x20AC;</a>",
	"<0:a 0:b=<AB\"{ b='&lt;&#65;&#x42;&quot;'}>&'\xe2\x82\xac</0:a>"},
    {"blanks in an attribute", "<a b = '1\n2' />", "<0:a 0:b=1 2{ b = '1\n2'}></0:a>"},
    {"a section", "<a><![CDATA[<b>&amp;]]></a>", "<0:a><b>&amp;</0:a>"},
    {"a greater-than in a value", "<a b='>'/>", "<0:a 0:b=>{ b='>'}></0:a>"}, {"nothing", "", "!4"},
    {"a DOCTYPE", "<!DOCTYPE a><a/>", "!8"}, {"an entity of its own", "<a>&b;</a>", "<0:a>!4"},
    {"no end", "<a>", "<0:a>!4"}, {"another end", "<a></b>", "<0:a>!4"}, {"two roots", "<a/><b/>", "<0:a></0:a>!4"},
    {"a prefix of nobody's", "<x:a/>", "!4"}, {"an attribute's prefix of nobody's", "<a x:b='1'/>", "!4"},
    {"no quotes", "<a b=c/>", "!4"}, {"no blank between", "<a b='1'c='2'/>", "!4"}, {"no value", "<a b/>", "!4"},
    {"a tag in a value", "<a b='<'/>", "!4"}, {"an open comment", "<a><!-- ", "<0:a>!4"},
    {"an open section", "<a><![CDATA[", "<0:a>!4"}, {"a control", "<a>\1</a>", "<0:a>!4"},
    {"no character", "<a>&#0;</a>", "<0:a>!4"}, {"a surrogate", "<a>&#xD800;</a>", "<0:a>!4"},
    {"a sign", "<a>&#+65;</a>", "<0:a>!4"}, {"a capital X", "<a>&#X41;</a>", "<0:a>!4"}, {"an end only", "</a>", "!4"}};

START_TEST(each_document_has_its_tokens)
{
	char *says = describe(cases[_i].octets, strlen(cases[_i].octets));

	ck_assert_msg(strcmp(says, cases[_i].says) == 0, "%s: %s", cases[_i].name, says);
	free(says);
}
END_TEST

START_TEST(what_we_read_libxml2_reads_too)
{
	unsigned obstacles = 0;
	char *says = describe(cases[_i].octets, strlen(cases[_i].octets));

	if (strchr(says, '!') == NULL)
		ck_assert_msg(
		    xml_check(cases[_i].octets, strlen(cases[_i].octets), &obstacles) == 0, "%s", cases[_i].name);
	free(says);
}
END_TEST

static char *nested(size_t depth)
{
	struct text text = {0};

	for (size_t i = 0; i < depth; i++)
		text_append(&text, "<a>", 3);
	for (size_t i = 0; i < depth; i++)
		text_append(&text, "</a>", 4);
	return text_take(&text);
}

static char *with_attributes(size_t count)
{
	struct text text = {0};
	char one[32];

	text_append(&text, "<a", 2);
	for (size_t i = 0; i < count; i++)
		text_append(&text, one, (size_t)snprintf(one, sizeof(one), " b%zu=''", i));
	text_append(&text, "/>", 2);
	return text_take(&text);
}

START_TEST(depth_and_attributes_have_limits)
{
	for (size_t more = 0; more < 2; more++) {
		char *deep = nested(LIMIT_XML_DEPTH + more), *wide = with_attributes(LIMIT_XML_ATTRIBUTES + more);
		char *of_deep = describe(deep, strlen(deep)), *of_wide = describe(wide, strlen(wide));
		ck_assert_int_eq(strstr(of_deep, "!16") != NULL, more == 1);
		ck_assert_int_eq(strstr(of_wide, "!16") != NULL, more == 1);
		free(deep);
		free(wide);
		free(of_deep);
		free(of_wide);
	}
}
END_TEST

START_TEST(edits_cut_and_replace_and_leave_the_rest)
{
	struct xml_edits edits = {0};
	struct text text = {0};

	xml_edits_cut(&edits, 8, 9);
	xml_edits_cut(&edits, 1, 4);
	xml_edits_cut(&edits, 2, 3); /* within it */
	xml_edits_replace(&edits, 5, 6, "XYZ");
	xml_edits_replace(&edits, 3, 5, "-"); /* begins within what is cut */
	ck_assert_int_eq(xml_edits_apply(&edits, "0123456789", 10, &text), 0);
	ck_assert_str_eq(text_string(&text), "0XYZ679");
	text_clear(&text);
	xml_edits_clear(&edits);
	ck_assert_int_eq(xml_edits_apply(&edits, "01", 2, &text), 0);
	ck_assert_str_eq(text_string(&text), "01");
	text_clear(&text);
}
END_TEST

START_TEST(other_encodings_are_refused_and_utf_16_is_converted)
{
	static const char utf16[] = "\xff\xfe<\0?\0x\0m\0l\0?\0>\0<\0a\0>\0\xac\x20=\xd8\0\xde<\0/\0a\0>";
	unsigned obstacles = 0;
	char *octets = NULL;
	size_t size = 0;

	ck_assert_int_eq(xml_check("<?xml version='1.0' encoding='utf-8'?><a/>", 42, &obstacles), 0);
	ck_assert_int_eq(xml_check("<?xml version='1.0' encoding='latin1'?><a/>", 43, &obstacles), -EBADMSG);
	ck_assert_int_eq(xml_check("<?xml version='1.0' encoding='utf-80'?><a/>", 43, &obstacles), -EBADMSG);
	ck_assert(xml_check_looks(utf16, sizeof(utf16)) && xml_check_is_utf16(utf16, sizeof(utf16)));
	ck_assert(xml_check_looks(" \n<a", 4) && !xml_check_looks("a<", 2) && !xml_check_looks("", 0));
	ck_assert_int_eq(xml_check_from_utf16(utf16, sizeof(utf16), &octets, &size, &obstacles), 0);
	ck_assert_str_eq(octets, "<a>\xe2\x82\xac\xf0\x9f\x98\x80</a>");
	free(octets);
	ck_assert_int_eq(xml_check_from_utf16(utf16, sizeof(utf16) - 1, &octets, &size, &obstacles), -EBADMSG);
	ck_assert_int_eq(xml_check_from_utf16("\xff\xfe=\xd8", 4, &octets, &size, &obstacles), -EBADMSG);
	ck_assert_int_eq(xml_check_from_utf16("\xff\xfe\0\xde", 4, &octets, &size, &obstacles), -EBADMSG);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("xml token");
	TCase *tests = tcase_create("tests");

	xml_warm();
	tcase_add_loop_test(tests, each_document_has_its_tokens, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(tests, what_we_read_libxml2_reads_too, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tests, depth_and_attributes_have_limits);
	tcase_add_test(tests, edits_cut_and_replace_and_leave_the_rest);
	tcase_add_test(tests, other_encodings_are_refused_and_utf_16_is_converted);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
