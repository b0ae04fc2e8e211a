/* Whatever the octets: the grammar refuses by a rule at a place in the message, or its outline is a tree whose parts
 * lie inside the message and hold as much as they can. */
#include "message/charsets.h"
#include "message/grammar/grammar.h"
#include "message/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_leaf(const struct outline_part *part, const uint8_t *data)
{
	const uint8_t *body = data + part->body_offset;

	if (part->encoding == OUTLINE_IDENTITY)
		require(part->decoded_length == part->body_length);
	if (part->encoding == OUTLINE_BASE64)
		require(part->decoded_length <= part->body_length / 4 * 3);
	require(part->decoded_length <= part->body_length);
	require(memchr(body, '\0', part->body_length) == NULL);
}

static void check_part(const struct outline *outline, size_t index, const uint8_t *data, size_t size)
{
	const struct outline_part *part = &outline->parts[index], *parent = NULL;
	int has_parent = part->parent != OUTLINE_NO_PARENT;

	require(has_parent == (index > 0) && (!has_parent || part->parent < index));
	if (has_parent) {
		parent = &outline->parts[part->parent];
		require(parent->kind != OUTLINE_LEAF && part->header_offset >= parent->body_offset);
	}
	require(part->depth == (has_parent ? parent->depth + 1 : 0) && part->depth <= LIMIT_DEPTH);
	require(part->header_offset < part->body_offset && part->body_offset + part->body_length <= size);
	require(part->type != NULL && strchr(part->type, '/') != NULL && part->name_count <= FACTS_NAMES_MAX);
	if (part->kind == OUTLINE_LEAF)
		check_leaf(part, data);
	else
		require(index + 1 < outline->count && outline->parts[index + 1].parent == index);
	if (part->kind != OUTLINE_LEAF)
		require(part->encoding == OUTLINE_IDENTITY && part->decoded_length == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int is_loaded;
	struct grammar_fault fault = {RULE_COUNT, SIZE_MAX};
	struct outline outline;

	if (!is_loaded)
		is_loaded = charsets_hold() > 0;
	int r = grammar_check(data, size, &outline, &fault);
	if (r < 0) {
		require(r == -E2BIG || (r == -EBADMSG && fault.rule != RULE_NONE && fault.offset <= size));
		require(r == -EBADMSG || fault.rule == RULE_NONE);
		return 0;
	}
	require(fault.rule == RULE_NONE && size > 2 && memcmp(data + size - 2, "\r\n", 2) == 0);
	require(outline.count > 0 && outline.count <= LIMIT_PARTS);
	for (size_t i = 0; i < outline.count; i++)
		check_part(&outline, i, data, size);
	outline_clear(&outline);
	return 0;
}
