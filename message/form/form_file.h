/*
 * form_file: one file, by its octets: a document that is judged, an archive with more of them, or neither.
 */
#ifndef MESSAGE_FORM_FORM_FILE_H
#define MESSAGE_FORM_FORM_FILE_H

#include "message/form/document.h"
#include "message/form/form_match.h"
#include "rules/facts.h"
#include "rules/form_rule.h"

#include <stdbool.h>
#include <stddef.h>

/* For who explains reports: is shown what number `index` of facts->forms was made of. The match is empty where nothing
 * was compared. Nothing of either may be kept. 0 or -ENOMEM. */
struct form_witness {
	int (*see)(void *context, size_t index, const struct document *document, const struct form_match *match);
	void *context;
};

/* What the files of one message share. */
struct form_files {
	const struct form_rule *rule;
	struct facts *facts;		    /* reports go there */
	const struct form_witness *witness; /* or NULL */
	unsigned file_count;		    /* files of archives looked at */
	size_t inflated;		    /* their octets */
	bool is_past_limit;		    /* not all could be looked at */
};

/*
 * Looks at one file of part number `part`, whose names the part has. Adds a report where it is a document that could be
 * the form; *ret_is_known says whether its octets are something that we know: a document or an archive. 0, -ENOMEM,
 * other negative errno.
 */
int form_file_read(struct form_files *files, size_t part, const char *octets, size_t size, bool *ret_is_known);

/* A report of something that nobody can read. `octets` are the file's; NULL where they cannot be got at. */
void form_file_add_unreadable(struct form_files *files, size_t part, const char *octets, size_t size);

#endif
