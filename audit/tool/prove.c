/* prove: that one record is in the signed ledger, in a file that can be checked without the ledger; and checking one.
 */
#include "audit/store/kept_head.h"
#include "audit/store/line_reader.h"
#include "audit/store/log_proof.h"
#include "audit/store/plain_file.h"
#include "audit/store/record_view.h"
#include "audit/tool/command.h"
#include "audit/tool/number.h"
#include "audit/tool/output.h"
#include "audit/tool/record_print.h"
#include "audit/tool/vkey_option.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct prove_command {
	struct vkey_option keys;
	const char *file; /* to be checked; NULL: one is made */
	bool is_json;
};

/* The auditor's keys, and those of the ledger: what is proved is what the ledger says; who believes it checks it. */
static int add_own_keys(struct prove_command *command, const struct store *store)
{
	for (size_t i = 0; i < store->vkey_count; i++) {
		if (command->keys.count == VKEY_OPTION_MAX)
			return -E2BIG;
		command->keys.keys[command->keys.count++] = store->vkeys[i];
	}
	return 0;
}

/* What the newest checkpoint says its size is; it is believed only when the proof has been checked. */
static int find_size(const struct store *store, const struct prove_command *command, uint64_t *ret_size)
{
	struct kept_head head = {.note = store->checkpoint, .size = store->checkpoint_size, .error = -ENOKEY};

	if (store->checkpoint == NULL)
		return output_error("%s: there is no checkpoint, so that nothing can be proved", store->path);
	if (kept_head_open(&head, command->keys.keys, command->keys.count) < 0 || !head.is_open)
		return output_error(
		    "%s/checkpoint: not signed by a key of the ledger's, nor by a given one", store->path);
	*ret_size = head.checkpoint.size;
	return STATUS_FINE;
}

static int print_proof(struct prove_command *command, const struct log_proof *proof, const char *path)
{
	struct checkpoint head;
	struct note_verifier key;
	char *text = NULL;
	size_t size = 0;

	int r = log_proof_check(proof, command->keys.keys, command->keys.count, &head, &key);
	if (r == -EBADMSG) {
		output_error("%s: record %" PRIu64 " is not as it was signed; see what " PROGRAM " verify says", path,
		    proof->index);
		return STATUS_NO;
	}
	if (r == 0)
		r = log_proof_format(proof, &text, &size);
	if (r < 0)
		return output_error("%s: %s", path, strerror(-r));
	fwrite(text, 1, size, stdout);
	free(text);
	return STATUS_FINE;
}

static int make_proof(struct prove_command *command, struct store *store, struct line_reader *reader, uint64_t index)
{
	struct log_proof proof = {
	    .index = index, .checkpoint = store->checkpoint, .checkpoint_size = store->checkpoint_size};
	struct line line;
	uint64_t size = 0;
	int status = find_size(store, command, &size);

	if (status != STATUS_FINE)
		return status;
	if (index >= size) {
		output_error("%s: the newest checkpoint is for %" PRIu64 " records, from 0: not for record %" PRIu64,
		    store->path, size, index);
		return STATUS_NO;
	}
	if (size > store->leaf_count)
		return output_error("%s/leaves: missing, or shorter than the checkpoint", store->path);
	int r = line_reader_find(reader, index, &line);
	if (r == 0) {
		output_error("%s: record %" PRIu64 " is not there any more", store->path, index);
		return STATUS_NO;
	}
	if (r == 1)
		r = merkle_prove_inclusion(store_leaf, store, index, size, &proof.path);
	if (r == 0)
		r = (proof.record = strndup(line.text, line.size)) != NULL ? 0 : -ENOMEM;
	proof.record_size = line.size;
	status = r == 0 ? print_proof(command, &proof, store->path) : output_error("%s: %s", store->path, strerror(-r));
	free(proof.record);
	return status;
}

static int prove(struct prove_command *command, uint64_t index, const char *directory)
{
	char problem[STORE_PROBLEM_SIZE];
	struct store *store = NULL;
	struct line_reader reader;

	if (store_open(directory, &store, problem) < 0)
		return output_error("%s", problem);
	line_reader_init(&reader, store);
	int status = add_own_keys(command, store) == 0 ? make_proof(command, store, &reader, index)
						       : output_error("%s: too many keys", directory);
	line_reader_clear(&reader);
	store_close(store);
	return status;
}

