/*
 * html_css: what a style may say, and what it must not.
 *
 * A style attribute is written anew from properties that are allowed, with values of plain words, numbers, colours and
 * names of fonts. Whether a style holds something unsafe is looked for in the whole of it, with escapes resolved and
 * comments both left in and taken out: mail programs differ there.
 */
#ifndef MESSAGE_SANITISE_HTML_CSS_H
#define MESSAGE_SANITISE_HTML_CSS_H

#include "message/text.h"

#include <stddef.h>

/* Bits of html-active and html-remote. 0, -ENOMEM. */
int html_css_judge(const char *css, size_t length, unsigned *found);

/* Appends what of a style attribute may stay, "name: value; name: value"; nothing when nothing may. */
void html_css_append(const char *style, struct text *text);

#endif
