#include "message/sanitise/mail_language.h"

#include "message/header.h"
#include "message/leaf_content.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define WORDS_MAX 32

/* Words that the one language cannot do without, and the other has not. */
static const char *const words[NOTICE_LANGUAGE_COUNT][WORDS_MAX] = {
    [NOTICE_ENGLISH] = {"and", "are", "at", "be", "for", "from", "has", "have", "is", "of", "please", "that", "the",
	"this", "to", "was", "we", "with", "you", "your"},
    [NOTICE_WELSH] = {"bod", "chi", "diolch", "ei", "eich", "fod", "gan", "gyda", "hon", "hwn", "hyn", "mae", "neu",
	"oes", "ond", "roedd", "sydd", "wedi", "wrth", "y", "ydy", "yma", "yn", "yr", "yw"},
};

static const char *const tags[NOTICE_LANGUAGE_COUNT] = {[NOTICE_ENGLISH] = "en", [NOTICE_WELSH] = "cy"};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\'' || (unsigned char)c >= 0x80;
}

/* Steps to the next word; false when there is none. */
static bool next_word(const char **at, const char *end, size_t *ret_length)
{
	const char *start;

	while (*at < end && !is_letter(**at))
		(*at)++;
	for (start = *at; *at < end && is_letter(**at);)
		(*at)++;
	*ret_length = (size_t)(*at - start);
	return *ret_length > 0;
}

static bool is_word(const char *word, const char *at, size_t length)
{
	return strlen(word) == length && strncasecmp(word, at, length) == 0;
}

/* The languages that the field names: "cy", "en-GB, cy". */
static void note_tags(const struct header_field *field, bool named[static NOTICE_LANGUAGE_COUNT])
{
	const char *at = field->value, *end = at + field->value_length;
	size_t length = 0;

	while (next_word(&at, end, &length))
		for (size_t i = 0; i < NOTICE_LANGUAGE_COUNT; i++)
			named[i] = named[i] || is_word(tags[i], at - length, length);
}

/* Whether the header says one language of ours, and no other. */
static bool is_said(const struct mapping *mapping, enum notice_language *ret_language)
{
	struct header_reader reader;
	struct header_field field;
	bool named[NOTICE_LANGUAGE_COUNT] = {false};

	header_reader_init(&reader, mapping->bytes, mapping->size);
	while (header_reader_next(&reader, &field))
		if (header_field_is(&field, "Content-Language"))
			note_tags(&field, named);
	if (named[NOTICE_ENGLISH] == named[NOTICE_WELSH])
		return false;
	*ret_language = named[NOTICE_WELSH] ? NOTICE_WELSH : NOTICE_ENGLISH;
	return true;
}

static void count_words(const char *octets, size_t size, size_t counts[static NOTICE_LANGUAGE_COUNT])
{
	const char *at = octets, *end = octets + (size < MAIL_LANGUAGE_OCTETS ? size : MAIL_LANGUAGE_OCTETS);
	size_t length = 0;

	while (next_word(&at, end, &length))
		for (size_t i = 0; i < NOTICE_LANGUAGE_COUNT; i++)
			for (size_t j = 0; j < WORDS_MAX && words[i][j] != NULL; j++)
				counts[i] += is_word(words[i][j], at - length, length);
}

int mail_language_find(const struct mapping *mapping, const struct outline *outline, const struct facts *facts,
    enum notice_language *ret_language)
{
	size_t counts[NOTICE_LANGUAGE_COUNT] = {0};

	if (is_said(mapping, ret_language))
		return 0;
	for (size_t i = 0; i < outline->count && i < facts->part_count; i++) {
		struct leaf_content content = {0};
		if (outline->parts[i].kind != OUTLINE_LEAF || facts->parts[i].role != PART_BODY)
			continue;
		int r = leaf_content_read(mapping, &outline->parts[i], &content);
		if (r < 0)
			return r;
		count_words(content.octets, content.size, counts);
		leaf_content_clear(&content);
	}
	*ret_language = counts[NOTICE_WELSH] > counts[NOTICE_ENGLISH] ? NOTICE_WELSH : NOTICE_ENGLISH;
	return 0;
}
