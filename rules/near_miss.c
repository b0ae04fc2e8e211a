#include "rules/near_miss.h"

#include "rules/utf8.h"

#include <idn2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH_MAX 254 /* characters of an address, RFC 5321 section 4.5.3.1.3 */

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

static unsigned smallest(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;

	return least < c ? least : c;
}

/* Errors of a typist: a letter left out, put in, replaced, or two in the wrong order (optimal string alignment). */
static unsigned distance(const struct runes *a, const struct runes *b)
{
	unsigned rows[3][LENGTH_MAX + 1];

	for (size_t j = 0; j <= b->count; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a->count; i++) {
		unsigned *row = rows[i % 3], *above = rows[(i - 1) % 3], *over = rows[(i + 1) % 3];
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b->count; j++) {
			unsigned differs = a->items[i - 1] != b->items[j - 1];
			row[j] = smallest(above[j] + 1, row[j - 1] + 1, above[j - 1] + differs);
			if (i > 1 && j > 1 && a->items[i - 1] == b->items[j - 2] &&
			    a->items[i - 2] == b->items[j - 1] && over[j - 2] + 1 < row[j])
				row[j] = over[j - 2] + 1;
		}
	}
	return rows[a->count % 3][b->count];
}

static bool is_near(const struct runes *a, const struct runes *b)
{
	size_t length = a->count < b->count ? a->count : b->count;

	if (look_alike(a, b))
		return true;
	if (length <= NEAR_MISS_SHORT)
		return false;
	return distance(a, b) <= (length >= NEAR_MISS_LONG ? 2U : 1U);
}

/* The address in two halves, the domain in the letters that people see. */
struct halves {
	struct runes local;
	char *domain; /* to be freed */
};

static bool split(const char *canonical, struct halves *ret_halves)
{
	const char *at = strrchr(canonical, '@');
	char *domain = NULL;

	if (at == NULL || !runes_read(canonical, (size_t)(at - canonical), &ret_halves->local) ||
	    idn2_to_unicode_8z8z(at + 1, &domain, 0) != IDN2_OK)
		return false;
	ret_halves->domain = strdup(domain);
	idn2_free(domain);
	return ret_halves->domain != NULL;
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
	static const char *const endings[] = {".gov.uk", ".org.uk", ".co.uk", ".police.uk", ".gov.wales", ".gov.com",
	    ".gov.co.uk", ".gov", ".org", ".com", ".net", ".uk", ".london"};
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
	       (look_alike(&a, &b) || distance(&a, &b) <= 1);
}

static enum near_miss compare(const struct halves *one, const struct halves *other)
{
	bool same_local = runes_equal(&one->local, &other->local);
	bool same_domain = strcmp(one->domain, other->domain) == 0;

	if (same_local && same_domain)
		return NEAR_MISS_NONE;
	if (same_local && (is_sibling(one->domain, other->domain) || is_sibling(other->domain, one->domain)))
		return NEAR_MISS_SIBLING;
	if (!same_local && !is_near(&one->local, &other->local))
		return NEAR_MISS_NONE;
	return same_domain || domain_is_near(one->domain, other->domain) ? NEAR_MISS_MISTYPED : NEAR_MISS_NONE;
}

enum near_miss near_miss_compare(const char *canonical, const char *listed)
{
	struct halves one = {0}, other = {0};
	enum near_miss nearness = NEAR_MISS_NONE;

	if (split(canonical, &one) && split(listed, &other))
		nearness = compare(&one, &other);
	free(one.domain);
	free(other.domain);
	return nearness;
}
