#include "tests/support/document_dump.h"

static void print_text(const char *text, FILE *file)
{
	fputc('"', file);
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			fputs("\\n", file);
		else if (*text == '\t')
			fputs("\\t", file);
		else
			fputc(*text, file);
	}
	fputc('"', file);
}

static void print_block(const struct block *block, FILE *file)
{
	static const char *const places[] = {"", " header", " footer", " note"};
	static const char *const styles[] = {"", " heading", " title"};

	fprintf(file, "%u%s%s", block->paragraph, places[block->place], styles[block->style]);
	if (block->cell.depth > 0)
		fprintf(
		    file, " [%u.%u:%u.%u]", block->cell.depth, block->cell.table, block->cell.row, block->cell.column);
	if (block->page > 0)
		fprintf(file, " (%u: %.0f,%.0f-%.0f,%.0f)", block->page, block->area.left, block->area.top,
		    block->area.right, block->area.bottom);
	if (block->kind == BLOCK_FIELD)
		fprintf(file, " <%s%s%s%s%s%s%s>", field_kind_word(block->field), block->name != NULL ? " name=" : "",
		    block->name != NULL ? block->name : "", block->alias != NULL ? " alias=" : "",
		    block->alias != NULL ? block->alias : "", block->is_placeholder ? " placeholder" : "",
		    block->is_checked ? " checked" : "");
	fputc(' ', file);
	print_text(block->text, file);
	fputc('\n', file);
}

void document_dump(const struct document *document, FILE *file)
{
	fprintf(file, "%s", document_format_word(document->format));
	for (unsigned bit = 1; bit <= OBSTACLE_UNSUPPORTED; bit <<= 1)
		if ((document->obstacles & bit) != 0)
			fprintf(file, " %s", document_obstacle_word((enum document_obstacle)bit));
	fprintf(file, " pages=%u image-pages=%u images=%u%s%s\n", document->page_count, document->image_page_count,
	    document->image_count, document->had_changes ? " changes" : "", document->had_hidden_text ? " hidden" : "");
	for (size_t i = 0; i < document->block_count; i++)
		print_block(&document->blocks[i], file);
}
