#include "audit/tool/record_csv.h"

#include "audit/report/csv_cell.h"
#include "audit/tool/mapping.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A column: a field of the record; of an object or a list of them, which of their fields. */
struct column {
	const char *name;
	const char *field;
	const char *member;
};

static const struct column columns[] = {{"index", "index", NULL}, {"time", "time", NULL}, {"gateway", "gateway", NULL},
    {"kind", "kind", NULL}, {"route", "route", NULL}, {"mode", "mode", NULL}, {"class", "class", NULL},
    {"verdict", "verdict", NULL}, {"would", "would", NULL}, {"reason", "reason", NULL},
    {"findings", "findings", "reason"}, {"exception", "exception", NULL}, {"case", "case", NULL},
    {"period", "period", NULL}, {"sender", "sender", NULL}, {"sender_domain", "sender_domain", NULL},
    {"message_id", "message_id", NULL}, {"references", "references", NULL}, {"queue_id", "queue_id", NULL},
    {"recipients", "recipients", NULL}, {"size", "size", NULL}, {"forms", "forms", "state"},
    {"form_names", "forms", "form"}, {"parts", "parts", "type"}, {"edits", "edits", NULL}, {"deaths", "deaths", NULL},
    {"detail", "detail", NULL}, {"bundle", "bundle", NULL}, {"software", "software", NULL},
    {"carried", "carried", NULL}, {"form_digests", "forms", "digest"}, {"previous_period", "previous", "period"},
    {"previous_sender", "previous", "sender"}, {"previous_message_id", "previous", "message_id"},
    {"previous_references", "previous", "references"}, {"previous_form_digests", "previous", "forms"}};

#define COLUMN_COUNT (sizeof(columns) / sizeof(columns[0]))

void record_csv_head(FILE *stream)
{
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		if (i > 0)
			fputc(',', stream);
		csv_cell_write(stream, columns[i].name);
	}
	fputs("\r\n", stream);
}

/* A string as it is, anything else as JSON; new. */
static char *text_of(const json_t *value)
{
	return json_is_string(value) ? strdup(json_string_value(value))
				     : json_dumps(value, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);
}

static int join(FILE *joined, const json_t *list, const char *member)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);
		const json_t *value = member != NULL ? json_object_get(entry, member) : entry;
		if (value == NULL || json_is_null(value))
			continue;
		char *text = text_of(value);
		if (text == NULL)
			return -ENOMEM;
		fprintf(joined, "%s%s", ftell(joined) > 0 ? "; " : "", text);
		free(text);
	}
	return 0;
}

static int list_text(const json_t *list, const char *member, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *joined = open_memstream(&text, &size);

	if (joined == NULL)
		return -ENOMEM;
	int r = join(joined, list, member);
	if (fclose(joined) != 0)
		r = -ENOMEM;
	if (r < 0) {
		free(text);
		return r;
	}
	*ret_text = text;
	return 0;
}

static int put_column(FILE *stream, const json_t *record, const struct column *column)
{
	const json_t *value = json_object_get(record, column->field);
	bool is_object = json_is_object(value) && column->member != NULL;
	char *text = NULL;
	int r = 0;

	if (is_object)
		value = json_object_get(value, column->member);
	if (json_is_array(value))
		r = list_text(value, is_object ? NULL : column->member, &text);
	else if (value != NULL && !json_is_null(value))
		r = (text = text_of(value)) != NULL ? 0 : -ENOMEM;
	if (r == 0)
		csv_cell_write(stream, text);
	free(text);
	return r;
}

int record_csv_line(FILE *stream, const json_t *record)
{
	if (mapping_text(record, "kind") == NULL)
		return -EBADMSG;
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		if (i > 0)
			fputc(',', stream);
		int r = put_column(stream, record, &columns[i]);
		if (r < 0)
			return r;
	}
	fputs("\r\n", stream);
	return 0;
}
