/* The form, in a judgement: what is attached, and what the route says of that. */
#include "rules/judgement.h"
#include "rules/policy_predicates.h"

/* Whether there may be parts that the facts do not show. */
static bool may_hide_parts(const struct facts *facts)
{
	return facts->ambiguity != TROUBLE_NONE || facts->uninspectable != TROUBLE_NONE;
}

/* Is the form there, as one answer for the trace? */
static enum answer answer_of_outcome(enum form_outcome outcome)
{
	if (outcome == FORM_OUTCOME_UNREADABLE)
		return ANSWER_UNKNOWN;
	return answer_of(outcome == FORM_OUTCOME_PRESENT);
}

/* Nobody read the files: their types and names must do. */
static enum form_outcome outcome_of_parts(const struct judgement *judgement)
{
	const struct facts *facts = judgement->subject->facts;
	enum answer present = ANSWER_NO;

	for (size_t i = 0; i < facts->part_count; i++)
		present = answer_or(present, predicate_part_is_form(judgement->route, &facts->parts[i]));
	if (present == ANSWER_UNKNOWN)
		return FORM_OUTCOME_UNREADABLE;
	return present == ANSWER_YES ? FORM_OUTCOME_PRESENT : FORM_OUTCOME_NOTHING;
}

bool judgement_has_reports(const struct judgement *judgement)
{
	return judgement->subject->facts->are_forms_read == ANSWER_YES && form_rule_is_taught(&judgement->route->form);
}

enum form_outcome judgement_form(const struct judgement *judgement)
{
	const struct facts *facts = judgement->subject->facts;
	enum form_outcome outcome = judgement_has_reports(judgement)
					? form_outcome_find(&judgement->route->form, facts->forms, facts->form_count)
					: outcome_of_parts(judgement);

	return outcome < FORM_OUTCOME_UNREADABLE && may_hide_parts(facts) ? FORM_OUTCOME_UNREADABLE : outcome;
}

static void note_reports(struct judgement *judgement)
{
	const struct facts *facts = judgement->subject->facts;

	for (size_t i = 0; i < facts->form_count; i++) {
		enum form_outcome outcome = form_outcome_find(&judgement->route->form, &facts->forms[i], 1);
		judgement_note(judgement, PREDICATE_PART_IS_FORM, facts->forms[i].part, answer_of_outcome(outcome));
	}
}

static void note_parts(struct judgement *judgement)
{
	const struct facts *facts = judgement->subject->facts;

	for (size_t i = 0; i < facts->part_count; i++)
		judgement_note(
		    judgement, PREDICATE_PART_IS_FORM, i, predicate_part_is_form(judgement->route, &facts->parts[i]));
}

void judgement_note_form(struct judgement *judgement, enum form_outcome outcome)
{
	if (judgement_has_reports(judgement))
		note_reports(judgement);
	else
		note_parts(judgement);
	judgement_note(judgement, PREDICATE_FORM_PRESENT, FINDING_NO_SUBJECT, answer_of_outcome(outcome));
}

static bool is_demanded(const struct judgement *judgement)
{
	const struct form_rule *form = &judgement->route->form;

	return form->name != NULL && form->required && judgement->verdict->mail_class == CLASS_REFERRAL &&
	       judgement->subject->facts->is_encrypted != ANSWER_YES;
}

static bool has_link_instead(const struct judgement *judgement, enum form_outcome outcome)
{
	return outcome == FORM_OUTCOME_NOTHING && judgement->route->link_pattern_count > 0 &&
	       judgement->subject->facts->has_share_link == ANSWER_YES;
}

void judgement_find_form(struct judgement *judgement, enum form_outcome outcome)
{
	if (!is_demanded(judgement))
		return;
	switch (outcome) {
	case FORM_OUTCOME_NOTHING:
	case FORM_OUTCOME_ANOTHER:
		judgement_find(judgement, has_link_instead(judgement, outcome) ? REASON_FORM_LINK : REASON_FORM_MISSING,
		    FINDING_NO_SUBJECT);
		break;
	case FORM_OUTCOME_BLANK:
		judgement_find(judgement, REASON_FORM_BLANK, FINDING_NO_SUBJECT);
		break;
	case FORM_OUTCOME_UNREADABLE:
		judgement_find(judgement, REASON_FORM_UNREADABLE, FINDING_NO_SUBJECT);
		break;
	case FORM_OUTCOME_OLD:
		judgement_find(judgement, REASON_FORM_OLD, FINDING_NO_SUBJECT);
		break;
	case FORM_OUTCOME_PRESENT:
		break;
	}
}
