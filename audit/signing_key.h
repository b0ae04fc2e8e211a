/*
 * signing_key: the key that signs the ledger's checkpoints: a secret in a file `signing-key` (audit/key_file.h) of the
 * key directory, made on first use; or a file that is given, which is never made and never written: the
 * administrator's, by its path, or else the service manager's, `$CREDENTIALS_DIRECTORY/signing-key`.
 *
 * Never logs. The signer's owner clears it.
 */
#ifndef AUDIT_SIGNING_KEY_H
#define AUDIT_SIGNING_KEY_H

#include "audit/note.h"

#include <stdbool.h>

/* Where the key is. */
struct signing_place {
	const char *directory; /* of the keys */
	const char *path;      /* the administrator's file, which nobody else may read; or NULL */
	bool must_exist;       /* none is made: -ENOENT */
};

/* The key under the name of `origin`. 0, -EINVAL (no name for a note), -EPERM, -EBADMSG (a damaged file), or another
 * negative errno. */
int signing_key_load(const struct signing_place *place, const char *origin, struct note_signer *ret_signer);

/* A random one, in memory only. 0, -EINVAL, -EIO. */
int signing_key_draw(const char *origin, struct note_signer *ret_signer);

/* Puts it in the place of the one that is there, durably; the old one is gone. 0, -EROFS (it is given), or another
 * negative errno. */
int signing_key_replace(const struct signing_place *place, const struct note_signer *signer);

/* Whether the key is given: to be changed by whoever gives it. */
bool signing_key_is_given(const struct signing_place *place);

#endif
