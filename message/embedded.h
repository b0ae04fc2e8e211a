/*
 * embedded: what a part hides that MIME does not know about.
 *
 * Old ways to put a file into text (uuencode, yEnc, BinHex), other packages of mail programs (TNEF, AppleDouble), mail
 * in pieces and content that is elsewhere: some programs open them, others show letters. Nobody here looks into them;
 * it is only said that they are there. And OpenPGP's armour in text. Text that merely talks about such things is text.
 */
#ifndef MESSAGE_EMBEDDED_H
#define MESSAGE_EMBEDDED_H

#include "rules/trouble.h"

#include <stdbool.h>
#include <stddef.h>

/* By what the part says of itself: media type (lower case), file name, transfer encoding. TROUBLE_NONE for nothing. */
enum trouble embedded_by_type(const char *type);
enum trouble embedded_by_name(const char *name);
enum trouble embedded_by_encoding(const char *encoding, size_t length);

/* By its first octets: TNEF under any name. */
enum trouble embedded_by_octets(const char *octets, size_t size);

#define EMBEDDED_LINE_MAX 128 /* octets of a line that are looked at */

/* Decoded text, read line by line as it comes. Zero-initialised to begin with. */
struct embedded_text {
	char line[EMBEDDED_LINE_MAX];
	size_t length;	   /* of the line so far, whatever was kept of it */
	bool after_begin;  /* a line that begins uuencoded data was there */
	bool after_binhex; /* the line that BinHex begins with was there */
	bool has_old_format;
	bool has_encrypted; /* OpenPGP (RFC 9580 section 6.2) */
	bool has_signed;
};

void embedded_text_take(struct embedded_text *text, const char *octets, size_t size);
/* The last line may have no end. */
void embedded_text_end(struct embedded_text *text);

#endif
