/*
 * charsets: the character sets that we admit, and text of theirs as UTF-8.
 *
 * glibc opens a converter's file when it is first asked for, and inside the sandbox no file opens; so all is fetched
 * before. Of charsets with one octet a character a table is made and the converter let go: each file costs every child
 * of the template five mappings to copy and to take down. The others stay open while the process lives, and an
 * iconv_open() inside, ours or GMime's, finds them loaded. A charset that this system has no converter for is simply
 * not admitted.
 */
#ifndef MESSAGE_CHARSETS_H
#define MESSAGE_CHARSETS_H

#include "message/text.h"

#include <stddef.h>

#define CHARSET_NAME_MAX 40 /* octets; RFC 2978 section 2.3 */

/* Fetches them all; once, before the sandbox and before anything is decoded. How many of the names this system has. */
size_t charsets_hold(void);

/* The name of the admitted charset number `index`; NULL past the last. Static storage. */
const char *charsets_name(size_t index);

/*
 * Appends `bytes` in the charset `name` (`name_length` octets, caseless, usual aliases too) as UTF-8; what is no
 * character there becomes U+FFFD. 0, -ENOENT (no such charset; nothing is appended), -ENOMEM.
 */
int charset_decode(const char *name, size_t name_length, const char *bytes, size_t length, struct text *text);

#endif
