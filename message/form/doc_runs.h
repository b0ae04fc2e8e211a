/*
 * doc_runs: the properties of a Word document's characters and paragraphs that matter here ([MS-DOC] 2.9.32, 2.9.174).
 */
#ifndef MESSAGE_FORM_DOC_RUNS_H
#define MESSAGE_FORM_DOC_RUNS_H

#include "message/form/doc_file.h"

/* What a run of characters, or a paragraph, says of itself. */
struct doc_properties {
	/* of characters */
	bool is_hidden, is_deleted, is_inserted;
	bool is_special; /* a control character means what it means */
	bool is_data;	 /* of a form field, at `location` */
	bool has_location;
	uint32_t location; /* in the Data stream */
	unsigned symbol;   /* a character of `symbol_font`, or 0 */
	unsigned symbol_font;
	/* of paragraphs */
	bool is_in_table, ends_row, ends_nested_cell, ends_nested_row;
	unsigned nesting;
	unsigned style; /* 1 to 9 are headings */
};

struct doc_run {
	uint32_t first, next; /* places in the WordDocument stream */
	struct doc_properties properties;
};

struct doc_runs {
	struct doc_run *items; /* in order */
	size_t count;
};

/* Those of `table`, DOC_CHARACTER_PAGES or DOC_PARAGRAPH_PAGES. 0; -EBADMSG with the obstacle added; -ENOMEM. */
int doc_runs_read(const struct doc_file *file, enum doc_table table, struct doc_runs *ret_runs, unsigned *obstacles);
void doc_runs_clear(struct doc_runs *runs);

/* Of the octet at `place`; NULL where the document says nothing. */
const struct doc_properties *doc_runs_find(const struct doc_runs *runs, uint32_t place);

/* Could a style hide text? Then what is shown is not certain. */
bool doc_styles_may_hide(const struct doc_file *file);

#endif
