/*
 * html_entity: which character a character reference stands for.
 *
 * Numbers, and the names that mail programs write: of Latin letters, punctuation and currencies. What is not known here
 * is text.
 */
#ifndef MESSAGE_SANITISE_HTML_ENTITY_H
#define MESSAGE_SANITISE_HTML_ENTITY_H

#include <stddef.h>

/* `at` is an "&". Octets of the reference, with the character in *ret_character; 0 where it is none. */
size_t html_entity_read(const char *at, const char *end, unsigned *ret_character);

#endif
