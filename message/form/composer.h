/*
 * composer: the blocks of a document, as a reader meets its text, tables and fields.
 *
 * Every reader of a format tells its story here, so that what a block is, where a cell stands and which limits hold is
 * said once. The first failure sticks: what follows is ignored, and the reader asks composer_is_stopped() where it
 * would otherwise go on for long.
 */
#ifndef MESSAGE_FORM_COMPOSER_H
#define MESSAGE_FORM_COMPOSER_H

#include "message/form/document.h"
#include "message/form/limits.h"
#include "message/text.h"

/* What a reader knows of a field. Names are borrowed and may be NULL. */
struct composer_field {
	enum field_kind kind;
	const char *name;
	const char *alias;
	const char *prompt; /* a value that is no answer, or NULL */
	bool is_placeholder;
	bool is_checked;
};

struct composer_table {
	unsigned number;
	unsigned row;
	unsigned column;
	bool has_block; /* the cell has something in it */
};

struct composer_aside {
	unsigned paragraph;
	enum block_style style;
};

struct composer {
	struct document *document; /* the caller's */
	struct text piece;	   /* of the paragraph, not yet a block */
	enum block_place place;
	enum block_style style; /* of the paragraph; back to plain at its end */
	unsigned page;
	struct block_area area;
	unsigned paragraph;
	unsigned paragraph_count;
	unsigned table_count;
	size_t octets; /* of text so far */
	struct composer_table tables[LIMIT_TABLE_DEPTH];
	unsigned depth;
	size_t fields[LIMIT_FIELD_DEPTH]; /* the first block of each open field */
	unsigned field_depth;
	struct composer_aside asides[LIMIT_ASIDE_DEPTH]; /* the paragraphs that text boxes interrupt */
	unsigned aside_depth;
	int error; /* -ENOMEM */
	bool is_stopped;
};

void composer_init(struct composer *composer, struct document *document);
/* Ends what is open. 0, or the first error: -ENOMEM. */
int composer_finish(struct composer *composer);
bool composer_is_stopped(const struct composer *composer);
/* Says why no more is read. What there is of the paragraph still counts. */
void composer_stop(struct composer *composer, enum document_obstacle obstacle);

/* UTF-8; control characters but tab and line feed are left out. */
void composer_text(struct composer *composer, const char *octets, size_t length);
void composer_paragraph_end(struct composer *composer);

void composer_table_begin(struct composer *composer);
void composer_cell_end(struct composer *composer, unsigned columns);
/* Columns that no cell of this row begins in. */
void composer_column_skip(struct composer *composer, unsigned columns);
void composer_row_end(struct composer *composer);
void composer_table_end(struct composer *composer);
/* Opens or closes tables until `depth` are open. */
void composer_nest(struct composer *composer, unsigned depth);

/*
 * All text between the two is the field's, if it is in one cell and holds no other field; otherwise the field was a
 * mere group, and its content stands for itself.
 */
void composer_field_begin(struct composer *composer);
void composer_field_end(struct composer *composer, const struct composer_field *field);
/* A field whose value is no text of the paragraph. */
void composer_field(struct composer *composer, const struct composer_field *field, const char *value);

/* A text box, or a note: paragraphs of its own in the middle of a paragraph. */
void composer_aside_begin(struct composer *composer);
void composer_aside_end(struct composer *composer);

#endif
