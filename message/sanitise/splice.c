#include "message/sanitise/splice.h"

#include "channel/channel.h"
#include "message/sanitise/outlet.h"
#include "rules/policy_content.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char crlf[] = "\r\n";

#define LINE_END (sizeof(crlf) - 1)

/* The new message, while it is written. */
struct cutter {
	const struct mapping *message;
	const struct outline *outline;
	struct outlet outlet;
	size_t copied; /* octets of the old message that were copied or left out */
	struct spliced spliced;
};

void spliced_init(struct spliced *spliced)
{
	*spliced = (struct spliced){.fd = -1};
}

void spliced_clear(struct spliced *spliced)
{
	if (spliced->fd >= 0)
		close(spliced->fd);
	for (size_t i = 0; i < spliced->field_count; i++)
		free(spliced->fields[i].value);
	spliced_init(spliced);
}

/* The sender's octets up to an offset of the old message. */
static void copy_until(struct cutter *cutter, size_t offset)
{
	outlet_put(&cutter->outlet, cutter->message->bytes + cutter->copied, offset - cutter->copied);
	cutter->copied = offset;
}

static void put_string(struct cutter *cutter, const char *string)
{
	outlet_put(&cutter->outlet, string, strlen(string));
}

static void put_field(struct cutter *cutter, const struct field_edit *edit)
{
	if (edit->is_removed)
		return;
	put_string(cutter, edit->name);
	put_string(cutter, ":");
	outlet_put(&cutter->outlet, edit->value.bytes, edit->value.length);
	put_string(cutter, crlf);
}

static bool starts_with_line_end(const char *at, const char *end)
{
	return (size_t)(end - at) >= LINE_END && memcmp(at, crlf, LINE_END) == 0;
}

/* Whether the header of the part ends with an empty line: that of a whole message may end with the message. */
static bool has_empty_line(const char *message, const struct outline_part *part)
{
	size_t length = part->body_offset - part->header_offset;
	const char *end = message + part->body_offset;

	return length == LINE_END || (length > LINE_END && end[-(ptrdiff_t)LINE_END - 1] == '\n');
}

static void write_header(struct cutter *cutter, const struct outline_part *part, const struct part_header *header)
{
	const char *message = cutter->message->bytes;
	bool has_end = has_empty_line(message, part);

	for (size_t i = 0; i < header->count; i++) {
		const struct field_edit *edit = &header->edits[i];
		copy_until(cutter, edit->length > 0 ? edit->offset : part->body_offset - (has_end ? LINE_END : 0));
		put_field(cutter, edit);
		cutter->copied += edit->length;
	}
	copy_until(cutter, part->body_offset);
	if (!has_end)
		put_string(cutter, crlf);
}

/*
 * The line end before a delimiter is the delimiter's; an empty body may have left it none of its own, as it takes that
 * of the empty line. What ends with the message ends its last line itself.
 */
static void end_content(struct cutter *cutter, size_t end, bool has_line_end)
{
	const char *at = cutter->message->bytes + end, *last = cutter->message->bytes + cutter->message->size;

	if (at == last ? !has_line_end : !starts_with_line_end(at, last))
		put_string(cutter, crlf);
}

static void write_content(struct cutter *cutter, const struct outline_part *part, const struct part_plan *plan,
    const struct replacement *replacement)
{
	size_t end = part->body_offset + part->body_length;
	bool has_line_end = false;

	if (!plan->has_new_content)
		return;
	cutter->copied = end;
	if (replacement->size == 0)
		return;
	if (plan->encoding == OUTLINE_QUOTED_PRINTABLE) {
		outlet_put_quoted_printable(&cutter->outlet, replacement->octets, replacement->size);
		has_line_end = replacement->octets[replacement->size - 1] == '\n';
	} else {
		outlet_put_base64(&cutter->outlet, replacement->octets, replacement->size);
	}
	end_content(cutter, end, has_line_end);
}

/* The value as libmilter wants it: without the CR of its folds. */
static char *for_milter(const struct text *value)
{
	char *copy = malloc(value->length + 1), *at = copy;

	if (copy == NULL)
		return NULL;
	for (size_t i = 0; i < value->length; i++)
		if (value->bytes[i] != '\r')
			*at++ = value->bytes[i];
	*at = '\0';
	return copy;
}

