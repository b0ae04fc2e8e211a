/*
 * document: what a document says, as its reader on paper would see it: an ordered sequence of blocks.
 *
 * No flat text, because who compares a filled form with its blank must know which label has which answer. It holds the
 * raw text (UTF-8, no NUL, nothing normalised), and never what a reader does not see: comments, deleted runs, hidden
 * text, properties. It belongs to whoever reads it; nothing of it ever leaves the inspector.
 */
#ifndef MESSAGE_FORM_DOCUMENT_H
#define MESSAGE_FORM_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

enum document_format {
	DOCUMENT_FORMAT_UNKNOWN, /* nothing that we read: then no blocks */
	DOCUMENT_FORMAT_DOCX,	 /* Office Open XML, transitional and strict; templates and macro-enabled ones too */
	DOCUMENT_FORMAT_ODT,
	DOCUMENT_FORMAT_FODT, /* OpenDocument in one XML file */
	DOCUMENT_FORMAT_RTF,
	DOCUMENT_FORMAT_PDF,
	DOCUMENT_FORMAT_DOC, /* Word 97 to 2003 */
	DOCUMENT_FORMAT_COUNT
};

/* Why not everything could be read; one bit each, several may be set. */
enum document_obstacle {
	OBSTACLE_ENCRYPTED = 1,	  /* needs a password to open */
	OBSTACLE_IMAGE = 2,	  /* a page, or all there is, is only a picture */
	OBSTACLE_DAMAGED = 4,	  /* breaks its format's rules */
	OBSTACLE_AMBIGUOUS = 8,	  /* could be read in two ways, or hides something from one of them */
	OBSTACLE_LIMIT = 16,	  /* past a limit of message/form/limits.h */
	OBSTACLE_UNSUPPORTED = 32 /* a variant that we do not read: fast-saved, Word 95, XFA, no text document */
};

enum block_kind { BLOCK_TEXT, BLOCK_FIELD };

enum block_place { PLACE_BODY, PLACE_HEADER, PLACE_FOOTER, PLACE_NOTE /* foot- and endnotes */ };

enum block_style { STYLE_PLAIN, STYLE_HEADING, STYLE_TITLE };

enum field_kind {
	FIELD_TEXT,
	FIELD_CHECK_BOX, /* radio buttons too: those of one group share their name */
	FIELD_CHOICE,	 /* list or combination box */
	FIELD_DATE,
	FIELD_OTHER /* signature, picture */
};

/* Where in a table; depth 0: in none. A cell without text is a BLOCK_TEXT with text "". */
struct block_cell {
	unsigned depth;	 /* 1 in a table, 2 in a table in its cell ... */
	unsigned table;	 /* the innermost one, from 1 in order of their beginnings */
	unsigned row;	 /* from 0 */
	unsigned column; /* from 0; a cell over several columns counts as them all */
};

/* Points, from the top left corner of the page. Of a PDF only, otherwise all 0. */
struct block_area {
	double left, top, right, bottom;
};

/*
 * A piece of one paragraph: its text up to the next field, a field, the text after it ... All have the paragraph's
 * number. A field over several paragraphs is one block, with line feeds between them. Of a PDF, a piece of a line: wide
 * gaps divide it. Tabs and line breaks inside are tab and line feed.
 */
struct block {
	enum block_kind kind;
	enum block_place place;
	enum block_style style;
	unsigned paragraph; /* from 1 */
	unsigned page;	    /* of a PDF, from 1; otherwise 0 */
	struct block_cell cell;
	struct block_area area;
	char *text; /* heap; of a field its value as shown */
	/* Of a BLOCK_FIELD only. Without an answer it is when its text is blank or `is_placeholder`. */
	enum field_kind field;
	char *name;	     /* heap, or NULL: tag, bookmark or full field name */
	char *alias;	     /* heap, or NULL: the title or tooltip that its user sees */
	bool is_placeholder; /* the text is the prompt, or the form's own default, and no answer */
	bool is_checked;     /* of a check box */
};

struct document {
	enum document_format format;
	unsigned obstacles; /* bits of enum document_obstacle; with any, the blocks are what could be read before */
	struct block *blocks;
	size_t block_count;
	unsigned page_count;	   /* of a PDF */
	unsigned image_page_count; /* pages without text that show an image */
	unsigned image_count;	   /* pictures and drawings, of whatever size */
	bool had_changes;	   /* tracked insertions, deletions or moves; inserted text is text */
	bool had_hidden_text;
};

void document_init(struct document *document);
void document_clear(struct document *document);

/* Could everything be read? */
bool document_is_complete(const struct document *document);

/* Stable words for messages and tests: "docx"; "encrypted" of one bit; "check-box". Static storage. */
const char *document_format_word(enum document_format format);
const char *document_obstacle_word(enum document_obstacle obstacle);
const char *field_kind_word(enum field_kind kind);

#endif
