/*
 * odt_names: the elements of OpenDocument that we know, by number.
 */
#ifndef MESSAGE_FORM_ODT_NAMES_H
#define MESSAGE_FORM_ODT_NAMES_H

#include "message/form/xml.h"

enum odt_namespace {
	ODT_OFFICE = 1,
	ODT_TEXT,
	ODT_TABLE,
	ODT_STYLE,
	ODT_DRAW,
	ODT_FORM,
	ODT_SVG,
	ODT_FIELD,
	ODT_EXTENSION, /* LibreOffice's own */
	ODT_XML
};

enum odt_tag {
	ODT_OTHER,
	ODT_CELL,
	ODT_CHECK_BOX,
	ODT_COMBO_BOX,
	ODT_CONTENT_CONTROL,
	ODT_CONTROL,
	ODT_COVERED_CELL,
	ODT_DATE,
	ODT_DROP_DOWN,
	ODT_FIELD_MARK,
	ODT_FIELD_MARK_END,
	ODT_FIELD_MARK_START,
	ODT_FIELD_PARAMETER,
	ODT_FIXED_TEXT,
	ODT_FOOTER,
	ODT_HEADER,
	ODT_HEADING,
	ODT_HIDDEN_PARAGRAPH,
	ODT_HIDDEN_TEXT,
	ODT_IMAGE,
	ODT_INPUT,
	ODT_LINE_BREAK,
	ODT_LIST_BOX,
	ODT_LIST_ITEM,
	ODT_NOTE_BODY,
	ODT_OPTION,
	ODT_PARAGRAPH,
	ODT_PLACEHOLDER,
	ODT_RADIO,
	ODT_ROW,
	ODT_SECTION,
	ODT_SKIP,
	ODT_SPACES,
	ODT_SPAN,
	ODT_STYLE_STYLE,
	ODT_TAB,
	ODT_TABLE_TABLE,
	ODT_TEXT_AREA,
	ODT_TEXT_CONTROL,
	ODT_TEXT_PROPERTIES,
	ODT_TRACKED_CHANGES
};

extern const struct xml_namespace odt_namespaces[];

enum odt_tag odt_tag_of(const struct xml_element *element);
/* The attribute; "" when there is none. */
const char *odt_value(const struct xml_element *element, int space, const char *name);
bool odt_is_true(const struct xml_element *element, int space, const char *name);
/* A count, at most `most`; 1 when there is none. */
unsigned odt_count(const struct xml_element *element, int space, const char *name, unsigned most);

#endif
