#include "audit/report/cases.h"

#include "audit/report/people.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct cases {
	struct case_event *events;
	size_t event_count, event_capacity;
	struct case_file *files;
	size_t file_count, file_capacity;
	struct case_pass *passes;
	size_t pass_count, pass_capacity;
	size_t read; /* records */
	struct people people;
	struct token_map accepted; /* messages */
	struct token_map observed; /* codes of refusals that were none */
};

/* How a message belongs to a case. */
enum bond { BOND_NONE = 0, BOND_FORM, BOND_THREAD, BOND_MESSAGE };

int cases_new(struct cases **ret_cases)
{
	struct cases *cases = calloc(1, sizeof(*cases));

	if (cases == NULL)
		return -ENOMEM;
	*ret_cases = cases;
	return 0;
}

static void file_clear(struct case_file *file)
{
	token_list_clear(&file->ids);
	token_list_clear(&file->references);
	token_list_clear(&file->forms);
	free(file->codes);
}

void cases_free(struct cases *cases)
{
	if (cases == NULL)
		return;
	for (size_t i = 0; i < cases->event_count; i++)
		case_event_clear(&cases->events[i]);
	for (size_t i = 0; i < cases->file_count; i++)
		file_clear(&cases->files[i]);
	people_clear(&cases->people);
	token_map_clear(&cases->accepted);
	token_map_clear(&cases->observed);
	free(cases->events);
	free(cases->files);
	free(cases->passes);
	free(cases);
}

/* Room for one more item. */
static int reserve(void *items, size_t item_size, size_t count, size_t *capacity)
{
	void **array = items;
	size_t next = *capacity > 0 ? 2 * *capacity : 16;

	if (count < *capacity)
		return 0;
	void *grown = reallocarray(*array, next, item_size);
	if (grown == NULL)
		return -ENOMEM;
	*array = grown;
	*capacity = next;
	return 0;
}

int cases_add(struct cases *cases, const struct record_view *view)
{
	int r = reserve(&cases->events, sizeof(*cases->events), cases->event_count, &cases->event_capacity);

	if (r < 0)
		return r;
	r = case_event_init(&cases->events[cases->event_count], view, cases->read++);
	if (r == 0 && cases->events[cases->event_count].kind != CASE_EVENT_NONE)
		cases->event_count++;
	return r;
}

