/*
 * words: a text as the sequence of its words, so that it can be compared with another copy of itself.
 *
 * What programs change when they save or print a document is left out: case, compatibility forms (ligatures, full-width
 * letters), white space, punctuation, lines to write on. Letters and digits in every script stay. Words are known by a
 * 64-bit hash without a key: good for finding equals, and no secret. Holds no text.
 */
#ifndef MESSAGE_FORM_WORDS_H
#define MESSAGE_FORM_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORDS_MAX 65536 /* of one text; what follows is left out and said so */

struct word {
	uint64_t id;
	uint32_t source; /* as given to words_add(): a line, a block */
	bool has_letter; /* otherwise digits only */
	bool is_first;	 /* of its source */
};

struct words {
	struct word *items;
	size_t count;
	bool is_cut; /* there were more than WORDS_MAX */
};

void words_init(struct words *words);
void words_clear(struct words *words);

/* Adds the words of one piece of text (UTF-8; what is not is left out). 0 or -ENOMEM. */
int words_add(struct words *words, const char *text, uint32_t source);

/* For qsort() and bsearch() of ids. */
int word_id_compare(const void *a, const void *b);

/* The hash of one word as written here: lower case. */
uint64_t word_id(const char *word);

#endif
