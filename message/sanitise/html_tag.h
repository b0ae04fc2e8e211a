/*
 * html_tag: one tag, from its "<" on, as the HTML standard cuts it up.
 *
 * Borrows the text. Says nothing about where a tag may begin.
 */
#ifndef MESSAGE_SANITISE_HTML_TAG_H
#define MESSAGE_SANITISE_HTML_TAG_H

#include "message/text.h"

#include <stdbool.h>
#include <stddef.h>

struct html_span {
	const char *start;
	size_t length;
};

struct html_tag {
	struct html_span name; /* as written */
	bool is_end;
	const char *at, *end; /* what is not read yet */
};

/* `at` is a "<". False when no name follows it. */
bool html_tag_begin(const char *at, const char *end, struct html_tag *ret_tag);
/* The next attribute; false at the end, and then tag->at stands behind the ">", or at the end of the text. */
bool html_tag_next(struct html_tag *tag, struct html_span *ret_name, struct html_span *ret_value);

/* Puts the span there in lower case, cut at `size`. */
void html_span_copy(struct html_span span, char *to, size_t size);
/* Appends the value with the character references resolved that addresses and styles are hidden in. */
void html_span_decode(struct html_span span, struct text *text);

#endif
