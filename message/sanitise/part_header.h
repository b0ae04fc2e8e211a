/*
 * part_header: the fields of one header that have to change with its part.
 *
 * Content-Type, Content-Transfer-Encoding and Content-Disposition, each only where what it says is no longer so;
 * MIME-Version where the header of a message has none; and Content-MD5 goes, which would be wrong. All other fields,
 * and these where they still hold, stay octet for octet.
 */
#ifndef MESSAGE_SANITISE_PART_HEADER_H
#define MESSAGE_SANITISE_PART_HEADER_H

#include "message/sanitise/replacement.h"
#include "message/text.h"

#define FIELD_EDITS_MAX 5

struct field_edit {
	const char *name;  /* of the field; static storage */
	size_t offset;	   /* in the message, of the field that is replaced */
	size_t length;	   /* of that field, its last line end included; 0: it is added at the end of the header */
	bool is_removed;   /* nothing takes its place */
	struct text value; /* all behind the colon, its blank included, folded with CRLF; no line end behind it */
};

/* In the order in which they stand in the header, the added ones last. */
struct part_header {
	struct field_edit edits[FIELD_EDITS_MAX];
	size_t count;
};

/*
 * What changes in the header of a leaf, at its place in `message`, that the outline describes. `is_of_message`: the
 * leaf is a whole message, or the body of an attached one. 0, to be cleared; -EBADMSG for a header that is not in the
 * grammar; -ENOMEM.
 */
int part_header_plan(const char *message, const struct outline_part *part, const struct part_plan *plan,
    bool is_of_message, struct part_header *ret_header);
void part_header_clear(struct part_header *header);

#endif
