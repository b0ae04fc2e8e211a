/*
 * lineage: the Message-ID of a message and of those that it answers, picked out of the header fields by name.
 *
 * Only for the case code and the record, where all of it is pseudonymised (audit/redact.h); nothing is decided by it,
 * and nothing is parsed but blanks.
 */
#ifndef MILTER_LINEAGE_H
#define MILTER_LINEAGE_H

#include "audit/record.h"

#include <stddef.h>

struct lineage {
	char *message_id;			 /* owned; of the first Message-ID field, or NULL */
	char *references[RECORD_REFERENCES_MAX]; /* owned; In-Reply-To and References, as they come */
	size_t reference_count;
};

/* In place; a lineage of zeros is empty. */
void lineage_clear(struct lineage *lineage);

/* Looks at one field, of any name. 0, -ENOMEM. */
int lineage_field(struct lineage *lineage, const char *name, const char *value);

#endif
