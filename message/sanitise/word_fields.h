/*
 * word_fields: the fields of a Word story, as they are opened, instructed, separated and closed by marks in its runs.
 *
 * Of an unsafe field the marks and the instruction go, with all that stands in it, and its result stays as text
 * (ECMA-376 part 1, section 17.16.18). An instruction that two programs could put together in two ways is unsafe.
 */
#ifndef MESSAGE_SANITISE_WORD_FIELDS_H
#define MESSAGE_SANITISE_WORD_FIELDS_H

#include "message/form/limits.h"
#include "message/sanitise/findings.h"
#include "message/sanitise/xml_token.h"

struct word_field {
	struct text code;	/* with what was deleted but may be restored */
	struct text final_code; /* without it */
	struct xml_range *pieces;
	size_t piece_count;
	size_t foreign; /* elements of other vocabularies around its beginning */
	bool is_result;
	bool is_separating; /* the mark itself is not over yet */
	bool is_ending;
};

struct word_fields {
	struct word_field items[LIMIT_FIELD_DEPTH];
	size_t depth;
	size_t piece_count; /* of those that are open */
	struct findings *findings;
};

void word_fields_clear(struct word_fields *fields);

/* A w:fldChar, by its w:fldCharType, with `foreign` elements of other vocabularies around it. */
void word_fields_mark(struct word_fields *fields, const char *type, size_t foreign);
/* Text in a run: of an instruction when one is open. */
void word_fields_text(struct word_fields *fields, const char *octets, size_t length, bool is_deleted, size_t foreign);
/* A run's child is over, with these octets. */
void word_fields_piece(struct word_fields *fields, struct xml_range range);
/* The story is over. */
void word_fields_finish(struct word_fields *fields);

#endif
