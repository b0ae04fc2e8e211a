#include "message/form/form_status.h"

#include "message/form/form_guess.h"

#include <errno.h>

#define STORY_WORDS 12 /* so many words where nothing is asked, under a heading, are an answer all the same */
#define LABELS_FOUND                                                                                                   \
	900 /* per mille: with so many labels, each at the beginning of a line, it is the form without its             \
	       instructions. Guidance that quotes the form has up to 879 and 0, or 854 and 902 */

void form_status_clear(struct form_status *status)
{
	form_match_clear(&status->match);
}

/* What cannot be compared whole is nothing that we may call another document. */
static bool is_readable(const struct document *document)
{
	return document_is_complete(document) && document->format != DOCUMENT_FORMAT_UNKNOWN;
}

static enum form_state answered_state(const struct form_rule *rule, unsigned answers, unsigned labels)
{
	return answers * 100 >= labels * rule->complete_percent ? FORM_COMPLETED : FORM_PARTIAL;
}

/* Instructions, often more than half of a form's words, may have been deleted. */
static bool is_like(const struct form_rule *rule, const struct form_match *match)
{
	return match->score >= rule->match_percent * 10 ||
	       (match->label_score >= LABELS_FOUND && match->start_score >= LABELS_FOUND);
}

/* Dates, telephone numbers and filling alone are no answer. */
static enum form_state match_state(
    const struct form_rule *rule, const struct form_reference *reference, const struct form_match *match)
{
	if (!is_like(rule, match))
		return FORM_ANOTHER;
	if (match->worded_count + (match->story_words >= STORY_WORDS) < rule->min_answers)
		return FORM_BLANK;
	if (reference->is_superseded || match->is_other_version)
		return FORM_OLD;
	return answered_state(rule, match->answer_count, match->label_count);
}

/* The fingerprint that fits best; of equals the first, which is the current one. A document that has words of the form
 * and is too long to be compared may be it: somebody wrote or pasted a lot. */
static int find_best(const struct form_rule *rule, const struct document *document, struct form_status *status,
    const struct form_reference **ret_reference)
{
	for (size_t i = 0; i < rule->fingerprint_count; i++) {
		struct form_match match;
		int r = form_match_find(rule->fingerprints[i].fingerprint, document, &match);
		if (r == -E2BIG)
			status->state = FORM_UNREADABLE;
		if (r == -ENOENT || r == -E2BIG)
			continue;
		if (r < 0)
			return r;
		if (*ret_reference != NULL && match.score <= status->match.score) {
			form_match_clear(&match);
			continue;
		}
		form_match_clear(&status->match);
		status->match = match;
		*ret_reference = &rule->fingerprints[i];
	}
	return 0;
}

static int judge_by_fingerprints(
    const struct form_rule *rule, const struct document *document, struct form_status *status)
{
	const struct form_reference *reference = NULL;
	int r = find_best(rule, document, status, &reference);

	if (r < 0 || reference == NULL)
		return r;
	status->fingerprint = reference->index;
	status->state = match_state(rule, reference, &status->match);
	return 0;
}

/* Without a title pattern the labels alone decide. */
static int guess_state(const struct form_rule *rule, const struct document *document, enum form_state *ret_state)
{
	struct form_guess guess;
	int r = form_guess_make(rule, document, &guess);

	if (r < 0)
		return r;
	if ((rule->title_pattern != NULL && !guess.has_title) || guess.label_count < rule->min_labels)
		*ret_state = guess.is_unsure ? FORM_UNREADABLE : FORM_ANOTHER;
	else if (guess.place_count >= rule->min_labels && guess.place_count * 2 >= guess.label_count &&
		 guess.worded_count + guess.is_answered_elsewhere < rule->min_answers)
		*ret_state = FORM_BLANK;
	else
		*ret_state = answered_state(rule, guess.answer_count, guess.place_count);
	return 0;
}

/* A language, a version or a neighbour's form that nobody taught us: what the patterns take for an answered form may be
 * one, and is not called another document. */
static int doubt_by_patterns(const struct form_rule *rule, const struct document *document, struct form_status *status)
{
	enum form_state guessed = FORM_ANOTHER;
	int r = rule->label_pattern_count > 0 ? guess_state(rule, document, &guessed) : 0;

	if (r == 0 && (guessed == FORM_PARTIAL || guessed == FORM_COMPLETED))
		status->state = FORM_UNREADABLE;
	return r;
}

int form_status_judge(const struct form_rule *rule, const struct document *document, struct form_status *ret_status)
{
	struct form_status status = {.state = FORM_ANOTHER, .fingerprint = FORM_RULE_NONE};
	int r = rule->fingerprint_count > 0 ? judge_by_fingerprints(rule, document, &status)
					    : guess_state(rule, document, &status.state);

	if (r == 0 && rule->fingerprint_count > 0 && status.state == FORM_ANOTHER)
		r = doubt_by_patterns(rule, document, &status);
	if (r < 0) {
		form_status_clear(&status);
		return r;
	}
	if (!is_readable(document) && (status.state == FORM_ANOTHER || status.state == FORM_BLANK))
		status.state = FORM_UNREADABLE;
	*ret_status = status;
	return 0;
}
