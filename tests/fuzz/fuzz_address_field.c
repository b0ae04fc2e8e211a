/*
 * Whatever the octets of a To field: the strict reading accepts or refuses them with a rule and a place, and what it
 * accepts is closed: an address written behind it is read there, strictly and laxly. So are two such lists in one.
 */
#include "message/grammar/address_field.h"
#include "message/mailbox_list.h"
#include "message/text.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

/* A header of one field, in memory of its own. */
struct header {
	char *text;
	size_t size;
	struct field_block block;
};

static void make_header(const struct text *value, struct header *header)
{
	header->size = value->length + strlen("To:\r\n\r\n");
	header->text = malloc(header->size);
	require(header->text != NULL && value->error == 0);
	memcpy(header->text, "To:", 3);
	memcpy(header->text + 3, text_string(value), value->length);
	memcpy(header->text + 3 + value->length, "\r\n\r\n", 4);
}

/* Whether the value is accepted; false too where it is more than one field. */
static int accepts(const struct text *value)
{
	struct grammar_fault fault = {RULE_NONE, 0};
	struct line_reader lines;
	struct header header;

	make_header(value, &header);
	line_reader_init(&lines, header.text, header.size);
	int r = field_block_read(&lines, FIELD_BLOCK_MESSAGE, NULL, NULL, &header.block, &fault);
	int is_whole = r == 0 && lines.at == lines.end && header.block.field_count == 1;
	if (is_whole) {
		r = address_fields_check(&header.block, &fault);
		require(r == 0 || (r == -EBADMSG && fault.rule == RULE_ADDRESS_SYNTAX));
		require(fault.offset <= header.size);
	}
	free(header.text);
	return is_whole && r == 0;
}

static void check_closed(const struct text *value)
{
	struct mailbox_list list;
	struct text more = {0};

	text_append(&more, text_string(value), value->length);
	text_append(&more, ", last@c.uk", strlen(", last@c.uk"));
	require(accepts(&more));
	mailbox_list_init(&list, SIZE_MAX);
	require(mailbox_list_read(&list, text_string(&more), more.length) == 0);
	require(mailbox_list_has(&list, "last@c.uk"));
	mailbox_list_clear(&list);
	text_reset(&more);
	text_append(&more, text_string(value), value->length);
	text_append_octet(&more, ',');
	text_append(&more, text_string(value), value->length);
	require(accepts(&more));
	text_clear(&more);
}

static int is_blank(const struct text *value)
{
	for (size_t i = 0; i < value->length; i++)
		if (!header_is_folding_space(value->bytes[i]))
			return 0;
	return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text value = {0};

	text_append(&value, (const char *)data, size);
	/* A long line might become too long by what is written behind it. */
	if (accepts(&value) && !is_blank(&value) && size < LINE_OCTETS_MAX / 3)
		check_closed(&value);
	text_clear(&value);
	return 0;
}
