/*
 * parameter_syntax: the parameters of a content field, as they are written (RFC 2045 section 5.1, RFC 2231).
 *
 * "; name=value" as often as it comes, with a semicolon at the end admitted. Whether each occurs once and sections are
 * whole is judged here; what an extended value means is for grammar/extended_value.h.
 */
#ifndef MESSAGE_GRAMMAR_PARAMETER_SYNTAX_H
#define MESSAGE_GRAMMAR_PARAMETER_SYNTAX_H

#include "message/grammar/mime_token.h"
#include "message/limits.h"
#include "message/text.h"

#define PARAMETER_NO_SECTION (-1)

struct strict_parameter {
	struct mime_span name; /* without section and asterisk; borrowed from the field */
	int section;	       /* RFC 2231 section 3, or PARAMETER_NO_SECTION */
	bool is_extended;      /* RFC 2231 section 4: "name*" */
	bool is_folded;	       /* a line ends within the value */
	size_t value;	       /* where it begins in `values`: unquoted, not decoded */
	size_t value_length;
};

struct strict_parameters {
	struct strict_parameter items[LIMIT_PARAMETERS];
	size_t count;
	struct text values;
};

void strict_parameters_init(struct strict_parameters *parameters);
void strict_parameters_clear(struct strict_parameters *parameters);

/*
 * Reads all that is left of the field. 0, -EBADMSG with the fault, -E2BIG past LIMIT_PARAMETERS, -ENOMEM; to be cleared
 * in any case.
 */
int strict_parameters_read(struct mime_reader *reader, struct strict_parameters *parameters);

/* The whole plain one of that name; NULL. */
const struct strict_parameter *strict_parameters_find(const struct strict_parameters *parameters, const char *name);

/* Whether one of that name is written in a form of RFC 2231. */
bool strict_parameters_has_extended(const struct strict_parameters *parameters, const char *name);

/* The value; borrowed, `value_length` octets. */
const char *strict_parameters_value(
    const struct strict_parameters *parameters, const struct strict_parameter *parameter);

#endif
