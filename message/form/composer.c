#include "message/form/composer.h"

#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void composer_init(struct composer *composer, struct document *document)
{
	memset(composer, 0, sizeof(*composer));
	composer->document = document;
	composer->paragraph = composer->paragraph_count = 1;
}

bool composer_is_stopped(const struct composer *composer)
{
	return composer->is_stopped;
}

static void stop(struct composer *composer, enum document_obstacle obstacle)
{
	composer->document->obstacles |= obstacle;
	composer->is_stopped = true;
}

static void fail(struct composer *composer)
{
	composer->error = -ENOMEM;
	composer->is_stopped = true;
}

/* Never divides a character. */
static char *copy_name(struct composer *composer, const char *name)
{
	size_t length = name != NULL ? strlen(name) : 0;

	if (length == 0)
		return NULL;
	if (length > LIMIT_NAME_OCTETS)
		for (length = LIMIT_NAME_OCTETS; length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80;)
			length--;
	char *copy = strndup(name, length);
	if (copy == NULL)
		fail(composer);
	return copy;
}

/* NULL when there is no room. `text` becomes the document's, whatever happens. */
static struct block *add_block(struct composer *composer, enum block_kind kind, char *text)
{
	struct document *document = composer->document;
	struct block *blocks = NULL;

	if (document->block_count >= LIMIT_DOCUMENT_BLOCKS)
		stop(composer, OBSTACLE_LIMIT);
	else if (text == NULL ||
		 (blocks = grow_by_one(document->blocks, document->block_count, sizeof(*blocks))) == NULL)
		fail(composer);
	if (blocks == NULL) {
		free(text);
		return NULL;
	}
	document->blocks = blocks;
	struct block *block = &blocks[document->block_count++];
	*block = (struct block){.kind = kind,
	    .place = composer->place,
	    .style = composer->style,
	    .paragraph = composer->paragraph,
	    .page = composer->page,
	    .area = composer->area,
	    .text = text};
	if (composer->depth > 0) {
		struct composer_table *table = &composer->tables[composer->depth - 1];
		table->has_block = true;
		block->cell = (struct block_cell){composer->depth, table->number, table->row, table->column};
	}
	return block;
}

static bool is_blank(const struct text *text)
{
	return strspn(text_string(text), " \t\n") == text->length;
}

/* What the paragraph has so far becomes a block. */
static void flush(struct composer *composer)
{
	if (!composer->is_stopped && composer->piece.length > 0 &&
	    (composer->field_depth > 0 || !is_blank(&composer->piece))) {
		char *copy = strndup(composer->piece.bytes, composer->piece.length);
		add_block(composer, BLOCK_TEXT, copy);
	}
	text_reset(&composer->piece);
}

void composer_stop(struct composer *composer, enum document_obstacle obstacle)
{
	flush(composer);
	stop(composer, obstacle);
}

static bool is_text(char octet)
{
	return (unsigned char)octet >= 0x20 ? octet != 0x7f : octet == '\t' || octet == '\n';
}

void composer_text(struct composer *composer, const char *octets, size_t length)
{
	if (composer->is_stopped)
		return;
	if (length > LIMIT_DOCUMENT_TEXT - composer->octets) {
		composer_stop(composer, OBSTACLE_LIMIT);
		return;
	}
	composer->octets += length;
	for (size_t start = 0, end = 0; start < length; start = end + 1) {
		for (end = start; end < length && is_text(octets[end]); end++)
			;
		text_append(&composer->piece, octets + start, end - start);
	}
	if (composer->piece.error < 0)
		fail(composer);
}

void composer_paragraph_end(struct composer *composer)
{
	flush(composer);
	composer->style = STYLE_PLAIN;
	composer->paragraph = ++composer->paragraph_count;
}

void composer_table_begin(struct composer *composer)
{
	flush(composer);
	if (composer->is_stopped)
		return;
	if (composer->depth >= LIMIT_TABLE_DEPTH) {
		composer_stop(composer, OBSTACLE_LIMIT);
		return;
	}
	if (composer->depth > 0)
		composer->tables[composer->depth - 1].has_block = true;
	composer->tables[composer->depth++] = (struct composer_table){.number = ++composer->table_count};
}

void composer_cell_end(struct composer *composer, unsigned columns)
{
	if (composer->is_stopped || composer->depth == 0)
		return;
	struct composer_table *table = &composer->tables[composer->depth - 1];
	flush(composer);
	if (!table->has_block)
		add_block(composer, BLOCK_TEXT, strdup(""));
	composer_paragraph_end(composer);
	table->has_block = false;
	table->column += columns;
}

