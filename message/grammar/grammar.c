#include "message/grammar/grammar.h"

#include "message/grammar/address_field.h"
#include "message/grammar/leaf.h"
#include "message/grammar/preamble.h"
#include "message/grammar/structure.h"

#include <errno.h>
#include <string.h>

#define LINE_END 2 /* octets of CRLF */

enum place { PLACE_PREAMBLE = 0, PLACE_LEAF, PLACE_EPILOGUE };

struct check {
	struct line_reader reader;
	struct grammar_fault *fault;
	struct outline outline;
	struct structure structure;
	enum place place;	  /* of the next line */
	struct preamble preamble; /* PLACE_PREAMBLE */
	struct leaf leaf;	  /* PLACE_LEAF: of the last part */
};

static size_t offset_of(const struct check *check)
{
	return (size_t)(check->reader.at - check->reader.start);
}

/* The last line of the header was the empty one. */
static bool has_empty_line(const struct check *check, size_t header_offset)
{
	const char *at = check->reader.at, *header = check->reader.start + header_offset;

	return at - header == LINE_END || (at - header > LINE_END && memcmp(at - LINE_END - 1, "\n\r\n", 3) == 0);
}

/* A message has fields; attached to another one, also the empty line behind them. Whom an attached one was addressed to
 * decides nothing: old mail and evidence is forwarded as it came. */
static int check_message_header(
    const struct check *check, const struct outline_part *part, const struct field_block *block)
{
	if (block->field_count == 0)
		return grammar_fault_set(check->fault, RULE_FIELD_SYNTAX, part->header_offset);
	if (part->parent != OUTLINE_NO_PARENT && !has_empty_line(check, part->header_offset))
		return grammar_fault_set(check->fault, RULE_HEADER_END, part->header_offset);
	return part->parent == OUTLINE_NO_PARENT ? address_fields_check(block, check->fault) : 0;
}

static int check_part_header(
    const struct check *check, const struct outline_part *part, const struct content_fields *fields)
{
	if (!fields->has_type && strcmp(check->outline.parts[part->parent].type, "multipart/digest") == 0)
		return grammar_fault_set(check->fault, RULE_DIGEST, part->header_offset);
	return 0;
}

static struct outline_part *add_part(struct check *check, size_t parent)
{
	struct outline_part *part = outline_add(&check->outline, parent);

	if (part == NULL)
		return NULL;
	part->depth = parent == OUTLINE_NO_PARENT ? 0 : check->outline.parts[parent].depth + 1;
	part->header_offset = offset_of(check);
	return part;
}

/* Reads the header of a part, and describes it. */
static int read_header(
    struct check *check, enum field_block_kind kind, struct outline_part *part, struct content_fields *fields)
{
	struct field_block block;
	int r = field_block_read(&check->reader, kind, structure_is_delimiter, &check->structure, &block, check->fault);

	if (r == 0 && kind != FIELD_BLOCK_PART)
		r = check_message_header(check, part, &block);
	if (r == 0)
		r = content_fields_read(&block, part, fields, check->fault);
	if (r == 0 && kind == FIELD_BLOCK_PART)
		r = check_part_header(check, part, fields);
	part->body_offset = offset_of(check);
	return r;
}

/* A part begins; and where it is an attached message, so does that one's own first part. */
static int open_part(struct check *check, size_t parent, enum field_block_kind kind)
{
	struct content_fields fields = {.boundary = ""};

	for (;;) {
		if (check->outline.count == LIMIT_PARTS)
			return -E2BIG;
		struct outline_part *part = add_part(check, parent);
		if (part == NULL)
			return -ENOMEM;
		int r = read_header(check, kind, part, &fields);
		if (r < 0)
			return r;
		if (part->kind == OUTLINE_LEAF) {
			leaf_init(&check->leaf, part, &fields);
			check->place = PLACE_LEAF;
			return 0;
		}
		size_t index = check->outline.count - 1;
		r = structure_open(
		    &check->structure, index, fields.boundary, part->header_offset, part->body_offset, check->fault);
		if (r < 0)
			return r;
		if (part->kind == OUTLINE_MULTIPART) {
			preamble_init(&check->preamble);
			check->place = PLACE_PREAMBLE;
			return 0;
		}
		parent = index;
		kind = FIELD_BLOCK_ATTACHED;
	}
}

