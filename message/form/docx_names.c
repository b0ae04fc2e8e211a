#include "message/form/docx_names.h"

#include <stdlib.h>
#include <string.h>

#define NUMBER_MOST 10000UL

#define WORD_URI	"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define WORD_URI_STRICT "http://purl.oclc.org/ooxml/wordprocessingml/main"

const struct xml_namespace docx_namespaces[] = {{WORD_URI, NS_WORD}, {WORD_URI_STRICT, NS_WORD},
    {"http://schemas.microsoft.com/office/word/2010/wordml", NS_WORD_2010},
    {"http://schemas.openxmlformats.org/markup-compatibility/2006", NS_COMPATIBILITY},
    {"http://schemas.openxmlformats.org/drawingml/2006/main", NS_DRAWING},
    {"http://purl.oclc.org/ooxml/drawingml/main", NS_DRAWING}, {"urn:schemas-microsoft-com:vml", NS_VML},
    {"http://schemas.openxmlformats.org/officeDocument/2006/math", NS_MATH},
    {"http://purl.oclc.org/ooxml/officeDocument/math", NS_MATH},
    {"http://schemas.openxmlformats.org/officeDocument/2006/relationships", NS_REFERENCE},
    {"http://purl.oclc.org/ooxml/officeDocument/relationships", NS_REFERENCE}, {NULL, 0}};

