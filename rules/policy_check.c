/*
 * The gate's side: could the policy have said this? What the gate can work out from its own envelope and its own copy
 * of the rules must agree; what only the message could tell is held to what some message could have led to.
 */
#include "rules/media_type.h"
#include "rules/policy_action.h"
#include "rules/policy_edits.h"
#include "rules/policy_eval.h"
#include "rules/policy_forms.h"
#include "rules/policy_misrouted.h"
#include "rules/policy_near.h"
#include "rules/policy_predicates.h"
#include "rules/policy_route.h"

#include <errno.h>
#include <string.h>

/* The three findings of which each stands alone, since nobody could read the message: no part and no copy was seen. */
static bool is_unread(const struct verdict *verdict)
{
	if (verdict->finding_count != 1)
		return false;
	const struct finding *finding = &verdict->findings[0];
	if (finding->reason == REASON_CONTENT_UNINSPECTABLE)
		return (finding->trouble == TROUBLE_TOO_MUCH || finding->trouble == TROUBLE_NO_ANSWER) &&
		       verdict->part_count == 0 &&
		       (verdict->copy_count > 0 ? verdict->copies[0].in_header == ANSWER_UNKNOWN
						: verdict->mail_class != CLASS_FOLLOW_UP);
	return finding->reason == REASON_INTERNAL || finding->reason == REASON_LIMIT;
}

static bool types_are_known(const struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->part_count; i++) {
		const struct verdict_part *part = &verdict->parts[i];
		if (strcmp(media_type_reduce(part->declared_type), part->declared_type) != 0)
			return false;
		if (part->sniffed_type != NULL &&
		    strcmp(media_type_reduce(part->sniffed_type), part->sniffed_type) != 0)
			return false;
	}
	return true;
}

static bool sizes_are_bounded(const struct verdict *verdict)
{
	return verdict->finding_count <= VERDICT_FINDINGS_MAX && verdict->copy_count <= RULESET_SECTION_MAX &&
	       verdict->part_count <= VERDICT_PARTS_MAX && verdict->form_count <= FORM_REPORTS_MAX &&
	       verdict->edit_count <= VERDICT_EDITS_MAX && verdict->trace_count <= VERDICT_TRACE_MAX;
}

/* Mail that no route judges: it passes, and nothing is done to it. */
static bool unrouted_is_possible(
    const struct ruleset *ruleset, const struct policy_subject *subject, const struct verdict *verdict)
{
	bool is_carried = policy_route_is_carried(ruleset, NULL, subject);

	if (verdict->carries_referral != is_carried || verdict->mode != ROUTE_OFF || verdict->breaks_dkim)
		return false;
	if (verdict->disposition != DISPOSITION_ACCEPT || verdict->would_disposition != DISPOSITION_ACCEPT)
		return false;
	if (verdict->finding_count != 0 || verdict->copy_count != 0 || verdict->edit_count != 0 ||
	    verdict->form_count != 0 || verdict->exception != FINDING_NO_SUBJECT)
		return false;
	if (!is_carried)
		return verdict->mail_class == CLASS_OTHER && verdict->part_count == 0;
	if (policy_subject_is_null_sender(subject))
		return verdict->mail_class == CLASS_EXEMPT_NULL_SENDER;
	return verdict->mail_class == CLASS_NO_ROUTE || verdict->mail_class == CLASS_EXEMPT_AUTO_SUBMITTED ||
	       verdict->mail_class == CLASS_EXEMPT_CALENDAR_REPLY;
}

/* The route must be one that could have judged it: the message's header may have led to an earlier one than the
 * envelope leads to, but never to a later one or to none. */
static bool route_is_possible(const struct ruleset *ruleset, const struct policy_subject *subject,
    const struct route *route, const struct verdict *verdict)
{
	const struct route *by_envelope = NULL;

	policy_route_find(ruleset, subject, NULL, &by_envelope);
	if (route == NULL)
		return verdict->route == NULL && by_envelope == NULL;
	if (verdict->mail_class == CLASS_MISROUTED)
		return !policy_route_is_carried(ruleset, NULL, subject) && policy_misrouted_is_watched(route, subject);
	return route->mode != ROUTE_OFF && (by_envelope == NULL || route <= by_envelope) &&
	       predicate_sender_is_ours(&route->senders, subject) == ANSWER_YES;
}

static bool class_is_possible(const struct policy_subject *subject, const struct verdict *verdict)
{
	if (policy_subject_is_null_sender(subject))
		return verdict->mail_class == CLASS_EXEMPT_NULL_SENDER;
	return verdict->mail_class == CLASS_REFERRAL || verdict->mail_class == CLASS_FOLLOW_UP ||
	       verdict->mail_class == CLASS_MISROUTED || verdict->mail_class == CLASS_EXEMPT_AUTO_SUBMITTED ||
	       verdict->mail_class == CLASS_EXEMPT_CALENDAR_REPLY;
}

