/*
 * rtf_lexer: the tokens of Rich Text Format (Microsoft's specification 1.9.1, "Basic entities"). Pure.
 */
#ifndef MESSAGE_FORM_RTF_LEXER_H
#define MESSAGE_FORM_RTF_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#define RTF_WORD_MOST 32 /* letters of a control word */

enum rtf_token_kind {
	RTF_END,    /* of the octets */
	RTF_BROKEN, /* no token can begin so */
	RTF_OPEN,
	RTF_CLOSE,
	RTF_WORD,
	RTF_SYMBOL, /* a control symbol, but \'hh */
	RTF_OCTET   /* of text; \'hh too */
};

struct rtf_token {
	enum rtf_token_kind kind;
	char word[RTF_WORD_MOST + 1];
	int number; /* of a word; of an octet or a symbol its value */
	bool has_number;
};

struct rtf_lexer {
	const unsigned char *at, *end; /* borrowed */
};

void rtf_lexer_init(struct rtf_lexer *lexer, const void *octets, size_t size);
/* Line ends are no tokens; binary data after \bin is passed over. */
void rtf_lexer_next(struct rtf_lexer *lexer, struct rtf_token *ret_token);

#endif
