#include "message/form/odt_names.h"

#include <stdlib.h>
#include <string.h>

#define URN "urn:oasis:names:tc:opendocument:xmlns:"

const struct xml_namespace odt_namespaces[] = {{URN "office:1.0", ODT_OFFICE}, {URN "text:1.0", ODT_TEXT},
    {URN "table:1.0", ODT_TABLE}, {URN "style:1.0", ODT_STYLE}, {URN "drawing:1.0", ODT_DRAW},
    {URN "form:1.0", ODT_FORM}, {URN "svg-compatible:1.0", ODT_SVG},
    {"urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0", ODT_FIELD},
    {"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0", ODT_EXTENSION},
    {"http://www.w3.org/XML/1998/namespace", ODT_XML}, {NULL, 0}};

static const struct {
	int space;
	const char *name;
	enum odt_tag tag;
} names[] = {{ODT_TEXT, "p", ODT_PARAGRAPH}, {ODT_TEXT, "h", ODT_HEADING}, {ODT_TEXT, "span", ODT_SPAN},
    {ODT_TEXT, "s", ODT_SPACES}, {ODT_TEXT, "tab", ODT_TAB}, {ODT_TEXT, "line-break", ODT_LINE_BREAK},
    {ODT_TEXT, "section", ODT_SECTION}, {ODT_TEXT, "tracked-changes", ODT_TRACKED_CHANGES},
    {ODT_TEXT, "hidden-paragraph", ODT_HIDDEN_PARAGRAPH}, {ODT_TEXT, "hidden-text", ODT_HIDDEN_TEXT},
    {ODT_TEXT, "note-citation", ODT_SKIP}, {ODT_TEXT, "note-body", ODT_NOTE_BODY}, {ODT_TEXT, "number", ODT_SKIP},
    {ODT_TEXT, "script", ODT_SKIP}, {ODT_TEXT, "ruby-text", ODT_SKIP}, {ODT_TEXT, "placeholder", ODT_PLACEHOLDER},
    {ODT_TEXT, "text-input", ODT_INPUT}, {ODT_TEXT, "variable-input", ODT_INPUT},
    {ODT_TEXT, "user-field-input", ODT_INPUT}, {ODT_TEXT, "drop-down", ODT_DROP_DOWN},
    {ODT_TABLE, "table", ODT_TABLE_TABLE}, {ODT_TABLE, "table-row", ODT_ROW}, {ODT_TABLE, "table-cell", ODT_CELL},
    {ODT_TABLE, "covered-table-cell", ODT_COVERED_CELL}, {ODT_STYLE, "style", ODT_STYLE_STYLE},
    {ODT_STYLE, "text-properties", ODT_TEXT_PROPERTIES}, {ODT_STYLE, "header", ODT_HEADER},
    {ODT_STYLE, "header-left", ODT_HEADER}, {ODT_STYLE, "header-first", ODT_HEADER}, {ODT_STYLE, "footer", ODT_FOOTER},
    {ODT_STYLE, "footer-left", ODT_FOOTER}, {ODT_STYLE, "footer-first", ODT_FOOTER},
    {ODT_EXTENSION, "header-first", ODT_HEADER}, {ODT_EXTENSION, "footer-first", ODT_FOOTER},
    {ODT_EXTENSION, "content-control", ODT_CONTENT_CONTROL}, {ODT_EXTENSION, "list-item", ODT_LIST_ITEM},
    {ODT_OFFICE, "annotation", ODT_SKIP}, {ODT_OFFICE, "meta", ODT_SKIP}, {ODT_OFFICE, "scripts", ODT_SKIP},
    {ODT_OFFICE, "settings", ODT_SKIP}, {ODT_OFFICE, "event-listeners", ODT_SKIP}, {ODT_SVG, "title", ODT_SKIP},
    {ODT_SVG, "desc", ODT_SKIP}, {ODT_DRAW, "object", ODT_SKIP}, {ODT_DRAW, "image", ODT_IMAGE},
    {ODT_DRAW, "control", ODT_CONTROL}, {ODT_FORM, "text", ODT_TEXT_CONTROL}, {ODT_FORM, "number", ODT_TEXT_CONTROL},
    {ODT_FORM, "formatted-text", ODT_TEXT_CONTROL}, {ODT_FORM, "textarea", ODT_TEXT_AREA}, {ODT_FORM, "date", ODT_DATE},
    {ODT_FORM, "checkbox", ODT_CHECK_BOX}, {ODT_FORM, "radio", ODT_RADIO}, {ODT_FORM, "combobox", ODT_COMBO_BOX},
    {ODT_FORM, "listbox", ODT_LIST_BOX}, {ODT_FORM, "option", ODT_OPTION}, {ODT_FORM, "fixed-text", ODT_FIXED_TEXT},
    {ODT_FIELD, "fieldmark", ODT_FIELD_MARK}, {ODT_FIELD, "fieldmark-start", ODT_FIELD_MARK_START},
    {ODT_FIELD, "fieldmark-end", ODT_FIELD_MARK_END}, {ODT_FIELD, "param", ODT_FIELD_PARAMETER}};

enum odt_tag odt_tag_of(const struct xml_element *element)
{
	if (element->space == 0)
		return ODT_OTHER;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].space == element->space && names[i].name[0] == element->name[0] &&
		    strcmp(names[i].name, element->name) == 0)
			return names[i].tag;
	return ODT_OTHER;
}

const char *odt_value(const struct xml_element *element, int space, const char *name)
{
	const char *value = xml_attribute(element, space, name);

	return value != NULL ? value : "";
}

bool odt_is_true(const struct xml_element *element, int space, const char *name)
{
	return strcmp(odt_value(element, space, name), "true") == 0;
}

unsigned odt_count(const struct xml_element *element, int space, const char *name, unsigned most)
{
	const char *value = odt_value(element, space, name);

	if (*value < '0' || *value > '9')
		return 1;
	unsigned long count = strtoul(value, NULL, 10);
	return (unsigned)(count < most ? count : most);
}
