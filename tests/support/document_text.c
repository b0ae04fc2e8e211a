/*
 * Prints the blocks of documents, for developers' eyes and for tests that compare them.
 *
 * document_text FILE...: one line for the document, one for each block; a line feed in a text is "\n", a tab "\t".
 */
#include "message/form/document_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *name, size_t *ret_size)
{
	FILE *file = fopen(name, "rb");
	char *octets = malloc(1);
	size_t size = 0, got;
	char buffer[65536];

	if (file == NULL)
		return NULL;
	while ((got = fread(buffer, 1, sizeof(buffer), file)) > 0) {
		char *more = realloc(octets, size + got);
		if (more == NULL)
			break;
		octets = more;
		memcpy(octets + size, buffer, got);
		size += got;
	}
	fclose(file);
	*ret_size = size;
	return octets;
}

static void print_text(const char *text)
{
	putchar('"');
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			fputs("\\n", stdout);
		else if (*text == '\t')
			fputs("\\t", stdout);
		else
			putchar(*text);
	}
	putchar('"');
}

static void print_block(const struct block *block)
{
	static const char *const places[] = {"", " header", " footer", " note"};
	static const char *const styles[] = {"", " heading", " title"};

	printf("%u%s%s", block->paragraph, places[block->place], styles[block->style]);
	if (block->cell.depth > 0)
		printf(" [%u.%u:%u.%u]", block->cell.depth, block->cell.table, block->cell.row, block->cell.column);
	if (block->page > 0)
		printf(" (%u: %.0f,%.0f-%.0f,%.0f)", block->page, block->area.left, block->area.top, block->area.right,
		    block->area.bottom);
	if (block->kind == BLOCK_FIELD)
		printf(" <%s%s%s%s%s%s%s>", field_kind_word(block->field), block->name != NULL ? " name=" : "",
		    block->name != NULL ? block->name : "", block->alias != NULL ? " alias=" : "",
		    block->alias != NULL ? block->alias : "", block->is_placeholder ? " placeholder" : "",
		    block->is_checked ? " checked" : "");
	putchar(' ');
	print_text(block->text);
	putchar('\n');
}

static void print_document(const struct document *document)
{
	printf("%s", document_format_word(document->format));
	for (unsigned bit = 1; bit <= OBSTACLE_UNSUPPORTED; bit <<= 1)
		if ((document->obstacles & bit) != 0)
			printf(" %s", document_obstacle_word((enum document_obstacle)bit));
	printf(" pages=%u image-pages=%u images=%u%s%s\n", document->page_count, document->image_page_count,
	    document->image_count, document->had_changes ? " changes" : "", document->had_hidden_text ? " hidden" : "");
	for (size_t i = 0; i < document->block_count; i++)
		print_block(&document->blocks[i]);
}

int main(int argc, char *argv[])
{
	if (argc < 2 || document_warm() < 0)
		return 2;
	for (int i = 1; i < argc; i++) {
		struct document document;
		size_t size = 0;
		char *octets = read_file(argv[i], &size);
		int r = octets != NULL ? document_read(octets, size, &document) : -1;
		free(octets);
		if (r < 0) {
			fprintf(stderr, "document_text: cannot read %s\n", argv[i]);
			return 1;
		}
		if (argc > 2)
			printf("== %s\n", strrchr(argv[i], '/') != NULL ? strrchr(argv[i], '/') + 1 : argv[i]);
		print_document(&document);
		document_clear(&document);
	}
	return 0;
}
