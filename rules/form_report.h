/*
 * form_report: what the inspector says about one document that may be the form.
 *
 * Numbers and indexes only: no answer and no text of the document can be put into it. It is a fact for the policy, and
 * crosses to the gate with the verdict, where the names of what is empty come from the gate's own copy of the
 * fingerprint, and where the digest becomes a pseudonym before anything is recorded.
 */
#ifndef RULES_FORM_REPORT_H
#define RULES_FORM_REPORT_H

#include "rules/codec.h"
#include "rules/form_state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FORM_REPORTS_MAX 64 /* documents of one message that are looked at; more are FORM_UNREADABLE as a whole */
#define FORM_EMPTY_MAX	 8  /* lines named that nobody answered */

#define FORM_DIGEST_SIZE 32 /* octets: SHA-256 */

#define FORM_NO_FINGERPRINT UINT32_MAX

struct form_report {
	enum form_state state;
	uint32_t part;	      /* index of the part of the message that it is, or is in (a zip) */
	uint32_t fingerprint; /* index in the ruleset of the form that fits best, or FORM_NO_FINGERPRINT */
	uint32_t sample;      /* of that fingerprint */
	uint32_t score;	      /* per mille of the form's words that the document has */
	uint32_t label_count; /* what the form asks */
	uint32_t answer_count;
	uint32_t tick_count;
	/* Lines of the sample: headings of sections that are wholly empty, then labels without an answer. */
	uint32_t empty[FORM_EMPTY_MAX];
	uint32_t empty_count;
	bool has_digest;		  /* not of what cannot be taken out of its archive */
	uint8_t digest[FORM_DIGEST_SIZE]; /* of the file's decoded octets, as the sender attached it */
};

void form_report_encode(const struct form_report *report, struct writer *writer);
/* Untrusted input: what no document could have led to makes the reader fail. */
void form_report_decode(struct reader *reader, struct form_report *report);

#endif
