#include "message/sanitise/html_copy.h"

#include "message/sanitise/html_css.h"
#include "message/sanitise/html_link.h"
#include "message/sanitise/html_writer.h"
#include "message/sanitise/limits.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define WORD_MAX   32
#define TARGET_MAX 200 /* octets of an address that is shown */

struct copy {
	struct text *html;
	bool keeps_remote;
};

static int copy_node(const struct copy *copy, const GumboNode *node, unsigned depth);

static bool consists_of(const char *value, const char *others, bool takes_letters)
{
	size_t length = strlen(value);

	for (size_t i = 0; i < length; i++) {
		char octet = value[i];
		bool is_letter = (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
		if (!(octet >= '0' && octet <= '9') && !(is_letter && takes_letters) && strchr(others, octet) == NULL)
			return false;
	}
	return length <= WORD_MAX;
}

static bool is_allowed(enum html_value kind, const char *value)
{
	switch (kind) {
	case HTML_VALUE_NUMBER:
		return consists_of(value, ".%*+-", false);
	case HTML_VALUE_WORD:
		return consists_of(value, "_-", true);
	case HTML_VALUE_COLOUR:
		return consists_of(value, "#", true);
	default:
		return kind == HTML_VALUE_TEXT;
	}
}

static void copy_style(const char *style, struct text *html)
{
	struct text kept;

	text_init(&kept);
	html_css_append(style, &kept);
	if (kept.length > 0)
		html_writer_attribute(html, "style", text_string(&kept));
	html->error = html->error < 0 ? html->error : kept.error;
	text_clear(&kept);
}

static void copy_attributes(const GumboElement *element, struct text *html)
{
	for (unsigned i = 0; i < element->attributes.length; i++) {
		const GumboAttribute *attribute = element->attributes.data[i];
		enum html_value kind = html_value(attribute->name);
		if (kind == HTML_VALUE_STYLE)
			copy_style(attribute->value, html);
		else if (is_allowed(kind, attribute->value))
			html_writer_attribute(html, attribute->name, attribute->value);
	}
}

static void copy_address(const char *name, const char *value, struct text *html)
{
	struct text address;

	text_init(&address);
	html_url_append(value, &address);
	html_writer_attribute(html, name, text_string(&address));
	html->error = html->error < 0 ? html->error : address.error;
	text_clear(&address);
}

static int copy_children(const struct copy *copy, const GumboElement *element, unsigned depth)
{
	int r = 0;

	for (unsigned i = 0; r == 0 && i < element->children.length; i++)
		r = copy_node(copy, element->children.data[i], depth + 1);
	return r;
}

static int copy_kept(const struct copy *copy, const GumboElement *element, const char *name, unsigned depth)
{
	int r;

	html_writer_start(copy->html, name);
	copy_attributes(element, copy->html);
	html_writer_end(copy->html);
	/* A parser leaves out the first line end of a pre. */
	if (strcmp(name, "pre") == 0)
		text_append_octet(copy->html, '\n');
	r = copy_children(copy, element, depth);
	html_writer_close(copy->html, name);
	return r;
}

static void copy_void(const struct copy *copy, const GumboElement *element, const char *name)
{
	html_writer_start(copy->html, name);
	copy_attributes(element, copy->html);
	html_writer_end(copy->html);
}

static void copy_stand_in(const struct copy *copy, const GumboElement *element)
{
	struct text text;

	text_init(&text);
	html_tree_stand_in(element, &text);
	html_writer_text(copy->html, text_string(&text), text.length);
	copy->html->error = copy->html->error < 0 ? copy->html->error : text.error;
	text_clear(&text);
}

static void copy_image(const struct copy *copy, const GumboElement *element)
{
	const char *source = html_tree_value(element, "src");
	enum html_url_kind kind = html_url_kind(source);

	if (kind != HTML_URL_CID && !(kind == HTML_URL_WEB && copy->keeps_remote)) {
		copy_stand_in(copy, element);
		return;
	}
	html_writer_start(copy->html, "img");
	copy_address("src", source, copy->html);
	copy_attributes(element, copy->html);
	html_writer_end(copy->html);
}

static void show_target(const char *target, struct text *html)
{
	html_writer_text(html, " [", 2);
	html_writer_text(html, target, strlen(target));
	html_writer_text(html, "]", 1);
}

/* A link that leads nowhere is text; where it says a host it was to lead there. */
static void show_relative(const char *href, const char *shown, struct text *html)
{
	if (html_url_kind(href) == HTML_URL_RELATIVE && strchr(href, '.') != NULL && strlen(href) <= TARGET_MAX &&
	    strcasestr(shown, href) == NULL)
		show_target(href, html);
}

static bool is_kept_link(const char *href, char host[static HTML_HOST_SIZE])
{
	enum html_url_kind kind = html_url_kind(href);
	bool is_odd;

	return kind == HTML_URL_MAIL || kind == HTML_URL_TEL || kind == HTML_URL_CID ||
	       (kind == HTML_URL_WEB && html_url_host(href, host, &is_odd));
}

static int copy_link_text(const struct copy *copy, const GumboNode *node, const char *shown, unsigned depth)
{
	const char *href = html_tree_value(&node->v.element, "href");
	char host[HTML_HOST_SIZE];
	int r;

	if (!is_kept_link(href, host)) {
		r = copy_children(copy, &node->v.element, depth);
		show_relative(href, shown, copy->html);
		return r;
	}
	html_writer_start(copy->html, "a");
	copy_address("href", href, copy->html);
	copy_style(html_tree_value(&node->v.element, "style"), copy->html);
	html_writer_end(copy->html);
	r = copy_children(copy, &node->v.element, depth);
	if (html_url_kind(href) == HTML_URL_WEB && html_link_deceives(href, shown, host))
		show_target(host, copy->html);
	html_writer_close(copy->html, "a");
	return r;
}

static int copy_link(const struct copy *copy, const GumboNode *node, unsigned depth)
{
	struct text shown;
	int r;

	text_init(&shown);
	r = html_tree_text(node, &shown);
	if (r == 0)
		r = copy_link_text(copy, node, text_string(&shown), depth);
	text_clear(&shown);
	return r;
}

static int copy_verbatim(const struct copy *copy, const GumboElement *element, unsigned depth)
{
	int r;

	text_append(copy->html, "<pre>\n", 6);
	r = copy_children(copy, element, depth);
	html_writer_close(copy->html, "pre");
	return r;
}

static int copy_option(const struct copy *copy, const GumboElement *element, unsigned depth)
{
	int r = copy_children(copy, element, depth);

	text_append(copy->html, "<br>", 4);
	return r;
}

static int copy_element(const struct copy *copy, const GumboNode *node, unsigned depth)
{
	const GumboElement *element = &node->v.element;
	char name[HTML_NAME_SIZE];

	html_tree_name(element, name);
	switch (html_tree_role(element)) {
	case HTML_SILENT:
		return 0;
	case HTML_KEPT:
		return copy_kept(copy, element, name, depth);
	case HTML_VOID:
		copy_void(copy, element, name);
		return 0;
	case HTML_VERBATIM:
		return copy_verbatim(copy, element, depth);
	case HTML_IMAGE:
		copy_image(copy, element);
		return 0;
	case HTML_LINK:
		return copy_link(copy, node, depth);
	case HTML_INPUT:
		copy_stand_in(copy, element);
		return 0;
	case HTML_OPTION:
		return copy_option(copy, element, depth);
	default:
		return copy_children(copy, element, depth);
	}
}

static int copy_node(const struct copy *copy, const GumboNode *node, unsigned depth)
{
	if (depth > LIMIT_HTML_DEPTH)
		return -E2BIG;
	if (html_tree_is_text(node))
		html_writer_text(copy->html, node->v.text.text, strlen(node->v.text.text));
	else if (html_tree_is_element(node))
		return copy_element(copy, node, depth);
	return copy->html->error;
}

static int copy_body(const struct copy *copy, const GumboElement *body)
{
	int r;

	html_writer_start(copy->html, "body");
	copy_attributes(body, copy->html);
	html_writer_end(copy->html);
	r = copy_children(copy, body, 0);
	html_writer_close(copy->html, "body");
	return r;
}

/* The document's own elements are always written, whether or not it had them. */
int html_copy(const struct html_tree *tree, bool keeps_remote, struct text *html)
{
	static const char doctype[] = "<!DOCTYPE html>\n";
	const struct copy copy = {.html = html, .keeps_remote = keeps_remote};
	const GumboElement *root = &tree->root->v.element;
	int r = 0;

	if (!tree->has_quirks)
		text_append(html, doctype, strlen(doctype));
	html_writer_start(html, "html");
	copy_attributes(root, html);
	html_writer_end(html);
	for (unsigned i = 0; r == 0 && i < root->children.length; i++) {
		const GumboNode *child = root->children.data[i];
		if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag != GUMBO_TAG_HEAD)
			r = copy_body(&copy, &child->v.element);
	}
	html_writer_close(html, "html");
	return r < 0 ? r : html->error;
}
