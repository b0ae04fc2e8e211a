/*
 * form_status: what is this document, beside the forms that the administrator taught us?
 *
 * Judges a comparison by thresholds. What no fingerprint knows and the route's patterns take for an answered form
 * (another language, a version that nobody taught us) may be the form: then nobody can tell. Says "unreadable" and
 * never "another" when a document could not be read whole. Only numbers and indexes come out of it, no text of the
 * document.
 */
#ifndef MESSAGE_FORM_FORM_STATUS_H
#define MESSAGE_FORM_FORM_STATUS_H

#include "message/form/form_match.h"
#include "rules/form_rule.h"
#include "rules/form_state.h"

#include <stddef.h>

struct form_status {
	enum form_state state;
	size_t fingerprint;	 /* index of the fingerprint that fits best; FORM_RULE_NONE without one */
	struct form_match match; /* empty where nothing was compared */
};

/* 0, -ENOMEM. On success the status is the caller's: form_status_clear(). */
int form_status_judge(const struct form_rule *rule, const struct document *document, struct form_status *ret_status);
void form_status_clear(struct form_status *status);

#endif
