/*
 * share_link: does the text of the mail lead to a file on a share host?
 *
 * Looks for addresses that begin with http:// or https://, in plain text and in HTML alike, and asks the route's
 * patterns about each. Opens nothing.
 */
#ifndef MESSAGE_FORM_SHARE_LINK_H
#define MESSAGE_FORM_SHARE_LINK_H

#include "rules/answer.h"
#include "rules/pattern.h"

#include <stdbool.h>
#include <stddef.h>

#define SHARE_LINKS_MAX 1000 /* addresses looked at in one text; with more nobody can tell */

/* ANSWER_UNKNOWN where a pattern could not tell, or past the limit. */
enum answer share_link_occurs(const char *text, size_t size, struct pattern *const *patterns, size_t pattern_count);

#endif
