#include "message/grammar/outline.h"

#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void outline_init(struct outline *outline)
{
	*outline = (struct outline){0};
}

static void part_clear(struct outline_part *part)
{
	free(part->type);
	free(part->charset);
	for (size_t i = 0; i < part->name_count; i++)
		free(part->names[i]);
}

void outline_clear(struct outline *outline)
{
	for (size_t i = 0; i < outline->count; i++)
		part_clear(&outline->parts[i]);
	free(outline->parts);
	outline_init(outline);
}

struct outline_part *outline_add(struct outline *outline, size_t parent)
{
	struct outline_part *parts = grow_by_one(outline->parts, outline->count, sizeof(*parts));

	if (parts == NULL)
		return NULL;
	outline->parts = parts;
	struct outline_part *part = &parts[outline->count++];
	*part = (struct outline_part){.parent = parent};
	return part;
}

int outline_part_add_name(struct outline_part *part, const char *name)
{
	for (size_t i = 0; i < part->name_count; i++)
		if (strcmp(part->names[i], name) == 0)
			return 0;
	if (part->name_count == FACTS_NAMES_MAX)
		return -E2BIG;
	char *copy = strdup(name);
	if (copy == NULL)
		return -ENOMEM;
	part->names[part->name_count++] = copy;
	return 0;
}
