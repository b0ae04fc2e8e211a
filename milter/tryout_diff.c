#include "milter/tryout_diff.h"

#include "milter/printable.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CONTEXT 3

struct text {
	const char *octets;
	size_t size;
};

/* Lines of a text, each with its end. */
struct lines {
	struct text *items;
	size_t count;
};

static int split(struct text text, bool are_fields, struct lines *lines)
{
	const char *end = text.octets + text.size;
	size_t most = 0;

	for (size_t i = 0; i < text.size; i++)
		most += text.octets[i] == '\n';
	lines->items = calloc(most + 2, sizeof(*lines->items));
	if (lines->items == NULL)
		return -ENOMEM;
	for (const char *at = text.octets; at < end;) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		const char *next = are_fields ? saved_message_field_end(at, end) : feed != NULL ? feed + 1 : end;
		lines->items[lines->count++] = (struct text){at, (size_t)(next - at)};
		at = next;
	}
	return 0;
}

static bool is_same(const struct text *one, const struct text *other)
{
	return one->size == other->size && memcmp(one->octets, other->octets, one->size) == 0;
}

/* How the output is to be. */
struct paper {
	FILE *stream;
	const char *indent;
	bool is_revealing;
	bool are_fields;
};

static void put_octets(const struct paper *paper, char sign, const char *octets, size_t size)
{
	char *copy = strndup(octets, size);
	char *shown = copy != NULL ? printable_new(copy) : NULL;

	fprintf(paper->stream, "%s%c%s\n", paper->indent, sign, shown != NULL ? shown : "");
	free(copy);
	free(shown);
}

/* A sender may write anything into the name of a field, too. */
static const char *field_name(const struct text *field)
{
	static const char *const names[] = {"From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID",
	    "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "DKIM-Signature",
	    "Received"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t length = strlen(names[i]);
		if (field->size > length && field->octets[length] == ':' &&
		    strncasecmp(field->octets, names[i], length) == 0)
			return names[i];
	}
	return "(another field)";
}

static void put_line(const struct paper *paper, char sign, const struct text *line)
{
	const char *at = line->octets, *end = line->octets + line->size;

	if (paper->are_fields && !paper->is_revealing) {
		fprintf(paper->stream, "%s%c%s\n", paper->indent, sign, field_name(line));
		return;
	}
	while (at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((feed != NULL ? feed : end) - at);
		put_octets(paper, sign, at, length > 0 && at[length - 1] == '\r' ? length - 1 : length);
		at += length + (feed != NULL);
	}
}

static void put_lines(const struct paper *paper, char sign, const struct lines *lines, size_t from, size_t to)
{
	if (!paper->is_revealing && !paper->are_fields) {
		if (to > from && sign != ' ')
			fprintf(paper->stream, "%s%c(%zu lines)\n", paper->indent, sign, to - from);
		return;
	}
	for (size_t i = from; i < to; i++)
		put_line(paper, sign, &lines->items[i]);
}

/* What both have in common at the beginning and at the end stays; all between goes and comes: one hunk. */
static void compare(const struct paper *paper, const struct lines *old, const struct lines *new)
{
	size_t least = old->count < new->count ? old->count : new->count, first = 0, last = 0;

	while (first < least && is_same(&old->items[first], &new->items[first]))
		first++;
	while (last < least - first && is_same(&old->items[old->count - 1 - last], &new->items[new->count - 1 - last]))
		last++;
	if (first == old->count && first == new->count)
		return;
	size_t before = first < CONTEXT ? first : CONTEXT, after = last < CONTEXT ? last : CONTEXT;
	fprintf(paper->stream, "%s@@ -%zu,%zu +%zu,%zu @@ %s\n", paper->indent, first - before + 1,
	    old->count - last - first + before + after, first - before + 1, new->count - last - first + before + after,
	    paper->are_fields ? "header fields" : "lines of the body");
	put_lines(paper, ' ', old, first - before, first);
	put_lines(paper, '-', old, first, old->count - last);
	put_lines(paper, '+', new, first, new->count - last);
	put_lines(paper, ' ', old, old->count - last, old->count - last + after);
}

