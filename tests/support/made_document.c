#include "tests/support/made_document.h"

#include "rules/grow.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Where the drawing is. */
struct drawing {
	struct document *document;
	unsigned paragraph;
	unsigned table;
	unsigned row;
	bool is_in_table;
};

static struct block *add(struct drawing *drawing, const char *text, size_t length)
{
	struct document *document = drawing->document;
	struct block *grown = grow_by_one(document->blocks, document->block_count, sizeof(*grown));

	ck_assert_ptr_nonnull(grown);
	document->blocks = grown;
	struct block *block = &document->blocks[document->block_count++];
	*block = (struct block){.kind = BLOCK_TEXT, .paragraph = drawing->paragraph};
	block->text = strndup(text, length);
	ck_assert_ptr_nonnull(block->text);
	return block;
}

static void make_field(struct block *block)
{
	size_t length = strlen(block->text);

	if (block->text[0] != '{' || block->text[length - 1] != '}')
		return;
	block->kind = BLOCK_FIELD;
	block->is_placeholder = block->text[1] == '?';
	size_t skipped = block->is_placeholder ? 2 : 1;
	memmove(block->text, block->text + skipped, length - skipped - 1);
	block->text[length - skipped - 1] = '\0';
}

static void add_row(struct drawing *drawing, const char *line)
{
	unsigned column = 0;

	if (!drawing->is_in_table) {
		drawing->table++;
		drawing->row = 0;
	}
	while (*line == '|') {
		line += 1 + strspn(line + 1, " ");
		size_t length = strcspn(line, "|"), trimmed = length;
		while (trimmed > 0 && line[trimmed - 1] == ' ')
			trimmed--;
		drawing->paragraph++;
		struct block *block = add(drawing, line, trimmed);
		block->cell = (struct block_cell){1, drawing->table, drawing->row, column++};
		if (trimmed > 0)
			make_field(block);
		line += length;
	}
	drawing->row++;
	drawing->is_in_table = true;
}

static void add_line(struct drawing *drawing, const char *line)
{
	if (line[0] == '|') {
		add_row(drawing, line);
		return;
	}
	drawing->is_in_table = false;
	drawing->paragraph++;
	if (strncmp(line, "= ", 2) == 0) {
		add(drawing, line + 2, strlen(line + 2))->style = STYLE_TITLE;
	} else if (strncmp(line, "# ", 2) == 0) {
		add(drawing, line + 2, strlen(line + 2))->style = STYLE_HEADING;
	} else if (strncmp(line, "^ ", 2) == 0) {
		add(drawing, line + 2, strlen(line + 2))->place = PLACE_FOOTER;
	} else if (strncmp(line, "[ ] ", 4) == 0 || strncmp(line, "[x] ", 4) == 0) {
		struct block *box = add(drawing, "", 0);
		box->kind = BLOCK_FIELD;
		box->field = FIELD_CHECK_BOX;
		box->is_checked = line[1] == 'x';
		add(drawing, line + 4, strlen(line + 4));
	} else {
		make_field(add(drawing, line, strlen(line)));
	}
}

void made_document(const char *text, struct document *ret_document)
{
	struct drawing drawing = {.document = ret_document};
	char *copy = strdup(text), *rest = copy;

	ck_assert_ptr_nonnull(copy);
	document_init(ret_document);
	ret_document->format = DOCUMENT_FORMAT_DOCX;
	for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n"))
		if (line[0] != '\0')
			add_line(&drawing, line);
	free(copy);
}