/* What the gate knows of a copy itself, and an answer to what it does not. */
static bool copies_are_possible(
    const struct route *route, const struct policy_subject *subject, const struct verdict *verdict)
{
	if (verdict->copy_count != route->copy_count)
		return false;
	for (size_t i = 0; i < verdict->copy_count; i++) {
		const struct verdict_copy *copy = &verdict->copies[i];
		struct verdict_copy seen = policy_copy_seen(&route->copies[i], subject);
		if (copy->in_envelope != seen.in_envelope || (seen.is_sender && !copy->is_sender))
			return false;
		if (!mail_class_is_exempt(verdict->mail_class) &&
		    (copy->in_header == ANSWER_UNKNOWN) != is_unread(verdict))
			return false;
	}
	return true;
}

static bool subject_is_possible(const struct route *route, const struct finding *finding)
{
	switch (finding->reason) {
	case REASON_COPY_MISSING:
		return finding->subject < route->copy_count;
	case REASON_CONTENT_UNSAFE:
		return finding->subject < UNSAFE_CLASS_COUNT && finding->subject != UNSAFE_BOMB;
	case REASON_ADDRESS_CLOSED:
		return finding->subject < route->referral_count &&
		       route->referrals[finding->subject].by_status[ADDRESS_CLOSED].count > 0;
	case REASON_ADDRESS_RETIRED:
		return finding->subject < route->referral_count &&
		       route->referrals[finding->subject].by_status[ADDRESS_RETIRED].count > 0;
	case REASON_ADDRESS_NEAR_MISS:
		return finding->subject < policy_near_section_count(route) &&
		       policy_near_meant(route, finding->subject) != NULL;
	default:
		return finding->subject == FINDING_NO_SUBJECT;
	}
}

/* Whether a signature stands in the way is only asked where the route wants to strip. */
static bool strip_is_possible(const struct route *route, const struct finding *finding)
{
	bool is_wanted =
	    reason_is_of_classes(finding->reason) && route->unsafe.actions[finding->subject] == ACTION_STRIP;

	if (finding->trouble == TROUBLE_SIGNED)
		return is_wanted && finding->action != ACTION_STRIP;
	return finding->action != ACTION_STRIP || is_wanted;
}

/* Whether signatures stand in the way of a repair, or something cannot be stripped, is for the message to tell; all
 * else must be the route's action. */
static bool action_is_possible(const struct route *route, const struct policy_subject *subject,
    const struct verdict *verdict, const struct finding *finding, uint32_t *exception)
{
	struct finding expected = policy_action_find(
	    route, subject, verdict->mail_class, finding->reason, finding->trouble, finding->subject, exception);

	if (!strip_is_possible(route, finding))
		return false;
	if (expected.action == ACTION_STRIP && finding->action != ACTION_STRIP)
		policy_action_refuse(route, subject, &expected, exception);
	if (expected.action == ACTION_ALLOW || finding->is_excepted != expected.is_excepted)
		return false;
	if (expected.action == ACTION_REPAIR && finding->action == ACTION_REFUSE)
		return true;
	if (finding->reason == REASON_ADDRESS_NEAR_MISS && finding->action == ACTION_FLAG)
		return true; /* an unconfirmed sibling */
	return finding->action == expected.action;
}

static bool is_after(const struct finding *finding, const struct finding *before)
{
	return finding->reason > before->reason ||
	       (finding->reason == before->reason && finding->subject > before->subject);
}

static bool findings_are_possible(
    const struct route *route, const struct policy_subject *subject, const struct verdict *verdict)
{
	uint32_t first = FINDING_NO_SUBJECT;

	for (size_t i = 0; i < verdict->finding_count; i++) {
		const struct finding *finding = &verdict->findings[i];
		uint32_t exception = FINDING_NO_SUBJECT;
		if (i > 0 && !is_after(finding, &verdict->findings[i - 1]))
			return false;
		if (!reason_is_raised(finding->reason) || !trouble_fits(finding->trouble, finding->reason) ||
		    !subject_is_possible(route, finding) ||
		    !action_is_possible(route, subject, verdict, finding, &exception))
			return false;
		if (first == FINDING_NO_SUBJECT)
			first = exception;
	}
	return verdict->exception == first;
}

static const struct finding *find_reason(const struct verdict *verdict, enum reason reason, uint32_t subject)
{
	for (size_t i = 0; i < verdict->finding_count; i++)
		if (verdict->findings[i].reason == reason && verdict->findings[i].subject == subject)
			return &verdict->findings[i];
	return NULL;
}

/* Mail that only nearly goes to the police, where that does not stop it: nothing else is said. */
static bool is_near_and_passes(const struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->finding_count; i++)
		if (verdict->findings[i].reason != REASON_ADDRESS_NEAR_MISS ||
		    policy_action_stops(verdict->findings[i].action))
			return false;
	return verdict->finding_count > 0 && !verdict->carries_referral;
}

