#include "message/sanitise/html_findings.h"

#include "message/sanitise/html_link.h"
#include "message/sanitise/limits.h"
#include "rules/unsafe.h"

#include <errno.h>
#include <string.h>

/* A link to a host that is none cannot be shown for what it is, and one that hides its host behind a name is written
 * by deceivers only. That a text shows another host than the link has is no reason: scanners and newsletters rewrite
 * links so in half of all mail. It is made visible where the part is written anyway. */
static int judge_target(const GumboNode *node, struct html_judge *judge)
{
	const char *href = html_tree_value(&node->v.element, "href");
	char host[HTML_HOST_SIZE];
	struct text shown;
	bool is_odd;
	int r;

	if (html_url_kind(href) != HTML_URL_WEB)
		return 0;
	text_init(&shown);
	r = html_tree_text(node, &shown);
	if (!html_url_host(href, host, &is_odd) || (is_odd && html_link_deceives(href, text_string(&shown), host)))
		judge->found |= UNSAFE_BIT(UNSAFE_HTML_ACTIVE);
	text_clear(&shown);
	return r;
}

static void judge_style_text(const GumboElement *element, struct html_judge *judge)
{
	for (unsigned i = 0; i < element->children.length; i++) {
		const GumboNode *child = element->children.data[i];
		if (html_tree_is_text(child))
			html_judge_style(judge, child->v.text.text, strlen(child->v.text.text));
	}
}

static int judge_element(const GumboNode *node, struct html_judge *judge)
{
	const GumboElement *element = &node->v.element;
	char name[HTML_NAME_SIZE];

	html_tree_name(element, name);
	html_judge_element(judge, name);
	for (unsigned i = 0; i < element->attributes.length; i++) {
		const GumboAttribute *attribute = element->attributes.data[i];
		html_judge_attribute(judge, name, attribute->name, attribute->value);
	}
	if (strcmp(name, "style") == 0)
		judge_style_text(element, judge);
	return html_tree_role(element) == HTML_LINK ? judge_target(node, judge) : 0;
}

static int judge_node(const GumboNode *node, unsigned depth, struct html_judge *judge)
{
	int r;

	if (!html_tree_is_element(node))
		return 0;
	if (depth > LIMIT_HTML_DEPTH)
		return -E2BIG;
	r = judge_element(node, judge);
	for (unsigned i = 0; r == 0 && i < node->v.element.children.length; i++)
		r = judge_node(node->v.element.children.data[i], depth + 1, judge);
	return r < 0 ? r : judge->error;
}

int html_findings(const struct html_tree *tree, struct html_judge *judge)
{
	return judge_node(tree->root, 0, judge);
}
