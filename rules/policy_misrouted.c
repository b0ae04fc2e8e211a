#include "rules/policy_misrouted.h"

#include "rules/address.h"
#include "rules/policy_predicates.h"
#include "rules/policy_route.h"

#include <string.h>

static bool header_names_referral_address(const struct ruleset *ruleset, const struct policy_subject *subject)
{
	const struct facts *facts = subject->facts;

	if (facts == NULL)
		return subject->match_count > 0;
	if (facts->is_resent == ANSWER_YES)
		return false;
	for (size_t i = 0; i < facts->address_count; i++)
		if ((POLICY_ADDRESSED & 1U << facts->addresses[i].field) != 0 &&
		    ruleset_is_referral_address(ruleset, facts->addresses[i].canonical))
			return true;
	return false;
}

static bool is_inside(const struct route *route, const struct policy_subject *subject, const char *canonical)
{
	const struct address_list *domains = &route->senders.domains;

	if (address_list_covers(&route->misrouted.partners, canonical))
		return true;
	if (domains->count > 0)
		return address_list_covers(domains, canonical);
	return strcmp(address_domain(canonical), address_domain(subject->sender)) == 0;
}

static bool goes_outside(const struct route *route, const struct policy_subject *subject)
{
	for (size_t i = 0; i < subject->recipient_count; i++)
		if (!is_inside(route, subject, subject->recipients[i].canonical))
			return true;
	return false;
}

/* Whom the header names counts as well: servers split a message by recipient, and each part goes to one. */
static bool goes_to_enquiries_alone(const struct route *route, const struct policy_subject *subject)
{
	const struct address_list *enquiries = &route->misrouted.enquiries;
	const struct facts *facts = subject->facts;

	for (size_t i = 0; i < subject->recipient_count; i++)
		if (!address_list_has(enquiries, subject->recipients[i].canonical))
			return false;
	for (size_t i = 0; facts != NULL && i < facts->address_count && facts->is_resent != ANSWER_YES; i++)
		if ((POLICY_ADDRESSED & 1U << facts->addresses[i].field) != 0 &&
		    !address_list_has(enquiries, facts->addresses[i].canonical))
			return false;
	return subject->recipient_count > 0;
}

bool policy_misrouted_is_watched(const struct route *route, const struct policy_subject *subject)
{
	if (subject->sender == NULL || policy_subject_is_null_sender(subject))
		return false;
	return route->mode != ROUTE_OFF && route->misrouted.is_watched &&
	       route->actions[REASON_REFERRAL_MISROUTED] != ACTION_ALLOW &&
	       predicate_sender_is_ours(&route->senders, subject) == ANSWER_YES &&
	       (goes_outside(route, subject) || goes_to_enquiries_alone(route, subject));
}

const struct route *policy_misrouted_route(const struct ruleset *ruleset, const struct policy_subject *subject)
{
	if (policy_route_is_carried(ruleset, NULL, subject) || header_names_referral_address(ruleset, subject))
		return NULL;
	for (size_t i = 0; i < ruleset->count; i++)
		if (policy_misrouted_is_watched(&ruleset->routes[i], subject))
			return &ruleset->routes[i];
	return NULL;
}

bool policy_envelope_is_watched(const struct ruleset *ruleset, const struct envelope *envelope)
{
	struct policy_subject subject = {0};

	if (policy_subject_init(&subject, envelope, NULL) < 0)
		return false;
	bool is_watched = policy_misrouted_route(ruleset, &subject) != NULL;
	policy_subject_clear(&subject);
	return is_watched;
}
