#include "rules/typing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Where a key is, in quarters of a key: each row stands a bit further to the right. */
struct place {
	int row, at;
};

static bool key_find(uint32_t rune, struct place *ret_place)
{
	static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
	static const int starts[] = {0, 1, 3};

	for (int row = 0; row < 3; row++) {
		const char *key = rune > 0 && rune < 0x80 ? strchr(rows[row], (int)rune) : NULL;
		if (key == NULL)
			continue;
		*ret_place = (struct place){row, starts[row] + 4 * (int)(key - rows[row])};
		return true;
	}
	return false;
}

static bool is_separator(uint32_t rune)
{
	return rune == '.' || rune == '-' || rune == '_';
}

/* Nobody types a number, or a tag behind a plus, by accident. */
static bool is_deliberate(uint32_t rune)
{
	return (rune >= '0' && rune <= '9') || rune == '+';
}

static unsigned cost_of_replacing(uint32_t one, uint32_t other)
{
	struct place a, b;

	if (one == other)
		return 0;
	if (is_deliberate(one) || is_deliberate(other))
		return TYPING_FAR;
	if (is_separator(one) && is_separator(other))
		return 1;
	if (key_find(one, &a) && key_find(other, &b) && abs(a.row - b.row) <= 1 && abs(a.at - b.at) <= 4)
		return 1;
	return 2;
}

static unsigned cost_of_adding(uint32_t rune)
{
	return is_deliberate(rune) ? TYPING_FAR : 1;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment, a row at a time; `above` and `over` are the two rows before. */
static void fill_row(const uint32_t *one, size_t i, const uint32_t *other, size_t other_count, const unsigned *over,
    const unsigned *above, unsigned *row)
{
	row[0] = above[0] + cost_of_adding(one[i - 1]);
	for (size_t j = 1; j <= other_count; j++) {
		unsigned cost = above[j - 1] + cost_of_replacing(one[i - 1], other[j - 1]);
		cost = least(cost, above[j] + cost_of_adding(one[i - 1]));
		cost = least(cost, row[j - 1] + cost_of_adding(other[j - 1]));
		if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] &&
		    !is_deliberate(one[i - 1]) && !is_deliberate(one[i - 2]))
			cost = least(cost, over[j - 2] + 1);
		row[j] = cost;
	}
}

unsigned typing_slips(const uint32_t *one, size_t one_count, const uint32_t *other, size_t other_count)
{
	unsigned rows[3][TYPING_LENGTH_MAX + 1];
	size_t difference = one_count > other_count ? one_count - other_count : other_count - one_count;

	if (difference >= TYPING_FAR)
		return TYPING_FAR;
	rows[0][0] = 0;
	for (size_t j = 1; j <= other_count; j++)
		rows[0][j] = rows[0][j - 1] + cost_of_adding(other[j - 1]);
	for (size_t i = 1; i <= one_count; i++)
		fill_row(one, i, other, other_count, rows[(i + 1) % 3], rows[(i + 2) % 3], rows[i % 3]);
	return least(rows[one_count % 3][other_count], TYPING_FAR);
}
