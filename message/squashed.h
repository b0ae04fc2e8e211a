/*
 * squashed: text without all that some reader of addresses may leave out.
 *
 * Blanks, controls, quotes, backslashes, brackets, separators and characters without width go; letters become lower
 * case, wide, circled and other compatibility forms of ASCII become ASCII, the IDN full stops become dots, and a
 * percent sign becomes an "@" (source routing of old, or "%40"). Where something went, a gap is noted, so that a search
 * still knows where words began and ended. For searching only: nothing here is a reading of anything.
 */
#ifndef MESSAGE_SQUASHED_H
#define MESSAGE_SQUASHED_H

#include <stdbool.h>
#include <stddef.h>

/* Which comments, in round brackets, a reader leaves out with their text. */
enum squash_comments {
	SQUASH_COMMENTS_KEPT = 0,
	SQUASH_COMMENTS,	   /* outside quoted strings */
	SQUASH_COMMENTS_IN_QUOTES, /* wherever brackets stand */
	SQUASH_COMMENTS_COUNT
};

struct squashed {
	char *octets;
	bool *gaps; /* parallel: something was left out before this octet */
	size_t length;
	bool has_gap; /* at the end */
};

/* Takes time in proportion to the text. 0, -ENOMEM; to be cleared in either case. */
int squashed_init(struct squashed *squashed, const char *text, size_t length, enum squash_comments comments);
void squashed_clear(struct squashed *squashed);

/* Whether a word may begin or end before the octet at `at`; true at the end. */
bool squashed_has_gap(const struct squashed *squashed, size_t at);

#endif