static const struct {
	int space;
	const char *name;
	enum docx_tag tag;
} names[] = {{NS_WORD, "t", TAG_TEXT}, {NS_WORD, "r", TAG_RUN}, {NS_WORD, "rPr", TAG_RUN_PROPERTIES},
    {NS_WORD, "p", TAG_PARAGRAPH}, {NS_WORD, "pPr", TAG_PARAGRAPH_PROPERTIES}, {NS_WORD, "pStyle", TAG_PARAGRAPH_STYLE},
    {NS_WORD, "tc", TAG_CELL}, {NS_WORD, "tcPr", TAG_CELL_PROPERTIES}, {NS_WORD, "tr", TAG_ROW},
    {NS_WORD, "trPr", TAG_ROW_PROPERTIES}, {NS_WORD, "tbl", TAG_TABLE}, {NS_WORD, "tab", TAG_TAB},
    {NS_WORD, "ptab", TAG_TAB}, {NS_WORD, "br", TAG_BREAK}, {NS_WORD, "cr", TAG_BREAK},
    {NS_WORD, "noBreakHyphen", TAG_HYPHEN}, {NS_WORD, "sym", TAG_SYMBOL}, {NS_WORD, "vanish", TAG_VANISH},
    {NS_WORD, "rStyle", TAG_RUN_STYLE}, {NS_WORD, "outlineLvl", TAG_OUTLINE_LEVEL},
    {NS_WORD, "gridSpan", TAG_GRID_SPAN}, {NS_WORD, "vMerge", TAG_MERGE}, {NS_WORD, "hMerge", TAG_MERGE},
    {NS_WORD, "gridBefore", TAG_GRID_BEFORE}, {NS_WORD, "hidden", TAG_HIDDEN_ROW}, {NS_WORD, "sdt", TAG_CONTROL},
    {NS_WORD, "sdtPr", TAG_CONTROL_PROPERTIES}, {NS_WORD, "sdtContent", TAG_CONTROL_CONTENT},
    {NS_WORD, "alias", TAG_ALIAS}, {NS_WORD, "tag", TAG_TAG}, {NS_WORD, "lock", TAG_LOCK},
    {NS_WORD, "showingPlcHdr", TAG_PLACEHOLDER}, {NS_WORD, "dropDownList", TAG_DROP_DOWN},
    {NS_WORD, "comboBox", TAG_COMBO_BOX}, {NS_WORD, "date", TAG_DATE}, {NS_WORD, "picture", TAG_PICTURE},
    {NS_WORD, "group", TAG_GROUP}, {NS_WORD, "docPartObj", TAG_GROUP}, {NS_WORD, "docPartList", TAG_GROUP},
    {NS_WORD, "bibliography", TAG_GROUP}, {NS_WORD_2010, "checkbox", TAG_CHECK_BOX},
    {NS_WORD_2010, "checked", TAG_CHECKED}, {NS_WORD, "fldChar", TAG_FIELD_CHARACTER},
    {NS_WORD, "instrText", TAG_INSTRUCTION}, {NS_WORD, "ffData", TAG_FORM_FIELD}, {NS_WORD, "name", TAG_FIELD_NAME},
    {NS_WORD, "statusText", TAG_STATUS_TEXT}, {NS_WORD, "checkBox", TAG_FORM_CHECK_BOX},
    {NS_WORD, "checked", TAG_CHECKED}, {NS_WORD, "default", TAG_DEFAULT}, {NS_WORD, "textInput", TAG_TEXT_INPUT},
    {NS_WORD, "type", TAG_TYPE}, {NS_WORD, "ddList", TAG_DROP_DOWN_LIST}, {NS_WORD, "result", TAG_RESULT},
    {NS_WORD, "listEntry", TAG_DROP_DOWN_ENTRY}, {NS_WORD, "headerReference", TAG_HEADER_REFERENCE},
    {NS_WORD, "footerReference", TAG_FOOTER_REFERENCE}, {NS_WORD, "footnote", TAG_NOTE}, {NS_WORD, "endnote", TAG_NOTE},
    {NS_WORD, "footnoteReference", TAG_NOTE_REFERENCE}, {NS_WORD, "endnoteReference", TAG_NOTE_REFERENCE},
    {NS_WORD, "ins", TAG_INSERTED}, {NS_WORD, "moveTo", TAG_INSERTED}, {NS_WORD, "del", TAG_DELETED},
    {NS_WORD, "moveFrom", TAG_DELETED}, {NS_WORD, "txbxContent", TAG_TEXT_BOX}, {NS_WORD, "altChunk", TAG_CHUNK},
    {NS_WORD, "subDoc", TAG_CHUNK}, {NS_WORD, "style", TAG_STYLE}, {NS_WORD, "basedOn", TAG_BASED_ON},
    {NS_WORD, "delText", TAG_SKIP}, {NS_WORD, "delInstrText", TAG_SKIP}, {NS_WORD, "fldData", TAG_SKIP},
    {NS_WORD, "rPrChange", TAG_SKIP}, {NS_WORD, "pPrChange", TAG_SKIP}, {NS_WORD, "sectPrChange", TAG_SKIP},
    {NS_WORD, "tblPrChange", TAG_SKIP}, {NS_WORD, "tblPrExChange", TAG_SKIP}, {NS_WORD, "trPrChange", TAG_SKIP},
    {NS_WORD, "tcPrChange", TAG_SKIP}, {NS_WORD, "tblGridChange", TAG_SKIP}, {NS_WORD, "numberingChange", TAG_SKIP},
    {NS_WORD, "rt", TAG_SKIP}, {NS_MATH, "t", TAG_TEXT}, {NS_MATH, "ctrlPr", TAG_SKIP},
    {NS_COMPATIBILITY, "AlternateContent", TAG_ALTERNATE}, {NS_COMPATIBILITY, "Choice", TAG_CHOICE},
    {NS_COMPATIBILITY, "Fallback", TAG_FALLBACK}, {NS_DRAWING, "blip", TAG_IMAGE}, {NS_VML, "imagedata", TAG_IMAGE}};

enum docx_tag docx_tag_of(const struct xml_element *element)
{
	if (element->space == 0)
		return TAG_OTHER;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].space == element->space && names[i].name[0] == element->name[0] &&
		    strcmp(names[i].name, element->name) == 0)
			return names[i].tag;
	return TAG_OTHER;
}

const char *docx_value(const struct xml_element *element)
{
	const char *value = xml_attribute(element, element->space, "val");

	return value != NULL ? value : "";
}

bool docx_is_on(const struct xml_element *element)
{
	const char *value = docx_value(element);

	return strcmp(value, "0") != 0 && strcmp(value, "false") != 0 && strcmp(value, "off") != 0;
}

unsigned docx_number(const struct xml_element *element, unsigned otherwise)
{
	const char *value = docx_value(element);

	if (*value < '0' || *value > '9')
		return otherwise;
	unsigned long number = strtoul(value, NULL, 10);
	return (unsigned)(number < NUMBER_MOST ? number : NUMBER_MOST);
}
