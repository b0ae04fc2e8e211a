/*
 * relations: which part of an OOXML package is which: relationships and content types (ECMA-376 part 2).
 *
 * By relationship and content type alone, never by a part's name. Transitional and strict types are the same.
 */
#ifndef MESSAGE_FORM_RELATIONS_H
#define MESSAGE_FORM_RELATIONS_H

#include "message/form/package.h"

enum relation_kind {
	RELATION_OTHER,
	RELATION_DOCUMENT,
	RELATION_STYLES,
	RELATION_HEADER,
	RELATION_FOOTER,
	RELATION_FOOTNOTES,
	RELATION_ENDNOTES
};

struct relation {
	enum relation_kind kind;
	char *id;
	char *part; /* its name in the package */
};

struct relations {
	struct relation *items;
	size_t count;
};

void relations_clear(struct relations *relations);

/*
 * The internal relationships of `part` ("" for the package's own), without those to parts of no interest.
 * `ret_relations` is empty where there are none. 0; -EBADMSG with the obstacle added; -ENOMEM.
 */
int relations_read(struct package *package, const char *part, struct relations *ret_relations, unsigned *obstacles);

/* The only one of its kind; NULL when there is none, or more than one, which adds OBSTACLE_AMBIGUOUS. */
const struct relation *relations_only(const struct relations *relations, enum relation_kind kind, unsigned *obstacles);
const struct relation *relations_find(const struct relations *relations, enum relation_kind kind, const char *id);

/* Is `part` the main part of a text document, by [Content_Types].xml? 0 with the answer; -EBADMSG with the obstacle;
 * -ENOMEM. */
int relations_is_text_document(struct package *package, const char *part, bool *ret_is_text, unsigned *obstacles);

#endif
