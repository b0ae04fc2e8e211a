#include "audit/head.h"
#include "audit/ledger_inside.h"
#include "audit/retention.h"
#include "audit/signing_key.h"

#include <errno.h>

int ledger_settle_files(struct ledger *ledger)
{
	int r = leaves_sync(&ledger->tail.leaves);

	if (r == 0 && ledger->note_size < ledger->tree.size)
		r = ledger_publish(ledger);
	if (r == 0 && ledger->note != NULL)
		r = head_settle(&ledger->ops, ledger->directory, ledger->note);
	return r;
}

/* Does it while nobody commits. */
static int lead_alone(struct ledger *ledger, int (*act)(struct ledger *ledger))
{
	pthread_mutex_lock(&ledger->mutex);
	ledger_begin_leading(ledger);
	pthread_mutex_unlock(&ledger->mutex);
	int r = act(ledger);
	pthread_mutex_lock(&ledger->mutex);
	ledger_end_leading(ledger);
	pthread_mutex_unlock(&ledger->mutex);
	return r;
}

int ledger_settle(struct ledger *ledger)
{
	return lead_alone(ledger, ledger_settle_files);
}

/* After the key file is replaced the new key is the ledger's, whatever else fails: it is the one that will be loaded. A
 * key that `vkey` lacks is added to it at the next opening. */
static int change_key(struct ledger *ledger, const struct note_signer *signer, const struct note_verifier *verifier)
{
	int r = signing_key_replace(ledger->keys, signer);

	if (r < 0)
		return r;
	ledger->signer = *signer;
	r = vkeys_add(&ledger->vkeys, &ledger->ops, ledger->directory, verifier);
	int published = ledger_publish(ledger);
	return r < 0 ? r : published;
}

/* Both keys in words, and the record of them. */
static int announce(struct ledger *ledger, const struct note_verifier *verifier)
{
	char vkey[NOTE_VKEY_SIZE] = "", previous[NOTE_VKEY_SIZE] = "";
	const struct event_field fields[] = {{.name = "vkey", .text = vkey}, {.name = "previous", .text = previous}};
	const struct event event = {.kind = "signing-key", .fields = fields, .field_count = 2};

	int r = ledger_vkey(ledger, previous);
	if (r == 0)
		r = note_vkey_format(verifier, vkey);
	return r < 0 ? r : ledger_append_event(ledger, &event);
}

int ledger_rotate_key(struct ledger *ledger)
{
	struct note_signer signer = {.name = ""};
	struct note_verifier verifier = {.name = ""};

	if (signing_key_is_given())
		return -EROFS;
	int r = signing_key_draw(ledger->signer.name, &signer);
	if (r == 0)
		r = note_verifier_of(&signer, &verifier);
	if (r == 0)
		r = announce(ledger, &verifier);
	if (r == 0) {
		pthread_mutex_lock(&ledger->mutex);
		ledger_begin_leading(ledger);
		pthread_mutex_unlock(&ledger->mutex);
		r = change_key(ledger, &signer, &verifier);
		pthread_mutex_lock(&ledger->mutex);
		ledger_end_leading(ledger);
		pthread_mutex_unlock(&ledger->mutex);
	}
	note_signer_clear(&signer);
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
