/*
 * trouble: what kind of thing makes a message ambiguous or uninspectable, or keeps it from being cleaned, in words that
 * a sender can act on.
 *
 * Coarser than the rules of the strict grammar (referral-grammar(7)): one per advice. Words are a public interface:
 * records carry them, and guidance files have a text for each. They say nothing about whose message it was.
 */
#ifndef RULES_TROUBLE_H
#define RULES_TROUBLE_H

#include "rules/reason.h"

#include <stdbool.h>

enum trouble {
	TROUBLE_NONE = 0,

	/* content-ambiguous */
	TROUBLE_HEADER,	    /* header fields: repeated, broken */
	TROUBLE_ADDRESSES,  /* To, Cc, From cannot be read in one way */
	TROUBLE_CHARACTERS, /* NUL, line ends, 8-bit and control characters, line length, charsets */
	TROUBLE_STRUCTURE,  /* how the parts are put together */
	TROUBLE_ENCODING,   /* how an attachment is encoded */
	TROUBLE_FILE_NAME,  /* an attachment with more than one name */
	TROUBLE_FILE_TYPE,  /* name, declared type and content of an attachment contradict each other */
	TROUBLE_READERS,    /* two parsers read it differently, and no rule says why */

	/* content-uninspectable */
	TROUBLE_OLD_FORMAT, /* uuencode, yEnc, BinHex, AppleDouble, winmail.dat */
	TROUBLE_FRAGMENT,   /* message/partial: one of several pieces */
	TROUBLE_ELSEWHERE,  /* message/external-body: the content is somewhere else */
	TROUBLE_TOO_MUCH,   /* past a limit of inspection */
	TROUBLE_NO_ANSWER,  /* inspectors died over it */
	TROUBLE_BOMB,	    /* grows without bound when it is opened: always refused */

	/* content-unsafe, which mostly has none */
	TROUBLE_SIGNED, /* could be taken out, but the message is signed and must not be changed */

	TROUBLE_COUNT
};

/* "structure"; static storage, never NULL for a member. "" for TROUBLE_NONE. */
const char *trouble_word(enum trouble trouble);

/* 0, or -ENOENT when the word is not one of ours. */
int trouble_parse(const char *word, enum trouble *ret_trouble);

/* Whether a finding of the reason may have this trouble: one of its own where the reason has any, otherwise none.
 * content-unsafe may go without. */
bool trouble_fits(enum trouble trouble, enum reason reason);

/* Whether the reason is one of those that may say their trouble. */
bool reason_has_trouble(enum reason reason);

#endif
