/*
 * replacement: what is to take the place of one part of a message, and what the part says of itself then.
 *
 * A cleaner's result, a notice, or only another name. The plan is made once, and asked twice: when the new message is
 * written, and when it is compared with the old one. Never here: whether a part is to be replaced.
 */
#ifndef MESSAGE_SANITISE_REPLACEMENT_H
#define MESSAGE_SANITISE_REPLACEMENT_H

#include "message/grammar/outline.h"

#include <stdbool.h>
#include <stddef.h>

/* Everything is borrowed. */
struct replacement {
	size_t part;	       /* its index in the outline; a leaf */
	const char *octets;    /* the new content, not encoded; NULL: the content stays, only its name is another */
	size_t size;	       /* of them */
	const char *type;      /* media type, lower case; NULL: the old one */
	const char *charset;   /* of a text, lower case; NULL: the old one */
	const char *extension; /* of its file names, "docx"; NULL: the old one */
	const char *name;      /* a whole new file name, written as file_name_write() has it; NULL: the old one */
	bool is_notice;	       /* it was removed, and the octets, UTF-8, say so: no name, type or extension counts */
};

/* What the part will say of itself. Strings are borrowed but for `name`. */
struct part_plan {
	const char *type;
	const char *charset; /* NULL for none */
	enum outline_encoding encoding;
	enum outline_disposition disposition;
	bool has_new_content;
	bool has_new_name; /* then it has `name`, or no name when that is NULL; otherwise all its old ones */
	char *name;
};

/* 0, with the plan, to be cleared; -ENOMEM. */
int part_plan_make(const struct outline_part *part, const struct replacement *replacement, struct part_plan *ret_plan);
void part_plan_clear(struct part_plan *plan);

/* Whether the part may be cut at all: never what is signed or encrypted by S/MIME or OpenPGP, or belongs to it. */
bool replacement_is_allowed(const struct outline *outline, size_t part);

#endif
