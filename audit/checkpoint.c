#include "audit/checkpoint.h"

#include "audit/base64.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SIZE_DIGITS_MAX 20 /* of a 64-bit number */

int checkpoint_sign(const struct note_signer *signer, uint64_t size, const struct merkle_hash *root, char **ret_note)
{
	char base64[BASE64_SIZE(DIGEST_SIZE)], text[CHECKPOINT_TEXT_MAX + 1];

	base64_encode(root->octets, DIGEST_SIZE, base64);
	snprintf(text, sizeof(text), "%s\n%" PRIu64 "\n%s\n", signer->name, size, base64);
	return note_sign(signer, text, ret_note);
}

/* The next line of the text, without its newline. */
static bool next_line(const char **at, const char *end, const char **ret_line, size_t *ret_length)
{
	const char *feed = *at < end ? memchr(*at, '\n', (size_t)(end - *at)) : NULL;

	if (feed == NULL || feed == *at)
		return false;
	*ret_line = *at;
	*ret_length = (size_t)(feed - *at);
	*at = feed + 1;
	return true;
}

/* Decimal digits without leading zeros. */
static bool size_parse(const char *text, size_t length, uint64_t *ret_size)
{
	uint64_t size = 0;

	if (length > SIZE_DIGITS_MAX || (length > 1 && text[0] == '0'))
		return false;
	for (size_t i = 0; i < length; i++) {
		uint64_t digit = (uint64_t)(text[i] - '0');
		if (text[i] < '0' || text[i] > '9' || size > (UINT64_MAX - digit) / 10)
			return false;
		size = size * 10 + digit;
	}
	*ret_size = size;
	return true;
}

static bool parse(const char *text, size_t size, struct checkpoint *checkpoint)
{
	const char *at = text, *end = text + size, *line = NULL;
	size_t length = 0, decoded = 0;

	if (!next_line(&at, end, &line, &length) || length > NOTE_NAME_MAX)
		return false;
	memcpy(checkpoint->origin, line, length);
	checkpoint->origin[length] = '\0';
	if (!next_line(&at, end, &line, &length) || !size_parse(line, length, &checkpoint->size))
		return false;
	return next_line(&at, end, &line, &length) &&
	       base64_decode(line, length, checkpoint->root.octets, DIGEST_SIZE, &decoded) == 0 &&
	       decoded == DIGEST_SIZE;
}

int checkpoint_open(
    const struct note_verifier *verifier, const char *note, size_t size, struct checkpoint *ret_checkpoint)
{
	struct checkpoint checkpoint = {.size = 0};
	size_t text_size = 0;
	int r = note_open(verifier, note, size, &text_size);

	if (r < 0)
		return r;
	if (!parse(note, text_size, &checkpoint) || strcmp(checkpoint.origin, verifier->name) != 0)
		return -EBADMSG;
	*ret_checkpoint = checkpoint;
	return 0;
}
