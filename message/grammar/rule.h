/*
 * rule: the restrictions of the strict grammar, by name.
 *
 * One table says everything about a rule: its word, which kind of trouble a sender is told about, the section of the
 * RFC that it narrows, and one line that says what is required. The manual page referral-grammar(7) explains each of
 * them, with the reason; a test holds that page and this table together. Words are a public interface.
 */
#ifndef MESSAGE_GRAMMAR_RULE_H
#define MESSAGE_GRAMMAR_RULE_H

#include "rules/trouble.h"

#include <stddef.h>

enum grammar_rule {
	RULE_NONE = 0, /* nothing broken */

	/* Octets and lines: grammar/line.h. */
	RULE_NUL,
	RULE_BARE_CR,
	RULE_BARE_LF,
	RULE_LINE_LENGTH, /* over 998 octets, RFC 5322 section 2.1.1 */
	RULE_LAST_LINE,	  /* the last line has no end */

	/* Header fields: grammar/field_block.h. */
	RULE_FIELD_SYNTAX,   /* a line that is no field and continues none; a name that is none; "From " lines */
	RULE_FIELD_BLANKS,   /* a blank before the colon */
	RULE_FIELD_FOLDING,  /* a continuation of blanks only (obs-FWS) */
	RULE_FIELD_OCTETS,   /* control characters, or 8-bit that is no UTF-8 (RFC 6532) */
	RULE_FIELD_REPEATED, /* a field that may occur once (RFC 5322 section 3.6, RFC 2045) occurs again */
	RULE_HEADER_END,     /* the header of a part does not end with an empty line */

	/* Addresses: grammar/address_field.h. */
	RULE_ADDRESS_SYNTAX,

	/* The content fields: grammar/content_field.h. */
	RULE_MIME_VERSION,
	RULE_TYPE_SYNTAX,
	RULE_ENCODING_NAME,	    /* no transfer encoding of RFC 2045, or anything beside its word */
	RULE_ENCODING_OF_CONTAINER, /* base64 or quoted-printable on a multipart or an attached message */
	RULE_DISPOSITION_SYNTAX,
	RULE_PARAMETER_SYNTAX,	 /* quoting, blanks, characters of a value */
	RULE_PARAMETER_REPEATED, /* a name twice */
	RULE_PARAMETER_SECTIONS, /* RFC 2231: gaps, order, leading zeros, whole and sectioned in one field */
	RULE_PARAMETER_CHARSET,	 /* RFC 2231: unknown charset, broken percent-encoding, octets that are no text in it */
	RULE_CHARSET,		 /* a charset that we do not admit */
	RULE_CHARSET_OCTETS,	 /* text that is none in its charset, 8-bit where none was announced */
	RULE_NAME_WORDS,	 /* encoded words in a name that do not stand between blanks, or are broken */
	RULE_NAME_CONFLICT,	 /* readings of a name that differ in what matters: its extension */

	/* Structure: grammar/structure.h. */
	RULE_BOUNDARY_SYNTAX, /* none, empty, over 70 octets, a character that RFC 2046 section 5.1.1 does not allow */
	RULE_BOUNDARY_CLASH,  /* declared twice, or the beginning of another */
	RULE_DELIMITER,	      /* a line that could be taken for a delimiter, and is none that is expected here */
	RULE_DELIMITER_CLOSE, /* a multipart without close delimiter */
	RULE_MULTIPART_EMPTY, /* without a part */
	RULE_PREAMBLE,
	RULE_EPILOGUE,
	RULE_DIGEST, /* a part of a multipart/digest without a type of its own */

	/* Transfer encodings: grammar/base64.h, grammar/quoted_printable.h. */
	RULE_BASE64,
	RULE_QUOTED_PRINTABLE,
	RULE_EIGHT_BIT, /* 8-bit octets in a part that announces none */

	RULE_COUNT
};

/* Static storage; never NULL for a member of the enum. */
const char *grammar_rule_word(enum grammar_rule rule);	   /* "base64" */
const char *grammar_rule_section(enum grammar_rule rule);  /* "RFC 2045 section 6.8" */
const char *grammar_rule_sentence(enum grammar_rule rule); /* what is required, one plain sentence */
enum trouble grammar_rule_trouble(enum grammar_rule rule); /* what the sender is told */

/* The first rule that was broken, and where. */
struct grammar_fault {
	enum grammar_rule rule;
	size_t offset; /* in the message: of the line or octet that broke it */
};

/* Notes the fault, and returns -EBADMSG: `return grammar_fault_set(fault, RULE_NUL, offset);` */
int grammar_fault_set(struct grammar_fault *fault, enum grammar_rule rule, size_t offset);

#endif
