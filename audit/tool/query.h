/*
 * query: which records somebody asks for.
 */
#ifndef AUDIT_TOOL_QUERY_H
#define AUDIT_TOOL_QUERY_H

#include "audit/store/line_head.h"
#include "audit/store/record_view.h"

#define QUERY_WORD_MAX 16 /* of one field */

enum query_field {
	QUERY_CASE = 0,
	QUERY_GATEWAY,
	QUERY_KIND,
	QUERY_REASON,
	QUERY_ROUTE,
	QUERY_VERDICT,
	QUERY_FIELD_COUNT
};

struct query_words { /* any of them; none: whatever it is */
	const char *items[QUERY_WORD_MAX];
	size_t count;
};

struct query {
	struct query_words words[QUERY_FIELD_COUNT];
	int64_t from_us, before_us;
};

void query_init(struct query *query);

/* The word is kept. 0; -EINVAL: no such word, and `ret_allowed` (to be freed) says which there are; -E2BIG; -ENOMEM. */
int query_add(struct query *query, enum query_field field, const char *word, char **ret_allowed);

/* Whether the head alone says no. */
bool query_may_match(const struct query *query, const struct line_head *head);
bool query_match(const struct query *query, const struct record_view *view);

#endif
