/* ledger: signing keys follow one another and each is announced; segments end at an age, and old ones go whole, said
 * first, and never under a hold. */
#include "audit/checkpoint.h"
#include "tests/support/ledger_reader.h"
#include "tests/support/ledger_scene.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY	86400000000 /* microseconds */
#define APPENDS 100

static char *vkey_of(struct ledger *ledger, char vkey[NOTE_VKEY_SIZE])
{
	ck_assert_int_eq(ledger_vkey(ledger, vkey), 0);
	return vkey;
}

/* Whether the note is a checkpoint that this key has signed. */
static bool is_signed_by(const char *note, const char *vkey, uint64_t *ret_size)
{
	struct note_verifier verifier;
	struct checkpoint checkpoint;

	ck_assert_int_eq(note_vkey_parse(vkey, &verifier), 0);
	int r = checkpoint_open(&verifier, note, strlen(note), &checkpoint);
	if (r == 0 && ret_size != NULL)
		*ret_size = checkpoint.size;
	return r == 0;
}

static bool newest_is_signed_by(const char *vkey)
{
	char *note = scene_read("checkpoint", NULL);
	bool is_signed = is_signed_by(note, vkey, NULL) && scene_extends(note);

	free(note);
	return is_signed;
}

static void vkeys_are(const char *first, const char *second)
{
	char expected[2 * NOTE_VKEY_SIZE + 2], *text = scene_read("vkey", NULL);

	snprintf(
	    expected, sizeof(expected), "%s\n%s%s", first, second != NULL ? second : "", second != NULL ? "\n" : "");
	ck_assert_str_eq(text, expected);
	free(text);
}

/* The newest record announces it. */
static void is_announced(const char *vkey, const char *previous)
{
	char expected[2 * NOTE_VKEY_SIZE + 64];

	snprintf(expected, sizeof(expected), "\"vkey\":\"%s\",\"previous\":\"%s\"}", vkey, previous);
	ck_assert_int_eq(strncmp(scene_last_record(), "\"kind\":\"signing-key\",", 21), 0);
	ck_assert_msg(strstr(scene_last_record(), expected) != NULL, "%s", scene_last_record());
}

START_TEST(the_first_key_is_made_and_stays)
{
	char first[NOTE_VKEY_SIZE], again[NOTE_VKEY_SIZE], path[2 * SCRATCH_SIZE];
	struct stat status;
	struct ledger *ledger = scene_open();

	ck_assert(!scene_state.is_key_new);
	ck_assert_int_eq(strncmp(vkey_of(ledger, first), "mx1.example/referral-ledger+", 28), 0);
	ledger_close(ledger);
	vkeys_are(first, NULL);
	snprintf(path, sizeof(path), "%s/signing-key", scene_options.keys);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	ledger = scene_open();
	ck_assert_str_eq(vkey_of(ledger, again), first);
	scene_append(ledger, "start");
	ledger_close(ledger);
	vkeys_are(first, NULL);
	ck_assert_uint_eq(scene_count("signing-key"), 0);
}
END_TEST

START_TEST(a_key_is_rotated_and_the_old_one_vouches_for_the_new)
{
	char first[NOTE_VKEY_SIZE], second[NOTE_VKEY_SIZE], name[32];
	struct ledger *ledger = scene_open();
	uint64_t size = 0;

	scene_append(ledger, "start");
	vkey_of(ledger, first);
	ck_assert_int_eq(ledger_rotate_key(ledger), 0);
	ck_assert_str_ne(vkey_of(ledger, second), first);
	is_announced(second, first);
	vkeys_are(first, second);
	ck_assert(newest_is_signed_by(second) && !newest_is_signed_by(first));
	snprintf(name, sizeof(name), "handover-%.8s", strchr(first, '+') + 1);
	char *handover = scene_read(name, NULL);
	ck_assert(is_signed_by(handover, first, &size) && scene_extends(handover));
	ck_assert_uint_eq(size, 2); /* the announcement is the last that the old key signed */
	free(handover);
	scene_append(ledger, "verdict");
	ledger_close(ledger);
	ledger = scene_open();
	ck_assert(!scene_state.is_key_new);
	ck_assert_str_eq(vkey_of(ledger, first), second);
	ledger_close(ledger);
}
END_TEST

