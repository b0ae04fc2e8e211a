#include "message/squashed.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define EXPANSION_MAX 2 /* octets out for each octet in: what becomes ASCII had at least two octets of UTF-8 */

static void put(struct squashed *squashed, char octet)
{
	squashed->octets[squashed->length] = octet;
	squashed->gaps[squashed->length] = squashed->has_gap;
	squashed->length++;
	squashed->has_gap = false;
}

static bool is_dropped(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7f || strchr("\"\\()<>[],;:'", c) != NULL;
}

/* Puts one ASCII character; returns the octets that it took. */
static size_t put_ascii(struct squashed *squashed, const char *at, const char *end)
{
	if (is_dropped(*at)) {
		squashed->has_gap = true;
		return 1;
	}
	if (*at == '%') {
		put(squashed, '@');
		return end - at > 2 && at[1] == '4' && at[2] == '0' ? 3 : 1;
	}
	put(squashed, g_ascii_tolower(*at));
	return 1;
}

/* U+3002, and the forms that IDNA takes for it. */
static bool is_full_stop(gunichar character)
{
	return character == 0x3002 || character == 0xff0e || character == 0xff61;
}

static bool is_invisible(gunichar character)
{
	return g_unichar_iszerowidth(character) || g_unichar_isspace(character) ||
	       g_unichar_type(character) == G_UNICODE_FORMAT || g_unichar_type(character) == G_UNICODE_CONTROL;
}

/*
 * Puts the ASCII that a character stands for (Unicode compatibility decomposition). One character at a time: whole
 * strings would have their combining marks sorted, in the square of their number.
 */
static bool put_compatible(struct squashed *squashed, gunichar character, size_t octets)
{
	gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
	char ascii[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
	size_t count = g_unichar_fully_decompose(character, TRUE, parts, G_N_ELEMENTS(parts));

	if (count > octets * EXPANSION_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (parts[i] >= 0x80)
			return false;
		ascii[i] = (char)parts[i];
	}
	for (size_t i = 0; i < count; i++)
		put_ascii(squashed, &ascii[i], &ascii[i] + 1);
	return true;
}

/* Likewise for what is not ASCII; octets that are no UTF-8 may be anything to a reader, a blank too. */
static size_t put_wide(struct squashed *squashed, const char *at, const char *end)
{
	gunichar character = g_utf8_get_char_validated(at, end - at);

	if (character == (gunichar)-1 || character == (gunichar)-2) {
		squashed->has_gap = true;
		return 1;
	}
	size_t octets = (size_t)g_unichar_to_utf8(character, NULL);
	if (is_full_stop(character))
		put(squashed, '.');
	else if (is_invisible(character))
		squashed->has_gap = true;
	else if (!put_compatible(squashed, character, octets))
		for (size_t i = 0; i < octets; i++)
			put(squashed, at[i]);
	return octets;
}

static size_t put_character(struct squashed *squashed, const char *at, const char *end)
{
	return (unsigned char)*at < 0x80 ? put_ascii(squashed, at, end) : put_wide(squashed, at, end);
}

static void squash(struct squashed *squashed, const char *at, const char *end, enum squash_comments comments)
{
	size_t depth = 0;
	bool in_quotes = false;

	while (at < end) {
		bool is_escaped = *at == '\\' && end - at > 1;
		if (is_escaped) {
			at++;
			squashed->has_gap = true;
		} else if (*at == '"' && depth == 0) {
			in_quotes = !in_quotes;
		} else if (comments == SQUASH_COMMENTS_IN_QUOTES || (comments == SQUASH_COMMENTS && !in_quotes)) {
			if (*at == '(')
				depth++;
			else if (*at == ')' && depth > 0)
				depth--;
		}
		if (depth == 0) {
			at += put_character(squashed, at, end);
		} else {
			squashed->has_gap = true;
			at++;
		}
	}
}

int squashed_init(struct squashed *squashed, const char *text, size_t length, enum squash_comments comments)
{
	memset(squashed, 0, sizeof(*squashed));
	squashed->octets = malloc(length * EXPANSION_MAX + 1);
	squashed->gaps = malloc(length * EXPANSION_MAX + 1);
	if (squashed->octets == NULL || squashed->gaps == NULL)
		return -ENOMEM;
	squash(squashed, text, text + length, comments);
	return 0;
}

void squashed_clear(struct squashed *squashed)
{
	free(squashed->octets);
	free(squashed->gaps);
	memset(squashed, 0, sizeof(*squashed));
}

bool squashed_has_gap(const struct squashed *squashed, size_t at)
{
	return at >= squashed->length || squashed->gaps[at];
}
