/*
 * tryout_evidence: what each predicate of a trace was asked about, and where in the message its answer stands.
 *
 * Names header fields, part paths and what the administrator's rules call things; values of the message (addresses,
 * file names) only where they are to be revealed.
 */
#ifndef MILTER_TRYOUT_EVIDENCE_H
#define MILTER_TRYOUT_EVIDENCE_H

#include "milter/tryout.h"

#include <stdio.h>

struct explanation {
	const struct ruleset *ruleset;
	const struct tried *tried;
	const struct route *route; /* of the verdict, or NULL */
	bool is_revealing;
};

/* What the entry is about, "Lewisham MASH"; "" for the message as a whole. Valid as long as the ruleset, and for parts
 * until the next call. */
const char *tryout_subject(const struct explanation *explanation, const struct trace_entry *entry);

/* "To, Cc": where the answer stands; nothing where there is no such place. */
void tryout_evidence_print(const struct explanation *explanation, const struct trace_entry *entry, FILE *stream);

/* The name of what a finding is about; NULL for none. */
const char *tryout_finding_subject(const struct explanation *explanation, const struct finding *finding);

#endif
