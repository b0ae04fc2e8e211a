#include "rules/canary.h"

#include "rules/route_reach.h"

#include <string.h>

static bool is_of_copies(const struct route *route, const char *address)
{
	for (size_t i = 0; i < route->copy_count; i++)
		if (address_list_has(&route->copies[i].any_of, address))
			return true;
	return false;
}

/* Whether a route for referrals has one of the addresses. */
static const struct route *find_other(const struct ruleset *ruleset, const struct address_list *list)
{
	enum address_status status;
	size_t index;

	for (size_t i = 0; i < ruleset->count; i++) {
		const struct route *route = &ruleset->routes[i];
		for (size_t j = 0; !route->is_canary && j < list->count; j++)
			if (route_find_referral(route, list->items[j], &status, &index) ||
			    is_of_copies(route, list->items[j]))
				return route;
	}
	return NULL;
}

static void check_list(const struct ruleset *ruleset, const struct route *route, const struct address_list *list,
    struct problem_list *problems)
{
	const struct route *other = find_other(ruleset, list);

	if (other != NULL)
		problem_error(problems, route->file, 0,
		    "canary: route \"%s\" has an address of route \"%s\": a test would go to people", route->name,
		    other->name);
}

static void check_addresses(const struct ruleset *ruleset, const struct route *route, struct problem_list *problems)
{
	for (size_t i = 0; i < route->referral_count; i++)
		for (size_t j = 0; j < ADDRESS_STATUS_COUNT; j++)
			check_list(ruleset, route, &route->referrals[i].by_status[j], problems);
	for (size_t i = 0; i < route->copy_count; i++)
		check_list(ruleset, route, &route->copies[i].any_of, problems);
}

static void check_route(const struct route *route, struct problem_list *problems)
{
	if (canary_address(route) == NULL)
		problem_error(problems, route->file, 0,
		    "canary: route \"%s\" needs a referral-address with current = { \"canary@domain\" }", route->name);
	if (route->copy_count == 0 || route->actions[REASON_COPY_MISSING] != ACTION_REFUSE)
		problem_error(problems, route->file, 0,
		    "canary: route \"%s\" needs a copy section, and on { copy-missing = refuse }: a test is refused "
		    "for "
		    "the copy that it lacks",
		    route->name);
	if (route_demands_form(route))
		problem_error(problems, route->file, 0,
		    "canary: route \"%s\" demands a form, which no test has; leave out the form section", route->name);
	if (route->mode == ROUTE_OBSERVE)
		problem_warning(problems, route->file, 0,
		    "canary: route \"%s\" is in mode observe: its tests are not refused, and fail", route->name);
}

void canary_check(const struct ruleset *ruleset, struct problem_list *problems)
{
	for (size_t i = 0; i < ruleset->count; i++) {
		if (!ruleset->routes[i].is_canary)
			continue;
		check_route(&ruleset->routes[i], problems);
		check_addresses(ruleset, &ruleset->routes[i], problems);
	}
}

const struct route *canary_find(const struct ruleset *ruleset, const char *name)
{
	const struct route *found = NULL;

	for (size_t i = 0; i < ruleset->count; i++) {
		const struct route *route = &ruleset->routes[i];
		if (!route->is_canary || (name != NULL ? strcmp(route->name, name) != 0 : route->mode == ROUTE_OFF))
			continue;
		if (found != NULL)
			return NULL;
		found = route;
	}
	return found;
}

const char *canary_address(const struct route *route)
{
	for (size_t i = 0; i < route->referral_count; i++)
		if (route->referrals[i].by_status[ADDRESS_CURRENT].count > 0)
			return route->referrals[i].by_status[ADDRESS_CURRENT].items[0];
	return NULL;
}
