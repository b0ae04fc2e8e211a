/*
 * name_words: a file name with encoded words in it, strictly (RFC 2047 section 2).
 *
 * RFC 2047 section 5 does not allow encoded words in parameters; most programs write them there, and all read them. So
 * they are admitted where all readers find the same: blanks stand around each, it is well formed and text in an
 * admitted charset by itself.
 */
#ifndef MESSAGE_GRAMMAR_NAME_WORDS_H
#define MESSAGE_GRAMMAR_NAME_WORDS_H

#include "message/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether somebody could see an encoded word in it. */
bool name_words_occur(const char *value, size_t length);

/*
 * Whether all that could be the beginning of one is the beginning of a whole one, without blanks, quotes or backslashes
 * in it. Python looks for the end of a word wherever it may be: behind the closing quote, behind other addresses.
 */
bool name_words_are_whole(const char *value, size_t length);

/*
 * Appends what the words say, and what stands beside them, as UTF-8; and to `cut` the same as GMime reads it: in words
 * of one charset it stops at the padding of the first that has some, where Gmail and others write more. 0, -EBADMSG,
 * -ENOMEM; what was appended stays in any case.
 */
int name_words_decode(const char *value, size_t length, struct text *text, struct text *cut);

#endif
