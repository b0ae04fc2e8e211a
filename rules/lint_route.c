/* What one route says against itself. */
#include "rules/lint_inside.h"
#include "rules/route_reach.h"
#include "rules/rule_value.h"
#include "rules/sender_overlap.h"

#include <stddef.h>
#include <string.h>

#define DAY	     86400
#define IPV4_BITS    96 /* of an IPv4-mapped address before the IPv4 address */
#define IPV4_MARK_AT 10 /* octet of ::ffff:0:0 */

#define warn(lint, at, line, ...) problem_warning((lint)->warnings, (at)->route->file, line, __VA_ARGS__)
#define note(lint, at, line, ...) problem_warning((lint)->notes, (at)->route->file, line, __VA_ARGS__)

static bool is_soon(const struct lint *lint, int64_t when)
{
	return when != 0 && lint->now < when && when - lint->now <= LINT_SOON_DAYS * (int64_t)DAY;
}

static void look_at_dates(const struct lint *lint, const struct lint_route *at)
{
	if (is_soon(lint, at->route->review_by))
		warn(lint, at, lint_line(at->section, "review-by"), "review-by: within %d days", LINT_SOON_DAYS);
	if (at->route->review_by == 0)
		note(lint, at, config_line(at->section),
		    "review-by: not given: nobody is reminded to check addresses and copies");
	for (unsigned i = 0; i < at->route->exception_count; i++)
		if (is_soon(lint, at->route->exceptions[i].expires))
			warn(lint, at, lint_line(cfg_getnsec(at->section, "except", i), "expires"),
			    "expires: this exception ends within %d days", LINT_SOON_DAYS);
}

static bool is_everybody(const struct network *network)
{
	return network->prefix == 0 || (network->prefix == IPV4_BITS && network->bytes[IPV4_MARK_AT] == 0xff);
}

static void look_at_networks(const struct lint *lint, const struct lint_route *at, cfg_t *section,
    const struct network_list *networks, const char *what)
{
	for (unsigned i = 0; section != NULL && i < networks->count; i++)
		if (is_everybody(&networks->items[i]))
			warn(lint, at, config_value(section, "networks", i)->line, "networks: everybody is %s", what);
}

/* Actions for what cannot come about. */
static void look_at_actions(const struct lint *lint, const struct lint_route *at)
{
	cfg_t *on = cfg_getnsec(at->section, "on", 0);
	const struct route *route = at->route;

	for (enum reason reason = REASON_FORM_MISSING; on != NULL && reason < REASON_COUNT; reason++) {
		bool is_ours = reason == REASON_COPY_MISSING ? route->copy_count > 0 : route_demands_form(route);
		enum action action = route->actions[reason];
		if (!is_ours && config_is_given(on, reason_word(reason)) && action != ACTION_ALLOW &&
		    action != ACTION_FLAG)
			warn(lint, at, lint_line(on, reason_word(reason)), "%s: never comes about: %s",
			    reason_word(reason),
			    reason == REASON_COPY_MISSING ? "the route has no copy section"
							  : "the route demands no form (form, required)");
	}
	if (route->copy_count == 0 && config_is_given(at->section, "copy-evidence"))
		warn(lint, at, lint_line(at->section, "copy-evidence"), "copy-evidence: the route has no copy section");
	if (route->repair_dkim_signed && route->actions[REASON_COPY_MISSING] != ACTION_REPAIR)
		warn(lint, at, lint_line(at->section, "repair-dkim-signed"),
		    "repair-dkim-signed: nothing is repaired: copy-missing is %s",
		    action_word(route->actions[REASON_COPY_MISSING]));
	if (route->unsafe.strip_dkim_signed && unsafe_rule_classes(&route->unsafe, ACTION_STRIP) == 0)
		warn(lint, at, lint_line(cfg_getnsec(at->section, "unsafe", 0), "strip-dkim-signed"),
		    "strip-dkim-signed: no class of unsafe content is stripped");
}

/* To strip within documents, and let whole programs pass, is hardly meant. */
static void look_at_unsafe(const struct lint *lint, const struct lint_route *at)
{
	static const enum unsafe_class worst[] = {
	    UNSAFE_EXECUTABLE, UNSAFE_SCRIPT, UNSAFE_SHORTCUT, UNSAFE_DISK_IMAGE, UNSAFE_OLE_MACROS};
	cfg_t *unsafe = cfg_getnsec(at->section, "unsafe", 0);

	for (size_t i = 0; i < sizeof(worst) / sizeof(*worst); i++)
		if (at->route->unsafe.actions[worst[i]] == ACTION_ALLOW &&
		    unsafe_rule_classes(&at->route->unsafe, ACTION_STRIP) != 0)
			warn(lint, at, lint_line(unsafe != NULL ? unsafe : at->section, unsafe_word(worst[i])),
			    "%s: allowed, while what is less dangerous is stripped", unsafe_word(worst[i]));
	if (at->route->mode == ROUTE_OBSERVE && (at->route->actions[REASON_COPY_MISSING] == ACTION_REPAIR ||
						    unsafe_rule_classes(&at->route->unsafe, ACTION_STRIP) != 0))
		note(lint, at, lint_line(at->section, "mode"),
		    "mode: in observe nothing is repaired or stripped: records say what would happen");
}

