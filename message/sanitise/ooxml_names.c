#include "message/sanitise/ooxml_names.h"

#include "rules/unsafe.h"

#include <stddef.h>
#include <string.h>

#define MACROS	 UNSAFE_BIT(UNSAFE_OFFICE_MACROS)
#define EXTERNAL UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL)
#define EMBEDDED UNSAFE_BIT(UNSAFE_OFFICE_EMBEDDED)
#define DDE	 UNSAFE_BIT(UNSAFE_FIELDS_DDE)

#define OPEN   "http://schemas.openxmlformats.org/"
#define STRICT "http://purl.oclc.org/ooxml/"

const struct xml_namespace ooxml_namespaces[] = {{OPEN "wordprocessingml/2006/main", OOXML_WORD},
    {STRICT "wordprocessingml/main", OOXML_WORD}, {"http://schemas.microsoft.com/office/word/2003/wordml", OOXML_WORD},
    {OPEN "spreadsheetml/2006/main", OOXML_SHEET}, {STRICT "spreadsheetml/main", OOXML_SHEET},
    {OPEN "presentationml/2006/main", OOXML_SLIDE}, {STRICT "presentationml/main", OOXML_SLIDE},
    {OPEN "drawingml/2006/main", OOXML_DRAWING}, {STRICT "drawingml/main", OOXML_DRAWING},
    {OPEN "drawingml/2006/spreadsheetDrawing", OOXML_SHEET_DRAWING},
    {STRICT "drawingml/spreadsheetDrawing", OOXML_SHEET_DRAWING}, {OPEN "drawingml/2006/chart", OOXML_CHART},
    {STRICT "drawingml/chart", OOXML_CHART}, {"http://schemas.microsoft.com/office/drawing/2014/chartex", OOXML_CHART},
    {"urn:schemas-microsoft-com:vml", OOXML_VML}, {"urn:schemas-microsoft-com:office:office", OOXML_VML_OFFICE},
    {"urn:schemas-microsoft-com:office:excel", OOXML_VML_EXCEL},
    {OPEN "officeDocument/2006/relationships", OOXML_REFERENCE},
    {STRICT "officeDocument/relationships", OOXML_REFERENCE}, {OPEN "markup-compatibility/2006", OOXML_COMPATIBILITY},
    {OPEN "officeDocument/2006/math", OOXML_MATH}, {STRICT "officeDocument/math", OOXML_MATH},
    {"http://www.w3.org/2000/svg", OOXML_SVG}, {"http://www.w3.org/1999/xlink", OOXML_XLINK},
    {OPEN "schemaLibrary/2006/main", OOXML_SCHEMAS},
    {"http://schemas.microsoft.com/office/excel/2006/main", OOXML_EXCEL_MAIN}, {NULL, 0}};

static const struct ooxml_name other;

