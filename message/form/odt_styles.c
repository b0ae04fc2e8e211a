#include "message/form/odt_styles.h"

#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define STYLES_MOST 4000

void odt_styles_clear(struct odt_styles *styles)
{
	for (size_t i = 0; i < styles->count; i++)
		free(styles->items[i].name);
	free(styles->items);
	*styles = (struct odt_styles){0};
}

static enum block_style block_style_of(const char *name, const struct odt_style *parent)
{
	if (strcmp(name, "Title") == 0)
		return STYLE_TITLE;
	if (strncmp(name, "Heading", strlen("Heading")) == 0)
		return STYLE_HEADING;
	return parent != NULL ? parent->block_style : STYLE_PLAIN;
}

int odt_styles_add(struct odt_styles *styles, const struct xml_element *element)
{
	const char *name = odt_value(element, ODT_STYLE, "name"), *family = odt_value(element, ODT_STYLE, "family");

	if (styles->count >= STYLES_MOST)
		return -E2BIG;
	const struct odt_style *parent =
	    odt_styles_find(styles, *family, odt_value(element, ODT_STYLE, "parent-style-name"));
	struct odt_style style = {.name = strdup(name),
	    .family = *family,
	    .display = parent != NULL ? parent->display : DISPLAY_INHERITED,
	    .block_style = block_style_of(name, parent)};
	struct odt_style *items = grow_by_one(styles->items, styles->count, sizeof(*items));
	if (items != NULL)
		styles->items = items;
	if (items == NULL || style.name == NULL) {
		free(style.name);
		return -ENOMEM;
	}
	items[styles->count++] = style;
	return 0;
}

void odt_styles_describe(struct odt_styles *styles, const struct xml_element *element)
{
	const char *display = odt_value(element, ODT_TEXT, "display");

	if (styles->count == 0 || *display == '\0')
		return;
	styles->items[styles->count - 1].display = strcmp(display, "none") == 0 ? DISPLAY_HIDDEN : DISPLAY_SHOWN;
}

const struct odt_style *odt_styles_find(const struct odt_styles *styles, char family, const char *name)
{
	if (*name == '\0')
		return NULL;
	for (size_t i = styles->count; i-- > 0;)
		if (styles->items[i].family == family && strcmp(styles->items[i].name, name) == 0)
			return &styles->items[i];
	return NULL;
}
