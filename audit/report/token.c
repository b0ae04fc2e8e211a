#include "audit/report/token.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64 /* slots of a map; always a power of two */

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool token_parse(const char *text, struct token *ret_token)
{
	struct token token;

	if (text == NULL || strlen(text) != 2 * TOKEN_SIZE)
		return false;
	for (size_t i = 0; i < TOKEN_SIZE; i++) {
		int high = digit_value(text[2 * i]), low = digit_value(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		token.octets[i] = (uint8_t)(high << 4 | low);
	}
	*ret_token = token;
	return true;
}

static bool token_is(const struct token *a, const struct token *b)
{
	return memcmp(a->octets, b->octets, TOKEN_SIZE) == 0;
}

static bool list_has(const struct token_list *list, const struct token *token)
{
	for (size_t i = 0; i < list->count; i++)
		if (token_is(&list->items[i], token))
			return true;
	return false;
}

int token_list_add(struct token_list *list, const struct token *token)
{
	if (list_has(list, token))
		return 0;
	if (list->count == list->capacity) {
		size_t capacity = list->capacity > 0 ? 2 * list->capacity : 2;
		struct token *items = reallocarray(list->items, capacity, sizeof(*items));
		if (items == NULL)
			return -ENOMEM;
		list->items = items;
		list->capacity = capacity;
	}
	list->items[list->count++] = *token;
	return 0;
}

int token_list_add_text(struct token_list *list, const char *text)
{
	struct token token;

	return token_parse(text, &token) ? token_list_add(list, &token) : 0;
}

int token_list_add_list(struct token_list *list, const struct token_list *other)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < other->count; i++)
		r = token_list_add(list, &other->items[i]);
	return r;
}

bool token_list_meets(const struct token_list *list, const struct token_list *other)
{
	for (size_t i = 0; i < other->count; i++)
		if (list_has(list, &other->items[i]))
			return true;
	return false;
}

uint64_t token_list_marks(const struct token_list *list)
{
	uint64_t marks = 0;

	for (size_t i = 0; i < list->count; i++)
		marks |= UINT64_C(1) << (list->items[i].octets[TOKEN_SIZE - 1] & 63);
	return marks;
}

void token_list_clear(struct token_list *list)
{
	free(list->items);
	*list = (struct token_list){0};
}

/* Pseudonyms are spread evenly already; the codes of cases and what somebody made up are not. */
static uint64_t hash_of(const struct token *token)
{
	uint64_t halves[2];

	memcpy(halves, token->octets, sizeof(halves));
	uint64_t hash = (halves[0] ^ (halves[1] << 32 | halves[1] >> 32)) * UINT64_C(0x9e3779b97f4a7c15);
	return (hash ^ hash >> 29) * UINT64_C(0xbf58476d1ce4e5b9) >> 20;
}

/* The token's slot, or the free one where it belongs. */
static struct token_slot *slot_of(struct token_slot *slots, size_t capacity, const struct token *token)
{
	size_t at = (size_t)hash_of(token) & (capacity - 1);

	while (slots[at].is_used && !token_is(&slots[at].token, token))
		at = (at + 1) & (capacity - 1);
	return &slots[at];
}

size_t *token_map_find(const struct token_map *map, const struct token *token)
{
	struct token_slot *slot = map->capacity > 0 ? slot_of(map->slots, map->capacity, token) : NULL;

	return slot != NULL && slot->is_used ? &slot->value : NULL;
}

/* At most half of the slots are used. */
static int grow(struct token_map *map)
{
	size_t capacity = map->capacity > 0 ? 2 * map->capacity : FIRST_CAPACITY;
	struct token_slot *slots = calloc(capacity, sizeof(*slots));

	if (slots == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < map->capacity; i++)
		if (map->slots[i].is_used)
			*slot_of(slots, capacity, &map->slots[i].token) = map->slots[i];
	free(map->slots);
	map->slots = slots;
	map->capacity = capacity;
	return 0;
}

int token_map_put(struct token_map *map, const struct token *token, size_t value)
{
	int r = 2 * map->count >= map->capacity ? grow(map) : 0;

	if (r < 0)
		return r;
	struct token_slot *slot = slot_of(map->slots, map->capacity, token);
	map->count += !slot->is_used;
	*slot = (struct token_slot){*token, value, true};
	return 0;
}

void token_map_clear(struct token_map *map)
{
	free(map->slots);
	*map = (struct token_map){0};
}
