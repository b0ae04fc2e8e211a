/*
 * signing_key: the key that signs the ledger's checkpoints: a secret in a file `signing-key` (audit/key_file.h) of the
 * key directory, made on first use; or, where the service manager gives it, `$CREDENTIALS_DIRECTORY/signing-key`, which
 * is never written.
 *
 * Never logs. The signer's owner clears it.
 */
#ifndef AUDIT_SIGNING_KEY_H
#define AUDIT_SIGNING_KEY_H

#include "audit/note.h"

#include <stdbool.h>

/* The key under the name of `origin`. 0, -EINVAL (no name for a note), -EPERM, -EBADMSG (a damaged file), or another
 * negative errno. */
int signing_key_load(const char *directory, const char *origin, struct note_signer *ret_signer);

/* A random one, in memory only. 0, -EINVAL, -EIO. */
int signing_key_draw(const char *origin, struct note_signer *ret_signer);

/* Puts it in the place of the one that is there, durably; the old one is gone. 0, -EROFS (a credential), or another
 * negative errno. */
int signing_key_replace(const char *directory, const struct note_signer *signer);

/* Whether it is a credential. */
bool signing_key_is_given(void);

#endif
