#include "message/sanitise/html_prose.h"

#include "message/sanitise/html_url.h"
#include "message/sanitise/limits.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Where the text is to begin next. */
enum gap { GAP_NONE = 0, GAP_BLANK, GAP_TAB, GAP_LINE, GAP_PARAGRAPH };

struct prose {
	struct text *text;
	bool is_in_new_cell; /* whose first block begins where the cell does */
	enum gap gap;	     /* before the next character, unless the text is empty */
	unsigned verbatim;   /* open pre elements */
	unsigned lists;
};

static int tell_node(struct prose *prose, const GumboNode *node, unsigned depth);

static void want(struct prose *prose, enum gap gap)
{
	if (prose->gap < gap && !prose->is_in_new_cell)
		prose->gap = gap;
}

static void close_gap(struct prose *prose)
{
	static const char *const gaps[] = {
	    [GAP_NONE] = "", [GAP_BLANK] = " ", [GAP_TAB] = "\t", [GAP_LINE] = "\n", [GAP_PARAGRAPH] = "\n\n"};

	if (prose->text->length > 0)
		text_append(prose->text, gaps[prose->gap], strlen(gaps[prose->gap]));
	prose->gap = GAP_NONE;
	prose->is_in_new_cell = false;
}

static void tell_octet(struct prose *prose, char octet)
{
	bool is_blank = octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r' || octet == '\f';

	if (is_blank && prose->verbatim == 0) {
		want(prose, GAP_BLANK);
		return;
	}
	/* Controls and NUL are nobody's text. */
	if ((unsigned char)octet < ' ' && !is_blank)
		return;
	close_gap(prose);
	text_append_octet(prose->text, octet == '\r' ? '\n' : octet);
}

static void tell(struct prose *prose, const char *string)
{
	for (; *string != '\0'; string++)
		tell_octet(prose, *string);
}

static int tell_children(struct prose *prose, const GumboElement *element, unsigned depth)
{
	int r = 0;

	for (unsigned i = 0; r == 0 && i < element->children.length; i++)
		r = tell_node(prose, element->children.data[i], depth + 1);
	return r;
}

static unsigned item_number(const GumboNode *node)
{
	const GumboElement *list = &node->parent->v.element;
	unsigned number = 1;

	for (size_t i = 0; i < node->index_within_parent && i < list->children.length; i++) {
		const GumboNode *before = list->children.data[i];
		number += before->type == GUMBO_NODE_ELEMENT && before->v.element.tag == GUMBO_TAG_LI;
	}
	return number;
}

static void tell_mark(struct prose *prose, const GumboNode *node)
{
	bool is_numbered = node->parent->type == GUMBO_NODE_ELEMENT && node->parent->v.element.tag == GUMBO_TAG_OL;
	char mark[24];

	want(prose, GAP_LINE);
	close_gap(prose);
	for (unsigned i = 1; i < prose->lists; i++)
		text_append(prose->text, "  ", 2);
	snprintf(mark, sizeof(mark), is_numbered ? "%u. " : "- ", is_numbered ? item_number(node) : 0);
	text_append(prose->text, mark, strlen(mark));
}

/* Only where it leads somewhere that its text does not say. */
static int tell_link(struct prose *prose, const GumboNode *node, unsigned depth)
{
	const char *href = html_tree_value(&node->v.element, "href");
	enum html_url_kind kind = html_url_kind(href);
	struct text shown, address;
	int r = tell_children(prose, &node->v.element, depth);

	if (r < 0 || (kind != HTML_URL_WEB && kind != HTML_URL_MAIL && kind != HTML_URL_TEL))
		return r;
	text_init(&shown);
	text_init(&address);
	r = html_tree_text(node, &shown);
	html_url_append(href, &address);
	if (r == 0 && strcasestr(text_string(&shown), text_string(&address)) == NULL) {
		want(prose, GAP_BLANK);
		tell(prose, "<");
		tell(prose, text_string(&address));
		tell(prose, ">");
	}
	r = r < 0 ? r : address.error;
	text_clear(&address);
	text_clear(&shown);
	return r;
}