/* The header of the message itself is the MTA's to change. */
static int note_fields(struct cutter *cutter, const struct part_header *header)
{
	struct spliced *spliced = &cutter->spliced;

	for (size_t i = 0; i < header->count; i++) {
		const struct field_edit *edit = &header->edits[i];
		char *value = for_milter(&edit->value);
		if (value == NULL)
			return -ENOMEM;
		spliced->fields[spliced->field_count++] =
		    (struct spliced_field){.name = edit->name, .is_added = edit->length == 0, .value = value};
		/* The gate would not believe it. */
		if (!policy_content_fits(edit->name, value))
			return -EBADMSG;
	}
	return 0;
}

/* A digest that would be wrong: the MTA is asked for no more than it must be, and nobody looks at one of these. */
static void keep_removed(struct part_header *header)
{
	size_t count = 0;

	for (size_t i = 0; i < header->count; i++)
		if (!header->edits[i].is_removed)
			header->edits[count++] = header->edits[i];
	header->count = count;
}

static bool is_of_message(const struct outline *outline, const struct outline_part *part)
{
	return part->parent == OUTLINE_NO_PARENT || outline->parts[part->parent].kind == OUTLINE_MESSAGE;
}

static int replace(struct cutter *cutter, const struct outline_part *part, const struct replacement *replacement)
{
	struct part_plan plan;
	struct part_header header = {.count = 0};
	int r = part_plan_make(part, replacement, &plan);

	if (r < 0)
		return r;
	r = part_header_plan(cutter->message->bytes, part, &plan, is_of_message(cutter->outline, part), &header);
	if (r == 0 && part->parent == OUTLINE_NO_PARENT) {
		keep_removed(&header);
		r = note_fields(cutter, &header);
	}
	if (r == 0) {
		write_header(cutter, part, &header);
		if (part->parent == OUTLINE_NO_PARENT)
			cutter->spliced.body_offset = cutter->outlet.written;
		write_content(cutter, part, &plan, replacement);
	}
	part_header_clear(&header);
	part_plan_clear(&plan);
	return r < 0 ? r : cutter->outlet.error;
}

static const struct replacement *find(const struct replacement *replacements, size_t count, size_t part)
{
	for (size_t i = 0; i < count; i++)
		if (replacements[i].part == part)
			return &replacements[i];
	return NULL;
}

static int check_replacements(
    const struct mapping *message, const struct outline *outline, const struct replacement *replacements, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t part = replacements[i].part;
		if (part >= outline->count || outline->parts[part].kind != OUTLINE_LEAF ||
		    find(replacements, count, part) != &replacements[i])
			return -EINVAL;
		if (!replacement_is_allowed(outline, part))
			return -EPERM;
		if (outline->parts[part].body_offset + outline->parts[part].body_length > message->size)
			return -EBADMSG;
	}
	return outline->count > 0 ? 0 : -EINVAL;
}

/* In the order of the message, which is the outline's. */
static int write_message(struct cutter *cutter, const struct replacement *replacements, size_t count)
{
	const struct outline *outline = cutter->outline;
	int r = 0;

	cutter->spliced.body_offset = outline->parts[0].body_offset;
	for (size_t i = 0; i < outline->count && r == 0; i++) {
		const struct replacement *replacement = find(replacements, count, i);
		if (replacement != NULL)
			r = replace(cutter, &outline->parts[i], replacement);
	}
	if (r < 0)
		return r;
	copy_until(cutter, cutter->message->size);
	return outlet_flush(&cutter->outlet);
}

int splice_make(const struct mapping *message, const struct outline *outline, const struct replacement *replacements,
    size_t count, uint64_t most, struct spliced *ret_spliced)
{
	struct cutter cutter = {.message = message, .outline = outline};
	int r = check_replacements(message, outline, replacements, count);

	if (r < 0)
		return r;
	spliced_init(&cutter.spliced);
	r = channel_memfd("spliced", &cutter.spliced.fd);
	if (r == 0) {
		outlet_init(&cutter.outlet, cutter.spliced.fd, most);
		r = write_message(&cutter, replacements, count);
	}
	if (r == 0)
		r = channel_seal(cutter.spliced.fd);
	if (r < 0)
		spliced_clear(&cutter.spliced);
	else
		*ret_spliced = cutter.spliced;
	return r;
}
