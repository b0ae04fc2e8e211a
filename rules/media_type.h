/*
 * media_type: the media types that we know by name.
 *
 * A declared type is text that the sender wrote, and could carry anything; so what leaves the inspector is one of the
 * names in this table or "other". The table also says what kinds of form a type may stand for.
 */
#ifndef RULES_MEDIA_TYPE_H
#define RULES_MEDIA_TYPE_H

#include <stdbool.h>

/* What the octets of a part can be, told by the type that they look like. Sets of file types: bits of enum file_type
 * (rules/ruleset.h). */
struct media_octets {
	unsigned is;	 /* certainly one of these */
	unsigned may_be; /* one of these if the declared type or the name says so: a package that was not recognised */
	unsigned hides;	 /* one of these that nobody can read, if the type or the name says so: under a password,
			    or damaged */
};

/* The name in our table, in lower case, or "other"; static storage. Case does not matter. */
const char *media_type_reduce(const char *type);

/* The file type (a bit of enum file_type, or 0) that a declared media type or a file name claims to be. Blanks and full
 * stops at the end of a name do not count: Windows drops them. */
unsigned media_type_claims(const char *type);
unsigned media_name_claims(const char *name);

/* By the sniffed type: all sets are empty for a type that can be no form. */
struct media_octets media_type_octets(const char *sniffed);

bool media_type_is_image(const char *type);

#endif
