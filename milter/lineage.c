#include "milter/lineage.h"

#include "audit/redact.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BLANKS " \t\r\n"

void lineage_clear(struct lineage *lineage)
{
	free(lineage->message_id);
	for (size_t i = 0; i < lineage->reference_count; i++)
		free(lineage->references[i]);
	memset(lineage, 0, sizeof(*lineage));
}

/* A new string of what is between the angle brackets; "" for nothing. */
static char *trimmed(const char *value, size_t size)
{
	const char *start = value;
	size_t length = 0;

	redact_trim_message_id(value, size, &start, &length);
	return strndup(start, length);
}

static int add_references(struct lineage *lineage, const char *value)
{
	for (;;) {
		value += strspn(value, BLANKS);
		size_t size = strcspn(value, BLANKS);
		if (size == 0 || lineage->reference_count == RECORD_REFERENCES_MAX)
			return 0;
		char *reference = trimmed(value, size);
		if (reference == NULL)
			return -ENOMEM;
		lineage->references[lineage->reference_count++] = reference;
		value += size;
	}
}

int lineage_field(struct lineage *lineage, const char *name, const char *value)
{
	if (strcasecmp(name, "References") == 0 || strcasecmp(name, "In-Reply-To") == 0)
		return add_references(lineage, value);
	if (strcasecmp(name, "Message-ID") != 0 || lineage->message_id != NULL)
		return 0;
	lineage->message_id = trimmed(value, strlen(value));
	return lineage->message_id != NULL ? 0 : -ENOMEM;
}