START_TEST(a_change_of_the_key_that_fails_is_taken_back)
{
	char first[NOTE_VKEY_SIZE], elsewhere[PATH_MAX];
	struct ledger *ledger = scene_open();

	scene_append(ledger, "start");
	vkey_of(ledger, first);
	snprintf(elsewhere, sizeof(elsewhere), "%s.away", scene_options.keys);
	ck_assert_int_eq(rename(scene_options.keys, elsewhere), 0);
	ck_assert_int_eq(mkdir(scene_options.keys, 0555), 0);
	ck_assert_int_eq(chmod(scene_options.keys, 0777), 0); /* that others may write is refused */
	ck_assert_int_lt(ledger_rotate_key(ledger), 0);
	ck_assert_int_eq(rmdir(scene_options.keys), 0);
	ck_assert_int_eq(rename(elsewhere, scene_options.keys), 0);
	ck_assert_uint_eq(scene_count("signing-key"), 2);
	snprintf(elsewhere, sizeof(elsewhere), "\"vkey\":\"%s\",\"previous\"", first);
	ck_assert_ptr_nonnull(strstr(scene_last_record(), elsewhere));
	vkeys_are(first, NULL);
	ck_assert(newest_is_signed_by(first));
	ledger_close(ledger);
	ledger = scene_open();
	ck_assert(!scene_state.is_key_new);
	ledger_close(ledger);
}
END_TEST

struct appender {
	struct ledger *ledger;
	int result;
};

static void *append_many(void *data)
{
	struct appender *appender = data;

	for (int i = 0; i < APPENDS && appender->result == 0; i++)
		appender->result = ledger_append(appender->ledger, LINE("verdict"), strlen(LINE("verdict")));
	return NULL;
}

START_TEST(keys_are_rotated_and_files_settled_while_others_append)
{
	struct ledger *ledger = scene_open();
	struct appender appenders[4];
	pthread_t threads[4];
	char *note = NULL;
	uint64_t size = 0;

	for (int i = 0; i < 4; i++) {
		appenders[i] = (struct appender){.ledger = ledger};
		ck_assert_int_eq(pthread_create(&threads[i], NULL, append_many, &appenders[i]), 0);
	}
	for (int i = 0; i < 5; i++) {
		ck_assert_int_eq(ledger_rotate_key(ledger), 0);
		ck_assert_int_eq(ledger_settle(ledger), 0);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(appenders[i].result, 0);
	}
	ck_assert_int_eq(ledger_checkpoint(ledger, &note, &size), 0);
	ck_assert_uint_eq(size, 4 * APPENDS + 5);
	ck_assert(scene_extends(note));
	free(note);
	ledger_close(ledger);
}
END_TEST

/* By hand, or by a crash between the new key's file and its line in `vkey`; another name is another key too. */
START_TEST(a_key_that_was_changed_behind_our_back_is_announced)
{
	char first[NOTE_VKEY_SIZE], second[NOTE_VKEY_SIZE], path[2 * SCRATCH_SIZE];
	struct ledger *ledger = scene_open();

	scene_append(ledger, "stop");
	vkey_of(ledger, first);
	ledger_close(ledger);
	snprintf(path, sizeof(path), "%s/signing-key", scene_options.keys);
	if (_i == 0)
		ck_assert_int_eq(unlink(path), 0);
	else
		scene_options.gateway = "mx2.example";
	ledger = scene_open();
	ck_assert(scene_state.is_key_new && scene_state.is_clean && !scene_state.is_head_torn);
	vkey_of(ledger, second);
	is_announced(second, first);
	vkeys_are(first, second);
	ck_assert(newest_is_signed_by(second));
	ledger_close(ledger);
	ledger = scene_open();
	ck_assert(!scene_state.is_key_new && scene_state.is_clean);
	ledger_close(ledger);
	ck_assert_uint_eq(scene_count("\"kind\":\"signing-key\""), 1);
}
END_TEST

