#include "rules/policy_predicates.h"

#include "rules/address.h"

#include <string.h>

static enum answer client_is_in(const struct network_list *networks, const struct envelope *envelope)
{
	if (networks->count == 0)
		return ANSWER_NO;
	if (envelope->client_address == NULL || envelope->client_address[0] == '\0')
		return ANSWER_UNKNOWN;
	for (size_t i = 0; i < networks->count; i++)
		if (network_contains(&networks->items[i], envelope->client_address))
			return ANSWER_YES;
	return ANSWER_NO;
}

static enum answer is_authenticated(const struct envelope *envelope)
{
	return answer_of(envelope->auth_user != NULL && envelope->auth_user[0] != '\0');
}

static enum answer sender_domain_is_in(const struct address_list *domains, const struct policy_subject *subject)
{
	if (domains->count == 0 || policy_subject_is_null_sender(subject))
		return ANSWER_YES;
	if (subject->sender == NULL)
		return ANSWER_UNKNOWN;
	for (size_t i = 0; i < domains->count; i++)
		if (address_domain_matches(subject->sender, domains->items[i]))
			return ANSWER_YES;
	return ANSWER_NO;
}

enum answer predicate_sender_is_ours(const struct sender_rule *rule, const struct policy_subject *subject)
{
	enum answer user = rule->authenticated ? is_authenticated(subject->envelope) : ANSWER_NO;
	enum answer client = client_is_in(&rule->networks, subject->envelope);

	return answer_and(answer_or(user, client), sender_domain_is_in(&rule->domains, subject));
}

enum answer predicate_referral_in_envelope(const struct route *route, const struct policy_subject *subject)
{
	for (size_t i = 0; i < route->referral_count; i++)
		for (size_t status = 0; status < ADDRESS_STATUS_COUNT; status++)
			if (policy_subject_may_reach(subject, &route->referrals[i].by_status[status]))
				return ANSWER_YES;
	return ANSWER_NO;
}

enum answer predicate_referral_in_header(const struct route *route, const struct policy_subject *subject)
{
	if (subject->facts != NULL && subject->facts->is_resent == ANSWER_YES)
		return ANSWER_NO;
	for (size_t i = 0; i < route->referral_count; i++)
		for (size_t status = 0; status < ADDRESS_STATUS_COUNT; status++)
			if (policy_subject_names(subject, &route->referrals[i].by_status[status], POLICY_ADDRESSED))
				return ANSWER_YES;
	return ANSWER_NO;
}

static enum answer user_is_in(const struct exception_rule *rule, const struct envelope *envelope)
{
	if (is_authenticated(envelope) != ANSWER_YES)
		return ANSWER_NO;
	for (size_t i = 0; i < rule->user_count; i++)
		if (strcmp(rule->users[i], envelope->auth_user) == 0)
			return ANSWER_YES;
	return ANSWER_NO;
}

static enum answer sender_is_in(const struct address_list *senders, const struct policy_subject *subject)
{
	if (subject->sender == NULL)
		return ANSWER_UNKNOWN;
	return answer_of(address_list_has(senders, subject->sender));
}

enum answer predicate_exception_applies(const struct exception_rule *rule, const struct policy_subject *subject)
{
	enum answer answer = answer_of(subject->envelope->received_at < rule->expires);

	if (rule->senders.count == 0 && rule->networks.count == 0 && rule->user_count == 0)
		return ANSWER_NO;
	if (rule->senders.count > 0)
		answer = answer_and(answer, sender_is_in(&rule->senders, subject));
	if (rule->networks.count > 0)
		answer = answer_and(answer, client_is_in(&rule->networks, subject->envelope));
	if (rule->user_count > 0)
		answer = answer_and(answer, user_is_in(rule, subject->envelope));
	return answer;
}

struct verdict_copy policy_copy_seen(const struct required_copy *copy, const struct policy_subject *subject)
{
	const struct address_list *set = &copy->any_of;
	struct verdict_copy seen = {.in_envelope = answer_of(policy_subject_sends_to(subject, set))};

	if (subject->facts != NULL)
		seen.in_header = answer_of(policy_subject_names(subject, set, POLICY_TO_CC));
	seen.is_sender = policy_subject_names(subject, set, POLICY_FIELD(FROM)) ||
			 (subject->sender != NULL && address_list_has(set, subject->sender));
	return seen;
}

enum answer predicate_copy_present(enum copy_evidence evidence, const struct verdict_copy *copy)
{
	if (copy->is_sender)
		return ANSWER_YES;
	switch (evidence) {
	case EVIDENCE_HEADER:
		return copy->in_header;
	case EVIDENCE_ENVELOPE:
		return copy->in_envelope;
	case EVIDENCE_BOTH:
		return answer_and(copy->in_header, copy->in_envelope);
	}
	return ANSWER_UNKNOWN;
}

/* S/MIME and PGP always keep a message as it is, DKIM unless the route says otherwise. */
static enum answer is_bound(const struct facts *facts, bool is_dkim_broken)
{
	return is_dkim_broken ? facts->is_signed : answer_or(facts->is_signed, facts->is_dkim_signed);
}

enum answer predicate_can_repair(const struct route *route, const struct facts *facts)
{
	return answer_and(answer_not(is_bound(facts, route->repair_dkim_signed)),
	    answer_of(facts->ambiguity == TROUBLE_NONE && facts->cc_field_count <= 1 && !facts->is_cc_broken));
}

enum answer predicate_may_strip(const struct route *route, const struct facts *facts)
{
	return answer_not(is_bound(facts, route->unsafe.strip_dkim_signed));
}

enum answer predicate_can_strip(const struct route *route, const struct facts *facts, enum unsafe_class class)
{
	bool is_removed = (facts->unsafe_removed & UNSAFE_BIT(class)) != 0;

	return answer_and(predicate_may_strip(route, facts),
	    answer_of(is_removed && facts->ambiguity == TROUBLE_NONE && facts->uninspectable == TROUBLE_NONE));
}
