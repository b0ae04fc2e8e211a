/*
 * vkeys: the verifier keys that signed in a ledger, its file `vkey`: one a line, oldest first; the last is the current
 * one. Lines that are no key of ours are kept and not looked at. Never logs.
 */
#ifndef AUDIT_VKEYS_H
#define AUDIT_VKEYS_H

#include "audit/ledger_ops.h"
#include "audit/note.h"

#include <stdbool.h>

#define VKEYS_NAME     "vkey"
#define VKEYS_SIZE_MAX (64U << 10) /* octets of the file */

struct vkeys {
	struct note_verifier *list;
	size_t count;
};

/* Those of the file; none when it is not there. 0, -EFBIG, -ENOMEM, or another negative errno. */
int vkeys_read(int directory, struct vkeys *ret_keys);
void vkeys_clear(struct vkeys *keys);

/* Whether it is the last one. */
bool vkeys_is_current(const struct vkeys *keys, const struct note_verifier *verifier);

/* Adds one to the list in memory. 0, -ENOMEM. */
int vkeys_put(struct vkeys *keys, const struct note_verifier *verifier);

/* Adds one at the end of the list and, durably, of the file. 0 or negative errno. */
int vkeys_add(struct vkeys *keys, const struct ledger_ops *ops, int directory, const struct note_verifier *verifier);

#endif
