#include "rules/facts.h"

#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void facts_init(struct facts *facts)
{
	memset(facts, 0, sizeof(*facts));
}

static void part_clear(struct facts_part *part)
{
	free(part->path);
	free(part->declared_type);
	free(part->sniffed_type);
	for (size_t i = 0; i < part->name_count; i++)
		free(part->names[i]);
}

void facts_clear(struct facts *facts)
{
	for (size_t i = 0; i < facts->address_count; i++)
		free(facts->addresses[i].canonical);
	free(facts->addresses);
	for (size_t i = 0; i < facts->part_count; i++)
		part_clear(&facts->parts[i]);
	free(facts->parts);
	facts_init(facts);
}

int facts_add_address(struct facts *facts, enum facts_field field, const char *canonical)
{
	if (facts->address_count >= FACTS_ADDRESSES_MAX)
		return -E2BIG;
	struct facts_address *addresses = grow_by_one(facts->addresses, facts->address_count, sizeof(*addresses));
	if (addresses == NULL)
		return -ENOMEM;
	facts->addresses = addresses;
	char *copy = strdup(canonical);
	if (copy == NULL)
		return -ENOMEM;
	addresses[facts->address_count++] = (struct facts_address){.field = field, .canonical = copy};
	return 0;
}

struct facts_part *facts_add_part(struct facts *facts)
{
	struct facts_part *parts = grow_by_one(facts->parts, facts->part_count, sizeof(*parts));

	if (parts == NULL)
		return NULL;
	facts->parts = parts;
	struct facts_part *part = &parts[facts->part_count++];
	memset(part, 0, sizeof(*part));
	return part;
}

int facts_part_add_name(struct facts_part *part, const char *name)
{
	for (size_t i = 0; i < part->name_count; i++)
		if (strcmp(part->names[i], name) == 0)
			return 0;
	if (part->name_count == FACTS_NAMES_MAX) {
		part->role = PART_UNKNOWN;
		return 0;
	}
	char *copy = strdup(name);
	if (copy == NULL)
		return -ENOMEM;
	part->names[part->name_count++] = copy;
	return 0;
}
