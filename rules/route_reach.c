#include "rules/route_reach.h"

#include "rules/policy_near.h"

bool route_demands_form(const struct route *route)
{
	return route->form.name != NULL && route->form.required;
}

static bool has_status(const struct route *route, enum address_status status)
{
	for (size_t i = 0; i < route->referral_count; i++)
		if (route->referrals[i].by_status[status].count > 0)
			return true;
	return false;
}

/* An address that a near miss may be told to use instead. */
static bool has_meant(const struct route *route)
{
	for (size_t i = 0; i < route->referral_count; i++)
		if (policy_near_meant(route, i) != NULL)
			return true;
	return route->copy_count > 0; /* which may still lack its addresses: this is asked of rules with errors, too */
}

bool route_can_find(const struct route *route, enum reason reason)
{
	switch (reason) {
	case REASON_COPY_MISSING:
		return route->copy_count > 0;
	case REASON_FORM_MISSING:
	case REASON_FORM_UNREADABLE:
		return route_demands_form(route);
	case REASON_FORM_BLANK:
		return route_demands_form(route) && form_rule_is_taught(&route->form);
	case REASON_FORM_OLD:
		return route_demands_form(route) && route->form.fingerprint_count > 0;
	case REASON_FORM_LINK:
		return route_demands_form(route) && route->link_pattern_count > 0;
	case REASON_REFERRAL_MISROUTED:
		return route->misrouted.is_watched;
	case REASON_ADDRESS_NEAR_MISS:
		return has_meant(route);
	case REASON_ADDRESS_RETIRED:
		return has_status(route, ADDRESS_RETIRED);
	case REASON_ADDRESS_CLOSED:
		return has_status(route, ADDRESS_CLOSED);
	default:
		return reason_is_raised(reason) && reason_allowed_words(reason)[0] != '\0';
	}
}

/* What cannot be stripped is refused; a bomb is refused for another reason. */
static bool can_refuse_unsafe(const struct unsafe_rule *unsafe)
{
	unsigned refused = unsafe_rule_classes(unsafe, ACTION_REFUSE) & ~UNSAFE_BIT(UNSAFE_BOMB);

	return (refused | unsafe_rule_classes(unsafe, ACTION_STRIP)) != 0;
}

bool route_can_refuse(const struct route *route, enum reason reason)
{
	if (reason_is_of_classes(reason))
		return can_refuse_unsafe(&route->unsafe);
	if (reason == REASON_CONTENT_UNINSPECTABLE)
		return true; /* a bomb, whatever the route says */
	/* What cannot be repaired is refused. */
	if (route->actions[reason] != ACTION_REFUSE && route->actions[reason] != ACTION_REPAIR)
		return false;
	return route_can_find(route, reason);
}
