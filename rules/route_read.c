#include "rules/route_read.h"

#include "rules/form_read.h"
#include "rules/unsafe_read.h"
#include "rules/watch_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const status_names[ADDRESS_STATUS_COUNT] = {
    [ADDRESS_CURRENT] = "current",
    [ADDRESS_LEGACY] = "legacy",
    [ADDRESS_RETIRED] = "retired",
    [ADDRESS_CLOSED] = "closed",
};

static const char *const evidence_words[] = {
    [EVIDENCE_HEADER] = "header", [EVIDENCE_ENVELOPE] = "envelope", [EVIDENCE_BOTH] = "both"};

static cfg_opt_t sender_options[] = {
    CONFIG_LINE, CONFIG_VALUE("authenticated"), CONFIG_LIST("networks"), CONFIG_LIST("domains"), CFG_END()};

static cfg_opt_t referral_options[] = {CONFIG_LINE, CONFIG_LIST("current"), CONFIG_LIST("legacy"),
    CONFIG_LIST("retired"), CONFIG_LIST("closed"), CONFIG_VALUE("web-form"), CFG_END()};

static cfg_opt_t copy_options[] = {CONFIG_LINE, CONFIG_LIST("any-of"), CFG_END()};

static cfg_opt_t exception_options[] = {CONFIG_LINE, CONFIG_LIST("senders"), CONFIG_LIST("networks"),
    CONFIG_LIST("users"), CONFIG_LIST("reasons"), CONFIG_VALUE("reason"), CONFIG_VALUE("expires"), CFG_END()};

/* One option per reason that a route may name, and the end of the table; filled by route_options(). */
static cfg_opt_t on_options[REASON_COUNT + 2];

/* The tables of some sections are their readers', and put in by route_options(). */
static cfg_opt_t no_options[] = {CFG_END()};

static cfg_opt_t options_of_route[] = {CONFIG_LINE, CONFIG_VALUE("description"), CONFIG_VALUE("mode"),
    CONFIG_SECTION("senders", sender_options), CONFIG_SECTIONS("referral-address", referral_options),
    CONFIG_SECTIONS("copy", copy_options), CONFIG_VALUE("copy-evidence"), CONFIG_TITLED_SECTION("form", no_options),
    CONFIG_LIST("link-patterns"), CONFIG_SECTION("misrouted", no_options), CONFIG_SECTION("near-miss", no_options),
    CONFIG_SECTION("on", on_options), CONFIG_SECTION("unsafe", no_options),
    CONFIG_SECTIONS("except", exception_options), CONFIG_VALUE("guidance"), CONFIG_VALUE("contact"),
    CONFIG_VALUE("review-by"), CONFIG_VALUE("canary"), CONFIG_VALUE("repair-dkim-signed"), CONFIG_VALUE("photo-size"),
    CFG_END()};

static cfg_opt_t options_of_file[] = {CONFIG_SECTIONS("route", options_of_route), CFG_END()};

/* Only what this version raises: a rule for anything else would be dead and nobody would know. */
static bool is_nameable(enum reason reason)
{
	return reason_is_raised(reason) && reason_allowed_words(reason)[0] != '\0';
}

static void put_options(const char *section, cfg_opt_t *options)
{
	for (cfg_opt_t *option = options_of_route; option->name != NULL; option++)
		if (strcmp(option->name, section) == 0)
			option->subopts = options;
}

cfg_opt_t *route_options(void)
{
	size_t count = 0;

	on_options[count++] = (cfg_opt_t)CONFIG_LINE;
	for (enum reason reason = 0; reason < REASON_COUNT; reason++)
		if (is_nameable(reason) && reason_is_of_classes(reason))
			on_options[count++] = (cfg_opt_t)CONFIG_ELSEWHERE(reason_word(reason));
		else if (is_nameable(reason))
			on_options[count++] = (cfg_opt_t)CONFIG_VALUE(reason_word(reason));
	on_options[count] = (cfg_opt_t)CFG_END();
	put_options("form", form_options());
	put_options("misrouted", misrouted_options());
	put_options("near-miss", near_miss_options());
	put_options("unsafe", unsafe_options());
	return options_of_file;
}

