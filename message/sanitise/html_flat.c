#include "message/sanitise/html_flat.h"

#include "message/sanitise/html_entity.h"
#include "message/sanitise/html_names.h"
#include "message/sanitise/html_tag.h"
#include "message/sanitise/html_url.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ADDRESS_MAX  2048 /* octets of an address that is shown */

/* Where the text is to begin next. */
enum gap { GAP_NONE = 0, GAP_BLANK, GAP_TAB, GAP_LINE, GAP_PARAGRAPH };

/* Elements whose content is no text, or none that is shown. */
static const char *const silent[] = {"script", "style", "title", "iframe", "noembed", "noframes", "template"};

struct flat {
	const char *at, *end;
	struct text *text;
	enum gap gap;
	unsigned verbatim;    /* open pre elements */
	bool has_no_end;      /* of a tag: the rest is text */
	unsigned never_ended; /* bits of `silent`: no end of it follows any more */
	struct html_span href;
	size_t link_start; /* in the text */
};

static void want(struct flat *flat, enum gap gap)
{
	if (flat->gap < gap)
		flat->gap = gap;
}

static void close_gap(struct flat *flat)
{
	static const char *const gaps[] = {
	    [GAP_NONE] = "", [GAP_BLANK] = " ", [GAP_TAB] = "\t", [GAP_LINE] = "\n", [GAP_PARAGRAPH] = "\n\n"};

	if (flat->text->length > 0)
		text_append(flat->text, gaps[flat->gap], strlen(gaps[flat->gap]));
	flat->gap = GAP_NONE;
}

static void tell_octet(struct flat *flat, char octet)
{
	bool is_blank = octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r' || octet == '\f';

	if (is_blank && flat->verbatim == 0) {
		want(flat, GAP_BLANK);
		return;
	}
	/* Controls and NUL are nobody's text. */
	if (((unsigned char)octet < ' ' && octet != '\t' && octet != '\n') || octet == 0x7f)
		return;
	close_gap(flat);
	text_append_octet(flat->text, octet);
}

static void tell_character(struct flat *flat, unsigned character)
{
	if (character < 0x80) {
		tell_octet(flat, (char)character);
	} else if (character < 0x800) {
		tell_octet(flat, (char)(0xc0 | character >> 6));
		tell_octet(flat, (char)(0x80 | (character & 0x3f)));
	} else if (character < 0x10000) {
		tell_octet(flat, (char)(0xe0 | character >> 12));
		tell_octet(flat, (char)(0x80 | (character >> 6 & 0x3f)));
		tell_octet(flat, (char)(0x80 | (character & 0x3f)));
	} else {
		tell_octet(flat, (char)(0xf0 | character >> 18));
		tell_octet(flat, (char)(0x80 | (character >> 12 & 0x3f)));
		tell_octet(flat, (char)(0x80 | (character >> 6 & 0x3f)));
		tell_octet(flat, (char)(0x80 | (character & 0x3f)));
	}
}

/* One character of text or of a value; how long it was. */
static size_t tell_next(struct flat *flat, const char *at, const char *end)
{
	unsigned character = 0;
	size_t length = *at == '&' ? html_entity_read(at, end, &character) : 0;

	if (length == 0) {
		tell_octet(flat, *at);
		return 1;
	}
	tell_character(flat, character);
	return length;
}

static void tell_mark(struct flat *flat, const char *mark)
{
	close_gap(flat);
	text_append(flat->text, mark, strlen(mark));
}

static void tell_picture(struct flat *flat, struct html_span alternative)
{
	if (alternative.length == 0)
		return;
	const char *end = alternative.start + alternative.length;
	tell_mark(flat, "[");
	for (const char *at = alternative.start; at < end;)
		at += tell_next(flat, at, end);
	flat->gap = GAP_NONE;
	tell_mark(flat, "]");
}

static void tell_address(struct flat *flat, const char *address, size_t length)
{
	const struct text *text = flat->text;

	if (length == 0 || text->bytes == NULL ||
	    memmem(text->bytes + flat->link_start, text->length - flat->link_start, address, length) != NULL)
		return;
	want(flat, GAP_BLANK);
	tell_mark(flat, "<");
	text_append(flat->text, address, length);
	text_append_octet(flat->text, '>');
}

