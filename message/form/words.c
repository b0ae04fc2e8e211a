#include "message/form/words.h"

#include "rules/grow.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

void words_init(struct words *words)
{
	*words = (struct words){0};
}

void words_clear(struct words *words)
{
	free(words->items);
	words_init(words);
}

/* FNV-1a. */
static uint64_t hash(const char *bytes, size_t length)
{
	uint64_t value = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < length; i++)
		value = (value ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return value;
}

uint64_t word_id(const char *word)
{
	return hash(word, strlen(word));
}

int word_id_compare(const void *a, const void *b)
{
	uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;

	return (one > other) - (one < other);
}

static int append(struct words *words, const struct word *word)
{
	if (words->count == WORDS_MAX) {
		words->is_cut = true;
		return 0;
	}
	struct word *grown = grow_by_one(words->items, words->count, sizeof(*grown));
	if (grown == NULL)
		return -ENOMEM;
	words->items = grown;
	words->items[words->count++] = *word;
	return 0;
}

static bool is_letter(gunichar c)
{
	return g_unichar_isalpha(c) || g_unichar_ismark(c);
}

/* The octets of the word at `at`, 0 when there is none; tells whether it has a letter. */
static size_t measure(const char *at, bool *ret_has_letter)
{
	const char *end = at;

	*ret_has_letter = false;
	for (; *end != '\0'; end = g_utf8_next_char(end)) {
		gunichar c = g_utf8_get_char(end);
		if (is_letter(c))
			*ret_has_letter = true;
		else if (!g_unichar_isdigit(c))
			break;
	}
	return (size_t)(end - at);
}

/* As it is compared; to be freed with g_free(). NULL for a text that is no UTF-8. */
static char *fold(const char *text)
{
	char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
	char *folded = normal != NULL ? g_utf8_casefold(normal, -1) : NULL;

	g_free(normal);
	return folded;
}

int words_add(struct words *words, const char *text, uint32_t source)
{
	char *folded = fold(text);
	bool is_first = true;
	int r = 0;

	for (const char *at = folded; at != NULL && *at != '\0' && r == 0;) {
		struct word word = {.source = source, .is_first = is_first};
		size_t length = measure(at, &word.has_letter);
		if (length == 0) {
			at = g_utf8_next_char(at);
			continue;
		}
		word.id = hash(at, length);
		is_first = false;
		r = append(words, &word);
		at += length;
	}
	g_free(folded);
	return r;
}
