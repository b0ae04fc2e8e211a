#include "rules/policy_eval.h"

#include "rules/media_type.h"
#include "rules/policy_action.h"
#include "rules/policy_predicates.h"
#include "rules/policy_route.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* One decision in the making. The first error sticks. */
struct judgement {
	const struct policy_subject *subject;
	const struct route *route;
	struct verdict *verdict;
	int error;
};

static void note(struct judgement *judgement, enum predicate predicate, size_t index, enum answer answer)
{
	if (judgement->error == 0)
		judgement->error = verdict_add_trace(judgement->verdict, predicate, (uint32_t)index, answer);
}

static void find_trouble(struct judgement *judgement, enum reason reason, size_t index, enum trouble trouble)
{
	struct verdict *verdict = judgement->verdict;
	uint32_t exception = FINDING_NO_SUBJECT;
	struct finding finding = policy_action_find(
	    judgement->route, judgement->subject, verdict->mail_class, reason, (uint32_t)index, &exception);

	if (judgement->error != 0 || finding.action == ACTION_ALLOW)
		return;
	judgement->error = verdict_add_finding(verdict, reason, finding.action, finding.subject);
	if (judgement->error != 0)
		return;
	verdict->findings[verdict->finding_count - 1].is_excepted = finding.is_excepted;
	verdict->findings[verdict->finding_count - 1].trouble = trouble;
	if (verdict->exception == FINDING_NO_SUBJECT)
		verdict->exception = exception;
}

static void find(struct judgement *judgement, enum reason reason, size_t index)
{
	find_trouble(judgement, reason, index, TROUBLE_NONE);
}

/* RFC 3834 and common sense: what nobody wrote must never be bounced back to nobody. */
static enum mail_class exemption(struct judgement *judgement)
{
	const struct policy_subject *subject = judgement->subject;
	enum answer automatic = subject->facts != NULL ? subject->facts->is_auto_submitted : ANSWER_UNKNOWN;
	enum answer calendar = subject->facts != NULL ? subject->facts->is_calendar_reply : ANSWER_UNKNOWN;
	enum answer null_sender = answer_of(policy_subject_is_null_sender(subject));

	note(
	    judgement, PREDICATE_IS_EXEMPT, FINDING_NO_SUBJECT, answer_or(null_sender, answer_or(automatic, calendar)));
	if (null_sender == ANSWER_YES)
		return CLASS_EXEMPT_NULL_SENDER;
	if (automatic == ANSWER_YES)
		return CLASS_EXEMPT_AUTO_SUBMITTED;
	if (calendar == ANSWER_YES)
		return CLASS_EXEMPT_CALENDAR_REPLY;
	return CLASS_REFERRAL;
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

/* Whether there may be parts that the facts do not show. */
static bool may_hide_parts(const struct facts *facts)
{
	return facts->ambiguity != TROUBLE_NONE || facts->uninspectable != TROUBLE_NONE;
}

/* Is one of the parts the form? */
static enum answer form_present(struct judgement *judgement)
{
	const struct facts *facts = judgement->subject->facts;
	enum answer present = may_hide_parts(facts) ? ANSWER_UNKNOWN : ANSWER_NO;

	for (size_t i = 0; i < facts->part_count; i++) {
		enum answer answer = predicate_part_is_form(judgement->route, &facts->parts[i]);
		note(judgement, PREDICATE_PART_IS_FORM, i, answer);
		present = answer_or(present, answer);
	}
	note(judgement, PREDICATE_FORM_PRESENT, FINDING_NO_SUBJECT, present);
	return present;
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
			find(judgement, reason, i);
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
			note(judgement, PREDICATE_ADDRESS_CURRENT, i,
			    answer_of(is_used(judgement, &route->referrals[i].by_status[ADDRESS_CURRENT])));
	}
}

static void judge_form(struct judgement *judgement, enum answer present)
{
	bool is_demanded = judgement->route->form.name != NULL && judgement->route->form.required;

	if (!is_demanded || present == ANSWER_YES || judgement->verdict->mail_class == CLASS_FOLLOW_UP ||
	    judgement->subject->facts->is_encrypted == ANSWER_YES)
		return;
	find(judgement, present == ANSWER_UNKNOWN ? REASON_FORM_UNREADABLE : REASON_FORM_MISSING, FINDING_NO_SUBJECT);
}

