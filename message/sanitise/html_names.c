#include "message/sanitise/html_names.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct element {
	const char *name;
	enum html_role role;
	bool is_active;
	bool is_block;
};

/* Sorted by name. */
static const struct element elements[] = {
    {"a", HTML_LINK, false, false},
    {"abbr", HTML_KEPT, false, false},
    {"acronym", HTML_KEPT, false, false},
    {"address", HTML_KEPT, false, true},
    {"animate", HTML_DROPPED, true, false},
    {"animatecolor", HTML_DROPPED, true, false},
    {"animatemotion", HTML_DROPPED, true, false},
    {"applet", HTML_DROPPED, true, false},
    {"article", HTML_KEPT, false, true},
    {"aside", HTML_KEPT, false, true},
    {"audio", HTML_DROPPED, false, false},
    {"b", HTML_KEPT, false, false},
    {"base", HTML_SILENT, true, false},
    {"basefont", HTML_SILENT, false, false},
    {"bdo", HTML_KEPT, false, false},
    {"bgsound", HTML_SILENT, true, false},
    {"big", HTML_KEPT, false, false},
    {"blockquote", HTML_KEPT, false, true},
    {"br", HTML_VOID, false, false},
    {"button", HTML_DROPPED, true, false},
    {"canvas", HTML_DROPPED, false, false},
    {"caption", HTML_KEPT, false, true},
    {"center", HTML_KEPT, false, true},
    {"cite", HTML_KEPT, false, false},
    {"code", HTML_KEPT, false, false},
    {"col", HTML_VOID, false, false},
    {"colgroup", HTML_KEPT, false, false},
    {"dd", HTML_KEPT, false, true},
    {"del", HTML_KEPT, false, false},
    {"dfn", HTML_KEPT, false, false},
    {"div", HTML_KEPT, false, true},
    {"dl", HTML_KEPT, false, true},
    {"dt", HTML_KEPT, false, true},
    {"em", HTML_KEPT, false, false},
    {"embed", HTML_SILENT, true, false},
    {"event-source", HTML_SILENT, true, false},
    {"fencedframe", HTML_SILENT, true, false},
    {"font", HTML_KEPT, false, false},
    {"footer", HTML_KEPT, false, true},
    {"form", HTML_DROPPED, true, true},
    {"frame", HTML_SILENT, true, false},
    {"frameset", HTML_DROPPED, true, false},
    {"h1", HTML_KEPT, false, true},
    {"h2", HTML_KEPT, false, true},
    {"h3", HTML_KEPT, false, true},
    {"h4", HTML_KEPT, false, true},
    {"h5", HTML_KEPT, false, true},
    {"h6", HTML_KEPT, false, true},
    {"header", HTML_KEPT, false, true},
    {"hr", HTML_VOID, false, true},
    {"i", HTML_KEPT, false, false},
    {"iframe", HTML_SILENT, true, false},
    {"ilayer", HTML_DROPPED, true, false},
    {"image", HTML_IMAGE, false, false},
    {"img", HTML_IMAGE, false, false},
    {"input", HTML_INPUT, true, false},
    {"ins", HTML_KEPT, false, false},
    {"isindex", HTML_DROPPED, true, false},
    {"kbd", HTML_KEPT, false, false},
    {"keygen", HTML_SILENT, true, false},
    {"layer", HTML_DROPPED, true, false},
    {"li", HTML_KEPT, false, true},
    {"link", HTML_SILENT, false, false},
    {"listing", HTML_VERBATIM, false, true},
    {"main", HTML_KEPT, false, true},
    {"marquee", HTML_DROPPED, false, false},
    {"math", HTML_DROPPED, true, false},
    {"meta", HTML_SILENT, false, false},
    {"nav", HTML_KEPT, false, true},
    {"noembed", HTML_SILENT, false, false},
    {"noframes", HTML_SILENT, false, false},
    {"object", HTML_DROPPED, true, false},
    {"ol", HTML_KEPT, false, true},
    {"optgroup", HTML_DROPPED, false, true},
    {"option", HTML_OPTION, false, true},
    {"p", HTML_KEPT, false, true},
    {"plaintext", HTML_VERBATIM, true, true},
    {"portal", HTML_SILENT, true, false},
    {"pre", HTML_KEPT, false, true},
    {"q", HTML_KEPT, false, false},
    {"s", HTML_KEPT, false, false},
    {"samp", HTML_KEPT, false, false},
    {"script", HTML_SILENT, true, false},
    {"section", HTML_KEPT, false, true},
    {"select", HTML_DROPPED, true, true},
    {"set", HTML_DROPPED, true, false},
    {"small", HTML_KEPT, false, false},
    {"span", HTML_KEPT, false, false},
    {"strike", HTML_KEPT, false, false},
    {"strong", HTML_KEPT, false, false},
    {"style", HTML_SILENT, false, false},
    {"sub", HTML_KEPT, false, false},
    {"sup", HTML_KEPT, false, false},
    {"svg", HTML_DROPPED, true, false},
    {"table", HTML_KEPT, false, true},
    {"tbody", HTML_KEPT, false, true},
    {"td", HTML_KEPT, false, true},
    {"template", HTML_SILENT, true, false},
    {"textarea", HTML_DROPPED, true, true},
    {"tfoot", HTML_KEPT, false, true},
    {"th", HTML_KEPT, false, true},
    {"thead", HTML_KEPT, false, true},
    {"title", HTML_SILENT, false, false},
    {"tr", HTML_KEPT, false, true},
    {"tt", HTML_KEPT, false, false},
    {"u", HTML_KEPT, false, false},
    {"ul", HTML_KEPT, false, true},
    {"use", HTML_DROPPED, true, false},
    {"var", HTML_KEPT, false, false},
    {"wbr", HTML_VOID, false, false},
    {"xmp", HTML_VERBATIM, false, true},
};

