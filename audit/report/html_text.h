/*
 * html_text: text within HTML, in an element or in a quoted attribute.
 */
#ifndef AUDIT_REPORT_HTML_TEXT_H
#define AUDIT_REPORT_HTML_TEXT_H

#include <stdio.h>

/* Whatever the text is, it stays text: "&", "<", ">" and quotes are written as references, and what is no character, or
 * one that nobody sees but browsers heed, as U+FFFD. NULL is nothing. */
void html_text_write(FILE *stream, const char *text);

/* At most so many characters of it, with an ellipsis for the rest. */
void html_text_write_short(FILE *stream, const char *text, size_t most);

#endif
