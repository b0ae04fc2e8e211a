/*
 * copy_field: the visible Cc of a repaired message.
 *
 * Whoever reads the mail is to see whom it went to. What the sender wrote stays octet for octet, 8-bit text and all;
 * the copies are written behind it, folded, and what the sender left open (a comment, a quoted string, a group) is
 * closed first, or the addition would be part of it. No address is written that the field names already.
 */
#ifndef MESSAGE_COPY_FIELD_H
#define MESSAGE_COPY_FIELD_H

#include "message/text.h"

#include <stdbool.h>
#include <stddef.h>

struct copy_address {
	const char *name;    /* printable ASCII; NULL or "" for none */
	const char *address; /* canonical */
};

/*
 * Appends the value of a Cc field to `text`: all that follows the colon, a blank first, LF alone before each folded
 * line, as libmilter wants it. `existing` is the value as it stands in the header (CRLF or LF in its folds), or NULL
 * for a new field. *ret_is_changed is false when all addresses are named already, and then nothing is appended. 0 or
 * -ENOMEM.
 */
int copy_field_write(const char *existing, size_t length, const struct copy_address *copies, size_t count,
    struct text *text, bool *ret_is_changed);

/*
 * Whether such a field can be written again with copies in it: a line that is too long for SMTP or a control character
 * in what the sender wrote would be ours then. 0, -EBADMSG, -ENOMEM.
 */
int copy_field_check(const char *existing, size_t length);

#endif
