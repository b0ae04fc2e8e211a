#include "rules/policy_forms.h"

#include "rules/form_outcome.h"

#define SCORE_MAX 1000 /* per mille */

static const struct form_reference *find_reference(const struct form_rule *form, uint32_t index)
{
	for (size_t i = 0; i < form->fingerprint_count; i++)
		if (form->fingerprints[i].index == index)
			return &form->fingerprints[i];
	return NULL;
}

/* Lines of the sample that say what is empty: headings and labels, each once. */
static bool empty_lines_are_possible(const struct fingerprint_sample *sample, const struct form_report *report)
{
	if (report->empty_count > FORM_EMPTY_MAX)
		return false;
	for (size_t i = 0; i < report->empty_count; i++) {
		uint32_t line = report->empty[i];
		if (line >= sample->line_count ||
		    (sample->lines[line].kind != FINGERPRINT_HEADING && sample->lines[line].kind != FINGERPRINT_LABEL))
			return false;
		for (size_t j = 0; j < i; j++)
			if (report->empty[j] == line)
				return false;
	}
	return true;
}

/* Without a fingerprint nothing is counted, and no version is told from another. */
static bool is_possible_without(const struct form_report *report)
{
	return report->state != FORM_OLD && report->sample == 0 && report->score == 0 && report->label_count == 0 &&
	       report->answer_count == 0 && report->tick_count == 0 && report->empty_count == 0;
}

/* What was read as a document has octets; only what could not be got at has none. */
static bool digest_is_possible(const struct form_report *report)
{
	return report->has_digest || report->state == FORM_UNREADABLE || report->state == FORM_ANOTHER;
}

static bool report_is_possible(
    const struct route *route, const struct verdict *verdict, const struct form_report *report)
{
	if (report->part >= verdict->part_count || !digest_is_possible(report))
		return false;
	if (report->fingerprint == FORM_NO_FINGERPRINT)
		return is_possible_without(report);
	const struct form_reference *reference = find_reference(&route->form, report->fingerprint);
	if (reference == NULL || !report->has_digest || report->sample >= reference->fingerprint->sample_count)
		return false;
	const struct fingerprint_sample *sample = &reference->fingerprint->samples[report->sample];
	if (reference->is_superseded && (report->state == FORM_COMPLETED || report->state == FORM_PARTIAL))
		return false;
	return report->score <= SCORE_MAX && report->label_count <= sample->line_count &&
	       report->answer_count <= report->label_count && empty_lines_are_possible(sample, report);
}

static bool reports_are_possible(const struct route *route, const struct verdict *verdict)
{
	if (verdict->form_count > 0 && !form_rule_is_taught(&route->form))
		return false;
	for (size_t i = 0; i < verdict->form_count; i++)
		if (!report_is_possible(route, verdict, &verdict->forms[i]))
			return false;
	return true;
}

static bool has_reason(const struct verdict *verdict, enum reason reason)
{
	for (size_t i = 0; i < verdict->finding_count; i++)
		if (verdict->findings[i].reason == reason)
			return true;
	return false;
}

static bool is_of_form(enum reason reason)
{
	return reason >= REASON_FORM_MISSING && reason <= REASON_FORM_UNREADABLE;
}

/* What is said of the form; REASON_COUNT for nothing. False when two things are. */
static bool find_said(const struct verdict *verdict, enum reason *ret_reason)
{
	enum reason said = REASON_COUNT;

	for (size_t i = 0; i < verdict->finding_count; i++) {
		if (!is_of_form(verdict->findings[i].reason))
			continue;
		if (said != REASON_COUNT)
			return false;
		said = verdict->findings[i].reason;
	}
	*ret_reason = said;
	return true;
}

static enum reason reason_of(enum form_outcome outcome)
{
	switch (outcome) {
	case FORM_OUTCOME_NOTHING:
	case FORM_OUTCOME_ANOTHER:
		return REASON_FORM_MISSING;
	case FORM_OUTCOME_BLANK:
		return REASON_FORM_BLANK;
	case FORM_OUTCOME_UNREADABLE:
		return REASON_FORM_UNREADABLE;
	case FORM_OUTCOME_OLD:
		return REASON_FORM_OLD;
	case FORM_OUTCOME_PRESENT:
		break;
	}
	return REASON_COUNT;
}

/* What nobody read can be said without reports: that there is no form is not known of a message with more than one
 * reading, or with something in it that could not be looked into. */
static bool fits_without_reports(const struct route *route, const struct verdict *verdict, enum reason said)
{
	bool is_hidden =
	    has_reason(verdict, REASON_CONTENT_AMBIGUOUS) || has_reason(verdict, REASON_CONTENT_UNINSPECTABLE);

	switch (said) {
	case REASON_FORM_MISSING:
		return !is_hidden;
	case REASON_FORM_LINK:
		return !is_hidden && route->link_pattern_count > 0;
	case REASON_FORM_UNREADABLE:
	case REASON_COUNT:
		return true;
	default:
		return false;
	}
}

/* A message that is encrypted, or only nearly goes to the police and passes, may have forms of which nothing is said.
 */
static bool may_be_silent(const struct route *route, const struct verdict *verdict)
{
	return route->actions[REASON_CONTENT_ENCRYPTED] == ACTION_ALLOW ||
	       has_reason(verdict, REASON_CONTENT_ENCRYPTED) ||
	       (has_reason(verdict, REASON_ADDRESS_NEAR_MISS) && !verdict->carries_referral);
}

static bool fits_reports(const struct route *route, const struct verdict *verdict, enum reason said)
{
	enum form_outcome outcome = form_outcome_find(&route->form, verdict->forms, verdict->form_count);
	bool is_hidden =
	    has_reason(verdict, REASON_CONTENT_AMBIGUOUS) || has_reason(verdict, REASON_CONTENT_UNINSPECTABLE);

	if (outcome < FORM_OUTCOME_UNREADABLE && is_hidden)
		outcome = FORM_OUTCOME_UNREADABLE;
	enum reason expected = reason_of(outcome);
	if (expected != REASON_COUNT && route->actions[expected] == ACTION_ALLOW)
		expected = REASON_COUNT;
	return said == expected || (said == REASON_COUNT && may_be_silent(route, verdict));
}

/* Only a referral is asked for its form. */
static bool class_agrees(const struct route *route, const struct verdict *verdict)
{
	enum form_outcome outcome = form_outcome_find(&route->form, verdict->forms, verdict->form_count);

	if (verdict->mail_class == CLASS_FOLLOW_UP)
		return outcome < FORM_OUTCOME_OLD;
	if (verdict->mail_class == CLASS_MISROUTED)
		return outcome >= FORM_OUTCOME_OLD && verdict->finding_count == 1 &&
		       verdict->findings[0].reason == REASON_REFERRAL_MISROUTED;
	return true;
}

bool policy_forms_agree(const struct route *route, const struct verdict *verdict)
{
	bool is_demanded = route->form.name != NULL && route->form.required && verdict->mail_class == CLASS_REFERRAL;
	enum reason said = REASON_COUNT;

	if (!reports_are_possible(route, verdict) || !find_said(verdict, &said) || !class_agrees(route, verdict))
		return false;
	if (verdict->mail_class != CLASS_MISROUTED && has_reason(verdict, REASON_REFERRAL_MISROUTED))
		return false;
	if (!is_demanded || has_reason(verdict, REASON_CONTENT_ENCRYPTED))
		return said == REASON_COUNT;
	return verdict->form_count > 0 ? fits_reports(route, verdict, said)
				       : fits_without_reports(route, verdict, said);
}
