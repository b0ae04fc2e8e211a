#include "audit/directory.h"
#include "audit/head.h"
#include "audit/ledger_inside.h"
#include "audit/recovery.h"
#include "audit/signing_key.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MICROSECONDS  1000000
#define IDENTITY_SIZE 32

struct opening {
	struct ledger *ledger;
	struct recovery recovery;
	struct note_verifier verifier; /* of the key that signs from now on */
	bool is_key_current;	       /* it is the last of `vkey` */
	struct ledger_state state;
};

static int take_lock(int directory, int *ret_fd)
{
	int fd = -1;
	int r = directory_lock(directory, &fd);

	if (r < 0)
		return r;
	/* Who deletes the file makes nobody a second writer, where the file system can lock a directory. */
	if (flock(directory, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		close(fd);
		return -EBUSY;
	}
	*ret_fd = fd;
	return 0;
}

/* The inode stays when the directory is moved, and changes when it is copied. A gate's word is for tools alone: that it
 * could not be written is no reason not to begin. */
static int check_identity(const struct ledger *ledger, bool is_guest)
{
	char here[IDENTITY_SIZE] = "", written[IDENTITY_SIZE] = "";
	struct stat status;

	if (fstat(ledger->directory, &status) != 0)
		return -errno;
	int length = snprintf(here, sizeof(here), "%" PRIuMAX "\n", (uintmax_t)status.st_ino);
	ssize_t found = pread(ledger->lock, written, sizeof(written) - 1, 0);
	if (found == length && strcmp(here, written) == 0)
		return 0;
	if (is_guest)
		return -EXDEV;
	if (ftruncate(ledger->lock, 0) != 0 || pwrite(ledger->lock, here, (size_t)length, 0) != length)
		return 0;
	return 0;
}

static int append_event(struct opening *opening, const char *kind, const struct event_field *fields, size_t count)
{
	const struct event event = {.kind = kind, .fields = fields, .field_count = count};

	return ledger_append_event(opening->ledger, &event);
}

static int record_torn(struct opening *opening, const char *file, uint64_t octets)
{
	const struct event_field fields[] = {
	    {.name = "file", .text = file}, {.name = "octets", .type = EVENT_NUMBER, .number = octets}};

	return append_event(opening, "torn", fields, 2);
}

static int record_torn_segment(struct opening *opening)
{
	char file[sizeof("records-NNNNNN.jsonl")] = "";

	snprintf(file, sizeof(file), "records-%06u.jsonl", opening->recovery.torn_segment % 1000000U);
	return record_torn(opening, file, opening->recovery.torn_octets);
}

static int record_gap(struct opening *opening)
{
	const struct recovery *recovery = &opening->recovery;
	const struct event_field fields[] = {{.name = "from", .type = EVENT_NUMBER, .number = recovery->gap_from},
	    {.name = "to", .type = EVENT_NUMBER, .number = recovery->gap_to},
	    {.name = "changed", .type = EVENT_NUMBER, .number = recovery->changed}};

	return append_event(opening, "gap", fields, 3);
}

static int record_key(struct opening *opening)
{
	const struct vkeys *vkeys = &opening->ledger->vkeys;
	char vkey[NOTE_VKEY_SIZE] = "", previous[NOTE_VKEY_SIZE] = "";
	const struct event_field fields[] = {{.name = "vkey", .text = vkey}, {.name = "previous", .text = previous}};

	int r = note_vkey_format(&opening->verifier, vkey);
	if (r == 0 && vkeys->count > 0)
		r = note_vkey_format(&vkeys->list[vkeys->count - 1], previous);
	return r < 0 ? r : append_event(opening, "signing-key", fields, 2);
}

/* What was found goes into the ledger before anything else does. */
static int record_findings(struct opening *opening)
{
	const struct ledger_state *state = &opening->state;
	int r = 0;

	if (state->is_torn)
		r = record_torn_segment(opening);
	if (r == 0 && state->is_head_torn)
		r = record_torn(opening, HEAD_NAME, opening->recovery.head.octets);
	if (r == 0 && state->is_gapped)
		r = record_gap(opening);
	if (r == 0 && state->is_key_new)
		r = record_key(opening);
	return r;
}

static void describe(struct opening *opening)
{
	const struct recovery *recovery = &opening->recovery;
	struct ledger_state *state = &opening->state;

	state->is_new = recovery->tree.size == 0;
	state->is_clean = recovery->is_clean;
	state->is_torn = recovery->torn_segment > 0;
	state->is_gapped = recovery->is_gapped;
	state->gap_from = recovery->gap_from;
	state->gap_to = recovery->gap_to;
	state->is_head_torn =
	    recovery->head.condition == HEAD_TORN || (recovery->head.condition == HEAD_MISSING && !state->is_new);
	/* The first key of a ledger is told by its first start. */
	state->is_key_new = !opening->is_key_current && !(state->is_new && opening->ledger->vkeys.count == 0);
}

static int load_key(struct opening *opening, const struct ledger_options *options)
{
	struct ledger *ledger = opening->ledger;
	const struct signing_place place = {
	    .directory = ledger->keys, .path = ledger->signing_key, .must_exist = options->is_guest};
	char *origin = NULL;

	opening->state.trouble = "signing-key";
	if (asprintf(&origin, "%s" LEDGER_ORIGIN_SUFFIX, options->gateway) < 0)
		return -ENOMEM;
	int r = signing_key_load(&place, origin, &ledger->signer);
	free(origin);
	if (r == -ENOENT && options->is_guest)
		return -ENOKEY;
	return r < 0 ? r : note_verifier_of(&ledger->signer, &opening->verifier);
}

/* A checkpoint may be signed with the new key although a crash kept it out of `vkey`. */
static int recover(struct opening *opening, bool is_guest)
{
	struct ledger *ledger = opening->ledger;
	struct vkeys tried = {.list = NULL};

	opening->state.trouble = VKEYS_NAME;
	int r = vkeys_read(ledger->directory, &ledger->vkeys);
	if (r == 0)
		r = vkeys_read(ledger->directory, &tried);
	if (r == 0)
		r = vkeys_put(&tried, &opening->verifier);
	if (r < 0)
		return r;
	opening->is_key_current = vkeys_is_current(&ledger->vkeys, &opening->verifier);
	if (is_guest && !opening->is_key_current)
		r = -ENOKEY;
	if (r == 0) {
		r = recovery_run(&ledger->tail, &tried, &opening->recovery);
		opening->state.trouble = opening->recovery.trouble;
	}
	vkeys_clear(&tried);
	return r;
}

/* Takes over the checkpoint that was found, when it is still the newest, or makes a new one. */
static void settle_head(struct opening *opening)
{
	struct ledger *ledger = opening->ledger;
	struct head *head = &opening->recovery.head;

	if (head->condition == HEAD_SIGNED) {
		pthread_mutex_lock(&ledger->mutex);
		ledger_set_note(ledger, head->note, head->checkpoint.size);
		head->note = NULL;
		pthread_mutex_unlock(&ledger->mutex);
	}
	if (ledger->note_size < ledger->tree.size || (!opening->is_key_current && ledger->tree.size > 0))
		ledger_publish(ledger);
}

static int take_up(struct opening *opening)
{
	struct ledger *ledger = opening->ledger;
	int r = 0;

	ledger->tree = opening->recovery.tree;
	describe(opening);
	opening->state.trouble = HEAD_NAME;
	if (opening->recovery.head.condition == HEAD_TORN)
		r = head_set_aside(&ledger->ops, ledger->directory);
	if (r < 0)
		return r;
	opening->state.trouble = "records";
	ledger->is_opening = true;
	r = record_findings(opening);
	ledger->is_opening = false;
	if (r < 0)
		return r;
	opening->state.trouble = VKEYS_NAME;
	if (!opening->is_key_current)
		r = vkeys_add(&ledger->vkeys, &ledger->ops, ledger->directory, &opening->verifier);
	if (r < 0)
		return r;
	settle_head(opening);
	opening->state.size = ledger->tree.size;
	opening->state.trouble = NULL;
	return 0;
}

static int open_files(struct opening *opening, const struct ledger_options *options)
{
	struct ledger *ledger = opening->ledger;
	int r = directory_open(options->directory, S_IWGRP | S_IWOTH, &ledger->directory);

	if (r == 0)
		r = take_lock(ledger->directory, &ledger->lock);
	if (r == 0)
		r = check_identity(ledger, options->is_guest);
	if (r < 0)
		return r;
	tail_init(&ledger->tail, &ledger->ops, ledger->directory);
	ledger->tail.size_max = (off_t)(options->segment_size > 0 ? options->segment_size : LEDGER_SEGMENT_SIZE_MAX);
	ledger->tail.age_max = (int64_t)options->segment_age * MICROSECONDS;
	r = load_key(opening, options);
	if (r == 0)
		r = recover(opening, options->is_guest);
	if (r == 0)
		r = take_up(opening);
	head_clear(&opening->recovery.head);
	return r;
}

static void ledger_free(struct ledger *ledger)
{
	tail_clear(&ledger->tail);
	if (ledger->lock >= 0)
		close(ledger->lock);
	if (ledger->directory >= 0)
		close(ledger->directory);
	pthread_cond_destroy(&ledger->changed);
	pthread_mutex_destroy(&ledger->mutex);
	note_signer_clear(&ledger->signer);
	vkeys_clear(&ledger->vkeys);
	group_clear(&ledger->group);
	free(ledger->note);
	free(ledger->keys);
	free(ledger->signing_key);
	free(ledger->gateway);
	free(ledger);
}

static struct ledger *ledger_new(const struct ledger_options *options)
{
	struct ledger *ledger = calloc(1, sizeof(*ledger));

	if (ledger == NULL)
		return NULL;
	ledger->ops = options->ops != NULL ? *options->ops : ledger_ops_real;
	ledger->directory = ledger->lock = -1;
	tail_init(&ledger->tail, &ledger->ops, -1);
	queue_init(&ledger->queue);
	pthread_mutex_init(&ledger->mutex, NULL);
	pthread_cond_init(&ledger->changed, NULL);
	clock_gettime(CLOCK_MONOTONIC, &ledger->committed);
	ledger->keys = strdup(options->keys);
	if (options->signing_key != NULL)
		ledger->signing_key = strdup(options->signing_key);
	ledger->gateway = strdup(options->gateway);
	if (ledger->keys == NULL || (options->signing_key != NULL && ledger->signing_key == NULL) ||
	    ledger->gateway == NULL || group_init(&ledger->group) < 0) {
		ledger_free(ledger);
		return NULL;
	}
	return ledger;
}

int ledger_open(const struct ledger_options *options, struct ledger **ret_ledger, struct ledger_state *ret_state)
{
	struct opening opening = {.ledger = ledger_new(options)};
	int r = opening.ledger != NULL ? open_files(&opening, options) : -ENOMEM;

	if (r < 0 && opening.ledger != NULL)
		ledger_free(opening.ledger);
	if (r == 0)
		*ret_ledger = opening.ledger;
	if (ret_state != NULL)
		*ret_state = opening.state;
	return r;
}

/* What cannot be settled any more is settled by the next opening. */
void ledger_close(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	if (ledger->lines > 0)
		ledger_settle_files(ledger);
	ledger_free(ledger);
}
