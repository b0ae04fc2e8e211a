/* Whatever the octets of a document: it is read or refused within the limits, and no block breaks its promises. */
#include "message/form/document_reader.h"
#include "message/form/limits.h"
#include "rules/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_block(const struct block *block)
{
	require(block->text != NULL && utf8_is_valid(block->text, strlen(block->text)));
	require(block->name == NULL || strlen(block->name) <= LIMIT_NAME_OCTETS);
	require(block->alias == NULL || strlen(block->alias) <= LIMIT_NAME_OCTETS);
	require(block->paragraph > 0 && block->cell.depth <= LIMIT_TABLE_DEPTH);
	require((block->cell.depth == 0) == (block->cell.table == 0));
	require(block->kind == BLOCK_FIELD || (block->name == NULL && !block->is_checked));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int is_warm;
	struct document document;
	size_t total = 0;

	if (!is_warm) {
		require(document_warm() == 0);
		is_warm = 1;
	}
	require(document_read(data, size, &document) == 0);
	require(document.block_count <= LIMIT_DOCUMENT_BLOCKS);
	for (size_t i = 0; i < document.block_count; i++) {
		check_block(&document.blocks[i]);
		total += strlen(document.blocks[i].text);
	}
	/* Line feeds between the paragraphs of a field come on top. */
	require(total <= LIMIT_DOCUMENT_TEXT + LIMIT_DOCUMENT_BLOCKS);
	document_clear(&document);
	return 0;
}