/* Sections to read; past the limit a problem, and the first ones. */
static size_t sections(struct rule_reader *reader, cfg_t *section, const char *name)
{
	unsigned count = cfg_size(section, name);

	if (count <= RULESET_SECTION_MAX)
		return count;
	problem_error(reader->problems, reader->file, config_line(cfg_getnsec(section, name, RULESET_SECTION_MAX)),
	    "%s: more than %d sections", name, RULESET_SECTION_MAX);
	return RULESET_SECTION_MAX;
}

/* A zeroed array for so many; NULL when there are none, or for want of memory. */
static void *array(struct rule_reader *reader, size_t count, size_t size)
{
	void *items = count > 0 ? calloc(count, size) : NULL;

	if (count > 0 && items == NULL)
		reader->error = -ENOMEM;
	return items;
}

/* The section's name, where it may be printed; else the route goes without, and is not used. */
static char *section_name(struct rule_reader *reader, cfg_t *section)
{
	const char *title = cfg_title(section);

	return rule_name_check(reader, config_line(section), cfg_name(section), title) ? rule_copy(reader, title)
										       : NULL;
}

static void read_senders(struct rule_reader *reader, cfg_t *route_section, struct sender_rule *senders)
{
	cfg_t *section = cfg_getnsec(route_section, "senders", 0);

	if (section == NULL)
		return;
	rule_bool(reader, section, "authenticated", &senders->authenticated);
	rule_networks(reader, section, "networks", &senders->networks);
	rule_domains(reader, section, "domains", &senders->domains);
}

static void read_referrals(struct rule_reader *reader, cfg_t *route_section, struct route *route)
{
	size_t count = sections(reader, route_section, "referral-address");

	route->referrals = array(reader, count, sizeof(*route->referrals));
	for (size_t i = 0; i < count && route->referrals != NULL; i++) {
		cfg_t *section = cfg_getnsec(route_section, "referral-address", (unsigned)i);
		struct referral_address *referral = &route->referrals[route->referral_count++];
		referral->name = section_name(reader, section);
		for (size_t j = 0; j < ADDRESS_STATUS_COUNT; j++)
			rule_plain_addresses(reader, section, status_names[j], &referral->by_status[j]);
		rule_url(reader, section, "web-form", &referral->web_form);
	}
}

static void read_copies(struct rule_reader *reader, cfg_t *route_section, struct route *route)
{
	size_t count = sections(reader, route_section, "copy");

	route->copies = array(reader, count, sizeof(*route->copies));
	for (size_t i = 0; i < count && route->copies != NULL; i++) {
		cfg_t *section = cfg_getnsec(route_section, "copy", (unsigned)i);
		struct required_copy *copy = &route->copies[route->copy_count++];
		copy->name = section_name(reader, section);
		rule_plain_addresses(reader, section, "any-of", &copy->any_of);
	}
}

static void read_form(
    struct rule_reader *reader, cfg_t *route_section, const struct form_library *forms, struct form_rule *form)
{
	cfg_t *section = cfg_getnsec(route_section, "form", 0);

	if (section == NULL)
		return;
	form->name = section_name(reader, section);
	form_read(reader, section, forms, form);
}

static void read_watch(struct rule_reader *reader, cfg_t *route_section, struct route *route)
{
	cfg_t *misrouted = cfg_getnsec(route_section, "misrouted", 0);
	cfg_t *near_miss = cfg_getnsec(route_section, "near-miss", 0);

	if (misrouted != NULL)
		misrouted_read(reader, misrouted, &route->misrouted);
	if (near_miss != NULL)
		near_miss_read(reader, near_miss, &route->near_miss);
}

