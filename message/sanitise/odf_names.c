#include "message/sanitise/odf_names.h"

#include <stddef.h>
#include <string.h>

#define URN "urn:oasis:names:tc:opendocument:xmlns:"

const struct xml_namespace odf_namespaces[] = {{URN "office:1.0", ODF_OFFICE}, {URN "text:1.0", ODF_TEXT},
    {URN "table:1.0", ODF_TABLE}, {URN "drawing:1.0", ODF_DRAW}, {URN "form:1.0", ODF_FORM},
    {URN "script:1.0", ODF_SCRIPT}, {URN "presentation:1.0", ODF_PRESENTATION}, {URN "style:1.0", ODF_STYLE},
    {"http://www.w3.org/1999/xlink", ODF_XLINK}, {URN "animation:1.0", ODF_ANIMATION}, {URN "meta:1.0", ODF_META},
    {URN "svg-compatible:1.0", ODF_SVG}, {URN "database:1.0", ODF_DATABASE},
    {"http://www.w3.org/2002/xforms", ODF_XFORMS}, {"http://openoffice.org/2004/office", ODF_OPENOFFICE},
    {URN "manifest:1.0", ODF_MANIFEST}, {NULL, 0}};

static const struct {
	int space;
	const char *name;
	enum odf_action action;
} names[] = {{ODF_SCRIPT, "event-listener", ODF_CUT}, {ODF_PRESENTATION, "event-listener", ODF_CUT},
    {ODF_OFFICE, "script", ODF_LIBRARIES}, {ODF_OFFICE, "event-listeners", ODF_LIST}, {ODF_TEXT, "script", ODF_CUT},
    {ODF_TEXT, "execute-macro", ODF_UNWRAP}, {ODF_TEXT, "section-source", ODF_CUT}, {ODF_OFFICE, "dde-source", ODF_CUT},
    {ODF_TEXT, "dde-connection", ODF_UNWRAP}, {ODF_TEXT, "dde-connection-decl", ODF_CUT},
    {ODF_TEXT, "dde-connection-decls", ODF_LIST}, {ODF_TABLE, "dde-link", ODF_CUT}, {ODF_TABLE, "dde-links", ODF_LIST},
    {ODF_TABLE, "table-source", ODF_CUT}, {ODF_TABLE, "cell-range-source", ODF_CUT},
    {ODF_TABLE, "database-source-sql", ODF_CUT}, {ODF_TABLE, "database-source-table", ODF_CUT},
    {ODF_TABLE, "database-source-query", ODF_CUT}, {ODF_TABLE, "source-service", ODF_CUT},
    {ODF_TABLE, "error-macro", ODF_CUT}, {ODF_FORM, "connection-resource", ODF_CUT},
    {ODF_TEXT, "database-display", ODF_UNWRAP}, {ODF_TEXT, "database-name", ODF_UNWRAP},
    {ODF_TEXT, "database-row-number", ODF_UNWRAP}, {ODF_TEXT, "database-next", ODF_CUT},
    {ODF_TEXT, "database-row-select", ODF_CUT}, {ODF_DRAW, "object", ODF_CUT_PART},
    {ODF_DRAW, "object-ole", ODF_CUT_PART}, {ODF_DRAW, "plugin", ODF_CUT_PART}, {ODF_DRAW, "applet", ODF_CUT_PART},
    {ODF_DRAW, "floating-frame", ODF_CUT}, {ODF_META, "auto-reload", ODF_CUT}, {ODF_XFORMS, "submission", ODF_CUT},
    {ODF_ANIMATION, "command", ODF_CUT}, {ODF_TEXT, "a", ODF_LINK}, {ODF_DRAW, "a", ODF_LINK},
    {ODF_DRAW, "image", ODF_SHOWN}, {ODF_STYLE, "background-image", ODF_SHOWN}, {ODF_DRAW, "fill-image", ODF_SHOWN},
    {ODF_META, "template", ODF_SHOWN}, {ODF_PRESENTATION, "sound", ODF_SHOWN}, {ODF_ANIMATION, "audio", ODF_SHOWN},
    {ODF_SVG, "font-face-uri", ODF_SHOWN}, {ODF_SVG, "definition-src", ODF_SHOWN},
    {ODF_TEXT, "alphabetical-index-auto-mark-file", ODF_SHOWN}};

enum odf_action odf_action_of(int space, const char *name)
{
	if (space == ODF_DATABASE)
		return ODF_CUT;
	for (size_t i = 0; space != 0 && i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].space == space && names[i].name[0] == name[0] && strcmp(names[i].name, name) == 0)
			return names[i].action;
	return ODF_NOTHING;
}
