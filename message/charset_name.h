/*
 * charset_name: one key for all the spellings of a charset's name.
 *
 * Mail programs write ISO-8859-1, iso8859-1, latin1 and ISO_8859-1:1987, windows-1252, cp1252 and x-cp1252.
 */
#ifndef MESSAGE_CHARSET_NAME_H
#define MESSAGE_CHARSET_NAME_H

#include <stddef.h>

#define CHARSET_KEY_SIZE 48

/* Letters and digits of the name in lower case, aliases resolved: "iso88591", "windows1252", "ibm850". Always
 * terminated;
 * "" for what is no name of ours. */
void charset_name_key(const char *name, size_t length, char key[static CHARSET_KEY_SIZE]);

#endif