/* Only where it leads somewhere that its text does not say. */
static void end_link(struct flat *flat)
{
	struct text value, address;

	text_init(&value);
	text_init(&address);
	if (flat->href.length > 0 && flat->href.length <= ADDRESS_MAX) {
		html_span_decode(flat->href, &value);
		enum html_url_kind kind = html_url_kind(text_string(&value));
		if (kind == HTML_URL_WEB || kind == HTML_URL_MAIL || kind == HTML_URL_TEL)
			html_url_append(text_string(&value), &address);
	}
	if (value.error == 0 && address.error == 0)
		tell_address(flat, text_string(&address), address.length);
	else
		flat->text->error = value.error < 0 ? value.error : address.error;
	flat->href.length = 0;
	text_clear(&address);
	text_clear(&value);
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static enum gap gap_around(const char *name)
{
	static const char *const paragraphs[] = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"};

	if (is_one_of(name, paragraphs, COUNT(paragraphs)))
		return GAP_PARAGRAPH;
	if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0)
		return GAP_TAB;
	return html_is_block(name) ? GAP_LINE : GAP_NONE;
}

/* To the end tag of what is not shown. A script or style that never ends goes on to the last octet. */
static void skip_silent(struct flat *flat, const char *name)
{
	for (unsigned i = 0; i < COUNT(silent); i++) {
		size_t length = strlen(silent[i]);
		if (strcmp(name, silent[i]) != 0 || (flat->never_ended & 1U << i) != 0)
			continue;
		for (const char *at = flat->at; (at = memchr(at, '<', (size_t)(flat->end - at))) != NULL; at++)
			if ((size_t)(flat->end - at) >= length + 2 && at[1] == '/' &&
			    strncasecmp(at + 2, silent[i], length) == 0) {
				flat->at = at;
				return;
			}
		flat->never_ended |= 1U << i;
		if (i < 2)
			flat->at = flat->end;
	}
}

static void begin_element(struct flat *flat, const char *name)
{
	if (strcmp(name, "br") == 0) {
		/* Two of them leave a line empty. */
		flat->gap = flat->gap >= GAP_LINE ? GAP_PARAGRAPH : GAP_LINE;
		return;
	}
	want(flat, gap_around(name));
	if (strcmp(name, "li") == 0)
		tell_mark(flat, "- ");
	flat->verbatim += strcmp(name, "pre") == 0;
	skip_silent(flat, name);
}

static void end_element(struct flat *flat, const char *name)
{
	if (strcmp(name, "a") == 0)
		end_link(flat);
	if (strcmp(name, "pre") == 0 && flat->verbatim > 0)
		flat->verbatim--;
	want(flat, gap_around(name));
}

/* Whether the tag has an end; `wanted` is what it says under that name. */
static bool read_tag(struct html_tag *tag, const char *name, struct html_span *wanted)
{
	struct html_span attribute, value;
	char found[HTML_NAME_SIZE];
	const char *before = tag->at;

	while (html_tag_next(tag, &attribute, &value)) {
		html_span_copy(attribute, found, sizeof(found));
		if (wanted->start == NULL && strcmp(found, name) == 0)
			*wanted = value;
		before = tag->at;
	}
	return tag->at > before && tag->at[-1] == '>';
}

static void pass_tag(struct flat *flat, struct html_tag *tag)
{
	char name[HTML_NAME_SIZE];
	struct html_span value = {0};

	html_span_copy(tag->name, name, sizeof(name));
	flat->has_no_end = !read_tag(tag, strcmp(name, "img") == 0 ? "alt" : "href", &value);
	if (flat->has_no_end)
		return;
	flat->at = tag->at;
	if (tag->is_end) {
		end_element(flat, name);
		return;
	}
	if (strcmp(name, "a") == 0) {
		flat->href = value;
		flat->link_start = flat->text->length;
	} else if (strcmp(name, "img") == 0) {
		tell_picture(flat, value);
	}
	begin_element(flat, name);
}

static void skip_behind(struct flat *flat, const char *mark)
{
	const char *found = memmem(flat->at, (size_t)(flat->end - flat->at), mark, strlen(mark));

	flat->at = found != NULL ? found + strlen(mark) : flat->end;
}

/* At a "<". */
static void pass_markup(struct flat *flat)
{
	const char *next = flat->at + 1;
	struct html_tag tag;

	if (flat->end - flat->at >= 4 && memcmp(flat->at, "<!--", 4) == 0) {
		/* "<!-->" is whole. */
		flat->at += strlen("<!");
		skip_behind(flat, "-->");
	} else if (html_tag_begin(flat->at, flat->end, &tag)) {
		pass_tag(flat, &tag);
	} else if (next < flat->end && (*next == '!' || *next == '?' || *next == '/')) {
		skip_behind(flat, ">");
	} else {
		tell_octet(flat, *flat->at++);
	}
}

int html_flat(const char *html, size_t length, struct text *text)
{
	struct flat flat = {.at = html, .end = html + length, .text = text};

	while (flat.at < flat.end && text->error == 0) {
		if (*flat.at == '<' && !flat.has_no_end)
			pass_markup(&flat);
		else
			flat.at += tell_next(&flat, flat.at, flat.end);
	}
	if (text->length > 0)
		text_append_octet(text, '\n');
	return text->error;
}
