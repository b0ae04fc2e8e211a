#include "audit/report/tally.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Where the name stands, or belongs. */
static bool find(const struct tally *tally, const char *name, size_t *ret_at)
{
	size_t low = 0, high = tally->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, tally->rows[middle].name);
		if (order == 0) {
			*ret_at = middle;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	*ret_at = low;
	return false;
}

static int insert(struct tally *tally, size_t at, const char *name)
{
	if (tally->count == tally->capacity) {
		size_t capacity = tally->capacity > 0 ? 2 * tally->capacity : 8;
		struct tally_row *rows = reallocarray(tally->rows, capacity, sizeof(*rows));
		if (rows == NULL)
			return -ENOMEM;
		tally->rows = rows;
		tally->capacity = capacity;
	}
	char *copy = strdup(name);
	if (copy == NULL)
		return -ENOMEM;
	memmove(&tally->rows[at + 1], &tally->rows[at], (tally->count - at) * sizeof(*tally->rows));
	tally->rows[at] = (struct tally_row){.name = copy};
	tally->count++;
	return 0;
}

int tally_add(struct tally *tally, const char *name, uint64_t number)
{
	size_t at = 0;
	int r = find(tally, name, &at) ? 0 : insert(tally, at, name);

	if (r == 0)
		tally->rows[at].number += number;
	return r;
}

uint64_t tally_find(const struct tally *tally, const char *name)
{
	size_t at = 0;

	return find(tally, name, &at) ? tally->rows[at].number : 0;
}

void tally_clear(struct tally *tally)
{
	for (size_t i = 0; i < tally->count; i++)
		free(tally->rows[i].name);
	free(tally->rows);
	*tally = (struct tally){0};
}
