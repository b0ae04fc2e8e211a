#include "message/form/docx_styles.h"

#include "message/form/docx_names.h"
#include "message/form/limits.h"
#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define STYLES_MOST    2000
#define BASES_MOST     16 /* styles based on styles; Word has 11 */
#define OUTLINE_LEVELS 9  /* level 9 is body text */

struct style {
	char *id;
	char *based_on; /* or NULL */
	bool is_default;
	bool says_hidden; /* is_hidden is its own, not inherited */
	bool is_hidden;
	enum block_style block_style; /* plain: inherited */
};

struct docx_styles {
	struct style *items;
	size_t count;
	unsigned obstacles;
	int error;
	enum docx_tag tags[LIMIT_XML_DEPTH + 1]; /* the open elements */
	unsigned depth;
};

static char *copy(struct docx_styles *styles, const char *value)
{
	char *copied = strdup(value);

	if (copied == NULL)
		styles->error = -ENOMEM;
	return copied;
}

static void add_style(struct docx_styles *styles, const struct xml_element *element)
{
	const char *id = xml_attribute(element, NS_WORD, "styleId"), *type = xml_attribute(element, NS_WORD, "type"),
		   *is_default = xml_attribute(element, NS_WORD, "default");

	if (styles->count >= STYLES_MOST) {
		styles->obstacles |= OBSTACLE_LIMIT;
		return;
	}
	struct style *items = grow_by_one(styles->items, styles->count, sizeof(*items));
	if (items == NULL) {
		styles->error = -ENOMEM;
		return;
	}
	styles->items = items;
	items[styles->count++] = (struct style){.id = copy(styles, id != NULL ? id : ""),
	    .is_default =
		type != NULL && strcmp(type, "paragraph") == 0 && is_default != NULL &&
		(strcmp(is_default, "1") == 0 || strcmp(is_default, "true") == 0 || strcmp(is_default, "on") == 0)};
}

static void name_style(struct style *style, const char *name)
{
	if (strcasecmp(name, "title") == 0)
		style->block_style = STYLE_TITLE;
	else if (strncasecmp(name, "heading ", strlen("heading ")) == 0)
		style->block_style = STYLE_HEADING;
}

static void describe_style(struct docx_styles *styles, enum docx_tag tag, const struct xml_element *element)
{
	struct style *style = &styles->items[styles->count - 1];
	enum docx_tag parent = styles->tags[styles->depth - 1];
	bool is_own = styles->depth >= 2 && styles->tags[styles->depth - 2] == TAG_STYLE;

	if (tag == TAG_FIELD_NAME && parent == TAG_STYLE) {
		name_style(style, docx_value(element));
	} else if (tag == TAG_BASED_ON && parent == TAG_STYLE && style->based_on == NULL) {
		style->based_on = copy(styles, docx_value(element));
	} else if (tag == TAG_VANISH && parent == TAG_RUN_PROPERTIES && is_own) {
		style->says_hidden = true;
		style->is_hidden = docx_is_on(element);
	} else if (tag == TAG_OUTLINE_LEVEL && parent == TAG_PARAGRAPH_PROPERTIES && is_own &&
		   style->block_style == STYLE_PLAIN && docx_number(element, OUTLINE_LEVELS) < OUTLINE_LEVELS) {
		style->block_style = STYLE_HEADING;
	}
}

static void start(void *context, const struct xml_element *element)
{
	struct docx_styles *styles = context;
	enum docx_tag tag = docx_tag_of(element);

	if (tag == TAG_STYLE && styles->depth == 1)
		add_style(styles, element);
	else if (styles->count > 0 && styles->depth > 1)
		describe_style(styles, tag, element);
	styles->tags[styles->depth++] = tag;
}

static void end(void *context)
{
	struct docx_styles *styles = context;

	styles->depth--;
}

static bool is_stopped(const void *context)
{
	const struct docx_styles *styles = context;

	return styles->error < 0 || styles->obstacles != 0;
}

static const struct style *find(const struct docx_styles *styles, const char *id)
{
	for (size_t i = 0; styles != NULL && i < styles->count; i++) {
		const struct style *style = &styles->items[i];
		if (id == NULL ? style->is_default : strcmp(style->id, id) == 0)
			return style;
	}
	return NULL;
}

/* What it inherits becomes its own. */
static void resolve(const struct docx_styles *styles, struct style *style)
{
	const struct style *base = style;

	for (int i = 0; i < BASES_MOST && base->based_on != NULL; i++) {
		base = find(styles, base->based_on);
		if (base == NULL)
			break;
		if (!style->says_hidden && base->says_hidden) {
			style->says_hidden = true;
			style->is_hidden = base->is_hidden;
		}
		if (style->block_style == STYLE_PLAIN)
			style->block_style = base->block_style;
	}
}

int docx_styles_read(const char *octets, size_t size, struct docx_styles **ret_styles, unsigned *obstacles)
{
	const struct xml_handler handler = {docx_namespaces, start, end, NULL, is_stopped};
	struct docx_styles *styles = calloc(1, sizeof(*styles));

	if (styles == NULL)
		return -ENOMEM;
	int r = xml_read(octets, size, &handler, styles, &styles->obstacles);
	if (styles->error < 0)
		r = styles->error;
	else if (styles->obstacles != 0)
		r = -EBADMSG;
	if (r < 0) {
		*obstacles |= styles->obstacles;
		docx_styles_free(styles);
		return r;
	}
	for (size_t i = 0; i < styles->count; i++)
		resolve(styles, &styles->items[i]);
	*ret_styles = styles;
	return 0;
}

void docx_styles_free(struct docx_styles *styles)
{
	if (styles == NULL)
		return;
	for (size_t i = 0; i < styles->count; i++) {
		free(styles->items[i].id);
		free(styles->items[i].based_on);
	}
	free(styles->items);
	free(styles);
}

bool docx_styles_is_hidden(const struct docx_styles *styles, const char *id)
{
	const struct style *style = find(styles, id);

	return style != NULL && style->is_hidden;
}

enum block_style docx_styles_block_style(const struct docx_styles *styles, const char *id)
{
	const struct style *style = find(styles, id);

	return style != NULL ? style->block_style : STYLE_PLAIN;
}
