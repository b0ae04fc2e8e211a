#include "audit/ledger.h"

#include "audit/head.h"
#include "audit/ledger_inside.h"
#include "audit/ledger_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void ledger_set_note(struct ledger *ledger, char *note, uint64_t size)
{
	free(ledger->note);
	ledger->note = note;
	ledger->note_size = size;
}

int ledger_publish(struct ledger *ledger)
{
	char *note = NULL;
	int r = head_publish(&ledger->ops, ledger->directory, &ledger->signer, &ledger->tree, &note);

	pthread_mutex_lock(&ledger->mutex);
	if (r == 0)
		ledger_set_note(ledger, note, ledger->tree.size);
	ledger->head_error = r;
	pthread_mutex_unlock(&ledger->mutex);
	return r;
}

int ledger_commit(struct ledger *ledger, const struct pending *pending)
{
	struct group *group = &ledger->group;
	int r = group_fill(group, &ledger->tree, pending);

	if (r < 0)
		return r;
	const struct tail_group lines = {
	    .bytes = group->bytes, .size = group->size, .hashes = group->hashes, .count = group->count};
	r = tail_commit(&ledger->tail, &lines);
	if (r < 0)
		return r;
	ledger->tree = group->tree;
	if (!ledger->is_opening)
		ledger_publish(ledger);
	return 0;
}

void ledger_begin_leading(struct ledger *ledger)
{
	while (ledger->is_led)
		pthread_cond_wait(&ledger->changed, &ledger->mutex);
	ledger->is_led = true;
}

void ledger_end_leading(struct ledger *ledger)
{
	ledger->is_led = false;
	pthread_cond_broadcast(&ledger->changed);
}

static void finish(struct ledger *ledger, struct pending *pending, int result)
{
	ledger->groups += result == 0;
	if (result == 0)
		clock_gettime(CLOCK_MONOTONIC, &ledger->committed);
	while (pending != NULL) {
		struct pending *next = pending->next; /* it is gone when its owner learns that it is done */
		ledger->lines += result == 0;
		pending->result = result;
		pending->is_done = true;
		pending = next;
	}
}

/* Commits one group. Called and returns with the mutex held; meanwhile others queue. */
static void lead(struct ledger *ledger)
{
	struct pending *group = queue_take(&ledger->queue);

	ledger->is_led = true;
	pthread_mutex_unlock(&ledger->mutex);
	int r = ledger_commit(ledger, group);
	pthread_mutex_lock(&ledger->mutex);
	finish(ledger, group, r);
	ledger_end_leading(ledger);
}

int ledger_append(struct ledger *ledger, const char *line, size_t size)
{
	struct pending pending = {.line = line, .size = size};

	if (!ledger_line_is_plain(line, size))
		return -EINVAL;
	if (size > LEDGER_LINE_MAX)
		return -E2BIG;
	pthread_mutex_lock(&ledger->mutex);
	queue_put(&ledger->queue, &pending);
	while (!pending.is_done) {
		if (ledger->is_led)
			pthread_cond_wait(&ledger->changed, &ledger->mutex);
		else
			lead(ledger);
	}
	pthread_mutex_unlock(&ledger->mutex);
	return pending.result;
}

int ledger_format_event(struct ledger *ledger, const struct event *event, char **ret_line, size_t *ret_size)
{
	struct event whole = *event;

	whole.gateway = ledger->gateway;
	if (whole.time_us == 0)
		whole.time_us = ledger->ops.now();
	return event_format(&whole, ret_line, ret_size);
}

int ledger_append_event(struct ledger *ledger, const struct event *event)
{
	char *line = NULL;
	size_t size = 0;
	int r = ledger_format_event(ledger, event, &line, &size);

	if (r == 0)
		r = ledger_append(ledger, line, size);
	free(line);
	return r;
}

int ledger_checkpoint(struct ledger *ledger, char **ret_note, uint64_t *ret_size)
{
	int r = 0;

	pthread_mutex_lock(&ledger->mutex);
	char *note = ledger->note != NULL ? strdup(ledger->note) : NULL;
	if (note == NULL)
		r = ledger->note != NULL ? -ENOMEM : ledger->head_error != 0 ? ledger->head_error : -ENODATA;
	else if (ret_size != NULL)
		*ret_size = ledger->note_size;
	pthread_mutex_unlock(&ledger->mutex);
	if (r == 0)
		*ret_note = note;
	return r;
}

int ledger_head_error(struct ledger *ledger)
{
	pthread_mutex_lock(&ledger->mutex);
	int r = ledger->head_error;
	pthread_mutex_unlock(&ledger->mutex);
	return r;
}

int ledger_vkey(struct ledger *ledger, char ret_vkey[NOTE_VKEY_SIZE])
{
	struct note_verifier verifier;

	pthread_mutex_lock(&ledger->mutex);
	ledger_begin_leading(ledger);
	int r = note_verifier_of(&ledger->signer, &verifier);
	if (r == 0)
		r = note_vkey_format(&verifier, ret_vkey);
	ledger_end_leading(ledger);
	pthread_mutex_unlock(&ledger->mutex);
	return r;
}

uint64_t ledger_idle(struct ledger *ledger)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	pthread_mutex_lock(&ledger->mutex);
	int64_t seconds = now.tv_sec - ledger->committed.tv_sec - (now.tv_nsec < ledger->committed.tv_nsec);
	pthread_mutex_unlock(&ledger->mutex);
	return (uint64_t)seconds;
}

void ledger_counts(struct ledger *ledger, uint64_t *ret_lines, uint64_t *ret_groups)
{
	pthread_mutex_lock(&ledger->mutex);
	*ret_lines = ledger->lines;
	*ret_groups = ledger->groups;
	pthread_mutex_unlock(&ledger->mutex);
}
