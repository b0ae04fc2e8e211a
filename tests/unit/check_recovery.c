/* ledger: opening makes good what a crash leaves, says what it found in a record, and never goes on from anything that
 * the newest checkpoint is not the beginning of. */
#include "tests/support/ledger_reader.h"
#include "tests/support/ledger_scene.h"
#include "tests/support/run_suite.h"
#include "tests/support/witness.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VERDICTS    8 /* with start and stop: 10 records, 3 a segment, the last segment has one */
#define RECORDS	    (VERDICTS + 2)
#define LEAF	    32
#define FIRST	    "records-000001.jsonl"
#define NEWEST	    "records-000004.jsonl"
#define COUNT(rows) ((int)(sizeof(rows) / sizeof(rows[0])))

static char *note; /* the last checkpoint before the damage */

static void setup(void)
{
	scene_setup();
	scene_options.segment_size = 700;
	scene_write(VERDICTS);
	ck_assert_uint_eq(ledger_files(scene_options.directory, "records-", NULL), 4);
	note = scene_read("checkpoint", NULL);
}

static void teardown(void)
{
	free(note);
	scene_teardown();
}

static void cut_leaves(long octets)
{
	ck_assert_int_eq(truncate(scene_path("leaves"), octets), 0);
}

/* Lines of a segment without some. */
static void drop_lines(const char *name, int from, int to)
{
	char *octets = scene_read(name, NULL), *kept = calloc(1, strlen(octets) + 1), *rest = NULL;
	int number = 0;

	for (char *line = strtok_r(octets, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest), number++)
		if (number < from || number > to)
			strcat(strcat(kept, line), "\n");
	scene_put(name, kept, strlen(kept));
	free(octets);
	free(kept);
}

static void change_line(const char *name)
{
	size_t size = 0;
	char *octets = scene_read(name, &size), *salt = strstr(octets, "\"salt\":\"");

	ck_assert_ptr_nonnull(salt);
	salt[8] = salt[8] == '0' ? '1' : '0';
	scene_put(name, octets, size);
	free(octets);
}

/* What a crash or a power failure does to files that are not synced. */
static void leave(void)
{
}

static void lose_some_leaves(void)
{
	cut_leaves(LEAF * (RECORDS - 1));
}

static void lose_leaves_of_a_segment_before(void)
{
	cut_leaves(LEAF * 4);
}

static void lose_half_a_leaf(void)
{
	cut_leaves(LEAF * RECORDS - 1);
}

static void lose_all_leaves(void)
{
	ck_assert_int_eq(unlink(scene_path("leaves")), 0);
}

static void clear_the_last_leaves(void)
{
	size_t size = 0;
	char *octets = scene_read("leaves", &size);

	memset(octets + size - LEAF, 0, LEAF);
	scene_put("leaves", octets, size);
	free(octets);
}

static void clear_an_old_leaf(void)
{
	size_t size = 0;
	char *octets = scene_read("leaves", &size);

	memset(octets + LEAF, 0, LEAF);
	scene_put("leaves", octets, size);
	free(octets);
}

static void add_half_a_leaf(void)
{
	char octets[LEAF * RECORDS + 7] = "";
	size_t size = 0;
	char *leaves = scene_read("leaves", &size);

	memcpy(octets, leaves, size);
	scene_put("leaves", octets, sizeof(octets));
	free(leaves);
}

static void lose_a_rebuild(void)
{
	char octets[2 * LEAF * RECORDS] = "";

	scene_put("leaves.new", octets, sizeof(octets));
	scene_put("checkpoint.new", note, 7);
	cut_leaves(0);
}

static void (*const crashes[])(void) = {leave, lose_some_leaves, lose_leaves_of_a_segment_before, lose_half_a_leaf,
    lose_all_leaves, clear_the_last_leaves, clear_an_old_leaf, add_half_a_leaf, lose_a_rebuild};

START_TEST(what_a_crash_does_to_the_leaves_is_made_good)
{
	size_t size = 0;

	crashes[_i]();
	struct ledger *ledger = scene_open();
	ck_assert(scene_state.is_clean && !scene_state.is_gapped && !scene_state.is_head_torn);
	ck_assert_uint_eq(scene_state.size, RECORDS);
	ledger_files(scene_options.directory, "leaves", &size);
	ck_assert_uint_eq(size, LEAF * RECORDS);
	scene_append(ledger, "start");
	ledger_close(ledger);
	ck_assert(scene_extends(note));
	witness_begin();
	witness_check(scene_options.directory);
	ck_assert_uint_eq(ledger_files(scene_options.directory, "leaves", NULL), 1);
}
END_TEST

