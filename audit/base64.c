#include "audit/base64.h"

#include <errno.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

void base64_encode(const uint8_t *octets, size_t size, char *ret_text)
{
	EVP_EncodeBlock((unsigned char *)ret_text, octets, (int)size);
}

/* libcrypto reads more than is written here: blanks, line ends, left-over bits. So what it read is written again. */
int base64_decode(const char *text, size_t length, uint8_t *ret_octets, size_t capacity, size_t *ret_size)
{
	size_t padding = 0;
	size_t size;
	int r = -EBADMSG;

	if (length % 4 != 0 || length > INT_MAX / 4)
		return -EBADMSG;
	while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
		padding++;
	size = length / 4 * 3 - padding;
	if (size > capacity)
		return -EBADMSG;
	unsigned char *octets = malloc(length / 4 * 3 + 1);
	char *again = malloc(BASE64_SIZE(length / 4 * 3));
	if (octets == NULL || again == NULL) {
		r = -ENOMEM;
	} else if (EVP_DecodeBlock(octets, (const unsigned char *)text, (int)length) == (int)(length / 4 * 3)) {
		base64_encode(octets, size, again);
		if (memcmp(again, text, length) == 0) {
			memcpy(ret_octets, octets, size);
			*ret_size = size;
			r = 0;
		}
	}
	free(octets);
	free(again);
	return r;
}
