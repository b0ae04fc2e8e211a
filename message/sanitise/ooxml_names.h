/*
 * ooxml_names: the elements of WordprocessingML, SpreadsheetML, PresentationML, DrawingML and VML that can hold what is
 * unsafe, and those whose place matters for it (ECMA-376 part 1 and 4; transitional and strict).
 */
#ifndef MESSAGE_SANITISE_OOXML_NAMES_H
#define MESSAGE_SANITISE_OOXML_NAMES_H

#include "message/form/xml.h"

enum ooxml_namespace {
	OOXML_WORD = 1,
	OOXML_SHEET,
	OOXML_SLIDE,
	OOXML_DRAWING,
	OOXML_SHEET_DRAWING,
	OOXML_CHART,
	OOXML_VML,
	OOXML_VML_OFFICE,
	OOXML_VML_EXCEL,
	OOXML_REFERENCE, /* attributes that name a relationship */
	OOXML_COMPATIBILITY,
	OOXML_MATH,
	OOXML_SVG,
	OOXML_XLINK,
	OOXML_SCHEMAS,	 /* that a document names, and where they are fetched from */
	OOXML_EXCEL_MAIN /* formulas in extensions */
};

enum ooxml_tag {
	OOXML_OTHER,
	OOXML_UNSAFE, /* goes, whatever is in it */
	OOXML_RUN,
	OOXML_RUN_PROPERTIES,
	OOXML_FIELD_MARK,
	OOXML_INSTRUCTION,
	OOXML_DELETED_INSTRUCTION,
	OOXML_SIMPLE_FIELD,
	OOXML_TEXT,
	OOXML_SPACE,
	OOXML_DELETED,
	OOXML_OBJECT,	/* w:object: an embedded object and its picture */
	OOXML_PREVIEW,	/* such a picture */
	OOXML_FRAME,	/* p:graphicFrame: the same of a slide */
	OOXML_EMBEDDED, /* p:oleObj */
	OOXML_PICTURE,	/* p:pic */
	OOXML_LINKED,	/* without its reference it is still what it was */
	OOXML_CLICK,	/* a:hlinkClick ...: with an action */
	OOXML_ALTERNATIVES,
	OOXML_ALTERNATIVE,
	OOXML_LIST, /* that must not be empty */
	OOXML_FORMULA,
	OOXML_RULE, /* a formula that its parent needs */
	OOXML_NAME,
	OOXML_SHEET_ENTRY,
	OOXML_VIEW,
	OOXML_TABLE_SOURCE /* a table, or its column, that a query fills */
};

struct ooxml_name {
	int space;
	const char *name;
	enum ooxml_tag tag;
	unsigned classes; /* bits (rules/unsafe.h) of what is unsafe wherever it stands */
};

extern const struct xml_namespace ooxml_namespaces[];

/* Never NULL: what is not known is OOXML_OTHER. */
const struct ooxml_name *ooxml_name_of(int space, const char *name);

#endif
