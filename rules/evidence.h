/*
 * evidence: what a verdict rests on, for whoever tries out a saved message of his own (referral-check message).
 *
 * The addresses of the header and the parts, as they were judged. Personal data: an inspector hands it out only when it
 * was started with --explain, which the daemon never does; whoever asks prints field names and part paths, and values
 * to nobody but the person who asked for them.
 */
#ifndef RULES_EVIDENCE_H
#define RULES_EVIDENCE_H

#include "rules/codec.h"
#include "rules/facts.h"

#define EVIDENCE_ADDRESSES_MAX 500  /* later ones are left out */
#define EVIDENCE_PARTS_MAX     1024 /* likewise */
#define EVIDENCE_NAME_MAX      255  /* octets of a file name; a longer one is left out */
#define EVIDENCE_PATH_MAX      255

struct evidence_part {
	char *path;    /* "1.2" */
	char *type;    /* as declared */
	char *name;    /* the first of its file names, or NULL */
	uint64_t size; /* decoded octets */
	enum part_role role;
};

struct evidence_parts {
	struct evidence_part *items;
	size_t count;
};

struct evidence {
	struct facts_address *addresses;
	size_t address_count;
	struct evidence_parts parts; /* of the message as it was judged */
	struct evidence_parts old;   /* of the message as it came; empty where nothing was taken out */
	enum answer is_auto_submitted;
	enum answer is_calendar_reply;
	enum answer is_resent;
	enum answer is_dkim_signed;
	enum answer has_share_link;
};

void evidence_clear(struct evidence *evidence);

/* Copies of what the facts say. 0, -ENOMEM; what was taken is the evidence's in every case. */
int evidence_take(const struct facts *facts, struct evidence *evidence);
int evidence_take_old(const struct facts *facts, struct evidence *evidence);

void evidence_encode(const struct evidence *evidence, struct writer *writer);
/* Untrusted input; errors stick to the reader. The evidence is the caller's in every case. */
void evidence_decode(struct reader *reader, struct evidence *evidence);

/* "To"; static storage. */
const char *facts_field_word(enum facts_field field);

#endif
