/*
 * html_flat: the text of HTML that is past a limit of those who make a tree of it.
 *
 * Tag by tag from the first octet to the last, nothing nested and nothing remembered but what is open at this moment:
 * what it costs is what its octets cost, whatever they say. Comments, scripts and style sheets go; all other text
 * stays, also what a style would hide. Where a tag never ends the rest is text as it stands.
 */
#ifndef MESSAGE_SANITISE_HTML_FLAT_H
#define MESSAGE_SANITISE_HTML_FLAT_H

#include "message/text.h"

/* Appends it, UTF-8 with line feeds, no controls. 0, -ENOMEM. */
int html_flat(const char *html, size_t length, struct text *text);

#endif
