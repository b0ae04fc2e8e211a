#include "rules/policy_near.h"

#include "rules/policy_predicates.h"

static bool is_referral(const struct route *route, size_t section)
{
	return section < route->referral_count;
}

size_t policy_near_section_count(const struct route *route)
{
	return route->referral_count + route->copy_count;
}

const char *policy_near_meant(const struct route *route, size_t section)
{
	if (!is_referral(route, section))
		return route->copies[section - route->referral_count].any_of.items[0];
	const struct address_list *by_status = route->referrals[section].by_status;
	if (by_status[ADDRESS_CURRENT].count > 0)
		return by_status[ADDRESS_CURRENT].items[0];
	return by_status[ADDRESS_LEGACY].count > 0 ? by_status[ADDRESS_LEGACY].items[0] : NULL;
}

static bool is_listed(const struct ruleset *ruleset, const char *canonical)
{
	if (ruleset_is_referral_address(ruleset, canonical))
		return true;
	for (size_t i = 0; i < ruleset->count; i++)
		for (size_t j = 0; j < ruleset->routes[i].copy_count; j++)
			if (ruleset->routes[i].mode != ROUTE_OFF &&
			    address_list_has(&ruleset->routes[i].copies[j].any_of, canonical))
				return true;
	return false;
}

static enum near_miss nearer(enum near_miss one, enum near_miss other)
{
	return one > other ? one : other;
}

static enum near_miss compare_list(const struct address_list *list, const char *canonical)
{
	enum near_miss nearness = NEAR_MISS_NONE;

	for (size_t i = 0; i < list->count; i++)
		nearness = nearer(nearness, near_miss_compare(canonical, list->items[i]));
	return nearness;
}

enum near_miss policy_near_address(
    const struct ruleset *ruleset, const struct route *route, size_t section, const char *canonical)
{
	enum near_miss nearness = NEAR_MISS_NONE;

	if (policy_near_meant(route, section) == NULL)
		return NEAR_MISS_NONE;
	if (!is_referral(route, section))
		nearness = compare_list(&route->copies[section - route->referral_count].any_of, canonical);
	for (size_t i = 0; is_referral(route, section) && i < ADDRESS_STATUS_COUNT; i++)
		nearness = nearer(nearness, compare_list(&route->referrals[section].by_status[i], canonical));
	/* Asked last: it is seldom needed, and the lists may be long. */
	if (nearness == NEAR_MISS_NONE || is_listed(ruleset, canonical) ||
	    address_list_covers(&route->near_miss.exempt, canonical))
		return NEAR_MISS_NONE;
	return nearness;
}

static bool is_addressed(const struct facts *facts, size_t index)
{
	return facts->is_resent != ANSWER_YES && (POLICY_ADDRESSED & 1U << facts->addresses[index].field) != 0;
}

enum near_miss policy_near_section(
    const struct ruleset *ruleset, const struct route *route, size_t section, const struct policy_subject *subject)
{
	const struct facts *facts = subject->facts;
	enum near_miss nearness = NEAR_MISS_NONE;

	for (size_t i = 0; i < subject->recipient_count; i++)
		nearness =
		    nearer(nearness, policy_near_address(ruleset, route, section, subject->recipients[i].canonical));
	for (size_t i = 0; facts != NULL && i < facts->address_count; i++)
		if (is_addressed(facts, i))
			nearness = nearer(
			    nearness, policy_near_address(ruleset, route, section, facts->addresses[i].canonical));
	return nearness;
}

static bool is_near_referral(
    const struct ruleset *ruleset, const struct route *route, const struct policy_subject *subject)
{
	for (size_t i = 0; i < route->referral_count; i++)
		if (policy_near_section(ruleset, route, i, subject) != NEAR_MISS_NONE)
			return true;
	return false;
}

const struct route *policy_near_route(const struct ruleset *ruleset, const struct policy_subject *subject)
{
	for (size_t i = 0; i < ruleset->count; i++) {
		const struct route *route = &ruleset->routes[i];
		if (route->mode != ROUTE_OFF && route->actions[REASON_ADDRESS_NEAR_MISS] != ACTION_ALLOW &&
		    predicate_sender_is_ours(&route->senders, subject) == ANSWER_YES &&
		    is_near_referral(ruleset, route, subject))
			return route;
	}
	return NULL;
}

static bool uses(const struct policy_subject *subject, const struct address_list *list)
{
	return policy_subject_may_reach(subject, list) ||
	       ((subject->facts == NULL || subject->facts->is_resent != ANSWER_YES) &&
		   policy_subject_names(subject, list, POLICY_ADDRESSED));
}

bool policy_near_uses_route(const struct route *route, const struct policy_subject *subject)
{
	for (size_t i = 0; i < route->referral_count; i++)
		for (size_t j = 0; j < ADDRESS_STATUS_COUNT; j++)
			if (uses(subject, &route->referrals[i].by_status[j]))
				return true;
	for (size_t i = 0; i < route->copy_count; i++)
		if (uses(subject, &route->copies[i].any_of))
			return true;
	return false;
}
