#include "rules/envelope.h"

#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void envelope_init(struct envelope *envelope)
{
	memset(envelope, 0, sizeof(*envelope));
}

void envelope_clear(struct envelope *envelope)
{
	for (size_t i = 0; i < envelope->recipient_count; i++)
		free(envelope->recipients[i]);
	free(envelope->recipients);
	free(envelope->sender);
	free(envelope->auth_user);
	free(envelope->auth_type);
	free(envelope->client_address);
	free(envelope->client_name);
	free(envelope->daemon_name);
	envelope_init(envelope);
}

/* A copy of the path without its angle brackets. */
static int copy_path(const char *text, char **ret_copy)
{
	size_t length = strlen(text);

	if (length >= 2 && text[0] == '<' && text[length - 1] == '>') {
		text++;
		length -= 2;
	}
	if (length > ENVELOPE_VALUE_MAX)
		return -E2BIG;
	char *copy = strndup(text, length);
	if (copy == NULL)
		return -ENOMEM;
	*ret_copy = copy;
	return 0;
}

int envelope_set_sender(struct envelope *envelope, const char *text)
{
	char *copy = NULL;
	int r = copy_path(text, &copy);

	if (r < 0)
		return r;
	free(envelope->sender);
	envelope->sender = copy;
	return 0;
}

int envelope_add_recipient(struct envelope *envelope, const char *text)
{
	char *copy = NULL;

	if (envelope->recipient_count >= ENVELOPE_RECIPIENTS_MAX)
		return -E2BIG;
	char **recipients = grow_by_one(envelope->recipients, envelope->recipient_count, sizeof(*recipients));
	if (recipients == NULL)
		return -ENOMEM;
	envelope->recipients = recipients;
	int r = copy_path(text, &copy);
	if (r < 0)
		return r;
	recipients[envelope->recipient_count++] = copy;
	return 0;
}

void envelope_encode(const struct envelope *envelope, struct writer *writer)
{
	writer_string(writer, envelope->sender);
	writer_u32(writer, (uint32_t)envelope->recipient_count);
	for (size_t i = 0; i < envelope->recipient_count; i++)
		writer_string(writer, envelope->recipients[i]);
	writer_string(writer, envelope->auth_user);
	writer_string(writer, envelope->auth_type);
	writer_string(writer, envelope->client_address);
	writer_string(writer, envelope->client_name);
	writer_string(writer, envelope->daemon_name);
	writer_u64(writer, (uint64_t)envelope->received_at);
}

static int decode_recipients(struct reader *reader, struct envelope *envelope)
{
	uint32_t count = reader_count(reader, ENVELOPE_RECIPIENTS_MAX);

	for (uint32_t i = 0; i < count; i++) {
		char **recipients = grow_by_one(envelope->recipients, i, sizeof(*recipients));
		if (recipients == NULL)
			return -ENOMEM;
		envelope->recipients = recipients;
		recipients[i] = reader_string(reader, ENVELOPE_VALUE_MAX);
		if (recipients[i] == NULL)
			return reader->error != 0 ? reader->error : -EBADMSG;
		envelope->recipient_count = i + 1;
	}
	return reader->error;
}

int envelope_decode(struct reader *reader, struct envelope *ret_envelope)
{
	struct envelope envelope = {.sender = reader_string(reader, ENVELOPE_VALUE_MAX)};
	int r = decode_recipients(reader, &envelope);

	if (r == 0) {
		envelope.auth_user = reader_string(reader, ENVELOPE_VALUE_MAX);
		envelope.auth_type = reader_string(reader, ENVELOPE_VALUE_MAX);
		envelope.client_address = reader_string(reader, ENVELOPE_VALUE_MAX);
		envelope.client_name = reader_string(reader, ENVELOPE_VALUE_MAX);
		envelope.daemon_name = reader_string(reader, ENVELOPE_VALUE_MAX);
		envelope.received_at = (int64_t)reader_u64(reader);
		r = reader->error;
	}
	if (r == 0 && envelope.sender == NULL)
		r = -EBADMSG;
	if (r < 0) {
		envelope_clear(&envelope);
		return r;
	}
	*ret_envelope = envelope;
	return 0;
}
