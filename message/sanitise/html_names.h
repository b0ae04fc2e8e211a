/*
 * html_names: the elements and attributes of HTML that we know, and what becomes of each.
 *
 * Allow-lists: what is not kept here is not written. An unknown element does nothing in any mail program, so its tags
 * go and its text stays, and it is no reason to rewrite a message.
 */
#ifndef MESSAGE_SANITISE_HTML_NAMES_H
#define MESSAGE_SANITISE_HTML_NAMES_H

#include <stdbool.h>

#define HTML_NAME_SIZE 24 /* longer names are none of ours, and cut */

enum html_role {
	HTML_DROPPED = 0, /* its text stays */
	HTML_SILENT,	  /* and what is in it is never shown: it goes as a whole */
	HTML_KEPT,
	HTML_VOID,     /* kept, and has no content */
	HTML_VERBATIM, /* becomes pre */
	HTML_IMAGE,
	HTML_LINK,
	HTML_INPUT, /* its value is text */
	HTML_OPTION /* stands on a line */
};

enum html_value {
	HTML_VALUE_NONE = 0, /* the attribute is not kept */
	HTML_VALUE_NUMBER,   /* 12, 50%, +1, 1* */
	HTML_VALUE_WORD,
	HTML_VALUE_COLOUR,
	HTML_VALUE_TEXT,
	HTML_VALUE_STYLE
};

/* Names in lower case. */
enum html_role html_role(const char *element);
bool html_is_active(const char *element); /* the mere element is html-active */
bool html_is_block(const char *element);  /* begins a line */
enum html_value html_value(const char *attribute);

#endif
