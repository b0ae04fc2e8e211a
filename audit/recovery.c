#include "audit/recovery.h"

#include "audit/leaf_rebuild.h"
#include "audit/segment.h"
#include "audit/survey.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Kinds that say nothing of how the daemon's life ended: tools and opening itself write them. */
static const char *const bystanders[] = {"torn", "gap", "signing-key", "match", "retention"};

struct recovering {
	struct tail *tail;
	struct recovery *outcome;
	struct survey survey;
	uint64_t attested; /* leaves that the checkpoint has signed */
	uint64_t expected; /* index of the next line */
	bool has_life;	   /* a line was seen that is no bystander's */
};

static void mark_gap(struct recovering *recovering, uint64_t from, uint64_t to)
{
	struct recovery *outcome = recovering->outcome;

	outcome->gap_from = outcome->is_gapped && outcome->gap_from < from ? outcome->gap_from : from;
	outcome->gap_to = outcome->is_gapped && outcome->gap_to > to ? outcome->gap_to : to;
	outcome->is_gapped = true;
}

static void mark_changed(struct recovering *recovering, uint64_t index)
{
	recovering->outcome->changed++;
	mark_gap(recovering, index, index);
}

static void note_life(struct recovering *recovering, const char *kind)
{
	for (size_t i = 0; i < sizeof(bystanders) / sizeof(bystanders[0]); i++)
		if (strcmp(kind, bystanders[i]) == 0)
			return;
	recovering->has_life = true;
	recovering->outcome->is_clean = strcmp(kind, "stop") == 0;
}

/* A leaf that was never signed is the record's, whatever the file has in its place. */
static int settle_leaf(struct recovering *recovering, uint64_t index, const struct merkle_hash *hash)
{
	struct leaves *leaves = &recovering->tail->leaves;
	struct merkle_hash known;
	int r = index < leaves->count ? leaves_get(leaves, index, &known) : 0;

	if (r < 0)
		return r;
	if (index < leaves->count && merkle_hash_equal(&known, hash))
		return 0;
	if (index >= recovering->attested)
		return leaves_put(leaves, index, hash, 1);
	mark_changed(recovering, index);
	return 0;
}

static int check_line(void *context, const struct ledger_line_head *head, const char *line, size_t size)
{
	struct recovering *recovering = context;
	struct merkle_hash hash;

	if (head == NULL || head->index < recovering->expected) {
		mark_changed(recovering, head == NULL ? recovering->expected : head->index);
		return 0;
	}
	if (head->index > recovering->expected) {
		if (head->index > recovering->tail->leaves.count)
			return -EBADMSG;
		mark_gap(recovering, recovering->expected, head->index - 1);
	}
	recovering->expected = head->index + 1;
	note_life(recovering, head->kind);
	int r = merkle_hash_leaf(line, size, &hash);
	return r < 0 ? r : settle_leaf(recovering, head->index, &hash);
}

static int check_life(void *context, const struct ledger_line_head *head, const char *line, size_t size)
{
	(void)line;
	(void)size;
	if (head != NULL)
		note_life(context, head->kind);
	return 0;
}

/* Goes on back until a segment tells how the last life ended. */
static int find_life(struct recovering *recovering)
{
	int r = 0;

	for (size_t i = recovering->survey.last; i > 0 && !recovering->has_life && r == 0; i--)
		r = survey_visit(&recovering->survey, i - 1, check_life, recovering);
	return r;
}

/* Every line of the last segment that has records, beside its leaf. */
static int check_records(struct recovering *recovering)
{
	const struct survey *survey = &recovering->survey;
	int r = 0;

	if (survey->last < survey->count) {
		recovering->expected = survey->first_index;
		r = survey_visit(survey, survey->last, check_line, recovering);
		if (r == 0)
			r = find_life(recovering);
	}
	if (r == 0 && survey->has_foreign)
		mark_changed(recovering, recovering->expected);
	if (r == 0 && recovering->tail->leaves.count > recovering->expected)
		mark_gap(recovering, recovering->expected, recovering->tail->leaves.count - 1);
	return r;
}

/* Adds the leaves up to `size` to the tree. */
static int grow(struct recovering *recovering, uint64_t size)
{
	struct merkle_range *tree = &recovering->outcome->tree;
	struct merkle_hash hash;
	int r = 0;

	while (r == 0 && tree->size < size) {
		r = leaves_get(&recovering->tail->leaves, tree->size, &hash);
		if (r == 0)
			r = merkle_range_append(tree, &hash);
	}
	return r;
}

/* 0 when the leaves reach from the first record to what the checkpoint has signed, and have its root; then the tree is
 * that one. -EBADMSG when not. */
static int attest(struct recovering *recovering)
{
	const struct head *head = &recovering->outcome->head;
	struct merkle_hash root;

	recovering->outcome->tree = (struct merkle_range){.size = 0};
	if (recovering->tail->leaves.count < recovering->survey.first_index)
		return -EBADMSG;
	if (head->condition != HEAD_SIGNED)
		return 0;
	if (recovering->tail->leaves.count < head->checkpoint.size)
		return -EBADMSG;
	int r = grow(recovering, head->checkpoint.size);
	if (r == 0)
		r = merkle_range_root(&recovering->outcome->tree, &root);
	if (r < 0)
		return r;
	recovering->attested = head->checkpoint.size;
	return merkle_hash_equal(&root, &head->checkpoint.root) ? 0 : -EBADMSG;
}

