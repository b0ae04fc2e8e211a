#include "audit/digest.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>
#include <sys/random.h>

/* Looking an algorithm up costs more than a short digest does: once per process, and never given back. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static EVP_MD *sha256;
static EVP_MAC *hmac;

static void fetch(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
}

int digest_sha256(const void *bytes, size_t size, uint8_t ret_digest[DIGEST_SIZE])
{
	pthread_once(&once, fetch);
	if (sha256 == NULL || EVP_Digest(bytes, size, ret_digest, NULL, sha256, NULL) != 1)
		return -EIO;
	return 0;
}

int digest_hmac_sha256(const uint8_t key[DIGEST_SIZE], const void *bytes, size_t size, uint8_t ret_digest[DIGEST_SIZE])
{
	struct digest_piece piece = {.bytes = bytes, .size = size};

	return digest_hmac_sha256_pieces(key, &piece, 1, ret_digest);
}

static int hmac_pieces(
    EVP_MAC_CTX *context, const uint8_t *key, const struct digest_piece *pieces, size_t count, uint8_t *ret_digest)
{
	char name[] = "SHA256";
	OSSL_PARAM parameters[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end()};
	size_t size = 0;

	if (EVP_MAC_init(context, key, DIGEST_SIZE, parameters) != 1)
		return -EIO;
	for (size_t i = 0; i < count; i++)
		if (pieces[i].size > 0 && EVP_MAC_update(context, pieces[i].bytes, pieces[i].size) != 1)
			return -EIO;
	if (EVP_MAC_final(context, ret_digest, &size, DIGEST_SIZE) != 1 || size != DIGEST_SIZE)
		return -EIO;
	return 0;
}

int digest_hmac_sha256_pieces(
    const uint8_t key[DIGEST_SIZE], const struct digest_piece *pieces, size_t count, uint8_t ret_digest[DIGEST_SIZE])
{
	pthread_once(&once, fetch);
	EVP_MAC_CTX *context = hmac != NULL ? EVP_MAC_CTX_new(hmac) : NULL;
	if (context == NULL)
		return -EIO;
	int r = hmac_pieces(context, key, pieces, count, ret_digest);
	EVP_MAC_CTX_free(context);
	return r;
}

void digest_hex(const uint8_t *bytes, size_t size, char *ret_text)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < size; i++) {
		ret_text[2 * i] = digits[bytes[i] >> 4];
		ret_text[2 * i + 1] = digits[bytes[i] & 15];
	}
	ret_text[2 * size] = '\0';
}

int digest_random(void *ret_bytes, size_t size)
{
	uint8_t *at = ret_bytes;

	while (size > 0) {
		ssize_t got = getrandom(at, size, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		at += got;
		size -= (size_t)got;
	}
	return 0;
}