static enum gap gap_around(const GumboElement *element, bool is_start)
{
	switch (element->tag) {
	case GUMBO_TAG_P:
	case GUMBO_TAG_H1:
	case GUMBO_TAG_H2:
	case GUMBO_TAG_H3:
	case GUMBO_TAG_H4:
	case GUMBO_TAG_H5:
	case GUMBO_TAG_H6:
	case GUMBO_TAG_BLOCKQUOTE:
	case GUMBO_TAG_PRE:
		return GAP_PARAGRAPH;
	case GUMBO_TAG_TD:
	case GUMBO_TAG_TH:
		return is_start ? GAP_NONE : GAP_TAB;
	default: {
		char name[HTML_NAME_SIZE];
		html_tree_name(element, name);
		return html_is_block(name) ? GAP_LINE : GAP_NONE;
	}
	}
}

/* A cell's own paragraphs end with the cell. */
static void end_cell(struct prose *prose)
{
	prose->is_in_new_cell = false;
	prose->gap = GAP_TAB;
}

static void tell_stand_in(struct prose *prose, const GumboElement *element)
{
	struct text text;

	text_init(&text);
	html_tree_stand_in(element, &text);
	tell(prose, text_string(&text));
	prose->text->error = prose->text->error < 0 ? prose->text->error : text.error;
	text_clear(&text);
}

static int tell_content(struct prose *prose, const GumboNode *node, unsigned depth)
{
	const GumboElement *element = &node->v.element;
	bool is_verbatim = element->tag == GUMBO_TAG_PRE || html_tree_role(element) == HTML_VERBATIM;
	bool is_list = element->tag == GUMBO_TAG_UL || element->tag == GUMBO_TAG_OL;
	int r;

	prose->verbatim += is_verbatim;
	prose->lists += is_list;
	r = html_tree_role(element) == HTML_LINK ? tell_link(prose, node, depth) : tell_children(prose, element, depth);
	prose->lists -= is_list;
	prose->verbatim -= is_verbatim;
	return r;
}

static int tell_element(struct prose *prose, const GumboNode *node, unsigned depth)
{
	const GumboElement *element = &node->v.element;
	int r;

	if (html_tree_role(element) == HTML_SILENT)
		return 0;
	if (element->tag == GUMBO_TAG_BR) {
		/* Two of them leave a line empty. */
		if (prose->gap >= GAP_LINE)
			prose->gap = GAP_PARAGRAPH;
		else
			prose->gap = GAP_LINE;
		return 0;
	}
	want(prose, gap_around(element, true));
	if (element->tag == GUMBO_TAG_TD || element->tag == GUMBO_TAG_TH)
		prose->is_in_new_cell = true;
	if (element->tag == GUMBO_TAG_LI)
		tell_mark(prose, node);
	tell_stand_in(prose, element);
	r = tell_content(prose, node, depth);
	if (element->tag == GUMBO_TAG_TD || element->tag == GUMBO_TAG_TH)
		end_cell(prose);
	else
		want(prose, gap_around(element, false));
	return r;
}

static int tell_node(struct prose *prose, const GumboNode *node, unsigned depth)
{
	if (depth > LIMIT_HTML_DEPTH)
		return -E2BIG;
	if (html_tree_is_text(node))
		tell(prose, node->v.text.text);
	else if (html_tree_is_element(node))
		return tell_element(prose, node, depth);
	return prose->text->error;
}

int html_prose(const struct html_tree *tree, struct text *text)
{
	struct prose prose = {.text = text};
	int r = tell_node(&prose, tree->root, 0);

	if (text->length > 0)
		text_append_octet(text, '\n');
	return r < 0 ? r : text->error;
}
