/*
 * docx_names: the elements of WordprocessingML that we know, by number (ECMA-376 part 1; transitional and strict).
 */
#ifndef MESSAGE_FORM_DOCX_NAMES_H
#define MESSAGE_FORM_DOCX_NAMES_H

#include "message/form/xml.h"

/* Namespaces; attributes of an element in NS_WORD are in NS_WORD too. */
enum docx_namespace { NS_WORD = 1, NS_WORD_2010, NS_COMPATIBILITY, NS_DRAWING, NS_VML, NS_MATH, NS_REFERENCE };

enum docx_tag {
	TAG_OTHER,
	TAG_ALIAS,
	TAG_ALTERNATE,
	TAG_BASED_ON,
	TAG_BREAK,
	TAG_CELL,
	TAG_CELL_PROPERTIES,
	TAG_CHECK_BOX,
	TAG_CHECKED,
	TAG_CHOICE,
	TAG_CHUNK,
	TAG_COMBO_BOX,
	TAG_CONTROL,
	TAG_CONTROL_CONTENT,
	TAG_CONTROL_PROPERTIES,
	TAG_DATE,
	TAG_DEFAULT,
	TAG_DELETED,
	TAG_DROP_DOWN,
	TAG_DROP_DOWN_ENTRY,
	TAG_DROP_DOWN_LIST,
	TAG_FALLBACK,
	TAG_FIELD_CHARACTER,
	TAG_FIELD_NAME,
	TAG_FOOTER_REFERENCE,
	TAG_FORM_FIELD,
	TAG_FORM_CHECK_BOX,
	TAG_GRID_BEFORE,
	TAG_GRID_SPAN,
	TAG_GROUP,
	TAG_HEADER_REFERENCE,
	TAG_HIDDEN_ROW,
	TAG_HYPHEN,
	TAG_IMAGE,
	TAG_INSERTED,
	TAG_INSTRUCTION,
	TAG_LOCK,
	TAG_MERGE,
	TAG_NOTE,
	TAG_NOTE_REFERENCE,
	TAG_OUTLINE_LEVEL,
	TAG_PARAGRAPH,
	TAG_PARAGRAPH_PROPERTIES,
	TAG_PARAGRAPH_STYLE,
	TAG_PICTURE,
	TAG_PLACEHOLDER,
	TAG_RESULT,
	TAG_ROW,
	TAG_ROW_PROPERTIES,
	TAG_RUN,
	TAG_RUN_PROPERTIES,
	TAG_RUN_STYLE,
	TAG_SKIP,
	TAG_STATUS_TEXT,
	TAG_STYLE,
	TAG_SYMBOL,
	TAG_TAB,
	TAG_TABLE,
	TAG_TAG,
	TAG_TEXT,
	TAG_TEXT_BOX,
	TAG_TEXT_INPUT,
	TAG_TYPE,
	TAG_VANISH
};

extern const struct xml_namespace docx_namespaces[];

enum docx_tag docx_tag_of(const struct xml_element *element);

/* The attribute w:val; "" when there is none. */
const char *docx_value(const struct xml_element *element);
/* ST_OnOff: on where there is no value. */
bool docx_is_on(const struct xml_element *element);
/* A decimal number, at most 10000; `otherwise` when there is none. */
unsigned docx_number(const struct xml_element *element, unsigned otherwise);

#endif
