/*
 * ascii_text: UTF-8 in the characters that an SMTP reply may have.
 *
 * Letters lose their accents, typographic quotes, dashes and blanks become plain ones; what has no such likeness
 * becomes "?". Nothing but printable ASCII comes out.
 */
#ifndef RULES_ASCII_TEXT_H
#define RULES_ASCII_TEXT_H

#include <stddef.h>

/* Writes at most `size` octets with the end (always terminated where size > 0); what has no room is left out from its
 * first character on. Octets that are no UTF-8 count as one character each. The length of what was written. */
size_t ascii_text_write(const char *text, char *out, size_t size);

#endif