static void read_actions(struct rule_reader *reader, cfg_t *route_section, enum action actions[static REASON_COUNT])
{
	cfg_t *section = cfg_getnsec(route_section, "on", 0);

	for (enum reason reason = 0; reason < REASON_COUNT && section != NULL; reason++) {
		const struct config_value *value =
		    is_nameable(reason) ? config_value(section, reason_word(reason), 0) : NULL;
		enum action action = ACTION_REFUSE;
		if (value == NULL)
			continue;
		if (reason_is_of_classes(reason))
			problem_error(reader->problems, reader->file, value->line,
			    "%s: is said for each class, in a section of its own: unsafe { office-macros = strip }",
			    reason_word(reason));
		else if (action_parse(value->text, &action) < 0 || !reason_allows(reason, action))
			problem_error(reader->problems, reader->file, value->line, "%s: allowed: %s",
			    reason_word(reason), reason_allowed_words(reason));
		else
			actions[reason] = action;
	}
}

static void read_unsafe(struct rule_reader *reader, cfg_t *route_section, struct unsafe_rule *unsafe)
{
	cfg_t *section = cfg_getnsec(route_section, "unsafe", 0);

	if (section != NULL)
		unsafe_read(reader, section, unsafe);
}

static void read_exception(struct rule_reader *reader, cfg_t *section, struct exception_rule *exception)
{
	const char *words[REASON_COUNT] = {0};
	unsigned bits = 0;

	for (enum reason reason = 0; reason < REASON_COUNT; reason++)
		if (is_nameable(reason))
			words[reason] = reason_word(reason);
	exception->name = section_name(reader, section);
	rule_addresses(reader, section, "senders", &exception->senders);
	rule_networks(reader, section, "networks", &exception->networks);
	rule_users(reader, section, "users", &exception->users, &exception->user_count);
	rule_words(reader, section, "reasons", words, REASON_COUNT, &bits);
	for (size_t i = 0; i < REASON_COUNT; i++)
		exception->reasons[i] = (bits & 1U << i) != 0;
	rule_text(reader, section, "reason", RULESET_TEXT_MAX, &exception->why);
	rule_date(reader, section, "expires", &exception->expires);
}

static void read_exceptions(struct rule_reader *reader, cfg_t *route_section, struct route *route)
{
	size_t count = sections(reader, route_section, "except");

	route->exceptions = array(reader, count, sizeof(*route->exceptions));
	for (size_t i = 0; i < count && route->exceptions != NULL; i++)
		read_exception(reader, cfg_getnsec(route_section, "except", (unsigned)i),
		    &route->exceptions[route->exception_count++]);
}

void route_read(struct rule_reader *reader, cfg_t *section, const struct form_library *forms, struct route *route)
{
	const char *modes[ROUTE_MODE_COUNT];
	unsigned mode = route->mode, evidence = route->copy_evidence;

	for (enum route_mode i = 0; i < ROUTE_MODE_COUNT; i++)
		modes[i] = route_mode_word(i);
	route->name = section_name(reader, section);
	route->file = rule_copy(reader, reader->file);
	rule_text(reader, section, "description", RULESET_TEXT_MAX, &route->description);
	rule_word(reader, section, "mode", modes, ROUTE_MODE_COUNT, &mode);
	rule_word(reader, section, "copy-evidence", evidence_words, COUNT(evidence_words), &evidence);
	route->mode = (enum route_mode)mode;
	route->copy_evidence = (enum copy_evidence)evidence;
	read_senders(reader, section, &route->senders);
	read_referrals(reader, section, route);
	read_copies(reader, section, route);
	read_form(reader, section, forms, &route->form);
	rule_patterns(reader, section, "link-patterns", &route->link_patterns, &route->link_pattern_count);
	read_watch(reader, section, route);
	read_actions(reader, section, route->actions);
	read_unsafe(reader, section, &route->unsafe);
	read_exceptions(reader, section, route);
	rule_plain_text(reader, section, "contact", RULESET_CONTACT_MAX, &route->contact);
	rule_date(reader, section, "review-by", &route->review_by);
	rule_bool(reader, section, "canary", &route->is_canary);
	rule_bool(reader, section, "repair-dkim-signed", &route->repair_dkim_signed);
	rule_octets(reader, section, "photo-size", &route->photo_size);
}
