#include "rules/evidence.h"

#include "rules/address.h"
#include "rules/verdict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const field_words[FACTS_FIELD_COUNT] = {[FIELD_FROM] = "From",
    [FIELD_SENDER] = "Sender",
    [FIELD_REPLY_TO] = "Reply-To",
    [FIELD_TO] = "To",
    [FIELD_CC] = "Cc",
    [FIELD_BCC] = "Bcc"};

const char *facts_field_word(enum facts_field field)
{
	return field_words[field];
}

static void parts_clear(struct evidence_parts *parts)
{
	for (size_t i = 0; i < parts->count; i++) {
		free(parts->items[i].path);
		free(parts->items[i].type);
		free(parts->items[i].name);
	}
	free(parts->items);
}

void evidence_clear(struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->address_count; i++)
		free(evidence->addresses[i].canonical);
	free(evidence->addresses);
	parts_clear(&evidence->parts);
	parts_clear(&evidence->old);
	*evidence = (struct evidence){0};
}

static const char *first_name(const struct facts_part *part)
{
	return part->name_count > 0 && strlen(part->names[0]) <= EVIDENCE_NAME_MAX ? part->names[0] : NULL;
}

static int take_part(const struct facts_part *part, struct evidence_part *copy)
{
	const char *name = first_name(part);

	*copy = (struct evidence_part){.path = strdup(part->path),
	    .type = strdup(part->declared_type),
	    .name = name != NULL ? strdup(name) : NULL,
	    .size = part->decoded_size,
	    .role = part->role};
	return copy->path != NULL && copy->type != NULL && (name == NULL || copy->name != NULL) ? 0 : -ENOMEM;
}

static int take_parts(const struct facts *facts, struct evidence_parts *parts)
{
	int r = 0;

	parts->items = calloc(facts->part_count + 1, sizeof(*parts->items));
	if (parts->items == NULL)
		return -ENOMEM;
	while (r == 0 && parts->count < facts->part_count && parts->count < EVIDENCE_PARTS_MAX) {
		r = take_part(&facts->parts[parts->count], &parts->items[parts->count]);
		parts->count++;
	}
	return r;
}

int evidence_take_old(const struct facts *facts, struct evidence *evidence)
{
	return take_parts(facts, &evidence->old);
}

int evidence_take(const struct facts *facts, struct evidence *evidence)
{
	evidence->is_auto_submitted = facts->is_auto_submitted;
	evidence->is_calendar_reply = facts->is_calendar_reply;
	evidence->is_resent = facts->is_resent;
	evidence->is_dkim_signed = facts->is_dkim_signed;
	evidence->has_share_link = facts->has_share_link;
	evidence->addresses = calloc(facts->address_count + 1, sizeof(*evidence->addresses));
	if (evidence->addresses == NULL)
		return -ENOMEM;
	while (evidence->address_count < facts->address_count && evidence->address_count < EVIDENCE_ADDRESSES_MAX) {
		const struct facts_address *from = &facts->addresses[evidence->address_count];
		struct facts_address *to = &evidence->addresses[evidence->address_count];
		*to = (struct facts_address){.field = from->field, .canonical = strdup(from->canonical)};
		if (to->canonical == NULL)
			return -ENOMEM;
		evidence->address_count++;
	}
	return take_parts(facts, &evidence->parts);
}

static void parts_encode(const struct evidence_parts *parts, struct writer *writer)
{
	writer_u32(writer, (uint32_t)parts->count);
	for (size_t i = 0; i < parts->count; i++) {
		writer_string(writer, parts->items[i].path);
		writer_string(writer, parts->items[i].type);
		writer_string(writer, parts->items[i].name);
		writer_u64(writer, parts->items[i].size);
		writer_u8(writer, (uint8_t)parts->items[i].role);
	}
}

void evidence_encode(const struct evidence *evidence, struct writer *writer)
{
	writer_u32(writer, (uint32_t)evidence->address_count);
	for (size_t i = 0; i < evidence->address_count; i++) {
		writer_u8(writer, (uint8_t)evidence->addresses[i].field);
		writer_string(writer, evidence->addresses[i].canonical);
	}
	parts_encode(&evidence->parts, writer);
	parts_encode(&evidence->old, writer);
	writer_u8(writer, (uint8_t)evidence->is_auto_submitted);
	writer_u8(writer, (uint8_t)evidence->is_calendar_reply);
	writer_u8(writer, (uint8_t)evidence->is_resent);
	writer_u8(writer, (uint8_t)evidence->is_dkim_signed);
	writer_u8(writer, (uint8_t)evidence->has_share_link);
}

/* A string that has to be there. */
static char *read_text(struct reader *reader, size_t most)
{
	char *text = reader_string(reader, most);

	if (text == NULL && reader->error == 0)
		reader->error = -EBADMSG;
	return text;
}

/* Room for so many; an error sticks. */
static void *make_room(struct reader *reader, uint32_t count, size_t size)
{
	void *room = calloc((size_t)count + 1, size);

	if (room == NULL && reader->error == 0)
		reader->error = -ENOMEM;
	return room;
}

static void parts_decode(struct reader *reader, struct evidence_parts *parts)
{
	uint32_t count = reader_count(reader, EVIDENCE_PARTS_MAX);

	parts->items = make_room(reader, count, sizeof(*parts->items));
	while (reader->error == 0 && parts->count < count) {
		struct evidence_part *part = &parts->items[parts->count++];
		part->path = read_text(reader, EVIDENCE_PATH_MAX);
		part->type = read_text(reader, VERDICT_TYPE_MAX);
		part->name = reader_string(reader, EVIDENCE_NAME_MAX);
		part->size = reader_u64(reader);
		part->role = (enum part_role)reader_enum(reader, PART_ROLE_COUNT);
	}
}

void evidence_decode(struct reader *reader, struct evidence *evidence)
{
	uint32_t count = reader_count(reader, EVIDENCE_ADDRESSES_MAX);

	*evidence = (struct evidence){.addresses = make_room(reader, count, sizeof(*evidence->addresses))};
	while (reader->error == 0 && evidence->address_count < count) {
		struct facts_address *address = &evidence->addresses[evidence->address_count++];
		address->field = (enum facts_field)reader_enum(reader, FACTS_FIELD_COUNT);
		address->canonical = read_text(reader, ADDRESS_MAX);
	}
	parts_decode(reader, &evidence->parts);
	parts_decode(reader, &evidence->old);
	evidence->is_auto_submitted = (enum answer)reader_enum(reader, ANSWER_YES + 1);
	evidence->is_calendar_reply = (enum answer)reader_enum(reader, ANSWER_YES + 1);
	evidence->is_resent = (enum answer)reader_enum(reader, ANSWER_YES + 1);
	evidence->is_dkim_signed = (enum answer)reader_enum(reader, ANSWER_YES + 1);
	evidence->has_share_link = (enum answer)reader_enum(reader, ANSWER_YES + 1);
}
