/*
 * utf8: is this text UTF-8 (RFC 3629)? Overlong forms, surrogates and what lies past U+10FFFF are not. Pure.
 */
#ifndef RULES_UTF8_H
#define RULES_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* A NUL is a character like any other here. */
bool utf8_is_valid(const char *text, size_t length);

/*
 * Octets of the character at the start of `text` (1 to 4), or 0 when there is none: at the end, or where the octets are
 * not UTF-8.
 */
size_t utf8_character(const char *text, size_t length);

#endif
