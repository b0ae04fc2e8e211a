/*
 * odt_styles: what styles say that matters here: is their text hidden, is it a title. Filled as they are met; of two
 * with one name the later holds.
 */
#ifndef MESSAGE_FORM_ODT_STYLES_H
#define MESSAGE_FORM_ODT_STYLES_H

#include "message/form/document.h"
#include "message/form/odt_names.h"

enum odt_display { DISPLAY_INHERITED, DISPLAY_SHOWN, DISPLAY_HIDDEN };

struct odt_style {
	char *name;
	char family; /* 'p'aragraph, 't'ext, or another's first letter */
	enum odt_display display;
	enum block_style block_style;
};

struct odt_styles {
	struct odt_style *items;
	size_t count;
};

void odt_styles_clear(struct odt_styles *styles);

/* A style:style begins; its parent must have come before. 0, -E2BIG past the limit, -ENOMEM. */
int odt_styles_add(struct odt_styles *styles, const struct xml_element *element);
/* The style:text-properties of the newest one. */
void odt_styles_describe(struct odt_styles *styles, const struct xml_element *element);

/* NULL when there is none. */
const struct odt_style *odt_styles_find(const struct odt_styles *styles, char family, const char *name);

#endif
