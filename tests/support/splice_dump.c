/*
 * splice_dump: replaces parts of message files, for the tests that ask other parsers about what came of it.
 *
 * Reads lines of JSON: {"in": FILE, "out": FILE, "replacements": [{"part": INDEX, "octets": BASE64, "type", "charset",
 * "extension", "name", "notice": true}]}, of which only "part" must be there. Writes for each a line: {"result": 0 or a
 * negative errno, "body": OFFSET, "fields": [[NAME, VALUE, added], ...]}.
 */
#include "channel/channel.h"
#include "message/charsets.h"
#include "message/grammar/grammar.h"
#include "message/sanitise/splice.h"
#include "message/sanitise/splice_check.h"

#include <errno.h>
#include <glib.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST		 (64U << 20)
#define REPLACEMENTS_MAX 1000

/* A message and what the grammar says of it. */
struct message {
	int fd;
	struct mapping mapping;
	struct outline outline;
};

static int read_message(int fd, struct message *message)
{
	struct grammar_fault fault;

	message->fd = fd;
	outline_init(&message->outline);
	int r = mapping_open(fd, &message->mapping);
	return r < 0 ? r : grammar_check(message->mapping.bytes, message->mapping.size, &message->outline, &fault);
}

static void forget_message(struct message *message)
{
	outline_clear(&message->outline);
	mapping_close(&message->mapping);
	close(message->fd);
}

static int load(const char *path)
{
	gchar *octets = NULL;
	gsize size = 0;
	int fd = -1;

	if (!g_file_get_contents(path, &octets, &size, NULL) || channel_memfd("in", &fd) < 0 ||
	    channel_write(fd, octets, size) < 0 || channel_seal(fd) < 0)
		abort();
	g_free(octets);
	return fd;
}

static const char *text_of(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static struct replacement replacement_of(json_t *object)
{
	struct replacement replacement = {.part = (size_t)json_integer_value(json_object_get(object, "part")),
	    .type = text_of(object, "type"),
	    .charset = text_of(object, "charset"),
	    .extension = text_of(object, "extension"),
	    .name = text_of(object, "name"),
	    .is_notice = json_is_true(json_object_get(object, "notice"))};
	const char *octets = text_of(object, "octets");

	if (octets != NULL)
		replacement.octets = (const char *)g_base64_decode(octets, &replacement.size);
	/* GLib has no octets for none. */
	if (octets != NULL && replacement.octets == NULL)
		replacement.octets = g_strdup("");
	return replacement;
}

/* The new message must be what the old one becomes, by its own outline. */
static int check(const struct message *old, const struct message *new, const struct replacement *list, size_t count)
{
	struct described before = {&old->mapping, &old->outline}, after = {&new->mapping, &new->outline};

	return splice_check(&before, &after, list, count);
}

static int store(const struct spliced *spliced, const struct message *old, const struct replacement *list, size_t count,
    const char *path)
{
	struct message new;
	int r = read_message(dup(spliced->fd), &new);

	if (r == 0)
		r = check(old, &new, list, count);
	if (!g_file_set_contents(path, new.mapping.bytes, (gssize) new.mapping.size, NULL))
		abort();
	forget_message(&new);
	return r;
}

static void print_answer(int result, const struct spliced *spliced)
{
	json_t *fields = json_array();

	for (size_t i = 0; i < spliced->field_count; i++)
		json_array_append_new(fields, json_pack("[s, s, b]", spliced->fields[i].name, spliced->fields[i].value,
						  spliced->fields[i].is_added));
	json_t *answer =
	    json_pack("{s:i, s:I, s:o}", "result", result, "body", (json_int_t)spliced->body_offset, "fields", fields);
	json_dumpf(answer, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(answer);
}

static void answer(json_t *request)
{
	static struct replacement list[REPLACEMENTS_MAX];
	json_t *wanted = json_object_get(request, "replacements");
	size_t count = json_array_size(wanted);
	struct message old;
	struct spliced spliced;

	spliced_init(&spliced);
	for (size_t i = 0; i < count && i < REPLACEMENTS_MAX; i++)
		list[i] = replacement_of(json_array_get(wanted, i));
	int r = read_message(load(text_of(request, "in")), &old);
	if (r == 0)
		r = splice_make(&old.mapping, &old.outline, list, count, MOST, &spliced);
	if (r == 0)
		r = store(&spliced, &old, list, count, text_of(request, "out"));
	print_answer(r, &spliced);
	spliced_clear(&spliced);
	forget_message(&old);
	for (size_t i = 0; i < count; i++)
		g_free((gpointer)(uintptr_t)list[i].octets);
}

int main(void)
{
	char *line = NULL;
	size_t capacity = 0;

	charsets_hold();
	while (getline(&line, &capacity, stdin) > 0) {
		json_t *request = json_loads(line, 0, NULL);
		if (request == NULL)
			return 2;
		answer(request);
		json_decref(request);
	}
	free(line);
	return 0;
}
