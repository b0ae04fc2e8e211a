/*
 * note: signed notes and their keys, as C2SP signed-note (https://c2sp.org/signed-note) has them, with Ed25519.
 *
 * A note is a text that ends in a newline, an empty line, and signature lines: an em dash, a blank, the key's name, a
 * blank, and base64 of the key id (4 octets) and the signature. The key id is the beginning of SHA-256(name, 0x0A,
 * 0x01, public key). A verifier key is one line, "NAME+KEYID+BASE64(0x01, public key)", that an auditor keeps
 * elsewhere; Go's golang.org/x/mod/sumdb/note reads and writes the same.
 */
#ifndef AUDIT_NOTE_H
#define AUDIT_NOTE_H

#include <stddef.h>
#include <stdint.h>

#define NOTE_NAME_MAX	    128 /* octets of a key's name: no white space, no "+" */
#define NOTE_KEY_SIZE	    32	/* octets of an Ed25519 key, private seed or public */
#define NOTE_SIGNATURE_SIZE 64
#define NOTE_VKEY_SIZE	    (NOTE_NAME_MAX + 1 + 8 + 1 + 44 + 1) /* a verifier key's text, with the terminator */
#define NOTE_SIZE_MAX	    65536				 /* octets of a note that is read */

struct note_signer {
	char name[NOTE_NAME_MAX + 1];
	uint8_t seed[NOTE_KEY_SIZE]; /* RFC 8032's private key */
	uint8_t public_key[NOTE_KEY_SIZE];
};

struct note_verifier {
	char name[NOTE_NAME_MAX + 1];
	uint32_t id;
	uint8_t public_key[NOTE_KEY_SIZE];
};

/* From a seed. 0, -EINVAL (name), -EIO (libcrypto). note_signer_clear() wipes it. */
int note_signer_init(struct note_signer *signer, const char *name, const uint8_t seed[NOTE_KEY_SIZE]);
void note_signer_clear(struct note_signer *signer);

/* The signer's public half. 0, -EIO. */
int note_verifier_of(const struct note_signer *signer, struct note_verifier *ret_verifier);

/* A verifier key as text, and back; the reverse trusts nothing: -EBADMSG for what is no key of ours. */
int note_vkey_format(const struct note_verifier *verifier, char ret_text[NOTE_VKEY_SIZE]);
int note_vkey_parse(const char *text, struct note_verifier *ret_verifier);

/* Signs `text`, which ends in a newline and has no empty line at its end; *ret_note (heap, the caller's) is the whole
 * note. 0, -EINVAL (the text), -EIO, -ENOMEM. */
int note_sign(const struct note_signer *signer, const char *text, char **ret_note);

/* Opens a note of `size` octets: *ret_text_size are those of the text that the verifier's key has signed. 0; -EBADMSG:
 * no note; -ENOKEY: not signed by this key; -EKEYREJECTED: its signature is wrong; -EIO, -ENOMEM. */
int note_open(const struct note_verifier *verifier, const char *note, size_t size, size_t *ret_text_size);

#endif
