/*
 * leaf: the content of a part that holds no other: how it is encoded, and whether text is text in its charset.
 *
 * What the transfer encoding hides is not looked at: readers that decode the same octets differ at most in how they
 * show them. Octets above 127 that stand there as they are must be announced, and must be what the charset says. Two
 * irregularities are admitted, because every reader takes the same octets out of the part: text that nothing
 * announces, in its charset or in UTF-8, and announced text that says no charset.
 */
#ifndef MESSAGE_GRAMMAR_LEAF_H
#define MESSAGE_GRAMMAR_LEAF_H

#include "message/grammar/content_field.h"
#include "message/grammar/transfer.h"

/* Which octets above 127 may stand in it as they are. */
enum leaf_octets { LEAF_NONE = 0, LEAF_UTF8, LEAF_CHARSET, LEAF_ANY };

/* Lines that no decoder has seen yet: to start one for each costs more than decoding. */
struct leaf_run {
	const char *text; /* NULL: there are none */
	const char *end;
	size_t offset;
};

struct leaf {
	struct transfer transfer;
	enum leaf_octets octets;
	enum grammar_rule rule;	   /* that other octets break */
	const char *charset;	   /* LEAF_CHARSET: borrowed from the part */
	struct leaf_run unchecked; /* LEAF_CHARSET */
	bool is_headerless;	   /* what could be a header to some has not ended yet */
	bool has_begun;		   /* a line of it was there that is not empty */
};

void leaf_init(struct leaf *leaf, const struct outline_part *part, const struct content_fields *fields);
/* 0, -EBADMSG with the fault, -ENOMEM. */
int leaf_line(struct leaf *leaf, const struct line *line, struct grammar_fault *fault);
/* As transfer_end(); -ENOMEM too. */
int leaf_end(struct leaf *leaf, bool is_last, struct grammar_fault *fault, uint64_t *ret_decoded_length);

#endif
