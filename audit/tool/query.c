#include "audit/tool/query.h"

#include "rules/reason.h"
#include "rules/verdict.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void query_init(struct query *query)
{
	*query = (struct query){.from_us = INT64_MIN, .before_us = INT64_MAX};
}

/* Word number `at` of those that a field can have; NULL: there are no more, or it can be anything. */
static const char *word_of(enum query_field field, size_t at)
{
	static const char *const kinds[] = {"gap", "heartbeat", "inspector-death", "key-destroyed", "match", "missed",
	    "outcome-unknown", "period", "reload", "retention", "signing-key", "start", "stop", "torn", "verdict"};

	if (field == QUERY_KIND)
		return at < sizeof(kinds) / sizeof(kinds[0]) ? kinds[at] : NULL;
	if (field == QUERY_VERDICT)
		return at < DISPOSITION_COUNT ? disposition_word((enum disposition)at) : NULL;
	if (field == QUERY_REASON)
		return at < REASON_COUNT ? reason_word((enum reason)at) : NULL;
	return NULL;
}

static char *list_words(enum query_field field)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	if (stream == NULL)
		return NULL;
	for (size_t i = 0; word_of(field, i) != NULL; i++)
		fprintf(stream, "%s%s", i > 0 ? ", " : "", word_of(field, i));
	if (fclose(stream) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

int query_add(struct query *query, enum query_field field, const char *word, char **ret_allowed)
{
	struct query_words *words = &query->words[field];
	bool is_known = word_of(field, 0) == NULL;

	for (size_t i = 0; !is_known && word_of(field, i) != NULL; i++)
		is_known = strcmp(word_of(field, i), word) == 0;
	if (!is_known) {
		char *allowed = list_words(field);
		if (allowed == NULL)
			return -ENOMEM;
		*ret_allowed = allowed;
		return -EINVAL;
	}
	if (words->count == QUERY_WORD_MAX)
		return -E2BIG;
	words->items[words->count++] = word;
	return 0;
}

static bool has_span(const struct query_words *words, const struct line_span *span)
{
	for (size_t i = 0; i < words->count; i++)
		if (line_span_is(span, words->items[i]))
			return true;
	return words->count == 0;
}

static bool is_among(const struct query_words *words, const char *text)
{
	for (size_t i = 0; i < words->count && text != NULL; i++)
		if (strcmp(words->items[i], text) == 0)
			return true;
	return false;
}

static bool has_text(const struct query_words *words, const char *text)
{
	return words->count == 0 || is_among(words, text);
}

bool query_may_match(const struct query *query, const struct line_head *head)
{
	return head->has_time && head->time_us >= query->from_us && head->time_us < query->before_us &&
	       has_span(&query->words[QUERY_KIND], &head->kind);
}

/* The deciding reason, or that of any finding. */
static bool has_reason(const struct query_words *words, const struct record_view *view)
{
	if (has_text(words, view->reason))
		return true;
	for (size_t i = 0; i < view->finding_count; i++)
		if (is_among(words, view->findings[i].reason))
			return true;
	return false;
}

/* People type it as they heard it: small letters, without the dash. */
static bool is_case(const char *typed, const char *code)
{
	while (*typed != '\0' || *code != '\0') {
		if (*typed == '-')
			typed++;
		else if (*code == '-')
			code++;
		else if (*typed == '\0' || strncasecmp(typed++, code++, 1) != 0)
			return false;
	}
	return true;
}

static bool has_case(const struct query_words *words, const char *code)
{
	for (size_t i = 0; i < words->count && code != NULL; i++)
		if (is_case(words->items[i], code))
			return true;
	return words->count == 0;
}

bool query_match(const struct query *query, const struct record_view *view)
{
	return view->time_us >= query->from_us && view->time_us < query->before_us &&
	       has_text(&query->words[QUERY_KIND], view->kind) &&
	       has_text(&query->words[QUERY_GATEWAY], view->gateway) &&
	       has_text(&query->words[QUERY_ROUTE], view->route) &&
	       has_text(&query->words[QUERY_VERDICT], view->verdict) && has_reason(&query->words[QUERY_REASON], view) &&
	       has_case(&query->words[QUERY_CASE], view->case_code);
}
