/*
 * sign_lines: reads records, a line each, and prints them as a gateway's log would have them: each is given its index,
 * and after every EVERY of them comes a checkpoint as a log line. The first line that is printed is the verifier key.
 *
 * Usage: sign_lines GATEWAY SEED EVERY, where SEED is one octet of the signing key, in decimal.
 */
#include "audit/base64.h"
#include "audit/merkle.h"
#include "audit/note.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START "{\"v\":1,"

static void fail(const char *what)
{
	fprintf(stderr, "sign_lines: %s\n", what);
	exit(2);
}

static void print_checkpoint(const struct note_signer *signer, const struct merkle_range *range)
{
	char base64[BASE64_SIZE(DIGEST_SIZE)], text[512];
	struct merkle_hash root;
	char *note = NULL;

	if (merkle_range_root(range, &root) < 0)
		fail("root");
	base64_encode(root.octets, DIGEST_SIZE, base64);
	snprintf(text, sizeof(text), "%s\n%" PRIu64 "\n%s\n", signer->name, range->size, base64);
	if (note_sign(signer, text, &note) < 0)
		fail("note");
	const char *signature = strrchr(note, ' ') + 1;
	printf("checkpoint %s %" PRIu64 " %s %s", signer->name, range->size, base64, signature);
	free(note);
}

static void print_record(struct merkle_range *range, const char *line)
{
	char *record = NULL;
	struct merkle_hash leaf;

	if (strncmp(line, START, strlen(START)) != 0)
		fail("no record");
	int length = asprintf(&record, START "\"index\":%" PRIu64 ",%s", range->size, line + strlen(START));
	if (length < 0 || merkle_hash_leaf(record, (size_t)length, &leaf) < 0 || merkle_range_append(range, &leaf) < 0)
		fail("leaf");
	puts(record);
	free(record);
}

int main(int argc, char **argv)
{
	struct note_signer signer;
	struct note_verifier verifier;
	struct merkle_range range = {0};
	uint8_t seed[NOTE_KEY_SIZE] = {0};
	char name[NOTE_NAME_MAX + 1], vkey[NOTE_VKEY_SIZE], *line = NULL;
	size_t capacity = 0;
	ssize_t length;

	if (argc != 4)
		fail("expected GATEWAY SEED EVERY");
	snprintf(name, sizeof(name), "%s/referral-ledger", argv[1]);
	seed[0] = (uint8_t)atoi(argv[2]);
	uint64_t every = strtoull(argv[3], NULL, 10);
	if (note_signer_init(&signer, name, seed) < 0 || note_verifier_of(&signer, &verifier) < 0 ||
	    note_vkey_format(&verifier, vkey) < 0)
		fail("key");
	puts(vkey);
	while ((length = getline(&line, &capacity, stdin)) > 0) {
		line[length - (line[length - 1] == '\n')] = '\0';
		print_record(&range, line);
		if (every > 0 && range.size % every == 0)
			print_checkpoint(&signer, &range);
	}
	free(line);
	return 0;
}
