/* The lists of rule_value: addresses, domains, networks, users. */
#include "rules/address.h"
#include "rules/rule_value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Entries to read; past the limit a problem, and the first ones. */
static unsigned entries(struct rule_reader *reader, cfg_t *section, const char *name)
{
	unsigned count = cfg_size(section, name);

	if (count <= RULESET_LIST_MAX)
		return count;
	problem_error(reader->problems, reader->file, config_value(section, name, RULESET_LIST_MAX)->line,
	    "%s: more than %d entries", name, RULESET_LIST_MAX);
	return RULESET_LIST_MAX;
}

/* Room for so many; NULL when there are none, or for want of memory. */
static void *room(struct rule_reader *reader, unsigned count, size_t size)
{
	void *items = count > 0 ? calloc(count, size) : NULL;

	if (count > 0 && items == NULL)
		reader->error = -ENOMEM;
	return items;
}

/* What is printed to senders, and goes into an SMTP reply. */
static bool is_plain(const char *address)
{
	for (; *address != '\0'; address++)
		if (*address <= ' ' || *address > '~' || *address == '%')
			return false;
	return true;
}

static bool address_parse(struct rule_reader *reader, const struct config_value *value, char **ret_canonical)
{
	char *canonical = NULL;
	int r = address_normalise(value->text, strlen(value->text), &canonical);

	if (r == -ENOMEM)
		reader->error = r;
	if (r < 0)
		return false;
	if (canonical[0] == '\0') {
		free(canonical);
		return false;
	}
	*ret_canonical = canonical;
	return true;
}

static bool plain_address_parse(struct rule_reader *reader, const struct config_value *value, char **ret_canonical)
{
	char *canonical = NULL;

	if (!address_parse(reader, value, &canonical))
		return false;
	if (!is_plain(canonical)) {
		free(canonical);
		return false;
	}
	*ret_canonical = canonical;
	return true;
}

/* A leading dot means every domain below. */
static bool domain_parse(struct rule_reader *reader, const struct config_value *value, char **ret_canonical)
{
	const char *text = value->text;
	bool is_below = text[0] == '.';
	char *domain = NULL;
	int r = address_domain_normalise(text + is_below, strlen(text + is_below), &domain);

	if (r == -ENOMEM)
		reader->error = r;
	if (r < 0)
		return false;
	if (!is_below || domain[0] == '[') {
		*ret_canonical = domain;
		if (!is_below)
			return true;
		free(domain);
		return false;
	}
	char *below = malloc(strlen(domain) + 2);
	if (below == NULL) {
		reader->error = -ENOMEM;
	} else {
		below[0] = '.';
		strcpy(below + 1, domain);
		*ret_canonical = below;
	}
	free(domain);
	return below != NULL;
}

static bool place_parse(struct rule_reader *reader, const struct config_value *value, char **ret_canonical)
{
	return strchr(value->text, '@') != NULL ? address_parse(reader, value, ret_canonical)
						: domain_parse(reader, value, ret_canonical);
}

typedef bool entry_parse(struct rule_reader *reader, const struct config_value *value, char **ret_text);

static void read_entries(struct rule_reader *reader, cfg_t *section, const char *name, entry_parse *parse,
    const char *wanted, struct address_list *list)
{
	unsigned count = entries(reader, section, name);

	list->items = room(reader, count, sizeof(*list->items));
	for (unsigned i = 0; i < count && list->items != NULL; i++) {
		const struct config_value *value = config_value(section, name, i);
		char *text = NULL;
		if (!parse(reader, value, &text)) {
			problem_error(
			    reader->problems, reader->file, value->line, "%s: entry %u: %s", name, i + 1, wanted);
		} else if (address_list_has(list, text)) {
			problem_error(
			    reader->problems, reader->file, value->line, "%s: entry %u: given twice", name, i + 1);
			free(text);
		} else {
			list->items[list->count++] = text;
		}
	}
}

void rule_addresses(struct rule_reader *reader, cfg_t *section, const char *name, struct address_list *list)
{
	read_entries(reader, section, name, address_parse, "an email address, such as \"team@example.org\"", list);
}

void rule_plain_addresses(struct rule_reader *reader, cfg_t *section, const char *name, struct address_list *list)
{
	read_entries(reader, section, name, plain_address_parse,
	    "an email address in ASCII without %, such as \"team@example.org\"", list);
}

int rule_address_line(cfg_t *section, const char *name, const char *canonical)
{
	for (unsigned i = 0; i < cfg_size(section, name); i++) {
		const struct config_value *value = config_value(section, name, i);
		char *found = NULL;
		if (address_normalise(value->text, strlen(value->text), &found) < 0)
			continue;
		bool is_it = strcmp(found, canonical) == 0;
		free(found);
		if (is_it)
			return value->line;
	}
	return 0;
}

void rule_domains(struct rule_reader *reader, cfg_t *section, const char *name, struct address_list *list)
{
	read_entries(reader, section, name, domain_parse,
	    "a domain, such as \"example.org\", or \".example.org\" for all below it", list);
}

void rule_places(struct rule_reader *reader, cfg_t *section, const char *name, struct address_list *list)
{
	read_entries(reader, section, name, place_parse,
	    "an email address, a domain, such as \"example.org\", or \".example.org\" for all below it", list);
}

static bool user_parse(struct rule_reader *reader, const struct config_value *value, char **ret_text)
{
	size_t length = strlen(value->text);

	if (length == 0 || length > RULESET_USER_MAX)
		return false;
	*ret_text = rule_copy(reader, value->text);
	return *ret_text != NULL;
}

void rule_users(struct rule_reader *reader, cfg_t *section, const char *name, char ***users, size_t *count)
{
	struct address_list list = {0};

	read_entries(reader, section, name, user_parse, "the name that a client signs in with", &list);
	*users = list.items;
	*count = list.count;
}

void rule_networks(struct rule_reader *reader, cfg_t *section, const char *name, struct network_list *list)
{
	unsigned count = entries(reader, section, name);

	list->items = room(reader, count, sizeof(*list->items));
	for (unsigned i = 0; i < count && list->items != NULL; i++) {
		const struct config_value *value = config_value(section, name, i);
		if (network_parse(value->text, &list->items[list->count]) == 0)
			list->count++;
		else
			problem_error(reader->problems, reader->file, value->line,
			    "%s: entry %u: an IP address or network such as \"192.0.2.0/24\", no bits set after the "
			    "prefix",
			    name, i + 1);
	}
}
