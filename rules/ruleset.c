#include "rules/ruleset.h"

#include "rules/address.h"
#include "rules/canary.h"
#include "rules/form_read.h"
#include "rules/grow.h"
#include "rules/route_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const mode_words[ROUTE_MODE_COUNT] = {
    [ROUTE_OBSERVE] = "observe", [ROUTE_ENFORCE] = "enforce", [ROUTE_OFF] = "off"};

const char *route_mode_word(enum route_mode mode)
{
	return mode_words[mode];
}

bool address_list_has(const struct address_list *list, const char *canonical)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], canonical) == 0)
			return true;
	return false;
}

bool address_list_covers(const struct address_list *list, const char *canonical)
{
	for (size_t i = 0; i < list->count; i++)
		if (strchr(list->items[i], '@') != NULL ? strcmp(list->items[i], canonical) == 0
							: address_domain_matches(canonical, list->items[i]))
			return true;
	return false;
}

bool route_find_referral(
    const struct route *route, const char *canonical, enum address_status *ret_status, size_t *ret_index)
{
	for (size_t i = 0; i < route->referral_count; i++)
		for (size_t j = 0; j < ADDRESS_STATUS_COUNT; j++)
			if (address_list_has(&route->referrals[i].by_status[j], canonical)) {
				*ret_status = (enum address_status)j;
				*ret_index = i;
				return true;
			}
	return false;
}

bool ruleset_is_referral_address(const struct ruleset *ruleset, const char *canonical)
{
	enum address_status status;
	size_t index;

	for (size_t i = 0; i < ruleset->count; i++)
		if (ruleset->routes[i].mode != ROUTE_OFF &&
		    route_find_referral(&ruleset->routes[i], canonical, &status, &index))
			return true;
	return false;
}

const struct route *ruleset_find(const struct ruleset *ruleset, const char *name)
{
	for (size_t i = 0; i < ruleset->count; i++)
		if (strcmp(ruleset->routes[i].name, name) == 0)
			return &ruleset->routes[i];
	return NULL;
}

static void list_clear(struct address_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
}

static void referral_clear(struct referral_address *referral)
{
	free(referral->name);
	free(referral->web_form);
	for (size_t i = 0; i < ADDRESS_STATUS_COUNT; i++)
		list_clear(&referral->by_status[i]);
}

static void exception_clear(struct exception_rule *exception)
{
	free(exception->name);
	free(exception->why);
	free(exception->networks.items);
	list_clear(&exception->senders);
	for (size_t i = 0; i < exception->user_count; i++)
		free(exception->users[i]);
	free(exception->users);
}

void route_init(struct route *route)
{
	*route =
	    (struct route){.mode = ROUTE_OBSERVE, .copy_evidence = EVIDENCE_HEADER, .photo_size = RULESET_PHOTO_SIZE};
	form_rule_init(&route->form);
	unsafe_rule_init(&route->unsafe);
	for (enum reason reason = 0; reason < REASON_COUNT; reason++)
		route->actions[reason] = reason_default(reason);
}

void route_clear(struct route *route)
{
	free(route->name);
	free(route->description);
	free(route->file);
	free(route->contact);
	free(route->senders.networks.items);
	list_clear(&route->senders.domains);
	for (size_t i = 0; i < route->referral_count; i++)
		referral_clear(&route->referrals[i]);
	free(route->referrals);
	for (size_t i = 0; i < route->copy_count; i++) {
		free(route->copies[i].name);
		list_clear(&route->copies[i].any_of);
	}
	free(route->copies);
	form_rule_clear(&route->form);
	for (size_t i = 0; i < route->link_pattern_count; i++)
		pattern_free(route->link_patterns[i]);
	free(route->link_patterns);
	list_clear(&route->misrouted.partners);
	list_clear(&route->misrouted.enquiries);
	list_clear(&route->near_miss.exempt);
	for (size_t i = 0; i < route->exception_count; i++)
		exception_clear(&route->exceptions[i]);
	free(route->exceptions);
	guidance_free(route->guidance);
}

