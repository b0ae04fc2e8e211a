#include "rules/near_miss.h"

#include "rules/typing.h"
#include "rules/utf8.h"

#include <idn2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH_MAX TYPING_LENGTH_MAX /* characters of either half; RFC 5321 section 4.5.3.1.3 allows no more */

/* Characters. */
struct runes {
	uint32_t items[LENGTH_MAX];
	size_t count;
};

/*
 * Letters that are taken for another at a glance; from the Unicode confusables data (UTS #39), those that a keyboard or
 * a forger uses for ASCII letters. Two that look like one ("rn" for "m") are in skeleton().
 */
static const struct {
	uint32_t rune;
	char looks_like;
} look_alikes[] = {{'0', 'o'}, {'1', 'l'}, {'i', 'l'}, {0x131, 'l'}, {0x430, 'a'}, {0x435, 'e'}, {0x43e, 'o'},
    {0x440, 'p'}, {0x441, 'c'}, {0x443, 'y'}, {0x445, 'x'}, {0x455, 's'}, {0x456, 'l'}, {0x458, 'j'}, {0x43a, 'k'},
    {0x43c, 'm'}, {0x442, 't'}, {0x43d, 'h'}, {0x432, 'b'}, {0x433, 'r'}, {0x434, 'd'}, {0x4bb, 'h'}, {0x501, 'd'},
    {0x51b, 'q'}, {0x51d, 'w'}, {0x475, 'v'}, {0x3b1, 'a'}, {0x3b5, 'e'}, {0x3b9, 'l'}, {0x3ba, 'k'}, {0x3bd, 'v'},
    {0x3bf, 'o'}, {0x3c1, 'p'}, {0x3c4, 't'}, {0x3c5, 'u'}, {0x3c7, 'x'}, {0x261, 'g'}, {0x251, 'a'}, {0x2d1, '-'},
    {0x2010, '-'}, {0x2011, '-'}, {0x2013, '-'}};

static uint32_t rune_at(const char *text, size_t length)
{
	unsigned char first = (unsigned char)text[0];
	uint32_t rune = length == 1 ? first : length == 2 ? first & 0x1fU : length == 3 ? first & 0x0fU : first & 0x07U;

	for (size_t i = 1; i < length; i++)
		rune = rune << 6 | ((unsigned char)text[i] & 0x3fU);
	return rune;
}

static bool runes_read(const char *text, size_t length, struct runes *ret_runes)
{
	ret_runes->count = 0;
	while (length > 0) {
		size_t octets = utf8_character(text, length);
		if (octets == 0 || ret_runes->count == LENGTH_MAX)
			return false;
		ret_runes->items[ret_runes->count++] = rune_at(text, octets);
		text += octets;
		length -= octets;
	}
	return true;
}

static uint32_t look_of(uint32_t rune)
{
	for (size_t i = 0; i < sizeof(look_alikes) / sizeof(look_alikes[0]); i++)
		if (look_alikes[i].rune == rune)
			return (unsigned char)look_alikes[i].looks_like;
	return rune;
}

/* What two look-alikes have in common. */
static void skeleton(const struct runes *runes, struct runes *ret_skeleton)
{
	ret_skeleton->count = 0;
	for (size_t i = 0; i < runes->count; i++) {
		uint32_t rune = look_of(runes->items[i]);
		uint32_t next = i + 1 < runes->count ? runes->items[i + 1] : 0;
		if ((rune == 'r' && next == 'n') || (rune == 'v' && next == 'v')) {
			rune = rune == 'r' ? 'm' : 'w';
			i++;
		}
		ret_skeleton->items[ret_skeleton->count++] = rune;
	}
}

static bool runes_equal(const struct runes *a, const struct runes *b)
{
	return a->count == b->count && memcmp(a->items, b->items, a->count * sizeof(*a->items)) == 0;
}

static bool look_alike(const struct runes *a, const struct runes *b)
{
	struct runes one, other;

	skeleton(a, &one);
	skeleton(b, &other);
	return runes_equal(&one, &other);
}

static bool is_near(const struct runes *runes, const struct runes *listed)
{
	unsigned allowed = listed->count >= NEAR_MISS_LONG ? 2 : listed->count > NEAR_MISS_SHORT ? 1 : 0;

	return look_alike(runes, listed) ||
	       typing_slips(runes->items, runes->count, listed->items, listed->count) <= allowed;
}

/* Whether one is the other with "pnn." put in before its end: how police addresses changed. */
static bool is_sibling(const char *shorter, const char *longer)
{
	const char *label = strstr(longer, "pnn.");

	if (label == NULL || (label != longer && label[-1] != '.'))
		return false;
	size_t before = (size_t)(label - longer);
	return strncmp(shorter, longer, before) == 0 && strcmp(shorter + before, label + strlen("pnn.")) == 0;
}

/* "lewisham" of "lewisham.gov.uk": what is left of a domain without its ending. */
static size_t ending_of(const char *domain)
{
	static const char *const endings[] = {".police.gov.uk", ".gov.uk", ".org.uk", ".gov.co.uk", ".co.uk",
	    ".police.uk", ".police.co.uk", ".police.com", ".gov.wales", ".gov.com", ".gov", ".org", ".com", ".net",
	    ".uk", ".london"};
	size_t length = strlen(domain);

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t ending = strlen(endings[i]);
		if (length > ending && strcmp(domain + length - ending, endings[i]) == 0)
			return length - ending;
	}
	return length;
}

static bool has_other_ending(const char *one, const char *other)
{
	size_t length = ending_of(one);

	return length == ending_of(other) && strncmp(one, other, length) == 0 && strcmp(one, other) != 0;
}

static bool domain_is_near(const char *one, const char *other)
{
	struct runes a, b;

	if (has_other_ending(one, other))
		return true;
	return runes_read(one, strlen(one), &a) && runes_read(other, strlen(other), &b) &&
	       (look_alike(&a, &b) || typing_slips(a.items, a.count, b.items, b.count) <= 1);
}

static enum near_miss compare_domains(const char *one, const char *other)
{
	if (is_sibling(one, other) || is_sibling(other, one))
		return NEAR_MISS_SIBLING;
	return domain_is_near(one, other) ? NEAR_MISS_MISTYPED : NEAR_MISS_NONE;
}

/* In the letters that people see. */
static enum near_miss compare_shown(const char *one, const char *other)
{
	enum near_miss nearness = NEAR_MISS_NONE;
	char *one_shown = NULL, *other_shown = NULL;

	if (idn2_to_unicode_8z8z(one, &one_shown, 0) == IDN2_OK &&
	    idn2_to_unicode_8z8z(other, &other_shown, 0) == IDN2_OK)
		nearness = compare_domains(one_shown, other_shown);
	idn2_free(one_shown);
	idn2_free(other_shown);
	return nearness;
}

/* The local parts first: of most addresses they tell, and quickly. */
enum near_miss near_miss_compare(const char *canonical, const char *listed)
{
	const char *one = strrchr(canonical, '@'), *other = strrchr(listed, '@');
	struct runes a, b;

	if (one == NULL || other == NULL || !runes_read(canonical, (size_t)(one - canonical), &a) ||
	    !runes_read(listed, (size_t)(other - listed), &b))
		return NEAR_MISS_NONE;
	bool is_same = runes_equal(&a, &b);
	if (!is_same && !is_near(&a, &b))
		return NEAR_MISS_NONE;
	if (strcmp(one, other) == 0)
		return is_same ? NEAR_MISS_NONE : NEAR_MISS_MISTYPED;
	return compare_shown(one + 1, other + 1);
}
