/*
 * digest: SHA-256 (FIPS 180-4), HMAC-SHA-256 (RFC 2104) and random octets; the only callers of libcrypto are in audit/.
 *
 * Safe for many threads. Never logs, and keeps nothing of what it is given.
 */
#ifndef AUDIT_DIGEST_H
#define AUDIT_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define DIGEST_SIZE	32
#define DIGEST_HEX_SIZE 65 /* with the terminator */

/* 0, or -EIO when libcrypto fails. */
int digest_sha256(const void *bytes, size_t size, uint8_t ret_digest[DIGEST_SIZE]);
int digest_hmac_sha256(const uint8_t key[DIGEST_SIZE], const void *bytes, size_t size, uint8_t ret_digest[DIGEST_SIZE]);

/* The same over the pieces in their order, as if they stood side by side. 0 or -EIO. */
struct digest_piece {
	const void *bytes;
	size_t size;
};
int digest_hmac_sha256_pieces(
    const uint8_t key[DIGEST_SIZE], const struct digest_piece *pieces, size_t count, uint8_t ret_digest[DIGEST_SIZE]);

/* Lower-case hexadecimal of `size` octets; `ret_text` has room for 2 * size + 1. */
void digest_hex(const uint8_t *bytes, size_t size, char *ret_text);

/* From the kernel. 0 or negative errno. */
int digest_random(void *ret_bytes, size_t size);

#endif