START_TEST(a_lost_list_of_keys_is_begun_anew_and_told)
{
	char vkey[NOTE_VKEY_SIZE];

	scene_write(1);
	ck_assert_int_eq(unlink(scene_path("vkey")), 0);
	struct ledger *ledger = scene_open();
	ck_assert(scene_state.is_key_new && !scene_state.is_head_torn);
	vkeys_are(vkey_of(ledger, vkey), NULL);
	ck_assert_ptr_nonnull(strstr(scene_last_record(), "\"previous\":null}"));
	ledger_close(ledger);
}
END_TEST

/* RFC 8032 section 7.1, test 1. */
#define SEED   "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n"
#define PUBLIC "AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea" /* 0x01 and the public key */

START_TEST(a_credential_is_the_key_and_is_never_written)
{
	char directory[SCRATCH_SIZE], path[2 * SCRATCH_SIZE], vkey[NOTE_VKEY_SIZE];

	scratch_make("/dev/shm", directory);
	snprintf(path, sizeof(path), "%s/signing-key", directory);
	int fd = open(path, O_WRONLY | O_CREAT, 0440);
	ck_assert_int_eq(write(fd, SEED, strlen(SEED)), (ssize_t)strlen(SEED));
	close(fd);
	setenv("CREDENTIALS_DIRECTORY", directory, 1);
	struct ledger *ledger = scene_open();
	ck_assert_ptr_nonnull(strstr(vkey_of(ledger, vkey), "+" PUBLIC));
	ck_assert_int_eq(ledger_rotate_key(ledger), -EROFS);
	scene_append(ledger, "start");
	ck_assert(newest_is_signed_by(vkey));
	ck_assert_uint_eq(scene_count("signing-key"), 0);
	ledger_close(ledger);
	ck_assert_uint_eq(ledger_files(scene_options.keys, "", NULL), 0);
	scratch_remove(directory);
}
END_TEST

static const struct {
	const char *text;
	mode_t mode;
	const char *gateway;
	int error;
} bad_rows[] = {
    {SEED, 0600, "mx1.example", 0},
    {SEED, 0640, "mx1.example", -EPERM},
    {"9d61\n", 0600, "mx1.example", -EBADMSG},
    {"", 0600, "mx1.example", -EBADMSG},
    {SEED, 0600, "two words", -EINVAL},
    {SEED, 0600, "a+b", -EINVAL},
};

START_TEST(a_bad_key_or_name_is_refused_before_anything_is_written)
{
	char path[2 * SCRATCH_SIZE];
	struct ledger *ledger = NULL;

	snprintf(path, sizeof(path), "%s/signing-key", scene_options.keys);
	int fd = open(path, O_WRONLY | O_CREAT, bad_rows[_i].mode);
	ck_assert_int_eq(write(fd, bad_rows[_i].text, strlen(bad_rows[_i].text)), (ssize_t)strlen(bad_rows[_i].text));
	close(fd);
	ck_assert_int_eq(chmod(path, bad_rows[_i].mode), 0);
	scene_options.gateway = bad_rows[_i].gateway;
	ck_assert_int_eq(ledger_open(&scene_options, &ledger, &scene_state), bad_rows[_i].error);
	ledger_close(ledger);
	if (bad_rows[_i].error == 0)
		return;
	ck_assert_str_eq(scene_state.trouble, "signing-key");
	ck_assert_uint_eq(ledger_files(scene_options.directory, "records-", NULL), 0);
}
END_TEST

