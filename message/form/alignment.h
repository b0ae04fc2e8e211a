/*
 * alignment: which words of a document are the words of a form, and which were added?
 *
 * A longest common subsequence of two sequences of words. Bit-parallel, so that it takes (words of one) x (words of the
 * other) / 64 steps, and as many octets / 8 of memory: both are bounded by the limits here and in words.h.
 */
#ifndef MESSAGE_FORM_ALIGNMENT_H
#define MESSAGE_FORM_ALIGNMENT_H

#include "message/form/words.h"

#define ALIGNMENT_FORM_WORDS_MAX     8192
#define ALIGNMENT_DOCUMENT_WORDS_MAX 32768 /* 32 MiB of memory for a form of the greatest length */

#define ALIGNMENT_NONE SIZE_MAX

/*
 * For each word of the form the index of the word in the document that is it, in *ret_places (form->count of them, to
 * be freed), ascending, or ALIGNMENT_NONE. 0, -E2BIG past a limit above, -ENOMEM.
 */
int alignment_find(const struct words *form, const struct words *document, size_t **ret_places);

#endif
