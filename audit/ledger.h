/*
 * ledger: the audit record on disk. A line is durable (write, fdatasync) before ledger_append() returns 0, and only
 * then may the MTA hear the verdict.
 *
 * Its directory:
 *   records-NNNNNN.jsonl  the lines; a new file at a size and, if asked, at an age. The leader gives each line its
 *                         number in the tree, `"index":N,` behind `{"v":1,`
 *   leaves                32 octets a record, for ever: the tree's leaf hashes (audit/merkle.h), by index
 *   checkpoint            the tree's newest head, signed (audit/checkpoint.h), replaced by rename after each commit
 *   vkey                  verifier keys that signed here, a line each, the last is the current one
 *   handover-KEYID        a replaced key's last checkpoint, which covers the record that announces the next key
 *   lock                  admits one writer; says which directory it was made for (its inode), which tells a copy
 *   torn-*                what a crash left at the end of a file
 *   legal-hold            while it exists no segment is deleted
 *
 * Concurrent appends share one write and one fdatasync: the first becomes the leader, those that come meanwhile are the
 * next group. After a failed write or sync nothing of the group is taken for durable: all of it fails, and the file is
 * cut back to what was durable before the next attempt; after a failed sync that attempt begins a new file.
 *
 * `leaves` and `checkpoint` follow in the same commit without a sync of their own, since they can be made again from
 * the records. A leaf that cannot be written fails its group. A checkpoint that cannot be written does not: it is made
 * with the next commit, and ledger_head_error() says so. A checkpoint that was published is the beginning of every
 * later one.
 *
 * Opening recovers (audit/recovery.h) and writes a record of what it found. Safe for many threads. Never logs.
 */
#ifndef AUDIT_LEDGER_H
#define AUDIT_LEDGER_H

#include "audit/event.h"
#include "audit/ledger_ops.h"
#include "audit/note.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define LEDGER_LINE_MAX		(256U << 10) /* octets of a line, newline included: as RECORD_LINE_MAX */
#define LEDGER_INDEX_MAX	32	     /* octets that the index adds to it */
#define LEDGER_SEGMENT_SIZE_MAX (64U << 20)  /* octets; then the next segment begins */
#define LEDGER_ORIGIN_SUFFIX	"/referral-ledger"

struct ledger_options {
	const char *directory;
	const char *keys;	      /* directory of `signing-key`: see audit/signing_key.h */
	const char *signing_key;      /* a file in place of that one: see there; or NULL */
	const char *gateway;	      /* the origin is this and LEDGER_ORIGIN_SUFFIX */
	uint64_t segment_size;	      /* octets; 0: LEDGER_SEGMENT_SIZE_MAX */
	uint64_t segment_age;	      /* seconds from its first record to the next segment; 0: however old */
	bool is_guest;		      /* not the gate, but a tool in its place: see ledger_open() */
	const struct ledger_ops *ops; /* NULL: the real ones */
};

/* What opening found. */
struct ledger_state {
	uint64_t size;	/* records in the tree, those included that opening wrote */
	bool is_new;	/* there was no record yet */
	bool is_clean;	/* the last life ended with "stop", or there was none */
	bool is_torn;	/* a torn line was set aside, and a record "torn" says so */
	bool is_gapped; /* signed records are missing or changed, and a record "gap" says so */
	uint64_t gap_from, gap_to;
	bool is_key_new;     /* signs with another key than the last life, and a record "signing-key" says so */
	bool is_head_torn;   /* `checkpoint` could not be read, as a power failure may leave it: set aside */
	const char *trouble; /* static; the file that an error is about: "signing-key", "vkey", "leaves", "checkpoint",
				"records", or NULL: the directory */
};

struct ledger;

/*
 * Makes the directory (0700) if its parent allows; it may be readable to auditors, but writable only to the daemon's
 * user. 0, or with *ret_ledger untouched: -EBUSY (another writer), -EPERM (a symbolic link, wrong owner or mode),
 * -EINVAL (no name for an origin), -EBADMSG (damaged: the files cannot be extended to a tree that the newest checkpoint
 * is the beginning of; nothing was changed, and the directory must be moved away by hand, for the auditor), or another
 * negative errno. A guest makes no key and begins no second history: -ENOKEY (not the key that signed here last),
 * -EXDEV (a copy of the directory that a gate wrote to, or one that no gate wrote to yet). *ret_state (may be NULL) is
 * written in every case.
 */
int ledger_open(const struct ledger_options *options, struct ledger **ret_ledger, struct ledger_state *ret_state);

/* Appends one line (`size` octets, its newline included) and returns when it is durable. 0, -EINVAL (it does not begin
 * `{"v":1,"`, no newline at the end, or a newline or NUL before it), -E2BIG (past LEDGER_LINE_MAX), or another negative
 * errno: then it is not in the ledger. After an error of the disk each append tries anew. */
int ledger_append(struct ledger *ledger, const char *line, size_t size);

/* The same with an event: its gateway, and a time of 0, are filled in. */
int ledger_append_event(struct ledger *ledger, const struct event *event);

/* The newest checkpoint, a signed note, to be freed; ret_size (may be NULL): the records that it is for. 0, -ENOMEM, or
 * why there is none. */
int ledger_checkpoint(struct ledger *ledger, char **ret_note, uint64_t *ret_size);

/* Why the newest checkpoint is behind the records, negative errno, or 0: it is not. */
int ledger_head_error(struct ledger *ledger);

/* The verifier key that is signed with. 0, -EIO. */
int ledger_vkey(struct ledger *ledger, char ret_vkey[NOTE_VKEY_SIZE]);

/* Whole seconds since the last line was committed, or since opening: for the heartbeat. */
uint64_t ledger_idle(struct ledger *ledger);

/* Makes leaves and checkpoint durable: at a heartbeat; closing and a new segment do it too. 0 or negative errno. */
int ledger_settle(struct ledger *ledger);

/* Makes a new signing key, announces it in a record that the old key signs, and signs with it from then on. 0, -EROFS
 * (the key is a file of the administrator's or a credential of systemd's: change that, and start anew), or another
 * negative errno: then the old key stays, unless `vkey` alone could not be written, which the next opening makes good.
 */
int ledger_rotate_key(struct ledger *ledger);

struct ledger_retained {
	unsigned segments;    /* deleted */
	uint64_t first, last; /* indices of the records in them, both included; of none when segments is 0 */
};

/*
 * Deletes the oldest segments whose last record is older than `before` (microseconds since the epoch), never the
 * newest; a record "retention" says so first. Their leaves stay. 0, -EPERM (`legal-hold` exists), or another negative
 * errno.
 */
int ledger_retain(struct ledger *ledger, int64_t before, struct ledger_retained *ret_retained);

/* No thread may be using it. */
void ledger_close(struct ledger *ledger);

/* Appends since opening, and groups that they were committed in: for tests and metrics. */
void ledger_counts(struct ledger *ledger, uint64_t *ret_lines, uint64_t *ret_groups);

#endif
