/*
 * encoded_word: text with RFC 2047 encoded words in it, as UTF-8.
 *
 * Read as generously as any mail program reads them: in quoted strings and parameters, with blanks inside, with the
 * language of RFC 2231, cut between the octets of one character. So it is good for finding what somebody might read,
 * not for telling what the sender wrote. Takes time in proportion to the text.
 */
#ifndef MESSAGE_ENCODED_WORD_H
#define MESSAGE_ENCODED_WORD_H

#include "message/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether there may be one. */
bool encoded_word_occurs(const char *bytes, size_t length);

/* Appends the decoded text; what is outside the words stays as it is, and so do words in a charset that we do not know,
 * but for their transfer encoding. 0 or -ENOMEM. */
int encoded_word_decode(const char *bytes, size_t length, struct text *text);

#endif
