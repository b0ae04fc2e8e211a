/*
 * html_url: what an address in HTML leads to.
 *
 * Schemes are allowed, never forbidden: what is not known here launches something. Values come with their character
 * references resolved; octets that browsers leave out (tab, line ends, leading controls) are left out here too.
 */
#ifndef MESSAGE_SANITISE_HTML_URL_H
#define MESSAGE_SANITISE_HTML_URL_H

#include "message/text.h"

#include <stdbool.h>
#include <stddef.h>

enum html_url_kind {
	HTML_URL_ACTIVE = 0, /* javascript:, data:, file:, ms-word:, whatever nobody knows */
	HTML_URL_UNC,	     /* another machine's share, or relative to a scheme: sends a password hash */
	HTML_URL_WEB,	     /* http and https */
	HTML_URL_MAIL,
	HTML_URL_TEL,
	HTML_URL_CID,	   /* a part of this message */
	HTML_URL_PICTURE,  /* data:image/png and the like */
	HTML_URL_HARMLESS, /* nothing happens that nobody wants, but it is not taken over either */
	HTML_URL_RELATIVE, /* leads nowhere, from a mail */
	HTML_URL_NONE	   /* empty, or a place in this text */
};

#define HTML_HOST_SIZE 256

enum html_url_kind html_url_kind(const char *value);

/*
 * The host of a web address, in lower case and without port; false when it has none that could be one. Sets
 * *ret_is_odd when a name stands before it (https://www.example.org@host), as deceivers do.
 */
bool html_url_host(const char *value, char host[static HTML_HOST_SIZE], bool *ret_is_odd);

/* Appends it as it is to be written: no controls, no blanks, slashes where browsers read slashes. */
void html_url_append(const char *value, struct text *text);

#endif