static bool changes(enum action action)
{
	return action == ACTION_REFUSE || action == ACTION_REPAIR || action == ACTION_HOLD || action == ACTION_STRIP;
}

/* A bomb has no exception. */
static bool changes_unsafe(const struct unsafe_rule *unsafe)
{
	for (enum unsafe_class class = 0; class < UNSAFE_CLASS_COUNT; class ++)
		if (class != UNSAFE_BOMB && changes(unsafe->actions[class]))
			return true;
	return false;
}

static bool excepts(const struct route *route, enum reason reason)
{
	return route_can_find(route, reason) &&
	       (reason_is_of_classes(reason) ? changes_unsafe(&route->unsafe) : changes(route->actions[reason]));
}

static bool has_sender(const struct route *route, const struct exception_rule *exception)
{
	const struct address_list *domains = &route->senders.domains;

	if (exception->senders.count == 0 || domains->count == 0)
		return true;
	for (size_t i = 0; i < exception->senders.count; i++) {
		const char *sender = exception->senders.items[i], *sign = strrchr(sender, '@');
		for (size_t j = 0; j < domains->count; j++)
			if (sender_domain_covers(domains->items[j], sign != NULL ? sign + 1 : sender))
				return true;
	}
	return false;
}

static void look_at_exception(
    const struct lint *lint, const struct lint_route *at, const struct exception_rule *exception, cfg_t *section)
{
	bool has_effect = false;

	for (enum reason reason = 0; reason < REASON_COUNT; reason++) {
		if (!exception->reasons[reason])
			continue;
		if (excepts(at->route, reason))
			has_effect = true;
		else
			note(lint, at, lint_line(section, "reasons"), "reasons: %s stops nothing on this route anyway",
			    reason_word(reason));
	}
	if (!has_effect)
		warn(lint, at, config_line(section), "except \"%s\": excepts nothing", exception->name);
	if (!has_sender(at->route, exception))
		warn(lint, at, lint_line(section, "senders"),
		    "senders: none of them is in the domains of this route: the exception never applies");
	if (exception->user_count > 0 && !at->route->senders.authenticated)
		note(lint, at, lint_line(section, "users"),
		    "users: the route does not ask whether somebody signed in (authenticated)");
	look_at_networks(lint, at, section, &exception->networks, "excepted");
}

/* Whether the route lists the address itself, and as what. */
static const char *listed_as(const struct route *route, const char *address)
{
	enum address_status status;
	size_t index;

	if (route_find_referral(route, address, &status, &index))
		return "a referral address";
	for (size_t i = 0; i < route->copy_count; i++)
		if (address_list_has(&route->copies[i].any_of, address))
			return "a copy";
	return NULL;
}

static void look_at_list(const struct lint *lint, const struct lint_route *at, const char *name, const char *option,
    const struct address_list *list, bool may_be_copy)
{
	cfg_t *section = cfg_getnsec(at->section, name, 0);

	for (size_t i = 0; section != NULL && i < list->count; i++) {
		const char *as = listed_as(at->route, list->items[i]);
		if (as != NULL && !(may_be_copy && strcmp(as, "a copy") == 0))
			warn(lint, at, rule_address_line(section, option, list->items[i]),
			    "%s: the address is %s of this route, and needs not be listed here", option, as);
	}
}

static void look_at_watch(const struct lint *lint, const struct lint_route *at)
{
	const struct misrouted_rule *misrouted = &at->route->misrouted;
	cfg_t *section = cfg_getnsec(at->section, "misrouted", 0);

	look_at_list(lint, at, "misrouted", "partners", &misrouted->partners, false);
	look_at_list(lint, at, "misrouted", "enquiries", &misrouted->enquiries, true);
	look_at_list(lint, at, "near-miss", "exempt", &at->route->near_miss.exempt, false);
	if (section != NULL && !misrouted->is_watched && misrouted->partners.count + misrouted->enquiries.count > 0)
		warn(lint, at, config_line(section), "misrouted: partners and enquiries without watch = yes");
}

static void look_at_form(const struct lint *lint, const struct lint_route *at)
{
	const struct form_rule *form = &at->route->form;
	cfg_t *section = cfg_getnsec(at->section, "form", 0);

	if (section == NULL)
		return;
	if (form->fingerprint_count > 0 && form->label_pattern_count > 0)
		note(lint, at, lint_line(section, "label-patterns"),
		    "label-patterns: not asked where there are fingerprints");
	if (form->unreadable_name_pattern != NULL && !form->accept_unreadable)
		warn(lint, at, lint_line(section, "unreadable-name-pattern"),
		    "unreadable-name-pattern: needs accept-unreadable = yes");
}

void lint_one_route(const struct lint *lint, const struct lint_route *at)
{
	look_at_dates(lint, at);
	look_at_networks(lint, at, cfg_getnsec(at->section, "senders", 0), &at->route->senders.networks,
	    "a sender of the organisation");
	look_at_actions(lint, at);
	look_at_unsafe(lint, at);
	for (unsigned i = 0; i < at->route->exception_count; i++)
		look_at_exception(lint, at, &at->route->exceptions[i], cfg_getnsec(at->section, "except", i));
	look_at_watch(lint, at);
	look_at_form(lint, at);
}
