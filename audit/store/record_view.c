#include "audit/store/record_view.h"

#include "audit/record.h"
#include "audit/store/record_time.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is read, and what was wrong first; after that nothing more is read. */
struct fields {
	char *problem;
	int error;
};

static int refuse(struct fields *fields, const char *name, const char *expected)
{
	if (fields->error == 0) {
		fields->error = -EBADMSG;
		snprintf(fields->problem, RECORD_VIEW_PROBLEM_SIZE, "\"%s\" is not %s", name, expected);
	}
	return fields->error;
}

static void fail(struct fields *fields, int error)
{
	if (fields->error == 0)
		fields->error = error;
}

/* A field that may be missing or null. */
static const char *text(struct fields *fields, const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	if (value == NULL || json_is_null(value))
		return NULL;
	if (!json_is_string(value))
		refuse(fields, name, "text");
	return json_string_value(value);
}

static uint64_t number(struct fields *fields, const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	if (value == NULL || json_is_null(value))
		return 0;
	if (!json_is_integer(value) || json_integer_value(value) < 0) {
		refuse(fields, name, "a whole number");
		return 0;
	}
	return (uint64_t)json_integer_value(value);
}

static bool flag(struct fields *fields, const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	if (value != NULL && !json_is_boolean(value))
		refuse(fields, name, "true or false");
	return json_is_true(value);
}

/* An array of objects as an array of structs: `read` fills entry after entry. NULL when there is none. */
typedef void read_entry(struct fields *fields, const json_t *object, void *entry);

static void *entries(struct fields *fields, const json_t *object, const char *name, size_t entry_size, read_entry *read,
    size_t *ret_count)
{
	const json_t *array = json_object_get(object, name);
	size_t count = json_array_size(array);

	if (array != NULL && !json_is_array(array))
		refuse(fields, name, "a list");
	if (count == 0 || fields->error < 0)
		return NULL;
	char *list = calloc(count, entry_size);
	if (list == NULL) {
		fail(fields, -ENOMEM);
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *entry = json_array_get(array, i);
		if (json_is_object(entry))
			read(fields, entry, list + i * entry_size);
		else
			refuse(fields, name, "a list of objects");
	}
	*ret_count = count;
	return list;
}

static void read_texts(struct fields *fields, const json_t *object, const char *name, struct text_list *ret_list)
{
	const json_t *array = json_object_get(object, name);
	size_t count = json_array_size(array);

	if (array != NULL && !json_is_array(array))
		refuse(fields, name, "a list");
	if (count == 0 || fields->error < 0)
		return;
	ret_list->items = calloc(count, sizeof(*ret_list->items));
	if (ret_list->items == NULL) {
		fail(fields, -ENOMEM);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *entry = json_array_get(array, i);
		if (json_is_string(entry))
			ret_list->items[ret_list->count++] = json_string_value(entry);
		else if (!json_is_null(entry))
			refuse(fields, name, "a list of texts");
	}
}

static void read_finding(struct fields *fields, const json_t *object, void *entry)
{
	struct finding_view *finding = entry;

	finding->reason = text(fields, object, "reason");
	finding->action = text(fields, object, "action");
	finding->subject = text(fields, object, "subject");
	finding->trouble = text(fields, object, "trouble");
	finding->is_excepted = flag(fields, object, "excepted");
}

static void read_form(struct fields *fields, const json_t *object, void *entry)
{
	struct form_view *form = entry;

	form->state = text(fields, object, "state");
	form->form = text(fields, object, "form");
	form->digest = text(fields, object, "digest");
	form->part = number(fields, object, "part");
	form->score = number(fields, object, "score");
	form->labels = number(fields, object, "labels");
	form->answers = number(fields, object, "answers");
	form->ticks = number(fields, object, "ticks");
}

static void read_part(struct fields *fields, const json_t *object, void *entry)
{
	struct part_view *part = entry;

	part->type = text(fields, object, "type");
	part->sniffed = text(fields, object, "sniffed");
	part->size = number(fields, object, "size");
}

static void read_copy(struct fields *fields, const json_t *object, void *entry)
{
	struct copy_view *copy = entry;

	copy->name = text(fields, object, "name");
	copy->in_header = text(fields, object, "header");
	copy->in_envelope = text(fields, object, "envelope");
	copy->is_sender = flag(fields, object, "sender");
	copy->is_added = flag(fields, object, "added");
}

static void read_pseudonyms(struct fields *fields, const json_t *object, struct pseudonyms *pseudonyms)
{
	pseudonyms->period = text(fields, object, "period");
	pseudonyms->sender = text(fields, object, "sender");
	pseudonyms->message_id = text(fields, object, "message_id");
	read_texts(fields, object, "references", &pseudonyms->references);
}

static void read_previous(struct fields *fields, struct record_view *view)
{
	const json_t *previous = json_object_get(view->object, "previous");

	/* In the records of changes it is the name of what was before. */
	if (!json_is_object(previous))
		return;
	read_pseudonyms(fields, previous, &view->previous);
	read_texts(fields, previous, "forms", &view->previous.forms);
}

