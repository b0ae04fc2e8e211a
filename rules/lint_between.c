/* What routes say against each other. */
#include "rules/lint_inside.h"
#include "rules/sender_overlap.h"

#include <stddef.h>

static const char *const status_words[ADDRESS_STATUS_COUNT] = {[ADDRESS_CURRENT] = "current",
    [ADDRESS_LEGACY] = "legacy",
    [ADDRESS_RETIRED] = "retired",
    [ADDRESS_CLOSED] = "closed"};

/* A route, and an earlier one that is asked before it. */
struct pair {
	const struct lint *lint;
	const struct lint_route *first;
	const struct lint_route *second;
};

/* An address of the second route. */
struct listed {
	unsigned section;
	enum address_status status;
	const char *address;
};

typedef void look_at(const struct pair *pair, const struct listed *listed, void *context);

static void for_each(const struct pair *pair, look_at *look, void *context)
{
	const struct route *route = pair->second->route;

	for (unsigned i = 0; i < route->referral_count; i++)
		for (unsigned j = 0; j < ADDRESS_STATUS_COUNT; j++) {
			const struct address_list *list = &route->referrals[i].by_status[j];
			for (size_t k = 0; k < list->count; k++)
				look(pair, &(struct listed){i, (enum address_status)j, list->items[k]}, context);
		}
}

static int line_of(const struct lint_route *at, const struct listed *listed)
{
	return lint_address_line(
	    at, "referral-address", listed->section, status_words[listed->status], listed->address);
}

static bool is_alive(enum address_status status)
{
	return status == ADDRESS_CURRENT || status == ADDRESS_LEGACY;
}

/* An address belongs to whoever reads it: it cannot be read for one route and not for another. */
static void compare_status(const struct pair *pair, const struct listed *listed, void *context)
{
	enum address_status status;
	size_t index;

	(void)context;
	if (!route_find_referral(pair->first->route, listed->address, &status, &index) ||
	    is_alive(status) == is_alive(listed->status))
		return;
	problem_warning(pair->lint->warnings, pair->second->route->file, line_of(pair->second, listed),
	    "%s: the same address is %s in route \"%s\" (%s:%d)", status_words[listed->status], status_words[status],
	    pair->first->route->name, pair->first->route->file,
	    line_of(pair->first, &(struct listed){(unsigned)index, status, listed->address}));
}

struct shared {
	size_t count;
	size_t of;
};

static void count_shared(const struct pair *pair, const struct listed *listed, void *context)
{
	struct shared *shared = context;
	enum address_status status;
	size_t index;

	shared->of++;
	shared->count += route_find_referral(pair->first->route, listed->address, &status, &index);
}

static void say_shadow(const struct pair *pair, const struct listed *listed, void *context)
{
	const struct route *first = pair->first->route, *second = pair->second->route;
	enum address_status status;
	size_t index;

	(void)context;
	if (!route_find_referral(first, listed->address, &status, &index))
		return;
	problem_warning(pair->lint->warnings, second->file, line_of(pair->second, listed),
	    "%s: %s to this address route \"%s\" (%s:%d) decides, which comes first", status_words[listed->status],
	    sender_rule_covers(&first->senders, &second->senders) ? "of all mail"
								  : "of mail whose senders both routes take",
	    first->name, first->file, config_line(pair->first->section));
}

static void compare_reach(const struct pair *pair)
{
	const struct route *first = pair->first->route, *second = pair->second->route;
	struct shared shared = {0};

	if (!sender_rules_meet(&first->senders, &second->senders))
		return;
	for_each(pair, count_shared, &shared);
	if (shared.count == shared.of && sender_rule_covers(&first->senders, &second->senders))
		problem_warning(pair->lint->warnings, second->file, config_line(pair->second->section),
		    "route \"%s\" never decides anything: route \"%s\" (%s:%d) comes first, and takes its senders and "
		    "its addresses",
		    second->name, first->name, first->file, config_line(pair->first->section));
	else
		for_each(pair, say_shadow, NULL);
}

/* A copy would be sent where nobody reads it. */
static void compare_copies(const struct lint *lint, const struct lint_route *with, const struct lint_route *listing)
{
	enum address_status status;
	size_t index;

	for (unsigned i = 0; i < with->route->copy_count; i++) {
		const struct address_list *list = &with->route->copies[i].any_of;
		for (size_t j = 0; j < list->count; j++)
			if (route_find_referral(listing->route, list->items[j], &status, &index) && !is_alive(status))
				problem_warning(lint->warnings, with->route->file,
				    lint_address_line(with, "copy", i, "any-of", list->items[j]),
				    "any-of: the address is %s in route \"%s\" (%s:%d)", status_words[status],
				    listing->route->name, listing->route->file, config_line(listing->section));
	}
}

void lint_between_routes(const struct lint *lint)
{
	for (size_t i = 0; i < lint->route_count; i++) {
		for (size_t j = 0; j < lint->route_count; j++)
			if (i != j && lint->routes[j].route->mode != ROUTE_OFF)
				compare_copies(lint, &lint->routes[i], &lint->routes[j]);
		for (size_t j = i + 1; j < lint->route_count; j++) {
			const struct pair pair = {lint, &lint->routes[i], &lint->routes[j]};
			if (pair.first->route->mode == ROUTE_OFF || pair.second->route->mode == ROUTE_OFF)
				continue;
			for_each(&pair, compare_status, NULL);
			compare_reach(&pair);
		}
	}
}
