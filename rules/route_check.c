/* What only shows when a whole route is known: what is missing, said twice, past its date, or never told the sender. */
#include "rules/route_reach.h"
#include "rules/route_read.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FILES_SHOWN_MAX 256 /* octets of the file names that a problem lists */

/* An address list of the route, and where it is written. */
struct place {
	const struct address_list *list;
	cfg_t *section;
	const char *option;
};

#define PLACES_MAX (RULESET_SECTION_MAX * (ADDRESS_STATUS_COUNT + 1))

static const char *const status_options[ADDRESS_STATUS_COUNT] = {"current", "legacy", "retired", "closed"};

static size_t collect_places(cfg_t *section, const struct route *route, struct place places[static PLACES_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < route->referral_count; i++)
		for (size_t j = 0; j < ADDRESS_STATUS_COUNT; j++)
			places[count++] = (struct place){&route->referrals[i].by_status[j],
			    cfg_getnsec(section, "referral-address", (unsigned)i), status_options[j]};
	for (size_t i = 0; i < route->copy_count; i++)
		places[count++] =
		    (struct place){&route->copies[i].any_of, cfg_getnsec(section, "copy", (unsigned)i), "any-of"};
	return count;
}

/* An address has one meaning in a route: under two, one of them would be dead. */
static void check_address(struct rule_reader *reader, const struct place *places, size_t index, const char *canonical)
{
	for (size_t i = 0; i < index; i++) {
		if (!address_list_has(places[i].list, canonical))
			continue;
		problem_error(reader->problems, reader->file,
		    rule_address_line(places[index].section, places[index].option, canonical),
		    "%s: an address that stands in %s on line %d already", places[index].option, places[i].option,
		    rule_address_line(places[i].section, places[i].option, canonical));
		return;
	}
}

static void check_addresses(struct rule_reader *reader, cfg_t *section, const struct route *route)
{
	struct place places[PLACES_MAX];
	size_t count = collect_places(section, route, places);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < places[i].list->count; j++)
			check_address(reader, places, i, places[i].list->items[j]);
}

static void check_senders(struct rule_reader *reader, cfg_t *route_section, const struct route *route)
{
	cfg_t *section = cfg_getnsec(route_section, "senders", 0);

	rule_require(reader, route_section, "senders", "senders { authenticated = yes }");
	if (section != NULL && !route->senders.authenticated && cfg_size(section, "networks") == 0)
		problem_error(reader->problems, reader->file, config_line(section),
		    "senders: nobody sends on this route; write authenticated = yes, or networks = { ... }");
}

static void check_referral(struct rule_reader *reader, cfg_t *section)
{
	unsigned count = 0;

	for (size_t i = 0; i < ADDRESS_STATUS_COUNT; i++)
		count += cfg_size(section, status_options[i]);
	if (count == 0)
		problem_error(reader->problems, reader->file, config_line(section),
		    "referral-address: no address; write current = { \"name@domain\" }");
	if (cfg_size(section, "retired") > 0 && cfg_size(section, "current") == 0)
		problem_error(reader->problems, reader->file, config_value(section, "retired", 0)->line,
		    "retired: needs current, the address to use instead");
	if (cfg_size(section, "closed") > 0 && cfg_size(section, "web-form") == 0)
		problem_error(reader->problems, reader->file, config_value(section, "closed", 0)->line,
		    "closed: needs web-form, the page to use instead");
}

static void check_exception(
    struct rule_reader *reader, cfg_t *section, int64_t now, const struct exception_rule *exception)
{
	const struct config_value *expires = config_value(section, "expires", 0);

	rule_require(reader, section, "reason", "reason = \"why\"");
	rule_require(reader, section, "expires", "expires = \"YYYY-MM-DD\"");
	if (cfg_size(section, "reasons") == 0)
		problem_error(reader->problems, reader->file, config_line(section),
		    "reasons: missing; write reasons = { copy-missing }, or others that are to be let pass");
	if (cfg_size(section, "senders") + cfg_size(section, "networks") + cfg_size(section, "users") == 0)
		problem_error(reader->problems, reader->file, config_line(section),
		    "except: for nobody; write senders, networks or users");
	if (exception->expires != 0 && now >= exception->expires)
		problem_warning(reader->problems, reader->file, expires->line,
		    "expires: this exception ended with %s and applies no more", expires->text);
}