/* An older checkpoint, as a kill leaves it, is brought up to the records. */
START_TEST(a_checkpoint_that_is_behind_is_brought_up)
{
	struct ledger *ledger = scene_open();

	for (int i = 0; i < 5; i++)
		scene_append(ledger, "verdict");
	ledger_close(ledger);
	scene_put("checkpoint", note, strlen(note));
	if (_i == 1)
		cut_leaves(LEAF * RECORDS);
	ledger = scene_open();
	ck_assert(!scene_state.is_gapped && !scene_state.is_head_torn && !scene_state.is_clean);
	ck_assert_uint_eq(scene_state.size, RECORDS + 5);
	char *newest = NULL;
	uint64_t size = 0;
	ck_assert_int_eq(ledger_checkpoint(ledger, &newest, &size), 0);
	ck_assert_uint_eq(size, RECORDS + 5);
	ck_assert(scene_extends(newest) && scene_extends(note));
	free(newest);
	ledger_close(ledger);
}
END_TEST

static const char *const torn_rows[] = {NULL, "", "mx1.example/referral-ledger\n10\n", "no checkpoint\n\n"};

START_TEST(a_checkpoint_that_cannot_be_read_is_kept_and_told)
{
	const char *torn = torn_rows[_i];
	char expected[128];
	size_t size = 0;

	if (torn == NULL)
		ck_assert_int_eq(unlink(scene_path("checkpoint")), 0);
	else
		scene_put("checkpoint", torn, strlen(torn));
	struct ledger *ledger = scene_open();
	ck_assert(scene_state.is_head_torn && !scene_state.is_torn && !scene_state.is_gapped);
	ledger_close(ledger);
	snprintf(
	    expected, sizeof(expected), "\"file\":\"checkpoint\",\"octets\":%zu}", torn != NULL ? strlen(torn) : 0);
	ck_assert_ptr_nonnull(strstr(scene_last_record(), "\"kind\":\"torn\""));
	ck_assert_ptr_nonnull(strstr(scene_last_record(), expected));
	ck_assert_uint_eq(ledger_files(scene_options.directory, "torn-checkpoint-", &size), torn != NULL);
	ck_assert_uint_eq(size, torn != NULL ? strlen(torn) : 0);
	ck_assert(scene_extends(note));
}
END_TEST

static void lose_the_last_record(void)
{
	scene_put(NEWEST, "", 0);
}

static void lose_the_newest_segment(void)
{
	ck_assert_int_eq(unlink(scene_path(NEWEST)), 0);
}

static void lose_three_records(void)
{
	lose_the_newest_segment();
	drop_lines("records-000003.jsonl", 1, 2);
}

static void lose_all_segments(void)
{
	for (int i = 1; i <= 4; i++) {
		char name[sizeof(FIRST)];
		snprintf(name, sizeof(name), "records-%06d.jsonl", i);
		ck_assert_int_eq(unlink(scene_path(name)), 0);
	}
}

static void lose_one_in_the_middle(void)
{
	lose_the_newest_segment();
	drop_lines("records-000003.jsonl", 1, 1);
}

static void change_the_last_record(void)
{
	change_line(NEWEST);
}

static void add_a_foreign_line(void)
{
	FILE *file = fopen(scene_path(NEWEST), "a");

	fputs("{\"v\":1,\"kind\":\"verdict\"}\n", file);
	fclose(file);
}

static const struct {
	void (*damage)(void);
	uint64_t from, to, changed;
} gap_rows[] = {
    {lose_the_last_record, 9, 9, 0},
    {lose_the_newest_segment, 9, 9, 0},
    {lose_three_records, 7, 9, 0},
    {lose_all_segments, 0, 9, 0},
    {lose_one_in_the_middle, 7, 9, 0},
    {change_the_last_record, 9, 9, 1},
    {add_a_foreign_line, 10, 10, 1},
};

START_TEST(signed_records_that_are_missing_or_changed_are_a_gap)
{
	char expected[128];

	gap_rows[_i].damage();
	struct ledger *ledger = scene_open();
	ck_assert(scene_state.is_gapped && !scene_state.is_clean);
	ck_assert_uint_eq(scene_state.gap_from, gap_rows[_i].from);
	ck_assert_uint_eq(scene_state.gap_to, gap_rows[_i].to);
	ck_assert_uint_eq(scene_state.size, RECORDS + 1); /* numbers stay taken */
	snprintf(expected, sizeof(expected), "\"from\":%d,\"to\":%d,\"changed\":%d}", (int)gap_rows[_i].from,
	    (int)gap_rows[_i].to, (int)gap_rows[_i].changed);
	ck_assert_ptr_nonnull(strstr(scene_last_record(), "\"kind\":\"gap\""));
	ck_assert_ptr_nonnull(strstr(scene_last_record(), expected));
	ck_assert_uint_eq(scene_count("{\"v\":1,\"index\":10,\"kind\":\"gap\""), 1);
	ck_assert(scene_extends(note));
	ledger_close(ledger);
	ledger = scene_open(); /* told once */
	ck_assert(!scene_state.is_gapped);
	ledger_close(ledger);
	ck_assert_uint_eq(scene_count("\"kind\":\"gap\""), 1);
}
END_TEST

static void lose_record_and_leaf(void)
{
	lose_the_last_record();
	lose_some_leaves();
}

static void lose_all_but_the_checkpoint(void)
{
	lose_all_segments();
	lose_all_leaves();
}

