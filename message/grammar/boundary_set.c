#include "message/grammar/boundary_set.h"

#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void boundary_set_init(struct boundary_set *set)
{
	*set = (struct boundary_set){0};
}

void boundary_set_clear(struct boundary_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		free(set->sorted[i]);
	free(set->sorted);
	boundary_set_init(set);
}

/* 0 where one is the beginning of the other; otherwise which stands first. */
static int compare_beginning(const struct boundary *boundary, const char *octets, size_t length)
{
	return strncasecmp(boundary->text, octets, boundary->length < length ? boundary->length : length);
}

/* The first that does not stand before the octets. One that they begin with is it: whatever stood between the two
 * would begin with it as well. */
static size_t find_place(const struct boundary_set *set, const char *octets, size_t length)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_beginning(set->sorted[middle], octets, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct boundary *boundary_set_find(const struct boundary_set *set, const char *octets, size_t length)
{
	size_t place = find_place(set, octets, length);

	if (place == set->count)
		return NULL;
	const struct boundary *boundary = set->sorted[place];
	return boundary->length <= length && compare_beginning(boundary, octets, length) == 0 ? boundary : NULL;
}

int boundary_set_add(struct boundary_set *set, const char *text, size_t declared, const struct boundary **ret_boundary)
{
	size_t length = strlen(text), place = find_place(set, text, length);

	if (place < set->count && compare_beginning(set->sorted[place], text, length) == 0)
		return -EEXIST;
	struct boundary **sorted = grow_by_one(set->sorted, set->count, sizeof(struct boundary *));
	if (sorted == NULL)
		return -ENOMEM;
	set->sorted = sorted;
	struct boundary *boundary = malloc(sizeof(*boundary));
	if (boundary == NULL)
		return -ENOMEM;
	memcpy(boundary->text, text, length + 1);
	boundary->length = length;
	boundary->declared = declared;
	memmove(sorted + place + 1, sorted + place, (set->count - place) * sizeof(struct boundary *));
	sorted[place] = boundary;
	set->count++;
	*ret_boundary = boundary;
	return 0;
}
