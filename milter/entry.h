/*
 * entry: what the ledger is to say about one message: pseudonyms and case code made once, the line written when the
 * verdict has been applied.
 *
 * Never keeps or passes on what it pseudonymises, but the sender's domain, which the record prints only where the route
 * lists it.
 */
#ifndef MILTER_ENTRY_H
#define MILTER_ENTRY_H

#include "audit/record.h"
#include "milter/judge.h"
#include "milter/parts.h"
#include "milter/session.h"

struct entry {
	struct books *books;
	const struct ruleset *ruleset;
	struct record_input input;
	char *sender; /* canonical, or as it stands where it cannot be normalised; owned */
};

/* The forms are those of the judgement's verdict. 0, or negative errno: no key, no entry (and no case code); an entry
 * of zeros may be cleared. */
int entry_init(
    struct entry *entry, const struct parts *parts, const struct message *message, const struct judgement *judgement);
void entry_clear(struct entry *entry);

/* Writes the line; returns when it is durable. 0 or negative errno. The signature is that of struct actions.record. */
int entry_write(void *entry, const struct verdict *verdict, enum record_outcome outcome);

#endif
