/*
 * form_guess: is this document the form, as far as patterns for its title and its labels can tell?
 *
 * For routes without a fingerprint. A form that is plainly blank is told only where every label has a field or a cell
 * of its own; in doubt it counts as answered, since a wrong refusal is worse.
 */
#ifndef MESSAGE_FORM_FORM_GUESS_H
#define MESSAGE_FORM_FORM_GUESS_H

#include "message/form/document.h"
#include "rules/form_rule.h"

#include <stdbool.h>

struct form_guess {
	bool has_title;
	bool is_unsure;		    /* a pattern could not tell */
	unsigned label_count;	    /* label patterns found */
	unsigned place_count;	    /* of them, those with a field or cell for the answer */
	unsigned answer_count;	    /* of them, those with something in it */
	unsigned worded_count;	    /* of them, those with words that are no filling */
	bool is_answered_elsewhere; /* words stand beside a label that no pattern knows, or not in the next cell */
};

/* 0, -ENOMEM. */
int form_guess_make(const struct form_rule *rule, const struct document *document, struct form_guess *ret_guess);

#endif