static void judge_copies(struct judgement *judgement)
{
	const struct verdict *verdict = judgement->verdict;

	for (size_t i = 0; i < verdict->copy_count; i++) {
		enum answer present = predicate_copy_present(judgement->route->copy_evidence, &verdict->copies[i]);
		note(judgement, PREDICATE_COPY_PRESENT, i, present);
		if (present != ANSWER_YES)
			find(judgement, REASON_COPY_MISSING, i);
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
		note(judgement, PREDICATE_CAN_REPAIR, FINDING_NO_SUBJECT, can_repair);
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
		note(judgement, PREDICATE_EXCEPTION_APPLIES, i,
		    predicate_exception_applies(&route->exceptions[i], judgement->subject));
}

/* Whether what the message says can be relied on, and seen at all. */
static void judge_reading(struct judgement *judgement)
{
	const struct facts *facts = judgement->subject->facts;

	note(
	    judgement, PREDICATE_IS_UNINSPECTABLE, FINDING_NO_SUBJECT, answer_of(facts->uninspectable != TROUBLE_NONE));
	note(judgement, PREDICATE_IS_ENCRYPTED, FINDING_NO_SUBJECT, facts->is_encrypted);
	note(judgement, PREDICATE_IS_AMBIGUOUS, FINDING_NO_SUBJECT, answer_of(facts->ambiguity != TROUBLE_NONE));
	if (facts->uninspectable != TROUBLE_NONE)
		find_trouble(judgement, REASON_CONTENT_UNINSPECTABLE, FINDING_NO_SUBJECT, facts->uninspectable);
	if (facts->is_encrypted == ANSWER_YES)
		find(judgement, REASON_CONTENT_ENCRYPTED, FINDING_NO_SUBJECT);
	if (facts->ambiguity != TROUBLE_NONE)
		find_trouble(judgement, REASON_CONTENT_AMBIGUOUS, FINDING_NO_SUBJECT, facts->ambiguity);
}

/* Findings are added in their order of precedence (enum reason). */
static void judge_referral(struct judgement *judgement)
{
	const struct facts *facts = judgement->subject->facts;
	enum answer present = form_present(judgement);

	note(judgement, PREDICATE_IS_FOLLOW_UP, FINDING_NO_SUBJECT, facts->is_follow_up);
	note_addresses(judgement);
	note_exceptions(judgement);
	if (facts->is_follow_up == ANSWER_YES && present != ANSWER_YES)
		judgement->verdict->mail_class = CLASS_FOLLOW_UP;
	judge_reading(judgement);
	judge_addresses(judgement, ADDRESS_CLOSED, REASON_ADDRESS_CLOSED);
	judge_addresses(judgement, ADDRESS_RETIRED, REASON_ADDRESS_RETIRED);
	judge_form(judgement, present);
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

/* Which route, and what class of mail. */
static void begin(const struct ruleset *ruleset, struct judgement *judgement)
{
	struct verdict *verdict = judgement->verdict;

	judgement->error = policy_route_find(ruleset, judgement->subject, verdict, &judgement->route);
	if (judgement->error != 0)
		return;
	verdict->carries_referral = policy_route_is_carried(ruleset, judgement->route, judgement->subject);
	verdict->mail_class = exemption(judgement);
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

static void judge_read(const struct ruleset *ruleset, struct judgement *judgement)
{
	begin(ruleset, judgement);
	if (judgement->error == 0 && judgement->verdict->mail_class != CLASS_OTHER)
		judgement->error = describe_parts(judgement->subject->facts, judgement->verdict);
	if (judgement->error != 0 || judgement->route == NULL)
		return;
	if (judgement->verdict->mail_class == CLASS_REFERRAL)
		judge_referral(judgement);
	dispose(judgement);
	repair(judgement);
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
		find_trouble(judgement, reason, FINDING_NO_SUBJECT, trouble);
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
	struct judgement judgement = {.subject = &subject, .verdict = &verdict};
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
	struct judgement judgement = {.subject = &subject, .verdict = &verdict};
	int r = policy_subject_init(&subject, envelope, NULL);

	if (r < 0)
		return r;
	subject.matches = matches;
	subject.match_count = match_count;
	verdict_init(&verdict);
	judge_unread(ruleset, &judgement, reason, trouble);
	return finish(&judgement, &subject, ret_verdict);
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
