/*
 * head: the newest signed checkpoint of a ledger, its file `checkpoint`: replaced by rename, so that whoever reads it
 * finds a whole one. Never logs.
 */
#ifndef AUDIT_HEAD_H
#define AUDIT_HEAD_H

#include "audit/checkpoint.h"
#include "audit/ledger_ops.h"
#include "audit/vkeys.h"

#define HEAD_NAME "checkpoint"

enum head_condition {
	HEAD_TORN = 0, /* no checkpoint that one of the keys has signed */
	HEAD_MISSING,
	HEAD_SIGNED
};

struct head {
	enum head_condition condition;
	struct checkpoint checkpoint; /* HEAD_SIGNED */
	char *note;		      /* HEAD_SIGNED: the whole note */
	size_t octets;		      /* of the file */
};

/* 0, or why the file cannot be read. */
int head_read(int directory, const struct vkeys *keys, struct head *ret_head);
void head_clear(struct head *head);

/* Signs the root of a tree of so many records and puts it in the file; *ret_note is to be freed. 0 or negative errno:
 * then the old one stands. */
int head_publish(const struct ledger_ops *ops, int directory, const struct note_signer *signer,
    const struct merkle_range *tree, char **ret_note);

/* Writes the note once more, durably. 0 or negative errno. */
int head_settle(const struct ledger_ops *ops, int directory, const char *note);

/* Moves the file to `torn-checkpoint-TIME`. 0 or negative errno; there need not be one. */
int head_set_aside(const struct ledger_ops *ops, int directory);

#endif