/* A record a day, each in a segment of its own: 0 start, 1 to 5 verdicts, 6 stop. */
static void write_a_week(void)
{
	struct ledger *ledger = NULL;

	scene_options.segment_size = 1;
	ledger = scene_open();
	scene_append(ledger, "start");
	for (int i = 0; i < 5; i++) {
		scene_now += DAY;
		scene_append(ledger, "verdict");
	}
	scene_now += DAY;
	scene_append(ledger, "stop");
	ledger_close(ledger);
	ck_assert_uint_eq(ledger_files(scene_options.directory, "records-", NULL), 7);
}

static const struct {
	int64_t before; /* since the first record */
	unsigned segments;
} retention_rows[] = {
    {0, 0},
    {1, 1},
    {DAY, 1},
    {DAY + 1, 2},
    {5 * DAY + 1, 6},
    {6 * DAY + 1, 6}, /* never the newest */
    {99 * DAY, 6},
};

START_TEST(whole_segments_go_by_age_and_their_leaves_stay)
{
	struct ledger_retained retained = {.segments = 99};
	char expected[128];
	size_t size = 0;

	write_a_week();
	char *note = scene_read("checkpoint", NULL);
	struct ledger *ledger = scene_open();
	unsigned gone = retention_rows[_i].segments;
	ck_assert_int_eq(ledger_retain(ledger, SCENE_NOW + retention_rows[_i].before, &retained), 0);
	ledger_close(ledger);
	ck_assert_uint_eq(retained.segments, gone);
	ck_assert_uint_eq(ledger_files(scene_options.directory, "records-", NULL), 7 - gone + (gone > 0));
	ck_assert_uint_eq(ledger_files(scene_options.directory, "records-000001", NULL), gone == 0);
	ck_assert_uint_eq(scene_count("\"kind\":\"retention\""), gone > 0);
	ledger_files(scene_options.directory, "leaves", &size);
	ck_assert_uint_eq(size, 32 * (7 + (gone > 0)));
	ck_assert(scene_extends(note));
	if (gone > 0) {
		ck_assert_uint_eq(retained.first, 0);
		ck_assert_uint_eq(retained.last, gone - 1);
		snprintf(expected, sizeof(expected), "\"segments\":%u,\"first\":0,\"last\":%u}", gone, gone - 1);
		ck_assert_ptr_nonnull(strstr(scene_last_record(), expected));
	}
	ledger = scene_open();
	ck_assert(!scene_state.is_gapped && scene_state.is_clean);
	ledger_close(ledger);
	free(note);
}
END_TEST

START_TEST(a_second_retention_goes_on_where_the_first_ended)
{
	struct ledger_retained retained = {.segments = 0};

	write_a_week();
	struct ledger *ledger = scene_open();
	ck_assert_int_eq(ledger_retain(ledger, SCENE_NOW + 2 * DAY, &retained), 0);
	ck_assert_uint_eq(retained.last, 1);
	ck_assert_int_eq(ledger_retain(ledger, SCENE_NOW + 4 * DAY, &retained), 0);
	ck_assert_uint_eq(retained.segments, 2);
	ck_assert_uint_eq(retained.first, 2);
	ck_assert_uint_eq(retained.last, 3);
	ledger_close(ledger);
}
END_TEST

/* A clock that went back: what lies behind a young segment is not touched. */
START_TEST(a_young_segment_ends_the_stretch)
{
	struct ledger_retained retained = {.segments = 0};

	write_a_week();
	scene_now = SCENE_NOW;
	struct ledger *ledger = scene_open();
	scene_append(ledger, "start");
	scene_append(ledger, "stop");
	ck_assert_int_eq(ledger_retain(ledger, SCENE_NOW + 3 * DAY, &retained), 0);
	ck_assert_uint_eq(retained.segments, 3);
	ledger_close(ledger);
}
END_TEST