void ruleset_free(struct ruleset *ruleset)
{
	if (ruleset == NULL)
		return;
	for (size_t i = 0; i < ruleset->count; i++)
		route_clear(&ruleset->routes[i]);
	free(ruleset->routes);
	form_library_clear(&ruleset->forms);
	free(ruleset);
}

/* Takes the route over, or clears it. */
static int add_route(struct rule_reader *reader, int line, struct ruleset *ruleset, struct route *route)
{
	const struct route *same = route->name != NULL ? ruleset_find(ruleset, route->name) : NULL;
	struct route *grown = NULL;
	int r = 0;

	if (same != NULL)
		problem_error(reader->problems, reader->file, line, "route: a route of this name stands in %s already",
		    same->file);
	else if (ruleset->count == RULESET_ROUTES_MAX)
		problem_error(reader->problems, reader->file, line, "route: more than %d routes", RULESET_ROUTES_MAX);
	else if (route->name != NULL) {
		grown = grow_by_one(ruleset->routes, ruleset->count, sizeof(*grown));
		r = grown != NULL ? 0 : -ENOMEM;
	}
	if (grown == NULL) {
		route_clear(route);
		return r;
	}
	ruleset->routes = grown;
	ruleset->routes[ruleset->count++] = *route;
	return 0;
}

static int read_route(
    struct rule_reader *reader, cfg_t *section, const struct bundle *bundle, int64_t now, struct ruleset *ruleset)
{
	struct route route;

	route_init(&route);
	route_read(reader, section, &ruleset->forms, &route);
	if (reader->error == 0)
		route_check(reader, section, bundle, now, &route);
	if (reader->error < 0) {
		route_clear(&route);
		return reader->error;
	}
	return add_route(reader, config_line(section), ruleset, &route);
}

static int read_file(const struct bundle_file *file, const struct bundle *bundle, int64_t now,
    struct problem_list *problems, struct ruleset *ruleset)
{
	struct rule_reader reader = {.file = file->path, .problems = problems};
	cfg_t *config = NULL;
	int r = config_file_parse(file->path, file->bytes, file->size, route_options(), problems, &config);

	if (r < 0)
		return r == -EINVAL ? 0 : r; /* what is wrong is among the problems; go on with the next file */
	for (unsigned i = 0; i < cfg_size(config, "route") && r == 0; i++)
		r = read_route(&reader, cfg_getnsec(config, "route", i), bundle, now, ruleset);
	cfg_free(config);
	return r;
}

/* Every guidance file is checked, whether or not a route names it. */
static int check_guidance(const struct bundle_file *file, struct problem_list *problems)
{
	struct guidance *guidance = NULL;
	int r = guidance_parse(file, problems, &guidance);

	guidance_free(guidance);
	return r == -EINVAL ? 0 : r;
}

/* Such a policy is lawful, and nobody would notice it. */
static void warn_of_nothing(const struct ruleset *ruleset, struct problem_list *problems)
{
	for (size_t i = 0; i < ruleset->count; i++)
		if (ruleset->routes[i].mode != ROUTE_OFF)
			return;
	problem_warning(problems, "rules", 0, "no route is in force: every message passes unjudged");
}

int ruleset_new(const struct bundle *bundle, int64_t now, struct problem_list *problems, struct ruleset **ret_ruleset)
{
	struct ruleset *ruleset = calloc(1, sizeof(*ruleset));
	int r = ruleset != NULL ? 0 : -ENOMEM;

	if (r == 0)
		r = form_library_load(bundle, problems, &ruleset->forms);
	/* A bundle is sorted by kind, then by name. */
	for (size_t i = 0; i < bundle->count && r == 0; i++) {
		const struct bundle_file *file = &bundle->files[i];
		if (file->kind == BUNDLE_RULES)
			r = read_file(file, bundle, now, problems, ruleset);
		else if (file->kind == BUNDLE_GUIDANCE)
			r = check_guidance(file, problems);
	}
	if (r == 0)
		canary_check(ruleset, problems);
	if (r == 0 && problems->has_error)
		r = -EINVAL;
	if (r < 0) {
		ruleset_free(ruleset);
		return r;
	}
	warn_of_nothing(ruleset, problems);
	*ret_ruleset = ruleset;
	return 0;
}
