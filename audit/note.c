#include "audit/note.h"

#include "audit/base64.h"
#include "audit/digest.h"

#include <errno.h>
#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALGORITHM_ED25519 0x01
#define DASH		  "\u2014 " /* what a signature line begins with */
#define ID_SIZE		  4

static bool is_name(const char *name, size_t length)
{
	if (length == 0 || length > NOTE_NAME_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == '+')
			return false;
	return true;
}

static int key_id(const char *name, const uint8_t *public_key, uint32_t *ret_id)
{
	uint8_t octets[NOTE_NAME_MAX + 2 + NOTE_KEY_SIZE], digest[DIGEST_SIZE];
	size_t length = strlen(name);

	memcpy(octets, name, length);
	octets[length] = '\n';
	octets[length + 1] = ALGORITHM_ED25519;
	memcpy(octets + length + 2, public_key, NOTE_KEY_SIZE);
	int r = digest_sha256(octets, length + 2 + NOTE_KEY_SIZE, digest);
	if (r == 0)
		*ret_id = (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 | digest[3];
	return r;
}

int note_signer_init(struct note_signer *signer, const char *name, const uint8_t seed[NOTE_KEY_SIZE])
{
	size_t size = NOTE_KEY_SIZE;

	if (!is_name(name, strlen(name)))
		return -EINVAL;
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, NOTE_KEY_SIZE);
	bool is_made = key != NULL && EVP_PKEY_get_raw_public_key(key, signer->public_key, &size) == 1;
	EVP_PKEY_free(key);
	if (!is_made)
		return -EIO;
	snprintf(signer->name, sizeof(signer->name), "%s", name);
	memcpy(signer->seed, seed, NOTE_KEY_SIZE);
	return 0;
}

void note_signer_clear(struct note_signer *signer)
{
	OPENSSL_cleanse(signer, sizeof(*signer));
}

int note_verifier_of(const struct note_signer *signer, struct note_verifier *ret_verifier)
{
	struct note_verifier verifier = {0};
	int r = key_id(signer->name, signer->public_key, &verifier.id);

	if (r < 0)
		return r;
	memcpy(verifier.name, signer->name, sizeof(verifier.name));
	memcpy(verifier.public_key, signer->public_key, NOTE_KEY_SIZE);
	*ret_verifier = verifier;
	return 0;
}

int note_vkey_format(const struct note_verifier *verifier, char ret_text[NOTE_VKEY_SIZE])
{
	uint8_t key[1 + NOTE_KEY_SIZE] = {ALGORITHM_ED25519};
	char base64[BASE64_SIZE(sizeof(key))];

	memcpy(key + 1, verifier->public_key, NOTE_KEY_SIZE);
	base64_encode(key, sizeof(key), base64);
	snprintf(ret_text, NOTE_VKEY_SIZE, "%s+%08" PRIx32 "+%s", verifier->name, verifier->id, base64);
	return 0;
}

/* Eight lower-case digits. */
static bool id_parse(const char *text, uint32_t *ret_id)
{
	uint32_t id = 0;

	for (int i = 0; i < 2 * ID_SIZE; i++) {
		char c = text[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
		id = id << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	*ret_id = id;
	return true;
}

int note_vkey_parse(const char *text, struct note_verifier *ret_verifier)
{
	struct note_verifier verifier = {0};
	uint8_t key[1 + NOTE_KEY_SIZE];
	const char *name_end = strchr(text, '+');
	const char *id_end = name_end != NULL ? strchr(name_end + 1, '+') : NULL;
	uint32_t id = 0;
	size_t size = 0;

	if (id_end == NULL || !is_name(text, (size_t)(name_end - text)) || id_end - name_end != 1 + 2 * ID_SIZE ||
	    !id_parse(name_end + 1, &verifier.id))
		return -EBADMSG;
	memcpy(verifier.name, text, (size_t)(name_end - text));
	int r = base64_decode(id_end + 1, strlen(id_end + 1), key, sizeof(key), &size);
	if (r < 0)
		return r;
	if (size != sizeof(key) || key[0] != ALGORITHM_ED25519)
		return -EBADMSG;
	memcpy(verifier.public_key, key + 1, NOTE_KEY_SIZE);
	r = key_id(verifier.name, verifier.public_key, &id);
	if (r < 0)
		return r;
	if (id != verifier.id)
		return -EBADMSG;
	*ret_verifier = verifier;
	return 0;
}

static int sign(const struct note_signer *signer, const char *text, uint8_t *signature)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, signer->seed, NOTE_KEY_SIZE);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t size = NOTE_SIGNATURE_SIZE;
	bool is_signed = key != NULL && context != NULL && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
			 EVP_DigestSign(context, signature, &size, (const unsigned char *)text, strlen(text)) == 1 &&
			 size == NOTE_SIGNATURE_SIZE;

	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return is_signed ? 0 : -EIO;
}