static void change_record_and_leaves(void)
{
	change_line(FIRST);
	clear_an_old_leaf();
}

static void change_record_and_lose_leaves(void)
{
	change_line(NEWEST);
	lose_all_leaves();
}

static void lose_old_records_and_leaves(void)
{
	ck_assert_int_eq(unlink(scene_path(FIRST)), 0);
	lose_all_leaves();
}

static void lose_old_records_leaves_and_checkpoint(void)
{
	lose_old_records_and_leaves();
	ck_assert_int_eq(unlink(scene_path("checkpoint")), 0);
}

static void swap_leaves(void)
{
	size_t size = 0;
	char *octets = scene_read("leaves", &size), leaf[LEAF];

	memcpy(leaf, octets, LEAF);
	memcpy(octets, octets + LEAF, LEAF);
	memcpy(octets + LEAF, leaf, LEAF);
	scene_put("leaves", octets, size);
	free(octets);
	change_line(FIRST);
}

static void (*const losses[])(void) = {lose_record_and_leaf, lose_all_but_the_checkpoint, change_record_and_leaves,
    change_record_and_lose_leaves, lose_old_records_and_leaves, lose_old_records_leaves_and_checkpoint, swap_leaves};

/* Where nothing can be made that the checkpoint is the beginning of, nothing is made, and nothing touched. */
START_TEST(a_history_that_is_not_what_was_signed_is_never_gone_on_from)
{
	struct ledger *ledger = NULL;

	losses[_i]();
	char *before = ledger_read_raw(scene_options.directory, NULL);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(ledger_open(&scene_options, &ledger, &scene_state), -EBADMSG);
		ck_assert_ptr_null(ledger);
		ck_assert_str_eq(scene_state.trouble, "leaves");
	}
	char *after = ledger_read_raw(scene_options.directory, NULL);
	ck_assert_str_eq(before, after);
	ck_assert_uint_eq(ledger_files(scene_options.directory, "leaves.new", NULL), 0);
	if (losses[_i] != lose_old_records_leaves_and_checkpoint) {
		char *found = scene_read("checkpoint", NULL);
		ck_assert_str_eq(found, note);
		free(found);
	}
	free(before);
	free(after);
}
END_TEST

static const struct {
	const char *kinds[4];
	bool is_clean;
} life_rows[] = {
    {{"start", "verdict", "stop"}, true},
    {{"start", "verdict"}, false},
    {{"start"}, false},
    {{"stop", "match"}, true},
    {{"stop", "match", "retention", "signing-key"}, true},
    {{"verdict", "match"}, false},
    {{"stop", "start", "heartbeat"}, false},
    {{"stop", "outcome-unknown"}, false},
};

/* Also where the segments since hold nothing that would tell. */
START_TEST(the_last_record_tells_whether_the_last_life_ended_in_order)
{
	struct ledger *ledger = scene_open();

	ck_assert(scene_state.is_clean);
	for (int i = 0; i < 4 && life_rows[_i / 2].kinds[i] != NULL; i++)
		scene_append(ledger, life_rows[_i / 2].kinds[i]);
	ledger_close(ledger);
	scene_options.segment_size = _i % 2 == 0 ? 700 : 1;
	ledger = scene_open();
	ck_assert_int_eq(scene_state.is_clean, life_rows[_i / 2].is_clean);
	ledger_close(ledger);
}
END_TEST

START_TEST(a_new_ledger_is_new_and_clean)
{
	scene_teardown();
	scene_setup();
	struct ledger *ledger = scene_open();
	char *newest = NULL;

	ck_assert(scene_state.is_new && scene_state.is_clean && !scene_state.is_key_new && !scene_state.is_head_torn);
	ck_assert_uint_eq(scene_state.size, 0);
	ck_assert_int_eq(ledger_checkpoint(ledger, &newest, NULL), -ENODATA);
	ck_assert_uint_eq(ledger_idle(ledger), 0);
	ledger_close(ledger);
	ledger = scene_open();
	ck_assert(scene_state.is_new && scene_state.is_clean);
	ledger_close(ledger);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recovery");
	TCase *tcase = tcase_create("recovery");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, what_a_crash_does_to_the_leaves_is_made_good, 0, COUNT(crashes));
	tcase_add_loop_test(tcase, a_checkpoint_that_is_behind_is_brought_up, 0, 2);
	tcase_add_loop_test(tcase, a_checkpoint_that_cannot_be_read_is_kept_and_told, 0, COUNT(torn_rows));
	tcase_add_loop_test(tcase, signed_records_that_are_missing_or_changed_are_a_gap, 0, COUNT(gap_rows));
	tcase_add_loop_test(tcase, a_history_that_is_not_what_was_signed_is_never_gone_on_from, 0, COUNT(losses));
	tcase_add_loop_test(tcase, the_last_record_tells_whether_the_last_life_ended_in_order, 0, 2 * COUNT(life_rows));
	tcase_add_test(tcase, a_new_ledger_is_new_and_clean);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
