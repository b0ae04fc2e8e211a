#include "rules/form_outcome.h"

static enum form_outcome outcome_of(const struct form_rule *form, enum form_state state)
{
	switch (state) {
	case FORM_COMPLETED:
	case FORM_PARTIAL:
		return FORM_OUTCOME_PRESENT;
	case FORM_OLD:
		return FORM_OUTCOME_OLD;
	case FORM_BLANK:
		return FORM_OUTCOME_BLANK;
	case FORM_UNREADABLE:
		return form->accept_unreadable ? FORM_OUTCOME_UNREADABLE : FORM_OUTCOME_ANOTHER;
	case FORM_ANOTHER:
	case FORM_STATE_COUNT:
		break;
	}
	return FORM_OUTCOME_ANOTHER;
}

enum form_outcome form_outcome_find(const struct form_rule *form, const struct form_report *reports, size_t count)
{
	enum form_outcome best = FORM_OUTCOME_NOTHING;

	for (size_t i = 0; i < count; i++) {
		enum form_outcome outcome = outcome_of(form, reports[i].state);
		best = outcome > best ? outcome : best;
	}
	return best;
}
