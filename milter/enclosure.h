/*
 * enclosure: a file as the attachment of a message, so that it is read exactly as it would be in the mail.
 *
 * Reads nothing of the file: its octets are written in base64, and its name as RFC 2231 has it. A message that somebody
 * saved is no enclosure: it becomes what it was on its way, with the line ends of SMTP.
 */
#ifndef MILTER_ENCLOSURE_H
#define MILTER_ENCLOSURE_H

#include <stdbool.h>
#include <stddef.h>

/* Is the file a saved message, by its name? */
bool enclosure_is_message(const char *path);

/* Both give octets to be freed. 0, -ENOMEM. A name that is no UTF-8 is left out. */
int enclosure_make(const char *path, const void *octets, size_t size, char **ret_message, size_t *ret_size);
int enclosure_restore(const void *octets, size_t size, char **ret_message, size_t *ret_size);

#endif
