#include "rules/policy_eval.h"

#include "rules/judgement.h"
#include "rules/media_type.h"
#include "rules/policy_action.h"
#include "rules/policy_edits.h"
#include "rules/policy_misrouted.h"
#include "rules/policy_near.h"
#include "rules/policy_predicates.h"
#include "rules/policy_route.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* RFC 3834 and common sense: what nobody wrote must never be bounced back to nobody. */
static enum mail_class class_of(const struct policy_subject *subject)
{
	if (policy_subject_is_null_sender(subject))
		return CLASS_EXEMPT_NULL_SENDER;
	if (subject->facts != NULL && subject->facts->is_auto_submitted == ANSWER_YES)
		return CLASS_EXEMPT_AUTO_SUBMITTED;
	if (subject->facts != NULL && subject->facts->is_calendar_reply == ANSWER_YES)
		return CLASS_EXEMPT_CALENDAR_REPLY;
	return CLASS_REFERRAL;
}

static enum mail_class exemption(struct judgement *judgement)
{
	const struct policy_subject *subject = judgement->subject;
	enum answer automatic = subject->facts != NULL ? subject->facts->is_auto_submitted : ANSWER_UNKNOWN;
	enum answer calendar = subject->facts != NULL ? subject->facts->is_calendar_reply : ANSWER_UNKNOWN;
	enum answer null_sender = answer_of(policy_subject_is_null_sender(subject));

	judgement_note(
	    judgement, PREDICATE_IS_EXEMPT, FINDING_NO_SUBJECT, answer_or(null_sender, answer_or(automatic, calendar)));
	return class_of(subject);
}

static void see_copies(struct judgement *judgement)
{
	struct verdict *verdict = judgement->verdict;

	verdict->copy_count = judgement->route->copy_count;
	for (size_t i = 0; i < verdict->copy_count; i++)
		verdict->copies[i] = policy_copy_seen(&judgement->route->copies[i], judgement->subject);
}

static int copy_type(const char *type, char **ret_copy)
{
	if (type == NULL)
		return 0;
	*ret_copy = strdup(media_type_reduce(type));
	return *ret_copy != NULL ? 0 : -ENOMEM;
}

static int describe_parts(const struct facts *facts, struct verdict *verdict)
{
	int r = 0;

	if (facts->part_count > VERDICT_PARTS_MAX)
		return -E2BIG;
	if (facts->part_count == 0)
		return 0;
	verdict->parts = calloc(facts->part_count, sizeof(*verdict->parts));
	if (verdict->parts == NULL)
		return -ENOMEM;
	verdict->part_count = facts->part_count;
	for (size_t i = 0; i < facts->part_count && r == 0; i++) {
		verdict->parts[i].decoded_size = facts->parts[i].decoded_size;
		r = copy_type(facts->parts[i].declared_type, &verdict->parts[i].declared_type);
		if (r == 0)
			r = copy_type(facts->parts[i].sniffed_type, &verdict->parts[i].sniffed_type);
	}
	return r;
}

static int describe_forms(const struct judgement *judgement)
{
	const struct facts *facts = judgement->subject->facts;
	struct verdict *verdict = judgement->verdict;

	if (!judgement_has_reports(judgement) || facts->form_count == 0)
		return 0;
	verdict->forms = malloc(facts->form_count * sizeof(*verdict->forms));
	if (verdict->forms == NULL)
		return -ENOMEM;
	memcpy(verdict->forms, facts->forms, facts->form_count * sizeof(*verdict->forms));
	verdict->form_count = facts->form_count;
	return 0;
}

static bool is_used(const struct judgement *judgement, const struct address_list *list)
{
	return policy_subject_may_reach(judgement->subject, list) ||
	       policy_subject_names(judgement->subject, list, POLICY_ADDRESSED);
}

/* An address that is no longer read stops the message, unless it also goes to one of the same section that is. */
static void judge_addresses(struct judgement *judgement, enum address_status status, enum reason reason)
{
	const struct route *route = judgement->route;

	for (size_t i = 0; i < route->referral_count; i++) {
		const struct address_list *by_status = route->referrals[i].by_status;
		if (is_used(judgement, &by_status[status]) && !is_used(judgement, &by_status[ADDRESS_CURRENT]) &&
		    !is_used(judgement, &by_status[ADDRESS_LEGACY]))
			judgement_find(judgement, reason, i);
	}
}

