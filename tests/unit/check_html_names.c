/* html_names: the tables are sorted, so that every name in them is found. */
#include "message/sanitise/html_names.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>

static const struct {
	const char *name;
	enum html_role role;
	bool is_active;
} elements[] = {{"a", HTML_LINK, false}, {"abbr", HTML_KEPT, false}, {"applet", HTML_DROPPED, true},
    {"b", HTML_KEPT, false}, {"base", HTML_SILENT, true}, {"br", HTML_VOID, false}, {"div", HTML_KEPT, false},
    {"form", HTML_DROPPED, true}, {"iframe", HTML_SILENT, true}, {"img", HTML_IMAGE, false},
    {"input", HTML_INPUT, true}, {"link", HTML_SILENT, false}, {"marquee", HTML_DROPPED, false},
    {"meta", HTML_SILENT, false}, {"object", HTML_DROPPED, true}, {"option", HTML_OPTION, false},
    {"p", HTML_KEPT, false}, {"plaintext", HTML_VERBATIM, true}, {"script", HTML_SILENT, true},
    {"style", HTML_SILENT, false}, {"svg", HTML_DROPPED, true}, {"table", HTML_KEPT, false},
    {"tbody", HTML_KEPT, false}, {"td", HTML_KEPT, false}, {"template", HTML_SILENT, true}, {"tr", HTML_KEPT, false},
    {"ul", HTML_KEPT, false}, {"wbr", HTML_VOID, false}, {"xmp", HTML_VERBATIM, false}, {"o:p", HTML_DROPPED, false},
    {"", HTML_DROPPED, false}, {"unheard-of", HTML_DROPPED, false}};

START_TEST(every_element_has_its_role)
{
	ck_assert_int_eq(html_role(elements[_i].name), elements[_i].role);
	ck_assert_int_eq(html_is_active(elements[_i].name), elements[_i].is_active);
}
END_TEST

static const struct {
	const char *name;
	enum html_value value;
} attributes[] = {{"abbr", HTML_VALUE_TEXT}, {"align", HTML_VALUE_WORD}, {"bgcolor", HTML_VALUE_COLOUR},
    {"colspan", HTML_VALUE_NUMBER}, {"style", HTML_VALUE_STYLE}, {"title", HTML_VALUE_TEXT},
    {"width", HTML_VALUE_NUMBER}, {"href", HTML_VALUE_NONE}, {"src", HTML_VALUE_NONE}, {"onclick", HTML_VALUE_NONE},
    {"class", HTML_VALUE_NONE}, {"id", HTML_VALUE_NONE}, {"", HTML_VALUE_NONE}};

START_TEST(every_attribute_has_its_kind_of_value)
{
	ck_assert_int_eq(html_value(attributes[_i].name), attributes[_i].value);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("html_names");
	TCase *tests = tcase_create("tables");

	tcase_add_loop_test(tests, every_element_has_its_role, 0, sizeof(elements) / sizeof(elements[0]));
	tcase_add_loop_test(
	    tests, every_attribute_has_its_kind_of_value, 0, sizeof(attributes) / sizeof(attributes[0]));
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