static const struct ooxml_name names[] = {{OOXML_WORD, "altChunk", OOXML_UNSAFE, EMBEDDED},
    {OOXML_WORD, "subDoc", OOXML_UNSAFE, EXTERNAL}, {OOXML_WORD, "frameset", OOXML_UNSAFE, EXTERNAL},
    {OOXML_WORD, "control", OOXML_UNSAFE, MACROS}, {OOXML_WORD, "objectEmbed", OOXML_UNSAFE, EMBEDDED},
    {OOXML_WORD, "objectLink", OOXML_UNSAFE, EXTERNAL}, {OOXML_WORD, "movie", OOXML_UNSAFE, EMBEDDED},
    {OOXML_WORD, "docSuppData", OOXML_UNSAFE, MACROS}, {OOXML_WORD, "docOleData", OOXML_UNSAFE, EMBEDDED},
    {OOXML_WORD, "ocx", OOXML_UNSAFE, MACROS}, {OOXML_WORD, "mailMerge", OOXML_UNSAFE, EXTERNAL},
    {OOXML_WORD, "saveThroughXslt", OOXML_UNSAFE, EXTERNAL}, {OOXML_WORD, "entryMacro", OOXML_UNSAFE, MACROS},
    {OOXML_WORD, "exitMacro", OOXML_UNSAFE, MACROS}, {OOXML_VML_OFFICE, "OLEObject", OOXML_UNSAFE, EMBEDDED},
    {OOXML_VML_EXCEL, "FmlaMacro", OOXML_UNSAFE, MACROS}, {OOXML_VML_EXCEL, "DDE", OOXML_UNSAFE, DDE},
    {OOXML_SHEET, "oleObjects", OOXML_UNSAFE, EMBEDDED}, {OOXML_SHEET, "externalReferences", OOXML_UNSAFE, EXTERNAL},
    {OOXML_SHEET, "ddeLink", OOXML_UNSAFE, DDE}, {OOXML_SHEET, "oleLink", OOXML_UNSAFE, EXTERNAL},
    {OOXML_SLIDE, "control", OOXML_UNSAFE, MACROS}, {OOXML_CHART, "externalData", OOXML_UNSAFE, EMBEDDED},
    {OOXML_SCHEMAS, "schemaLibrary", OOXML_UNSAFE, EXTERNAL}, {OOXML_SVG, "script", OOXML_UNSAFE, MACROS},
    {OOXML_SVG, "foreignObject", OOXML_UNSAFE, MACROS}, {OOXML_WORD, "r", OOXML_RUN, 0},
    {OOXML_MATH, "r", OOXML_RUN, 0}, {OOXML_WORD, "rPr", OOXML_RUN_PROPERTIES, 0},
    {OOXML_WORD, "fldChar", OOXML_FIELD_MARK, 0}, {OOXML_WORD, "instrText", OOXML_INSTRUCTION, 0},
    {OOXML_WORD, "delInstrText", OOXML_DELETED_INSTRUCTION, 0}, {OOXML_WORD, "fldSimple", OOXML_SIMPLE_FIELD, 0},
    {OOXML_WORD, "t", OOXML_TEXT, 0}, {OOXML_WORD, "delText", OOXML_DELETED_INSTRUCTION, 0},
    {OOXML_DRAWING, "t", OOXML_TEXT, 0}, {OOXML_WORD, "tab", OOXML_SPACE, 0}, {OOXML_WORD, "br", OOXML_SPACE, 0},
    {OOXML_WORD, "cr", OOXML_SPACE, 0}, {OOXML_WORD, "ptab", OOXML_SPACE, 0}, {OOXML_WORD, "del", OOXML_DELETED, 0},
    {OOXML_WORD, "moveFrom", OOXML_DELETED, 0}, {OOXML_WORD, "object", OOXML_OBJECT, 0},
    {OOXML_WORD, "drawing", OOXML_PREVIEW, 0}, {OOXML_VML, "imagedata", OOXML_PREVIEW, 0},
    {OOXML_SLIDE, "graphicFrame", OOXML_FRAME, 0}, {OOXML_SLIDE, "oleObj", OOXML_EMBEDDED, EMBEDDED},
    {OOXML_SLIDE, "pic", OOXML_PICTURE, 0}, {OOXML_WORD, "hyperlink", OOXML_LINKED, 0},
    {OOXML_DRAWING, "blip", OOXML_LINKED, 0}, {OOXML_VML, "fill", OOXML_LINKED, 0},
    {OOXML_VML, "stroke", OOXML_LINKED, 0}, {OOXML_VML, "shape", OOXML_LINKED, 0}, {OOXML_VML, "rect", OOXML_LINKED, 0},
    {OOXML_SHEET, "worksheetSource", OOXML_LINKED, 0}, {OOXML_DRAWING, "hlinkClick", OOXML_CLICK, 0},
    {OOXML_DRAWING, "hlinkHover", OOXML_CLICK, 0}, {OOXML_DRAWING, "hlinkMouseOver", OOXML_CLICK, 0},
    {OOXML_COMPATIBILITY, "AlternateContent", OOXML_ALTERNATIVES, 0},
    {OOXML_COMPATIBILITY, "Choice", OOXML_ALTERNATIVE, 0}, {OOXML_COMPATIBILITY, "Fallback", OOXML_ALTERNATIVE, 0},
    {OOXML_SHEET, "hyperlinks", OOXML_LIST, 0}, {OOXML_SHEET, "controls", OOXML_LIST, 0},
    {OOXML_SHEET, "definedNames", OOXML_LIST, 0}, {OOXML_SHEET, "dataRefs", OOXML_LIST, 0},
    {OOXML_SHEET, "tableParts", OOXML_LIST, 0}, {OOXML_SLIDE, "controls", OOXML_LIST, 0},
    {OOXML_SHEET, "f", OOXML_FORMULA, 0}, {OOXML_SHEET, "formula", OOXML_RULE, 0},
    {OOXML_SHEET, "formula1", OOXML_RULE, 0}, {OOXML_SHEET, "formula2", OOXML_RULE, 0},
    {OOXML_SHEET, "calculatedColumnFormula", OOXML_RULE, 0}, {OOXML_SHEET, "totalsRowFormula", OOXML_RULE, 0},
    {OOXML_EXCEL_MAIN, "f", OOXML_RULE, 0}, {OOXML_SHEET, "definedName", OOXML_NAME, 0},
    {OOXML_SHEET, "sheet", OOXML_SHEET_ENTRY, 0}, {OOXML_SHEET, "workbookView", OOXML_VIEW, 0},
    {OOXML_SHEET, "table", OOXML_TABLE_SOURCE, 0}, {OOXML_SHEET, "tableColumn", OOXML_TABLE_SOURCE, 0}};

const struct ooxml_name *ooxml_name_of(int space, const char *name)
{
	if (space == 0)
		return &other;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].space == space && names[i].name[0] == name[0] && strcmp(names[i].name, name) == 0)
			return &names[i];
	return &other;
}