/* Leaves made again from the records of a segment and all that follow; kept when they are what was signed. */
static int try_rebuild(struct recovering *recovering, size_t position)
{
	struct leaves old = recovering->tail->leaves;
	int r = leaf_rebuild(&old, &recovering->survey, position, &recovering->tail->leaves);

	if (r < 0) {
		recovering->tail->leaves = old;
		return r;
	}
	r = attest(recovering);
	if (r == 0)
		r = leaf_rebuild_keep(&recovering->tail->leaves, recovering->tail->directory);
	if (r < 0) {
		leaf_rebuild_drop(&recovering->tail->leaves, recovering->tail->directory);
		recovering->tail->leaves = old;
		return r;
	}
	leaves_close(&old);
	return 0;
}

/* What a crash can do is made good by the newest records alone. */
static int find_leaves(struct recovering *recovering)
{
	const struct survey *survey = &recovering->survey;

	recovering->outcome->trouble = LEAVES_NAME;
	int r = leaves_open(&recovering->tail->leaves, recovering->tail->ops, survey->directory, LEAVES_NAME);
	if (r == 0)
		r = attest(recovering);
	if (r == -EBADMSG && survey->last < survey->count)
		r = try_rebuild(recovering, survey->last);
	if (r == -EBADMSG && survey->last < survey->count && survey->last > 0)
		r = try_rebuild(recovering, 0);
	return r;
}

/* Goes on where the last writer stopped: whole lines stay and become durable, the rest is set aside and cut off. */
static int resume_segment(struct recovering *recovering)
{
	const struct survey *survey = &recovering->survey;
	struct tail *tail = recovering->tail;
	int r = segment_open(tail->directory, survey->numbers[survey->count - 1], &tail->fd);

	if (r < 0)
		return r;
	tail->number = survey->numbers[survey->count - 1];
	tail->durable = survey->whole;
	tail->born = survey->newest_time >= 0 ? survey->newest_time : tail->ops->now();
	if (survey->whole < survey->size) {
		recovering->outcome->torn_segment = tail->number;
		recovering->outcome->torn_octets = (uint64_t)(survey->size - survey->whole);
		r = segment_set_aside(tail->directory, tail->fd, tail->number, survey->whole, survey->size);
		if (r == 0 && tail->ops->truncate(tail->fd, survey->whole) != 0)
			r = -errno;
	}
	if (r == 0)
		r = segment_rewrite_tail(tail->directory, tail->number, survey->whole);
	if (r == 0 && tail->ops->datasync(tail->fd) != 0)
		r = -errno;
	if (r == 0)
		tail->condition = TAIL_SOUND;
	return r;
}

/* The newest leaves may never have reached the disk, and a process that saw their sync fail may be dead. */
static int resume_leaves(struct recovering *recovering)
{
	struct leaves *leaves = &recovering->tail->leaves;
	uint64_t first = recovering->survey.first_index;

	leaves->synced = first < leaves->count ? first : leaves->count;
	leaves->is_suspect = leaves->synced < leaves->count;
	return leaves->is_ragged ? leaves_cut(leaves, leaves->count) : 0;
}

static int resume(struct recovering *recovering)
{
	struct recovery *outcome = recovering->outcome;
	int r = resume_leaves(recovering);

	outcome->trouble = "records";
	if (r == 0 && recovering->survey.count > 0)
		r = resume_segment(recovering);
	/* An empty one will do. */
	bool needs_segment = recovering->tail->fd < 0 || (outcome->is_gapped && recovering->tail->durable > 0);
	if (r == 0 && needs_segment)
		r = tail_begin(recovering->tail, recovering->tail->number + 1);
	return r;
}

static int recover(struct recovering *recovering, const struct vkeys *keys)
{
	struct recovery *outcome = recovering->outcome;

	outcome->trouble = "records";
	int r = survey_make(recovering->tail->directory, &recovering->survey);
	if (r < 0)
		return r;
	outcome->trouble = HEAD_NAME;
	r = head_read(recovering->tail->directory, keys, &outcome->head);
	if (r == 0)
		r = find_leaves(recovering);
	if (r < 0)
		return r;
	outcome->trouble = "records";
	r = check_records(recovering);
	if (r == 0)
		r = grow(recovering, recovering->tail->leaves.count);
	if (r == 0)
		r = resume(recovering);
	if (outcome->is_gapped)
		outcome->is_clean = false;
	return r;
}

int recovery_run(struct tail *tail, const struct vkeys *keys, struct recovery *ret_recovery)
{
	struct recovering recovering = {.tail = tail, .outcome = ret_recovery};

	*ret_recovery = (struct recovery){.is_clean = true};
	int r = recover(&recovering, keys);
	survey_clear(&recovering.survey);
	if (r == 0)
		ret_recovery->trouble = NULL;
	return r;
}