/* Ends in one newline, so that the empty line behind it is the note's own. */
static bool is_text(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && text[length - 1] == '\n' && (length < 2 || text[length - 2] != '\n');
}

int note_sign(const struct note_signer *signer, const char *text, char **ret_note)
{
	uint8_t octets[ID_SIZE + NOTE_SIGNATURE_SIZE];
	char base64[BASE64_SIZE(sizeof(octets))];
	uint32_t id = 0;

	if (!is_text(text))
		return -EINVAL;
	int r = key_id(signer->name, signer->public_key, &id);
	if (r == 0)
		r = sign(signer, text, octets + ID_SIZE);
	if (r < 0)
		return r;
	for (int i = 0; i < ID_SIZE; i++)
		octets[i] = (uint8_t)(id >> (24 - 8 * i));
	base64_encode(octets, sizeof(octets), base64);
	return asprintf(ret_note, "%s\n" DASH "%s %s\n", text, signer->name, base64) < 0 ? -ENOMEM : 0;
}

static int verify(const struct note_verifier *verifier, const char *text, size_t size, const uint8_t *signature)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, verifier->public_key, NOTE_KEY_SIZE);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int r = -EIO;

	if (key != NULL && context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1)
		r = EVP_DigestVerify(context, signature, NOTE_SIGNATURE_SIZE, (const unsigned char *)text, size) == 1
			? 0
			: -EKEYREJECTED;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return r;
}

/* Where the last empty line stands: the text ends before it. */
static const char *find_signatures(const char *note, size_t size)
{
	for (const char *at = note + size; at > note + 1; at--)
		if (at[-1] == '\n' && at[-2] == '\n')
			return at;
	return NULL;
}

/* One signature line without its newline. -ENOKEY: somebody else's. */
static int check_line(
    const struct note_verifier *verifier, const char *line, size_t length, const char *text, size_t text_size)
{
	uint8_t octets[ID_SIZE + NOTE_SIGNATURE_SIZE];
	size_t prefix = strlen(DASH), size = 0;

	if (length <= prefix || memcmp(line, DASH, prefix) != 0)
		return -EBADMSG;
	const char *name = line + prefix, *blank = memchr(name, ' ', length - prefix);
	if (blank == NULL || !is_name(name, (size_t)(blank - name)))
		return -EBADMSG;
	if (strlen(verifier->name) != (size_t)(blank - name) ||
	    memcmp(verifier->name, name, (size_t)(blank - name)) != 0)
		return -ENOKEY;
	int r = base64_decode(blank + 1, (size_t)(line + length - (blank + 1)), octets, sizeof(octets), &size);
	if (r == -EBADMSG || (r == 0 && size != sizeof(octets)))
		return -ENOKEY; /* the same name with another kind of key */
	if (r < 0)
		return r;
	uint32_t id = (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 | octets[3];
	return id == verifier->id ? verify(verifier, text, text_size, octets + ID_SIZE) : -ENOKEY;
}

int note_open(const struct note_verifier *verifier, const char *note, size_t size, size_t *ret_text_size)
{
	const char *end = note + size;
	const char *line = size <= NOTE_SIZE_MAX ? find_signatures(note, size) : NULL;
	int r = -ENOKEY;

	if (line == NULL || line == end || end[-1] != '\n' || memchr(note, '\0', size) != NULL)
		return -EBADMSG;
	size_t text_size = (size_t)(line - 1 - note);
	while (line < end && r == -ENOKEY) {
		const char *feed = memchr(line, '\n', (size_t)(end - line));
		r = check_line(verifier, line, (size_t)(feed - line), note, text_size);
		line = feed + 1;
	}
	if (r == 0)
		*ret_text_size = text_size;
	return r;
}
