#include "audit/head.h"
#include "audit/ledger_inside.h"
#include "audit/retention.h"
#include "audit/signing_key.h"
#include "audit/stretch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int ledger_settle_files(struct ledger *ledger)
{
	int r = leaves_sync(&ledger->tail.leaves);

	if (r == 0 && ledger->note_size < ledger->tree.size)
		r = ledger_publish(ledger);
	if (r == 0 && ledger->note != NULL)
		r = head_settle(&ledger->ops, ledger->directory, ledger->note);
	return r;
}

static void begin(struct ledger *ledger)
{
	pthread_mutex_lock(&ledger->mutex);
	ledger_begin_leading(ledger);
	pthread_mutex_unlock(&ledger->mutex);
}

static void end(struct ledger *ledger)
{
	pthread_mutex_lock(&ledger->mutex);
	ledger_end_leading(ledger);
	pthread_mutex_unlock(&ledger->mutex);
}

int ledger_settle(struct ledger *ledger)
{
	begin(ledger);
	int r = ledger_settle_files(ledger);
	end(ledger);
	return r;
}

/* A key that takes the place of another. */
struct change {
	struct note_signer signer;
	struct note_verifier verifier, old;
};

static int announce(struct ledger *ledger, const struct note_verifier *next, const struct note_verifier *before)
{
	char vkey[NOTE_VKEY_SIZE] = "", previous[NOTE_VKEY_SIZE] = "", *line = NULL;
	const struct event_field fields[] = {{.name = "vkey", .text = vkey}, {.name = "previous", .text = previous}};
	const struct event event = {.kind = "signing-key", .fields = fields, .field_count = 2};
	size_t size = 0;

	int r = note_vkey_format(next, vkey);
	if (r == 0)
		r = note_vkey_format(before, previous);
	if (r == 0)
		r = ledger_format_event(ledger, &event, &line, &size);
	if (r == 0) {
		const struct pending pending = {.line = line, .size = size};
		r = ledger_commit(ledger, &pending);
	}
	free(line);
	return r;
}

/* The old key's last checkpoint stays for ever: whoever trusts the old key can trust the new one, since the old one has
 * signed the record that announces it. */
static int hand_over(struct ledger *ledger, const struct change *change)
{
	char name[sizeof("handover-") + 8];
	int r = ledger->note_size < ledger->tree.size ? ledger_publish(ledger) : 0;

	if (r < 0)
		return r;
	snprintf(name, sizeof(name), "handover-%08" PRIx32, change->old.id);
	return stretch_replace(&ledger->ops, ledger->directory, name, ledger->note, strlen(ledger->note), true);
}

/* The announcement is the newest record that the old key signs; what was announced and cannot be done is taken back, or
 * the old key would sign on where an auditor expects the new one. Where that fails, too, the next start says it. */
static int prepare(struct ledger *ledger, const struct signing_place *place, const struct change *change)
{
	int r = announce(ledger, &change->verifier, &change->old);

	if (r < 0)
		return r;
	r = hand_over(ledger, change);
	if (r == 0)
		r = signing_key_replace(place, &change->signer);
	if (r < 0)
		(void)announce(ledger, &change->old, &change->verifier);
	return r;
}

/* After the key file is replaced the new key is the ledger's, whatever else fails: it is the one that will be loaded. A
 * key that `vkey` lacks is added to it at the next opening. */
static int change_key(struct ledger *ledger, const struct signing_place *place, const struct change *change)
{
	int r = prepare(ledger, place, change);

	if (r < 0)
		return r;
	ledger->signer = change->signer;
	r = vkeys_add(&ledger->vkeys, &ledger->ops, ledger->directory, &change->verifier);
	int published = ledger_publish(ledger);
	return r < 0 ? r : published;
}

int ledger_rotate_key(struct ledger *ledger)
{
	const struct signing_place place = {.directory = ledger->keys, .path = ledger->signing_key};
	struct change change = {.signer = {.name = ""}};

	if (signing_key_is_given(&place))
		return -EROFS;
	begin(ledger);
	int r = signing_key_draw(ledger->signer.name, &change.signer);
	if (r == 0)
		r = note_verifier_of(&change.signer, &change.verifier);
	if (r == 0)
		r = note_verifier_of(&ledger->signer, &change.old);
	if (r == 0)
		r = change_key(ledger, &place, &change);
	end(ledger);
	note_signer_clear(&change.signer);
	return r;
}

static int record_retention(struct ledger *ledger, const struct retention *retention)
{
	const struct event_field fields[] = {{.name = "segments", .type = EVENT_NUMBER, .number = retention->segments},
	    {.name = "first", .type = EVENT_NUMBER, .number = retention->first},
	    {.name = "last", .type = EVENT_NUMBER, .number = retention->last}};
	const struct event event = {.kind = "retention", .fields = fields, .field_count = 3};

	return ledger_append_event(ledger, &event);
}

int ledger_retain(struct ledger *ledger, int64_t before, struct ledger_retained *ret_retained)
{
	struct retention retention = {.segments = 0};
	int r = retention_find(ledger->directory, before, &retention);

	if (r == 0 && retention.segments > 0) {
		r = record_retention(ledger, &retention);
		if (r == 0)
			r = retention_apply(ledger->directory, &retention);
	}
	if (r == 0)
		*ret_retained = (struct ledger_retained){
		    .segments = retention.segments, .first = retention.first, .last = retention.last};
	return r;
}
