/*
 * cleaning: what comes out when one part or document is made safe.
 *
 * Every cleaner takes the octets of one thing and a set of classes to strip, and says what it found. It never changes
 * what it does not have to: without a class of the set nothing is rewritten, and `octets` is NULL. Cleaning what was
 * cleaned changes nothing. Where the result would not be certain it says so, and nothing is relayed.
 */
#ifndef MESSAGE_SANITISE_CLEANING_H
#define MESSAGE_SANITISE_CLEANING_H

#include "rules/unsafe.h"

#include <stdbool.h>
#include <stddef.h>

enum cleaning_state {
	CLEANING_IMPOSSIBLE = 0, /* something unsafe is in it that cannot be taken out with certainty */
	CLEANING_LIMIT,		 /* past a limit of message/sanitise/limits.h: nobody knows what is in it */
	CLEANING_UNCHANGED,	 /* nothing of the set was found */
	CLEANING_DONE		 /* `octets` are the new ones */
};

struct cleaning {
	enum cleaning_state state;
	/* With CLEANING_IMPOSSIBLE: programs may open it, and find in it what was not found. Not what nobody opens:
	 * under a password, cut off. */
	bool is_ambiguous;
	unsigned found;	  /* bits of classes, whether or not they were to be stripped */
	unsigned removed; /* bits of classes; of `found` */
	char *octets;	  /* heap, or NULL */
	size_t size;
	const char *type;      /* a new media type (docm becomes docx), static storage; NULL: the old one */
	const char *extension; /* and the file name extension to go with it, "docx"; NULL: the old one */
};

void cleaning_init(struct cleaning *cleaning);
void cleaning_clear(struct cleaning *cleaning);

/* By the obstacles of message/form/document.h that made it impossible, and whether its container could be opened. */
bool cleaning_is_ambiguous(unsigned obstacles, bool is_open);

/* One document. `strip` are bits of classes. 0 with *ret_cleaning, the caller's; -ENOMEM, other negative errno: our own
 * fault. Neither opens a file nor starts a thread: they run in the sandbox; *_warm() once before it. */
typedef int (*cleaner)(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning);

#endif
