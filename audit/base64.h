/*
 * base64: RFC 4648 section 4, with padding, for keys, hashes and signatures in notes. Strict: what is not written here
 * is not read.
 */
#ifndef AUDIT_BASE64_H
#define AUDIT_BASE64_H

#include <stddef.h>
#include <stdint.h>

/* Characters of so many octets, with the terminator. */
#define BASE64_SIZE(octets) (((octets) + 2) / 3 * 4 + 1)

/* `ret_text` has room for BASE64_SIZE(size). */
void base64_encode(const uint8_t *octets, size_t size, char *ret_text);

/* `length` characters into at most `capacity` octets. 0; -EBADMSG, also where they are more. */
int base64_decode(const char *text, size_t length, uint8_t *ret_octets, size_t capacity, size_t *ret_size);

#endif