/* For the record: is each referral address that the message uses one that is current? */
static void note_addresses(struct judgement *judgement)
{
	const struct route *route = judgement->route;

	for (size_t i = 0; i < route->referral_count; i++) {
		bool used = false;
		for (size_t status = 0; status < ADDRESS_STATUS_COUNT; status++)
			used = used || is_used(judgement, &route->referrals[i].by_status[status]);
		if (used)
			judgement_note(judgement, PREDICATE_ADDRESS_CURRENT, i,
			    answer_of(is_used(judgement, &route->referrals[i].by_status[ADDRESS_CURRENT])));
	}
}

static void judge_copies(struct judgement *judgement)
{
	const struct verdict *verdict = judgement->verdict;

	for (size_t i = 0; i < verdict->copy_count; i++) {
		enum answer present = predicate_copy_present(judgement->route->copy_evidence, &verdict->copies[i]);
		judgement_note(judgement, PREDICATE_COPY_PRESENT, i, present);
		if (present != ANSWER_YES)
			judgement_find(judgement, REASON_COPY_MISSING, i);
	}
}

/* A copy that cannot be added is the sender's to add. */
static void judge_repair(struct judgement *judgement)
{
	struct verdict *verdict = judgement->verdict;
	enum answer can_repair = predicate_can_repair(judgement->route, judgement->subject->facts);
	bool is_wanted = false;

	for (size_t i = 0; i < verdict->finding_count; i++) {
		if (verdict->findings[i].action != ACTION_REPAIR)
			continue;
		is_wanted = true;
		if (can_repair != ANSWER_YES)
			verdict->findings[i].action = ACTION_REFUSE;
	}
	if (is_wanted)
		judgement_note(judgement, PREDICATE_CAN_REPAIR, FINDING_NO_SUBJECT, can_repair);
}

/* The findings stand: what happens. */
static void dispose(struct judgement *judgement)
{
	struct verdict *verdict = judgement->verdict;

	verdict->would_disposition = policy_action_dispose(verdict);
	verdict->disposition = verdict->mode == ROUTE_OBSERVE ? DISPOSITION_ACCEPT : verdict->would_disposition;
}

/* The ruleset lists no address twice in a route, so that none is added twice. */
static void add_copy(struct judgement *judgement, uint32_t copy)
{
	struct verdict *verdict = judgement->verdict;
	const char *address = judgement->route->copies[copy].any_of.items[0];

	verdict->copies[copy].is_added = true;
	if (verdict->carries_referral && !policy_subject_sends_to_address(judgement->subject, address))
		judgement->error = verdict_add_edit(verdict, EDIT_ADD_RECIPIENT, NULL, 0, address);
}

/* Adds the copies, where nothing else stops the message: the visible Cc follows from is_added (message/copy_field.h),
 * and a recipient only where the referral itself goes, so that parts split upstream do not each add one. */
static void repair(struct judgement *judgement)
{
	struct verdict *verdict = judgement->verdict;

	if (verdict->disposition != DISPOSITION_ACCEPT || verdict->mode != ROUTE_ENFORCE)
		return;
	for (size_t i = 0; i < verdict->finding_count && judgement->error == 0; i++)
		if (verdict->findings[i].action == ACTION_REPAIR)
			add_copy(judgement, verdict->findings[i].subject);
}

static void note_exceptions(struct judgement *judgement)
{
	const struct route *route = judgement->route;

	for (size_t i = 0; i < route->exception_count; i++)
		judgement_note(judgement, PREDICATE_EXCEPTION_APPLIES, i,
		    predicate_exception_applies(&route->exceptions[i], judgement->subject));
}

/* Whether what the message says can be relied on, and seen at all. */
static void judge_reading(struct judgement *judgement)
{
	const struct facts *facts = judgement->subject->facts;

	judgement_note(
	    judgement, PREDICATE_IS_UNINSPECTABLE, FINDING_NO_SUBJECT, answer_of(facts->uninspectable != TROUBLE_NONE));
	judgement_note(judgement, PREDICATE_IS_ENCRYPTED, FINDING_NO_SUBJECT, facts->is_encrypted);
	judgement_note(
	    judgement, PREDICATE_IS_AMBIGUOUS, FINDING_NO_SUBJECT, answer_of(facts->ambiguity != TROUBLE_NONE));
	if (facts->uninspectable != TROUBLE_NONE)
		judgement_find_trouble(
		    judgement, REASON_CONTENT_UNINSPECTABLE, FINDING_NO_SUBJECT, facts->uninspectable);
	if (facts->is_encrypted == ANSWER_YES)
		judgement_find(judgement, REASON_CONTENT_ENCRYPTED, FINDING_NO_SUBJECT);
	if (facts->ambiguity != TROUBLE_NONE)
		judgement_find_trouble(judgement, REASON_CONTENT_AMBIGUOUS, FINDING_NO_SUBJECT, facts->ambiguity);
}

