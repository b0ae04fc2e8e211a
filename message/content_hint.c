#include "message/content_hint.h"

#include <string.h>
#include <strings.h>

/* Types of mail that carries no file that anybody here can read. */
static const char *const text_types[] = {
    "text/plain", "text/html", "text/enriched", "text/calendar", "multipart/alternative", "multipart/encrypted"};

static const char *const apple_mailers[] = {"Apple Mail", "iPhone Mail", "iPad Mail"};

struct span {
	const char *at;
	size_t length;
};

/* The value up to its first parameter, white space around it not counted. */
static struct span first_word(const struct header_field *field)
{
	struct span span = {field->value, field->value_length};
	const char *semicolon = memchr(field->value, ';', field->value_length);

	if (semicolon != NULL)
		span.length = (size_t)(semicolon - field->value);
	while (span.length > 0 && header_is_folding_space(*span.at)) {
		span.at++;
		span.length--;
	}
	while (span.length > 0 && header_is_folding_space(span.at[span.length - 1]))
		span.length--;
	return span;
}

static bool is_word(struct span span, const char *word)
{
	return span.length == strlen(word) && strncasecmp(span.at, word, span.length) == 0;
}

static bool begins_with(struct span span, const char *word)
{
	return span.length >= strlen(word) && strncasecmp(span.at, word, strlen(word)) == 0;
}

/* Whatever is not exactly one of the words (a comment, a blank, nothing at all) may be anything. */
static void add_type(struct content_hint *hint, struct span type)
{
	hint->type_count++;
	hint->has_text_type = false;
	for (size_t i = 0; i < sizeof(text_types) / sizeof(text_types[0]); i++)
		hint->has_text_type = hint->has_text_type || is_word(type, text_types[i]);
	hint->has_alternatives = is_word(type, "multipart/alternative");
}

static void add_mailer(struct content_hint *hint, struct span mailer)
{
	for (size_t i = 0; i < sizeof(apple_mailers) / sizeof(apple_mailers[0]); i++)
		hint->has_apple_mailer = hint->has_apple_mailer || begins_with(mailer, apple_mailers[i]);
}

void content_hint_add(struct content_hint *hint, const struct header_field *field)
{
	struct span word = first_word(field);

	if (header_field_is(field, "Content-Type"))
		add_type(hint, word);
	else if (header_field_is(field, "Content-Disposition"))
		hint->has_file = hint->has_file || !is_word(word, "inline");
	else if (header_field_is(field, "X-MS-Has-Attach"))
		hint->has_file = hint->has_file || is_word(word, "yes");
	else if (header_field_is(field, "X-Mailer"))
		add_mailer(hint, word);
}

bool content_hint_may_carry_file(const struct content_hint *hint)
{
	if (hint->has_file || hint->type_count > 1)
		return true;
	if (hint->type_count == 0)
		return false;
	return !hint->has_text_type || (hint->has_alternatives && hint->has_apple_mailer);
}
