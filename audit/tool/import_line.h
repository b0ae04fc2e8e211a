/*
 * import_line: what one line of a log says about a ledger: a record, or a checkpoint.
 *
 * Lines come by syslog, RELP or a plain copy; in front of what we look for may stand whatever a log daemon puts there
 * (at most IMPORT_PREFIX_MAX octets). A record begins at the last `{"v":1,"index":` and goes to the end of the line: a
 * log daemon that was killed while it wrote may have left the beginning of another in front, which it never
 * acknowledged, so that it comes again. A checkpoint is the word "checkpoint" and four more: ORIGIN SIZE ROOT
 * SIGNATURE, to the end of the line. SIGNATURE is what stands in a signature line of the note: base64 of the key id and
 * of the signature. White space at the end is dropped. Trusts nothing; pure.
 */
#ifndef AUDIT_TOOL_IMPORT_LINE_H
#define AUDIT_TOOL_IMPORT_LINE_H

#include "audit/merkle.h"
#include "audit/note.h"

#include <stdbool.h>
#include <stdint.h>

#define IMPORT_PREFIX_MAX     1024		   /* octets */
#define IMPORT_INDEX_MAX      UINT64_C(0xffffffff) /* the highest index that is taken: 4,294,967,295 */
#define IMPORT_SIGNATURE_SIZE (4 + NOTE_SIGNATURE_SIZE)

enum import_kind { IMPORT_RECORD = 0, IMPORT_CHECKPOINT };

struct import_line {
	enum import_kind kind;
	char origin[NOTE_NAME_MAX + 1];

	/* A record: its octets within the line that was given, the leaf's. */
	const char *record;
	size_t length;
	uint64_t index;
	bool is_behind_another;	   /* the beginning of another stands in front */
	char vkey[NOTE_VKEY_SIZE]; /* the verifier key that it announces, or "" */

	/* A checkpoint. */
	uint64_t size;
	struct merkle_hash root;
	uint8_t signature[IMPORT_SIGNATURE_SIZE];
};

/* `length` octets without the newline. 0; -EBADMSG, and *ret_why (static) says what is wrong; -ENOMEM. */
int import_line_parse(const char *text, size_t length, struct import_line *ret_line, const char **ret_why);

#endif
