#include "message/mailbox_list.h"

#include "message/address_token.h"
#include "message/text.h"
#include "rules/address.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What was read of one member of the list, up to its comma. */
struct member {
	struct text spec;   /* its words and signs without the blanks between: an address, if it is one */
	bool has_at;	    /* an "@" among them */
	bool is_phrase;	    /* two words without a dot or "@" between them */
	bool follows_word;  /* the last token was a word */
	bool follows_angle; /* its angle address was read */
	bool is_broken;	    /* something that no reading allows */
};

void mailbox_list_init(struct mailbox_list *list, size_t most)
{
	memset(list, 0, sizeof(*list));
	list->most = most;
	list->is_whole = ANSWER_YES;
}

void mailbox_list_clear(struct mailbox_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	mailbox_list_init(list, list->most);
}

bool mailbox_list_has(const struct mailbox_list *list, const char *canonical)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], canonical) == 0)
			return true;
	return false;
}

/* Takes the address over. */
static int add_item(struct mailbox_list *list, char *canonical)
{
	if (list->count == list->most)
		return -E2BIG;
	if (list->count == list->capacity) {
		size_t capacity = list->capacity > 0 ? list->capacity * 2 : 8;
		char **items = reallocarray(list->items, capacity, sizeof(*items));
		if (items == NULL)
			return -ENOMEM;
		list->items = items;
		list->capacity = capacity;
	}
	list->items[list->count++] = canonical;
	return 0;
}

static int add_spec(struct mailbox_list *list, const struct text *spec)
{
	char *canonical = NULL;
	int r = spec->error;

	if (r == 0)
		r = address_normalise(text_string(spec), spec->length, &canonical);
	if (r == -ENOMEM)
		return r;
	/* The null path names nobody, and has no place in an address field. */
	if (r < 0 || canonical[0] == '\0') {
		free(canonical);
		list->is_whole = ANSWER_UNKNOWN;
		return 0;
	}
	r = add_item(list, canonical);
	if (r < 0)
		free(canonical);
	return r;
}

static void member_reset(struct member *member)
{
	text_reset(&member->spec);
	member->has_at = member->is_phrase = member->follows_word = member->follows_angle = member->is_broken = false;
}

/* The member ends here: at a comma, a semicolon or the end. */
static int member_finish(struct member *member, struct mailbox_list *list)
{
	int r = 0;

	if (member->is_broken)
		list->is_whole = ANSWER_UNKNOWN;
	if (!member->follows_angle && member->spec.length > 0) {
		if (member->has_at && !member->is_phrase && !member->is_broken)
			r = add_spec(list, &member->spec);
		else
			list->is_whole = ANSWER_UNKNOWN;
	}
	member_reset(member);
	return r < 0 ? r : member->spec.error;
}

/* The line ends of a folded quoted string are no part of it (RFC 5322 section 3.2.2). */
static void append_token(struct text *spec, const struct address_token *token)
{
	const char *at = token->text, *end = at + token->length;

	while (at < end) {
		size_t length = 0;
		while (at + length < end && at[length] != '\r' && at[length] != '\n')
			length++;
		text_append(spec, at, length);
		at += length < (size_t)(end - at) ? length + 1 : length;
	}
}

static void add_word(struct member *member, const struct address_token *token)
{
	if (member->follows_angle)
		member->is_broken = true;
	if (member->follows_word)
		member->is_phrase = true;
	append_token(&member->spec, token);
	member->follows_word = true;
}

static void add_sign(struct member *member, const struct address_token *token)
{
	if (member->follows_angle || (token->sign != '.' && token->sign != '@'))
		member->is_broken = true;
	if (token->sign == '@')
		member->has_at = true;
	text_append(&member->spec, token->text, token->length);
	member->follows_word = false;
}

/*
 * Reads on behind a "<". A source route has commas and colons; a comma without one means that the ">" was forgotten,
 * and the next member begins. Returns with *ret_is_closed when the ">" was read.
 */
static int read_angle(
    struct address_reader *reader, struct member *member, struct mailbox_list *list, bool *ret_is_closed)
{
	struct address_token token;
	bool is_route = false, is_broken = false;

	text_reset(&member->spec);
	member->follows_word = false;
	for (;;) {
		const char *before = reader->at;
		token = address_reader_next(reader);
		if (token.kind == ADDRESS_TOKEN_SIGN && token.sign == '>')
			break;
		if (token.kind == ADDRESS_TOKEN_END ||
		    (token.kind == ADDRESS_TOKEN_SIGN && (token.sign == '<' || (token.sign == ',' && !is_route)))) {
			reader->at = before;
			*ret_is_closed = false;
			return 0;
		}
		if (member->spec.length == 0)
			is_route = token.kind == ADDRESS_TOKEN_SIGN && token.sign == '@';
		if (token.kind != ADDRESS_TOKEN_SIGN && member->follows_word)
			is_broken = true;
		member->follows_word = token.kind != ADDRESS_TOKEN_SIGN;
		append_token(&member->spec, &token);
	}
	*ret_is_closed = true;
	if (is_broken) {
		list->is_whole = ANSWER_UNKNOWN;
		return 0;
	}
	return add_spec(list, &member->spec);
}

static int add_angle(struct address_reader *reader, struct member *member, struct mailbox_list *list)
{
	bool is_closed = false;

	/* A second angle address without a comma, or a phrase with an "@" in it. */
	if (member->follows_angle || member->has_at || member->is_broken)
		list->is_whole = ANSWER_UNKNOWN;
	int r = read_angle(reader, member, list, &is_closed);
	member->is_broken = !is_closed;
	member->follows_angle = true;
	return r;
}

/* "name:" opens a group; anything else before a colon is no group. */
static void open_group(struct member *member, struct mailbox_list *list, bool *in_group)
{
	if (*in_group || member->has_at || member->is_broken || member->follows_angle || member->spec.length == 0)
		list->is_whole = ANSWER_UNKNOWN;
	*in_group = true;
	member_reset(member);
}

static int close_group(struct member *member, struct mailbox_list *list, bool *in_group)
{
	/* Outlook's users write semicolons between addresses. */
	if (!*in_group)
		list->is_whole = ANSWER_UNKNOWN;
	*in_group = false;
	return member_finish(member, list);
}

int mailbox_list_read(struct mailbox_list *list, const char *value, size_t length)
{
	struct address_reader reader;
	struct member member = {0};
	bool in_group = false;
	int r = 0;

	address_reader_init(&reader, value, length);
	for (;;) {
		struct address_token token = address_reader_next(&reader);
		if (token.kind == ADDRESS_TOKEN_END)
			break;
		if (token.kind != ADDRESS_TOKEN_SIGN)
			add_word(&member, &token);
		else if (token.sign == ',')
			r = member_finish(&member, list);
		else if (token.sign == '<')
			r = add_angle(&reader, &member, list);
		else if (token.sign == ':')
			open_group(&member, list, &in_group);
		else if (token.sign == ';')
			r = close_group(&member, list, &in_group);
		else
			add_sign(&member, &token);
		if (r < 0)
			break;
	}
	if (in_group || reader.open_comments > 0 || reader.has_open_quotes)
		list->is_whole = ANSWER_UNKNOWN;
	if (r == 0)
		r = member_finish(&member, list);
	text_clear(&member.spec);
	return r;
}
