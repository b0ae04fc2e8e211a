/*
 * charsets: the character sets that we admit, and text of theirs as UTF-8.
 *
 * glibc opens a converter's file when it is first asked for. Inside the sandbox no file opens, so every converter is
 * opened before and held open while the process lives: an iconv_open() inside, ours or GMime's, finds it loaded. A
 * charset that this system has no converter for is simply not admitted.
 */
#ifndef MESSAGE_CHARSETS_H
#define MESSAGE_CHARSETS_H

#include "message/text.h"

#include <stddef.h>

#define CHARSET_NAME_MAX 40 /* octets; RFC 2978 section 2.3 */

/* Opens and holds them all; once, before the sandbox. How many this system has. */
size_t charsets_hold(void);

/* The admitted charsets by name, NULL at the end; static storage. */
const char *const *charsets_names(void);

/*
 * Appends `bytes` in the charset `name` (`name_length` octets, caseless) as UTF-8; what is no character there becomes
 * U+FFFD. 0, -ENOENT (no such charset; nothing is appended), -ENOMEM.
 */
int charset_decode(const char *name, size_t name_length, const char *bytes, size_t length, struct text *text);

#endif
