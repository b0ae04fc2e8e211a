/*
 * admitted_charset: the charsets in which text has one reading.
 *
 * Those of message/charsets.h that the usual libraries know, by names that they know; but for what is not ASCII where
 * ASCII is (UTF-16, UTF-32) or hides it (UTF-7). Unlike the lax reading this one replaces nothing: octets that are no
 * text are refused.
 */
#ifndef MESSAGE_GRAMMAR_ADMITTED_CHARSET_H
#define MESSAGE_GRAMMAR_ADMITTED_CHARSET_H

#include "message/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Caseless; some aliases too. `charsets_hold()` must have run. */
bool admitted_charset_is(const char *name, size_t length);

/*
 * Caseless: those, and some that programs label a text with although only some readers know them, or nobody can. That
 * harms nothing where the octets are announced: all take the same out, and show them in other letters. No name is ever
 * decoded with one.
 */
bool admitted_charset_is_label(const char *name, size_t length);

/*
 * Appends `bytes` as UTF-8. 0; -ENOENT: the charset is not admitted; -EBADMSG: the octets are no text in it; -ENOMEM.
 * What was appended stays in any case.
 */
int admitted_charset_decode(const char *name, size_t name_length, const char *bytes, size_t length, struct text *text);

#endif