/* The digests of the forms that have one. */
static void list_digests(struct fields *fields, struct record_view *view)
{
	struct text_list *digests = &view->now.forms;

	if (view->form_count == 0)
		return;
	digests->items = calloc(view->form_count, sizeof(*digests->items));
	if (digests->items == NULL) {
		fail(fields, -ENOMEM);
		return;
	}
	for (size_t i = 0; i < view->form_count; i++)
		if (view->forms[i].digest != NULL)
			digests->items[digests->count++] = view->forms[i].digest;
}

static void read_head(struct fields *fields, struct record_view *view)
{
	const json_t *object = view->object;

	if (json_integer_value(json_object_get(object, "v")) != RECORD_SCHEMA)
		refuse(fields, "v", "1, the version that is known here");
	view->has_index = json_object_get(object, "index") != NULL;
	view->index = number(fields, object, "index");
	view->kind = text(fields, object, "kind");
	if (view->kind == NULL)
		refuse(fields, "kind", "there");
	view->time = text(fields, object, "time");
	if (view->time == NULL || record_time_parse(view->time, strlen(view->time), &view->time_us) < 0)
		refuse(fields, "time", "a time such as 2026-11-04T10:15:00.123456Z");
	view->gateway = text(fields, object, "gateway");
	view->software = text(fields, object, "software");
	view->bundle = text(fields, object, "bundle");
}

static void read_verdict(struct fields *fields, struct record_view *view)
{
	const json_t *object = view->object;

	view->route = text(fields, object, "route");
	view->mode = text(fields, object, "mode");
	view->mail_class = text(fields, object, "class");
	view->verdict = text(fields, object, "verdict");
	view->would = text(fields, object, "would");
	view->reason = text(fields, object, "reason");
	view->exception = text(fields, object, "exception");
	view->findings =
	    entries(fields, object, "findings", sizeof(*view->findings), read_finding, &view->finding_count);
	view->forms = entries(fields, object, "forms", sizeof(*view->forms), read_form, &view->form_count);
	view->parts = entries(fields, object, "parts", sizeof(*view->parts), read_part, &view->part_count);
	view->copies = entries(fields, object, "copies", sizeof(*view->copies), read_copy, &view->copy_count);
	read_texts(fields, object, "edits", &view->edits);
	view->case_code = text(fields, object, "case");
	read_pseudonyms(fields, object, &view->now);
	list_digests(fields, view);
	read_previous(fields, view);
	view->sender_domain = text(fields, object, "sender_domain");
	view->queue_id = text(fields, object, "queue_id");
	view->recipients = number(fields, object, "recipients");
	view->size = number(fields, object, "size");
	view->deaths = number(fields, object, "deaths");
}

static void read_timings(struct fields *fields, struct record_view *view)
{
	const json_t *timings = json_object_get(view->object, "timings");

	view->screen_us = number(fields, timings, "screen_us");
	view->wait_us = number(fields, timings, "wait_us");
	view->inspect_us = number(fields, timings, "inspect_us");
}

/* Only these have the fields of a verdict; those of an event are asked for by name. */
static bool is_verdict(const struct record_view *view)
{
	return view->kind != NULL && (strcmp(view->kind, "verdict") == 0 || strcmp(view->kind, "outcome-unknown") == 0);
}

int record_view_parse(
    const char *line, size_t size, struct record_view *ret_view, char ret_problem[RECORD_VIEW_PROBLEM_SIZE])
{
	struct fields fields = {.problem = ret_problem};
	json_error_t error;
	struct record_view view = {.object = json_loadb(line, size, JSON_REJECT_DUPLICATES, &error)};

	if (!json_is_object(view.object)) {
		bool is_json = view.object != NULL;
		json_decref(view.object);
		if (is_json)
			snprintf(ret_problem, RECORD_VIEW_PROBLEM_SIZE, "JSON, but no object");
		else /* never what jansson says: it quotes the line */
			snprintf(ret_problem, RECORD_VIEW_PROBLEM_SIZE, "no JSON from octet %d on", error.position);
		return -EBADMSG;
	}
	read_head(&fields, &view);
	if (is_verdict(&view)) {
		read_verdict(&fields, &view);
		read_timings(&fields, &view);
	}
	if (fields.error < 0) {
		record_view_clear(&view);
		return fields.error;
	}
	*ret_view = view;
	return 0;
}

void record_view_clear(struct record_view *view)
{
	free(view->findings);
	free(view->forms);
	free(view->parts);
	free(view->copies);
	free(view->edits.items);
	free(view->now.references.items);
	free(view->now.forms.items);
	free(view->previous.references.items);
	free(view->previous.forms.items);
	json_decref(view->object);
	*view = (struct record_view){0};
}

const char *record_view_text(const struct record_view *view, const char *name)
{
	return json_string_value(json_object_get(view->object, name));
}

bool record_view_flag(const struct record_view *view, const char *name, bool otherwise)
{
	const json_t *value = json_object_get(view->object, name);

	return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

uint64_t record_view_number(const struct record_view *view, const char *name, uint64_t otherwise)
{
	const json_t *value = json_object_get(view->object, name);

	return json_is_integer(value) && json_integer_value(value) >= 0 ? (uint64_t)json_integer_value(value)
									: otherwise;
}
