#include "audit/report/people.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct person *resolve(struct person *person)
{
	while (person->same != NULL)
		person = person->same;
	return person;
}

static int make_room(struct person *person, size_t more)
{
	size_t needed = person->count + more;

	if (needed <= person->capacity)
		return 0;
	size_t capacity = 2 * needed;
	size_t *cases = reallocarray(person->cases, capacity, sizeof(*cases));
	if (cases == NULL)
		return -ENOMEM;
	person->cases = cases;
	person->capacity = capacity;
	return 0;
}

/* Cases are numbered in the order in which they begin. */
static int compare(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

static int merge(struct person *person, struct person *other)
{
	int r = make_room(person, other->count);

	if (r < 0)
		return r;
	for (size_t i = 0; i < other->count; i++)
		person->cases[person->count++] = other->cases[i];
	if (person->count > 1)
		qsort(person->cases, person->count, sizeof(*person->cases), compare);
	free(other->cases);
	*other = (struct person){.place = other->place, .same = person};
	return 0;
}

static int add_person(struct people *people, struct person **ret_person)
{
	if (people->count == people->capacity) {
		size_t capacity = people->capacity > 0 ? 2 * people->capacity : 16;
		struct person **items = reallocarray(people->items, capacity, sizeof(*items));
		if (items == NULL)
			return -ENOMEM;
		people->items = items;
		people->capacity = capacity;
	}
	struct person *person = calloc(1, sizeof(*person));
	if (person == NULL)
		return -ENOMEM;
	person->place = people->count;
	people->items[people->count++] = person;
	*ret_person = person;
	return 0;
}

/* Those who are known by one of the tokens become one; NULL when nobody is. */
static int gather(struct people *people, const struct token_list *tokens, struct person **ret_person)
{
	struct person *person = NULL;

	for (size_t i = 0; i < tokens->count; i++) {
		size_t *place = token_map_find(&people->places, &tokens->items[i]);
		struct person *known = place != NULL ? resolve(people->items[*place]) : NULL;
		int r = known != NULL && person != NULL && known != person ? merge(person, known) : 0;
		if (r < 0)
			return r;
		if (person == NULL)
			person = known;
	}
	*ret_person = person;
	return 0;
}

int people_find(struct people *people, const struct token_list *tokens, struct person **ret_person)
{
	struct person *person = NULL;
	int r = 0;

	if (tokens->count == 0) {
		*ret_person = &people->unnamed;
		return 0;
	}
	r = gather(people, tokens, &person);
	if (r == 0 && person == NULL)
		r = add_person(people, &person);
	for (size_t i = 0; r == 0 && i < tokens->count; i++)
		r = token_map_put(&people->places, &tokens->items[i], person->place);
	if (r == 0)
		*ret_person = person;
	return r;
}

void people_clear(struct people *people)
{
	for (size_t i = 0; i < people->count; i++) {
		free(people->items[i]->cases);
		free(people->items[i]);
	}
	free(people->items);
	free(people->unnamed.cases);
	token_map_clear(&people->places);
	memset(people, 0, sizeof(*people));
}

int person_add_case(struct person *person, size_t number)
{
	int r = make_room(person, 1);

	if (r == 0)
		person->cases[person->count++] = number;
	return r;
}

void person_drop_case(struct person *person, size_t number)
{
	for (size_t i = 0; i < person->count; i++) {
		if (person->cases[i] != number)
			continue;
		person->count--;
		memmove(&person->cases[i], &person->cases[i + 1], (person->count - i) * sizeof(*person->cases));
		return;
	}
}
