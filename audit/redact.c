#include "audit/redact.h"

#include "audit/digest.h"

#include <stdbool.h>
#include <string.h>

/*
 * Without 0 O, 1 I L, 2-Z, 5-S, 6-G, 8-B and U-V pairs (the digit or the V stays), M-N (M stays), and without the
 * vowels and K that would let chance write words.
 */
static const char symbols[] = "23456789CDFHJMPQRTVWX";

#define SYMBOL_COUNT  (sizeof(symbols) - 1)
#define CASE_LENGTH   8
#define CASE_GROUP    4
#define REDACTED_SIZE 16 /* octets of the digest that are kept */

/* What is hashed before the value, its terminator included: a pseudonym in one field says nothing about another. */
static const char *field_label(enum redact_field field)
{
	switch (field) {
	case REDACT_SENDER:
		return "referral-milter/sender";
	case REDACT_MESSAGE_ID:
		return "referral-milter/message-id";
	case REDACT_QUEUE_ID:
		return "referral-milter/queue-id";
	case REDACT_FORM:
		return "referral-milter/form";
	case REDACT_FIELD_COUNT:
		break;
	}
	return "referral-milter/other";
}

int redact_value(const struct period_key *key, enum redact_field field, const char *value, size_t length,
    struct redacted *ret_redacted)
{
	const char *label = field_label(field);
	struct digest_piece pieces[] = {{label, strlen(label) + 1}, {value, length}};
	uint8_t digest[DIGEST_SIZE];

	if (value == NULL || length == 0) {
		ret_redacted->text[0] = '\0';
		return 0;
	}
	int r = digest_hmac_sha256_pieces(key->key, pieces, 2, digest);
	if (r < 0)
		return r;
	digest_hex(digest, REDACTED_SIZE, ret_redacted->text);
	return 0;
}

/* 21^8 divides 2^64 some 488 million times: the remainder favours no code by more than that part. */
static void spell(const uint8_t *bytes, struct case_code *ret_code)
{
	uint64_t number = 0;
	char *at = ret_code->text;

	for (size_t i = 0; i < sizeof(number); i++)
		number = number << 8 | bytes[i];
	for (size_t i = 0; i < CASE_LENGTH; i++) {
		if (i == CASE_GROUP)
			*at++ = '-';
		*at++ = symbols[number % SYMBOL_COUNT];
		number /= SYMBOL_COUNT;
	}
	*at = '\0';
}

int redact_case_code(const struct period_key *key, const char *canonical_sender, const char *message_id, size_t length,
    struct case_code *ret_code)
{
	static const char label[] = "referral-milter/case";
	const char *sender = canonical_sender != NULL ? canonical_sender : "";
	struct digest_piece pieces[] = {{label, sizeof(label)}, {sender, strlen(sender) + 1}, {message_id, length}};
	uint8_t digest[DIGEST_SIZE];

	int r = message_id == NULL || length == 0 ? digest_random(digest, sizeof(digest))
						  : digest_hmac_sha256_pieces(key->key, pieces, 3, digest);
	if (r < 0)
		return r;
	spell(digest, ret_code);
	return 0;
}

static bool is_around(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '<' || c == '>';
}

void redact_trim_message_id(const char *value, size_t size, const char **ret_start, size_t *ret_length)
{
	while (size > 0 && is_around(value[0])) {
		value++;
		size--;
	}
	while (size > 0 && is_around(value[size - 1]))
		size--;
	*ret_start = value;
	*ret_length = size;
}