static int print_json(
    const struct log_proof *proof, const struct checkpoint *head, const struct note_verifier *key, const char *why)
{
	char id[sizeof("01234567")];

	if (why != NULL)
		return output_json(json_pack("{sb ss}", "proved", false, "why", why), STATUS_NO);
	snprintf(id, sizeof(id), "%08" PRIx32, key->id);
	json_t *record = json_loadb(proof->record, proof->record_size, 0, NULL);
	return output_json(
	    json_pack("{sb ss sI sI ss so}", "proved", true, "origin", head->origin, "index", (json_int_t)proof->index,
		"size", (json_int_t)head->size, "key", id, "record", record != NULL ? record : json_null()),
	    STATUS_FINE);
}

static int print_record(const struct log_proof *proof, const struct checkpoint *head, const struct note_verifier *key)
{
	char problem[RECORD_VIEW_PROBLEM_SIZE];
	struct record_view view;

	printf("PROVED: record %" PRIu64 " is one of the %" PRIu64 " of ", proof->index, head->size);
	output_text(stdout, head->origin, 0);
	printf(", signed by key %08" PRIx32 "\n", key->id);
	if (record_view_parse(proof->record, proof->record_size, &view, problem) < 0)
		return output_error("the record cannot be printed: %s", problem);
	int r = record_print(&view);
	record_view_clear(&view);
	return r == 0 ? STATUS_FINE : output_error("out of memory");
}

static const char *reason_of(int error)
{
	switch (error) {
	case -ENODATA:
		return "the record is not in the file";
	case -ENOKEY:
		return "its checkpoint is signed by none of the given keys";
	case -EKEYREJECTED:
		return "the signature of its checkpoint is wrong";
	default:
		return "the record is not the one that was signed";
	}
}

static int check_proof(const struct prove_command *command, const struct log_proof *proof)
{
	struct checkpoint head;
	struct note_verifier key;
	int r = log_proof_check(proof, command->keys.keys, command->keys.count, &head, &key);

	if (r == -EIO || r == -ENOMEM)
		return output_error("%s: %s", command->file, strerror(-r));
	if (command->is_json)
		return print_json(proof, &head, &key, r < 0 ? reason_of(r) : NULL);
	if (r == 0)
		return print_record(proof, &head, &key);
	printf("NOT PROVED: %s\n", reason_of(r));
	return STATUS_NO;
}

static int check_file(const struct prove_command *command)
{
	struct log_proof proof;
	char *text = NULL;
	size_t size = 0;

	int r = plain_file_read(AT_FDCWD, command->file, LOG_PROOF_MAX, &text, &size);
	if (r == 0) {
		r = log_proof_parse(text, size, &proof);
		free(text);
	}
	if (r < 0)
		return output_error(
		    "%s: %s", command->file, r == -EBADMSG ? "no proof (c2sp.org/tlog-proof@v1)" : strerror(-r));
	int status = check_proof(command, &proof);
	log_proof_clear(&proof);
	return status;
}

static int run_parsed(struct prove_command *command, int argc, char **argv)
{
	uint64_t index = 0;
	int count = argc - optind;

	if (command->file != NULL) {
		if (count > 0 || command->keys.count == 0)
			return output_usage_error(argv[0],
			    "--check: expected --key with the key that you trust, and no "
			    "other argument");
		return check_file(command);
	}
	if (command->is_json)
		return output_usage_error(argv[0], "--json: only with --check; a proof has its own format");
	if (count < 1 || count > 2 || number_parse(argv[optind], &index) < 0)
		return output_usage_error(
		    argv[0], "expected the number of a record, from 0, and at most one directory");
	return prove(command, index, count == 2 ? argv[optind + 1] : STORE_DIRECTORY);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {{"check", required_argument, NULL, 'c'},
	    {"json", no_argument, NULL, 'j'}, {"key", required_argument, NULL, 'k'}, {NULL}};
	struct prove_command command = {.file = NULL};

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c == 'c')
			command.file = optarg;
		else if (c == 'j')
			command.is_json = true;
		else if (c != 'k')
			return output_usage_error(argv[0], "allowed: --check, --json, --key");
		else if (vkey_option_add(&command.keys, optarg) < 0)
			return STATUS_WRONG;
	}
	return run_parsed(&command, argc, argv);
}

const struct command prove_command = {
    .name = "prove",
    .arguments = "INDEX [DIR] | prove --check=FILE --key=VKEY [--json]",
    .summary = "Prints a proof of one record that can be checked without the ledger; or checks one.",
    .options = "  --check=FILE          the proof to check, made by this or another program\n"
	       "  --key=VKEY            a verifier key that is trusted, or a file of them\n"
	       "  --json                say what came out as a line of JSON\n",
    .run = run,
};
