/*
 * sanitation: what is unsafe in one message, and the message without it.
 *
 * Looks at every leaf by file_class.h, has documents and HTML cleaned by their cleaners, replaces what can only be
 * taken out by a notice, and writes the new message by splice.h. The new message is read by the strict grammar and
 * looked through again, as if it had come from outside: a second pass must find nothing left to strip, or there is no
 * new message. Never decides: the route says which classes are to be stripped, the policy what follows.
 */
#ifndef MESSAGE_SANITISE_SANITATION_H
#define MESSAGE_SANITISE_SANITATION_H

#include "message/part_type.h"
#include "message/sanitise/splice.h"
#include "rules/ruleset.h"

struct sanitation {
	bool has_message;	/* the three below are there */
	struct spliced message; /* the new one */
	struct mapping mapping; /* of it */
	struct outline outline;
};

void sanitation_init(struct sanitation *sanitation);
void sanitation_clear(struct sanitation *sanitation);

/*
 * `mapping`, `outline` and `facts` are of a message with exactly one reading. Sets facts->unsafe_found; past a limit
 * facts->uninspectable; with a document that has more than one reading facts->ambiguity. With something to strip, and
 * where that was possible with certainty for all of a class, there is a new message, and *facts are its facts, with
 * what was found in the old one and removed from it. `most`: octets that a new message may have. Where nothing can be
 * made of it (signed, too large, not certain) the facts stay those of the old one and unsafe_removed is 0. 0, -ENOMEM,
 * other negative errno: our own fault.
 */
int sanitation_make(const struct mapping *mapping, const struct outline *outline, const struct route *route,
    struct part_sniffer *sniffer, uint64_t most, struct facts *facts, struct sanitation *ret_sanitation);

#endif