/* Findings are added in their order of precedence (enum reason). What only nearly goes to the police is held to
 * nothing else while the near miss itself does not stop it. */
static void judge_referral(struct judgement *judgement)
{
	const struct facts *facts = judgement->subject->facts;
	enum form_outcome outcome = judgement_form(judgement);

	judgement_note_form(judgement, outcome);
	judgement_note(judgement, PREDICATE_IS_FOLLOW_UP, FINDING_NO_SUBJECT, facts->is_follow_up);
	note_addresses(judgement);
	note_exceptions(judgement);
	if (facts->is_follow_up == ANSWER_YES && outcome < FORM_OUTCOME_OLD)
		judgement->verdict->mail_class = CLASS_FOLLOW_UP;
	if (judgement->is_nearly && !judgement_near_stops(judgement)) {
		judgement_find_near(judgement);
		return;
	}
	judge_reading(judgement);
	judgement_find_unsafe(judgement);
	judge_addresses(judgement, ADDRESS_CLOSED, REASON_ADDRESS_CLOSED);
	judge_addresses(judgement, ADDRESS_RETIRED, REASON_ADDRESS_RETIRED);
	judgement_find_near(judgement);
	judgement_find_form(judgement, outcome);
	judge_copies(judgement);
	judge_repair(judgement);
}

/* No route: a referral that nobody made a rule for passes, and is recorded where it leaves. */
static void pass_unrouted(struct judgement *judgement)
{
	struct verdict *verdict = judgement->verdict;

	verdict->disposition = verdict->would_disposition = DISPOSITION_ACCEPT;
	if (!verdict->carries_referral)
		verdict->mail_class = CLASS_OTHER;
	else if (!mail_class_is_exempt(verdict->mail_class))
		verdict->mail_class = CLASS_NO_ROUTE;
}

/* Whether there is a reason to think of a referral: an address of the route, or what may be its form. */
static bool may_be_referral(const struct judgement *judgement)
{
	return policy_near_uses_route(judgement->route, judgement->subject) ||
	       judgement_form(judgement) >= FORM_OUTCOME_BLANK;
}

static bool has_answered_form(const struct judgement *judgement)
{
	const struct facts *facts = judgement->subject->facts;

	return judgement_has_reports(judgement) &&
	       form_outcome_find(&judgement->route->form, facts->forms, facts->form_count) >= FORM_OUTCOME_OLD;
}

/* Mail that uses no referral address: one nearly, or a form that goes to somebody else? */
static void look_elsewhere(struct judgement *judgement)
{
	judgement->route = policy_near_route(judgement->ruleset, judgement->subject);
	judgement->is_nearly = judgement->route != NULL && may_be_referral(judgement);
	if (judgement->is_nearly)
		return;
	judgement->route = policy_misrouted_route(judgement->ruleset, judgement->subject);
	if (judgement->route != NULL && has_answered_form(judgement))
		judgement->verdict->mail_class = CLASS_MISROUTED;
	else
		judgement->route = NULL;
}

/* Which route, and what class of mail. */
static void begin(const struct ruleset *ruleset, struct judgement *judgement)
{
	struct verdict *verdict = judgement->verdict;

	judgement->error = policy_route_find(ruleset, judgement->subject, verdict, &judgement->route);
	if (judgement->error != 0)
		return;
	verdict->carries_referral = policy_route_is_carried(ruleset, judgement->route, judgement->subject);
	verdict->mail_class = exemption(judgement);
	if (judgement->route == NULL && judgement->subject->facts != NULL && !verdict->carries_referral &&
	    verdict->mail_class == CLASS_REFERRAL)
		look_elsewhere(judgement);
	if (judgement->route == NULL) {
		pass_unrouted(judgement);
		return;
	}
	verdict->mode = judgement->route->mode;
	verdict->route = strdup(judgement->route->name);
	if (verdict->route == NULL)
		judgement->error = -ENOMEM;
	see_copies(judgement);
}

static void judge_misrouted(struct judgement *judgement)
{
	judgement_note(judgement, PREDICATE_IS_MISROUTED, FINDING_NO_SUBJECT, ANSWER_YES);
	note_exceptions(judgement);
	judgement_find(judgement, REASON_REFERRAL_MISROUTED, FINDING_NO_SUBJECT);
}