static int compare_texts(const struct paper *paper, struct text old, struct text new)
{
	struct lines was = {.count = 0}, is = {.count = 0};
	int r = split(old, paper->are_fields, &was);

	if (r == 0)
		r = split(new, paper->are_fields, &is);
	if (r == 0)
		compare(paper, &was, &is);
	free(was.items);
	free(is.items);
	return r;
}

/* A field as the MTA would write it: LF becomes CRLF. */
static void write_field(const struct edit *edit, FILE *out)
{
	fprintf(out, "%s:", edit->name);
	for (const char *c = edit->value; *c != '\0'; c++) {
		if (*c == '\n')
			putc('\r', out);
		putc(*c, out);
	}
	fputs("\r\n", out);
}

/* The edit that changes this occurrence of the field; NULL for none. */
static const struct edit *find_change(
    const struct verdict *verdict, const char *name, size_t length, uint32_t occurrence)
{
	for (size_t i = 0; i < verdict->edit_count; i++) {
		const struct edit *edit = &verdict->edits[i];
		if (edit->kind == EDIT_CHANGE_HEADER && strlen(edit->name) == length &&
		    strncasecmp(edit->name, name, length) == 0 && edit->occurrence == occurrence)
			return edit;
	}
	return NULL;
}

static uint32_t count_before(const struct lines *fields, size_t index, const char *name, size_t length)
{
	uint32_t count = 1;

	for (size_t i = 0; i < index; i++)
		count += fields->items[i].size > length && fields->items[i].octets[length] == ':' &&
			 strncasecmp(fields->items[i].octets, name, length) == 0;
	return count;
}

static int edit_header(const struct lines *fields, const struct verdict *verdict, char **ret_header, size_t *ret_size)
{
	FILE *out = open_memstream(ret_header, ret_size);

	if (out == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < fields->count; i++) {
		const struct text *field = &fields->items[i];
		const char *colon = memchr(field->octets, ':', field->size);
		size_t length = colon != NULL ? (size_t)(colon - field->octets) : 0;
		const struct edit *edit =
		    find_change(verdict, field->octets, length, count_before(fields, i, field->octets, length));
		if (edit == NULL)
			fwrite(field->octets, 1, field->size, out);
		else if (edit->value[0] != '\0')
			write_field(edit, out);
	}
	for (size_t i = 0; i < verdict->edit_count; i++)
		if (verdict->edits[i].kind == EDIT_ADD_HEADER)
			write_field(&verdict->edits[i], out);
	return fclose(out) == 0 ? 0 : -ENOMEM;
}

static int compare_header(const struct paper *paper, const struct saved_message *message, const struct verdict *verdict)
{
	const struct text old = {message->octets, message->header_size};
	struct lines fields = {.count = 0};
	char *header = NULL;
	size_t size = 0;
	int r = split(old, true, &fields);

	if (r == 0)
		r = edit_header(&fields, verdict, &header, &size);
	if (r == 0)
		r = compare_texts(paper, old, (struct text){header, size});
	free(header);
	free(fields.items);
	return r;
}

static int compare_body(const struct paper *paper, const struct saved_message *message, const struct tried *tried)
{
	size_t start = message->header_size + 2 < message->size ? message->header_size + 2 : message->size;

	if (tried->new_message == NULL)
		return 0;
	return compare_texts(paper, (struct text){message->octets + start, message->size - start},
	    (struct text){tried->new_message + tried->body_offset, tried->new_size - tried->body_offset});
}

int tryout_diff_print(
    const struct saved_message *message, const struct tried *tried, bool is_revealing, const char *indent, FILE *stream)
{
	struct paper paper = {.stream = stream, .indent = indent, .is_revealing = is_revealing, .are_fields = true};

	if (tried->judged.verdict.edit_count == 0)
		return 0;
	fprintf(stream, "%s--- as it came\n%s+++ as it would go on\n", indent, indent);
	int r = compare_header(&paper, message, &tried->judged.verdict);
	paper.are_fields = false;
	return r < 0 ? r : compare_body(&paper, message, tried);
}
