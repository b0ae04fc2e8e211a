/*
 * xml_edit: octets that are cut out of a document or replaced, while all others stay.
 */
#ifndef MESSAGE_SANITISE_XML_EDIT_H
#define MESSAGE_SANITISE_XML_EDIT_H

#include "message/text.h"

#include <stddef.h>

struct xml_edit {
	size_t from, to;
	char *text; /* heap, or NULL for nothing */
};

struct xml_edits {
	struct xml_edit *items;
	size_t count;
	int error; /* 0 or -ENOMEM; the first one sticks */
};

void xml_edits_clear(struct xml_edits *edits);
/* In any order; what is cut within something cut is cut once. */
void xml_edits_cut(struct xml_edits *edits, size_t from, size_t to);
void xml_edits_replace(struct xml_edits *edits, size_t from, size_t to, const char *text);

/* The edited octets, appended. 0 or -ENOMEM. */
int xml_edits_apply(struct xml_edits *edits, const char *octets, size_t size, struct text *text);

#endif
