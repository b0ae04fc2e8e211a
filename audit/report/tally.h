/*
 * tally: how often each name occurred. Names come from a ledger and are kept as they are; who prints them escapes them.
 */
#ifndef AUDIT_REPORT_TALLY_H
#define AUDIT_REPORT_TALLY_H

#include <stddef.h>
#include <stdint.h>

struct tally_row {
	char *name;
	uint64_t number;
};

/* All zero is an empty one; sorted by name. */
struct tally {
	struct tally_row *rows;
	size_t count, capacity;
};

/* A `number` of 0 makes the row all the same. 0, -ENOMEM. */
int tally_add(struct tally *tally, const char *name, uint64_t number);
uint64_t tally_find(const struct tally *tally, const char *name);
void tally_clear(struct tally *tally);

#endif
