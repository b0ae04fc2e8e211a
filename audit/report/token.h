/*
 * token: pseudonyms as 16 octets, lists of them, and a map from each to a number.
 *
 * Pseudonyms under different keys never are equal but by a chance of 1 to 2^128, so that lists may hold those of
 * several periods. Pure.
 */
#ifndef AUDIT_REPORT_TOKEN_H
#define AUDIT_REPORT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOKEN_SIZE 16 /* octets: audit/redact.h */

struct token {
	uint8_t octets[TOKEN_SIZE];
};

/* All zero is an empty list. */
struct token_list {
	struct token *items;
	size_t count, capacity;
};

struct token_slot {
	struct token token;
	size_t value;
	bool is_used;
};

/* All zero is an empty map. */
struct token_map {
	struct token_slot *slots;
	size_t count, capacity;
};

/* False for what is no pseudonym, NULL included. */
bool token_parse(const char *text, struct token *ret_token);

/* Each token once; text that is no pseudonym is passed by. 0, -ENOMEM. */
int token_list_add(struct token_list *list, const struct token *token);
int token_list_add_text(struct token_list *list, const char *text);
int token_list_add_list(struct token_list *list, const struct token_list *other);
bool token_list_meets(const struct token_list *list, const struct token_list *other);
/* Marks of its tokens: two lists without a mark in common have no token in common. */
uint64_t token_list_marks(const struct token_list *list);
void token_list_clear(struct token_list *list);

/* The place of the token's value, or NULL. Valid until the next put. */
size_t *token_map_find(const struct token_map *map, const struct token *token);
/* Replaces what was there. 0, -ENOMEM. */
int token_map_put(struct token_map *map, const struct token *token, size_t value);
void token_map_clear(struct token_map *map);

#endif
