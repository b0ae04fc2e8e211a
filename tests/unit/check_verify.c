/* verify: what the ledger's own code wrote is sound, and what was done to it afterwards is found. */
#include "audit/ledger.h"
#include "audit/store/verify.h"
#include "tests/support/ledger_reader.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GATEWAY	     "mx1.example"
#define SEGMENT_SIZE 4096
#define FIRST	     "records-000001.jsonl"
#define BUNDLE	     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SECOND	     INT64_C(1000000)
#define DAY	     (86400 * SECOND)
#define PATH_SIZE    (SCRATCH_SIZE + 64)

static char directory[SCRATCH_SIZE], keys[SCRATCH_SIZE];
static int64_t now;
static struct ledger_ops ops;
static struct verify_result result;

static int64_t tell_time(void)
{
	return now;
}

static void set_up(void)
{
	scratch_make("/dev/shm", directory);
	scratch_make("/dev/shm", keys);
	now = INT64_C(1793786400) * SECOND;
	ops = ledger_ops_real;
	ops.now = tell_time;
}

static void tear_down(void)
{
	verify_result_clear(&result);
	scratch_remove(directory);
	scratch_remove(keys);
}

static void append_event(struct ledger *ledger, const char *kind, const struct event_field *fields, size_t count)
{
	const struct event event = {.kind = kind, .bundle = BUNDLE, .fields = fields, .field_count = count};

	ck_assert_int_eq(ledger_append_event(ledger, &event), 0);
	now += SECOND;
}

/* As the daemon does. */
static struct ledger *begin(void)
{
	const struct ledger_options options = {
	    .directory = directory, .keys = keys, .gateway = GATEWAY, .segment_size = SEGMENT_SIZE, .ops = &ops};
	struct ledger_state state;
	struct ledger *ledger = NULL;
	char vkey[NOTE_VKEY_SIZE];

	ck_assert_int_eq(ledger_open(&options, &ledger, &state), 0);
	ck_assert_int_eq(ledger_vkey(ledger, vkey), 0);
	const struct event_field fields[] = {
	    {.name = "clean", .type = EVENT_BOOL, .number = state.is_clean}, {.name = "vkey", .text = vkey}};
	append_event(ledger, "start", fields, 2);
	return ledger;
}

static void append(struct ledger *ledger, int count)
{
	while (count-- > 0)
		append_event(ledger, "heartbeat", NULL, 0);
}

static void end(struct ledger *ledger)
{
	append_event(ledger, "stop", NULL, 0);
	ledger_close(ledger);
}

static void verify_with(const struct note_verifier *given, struct kept_heads *old)
{
	char problem[STORE_PROBLEM_SIZE] = "";
	struct store *store = NULL;
	const struct verify_options options = {
	    .old = old, .keys = given, .key_count = given != NULL, .heartbeat = LIFE_HEARTBEAT};

	verify_result_clear(&result);
	ck_assert_msg(store_open(directory, &store, problem) == 0, "%s", problem);
	ck_assert_int_eq(verify_store(store, &options, &result), 0);
	store_close(store);
}

static uint64_t count_of(enum observation_kind kind)
{
	return result.observations.counts[kind];
}

static void is_sound(void)
{
	for (size_t i = 0; i < result.observations.count; i++)
		ck_assert_msg(!result.observations.items[i].is_fault, "%s", result.observations.items[i].text);
	ck_assert_uint_eq(result.observations.fault_count, 0);
}

