#include "audit/store/kept_head.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD	 "checkpoint "
#define WORD_MAX 160 /* octets of each of its words */

void kept_heads_clear(struct kept_heads *heads)
{
	for (size_t i = 0; i < heads->count; i++)
		free(heads->items[i].note);
	free(heads->items);
	*heads = (struct kept_heads){0};
}

int kept_heads_add(struct kept_heads *heads, const char *source, const char *note, size_t size)
{
	if (heads->count == heads->capacity) {
		size_t larger = heads->capacity == 0 ? 8 : 2 * heads->capacity;
		struct kept_head *grown = reallocarray(heads->items, larger, sizeof(*grown));
		if (grown == NULL)
			return -ENOMEM;
		heads->items = grown;
		heads->capacity = larger;
	}
	struct kept_head head = {.note = malloc(size + 1), .size = size, .error = -ENOKEY};
	const char *feed = memchr(note, '\n', size);
	if (head.note == NULL)
		return -ENOMEM;
	memcpy(head.note, note, size);
	head.note[size] = '\0';
	snprintf(head.source, sizeof(head.source), "%s", source);
	if (feed != NULL && feed - note <= NOTE_NAME_MAX && memchr(note, '\0', (size_t)(feed - note)) == NULL)
		snprintf(head.origin, sizeof(head.origin), "%.*s", (int)(feed - note), note);
	heads->items[heads->count++] = head;
	return 0;
}

/* "ORIGIN SIZE ROOT SIGNATURE" behind the word: put together again as the note that it was. */
static int parse_words(struct kept_heads *heads, const char *source, unsigned long number, const char *words)
{
	char origin[WORD_MAX + 1] = "", size[WORD_MAX + 1] = "", root[WORD_MAX + 1] = "", signature[WORD_MAX + 1] = "";
	char place[KEPT_HEAD_SOURCE_MAX], note[4 * WORD_MAX];

	if (sscanf(words, "%160s %160s %160s %160s", origin, size, root, signature) != 4)
		return 0;
	int length =
	    snprintf(note, sizeof(note), "%s\n%s\n%s\n\n\u2014 %s %s\n", origin, size, root, origin, signature);
	if (length < 0 || (size_t)length >= sizeof(note))
		return 0;
	snprintf(place, sizeof(place), "%.120s:%lu", source, number);
	return kept_heads_add(heads, place, note, (size_t)length);
}

static bool is_alone(const char *text, const char *word)
{
	return word == text || word[-1] == ' ' || word[-1] == '\t' || word[-1] == ']';
}

static int parse_lines(struct kept_heads *heads, const char *source, const char *text, size_t size)
{
	const char *end = text + size;
	unsigned long number = 0;
	int r = 0;

	while (r == 0 && text < end) {
		const char *feed = memchr(text, '\n', (size_t)(end - text));
		size_t length = feed != NULL ? (size_t)(feed - text) : (size_t)(end - text);
		char *line = strndup(text, length);
		if (line == NULL)
			return -ENOMEM;
		const char *word = strstr(line, WORD);
		number++;
		if (word != NULL && is_alone(line, word))
			r = parse_words(heads, source, number, word + strlen(WORD));
		free(line);
		text += length + 1;
	}
	return r;
}

int kept_heads_parse(struct kept_heads *heads, const char *source, const char *text, size_t size)
{
	size_t before = heads->count;

	/* A note has its signatures at the beginning of a line; a log never has an empty line before such a one. */
	if (size <= NOTE_SIZE_MAX && memmem(text, size, "\n\n\u2014 ", strlen("\n\n\u2014 ")) != NULL)
		return kept_heads_add(heads, source, text, size);
	int r = parse_lines(heads, source, text, size);
	if (r < 0)
		return r;
	return heads->count > before ? 0 : -EBADMSG;
}

int kept_head_open(struct kept_head *head, const struct note_verifier *keys, size_t count)
{
	head->is_open = false;
	head->error = -ENOKEY;
	for (size_t i = 0; i < count; i++) {
		int r = checkpoint_open(&keys[i], head->note, head->size, &head->checkpoint);
		if (r == 0) {
			head->is_open = true;
			head->signer = keys[i];
			return 0;
		}
		if (r == -EIO || r == -ENOMEM)
			return r;
		if (r != -ENOKEY)
			head->error = r;
	}
	return 0;
}
