/*
 * header_facts: what the header of a message says, for the policy.
 *
 * By our own small readers only, so that it stands before GMime sees an octet: addresses, marks of replies and of
 * automatic mail, signatures; and whether GMime may be asked about the content fields at all.
 */
#ifndef MESSAGE_HEADER_FACTS_H
#define MESSAGE_HEADER_FACTS_H

#include "rules/facts.h"

#include <stddef.h>

/*
 * Fills in addresses, follow-up, auto-submitted, DKIM and the number of Cc fields from the message's first octets on;
 * *ret_header_size are those up to the body. 0; -E2BIG past a limit of message/limits.h; -EBADMSG with a content field
 * that content_field_check() refuses; -ENOMEM. After the first two all other fields are read all the same: whom the
 * message addresses does not depend on what stands before it.
 */
int header_facts_read(const void *bytes, size_t size, struct facts *facts, size_t *ret_header_size);

/*
 * Whether a Content-Type or Content-Disposition value is one that GMime can be asked about: at most
 * LIMIT_PARAMETER_BYTES octets (white space around them not counted) and, for a multipart, in ASCII. Elsewhere
 * unlabelled 8-bit file names are ordinary: some programs write them as the sender's computer does. 0, -E2BIG (too
 * long) or -EBADMSG.
 */
int content_field_check(const char *value, size_t length);

#endif