static char *path_of(const char *name)
{
	static char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

/* Changes the first such octet of the file. */
static void spoil(const char *name, const char *text, char with)
{
	FILE *file = fopen(path_of(name), "r+");
	static char octets[1 << 20];

	ck_assert_ptr_nonnull(file);
	size_t size = fread(octets, 1, sizeof(octets), file);
	char *found = memmem(octets, size, text, strlen(text));
	ck_assert_ptr_nonnull(found);
	ck_assert_int_eq(fseek(file, found - octets, SEEK_SET), 0);
	ck_assert_int_eq(fputc(with, file), with);
	fclose(file);
}

START_TEST(what_the_ledger_wrote_is_sound)
{
	struct ledger *ledger = begin();

	append(ledger, 40);
	end(ledger);
	now += DAY;
	ledger = begin();
	append(ledger, 5);
	end(ledger);
	verify_with(NULL, NULL);
	is_sound();
	ck_assert_uint_eq(result.observations.count, 0);
	ck_assert_uint_eq(result.tree_size, result.record_count);
	ck_assert_uint_eq(result.head.size, result.tree_size);
	ck_assert_uint_eq(result.start_count, 2);
}
END_TEST

START_TEST(a_ledger_that_was_not_closed_is_sound_and_says_so)
{
	struct ledger *ledger = begin();

	append(ledger, 3);
	ledger_close(ledger);
	now += DAY;
	end(begin());
	verify_with(NULL, NULL);
	is_sound();
	ck_assert_uint_eq(count_of(OBSERVED_STOP), 1);
	ck_assert_uint_eq(result.unclean_count, 1);
}
END_TEST

START_TEST(what_a_crash_tore_is_no_fault)
{
	struct ledger *ledger = begin();

	append(ledger, 3);
	ledger_close(ledger);
	FILE *file = fopen(path_of(FIRST), "a");
	fputs("{\"v\":1,\"ind", file);
	fclose(file);
	verify_with(NULL, NULL);
	is_sound();
	ck_assert_uint_eq(count_of(OBSERVED_TORN), 1);
	end(begin());
	verify_with(NULL, NULL);
	is_sound();
	ck_assert_uint_eq(count_of(OBSERVED_TORN), 2); /* the record and the file */
}
END_TEST

START_TEST(an_old_key_vouches_for_the_next_through_all_rotations)
{
	struct note_verifier oldest, stranger = {.name = "mx1.example/referral-ledger"};
	char vkey[NOTE_VKEY_SIZE];
	struct ledger *ledger = begin();

	ck_assert_int_eq(ledger_vkey(ledger, vkey), 0);
	ck_assert_int_eq(note_vkey_parse(vkey, &oldest), 0);
	for (int i = 0; i < 3; i++) {
		append(ledger, 3);
		ck_assert_int_eq(ledger_rotate_key(ledger), 0);
	}
	end(ledger);
	verify_with(&oldest, NULL);
	is_sound();
	ck_assert(result.is_key_given);
	verify_with(&stranger, NULL);
	ck_assert_uint_eq(count_of(OBSERVED_KEY), 1);
	ck_assert_uint_eq(result.observations.fault_count, 1);
}
END_TEST

START_TEST(retention_is_no_fault_and_its_records_are_still_counted)
{
	struct ledger_retained retained;
	struct ledger *ledger = begin();

	append(ledger, 60);
	now += DAY;
	append(ledger, 1);
	ck_assert_int_eq(ledger_retain(ledger, now - DAY / 2, &retained), 0);
	ck_assert_uint_gt(retained.segments, 0);
	end(ledger);
	verify_with(NULL, NULL);
	ck_assert_uint_eq(count_of(OBSERVED_RETENTION), 1);
	ck_assert_uint_eq(count_of(OBSERVED_MISSING), 0);
	ck_assert_uint_eq(result.tree_size - result.record_count, retained.last - retained.first + 1);
}
END_TEST

START_TEST(records_that_the_ledger_missed_itself_are_a_fault)
{
	struct ledger *ledger = begin();

	append(ledger, 5);
	end(ledger);
	ck_assert_int_eq(truncate(path_of(FIRST), 0), 0);
	end(begin());
	verify_with(NULL, NULL);
	ck_assert_uint_eq(count_of(OBSERVED_GAP), 1);
	ck_assert_uint_eq(count_of(OBSERVED_MISSING), 1);
}
END_TEST

/* What is done to the files of a closed ledger of 50 records or so, and what it is. */
static void edit(void)
{
	spoil(FIRST, "heartbeat", 'H');
}

static void change_leaf(void)
{
	FILE *file = fopen(path_of("leaves"), "r+");

	ck_assert_ptr_nonnull(file);
	int octet = fgetc(file);
	rewind(file);
	ck_assert_int_eq(fputc(octet ^ 1, file), octet ^ 1);
	fclose(file);
}

static void remove_segment(void)
{
	ck_assert_int_eq(unlink(path_of("records-000002.jsonl")), 0);
}

static void remove_checkpoint(void)
{
	ck_assert_int_eq(unlink(path_of("checkpoint")), 0);
}

static void spoil_checkpoint(void)
{
	spoil("checkpoint", GATEWAY, 'x');
}

static void cut_leaves(void)
{
	ck_assert_int_eq(truncate(path_of("leaves"), 32 * 10), 0);
}

static const struct {
	void (*tamper)(void);
	enum observation_kind kind;
} attacks[] = {
    {edit, OBSERVED_EDITED},
    {change_leaf, OBSERVED_LEAVES},
    {remove_segment, OBSERVED_MISSING},
    {remove_checkpoint, OBSERVED_CHECKPOINT},
    {spoil_checkpoint, OBSERVED_CHECKPOINT},
};

START_TEST(each_attack_is_found_as_what_it_is_and_as_nothing_else)
{
	struct ledger *ledger = begin();

	append(ledger, 48);
	end(ledger);
	attacks[_i].tamper();
	verify_with(NULL, NULL);
	ck_assert_uint_eq(count_of(attacks[_i].kind), 1);
	ck_assert_uint_eq(result.observations.fault_count, 1);
}
END_TEST

START_TEST(leaves_that_a_crash_cut_are_made_from_the_lines)
{
	struct ledger *ledger = begin();

	append(ledger, 48);
	end(ledger);
	cut_leaves();
	verify_with(NULL, NULL);
	is_sound();
	ck_assert_uint_eq(result.tree_size, result.head.size);
}
END_TEST

START_TEST(an_older_head_shows_what_was_cut_off)
{
	struct kept_heads old = {0};
	struct ledger *ledger = begin();
	char *note = NULL;

	append(ledger, 5);
	ck_assert_int_eq(ledger_checkpoint(ledger, &note, NULL), 0);
	end(ledger);
	ck_assert_int_eq(kept_heads_parse(&old, "kept", note, strlen(note)), 0);
	verify_with(NULL, &old);
	is_sound();
	ck_assert_uint_eq(result.old_size, old.items[0].checkpoint.size);
	ck_assert_uint_gt(result.old_size, 5);
	free(note);
	kept_heads_clear(&old);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("verify");
	TCase *tests = tcase_create("verify");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, what_the_ledger_wrote_is_sound);
	tcase_add_test(tests, a_ledger_that_was_not_closed_is_sound_and_says_so);
	tcase_add_test(tests, what_a_crash_tore_is_no_fault);
	tcase_add_test(tests, an_old_key_vouches_for_the_next_through_all_rotations);
	tcase_add_test(tests, retention_is_no_fault_and_its_records_are_still_counted);
	tcase_add_test(tests, records_that_the_ledger_missed_itself_are_a_fault);
	tcase_add_loop_test(
	    tests, each_attack_is_found_as_what_it_is_and_as_nothing_else, 0, sizeof(attacks) / sizeof(attacks[0]));
	tcase_add_test(tests, leaves_that_a_crash_cut_are_made_from_the_lines);
	tcase_add_test(tests, an_older_head_shows_what_was_cut_off);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
