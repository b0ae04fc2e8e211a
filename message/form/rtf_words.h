/*
 * rtf_words: the control words of RTF that we act on.
 */
#ifndef MESSAGE_FORM_RTF_WORDS_H
#define MESSAGE_FORM_RTF_WORDS_H

/* What the text of a group is. */
enum rtf_destination {
	RTF_TO_TEXT,
	RTF_TO_NOTHING, /* with all groups in it */
	RTF_TO_SHAPE,	/* nothing, but for the text boxes in it */
	RTF_TO_FONTS,
	RTF_TO_STYLES,
	RTF_TO_INSTRUCTION,
	RTF_TO_FORM, /* data of a form field */
	RTF_TO_FORM_NAME,
	RTF_TO_FORM_HELP,
	RTF_TO_FORM_PROMPT,
	RTF_TO_FORM_ENTRY
};

enum rtf_action {
	RTF_IGNORE,
	RTF_CHARACTER, /* the value is its code point */
	RTF_DESTINATION,
	RTF_ASIDE, /* the value is an enum block_place */
	RTF_CELL,
	RTF_CELL_EDGE,
	RTF_CELL_MERGED,
	RTF_CHARSET, /* the value is the code page */
	RTF_CODE_PAGE,
	RTF_DELETED,
	RTF_FIELD,
	RTF_FONT,
	RTF_FONT_CHARSET,
	RTF_FORM_DATE,
	RTF_FORM_DEFAULT,
	RTF_FORM_STATE,
	RTF_HIDDEN,
	RTF_IN_TABLE,
	RTF_NESTED_CELL,
	RTF_NESTED_ROW,
	RTF_NESTING,
	RTF_OUTLINE,
	RTF_PARAGRAPH,
	RTF_PARAGRAPH_RESET,
	RTF_PICTURE,
	RTF_PLAIN,
	RTF_RESULT,
	RTF_REVISED,
	RTF_ROW,
	RTF_ROW_RESET,
	RTF_STYLE,
	RTF_UNICODE,
	RTF_UNICODE_HALF, /* \ud of \upr */
	RTF_UNICODE_SKIP
};

struct rtf_word {
	const char *word;
	enum rtf_action action;
	int value;
};

/* NULL for a word that we do not know. */
const struct rtf_word *rtf_word_find(const char *word);

#endif
