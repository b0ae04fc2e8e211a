/*
 * people: which pseudonyms are one sender's, and which cases of theirs are waiting.
 *
 * A sender has a pseudonym for each period; two are one sender's when one record has both. Pure.
 */
#ifndef AUDIT_REPORT_PEOPLE_H
#define AUDIT_REPORT_PEOPLE_H

#include "audit/report/token.h"

struct person {
	size_t *cases; /* in the order in which they began */
	size_t count, capacity;
	size_t place;	     /* among the people */
	struct person *same; /* NULL: this one */
};

/* All zero is nobody. */
struct people {
	struct token_map places; /* in `items` */
	struct person **items;
	size_t count, capacity;
	struct person unnamed; /* whoever has no pseudonym */
};

/* The one person whose pseudonyms these are, to add cases to. 0, -ENOMEM. */
int people_find(struct people *people, const struct token_list *tokens, struct person **ret_person);
void people_clear(struct people *people);

int person_add_case(struct person *person, size_t number);
void person_drop_case(struct person *person, size_t number);

#endif
