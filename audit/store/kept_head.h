/*
 * kept_head: signed heads of a ledger's tree that somebody kept: the newest checkpoint, older ones, and those that the
 * journal has.
 *
 * A text is one note (audit/checkpoint.h), or lines of a log with "checkpoint ORIGIN SIZE ROOT SIGNATURE" in them,
 * where the last two words are base64 as in a note. Nothing is believed before its signature is checked. Pure.
 */
#ifndef AUDIT_STORE_KEPT_HEAD_H
#define AUDIT_STORE_KEPT_HEAD_H

#include "audit/checkpoint.h"

#define KEPT_HEAD_TEXT_MAX   (64U << 20) /* octets of a text */
#define KEPT_HEAD_SOURCE_MAX 160

struct kept_head {
	char source[KEPT_HEAD_SOURCE_MAX]; /* where it was found: "FILE" or "FILE:LINE" */
	size_t file;			   /* for whoever reads several: the same number for all of one file */
	char *note;
	size_t size;
	char origin[NOTE_NAME_MAX + 1]; /* as it says */

	bool is_open; /* a key was found that signed it; then the rest is true */
	struct checkpoint checkpoint;
	struct note_verifier signer;
	int error; /* otherwise: -ENOKEY: by none of the keys; -EKEYREJECTED: a signature is wrong; -EBADMSG */
};

struct kept_heads {
	struct kept_head *items;
	size_t count, capacity;
};

void kept_heads_clear(struct kept_heads *heads);

/* Adds what the text has. 0; -EBADMSG: nothing; -ENOMEM. */
int kept_heads_parse(struct kept_heads *heads, const char *source, const char *text, size_t size);

/* Adds one note, whatever it is. 0; -ENOMEM. */
int kept_heads_add(struct kept_heads *heads, const char *source, const char *note, size_t size);

/* Tries the keys one after the other; what comes out is in the head. 0; -EIO, -ENOMEM. */
int kept_head_open(struct kept_head *head, const struct note_verifier *keys, size_t count);

#endif
