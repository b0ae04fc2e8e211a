#include "rules/guidance.h"

#include "rules/guidance_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A line of a reply while it is written. */
struct out {
	char text[GUIDANCE_LINE_MAX + 1];
	size_t length;
	size_t wire_length;
};

static void section_clear(struct guidance_section *section)
{
	for (size_t i = 0; i < section->count; i++)
		free(section->lines[i].text);
	free(section->lines);
	*section = (struct guidance_section){0};
}

void guidance_free(struct guidance *guidance)
{
	if (guidance == NULL)
		return;
	section_clear(&guidance->reply);
	for (size_t i = 0; i < REASON_COUNT; i++)
		section_clear(&guidance->items[i]);
	for (size_t i = 0; i < TROUBLE_COUNT; i++)
		section_clear(&guidance->troubles[i]);
	for (size_t i = 0; i < UNSAFE_CLASS_COUNT; i++)
		section_clear(&guidance->classes[i]);
	for (size_t i = 0; i < NOTICE_LANGUAGE_COUNT; i++) {
		section_clear(&guidance->removed[i]);
		free(guidance->notices[i]);
	}
	free(guidance);
}

bool guidance_has(const struct guidance *guidance, enum reason reason)
{
	return guidance->items[reason].count > 0;
}

void guidance_reply_clear(struct guidance_reply *reply)
{
	for (size_t i = 0; i < reply->count; i++)
		free(reply->lines[i]);
	*reply = (struct guidance_reply){0};
}

/* SMTP has printable ASCII only (RFC 5321 section 4.2.1): whatever a value holds, nothing else leaves. */
static int put(struct out *out, const char *text, size_t length)
{
	out->wire_length += guidance_wire_length(text, length);
	if (out->wire_length > GUIDANCE_LINE_MAX)
		return -E2BIG;
	for (size_t i = 0; i < length; i++)
		out->text[out->length++] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	return 0;
}

/* The string member at an offset of struct guidance_values or struct guidance_item; "" where it is not given. */
static const char *value_at(const void *values, size_t offset)
{
	const char *value;

	memcpy(&value, (const char *)values + offset, sizeof(value));
	return value != NULL ? value : "";
}

static int put_line(
    struct out *out, const char *line, const struct guidance_values *values, const struct guidance_item *item)
{
	struct guidance_piece piece;
	int r = 0;

	while (r == 0 && guidance_piece_next(&line, &piece)) {
		const struct guidance_placeholder *placeholder = NULL;
		if (piece.is_placeholder)
			placeholder = item != NULL ? guidance_item_placeholder(&piece, item->reason)
						   : guidance_reply_placeholder(&piece);
		if (placeholder == NULL) {
			r = put(out, piece.text, piece.length);
		} else {
			const char *value = value_at(item != NULL ? (const void *)item : values, placeholder->offset);
			r = put(out, value, strlen(value));
		}
	}
	return r;
}

static int add_line(struct guidance_reply *reply, const char *line, const struct guidance_values *values,
    const struct guidance_item *item)
{
	struct out out = {0};
	int r = put_line(&out, line, values, item);

	if (r < 0)
		return r;
	if (reply->count == GUIDANCE_LINES_MAX)
		return -E2BIG;
	char *text = strndup(out.text, out.length);
	if (text == NULL)
		return -ENOMEM;
	reply->lines[reply->count++] = text;
	return 0;
}

const char *guidance_notice(const struct guidance *guidance, enum notice_language language)
{
	return guidance->notices[language] != NULL ? guidance->notices[language] : notice_template(language);
}

/* The text for the trouble where the file has one, then that for the class, otherwise that for the reason. */
static const struct guidance_section *section_of(const struct guidance *guidance, const struct guidance_item *item)
{
	const struct guidance_section *section = &guidance->troubles[item->trouble];

	if (section->count == 0 && reason_is_of_classes(item->reason))
		section = &guidance->classes[item->class];
	return section->count > 0 ? section : &guidance->items[item->reason];
}

static int add_items(struct guidance_reply *reply, const struct guidance *guidance,
    const struct guidance_values *values, const struct guidance_item *items, size_t item_count)
{
	for (size_t i = 0; i < item_count && i < GUIDANCE_ITEMS_MAX; i++) {
		const struct guidance_section *section = section_of(guidance, &items[i]);
		for (size_t j = 0; j < section->count; j++) {
			int r = add_line(reply, section->lines[j].text, values, &items[i]);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

int guidance_render(const struct guidance *guidance, const struct guidance_values *values,
    const struct guidance_item *items, size_t item_count, struct guidance_reply *ret_reply)
{
	struct guidance_reply reply = {0};
	int r = 0;

	for (size_t i = 0; i < guidance->reply.count && r == 0; i++) {
		const char *line = guidance->reply.lines[i].text;
		if (strcmp(line, GUIDANCE_ITEMS) == 0)
			r = add_items(&reply, guidance, values, items, item_count);
		else
			r = add_line(&reply, line, values, NULL);
	}
	if (r < 0) {
		guidance_reply_clear(&reply);
		return r;
	}
	*ret_reply = reply;
	return 0;
}