void composer_column_skip(struct composer *composer, unsigned columns)
{
	if (composer->is_stopped || composer->depth == 0)
		return;
	composer_paragraph_end(composer);
	composer->tables[composer->depth - 1].has_block = false;
	composer->tables[composer->depth - 1].column += columns;
}

void composer_row_end(struct composer *composer)
{
	if (composer->is_stopped || composer->depth == 0)
		return;
	struct composer_table *table = &composer->tables[composer->depth - 1];
	flush(composer);
	table->row++;
	table->column = 0;
	table->has_block = false;
}

void composer_table_end(struct composer *composer)
{
	if (composer->is_stopped || composer->depth == 0)
		return;
	flush(composer);
	composer->depth--;
}

void composer_nest(struct composer *composer, unsigned depth)
{
	while (composer->depth > depth && !composer->is_stopped)
		composer_table_end(composer);
	while (composer->depth < depth && !composer->is_stopped)
		composer_table_begin(composer);
}

void composer_field_begin(struct composer *composer)
{
	flush(composer);
	if (composer->is_stopped)
		return;
	if (composer->field_depth >= LIMIT_FIELD_DEPTH) {
		composer_stop(composer, OBSTACLE_LIMIT);
		return;
	}
	composer->fields[composer->field_depth++] = composer->document->block_count;
}

static bool is_one_value(const struct block *blocks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (blocks[i].kind == BLOCK_FIELD || blocks[i].place != blocks[0].place ||
		    memcmp(&blocks[i].cell, &blocks[0].cell, sizeof(blocks[i].cell)) != 0)
			return false;
	return true;
}

/* The text of the blocks from `first` on as one block, which stays as the last. NULL for want of memory. */
static struct block *merge(struct composer *composer, size_t first)
{
	struct document *document = composer->document;
	struct text text = {0};

	for (size_t i = first; i < document->block_count; i++) {
		const struct block *block = &document->blocks[i];
		if (i > first && block->paragraph != block[-1].paragraph)
			text_append_octet(&text, '\n');
		text_append(&text, block->text, strlen(block->text));
	}
	char *merged = text_take(&text);
	if (merged == NULL) {
		text_clear(&text);
		fail(composer);
		return NULL;
	}
	for (size_t i = first; i < document->block_count; i++)
		free(document->blocks[i].text);
	document->block_count = first + 1;
	document->blocks[first].text = merged;
	return &document->blocks[first];
}

static void describe(struct composer *composer, struct block *block, const struct composer_field *field)
{
	block->kind = BLOCK_FIELD;
	block->field = field->kind;
	block->is_placeholder =
	    field->is_placeholder || (field->prompt != NULL && strcmp(field->prompt, block->text) == 0);
	block->is_checked = field->is_checked;
	block->name = copy_name(composer, field->name);
	block->alias = copy_name(composer, field->alias);
}

void composer_field_end(struct composer *composer, const struct composer_field *field)
{
	struct document *document = composer->document;
	struct block *block = NULL;

	flush(composer);
	if (composer->is_stopped || composer->field_depth == 0)
		return;
	size_t first = composer->fields[--composer->field_depth];
	if (first == document->block_count)
		block = add_block(composer, BLOCK_TEXT, strdup(""));
	else if (is_one_value(document->blocks + first, document->block_count - first))
		block = merge(composer, first);
	if (block != NULL)
		describe(composer, block, field);
}

void composer_field(struct composer *composer, const struct composer_field *field, const char *value)
{
	composer_field_begin(composer);
	composer_text(composer, value, strlen(value));
	composer_field_end(composer, field);
}

void composer_aside_begin(struct composer *composer)
{
	flush(composer);
	if (composer->is_stopped)
		return;
	if (composer->aside_depth >= LIMIT_ASIDE_DEPTH) {
		composer_stop(composer, OBSTACLE_LIMIT);
		return;
	}
	composer->asides[composer->aside_depth++] = (struct composer_aside){composer->paragraph, composer->style};
	composer->style = STYLE_PLAIN;
	composer->paragraph = ++composer->paragraph_count;
}

void composer_aside_end(struct composer *composer)
{
	flush(composer);
	if (composer->is_stopped || composer->aside_depth == 0)
		return;
	composer->paragraph = composer->asides[--composer->aside_depth].paragraph;
	composer->style = composer->asides[composer->aside_depth].style;
}

int composer_finish(struct composer *composer)
{
	if (!composer->is_stopped)
		flush(composer);
	text_clear(&composer->piece);
	return composer->error;
}
