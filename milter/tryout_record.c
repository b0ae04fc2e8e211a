#include "milter/tryout_record.h"

#include "audit/record.h"
#include "milter/lineage.h"
#include "rules/address.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int redact_text(
    const struct tryout *tryout, enum redact_field field, const char *text, struct redacted *ret_redacted)
{
	return redact_value(&tryout->key, field, text, text != NULL ? strlen(text) : 0, ret_redacted);
}

/* One field, as libmilter would hand it over: without its last line's end, and no NUL. */
static int note_field(struct lineage *lineage, const char *field, size_t size)
{
	const char *colon = memchr(field, ':', size);

	if (colon == NULL)
		return 0;
	char *name = strndup(field, (size_t)(colon - field));
	char *value = strndup(colon + 1, size - (size_t)(colon - field) - 1);
	int r = name != NULL && value != NULL ? 0 : -ENOMEM;
	if (r == 0) {
		for (char *c = value; *c != '\0'; c++)
			*c = *c == '\r' || *c == '\n' ? ' ' : *c;
		r = lineage_field(lineage, name, value);
	}
	free(name);
	free(value);
	return r;
}

static int read_lineage(const struct saved_message *message, struct lineage *lineage)
{
	const char *end = message->octets + message->header_size;
	int r = 0;

	for (const char *at = message->octets; at < end && r == 0;) {
		const char *next = saved_message_field_end(at, end);
		r = note_field(lineage, at, (size_t)(next - at));
		at = next;
	}
	return r;
}

/* The canonical sender; one that is no address has no other spelling than its own. To be freed. */
static int set_sender(const char *sender, struct record_input *input, char **ret_canonical)
{
	int r = address_normalise(sender, strlen(sender), ret_canonical);

	if (r == -ENOMEM)
		return r;
	if (r == 0) {
		input->sender_domain = address_domain(*ret_canonical);
		return 0;
	}
	input->sender_domain = "";
	*ret_canonical = strdup(sender);
	return *ret_canonical != NULL ? 0 : -ENOMEM;
}

static int redact(const struct tryout *tryout, const struct lineage *lineage, const char *sender, struct tried *tried,
    struct record_input *input)
{
	const struct verdict *verdict = &tried->judged.verdict;
	const char *id = lineage->message_id;
	int r = redact_text(tryout, REDACT_SENDER, sender, &input->sender);

	input->reference_count = lineage->reference_count;
	input->form_count = verdict->form_count;
	if (r == 0)
		r = redact_text(tryout, REDACT_MESSAGE_ID, id, &input->message_id);
	for (size_t i = 0; r == 0 && i < lineage->reference_count; i++)
		r = redact_text(tryout, REDACT_MESSAGE_ID, lineage->references[i], &input->references[i]);
	for (size_t i = 0; r == 0 && i < verdict->form_count; i++)
		r = redact_value(&tryout->key, REDACT_FORM, (const char *)verdict->forms[i].digest,
		    verdict->forms[i].has_digest ? sizeof(verdict->forms[i].digest) : 0, &input->forms[i]);
	if (r == 0)
		r = redact_case_code(&tryout->key, sender, id, id != NULL ? strlen(id) : 0, &input->case_code);
	tried->case_code = input->case_code;
	return r;
}

static int format(const struct record_input *input, struct tried *tried)
{
	size_t size = 0;
	int r = record_format(input, &tried->record, &size);

	if (r == 0)
		tried->record[strcspn(tried->record, "\n")] = '\0';
	return r;
}

int tryout_record_make(const struct tryout *tryout, const struct saved_message *message, struct tried *tried)
{
	const struct judged *judged = &tried->judged;
	struct lineage lineage = {.message_id = NULL};
	struct record_input *input = calloc(1, sizeof(*input));
	char *sender = NULL;

	if (input == NULL)
		return -ENOMEM;
	input->time_us = judged->envelope.received_at * 1000000;
	input->gateway = tryout->options->gateway;
	input->route =
	    judged->verdict.route != NULL ? ruleset_find(tryout->policy->ruleset, judged->verdict.route) : NULL;
	input->verdict = &judged->verdict;
	memcpy(input->period, tryout->key.period, sizeof(input->period));
	input->message_size = message->size;
	input->recipient_count = (uint32_t)judged->envelope.recipient_count;
	input->inspector_deaths = tried->inspection.deaths;
	input->timings.inspect = tried->inspection.inspect_us;
	input->bundle = tryout->policy->digest;
	int r = read_lineage(message, &lineage);
	if (r == 0)
		r = set_sender(judged->envelope.sender, input, &sender);
	if (r == 0)
		r = redact(tryout, &lineage, sender, tried, input);
	if (r == 0)
		r = format(input, tried);
	lineage_clear(&lineage);
	free(sender);
	free(input);
	return r;
}
