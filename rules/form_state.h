/*
 * form_state: what a document is, as far as the referral form is concerned.
 *
 * Words are a public interface: records and reports carry them.
 */
#ifndef RULES_FORM_STATE_H
#define RULES_FORM_STATE_H

enum form_state {
	FORM_UNREADABLE = 0, /* may be the form, and nobody can tell: encrypted, a picture, damaged */
	FORM_ANOTHER,	     /* another document */
	FORM_BLANK,	     /* the form, and nothing in it is answered */
	FORM_OLD,	     /* a superseded version of it, answered */
	FORM_PARTIAL,	     /* the form, some of it answered */
	FORM_COMPLETED,	     /* the form, most of it answered */
	FORM_STATE_COUNT
};

/* "completed"; static storage. */
const char *form_state_word(enum form_state state);

/* 0, or -ENOENT when the word is not one of ours. */
int form_state_parse(const char *word, enum form_state *ret_state);

#endif
