#include "milter/entry.h"

#include "rules/address.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The canonical sender; one that is no address has no other spelling than its own. */
static int set_sender(struct entry *entry, const char *sender)
{
	int r = address_normalise(sender, strlen(sender), &entry->sender);

	if (r != -ENOMEM && r != 0) {
		entry->sender = strdup(sender);
		r = entry->sender != NULL ? 0 : -ENOMEM;
		entry->input.sender_domain = "";
	} else if (r == 0) {
		entry->input.sender_domain = address_domain(entry->sender);
	}
	return r;
}

static int redact_text(
    const struct period_key *key, enum redact_field field, const char *text, struct redacted *ret_redacted)
{
	return redact_value(key, field, text, text != NULL ? strlen(text) : 0, ret_redacted);
}

/* What is made under the key of each period. */
struct names {
	struct redacted *sender, *message_id, *references, *forms;
};

static int redact_form(const struct period_key *key, const struct form_report *form, struct redacted *ret_redacted)
{
	return redact_value(
	    key, REDACT_FORM, (const char *)form->digest, form->has_digest ? sizeof(form->digest) : 0, ret_redacted);
}

static int redact_names(const struct entry *entry, const struct period_key *key, const struct message *message,
    const struct verdict *verdict, const struct names *names)
{
	const struct lineage *lineage = &message->lineage;
	int r = redact_text(key, REDACT_SENDER, entry->sender, names->sender);

	if (r == 0)
		r = redact_text(key, REDACT_MESSAGE_ID, lineage->message_id, names->message_id);
	for (size_t i = 0; r == 0 && i < lineage->reference_count; i++)
		r = redact_text(key, REDACT_MESSAGE_ID, lineage->references[i], &names->references[i]);
	for (size_t i = 0; r == 0 && i < verdict->form_count; i++)
		r = redact_form(key, &verdict->forms[i], &names->forms[i]);
	return r;
}

static int redact_message(
    struct entry *entry, const struct period_key *key, const struct message *message, const struct verdict *verdict)
{
	const struct lineage *lineage = &message->lineage;
	const char *id = lineage->message_id;
	struct record_input *input = &entry->input;
	const struct names names = {&input->sender, &input->message_id, input->references, input->forms};
	int r = redact_names(entry, key, message, verdict, &names);

	input->reference_count = lineage->reference_count;
	input->form_count = verdict->form_count;
	if (r == 0)
		r = redact_text(key, REDACT_QUEUE_ID, message->queue_id[0] != '\0' ? message->queue_id : NULL,
		    &entry->input.queue_id);
	if (r == 0)
		r = redact_case_code(key, entry->sender, id, id != NULL ? strlen(id) : 0, &entry->input.case_code);
	return r;
}

/* A key that is not there, or not any more, joins nothing; one that is damaged is no reason to keep a referral. */
static int redact_previous(struct entry *entry, const struct parts *parts, const struct message *message,
    const struct verdict *verdict, int64_t now)
{
	struct record_previous *previous = &entry->input.previous;
	const struct names names = {&previous->sender, &previous->message_id, previous->references, previous->forms};
	struct period_key key;

	if (books_key_before(parts->books, now, parts->case_window_s, &key) < 0)
		return 0;
	memcpy(previous->period, key.period, sizeof(key.period));
	int r = redact_names(entry, &key, message, verdict, &names);
	explicit_bzero(&key, sizeof(key));
	return r;
}

static void set_measures(struct entry *entry, const struct message *message, const struct pool_inspection *inspection)
{
	struct record_input *input = &entry->input;

	input->message_size = message->capture.size;
	input->recipient_count = (uint32_t)message->envelope.recipient_count;
	input->inspector_deaths = inspection->deaths;
	input->timings = (struct record_timings){
	    .screen = message->screen_us, .wait = inspection->wait_us, .inspect = inspection->inspect_us};
}

int entry_init(
    struct entry *entry, const struct parts *parts, const struct message *message, const struct judgement *judgement)
{
	struct period_key key;
	int64_t now = now_us();

	*entry = (struct entry){.books = parts->books, .ruleset = message->generation->ruleset};
	entry->input.time_us = now;
	entry->input.gateway = parts->gateway;
	entry->input.bundle = message->generation->digest;
	set_measures(entry, message, &judgement->inspection);
	int r = books_key(parts->books, now / 1000000, &key);
	if (r == 0) {
		memcpy(entry->input.period, key.period, sizeof(key.period));
		r = set_sender(entry, message->envelope.sender);
	}
	if (r == 0)
		r = redact_message(entry, &key, message, &judgement->verdict);
	if (r == 0)
		r = redact_previous(entry, parts, message, &judgement->verdict, now / 1000000);
	explicit_bzero(&key, sizeof(key));
	if (r < 0)
		entry_clear(entry);
	return r;
}

void entry_clear(struct entry *entry)
{
	free(entry->sender);
	memset(entry, 0, sizeof(*entry));
}

int entry_write(void *book, const struct verdict *verdict, enum record_outcome outcome)
{
	struct entry *entry = book;
	char *line = NULL;
	size_t size = 0;

	entry->input.outcome = outcome;
	entry->input.verdict = verdict;
	entry->input.route = verdict->route != NULL ? ruleset_find(entry->ruleset, verdict->route) : NULL;
	if (outcome == RECORD_OUTCOME_UNKNOWN)
		entry->input.time_us = now_us();
	int r = record_format(&entry->input, &line, &size);
	if (r == 0)
		r = books_append(entry->books, line, size);
	free(line);
	return r;
}
