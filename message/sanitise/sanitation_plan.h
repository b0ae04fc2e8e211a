/*
 * sanitation_plan: what is unsafe in each leaf of a message, and what is to take its place.
 *
 * Every leaf is classed as a file, then looked into by the cleaner of its format. What is to be stripped is replaced by
 * what the cleaner gave, by a notice where the file itself is at fault, or only gets another name. Writes nothing, and
 * changes nothing; what cannot be taken out is said to remain.
 */
#ifndef MESSAGE_SANITISE_SANITATION_PLAN_H
#define MESSAGE_SANITISE_SANITATION_PLAN_H

#include "message/mapping.h"
#include "message/part_type.h"
#include "message/sanitise/replacement.h"
#include "rules/facts.h"
#include "rules/ruleset.h"

#include <stdbool.h>
#include <stddef.h>

/* A message with one reading; `facts` has the parts of the outline. */
struct sanitation_source {
	const struct mapping *mapping;
	const struct outline *outline;
	const struct facts *facts;
};

struct sanitation_plan {
	struct replacement *replacements; /* in the order of the outline */
	char **contents;		  /* parallel to them: what they borrow, or NULL; owned */
	size_t count;
	unsigned found;	    /* bits of classes in the message */
	unsigned remaining; /* of `found`, those to be stripped that would not be gone everywhere */
	bool is_ambiguous;  /* a document in it that programs may open, and nobody here can read in one way */
	bool is_past_limit; /* nobody knows what else is in it; the rest was not looked at */
};

/* 0, to be cleared; -ENOMEM, other negative errno: our own fault. `sniffer` may be NULL. */
int sanitation_plan_make(const struct sanitation_source *source, const struct route *route,
    struct part_sniffer *sniffer, struct sanitation_plan *ret_plan);
void sanitation_plan_clear(struct sanitation_plan *plan);

#endif
