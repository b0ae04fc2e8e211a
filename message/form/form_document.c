#include "message/form/form_document.h"

#include "message/form/filling.h"
#include "message/form/words.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static_assert(
    (int)OBSTACLE_ENCRYPTED == (int)FORM_OBSTACLE_ENCRYPTED && (int)OBSTACLE_IMAGE == (int)FORM_OBSTACLE_IMAGE &&
	(int)OBSTACLE_DAMAGED == (int)FORM_OBSTACLE_DAMAGED &&
	(int)OBSTACLE_AMBIGUOUS == (int)FORM_OBSTACLE_AMBIGUOUS && (int)OBSTACLE_LIMIT == (int)FORM_OBSTACLE_LIMIT &&
	(int)OBSTACLE_UNSUPPORTED == (int)FORM_OBSTACLE_UNSUPPORTED,
    "both say the same");

/* Without memory to tell: yes, which only asks somebody to look. */
static bool is_filled(const struct block *block)
{
	struct words words;

	if (block->field == FIELD_CHECK_BOX)
		return block->is_checked;
	if (block->is_placeholder || block->field == FIELD_OTHER)
		return false;
	words_init(&words);
	bool filled = words_add(&words, block->text, 0) < 0 || filling_is_answered(&words);
	words_clear(&words);
	return filled;
}

void form_document_describe(const struct document *document, struct form_document *ret_description)
{
	struct form_document description = {.obstacles = document->obstacles & FORM_OBSTACLES_ALL};

	snprintf(description.format, sizeof(description.format), "%s", document_format_word(document->format));
	for (size_t i = 0; i < document->block_count; i++) {
		const struct block *block = &document->blocks[i];
		description.cell_count += block->cell.depth > 0;
		description.field_count += block->kind == BLOCK_FIELD;
		description.filled_count += block->kind == BLOCK_FIELD && is_filled(block);
	}
	*ret_description = description;
}

int form_document_compare(const struct form_match *match, struct form_comparison *ret_comparison)
{
	uint8_t *lines = calloc(match->line_count + 1, sizeof(*lines));

	if (lines == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < match->line_count; i++) {
		lines[i] |= match->lines[i].is_present ? FORM_LINE_PRESENT : 0;
		lines[i] |= line_match_is_answered(&match->lines[i]) ? FORM_LINE_ANSWERED : 0;
	}
	*ret_comparison = (struct form_comparison){.lines = lines, .line_count = (uint32_t)match->line_count};
	return 0;
}