static int compare_events(const void *a, const void *b)
{
	const struct case_event *x = a, *y = b;

	if (x->time_us != y->time_us)
		return x->time_us < y->time_us ? -1 : 1;
	return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

/* What the MTA's own number for a message is the key of; without one its Message-ID. */
static const struct token *key_of(const struct case_event *event)
{
	if (event->queue_ids.count > 0)
		return &event->queue_ids.items[0];
	return event->ids.count > 0 ? &event->ids.items[0] : NULL;
}

static bool same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* An acceptance that the MTA may not have heard is none yet. */
static int mark_unheard(struct cases *cases)
{
	struct token_map last = {0};
	int r = 0;

	for (size_t i = 0; r == 0 && i < cases->event_count; i++) {
		struct case_event *event = &cases->events[i];
		const struct token *key = key_of(event);
		if (key == NULL)
			continue;
		if (!event->is_unknown) {
			r = token_map_put(&last, key, i);
			continue;
		}
		size_t *at = token_map_find(&last, key);
		struct case_event *before = at != NULL ? &cases->events[*at] : NULL;
		if (before != NULL && before->kind == CASE_EVENT_ACCEPTED && same_text(before->gateway, event->gateway))
			before->kind = CASE_EVENT_UNHEARD;
	}
	token_map_clear(&last);
	return r;
}

static bool has_code(const struct case_file *file, const char *code)
{
	for (size_t i = 0; code != NULL && i < file->code_count; i++)
		if (strcmp(file->codes[i], code) == 0)
			return true;
	return false;
}

static uint64_t marks_of(const struct case_event *event)
{
	return token_list_marks(&event->ids) | token_list_marks(&event->references) | token_list_marks(&event->forms);
}

/* Most of a sender's many cases have nothing of the message: the marks tell that at once. */
static enum bond bond_of(const struct case_file *file, const struct case_event *event, uint64_t marks)
{
	bool has_common = (file->marks & marks) != 0;

	if (!has_common && !has_code(file, event->code))
		return BOND_NONE;
	if (file->route != NULL && event->route != NULL && strcmp(file->route, event->route) != 0)
		return BOND_NONE;
	if (token_list_meets(&file->ids, &event->ids) || has_code(file, event->code))
		return BOND_MESSAGE;
	/* One answers the other. An ancestor that both have is no bond: a thread may be about many children. */
	if (token_list_meets(&file->ids, &event->references) || token_list_meets(&file->references, &event->ids))
		return BOND_THREAD;
	return token_list_meets(&file->forms, &event->forms) ? BOND_FORM : BOND_NONE;
}

/* The case of the person's that the message belongs to most, the newest of several; NULL for none. */
static struct case_file *find_bound(struct cases *cases, const struct person *person, const struct case_event *event)
{
	struct case_file *found = NULL;
	enum bond strongest = BOND_NONE;
	uint64_t marks = marks_of(event);

	for (size_t i = person->count; i-- > 0;) {
		struct case_file *file = &cases->files[person->cases[i]];
		enum bond bond = bond_of(file, event, marks);
		if (bond > strongest) {
			found = file;
			strongest = bond;
		}
	}
	return found;
}

static int open_file(
    struct cases *cases, struct person *person, const struct case_event *event, struct case_file **ret_file)
{
	int r = reserve(&cases->files, sizeof(*cases->files), cases->file_count, &cases->file_capacity);

	if (r == 0)
		r = person_add_case(person, cases->file_count);
	if (r < 0)
		return r;
	struct case_file *file = &cases->files[cases->file_count++];
	*file = (struct case_file){.opened_us = event->time_us};
	*ret_file = file;
	return 0;
}

static int add_code(struct case_file *file, const char *code)
{
	if (code == NULL || has_code(file, code))
		return 0;
	const char **codes = reallocarray(file->codes, file->code_count + 1, sizeof(*codes));
	if (codes == NULL)
		return -ENOMEM;
	file->codes = codes;
	file->codes[file->code_count++] = code;
	return 0;
}

static int add_tokens(struct case_file *file, const struct case_event *event)
{
	int r = token_list_add_list(&file->ids, &event->ids);

	file->marks |= marks_of(event);
	if (r == 0)
		r = token_list_add_list(&file->references, &event->references);
	return r == 0 ? token_list_add_list(&file->forms, &event->forms) : r;
}

static void learn(const char **ret_text, const char *text)
{
	if (*ret_text == NULL)
		*ret_text = text;
}

/* All parts of a message that was split upstream are one attempt. */
static bool is_new_attempt(const struct case_file *file, const struct case_event *event)
{
	bool is_same = file->attempts > 0 && (has_code(file, event->code) || token_list_meets(&file->ids, &event->ids));

	return !is_same || event->time_us - file->last_us > CASES_SPLIT_US;
}

static int stop(struct cases *cases, struct person *person, const struct case_event *event)
{
	struct case_file *file = find_bound(cases, person, event);
	int r = file == NULL ? open_file(cases, person, event, &file) : 0;

	if (r < 0)
		return r;
	file->attempts += is_new_attempt(file, event);
	file->state = CASE_OPEN;
	file->closed_us = 0;
	file->stop = event->kind;
	file->was_refused = file->was_refused || event->kind == CASE_EVENT_REFUSED;
	file->is_referral = file->is_referral || event->is_referral;
	file->is_carried = file->is_carried || event->is_carried;
	file->last_us = event->time_us;
	learn(&file->route, event->route);
	learn(&file->gateway, event->gateway);
	learn(&file->reason, event->reason);
	learn(&file->domain, event->domain);
	r = add_code(file, event->code);
	return r == 0 ? add_tokens(file, event) : r;
}

/* What an accepted message makes of a case. */
static enum case_state outcome(const struct case_file *file, const struct case_event *event, uint64_t marks)
{
	enum bond bond = bond_of(file, event, marks);
	bool is_waiting = file->stop != CASE_EVENT_REFUSED;

	if (bond == BOND_NONE || (file->is_carried && !event->is_carried))
		return CASE_OPEN;
	if (event->is_referral || (bond == BOND_MESSAGE && is_waiting))
		return CASE_CLOSED;
	/* A refused follow-up is no referral; that another one passed says little. */
	return event->is_follow_up && !file->is_referral && bond >= BOND_THREAD ? CASE_PRESUMED : CASE_OPEN;
}

static void close_file(struct case_file *file, enum case_state state, int64_t time_us)
{
	file->state = state;
	file->closed_us = time_us;
}

/* True when the message settled any case. */
static bool close_bound(struct cases *cases, struct person *person, const struct case_event *event)
{
	uint64_t marks = marks_of(event);
	bool is_any = false;

	for (size_t i = person->count; i-- > 0;) {
		size_t number = person->cases[i];
		struct case_file *file = &cases->files[number];
		enum case_state state = outcome(file, event, marks);
		if (state <= file->state)
			continue;
		close_file(file, state, event->time_us);
		is_any = true;
		if (state == CASE_CLOSED)
			person_drop_case(person, number);
	}
	return is_any;
}

/* One referral makes up for one refusal at most: the newest, as senders correct what they were just told of. */
static bool presume(struct cases *cases, struct person *person, const struct case_event *event, int64_t window_us)
{
	for (size_t i = person->count; i-- > 0;) {
		struct case_file *file = &cases->files[person->cases[i]];
		if (file->state != CASE_OPEN || file->stop != CASE_EVENT_REFUSED || !file->is_referral)
			continue;
		if (!same_text(file->route, event->route) || event->time_us - file->last_us > window_us)
			continue;
		close_file(file, CASE_PRESUMED, event->time_us);
		return true;
	}
	return false;
}

/* Whether the message was accepted before, in another part or once more; it is from now on. */
static int note_accepted(struct cases *cases, const struct case_event *event, bool *ret_again)
{
	int r = 0;

	*ret_again = false;
	for (size_t i = 0; r == 0 && i < event->ids.count; i++) {
		*ret_again = *ret_again || token_map_find(&cases->accepted, &event->ids.items[i]) != NULL;
		r = token_map_put(&cases->accepted, &event->ids.items[i], 0);
	}
	return r;
}

static int pass(struct cases *cases, const struct case_event *event)
{
	int r = reserve(&cases->passes, sizeof(*cases->passes), cases->pass_count, &cases->pass_capacity);

	if (r == 0)
		cases->passes[cases->pass_count++] = (struct case_pass){event->time_us, event->route, event->domain};
	return r;
}

static int accept(struct cases *cases, struct person *person, const struct case_event *event, int64_t window_us)
{
	bool is_again = false, is_settled = close_bound(cases, person, event);

	if (!event->is_referral || !event->is_carried)
		return 0;
	int r = note_accepted(cases, event, &is_again);
	if (r < 0 || is_settled || is_again)
		return r;
	bool is_named = event->senders.count > 0;
	return is_named && presume(cases, person, event, window_us) ? 0 : pass(cases, event);
}

/* The parts of a message that was split have one code. */
static int note_observed(struct cases *cases, const struct case_event *event)
{
	struct token code = {{0}};

	if (event->code != NULL)
		memcpy(code.octets, event->code, strnlen(event->code, sizeof(code.octets)));
	return token_map_put(&cases->observed, &code, 0);
}

int cases_settle(struct cases *cases, int64_t window_us)
{
	if (cases->event_count > 0)
		qsort(cases->events, cases->event_count, sizeof(*cases->events), compare_events);
	int r = mark_unheard(cases);
	for (size_t i = 0; r == 0 && i < cases->event_count; i++) {
		const struct case_event *event = &cases->events[i];
		struct person *person = NULL;
		if (event->is_unknown)
			continue;
		r = event->is_would_refusal ? note_observed(cases, event) : 0;
		if (r == 0)
			r = people_find(&cases->people, &event->senders, &person);
		if (r == 0)
			r = event->kind == CASE_EVENT_ACCEPTED ? accept(cases, person, event, window_us)
							       : stop(cases, person, event);
	}
	return r;
}

size_t cases_count(const struct cases *cases)
{
	return cases->file_count;
}

const struct case_file *cases_at(const struct cases *cases, size_t number)
{
	return &cases->files[number];
}

size_t cases_would_refuse_count(const struct cases *cases)
{
	return cases->observed.count;
}

size_t cases_pass_count(const struct cases *cases)
{
	return cases->pass_count;
}

const struct case_pass *cases_pass_at(const struct cases *cases, size_t number)
{
	return &cases->passes[number];
}
