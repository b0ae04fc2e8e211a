/*
 * guidance_text: a guidance text taken apart: sections, lines, placeholders. For guidance and its parser alone.
 */
#ifndef RULES_GUIDANCE_TEXT_H
#define RULES_GUIDANCE_TEXT_H

#include "rules/guidance.h"

#include <stdbool.h>
#include <stddef.h>

struct guidance_line {
	char *text; /* "" for an empty line */
	int number; /* in the file */
};

struct guidance_section {
	struct guidance_line *lines;
	size_t count;
	int number; /* line of its header; 0: the file does not have it */
};

struct guidance {
	struct guidance_section reply;
	struct guidance_section items[REASON_COUNT];
	struct guidance_section troubles[TROUBLE_COUNT];     /* in place of their reason's, where the file has them */
	struct guidance_section classes[UNSAFE_CLASS_COUNT]; /* likewise, of content-unsafe */
	struct guidance_section removed[NOTICE_LANGUAGE_COUNT];
	char *notices[NOTICE_LANGUAGE_COUNT]; /* the same in one text each; NULL: as shipped */
};

#define GUIDANCE_ITEMS "{items}" /* the line of the reply that the checklist replaces */

/* Literal text, or a placeholder with its braces. Points into the line. */
struct guidance_piece {
	const char *text;
	size_t length;
	bool is_placeholder;
};

/* The next piece of a line, from *at, which moves on; false at its end. A brace that is not closed is literal. */
bool guidance_piece_next(const char **at, struct guidance_piece *ret_piece);

struct guidance_placeholder {
	const char *name; /* with its braces */
	size_t longest;	  /* octets on the wire of its longest value: libmilter wants "%" doubled */
	size_t offset;	  /* of its value in struct guidance_values or struct guidance_item */
	unsigned reasons; /* bits of enum reason: the items that may use it */
};

/* What the placeholder is in the reply, or in the item for a reason; NULL where there is no such. */
const struct guidance_placeholder *guidance_reply_placeholder(const struct guidance_piece *piece);
const struct guidance_placeholder *guidance_item_placeholder(const struct guidance_piece *piece, enum reason reason);

/* "{copy-name}, {copy-address}", written to `text` (always terminated); "none" where there is none. */
void guidance_reply_placeholders(char *text, size_t size);
void guidance_item_placeholders(enum reason reason, char *text, size_t size);

/* Octets on the wire: "%" counts twice. */
size_t guidance_wire_length(const char *text, size_t length);

/* Whether one message can have several findings for the reason, each with its own item. */
bool guidance_is_repeated(enum reason reason);

#endif
