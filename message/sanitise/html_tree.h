/*
 * html_tree: an HTML text as gumbo reads it, within bounds.
 *
 * gumbo grows without bound on hostile text, never looks whether memory was had, and frees its tree by recursion. So it
 * gets memory from a heap of its own that has an end, and the tree goes away as a whole. Ask html_scan first: its
 * bounds are the cheap ones.
 */
#ifndef MESSAGE_SANITISE_HTML_TREE_H
#define MESSAGE_SANITISE_HTML_TREE_H

#include "message/sanitise/html_names.h"
#include "message/text.h"

#include <gumbo.h>
#include <stdbool.h>
#include <stddef.h>

struct html_chunk;

struct html_tree {
	const GumboNode *root; /* the html element */
	bool has_quirks;       /* tables may stand in paragraphs */
	struct html_chunk *chunks;
};

/* UTF-8. The text must outlive the tree. 0; -E2BIG past LIMIT_HTML_MEMORY; -ENOMEM. On failure nothing is to be
 * cleared. */
int html_tree_parse(const char *text, size_t length, struct html_tree *ret_tree);
void html_tree_clear(struct html_tree *tree);

bool html_tree_is_element(const GumboNode *node);
bool html_tree_is_text(const GumboNode *node);
/* In lower case, cut at the size. */
void html_tree_name(const GumboElement *element, char name[static HTML_NAME_SIZE]);
/* What becomes of it; of what is no HTML (SVG, MathML) only the text stays. */
enum html_role html_tree_role(const GumboElement *element);
/* The value of an attribute, "" when it has none; borrowed. */
const char *html_tree_value(const GumboElement *element, const char *attribute);
/* What an image or a field says when it is not there: its alternative text or value in brackets. Or nothing. */
void html_tree_stand_in(const GumboElement *element, struct text *text);
/* Everything that is read in it, pictures as what they say. 0; -E2BIG deeper than LIMIT_HTML_DEPTH; -ENOMEM. */
int html_tree_text(const GumboNode *node, struct text *text);

#endif