/* A copy is missing exactly where the evidence does not show it; all repairs are possible, or none. */
static bool missing_copies_are_said(const struct route *route, const struct verdict *verdict)
{
	bool is_judged = !mail_class_is_exempt(verdict->mail_class) && !is_unread(verdict) &&
			 verdict->mail_class != CLASS_MISROUTED && !is_near_and_passes(verdict);
	bool is_heard = route->actions[REASON_COPY_MISSING] != ACTION_ALLOW;
	const struct finding *first = NULL;

	for (uint32_t i = 0; i < verdict->copy_count; i++) {
		const struct finding *finding = find_reason(verdict, REASON_COPY_MISSING, i);
		bool is_missing = predicate_copy_present(route->copy_evidence, &verdict->copies[i]) != ANSWER_YES;
		if ((finding != NULL) != (is_missing && is_judged && is_heard))
			return false;
		if (first == NULL)
			first = finding;
		if (finding != NULL && finding->action != first->action)
			return false;
	}
	return true;
}

/* Findings of a message that was read: exempt mail has none, and who read it did not die over it. */
static bool finding_is_of_read(const struct verdict *verdict, const struct finding *finding)
{
	if (mail_class_is_exempt(verdict->mail_class))
		return false;
	if (finding->reason == REASON_CONTENT_UNINSPECTABLE)
		return finding->trouble != TROUBLE_NO_ANSWER;
	return finding->reason != REASON_INTERNAL && finding->reason != REASON_LIMIT;
}

/* What has more than one reading is never changed; and what nobody can look into is not known to be clean. */
static bool reading_agrees(const struct verdict *verdict)
{
	bool is_ambiguous = find_reason(verdict, REASON_CONTENT_AMBIGUOUS, FINDING_NO_SUBJECT) != NULL;
	bool is_hidden = is_ambiguous || find_reason(verdict, REASON_CONTENT_UNINSPECTABLE, FINDING_NO_SUBJECT) != NULL;

	for (size_t i = 0; i < verdict->finding_count; i++) {
		enum action action = verdict->findings[i].action;
		if ((is_ambiguous && action == ACTION_REPAIR) || (is_hidden && action == ACTION_STRIP))
			return false;
	}
	return true;
}

/* A signature is the whole message's: it is in the way of everything that the route wants stripped, or of nothing. */
static bool signature_agrees(const struct route *route, const struct verdict *verdict)
{
	bool is_free = false, is_bound = false;

	for (size_t i = 0; i < verdict->finding_count; i++) {
		const struct finding *finding = &verdict->findings[i];
		if (!reason_is_of_classes(finding->reason) || route->unsafe.actions[finding->subject] != ACTION_STRIP)
			continue;
		is_bound = is_bound || finding->trouble == TROUBLE_SIGNED;
		is_free = is_free || finding->trouble != TROUBLE_SIGNED;
	}
	return !is_free || !is_bound;
}

/* Findings that cannot stand beside each other, or in this class of mail. */
static bool findings_agree(const struct route *route, const struct verdict *verdict)
{
	if (is_unread(verdict)) {
		if (verdict->part_count != 0 || verdict->form_count != 0 || verdict->mail_class == CLASS_FOLLOW_UP ||
		    verdict->mail_class == CLASS_MISROUTED)
			return false;
		return !mail_class_is_exempt(verdict->mail_class) || verdict->findings[0].reason == REASON_INTERNAL;
	}
	for (size_t i = 0; i < verdict->finding_count; i++)
		if (!finding_is_of_read(verdict, &verdict->findings[i]))
			return false;
	return reading_agrees(verdict) && signature_agrees(route, verdict) && policy_forms_agree(route, verdict);
}

static bool disposition_follows(const struct verdict *verdict)
{
	enum disposition expected = policy_action_dispose(verdict);

	return verdict->would_disposition == expected &&
	       verdict->disposition == (verdict->mode == ROUTE_OBSERVE ? DISPOSITION_ACCEPT : expected);
}

static bool routed_is_possible(const struct ruleset *ruleset, const struct policy_subject *subject,
    const struct route *route, const struct verdict *verdict)
{
	return verdict->mode == route->mode &&
	       verdict->carries_referral == policy_route_is_carried(ruleset, route, subject) &&
	       class_is_possible(subject, verdict) && copies_are_possible(route, subject, verdict) &&
	       findings_are_possible(route, subject, verdict) && findings_agree(route, verdict) &&
	       missing_copies_are_said(route, verdict) && disposition_follows(verdict) &&
	       policy_edits_follow(route, subject, verdict);
}

static bool is_possible(
    const struct ruleset *ruleset, const struct policy_subject *subject, const struct verdict *verdict)
{
	const struct route *route = verdict->route != NULL ? ruleset_find(ruleset, verdict->route) : NULL;

	if (!sizes_are_bounded(verdict) || !types_are_known(verdict) ||
	    !route_is_possible(ruleset, subject, route, verdict))
		return false;
	if (route == NULL)
		return unrouted_is_possible(ruleset, subject, verdict);
	return routed_is_possible(ruleset, subject, route, verdict);
}

int policy_check(const struct ruleset *ruleset, const struct envelope *envelope, const struct verdict *verdict)
{
	struct policy_subject subject = {0};

	/* Without memory the answer cannot be checked, so it is not believed. */
	if (policy_subject_init(&subject, envelope, NULL) < 0)
		return -EPROTO;
	bool answer = is_possible(ruleset, &subject, verdict);
	policy_subject_clear(&subject);
	return answer ? 0 : -EPROTO;
}