/* An empty body ends before the line end that its delimiter takes from the header. */
static void end_body(struct outline_part *part, size_t end)
{
	part->body_length = end > part->body_offset ? end - part->body_offset : 0;
}

/* What the innermost open multipart holds ends at an offset. */
static int end_parts(struct check *check, size_t end, bool is_last)
{
	struct structure *structure = &check->structure;

	if (check->place == PLACE_LEAF) {
		struct outline_part *part = &check->outline.parts[check->outline.count - 1];
		int r = leaf_end(&check->leaf, is_last, check->fault, &part->decoded_length);
		if (r < 0)
			return r;
		end_body(part, end);
	}
	while (structure->depth > 0 && structure->containers[structure->depth - 1].boundary == NULL) {
		structure->depth--;
		end_body(&check->outline.parts[structure->containers[structure->depth].part], end);
	}
	return 0;
}

static int take_delimiter(struct check *check, const struct line *line, enum structure_line kind)
{
	if (kind == STRUCTURE_CLOSE && check->place == PLACE_PREAMBLE)
		return grammar_fault_set(check->fault, RULE_MULTIPART_EMPTY, line->offset);
	int r = end_parts(check, line->offset - LINE_END, false);
	if (r < 0)
		return r;
	struct structure_container *multipart = structure_expected(&check->structure);
	if (kind == STRUCTURE_DELIMITER)
		return open_part(check, multipart->part, FIELD_BLOCK_PART);
	multipart->boundary = NULL;
	check->place = PLACE_EPILOGUE;
	return 0;
}

static int check_line(struct check *check, const struct line *line)
{
	char first = line->length > 0 ? line->text[0] : '\0';
	enum structure_line kind = STRUCTURE_TEXT;

	if (first == '-' || first == ' ' || first == '\t') {
		int r = structure_line(&check->structure, line, check->fault, &kind);
		if (r < 0)
			return r;
	}
	if (kind != STRUCTURE_TEXT)
		return take_delimiter(check, line, kind);
	switch (check->place) {
	case PLACE_PREAMBLE:
		return preamble_line(&check->preamble, line, check->fault);
	case PLACE_LEAF:
		return leaf_line(&check->leaf, line, check->fault);
	case PLACE_EPILOGUE:
		break;
	}
	return (line->classes & LINE_NOT_BLANK) == 0 ? 0 : grammar_fault_set(check->fault, RULE_EPILOGUE, line->offset);
}

static int check_lines(struct check *check)
{
	struct line line;
	int r = open_part(check, OUTLINE_NO_PARENT, FIELD_BLOCK_MESSAGE);

	while (r == 0) {
		r = line_reader_next(&check->reader, check->fault, &line);
		if (r == 0)
			break;
		if (r > 0)
			r = check_line(check, &line);
	}
	if (r == 0 && structure_expected(&check->structure) != NULL)
		return grammar_fault_set(check->fault, RULE_DELIMITER_CLOSE, offset_of(check));
	if (r == 0)
		r = end_parts(check, offset_of(check), true);
	return r < 0 ? r : structure_check_strays(&check->structure, check->reader.start, check->fault);
}

int grammar_check(const void *bytes, size_t size, struct outline *ret_outline, struct grammar_fault *ret_fault)
{
	struct grammar_fault fault = {RULE_NONE, 0};
	struct check check = {.fault = &fault};

	line_reader_init(&check.reader, bytes, size);
	outline_init(&check.outline);
	structure_init(&check.structure);
	int r = check_lines(&check);
	structure_clear(&check.structure);
	*ret_fault = fault;
	if (r == 0)
		*ret_outline = check.outline;
	else
		outline_clear(&check.outline);
	return r;
}
