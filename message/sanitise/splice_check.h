/*
 * splice_check: is a new message the old one but for what was to be replaced?
 *
 * Compares two messages, each described by the strict grammar on its own, so that what splice.c may have got wrong, or
 * an offset that was not what it seemed, never reaches anybody. Both must have been read (message/reading.h): that the
 * new one has one reading is found out there.
 */
#ifndef MESSAGE_SANITISE_SPLICE_CHECK_H
#define MESSAGE_SANITISE_SPLICE_CHECK_H

#include "message/mapping.h"
#include "message/sanitise/replacement.h"

struct described {
	const struct mapping *message;
	const struct outline *outline;
};

/*
 * The same parts in the same places; of those that stay, every octet of header, content and what is about them; of
 * those that are replaced, type, charset, encoding, disposition, name and length as planned, and their other fields. 0;
 * -EBADMSG: something differs, and the new message must not be used; -ENOMEM.
 */
int splice_check(const struct described *before, const struct described *after, const struct replacement *replacements,
    size_t count);

#endif
