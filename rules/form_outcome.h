/*
 * form_outcome: what the files of a message come to, as far as the referral form is concerned: the best of them counts.
 */
#ifndef RULES_FORM_OUTCOME_H
#define RULES_FORM_OUTCOME_H

#include "rules/form_report.h"
#include "rules/form_rule.h"

/* From the worst to the best. */
enum form_outcome {
	FORM_OUTCOME_NOTHING = 0, /* no file that could be a form */
	FORM_OUTCOME_ANOTHER,
	FORM_OUTCOME_BLANK,
	FORM_OUTCOME_UNREADABLE,
	FORM_OUTCOME_OLD,
	FORM_OUTCOME_PRESENT /* completed, or partly: as much as the sender was able to */
};

/* Of reports on all files. Where the rule takes no unreadable file, such a file is another document. */
enum form_outcome form_outcome_find(const struct form_rule *form, const struct form_report *reports, size_t count);

#endif