START_TEST(under_a_hold_nothing_is_deleted_and_nothing_said)
{
	struct ledger_retained retained = {.segments = 99};

	write_a_week();
	if (_i == 0)
		scene_put("legal-hold", "an inquiry\n", 11);
	else
		ck_assert_int_eq(symlink("nowhere", scene_path("legal-hold")), 0);
	struct ledger *ledger = scene_open();
	ck_assert_int_eq(ledger_retain(ledger, SCENE_NOW + 3 * DAY, &retained), -EPERM);
	ck_assert_uint_eq(retained.segments, 99);
	ck_assert_uint_eq(ledger_files(scene_options.directory, "records-", NULL), 7);
	ck_assert_uint_eq(scene_count("retention"), 0);
	ledger_close(ledger);
}
END_TEST

/* From its first record on, also over a restart. */
START_TEST(a_segment_that_is_old_enough_is_followed_by_the_next)
{
	struct ledger *ledger = NULL;

	scene_options.segment_age = 60;
	ledger = scene_open();
	scene_append(ledger, "heartbeat");
	scene_now += 59999999;
	if (_i == 1) {
		ledger_close(ledger);
		ledger = scene_open();
	}
	scene_append(ledger, "heartbeat");
	ck_assert_uint_eq(ledger_files(scene_options.directory, "records-", NULL), 1);
	scene_now += 1;
	scene_append(ledger, "heartbeat");
	ck_assert_uint_eq(ledger_files(scene_options.directory, "records-", NULL), 2);
	ledger_close(ledger);
}
END_TEST

START_TEST(idle_time_is_counted_from_the_last_commit)
{
	struct ledger *ledger = scene_open();

	ck_assert_uint_eq(ledger_idle(ledger), 0);
	usleep(1100000);
	ck_assert_uint_ge(ledger_idle(ledger), 1);
	scene_append(ledger, "heartbeat");
	ck_assert_uint_eq(ledger_idle(ledger), 0);
	ck_assert_int_eq(ledger_settle(ledger), 0);
	ledger_close(ledger);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("upkeep");
	TCase *keys = tcase_create("keys"), *retention = tcase_create("retention");

	tcase_add_checked_fixture(keys, scene_setup, scene_teardown);
	tcase_add_test(keys, the_first_key_is_made_and_stays);
	tcase_add_test(keys, a_key_is_rotated_and_the_old_one_vouches_for_the_new);
	tcase_add_test(keys, a_change_of_the_key_that_fails_is_taken_back);
	tcase_add_test(keys, keys_are_rotated_and_files_settled_while_others_append);
	tcase_add_loop_test(keys, a_key_that_was_changed_behind_our_back_is_announced, 0, 2);
	tcase_add_test(keys, a_lost_list_of_keys_is_begun_anew_and_told);
	tcase_add_test(keys, a_credential_is_the_key_and_is_never_written);
	tcase_add_loop_test(keys, a_bad_key_or_name_is_refused_before_anything_is_written, 0,
	    (int)(sizeof(bad_rows) / sizeof(bad_rows[0])));
	tcase_add_test(keys, idle_time_is_counted_from_the_last_commit);
	suite_add_tcase(suite, keys);
	tcase_add_checked_fixture(retention, scene_setup, scene_teardown);
	tcase_add_loop_test(retention, a_segment_that_is_old_enough_is_followed_by_the_next, 0, 2);
	tcase_add_loop_test(retention, whole_segments_go_by_age_and_their_leaves_stay, 0,
	    (int)(sizeof(retention_rows) / sizeof(retention_rows[0])));
	tcase_add_test(retention, a_second_retention_goes_on_where_the_first_ended);
	tcase_add_test(retention, a_young_segment_ends_the_stretch);
	tcase_add_loop_test(retention, under_a_hold_nothing_is_deleted_and_nothing_said, 0, 2);
	suite_add_tcase(suite, retention);
	return run_suite(suite);
}
