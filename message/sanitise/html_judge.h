/*
 * html_judge: which classes of unsafe content an element or an attribute is.
 *
 * One judge for every reading: the tree that gumbo makes, and whatever else in the octets might be taken for a tag.
 * What is merely dropped when a part is rewritten (classes, unknown elements, styles without addresses) is none.
 */
#ifndef MESSAGE_SANITISE_HTML_JUDGE_H
#define MESSAGE_SANITISE_HTML_JUDGE_H

#include <stddef.h>

struct html_judge {
	unsigned found; /* bits of html-active and html-remote */
	int error;	/* 0 or -ENOMEM; the first one sticks */
};

/* Names in lower case; values with their character references resolved. */
void html_judge_element(struct html_judge *judge, const char *element);
void html_judge_attribute(struct html_judge *judge, const char *element, const char *name, const char *value);
/* The text of a style element. */
void html_judge_style(struct html_judge *judge, const char *css, size_t length);

#endif