struct attribute {
	const char *name;
	enum html_value value;
};

/* Sorted by name. None of them does anything on an element that it does not belong to. */
static const struct attribute attributes[] = {{"abbr", HTML_VALUE_TEXT}, {"align", HTML_VALUE_WORD},
    {"alink", HTML_VALUE_COLOUR}, {"alt", HTML_VALUE_TEXT}, {"bgcolor", HTML_VALUE_COLOUR},
    {"border", HTML_VALUE_NUMBER}, {"bordercolor", HTML_VALUE_COLOUR}, {"cellpadding", HTML_VALUE_NUMBER},
    {"cellspacing", HTML_VALUE_NUMBER}, {"clear", HTML_VALUE_WORD}, {"color", HTML_VALUE_COLOUR},
    {"cols", HTML_VALUE_NUMBER}, {"colspan", HTML_VALUE_NUMBER}, {"compact", HTML_VALUE_WORD}, {"dir", HTML_VALUE_WORD},
    {"face", HTML_VALUE_TEXT}, {"frame", HTML_VALUE_WORD}, {"height", HTML_VALUE_NUMBER}, {"hspace", HTML_VALUE_NUMBER},
    {"lang", HTML_VALUE_WORD}, {"link", HTML_VALUE_COLOUR}, {"noshade", HTML_VALUE_WORD}, {"nowrap", HTML_VALUE_WORD},
    {"reversed", HTML_VALUE_WORD}, {"rowspan", HTML_VALUE_NUMBER}, {"rules", HTML_VALUE_WORD},
    {"scope", HTML_VALUE_WORD}, {"size", HTML_VALUE_NUMBER}, {"span", HTML_VALUE_NUMBER}, {"start", HTML_VALUE_NUMBER},
    {"style", HTML_VALUE_STYLE}, {"summary", HTML_VALUE_TEXT}, {"text", HTML_VALUE_COLOUR}, {"title", HTML_VALUE_TEXT},
    {"type", HTML_VALUE_WORD}, {"valign", HTML_VALUE_WORD}, {"value", HTML_VALUE_NUMBER}, {"vlink", HTML_VALUE_COLOUR},
    {"vspace", HTML_VALUE_NUMBER}, {"width", HTML_VALUE_NUMBER}};

static int compare_element(const void *key, const void *item)
{
	return strcmp(key, ((const struct element *)item)->name);
}

static const struct element *find_element(const char *name)
{
	return bsearch(name, elements, COUNT(elements), sizeof(elements[0]), compare_element);
}

static int compare_attribute(const void *key, const void *item)
{
	return strcmp(key, ((const struct attribute *)item)->name);
}

enum html_role html_role(const char *name)
{
	const struct element *element = find_element(name);

	return element != NULL ? element->role : HTML_DROPPED;
}

bool html_is_active(const char *name)
{
	const struct element *element = find_element(name);

	return element != NULL && element->is_active;
}

bool html_is_block(const char *name)
{
	const struct element *element = find_element(name);

	return element != NULL && element->is_block;
}

enum html_value html_value(const char *name)
{
	const struct attribute *found =
	    bsearch(name, attributes, COUNT(attributes), sizeof(attributes[0]), compare_attribute);

	return found != NULL ? found->value : HTML_VALUE_NONE;
}
