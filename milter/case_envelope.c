#include "milter/case_envelope.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int set_string(char **field, const char *value)
{
	*field = value != NULL ? strdup(value) : NULL;
	return value == NULL || *field != NULL ? 0 : -ENOMEM;
}

static int set_time(const struct case_file *file, int64_t *ret_time)
{
	const char *text = case_file_value(file, "at"), *end = NULL;
	struct tm tm = {.tm_mday = 1};

	if (text == NULL) {
		*ret_time = CASE_TIME;
		return 0;
	}
	end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (end == NULL || *end != '\0') {
		fprintf(stderr, "%s: at: not like 2026-11-20T10:00:00Z\n", file->path);
		return -EINVAL;
	}
	*ret_time = (int64_t)timegm(&tm);
	return 0;
}

int case_envelope_fill(const struct case_file *file, struct envelope *envelope)
{
	const char *from = case_file_value(file, "from");
	const char *client = case_file_value(file, "client");
	int r = envelope_set_sender(envelope, from != NULL ? from : "<>");

	for (size_t i = 0; i < file->line_count && r == 0; i++)
		if (strcmp(file->lines[i].key, "rcpt") == 0)
			r = envelope_add_recipient(envelope, file->lines[i].value);
	if (r == 0)
		r = set_string(&envelope->auth_user, case_file_value(file, "auth"));
	if (r == 0 && (client == NULL || strcmp(client, "unknown") != 0))
		r = set_string(&envelope->client_address, client != NULL ? client : "127.0.0.1");
	return r < 0 ? r : set_time(file, &envelope->received_at);
}
