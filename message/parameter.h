/*
 * parameter: the parameters of a Content-Type or Content-Disposition value, as they stand.
 *
 * Reads RFC 2045 section 5.1 generously: what stands between semicolons, sign of equality in the middle, quoted or not,
 * with comments and blanks in between; and tells the sections and the extended values of RFC 2231 apart without joining
 * or decoding them. Borrows nothing. For values of at most LIMIT_PARAMETER_BYTES.
 */
#ifndef MESSAGE_PARAMETER_H
#define MESSAGE_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>

#define PARAMETER_WHOLE (-1) /* the section of a value that has none */

struct parameter {
	char *name;  /* lower case, without section and asterisk */
	char *value; /* without quotes and the backslashes in them; may hold NUL */
	size_t value_length;
	int section;	  /* of "name*2=", or PARAMETER_WHOLE */
	bool is_extended; /* "name*=" or "name*2*=" */
};

struct parameter_list {
	char *value; /* what stands before the first semicolon, lower case, without blanks and comments */
	struct parameter *items;
	size_t count;
};

/* 0 or -ENOMEM. On success the list is the caller's: parameter_list_clear(). */
int parameter_list_parse(const char *text, size_t length, struct parameter_list *ret_list);
void parameter_list_clear(struct parameter_list *list);

/* The first whole, plain value of that name, as a C string; NULL when there is none. */
const char *parameter_list_find(const struct parameter_list *list, const char *name);

#endif
