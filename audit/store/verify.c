#include "audit/store/verify.h"

#include "audit/store/head_check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#define TAIL_SECONDS 600 /* a copy takes no longer: what is written meanwhile is behind its checkpoint */

struct verification {
	struct store *store;
	const struct verify_options *options;
	struct verify_result *result;
	struct head_check heads;
	struct tree_check tree;
	struct life_check life;
	bool has_index; /* of the line before */
	uint64_t index;

	uint64_t signed_size; /* of the newest head */
	bool was_stopped;     /* the last record of it was a stop */
	int64_t unsigned_us;  /* time of the first behind it */
	bool is_tail_told;
};

void verify_result_clear(struct verify_result *result)
{
	observations_clear(&result->observations);
}

static void note_time(struct verify_result *result, const struct hashed_line *line)
{
	if (!line->head.has_time)
		return;
	if (!result->has_time)
		result->first_us = line->head.time_us;
	result->has_time = true;
	result->last_us = line->head.time_us;
}

/* What may be written while no gate runs, or before it says that it starts. */
static bool may_follow_stop(const struct line_span *kind)
{
	static const char *const kinds[] = {
	    "start", "torn", "gap", "signing-key", "match", "retention", "key-destroyed"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (line_span_is(kind, kinds[i]))
			return true;
	return false;
}

/* Records that nobody signed yet. Before the last stop everything was. */
static void note_tail(struct verification *verification, const struct hashed_line *line)
{
	struct verify_result *result = verification->result;
	struct place place = place_of(line);

	if (line->head.index < verification->signed_size) {
		verification->was_stopped = line_span_is(&line->head.kind, "stop");
		return;
	}
	if (result->unsigned_count++ > 0)
		return;
	verification->unsigned_us = line->head.time_us;
	if (!verification->was_stopped || may_follow_stop(&line->head.kind))
		return;
	verification->is_tail_told = true;
	observe_fault(&result->observations, OBSERVED_UNSIGNED, &place,
	    "the newest checkpoint was signed when the gate stopped, and this record follows without a start");
}

static int check_line(struct verification *verification, const struct hashed_line *line)
{
	enum line_standing standing = LINE_STRANGE;
	int r = tree_check_line(&verification->tree, line, &standing);

	if (r < 0 || standing == LINE_STRANGE)
		return r;
	uint64_t index = line->head.index;
	bool is_after_hole = verification->has_index ? index != verification->index + 1 : index != 0;
	verification->has_index = true;
	verification->index = index;
	note_time(verification->result, line);
	note_tail(verification, line);
	return life_check_record(&verification->life, line, is_after_hole);
}

static int check_lines(struct verification *verification)
{
	const struct verify_options *options = verification->options;
	struct line_pool *pool = NULL;
	const struct batch *batch = NULL;
	int r = line_pool_new(verification->store, &pool);
	int more = 0;

	if (r < 0)
		return r;
	while (r == 0 && (more = line_pool_take(pool, &batch)) == 1) {
		for (size_t i = 0; i < batch->count && r == 0; i++)
			r = check_line(verification, &batch->lines[i]);
		if (options->progress != NULL)
			options->progress(options->context, batch->octets);
	}
	line_pool_free(pool);
	return r < 0 ? r : more;
}

static void tell_files(struct verification *verification)
{
	const struct store *store = verification->store;
	struct observations *observations = &verification->result->observations;

	if (store->torn_count > 0)
		observe_remark(observations, OBSERVED_TORN, NULL,
		    "%zu files torn-* hold what crashes left; they are no records", store->torn_count);
	if (store->strange_count > 0)
		observe_fault(observations, OBSERVED_FILE, NULL,
		    "%zu files are named like segments, but not as the ledger names them; they were not read",
		    store->strange_count);
	if (store->leaves == NULL)
		observe_fault(observations, OBSERVED_LEAVES, NULL,
		    "the file leaves is missing: which line was changed cannot be told");
	else if (store->leaf_rest > 0)
		observe_remark(observations, OBSERVED_LEAVES, NULL,
		    "the file leaves ends within a leaf: it was being written, or a crash cut it");
}

/* Records that are neither in the file `leaves` nor missed by it; few of them are what a running gate leaves. */
static void tell_tail(struct verification *verification)
{
	struct verify_result *result = verification->result;
	struct place place = {.has_index = true, .first = verification->signed_size, .last = result->tree_size - 1};

	if (result->unsigned_count == 0 || verification->is_tail_told)
		return;
	if (result->last_us - verification->unsigned_us > TAIL_SECONDS * INT64_C(1000000))
		observe_fault(&result->observations, OBSERVED_UNSIGNED, &place,
		    "%" PRIu64
		    " records stand behind the newest checkpoint, over a longer time than a copy takes: nobody "
		    "signed them",
		    result->unsigned_count);
	else
		observe_remark(&result->observations, OBSERVED_UNSIGNED, &place,
		    "%" PRIu64
		    " records stand behind the newest checkpoint and prove nothing yet: the copy was made while the "
		    "gate was writing, or somebody added them",
		    result->unsigned_count);
}

static int conclude(struct verification *verification)
{
	struct verify_result *result = verification->result;
	struct tree_check *tree = &verification->tree;
	struct life_check *life = &verification->life;

	int r = tree_check_end(tree);
	life_check_end(life);
	result->record_count = tree->right_count;
	result->tree_size = tree->tree.size;
	result->start_count = life->start_count;
	result->unclean_count = life->unclean_count;
	if (r == 0)
		r = tree_check_resolve(tree, result->has_head ? &result->head : NULL);
	if (r == 0)
		r = tree_check_missing(tree, life->retained, life->retained_count);
	if (r < 0)
		return r;
	head_check_tree(&verification->heads, tree, life, result);
	tell_tail(verification);
	tell_files(verification);
	return result->observations.error;
}

static int begin(struct verification *verification)
{
	struct verify_result *result = verification->result;
	uint64_t *sizes = NULL;
	size_t count = 0;

	int r = head_check_open(&verification->heads, verification->store, verification->options, result);
	if (r == 0)
		r = head_check_sizes(&verification->heads, &sizes, &count);
	if (r < 0)
		return r;
	verification->signed_size = result->has_head ? result->head.size : UINT64_MAX;
	life_check_init(
	    &verification->life, verification->options->heartbeat, verification->signed_size, &result->observations);
	r = tree_check_init(&verification->tree, verification->store, sizes, count, &result->observations);
	free(sizes);
	return r;
}

int verify_store(struct store *store, const struct verify_options *options, struct verify_result *ret_result)
{
	struct verification verification = {.store = store, .options = options, .result = ret_result};

	*ret_result = (struct verify_result){0};
	int r = begin(&verification);
	if (r == 0)
		r = check_lines(&verification);
	if (r == 0)
		r = conclude(&verification);
	tree_check_clear(&verification.tree);
	life_check_clear(&verification.life);
	head_check_clear(&verification.heads);
	return r;
}
