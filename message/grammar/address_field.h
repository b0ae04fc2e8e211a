/*
 * address_field: address lists with one reading (RFC 5322 section 3.4).
 *
 * Mailboxes with or without display name, groups, quoted local parts, encoded words in phrases, UTF-8 (RFC 6532);
 * no obsolete routes, no empty list elements; a comment only behind a bare address, as old programs write names.
 */
#ifndef MESSAGE_GRAMMAR_ADDRESS_FIELD_H
#define MESSAGE_GRAMMAR_ADDRESS_FIELD_H

#include "message/grammar/field_block.h"

/* Checks From, Sender, Reply-To, To, Cc and Bcc of a header. 0, -EBADMSG with the fault. */
int address_fields_check(const struct field_block *block, struct grammar_fault *fault);

#endif
