/*
 * html_charset: the octets of an HTML part as the UTF-8 text that a mail program would show.
 */
#ifndef MESSAGE_SANITISE_HTML_CHARSET_H
#define MESSAGE_SANITISE_HTML_CHARSET_H

#include "message/text.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * `declared` is the charset parameter of the part, or NULL: then a byte order mark says, or a meta element, or UTF-8
 * if it is valid, or Windows-1252. What nobody knows is read as Windows-1252, as browsers do, and so is what calls
 * itself ISO-8859-1 or US-ASCII. charsets_hold() must have been called. 0, -ENOMEM.
 */
int html_charset_decode(const char *octets, size_t size, const char *declared, struct text *text);

/* Whether markup stands in the octets as ASCII: not so in UTF-16, and UTF-7 can hide it. */
bool html_charset_is_plain(const char *name);

#endif
