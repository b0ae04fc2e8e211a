/*
 * html_scan: everything in an HTML text that anybody might take for a tag.
 *
 * A part without a finding goes on as it came, so it does not do to ask one parser: comments are read by Outlook,
 * quotation marks are lost in damaged characters, old programs end a style where new ones do not. Here each "<" that a
 * name follows begins a tag, wherever it stands, in a comment and in a value too. Finding too much costs a rewriting.
 */
#ifndef MESSAGE_SANITISE_HTML_SCAN_H
#define MESSAGE_SANITISE_HTML_SCAN_H

#include "message/sanitise/html_judge.h"

#include <stddef.h>

/*
 * The bounds that keep gumbo's time and memory: LIMIT_HTML_OCTETS, _TAGS and _DEPTH (elements that may
 * be open at once, taking no end tag for granted that stands in a comment or a value). 0, or -E2BIG.
 */
int html_scan_bounds(const char *text, size_t length);

/* Every reading's tags and styles go to the judge. 0; -E2BIG past LIMIT_HTML_ATTRIBUTES, or when tags within tags are
 * too many; -ENOMEM. */
int html_scan(const char *text, size_t length, struct html_judge *judge);

#endif
