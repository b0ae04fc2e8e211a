/* xml: elements, attributes and text come through; a DOCTYPE, an entity of its own or a limit refuse the rest. */
#include "message/form/document.h"
#include "message/form/limits.h"
#include "message/form/xml.h"
#include "message/text.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct text seen;

static void start(void *context, const struct xml_element *element)
{
	(void)context;
	char line[256];
	const char *value = xml_attribute(element, 0, "a"), *other = xml_attribute(element, 1, "b");

	snprintf(line, sizeof(line), "<%d:%s%s%s%s%s>", element->space, element->name, value != NULL ? " a=" : "",
	    value != NULL ? value : "", other != NULL ? " b=" : "", other != NULL ? other : "");
	if (seen.length < 1024)
		text_append(&seen, line, strlen(line));
}

static void end(void *context)
{
	(void)context;
	if (seen.length < 1024)
		text_append(&seen, "/", 1);
}

static void text(void *context, const char *octets, size_t length)
{
	(void)context;
	text_append(&seen, octets, length);
}

static int read_xml(const char *octets, size_t size, unsigned *obstacles)
{
	static const struct xml_namespace namespaces[] = {{"urn:x", 1}, {NULL, 0}};
	static const struct xml_handler handler = {namespaces, start, end, text, NULL};

	*obstacles = 0;
	return xml_read(octets, size, &handler, NULL, obstacles);
}

#define UTF16 "\xff\xfe<\0?\0x\0m\0l\0 \0v\0e\0r\0s\0i\0o\0n\0=\0'\0001\0.\0000\0'\0?\0>\0<\0a\0>\0\xe9\0<\0/\0a\0>\0"

static const struct {
	const char *name, *xml;
	size_t size;
	int r;
	unsigned obstacles;
	const char *seen;
} cases[] = {
    {"elements and text", "<a>b<c/>d</a>", 0, 0, 0, "<0:a>b<0:c>/d/"},
    {"attributes and namespaces", "<x:a xmlns:x='urn:x' a='1&amp;' x:b=''><x:c xmlns:x='urn:y'/></x:a>", 0, 0, 0,
	"<1:a a=1& b=><0:c>//"},
    {"the entities of XML itself", "<a>&lt;&#233;<![CDATA[<]]></a>", 0, 0, 0, "<0:a><\xc3\xa9</"},
    {"comments and instructions", "<?xml version='1.0' encoding='utf-8'?><!-- x --><a><?y z?></a>", 0, 0, 0, "<0:a>/"},
    {"UTF-16", UTF16, sizeof(UTF16) - 1, 0, 0, "<0:a>\xc3\xa9/"},
    {"a DOCTYPE", "<!DOCTYPE a><a/>", 0, -EBADMSG, OBSTACLE_AMBIGUOUS, ""},
    {"entities of entities", "<!DOCTYPE a [<!ENTITY x 'yyyy'><!ENTITY z '&x;&x;'>]><a>&z;</a>", 0, -EBADMSG,
	OBSTACLE_AMBIGUOUS, ""},
    {"an entity elsewhere", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", 0, -EBADMSG, OBSTACLE_AMBIGUOUS, ""},
    {"an entity that nobody declared", "<a>&x;</a>", 0, -EBADMSG, OBSTACLE_DAMAGED, "<0:a>"},
    {"another charset", "<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>", 0, -EBADMSG, OBSTACLE_AMBIGUOUS, ""},
    {"no UTF-8", "<a>\xff</a>", 0, -EBADMSG, OBSTACLE_DAMAGED, NULL},
    {"an end that is missing", "<a><b></b>", 0, -EBADMSG, OBSTACLE_DAMAGED, "<0:a><0:b>/"},
    {"more than one root", "<a/><b/>", 0, -EBADMSG, OBSTACLE_DAMAGED, "<0:a>/"},
    {"an attribute twice", "<a b='' b=''/>", 0, -EBADMSG, OBSTACLE_DAMAGED, NULL},
    {"nothing", "", 0, -EBADMSG, OBSTACLE_DAMAGED, ""},
};

START_TEST(xml_is_read_or_refused)
{
	size_t size = cases[_i].size > 0 ? cases[_i].size : strlen(cases[_i].xml);
	unsigned obstacles = 0;
	int r = read_xml(cases[_i].xml, size, &obstacles);

	ck_assert_msg(
	    r == cases[_i].r && obstacles == cases[_i].obstacles, "%s: %d, obstacles %u", cases[_i].name, r, obstacles);
	ck_assert_msg(cases[_i].seen == NULL || strcmp(text_string(&seen), cases[_i].seen) == 0, "%s: %s",
	    cases[_i].name, text_string(&seen));
	text_clear(&seen);
}
END_TEST

START_TEST(elements_nest_to_the_limit)
{
	struct text xml = {0};
	unsigned obstacles = 0;

	for (int i = 0; i < LIMIT_XML_DEPTH + _i; i++)
		text_append(&xml, "<a>", 3);
	for (int i = 0; i < LIMIT_XML_DEPTH + _i; i++)
		text_append(&xml, "</a>", 4);
	ck_assert_int_eq(read_xml(xml.bytes, xml.length, &obstacles), _i == 0 ? 0 : -EBADMSG);
	ck_assert_uint_eq(obstacles, _i == 0 ? 0 : OBSTACLE_LIMIT);
	text_clear(&xml);
	text_clear(&seen);
}
END_TEST

START_TEST(attributes_are_counted)
{
	struct text xml = {0};
	unsigned obstacles = 0;
	char attribute[32];

	text_append(&xml, "<a", 2);
	for (int i = 0; i < LIMIT_XML_ATTRIBUTES + _i; i++)
		text_append(&xml, attribute, (size_t)snprintf(attribute, sizeof(attribute), " b%d=''", i));
	text_append(&xml, "/>", 2);
	ck_assert_int_eq(read_xml(xml.bytes, xml.length, &obstacles), _i == 0 ? 0 : -EBADMSG);
	ck_assert_uint_eq(obstacles, _i == 0 ? 0 : OBSTACLE_LIMIT);
	text_clear(&xml);
	text_clear(&seen);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("xml");
	TCase *all = tcase_create("all");

	xml_warm();
	tcase_add_loop_test(all, xml_is_read_or_refused, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(all, elements_nest_to_the_limit, 0, 2);
	tcase_add_loop_test(all, attributes_are_counted, 0, 2);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
