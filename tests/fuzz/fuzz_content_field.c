/*
 * Whatever the octets of a part's header: the strict reading describes it or refuses it with a rule and a place, and
 * the name that it takes for the name is among those that the generous reading finds.
 */
#include "message/charsets.h"
#include "message/grammar/content_field.h"
#include "message/part_name.h"
#include "rules/utf8.h"

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

static void collect(const struct header_field *field, struct facts_part *part)
{
	struct parameter_list list;

	if (field->value == NULL)
		return;
	require(parameter_list_parse(field->value, field->value_length, &list) == 0);
	require(part_name_collect(&list, part) == 0);
	parameter_list_clear(&list);
}

/* The generous reading leaves out controls, so a tab that folds. */
static void check_name(const struct field_block *block, const char *name)
{
	struct facts facts;
	int is_found = strchr(name, '\t') != NULL;

	facts_init(&facts);
	struct facts_part *part = facts_add_part(&facts);
	collect(&block->known[KNOWN_CONTENT_DISPOSITION], part);
	collect(&block->known[KNOWN_CONTENT_TYPE], part);
	for (size_t i = 0; i < part->name_count; i++)
		is_found |= strcmp(part->names[i], name) == 0;
	require(is_found || part->name_count == FACTS_NAMES_MAX);
	facts_clear(&facts);
}

static void check_part(const struct outline_part *part, const struct content_fields *fields)
{
	size_t length = strlen(fields->boundary);

	require(strchr(part->type, '/') != NULL);
	require((part->kind == OUTLINE_MULTIPART) == (length > 0) && length <= CONTENT_BOUNDARY_MAX);
	require(part->kind == OUTLINE_LEAF || part->encoding == OUTLINE_IDENTITY);
	require(part->charset == NULL || strncmp(part->type, "text/", 5) == 0);
	require(part->name_count <= FACTS_NAMES_MAX);
	for (size_t i = 0; i < part->name_count; i++)
		require(part->names[i][0] != '\0' && utf8_is_valid(part->names[i], strlen(part->names[i])));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int is_held;
	struct grammar_fault fault = {RULE_NONE, 0};
	struct line_reader lines;
	struct field_block block;
	struct content_fields fields;
	struct outline outline;

	if (!is_held)
		charsets_hold();
	is_held = 1;
	line_reader_init(&lines, data, size);
	int r = field_block_read(&lines, FIELD_BLOCK_MESSAGE, NULL, NULL, &block, &fault);
	outline_init(&outline);
	struct outline_part *part = outline_add(&outline, OUTLINE_NO_PARENT);
	require(part != NULL);
	if (r == 0)
		r = content_fields_read(&block, part, &fields, &fault);
	require(r == 0 || r == -EBADMSG || r == -E2BIG);
	require(r != -EBADMSG || (fault.rule > RULE_NONE && fault.rule < RULE_COUNT && fault.offset <= size));
	if (r == 0) {
		check_part(part, &fields);
		if (part->name_count > 0)
			check_name(&block, part->names[0]);
	}
	outline_clear(&outline);
	return 0;
}