static void judge_read(const struct ruleset *ruleset, struct judgement *judgement)
{
	begin(ruleset, judgement);
	if (judgement->error == 0 && judgement->verdict->mail_class != CLASS_OTHER)
		judgement->error = describe_parts(judgement->subject->facts, judgement->verdict);
	if (judgement->error == 0 && judgement->route != NULL)
		judgement->error = describe_forms(judgement);
	if (judgement->error != 0 || judgement->route == NULL)
		return;
	if (judgement->verdict->mail_class == CLASS_REFERRAL)
		judge_referral(judgement);
	else if (judgement->verdict->mail_class == CLASS_MISROUTED)
		judge_misrouted(judgement);
	dispose(judgement);
	repair(judgement);
	judgement->verdict->breaks_dkim =
	    judgement->subject->facts->is_dkim_signed != ANSWER_NO && policy_edits_change_message(judgement->verdict);
}

static void judge_unread(
    const struct ruleset *ruleset, struct judgement *judgement, enum reason reason, enum trouble trouble)
{
	begin(ruleset, judgement);
	if (judgement->error != 0 || judgement->route == NULL)
		return;
	if (judgement->verdict->mail_class == CLASS_REFERRAL || reason == REASON_INTERNAL) {
		note_addresses(judgement);
		note_exceptions(judgement);
		judgement_find_trouble(judgement, reason, FINDING_NO_SUBJECT, trouble);
	}
	dispose(judgement);
}

/* Hands the verdict out, or clears it. */
static int finish(struct judgement *judgement, struct policy_subject *subject, struct verdict *ret_verdict)
{
	policy_subject_clear(subject);
	if (judgement->error != 0) {
		verdict_clear(judgement->verdict);
		return judgement->error;
	}
	*ret_verdict = *judgement->verdict;
	return 0;
}

int policy_eval(const struct ruleset *ruleset, const struct envelope *envelope, const struct facts *facts,
    struct verdict *ret_verdict)
{
	struct policy_subject subject = {0};
	struct verdict verdict;
	struct judgement judgement = {.ruleset = ruleset, .subject = &subject, .verdict = &verdict};
	int r = policy_subject_init(&subject, envelope, facts);

	if (r < 0)
		return r;
	verdict_init(&verdict);
	judge_read(ruleset, &judgement);
	return finish(&judgement, &subject, ret_verdict);
}

int policy_eval_unread(const struct ruleset *ruleset, const struct envelope *envelope, char *const *matches,
    size_t match_count, enum reason reason, enum trouble trouble, struct verdict *ret_verdict)
{
	struct policy_subject subject = {0};
	struct verdict verdict;
	struct judgement judgement = {.ruleset = ruleset, .subject = &subject, .verdict = &verdict};
	int r = policy_subject_init(&subject, envelope, NULL);

	if (r < 0)
		return r;
	subject.matches = matches;
	subject.match_count = match_count;
	verdict_init(&verdict);
	judge_unread(ruleset, &judgement, reason, trouble);
	return finish(&judgement, &subject, ret_verdict);
}

int policy_form_route(const struct ruleset *ruleset, const struct envelope *envelope, const struct facts *facts,
    const struct route **ret_route)
{
	struct policy_subject subject = {0};
	const struct route *route = NULL;
	int r = policy_subject_init(&subject, envelope, facts);

	if (r < 0)
		return r;
	policy_route_find(ruleset, &subject, NULL, &route);
	if (route == NULL && !policy_route_is_carried(ruleset, NULL, &subject)) {
		route = policy_near_route(ruleset, &subject);
		if (route == NULL)
			route = policy_misrouted_route(ruleset, &subject);
	}
	policy_subject_clear(&subject);
	*ret_route = route;
	return 0;
}

bool policy_envelope_is_ours(const struct ruleset *ruleset, const struct envelope *envelope)
{
	struct policy_subject subject = {0};

	/* Without memory nobody can tell: inspected, which the inspector settles. */
	if (policy_subject_init(&subject, envelope, NULL) < 0)
		return true;
	bool is_ours = policy_route_is_carried(ruleset, NULL, &subject);
	policy_subject_clear(&subject);
	return is_ours;
}

int policy_unsafe_route(const struct ruleset *ruleset, const struct envelope *envelope, const struct facts *facts,
    const struct route **ret_route)
{
	struct policy_subject subject = {0};
	const struct route *route = NULL;
	int r = policy_subject_init(&subject, envelope, facts);

	if (r < 0)
		return r;
	if (class_of(&subject) == CLASS_REFERRAL)
		r = policy_route_find(ruleset, &subject, NULL, &route);
	policy_subject_clear(&subject);
	if (r < 0)
		return r;
	*ret_route = route;
	return 0;
}