static void check_sections(struct rule_reader *reader, cfg_t *section, int64_t now, const struct route *route)
{
	if (cfg_size(section, "referral-address") == 0)
		problem_error(reader->problems, reader->file, config_line(section),
		    "referral-address: missing; write referral-address \"NAME\" { current = { \"name@domain\" } }");
	for (unsigned i = 0; i < route->referral_count; i++)
		check_referral(reader, cfg_getnsec(section, "referral-address", i));
	for (unsigned i = 0; i < route->copy_count; i++) {
		cfg_t *copy = cfg_getnsec(section, "copy", i);
		if (cfg_size(copy, "any-of") == 0)
			problem_error(reader->problems, reader->file, config_line(copy),
			    "any-of: missing; write any-of = { \"name@domain\" }");
	}
	for (unsigned i = 0; i < route->exception_count; i++)
		check_exception(reader, cfg_getnsec(section, "except", i), now, &route->exceptions[i]);
}

static void list_files(const struct bundle *bundle, char *text, size_t size)
{
	size_t used = 0;

	snprintf(text, size, "none");
	for (size_t i = 0; i < bundle->count && used < size; i++)
		if (bundle->files[i].kind == BUNDLE_GUIDANCE)
			used += (size_t)snprintf(
			    text + used, size - used, "%s%s", used > 0 ? ", " : "", bundle->files[i].name);
}

/* The ruleset has read every guidance file before, and said what is wrong with it. */
static int load_guidance(const struct bundle_file *file, struct guidance **ret_guidance)
{
	struct problem_list said;

	problem_list_init(&said);
	int r = guidance_parse(file, &said, ret_guidance);
	problem_list_clear(&said);
	return r;
}

static void check_guidance(struct rule_reader *reader, cfg_t *section, const struct bundle *bundle, struct route *route)
{
	const struct config_value *name = config_value(section, "guidance", 0);
	char files[FILES_SHOWN_MAX];

	rule_require(reader, section, "guidance", "guidance = \"FILE.txt\"");
	if (name == NULL)
		return;
	const struct bundle_file *file = bundle_find(bundle, BUNDLE_GUIDANCE, name->text);
	if (file == NULL) {
		list_files(bundle, files, sizeof(files));
		problem_error(
		    reader->problems, reader->file, name->line, "guidance: no such file; there are: %s", files);
		return;
	}
	int r = load_guidance(file, &route->guidance);
	if (r == -ENOMEM)
		reader->error = r;
	for (enum reason reason = 0; reason < REASON_COUNT && r == 0; reason++)
		if (route_can_refuse(route, reason) && !guidance_has(route->guidance, reason))
			problem_error(reader->problems, reader->file, name->line,
			    "guidance: the route can refuse for %s, and %s has no section [%s]", reason_word(reason),
			    file->name, reason_word(reason));
}

/* A form that is not known cannot be found on its way to somebody else. */
static void check_misrouted(struct rule_reader *reader, cfg_t *section, const struct route *route)
{
	cfg_t *misrouted = cfg_getnsec(section, "misrouted", 0);

	if (misrouted != NULL && route->misrouted.is_watched && !form_rule_is_taught(&route->form))
		problem_error(reader->problems, reader->file, config_line(misrouted),
		    "misrouted: needs a form section with fingerprints or label-patterns, to know a form by");
}

static void check_review(struct rule_reader *reader, cfg_t *section, int64_t now, const struct route *route)
{
	const struct config_value *value = config_value(section, "review-by", 0);

	if (route->review_by != 0 && now >= route->review_by)
		problem_warning(reader->problems, reader->file, value->line,
		    "review-by: %s has passed: check that addresses and copies are still right", value->text);
}

void route_check(
    struct rule_reader *reader, cfg_t *section, const struct bundle *bundle, int64_t now, struct route *route)
{
	rule_require(reader, section, "mode", "mode = off, observe or enforce");
	rule_require(reader, section, "contact", "contact = \"who answers a sender's questions\"");
	check_senders(reader, section, route);
	check_sections(reader, section, now, route);
	check_addresses(reader, section, route);
	check_guidance(reader, section, bundle, route);
	check_misrouted(reader, section, route);
	check_review(reader, section, now, route);
}
