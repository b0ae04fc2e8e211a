/*
 * html_writer: text and attribute values as HTML in ASCII, which every parser reads alike.
 *
 * What is not ASCII becomes a numeric reference, so the charset says nothing any more. Characters that no HTML text
 * may hold (controls, half surrogates) become U+FFFD or go.
 */
#ifndef MESSAGE_SANITISE_HTML_WRITER_H
#define MESSAGE_SANITISE_HTML_WRITER_H

#include "message/text.h"

#include <stddef.h>

/* UTF-8. */
void html_writer_text(struct text *html, const char *octets, size_t length);
/* ` name="value"`; the name is ours. */
void html_writer_attribute(struct text *html, const char *name, const char *value);
void html_writer_start(struct text *html, const char *element); /* "<element", to be ended by html_writer_end() */
void html_writer_end(struct text *html);
void html_writer_close(struct text *html, const char *element);

#endif
