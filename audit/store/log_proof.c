#include "audit/store/log_proof.h"

#include "audit/base64.h"
#include "audit/store/kept_head.h"
#include "audit/store/line_head.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_LINE "c2sp.org/tlog-proof@v1"
#define EXTRA	   "extra "
#define INDEX	   "index "

static int print_extra(FILE *stream, const struct log_proof *proof)
{
	if (proof->record == NULL)
		return 0;
	char *base64 = malloc(BASE64_SIZE(proof->record_size));
	if (base64 == NULL)
		return -ENOMEM;
	base64_encode((const uint8_t *)proof->record, proof->record_size, base64);
	fprintf(stream, EXTRA "%s\n", base64);
	free(base64);
	return 0;
}

int log_proof_format(const struct log_proof *proof, char **ret_text, size_t *ret_size)
{
	char base64[BASE64_SIZE(DIGEST_SIZE)];
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	if (stream == NULL)
		return -ENOMEM;
	fputs(FIRST_LINE "\n", stream);
	int r = print_extra(stream, proof);
	fprintf(stream, INDEX "%" PRIu64 "\n", proof->index);
	for (size_t i = 0; i < proof->path.count; i++) {
		base64_encode(proof->path.hashes[i].octets, DIGEST_SIZE, base64);
		fprintf(stream, "%s\n", base64);
	}
	fputc('\n', stream);
	fwrite(proof->checkpoint, 1, proof->checkpoint_size, stream);
	if (ferror(stream))
		r = -ENOMEM;
	if (fclose(stream) != 0 || r < 0) {
		free(text);
		return -ENOMEM;
	}
	*ret_text = text;
	*ret_size = size;
	return 0;
}

/* What is left to be read. */
struct rest {
	const char *at, *end;
};

/* The next line without its newline. */
static bool take_line(struct rest *rest, const char **ret_line, size_t *ret_size)
{
	const char *feed = memchr(rest->at, '\n', (size_t)(rest->end - rest->at));

	if (feed == NULL)
		return false;
	*ret_line = rest->at;
	*ret_size = (size_t)(feed - rest->at);
	rest->at = feed + 1;
	return true;
}

static bool begins(const char *line, size_t size, const char *with)
{
	return size >= strlen(with) && memcmp(line, with, strlen(with)) == 0;
}

static int parse_extra(const char *text, size_t size, struct log_proof *proof)
{
	size_t capacity = size / 4 * 3;
	char *record = malloc(capacity + 1);
	size_t record_size = 0;

	if (record == NULL)
		return -ENOMEM;
	int r = base64_decode(text, size, (uint8_t *)record, capacity, &record_size);
	if (r < 0) {
		free(record);
		return r;
	}
	record[record_size] = '\0';
	proof->record = record;
	proof->record_size = record_size;
	return 0;
}

/* A decimal number without leading zeros. */
static int parse_index(const char *text, size_t size, uint64_t *ret_index)
{
	uint64_t index = 0;

	if (size == 0 || (size > 1 && text[0] == '0'))
		return -EBADMSG;
	for (size_t i = 0; i < size; i++) {
		uint64_t digit = (uint64_t)(text[i] - '0');
		if (text[i] < '0' || text[i] > '9' || index > (UINT64_MAX - digit) / 10)
			return -EBADMSG;
		index = index * 10 + digit;
	}
	*ret_index = index;
	return 0;
}

/* Up to the empty line. */
static int parse_path(struct rest *rest, struct merkle_proof *path)
{
	const char *line = NULL;
	size_t size = 0, octets = 0;

	while (take_line(rest, &line, &size)) {
		if (size == 0)
			return 0;
		if (path->count == MERKLE_PROOF_MAX)
			return -EBADMSG;
		int r = base64_decode(line, size, path->hashes[path->count].octets, DIGEST_SIZE, &octets);
		if (r < 0 || octets != DIGEST_SIZE)
			return r < 0 ? r : -EBADMSG;
		path->count++;
	}
	return -EBADMSG;
}

static int parse(struct rest *rest, struct log_proof *proof)
{
	const char *line = NULL;
	size_t size = 0;
	int r = 0;

	if (!take_line(rest, &line, &size) || size != strlen(FIRST_LINE) || !begins(line, size, FIRST_LINE) ||
	    !take_line(rest, &line, &size))
		return -EBADMSG;
	if (begins(line, size, EXTRA)) {
		r = parse_extra(line + strlen(EXTRA), size - strlen(EXTRA), proof);
		if (r == 0 && !take_line(rest, &line, &size))
			r = -EBADMSG;
	}
	if (r == 0 && !begins(line, size, INDEX))
		r = -EBADMSG;
	if (r == 0)
		r = parse_index(line + strlen(INDEX), size - strlen(INDEX), &proof->index);
	if (r == 0)
		r = parse_path(rest, &proof->path);
	if (r == 0 && rest->at == rest->end)
		r = -EBADMSG;
	return r;
}

int log_proof_parse(const char *text, size_t size, struct log_proof *ret_proof)
{
	struct rest rest = {text, text + size};
	struct log_proof proof = {.index = 0};

	if (size > LOG_PROOF_MAX || memchr(text, '\0', size) != NULL)
		return -EBADMSG;
	int r = parse(&rest, &proof);
	if (r == 0) {
		proof.checkpoint_size = (size_t)(rest.end - rest.at);
		proof.checkpoint = strndup(rest.at, proof.checkpoint_size);
		r = proof.checkpoint != NULL ? 0 : -ENOMEM;
	}
	if (r < 0) {
		log_proof_clear(&proof);
		return r;
	}
	*ret_proof = proof;
	return 0;
}

void log_proof_clear(struct log_proof *proof)
{
	free(proof->record);
	free(proof->checkpoint);
	*proof = (struct log_proof){.index = 0};
}

/* A record says itself which it is; one that says otherwise was never written by a ledger. */
static bool says_index(const struct log_proof *proof)
{
	struct line_head head;

	return line_head_scan(proof->record, proof->record_size, &head) == 0 && head.has_index &&
	       head.index == proof->index;
}

static int open_head(const struct log_proof *proof, const struct note_verifier *keys, size_t count,
    struct checkpoint *ret_head, struct note_verifier *ret_key)
{
	struct kept_head head = {.note = proof->checkpoint, .size = proof->checkpoint_size};
	int r = kept_head_open(&head, keys, count);

	if (r < 0)
		return r;
	if (!head.is_open)
		return head.error;
	*ret_head = head.checkpoint;
	*ret_key = head.signer;
	return 0;
}

int log_proof_check(const struct log_proof *proof, const struct note_verifier *keys, size_t count,
    struct checkpoint *ret_head, struct note_verifier *ret_key)
{
	struct merkle_hash leaf;
	struct checkpoint head;
	struct note_verifier key;

	if (proof->record == NULL)
		return -ENODATA;
	int r = open_head(proof, keys, count, &head, &key);
	if (r == 0)
		r = merkle_hash_leaf(proof->record, proof->record_size, &leaf);
	if (r == 0)
		r = merkle_check_inclusion(&proof->path, proof->index, head.size, &leaf, &head.root);
	if (r < 0)
		return r;
	if (!says_index(proof))
		return -EBADMSG;
	*ret_head = head;
	*ret_key = key;
	return 0;
}
