#include "message/sanitise/html_judge.h"

#include "message/sanitise/html_css.h"
#include "message/sanitise/html_names.h"
#include "message/sanitise/html_url.h"
#include "rules/unsafe.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ACTIVE	     UNSAFE_BIT(UNSAFE_HTML_ACTIVE)
#define REMOTE	     UNSAFE_BIT(UNSAFE_HTML_REMOTE)

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

/* o:href and xlink:href are hrefs. */
static const char *local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon != NULL ? colon + 1 : name;
}

static bool is_handler(const char *name)
{
	static const char *const others[] = {
	    "action", "formaction", "srcdoc", "datasrc", "fscommand", "seeksegmenttime"};

	return (strncmp(name, "on", 2) == 0 && name[2] >= 'a' && name[2] <= 'z') ||
	       is_one_of(name, others, COUNT(others));
}

static bool is_fetched(const char *element, const char *name)
{
	static const char *const names[] = {"src", "background", "poster", "data", "lowsrc", "dynsrc", "codebase",
	    "classid", "archive", "manifest", "ping", "icon", "object", "implementation"};

	if (strcmp(name, "href") == 0)
		return strcmp(element, "a") != 0 && strcmp(element, "area") != 0;
	return is_one_of(name, names, COUNT(names));
}

static bool is_link(const char *name)
{
	static const char *const names[] = {"href", "cite", "longdesc", "usemap"};

	return is_one_of(name, names, COUNT(names));
}

/* Word gives every shape on a page an href of its own: a link as any other. */
static bool is_shape(const char *element)
{
	return strncmp(element, "v:", 2) == 0 || strncmp(element, "o:", 2) == 0;
}

static unsigned judge_fetched(const char *value)
{
	switch (html_url_kind(value)) {
	case HTML_URL_ACTIVE:
		return ACTIVE;
	case HTML_URL_UNC:
		return ACTIVE | REMOTE;
	case HTML_URL_WEB:
	case HTML_URL_HARMLESS:
		return REMOTE;
	default:
		return 0;
	}
}

static unsigned judge_link(const char *value)
{
	enum html_url_kind kind = html_url_kind(value);

	return kind == HTML_URL_ACTIVE || kind == HTML_URL_UNC ? ACTIVE : 0;
}

/* Refresh leads away, and others set what is none of a mail's business. */
static unsigned judge_http_equiv(const char *value)
{
	static const char *const harmless[] = {"content-type", "content-language", "content-style-type",
	    "x-ua-compatible", "default-style", "imagetoolbar", "cache-control", "pragma", "expires",
	    "content-security-policy", "cleartype", "x-dns-prefetch-control"};

	for (size_t i = 0; i < COUNT(harmless); i++)
		if (strcasecmp(value, harmless[i]) == 0)
			return 0;
	return value[0] != '\0' ? ACTIVE : 0;
}

static unsigned judge_set(const char *value)
{
	return strstr(value, "//") != NULL || strstr(value, "\\\\") != NULL ? REMOTE : judge_fetched(value);
}

void html_judge_element(struct html_judge *judge, const char *element)
{
	if (html_is_active(local_name(element)))
		judge->found |= ACTIVE;
}

void html_judge_style(struct html_judge *judge, const char *css, size_t length)
{
	int r = html_css_judge(css, length, &judge->found);

	judge->error = judge->error < 0 ? judge->error : r;
}

void html_judge_attribute(struct html_judge *judge, const char *element, const char *name, const char *value)
{
	const char *local = local_name(name);

	if ((is_handler(local) || is_handler(name)) && strncmp(name, "xmlns", 5) != 0)
		judge->found |= ACTIVE;
	if (strcmp(local, "style") == 0 || strcmp(local, "from") == 0)
		html_judge_style(judge, value, strlen(value));
	else if (strcmp(local, "http-equiv") == 0)
		judge->found |= judge_http_equiv(value);
	else if (strcmp(local, "srcset") == 0 || strcmp(local, "imagesrcset") == 0)
		judge->found |= judge_set(value);
	else if (is_fetched(element, local) && !(is_shape(element) && strcmp(local, "href") == 0))
		judge->found |= judge_fetched(value);
	else if (is_link(local))
		judge->found |= judge_link(value);
}
