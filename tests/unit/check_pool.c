/* pool: whatever inspectors do, every asker gets an answer or a reason within bounds. The inspectors here are threads
 * of the test. */
#include "channel/channel.h"
#include "milter/control.h"
#include "milter/pool.h"
#include "milter/stopwatch.h"
#include "tests/support/run_suite.h"
#include "tests/unit/fake_inspector.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ASKERS 200
#define SLOTS  4

static struct pool *pool;
static int control[2];
static struct envelope envelope;
static int message_fd;

/* The fake shares our descriptors: those of its last packet go when it has done. */
static int open_descriptors(struct fake *fake)
{
	while (atomic_load(&fake->busy) > 0)
		fake_pause_ms(1);

	int count = 0;
	DIR *directory = opendir("/proc/self/fd");

	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}

static void start_pool(unsigned screeners, unsigned screen_ms, unsigned slot_wait_ms, unsigned inspect_ms)
{
	struct pool_limits limits = {.screeners = screeners,
	    .slots = SLOTS,
	    .screen_ms = screen_ms,
	    .slot_wait_ms = slot_wait_ms,
	    .inspect_ms = inspect_ms};

	ck_assert_int_eq(channel_pair(control), 0);
	ck_assert_int_eq(pool_new(&limits, control[0], &pool), 0);
	envelope_init(&envelope);
	ck_assert_int_eq(envelope_set_sender(&envelope, "teacher@school.example"), 0);
	ck_assert_int_eq(channel_memfd("message", &message_fd), 0);
	ck_assert_int_eq(channel_write(message_fd, "Subject: x\r\n\r\nhello", 19), 0);
	ck_assert_int_eq(channel_seal(message_fd), 0);
}

static void stop_pool(void)
{
	pool_free(pool);
	envelope_clear(&envelope);
	close(message_fd);
	close(control[0]);
	close(control[1]);
}

static void start_screener(struct fake *fake, unsigned index, uint64_t serial)
{
	int fd;

	fake->is_screener = true;
	fake_start(fake, &fd);
	pool_set_screener(pool, index, serial, fd);
}

static void start_template(struct fake *fake, uint64_t serial)
{
	int fd;

	fake_start(fake, &fd);
	pool_set_template(pool, serial, fd);
}

static int screen(const char *header)
{
	struct screen_answer answer;
	int r = pool_screen(pool, &envelope, header, strlen(header), &answer);

	if (r == 0) {
		ck_assert_uint_eq(answer.match_count, 1);
		ck_assert_str_eq(answer.matches[0], header);
		screen_answer_clear(&answer);
	}
	return r;
}

static int inspect(struct pool_inspection *ret_inspection)
{
	struct inspect_answer answer;
	int r = pool_inspect(pool, PURPOSE_JUDGE, &envelope, message_fd, &answer, ret_inspection);

	if (r == 0) {
		ck_assert_int_eq(answer.verdict.mail_class, CLASS_REFERRAL);
		inspect_answer_clear(&answer);
	}
	return r;
}

static const struct {
	enum manner manner;
	int result;
} new_messages[] = {
    {MANNER_REPLACE, 0}, {MANNER_PROMISE, -EBADMSG}, {MANNER_SMUGGLE, -EBADMSG}, {MANNER_LAVISH, -EBADMSG}};

START_TEST(a_new_message_comes_exactly_where_the_answer_has_one)
{
	struct fake fake = {.manners = {new_messages[_i].manner}};
	struct pool_inspection inspection;
	struct inspect_answer answer;
	size_t size = 0;

	start_pool(0, 1000, 1000, 1000);
	start_template(&fake, 1);
	int before = open_descriptors(&fake);
	int r = pool_inspect(pool, PURPOSE_JUDGE, &envelope, message_fd, &answer, &inspection);
	ck_assert_int_eq(r, new_messages[_i].result);
	if (r == 0) {
		ck_assert_uint_eq(answer.body_offset, 14);
		ck_assert_int_eq(channel_sealed_size(answer.message_fd, &size), 0);
		ck_assert_uint_eq(size, 19);
		close(answer.message_fd);
		inspect_answer_clear(&answer);
	}
	ck_assert_int_eq(open_descriptors(&fake), before);
	stop_pool();
	pthread_join(fake.thread, NULL);
}
END_TEST

/* The next complaint to the supervisor; CONTROL_NONE when there is none. */
static struct control complaint(void)
{
	struct control got = {CONTROL_NONE};
	int fd = -1;

	(void)control_receive(control[1], 0, &got, &fd);
	return got;
}

START_TEST(a_screener_is_asked_and_answers)
{
	struct fake fake = {.is_screener = true};

	start_pool(1, 1000, 1000, 1000);
	start_screener(&fake, 0, 1);
	ck_assert_int_eq(screen("one"), 0);
	ck_assert_int_eq(screen("two"), 0);
	ck_assert_int_eq(complaint().kind, CONTROL_NONE);
	stop_pool();
	pthread_join(fake.thread, NULL);
}
END_TEST

START_TEST(without_a_screener_the_wait_is_short)
{
	start_pool(2, 5000, 1000, 1000);
	uint64_t start = stopwatch_us();
	ck_assert_int_eq(screen("x"), -EAGAIN);
	ck_assert_uint_lt(stopwatch_us() - start, 2000000);
	stop_pool();
}
END_TEST

static void *bring_screener(void *argument)
{
	fake_pause_ms(50);
	start_screener(argument, 0, 2);
	return NULL;
}

START_TEST(a_screener_that_comes_back_soon_is_waited_for)
{
	struct fake fake = {.is_screener = true};
	pthread_t thread;

	start_pool(1, 5000, 1000, 1000);
	ck_assert_int_eq(pthread_create(&thread, NULL, bring_screener, &fake), 0);
	ck_assert_int_eq(screen("x"), 0);
	pthread_join(thread, NULL);
	stop_pool();
	pthread_join(fake.thread, NULL);
}
END_TEST

START_TEST(when_a_screener_fails_another_one_is_asked)
{
	static const enum manner manners[] = {MANNER_DIE, MANNER_HANG, MANNER_BABBLE};
	static const enum control_kind complaints[] = {CONTROL_NONE, CONTROL_HUNG_SCREENER, CONTROL_HUNG_SCREENER};
	struct fake bad = {.manners = {manners[_i]}};
	struct fake good = {0};

	start_pool(2, 400, 1000, 1000);
	start_screener(&bad, 0, 11);
	start_screener(&good, 1, 12);
	ck_assert_int_eq(screen("x"), 0);
	struct control got = complaint();
	ck_assert_int_eq(got.kind, complaints[_i]);
	if (got.kind != CONTROL_NONE) {
		ck_assert_uint_eq(got.index, 0);
		ck_assert_uint_eq(got.serial, 11);
	}
	/* The bad one is let go: it is not asked again. */
	ck_assert_int_eq(screen("y"), 0);
	ck_assert_int_eq(screen("z"), 0);
	ck_assert_uint_eq(atomic_load(&bad.requests), 1);
	stop_pool();
	pthread_join(bad.thread, NULL);
	pthread_join(good.thread, NULL);
}
END_TEST

START_TEST(a_header_that_kills_two_screeners_kills_no_third)
{
	struct fake fakes[3] = {{.manners = {MANNER_DIE}}, {.manners = {MANNER_DIE}}, {.manners = {MANNER_DIE}}};

	start_pool(3, 1000, 1000, 1000);
	for (unsigned i = 0; i < 3; i++)
		start_screener(&fakes[i], i, i);
	ck_assert_int_eq(screen("x"), -EAGAIN);
	ck_assert_uint_eq(
	    atomic_load(&fakes[0].requests) + atomic_load(&fakes[1].requests) + atomic_load(&fakes[2].requests), 2);
	stop_pool();
	for (unsigned i = 0; i < 3; i++)
		pthread_join(fakes[i].thread, NULL);
}
END_TEST

START_TEST(hanging_screeners_cost_no_more_than_the_time_for_screening)
{
	struct fake fakes[2] = {{.manners = {MANNER_HANG}}, {.manners = {MANNER_HANG}}};

	start_pool(2, 200, 1000, 1000);
	start_screener(&fakes[0], 0, 1);
	start_screener(&fakes[1], 1, 2);
	uint64_t start = stopwatch_us();
	ck_assert_int_eq(screen("x"), -EAGAIN);
	ck_assert_uint_lt(stopwatch_us() - start, 450000);
	ck_assert_int_eq(complaint().kind, CONTROL_HUNG_SCREENER);
	ck_assert_int_eq(complaint().kind, CONTROL_HUNG_SCREENER);
	stop_pool();
	pthread_join(fakes[0].thread, NULL);
	pthread_join(fakes[1].thread, NULL);
}
END_TEST

START_TEST(an_answer_to_somebody_elses_question_is_not_believed)
{
	struct fake fake = {0};
	int pair[2];

	start_pool(2, 1000, 1000, 1000);
	ck_assert_int_eq(channel_pair(pair), 0);
	ck_assert_int_eq(channel_send(pair[1], "stale", 5, NULL, 0, 1000), 0);
	pool_set_screener(pool, 0, 21, pair[0]);
	start_screener(&fake, 1, 22);
	ck_assert_int_eq(screen("x"), 0);
	ck_assert_uint_eq(complaint().serial, 21);
	stop_pool();
	close(pair[1]);
	pthread_join(fake.thread, NULL);
}
END_TEST

START_TEST(a_screener_beyond_the_pool_is_closed)
{
	int pair[2];
	char octet;

	start_pool(1, 1000, 1000, 1000);
	ck_assert_int_eq(channel_pair(pair), 0);
	pool_set_screener(pool, 1, 1, pair[0]);
	ck_assert_int_eq(recv(pair[1], &octet, 1, 0), 0);
	close(pair[1]);
	stop_pool();
}
END_TEST

START_TEST(a_child_is_asked_and_answers)
{
	struct fake fake = {0};
	struct pool_inspection inspection;

	start_pool(0, 1000, 1000, 1000);
	start_template(&fake, 1);
	int before = open_descriptors(&fake);
	ck_assert_int_eq(inspect(&inspection), 0);
	ck_assert_uint_eq(inspection.deaths, 0);
	ck_assert_int_eq(open_descriptors(&fake), before);
	stop_pool();
	pthread_join(fake.thread, NULL);
}
END_TEST

struct death_case {
	enum manner manners[FAKE_MANNERS_MAX];
	int result;
	unsigned deaths;
};

START_TEST(children_die_and_the_message_is_tried_again)
{
	static const struct death_case cases[] = {
	    {{MANNER_DIE}, 0, 1},
	    {{MANNER_DIE, MANNER_DIE}, -ENOLINK, 2},
	    {{MANNER_BABBLE}, -EBADMSG, 0},
	    {{MANNER_DIE, MANNER_BABBLE}, -EBADMSG, 1},
	};
	struct fake fake = {0};
	struct pool_inspection inspection;

	memcpy(fake.manners, cases[_i].manners, sizeof(fake.manners));
	start_pool(0, 1000, 1000, 1000);
	start_template(&fake, 1);
	int before = open_descriptors(&fake);
	ck_assert_int_eq(inspect(&inspection), cases[_i].result);
	ck_assert_uint_eq(inspection.deaths, cases[_i].deaths);
	ck_assert_int_eq(open_descriptors(&fake), before);
	/* The slot is free again, and the next message is judged. */
	for (int i = 0; i < SLOTS + 1; i++)
		ck_assert_int_eq(inspect(&inspection), 0);
	stop_pool();
	pthread_join(fake.thread, NULL);
}
END_TEST

static void *bring_template(void *argument)
{
	fake_pause_ms(50);
	start_template(argument, 2);
	return NULL;
}

START_TEST(a_template_that_goes_is_not_the_messages_fault)
{
	struct fake first = {.manners = {MANNER_LEAVE}};
	struct fake second = {.manners = {_i == 0 ? MANNER_ANSWER : MANNER_DIE}};
	struct pool_inspection inspection;
	pthread_t thread;

	start_pool(0, 1000, 1000, 1000);
	start_template(&first, 1);
	ck_assert_int_eq(pthread_create(&thread, NULL, bring_template, &second), 0);
	ck_assert_int_eq(inspect(&inspection), 0);
	ck_assert_uint_eq(inspection.deaths, (unsigned)_i);
	pthread_join(thread, NULL);
	stop_pool();
	pthread_join(first.thread, NULL);
	pthread_join(second.thread, NULL);
}
END_TEST

START_TEST(a_hanging_child_counts_as_dead_and_its_template_is_reported)
{
	struct fake first = {.manners = {MANNER_HANG}};
	struct fake second = {.manners = {_i == 0 ? MANNER_ANSWER : MANNER_HANG}};
	struct pool_inspection inspection;
	pthread_t thread;

	start_pool(0, 1000, 1000, 100);
	start_template(&first, 31);
	ck_assert_int_eq(pthread_create(&thread, NULL, bring_template, &second), 0);
	ck_assert_int_eq(inspect(&inspection), _i == 0 ? 0 : -ENOLINK);
	ck_assert_uint_eq(inspection.deaths, (unsigned)_i + 1);
	struct control got = complaint();
	ck_assert_int_eq(got.kind, CONTROL_HUNG_TEMPLATE);
	ck_assert_uint_eq(got.serial, 31);
	ck_assert_int_eq(complaint().kind, _i == 0 ? CONTROL_NONE : CONTROL_HUNG_TEMPLATE);
	pthread_join(thread, NULL);
	stop_pool();
	pthread_join(first.thread, NULL);
	pthread_join(second.thread, NULL);
}
END_TEST

START_TEST(without_a_template_the_wait_is_bounded)
{
	struct pool_inspection inspection;

	start_pool(0, 1000, 50, 1000);
	uint64_t start = stopwatch_us();
	ck_assert_int_eq(inspect(&inspection), -EAGAIN);
	ck_assert_uint_lt(stopwatch_us() - start, 500000);
	ck_assert_uint_eq(inspection.deaths, 0);
	stop_pool();
}
END_TEST

static void *inspect_once(void *argument)
{
	struct pool_inspection inspection;

	*(int *)argument = inspect(&inspection);
	return NULL;
}

START_TEST(without_a_slot_the_wait_is_bounded)
{
	/* The fake deals with one request at a time, so that those who have a slot keep it. */
	struct fake fake = {.manners = {MANNER_HANG, MANNER_HANG, MANNER_HANG, MANNER_HANG}};
	struct pool_inspection inspection;
	pthread_t threads[SLOTS];
	int results[SLOTS];

	start_pool(0, 1000, 100, 400);
	start_template(&fake, 1);
	for (int i = 0; i < SLOTS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, inspect_once, &results[i]), 0);
	fake_pause_ms(50);
	uint64_t start = stopwatch_us();
	ck_assert_int_eq(inspect(&inspection), -EAGAIN);
	ck_assert_uint_lt(stopwatch_us() - start, 350000);
	ck_assert_uint_ge(inspection.wait_us, 90000);
	pool_set_template(pool, 2, dup(control[1])); /* something that never answers ends the waiting */
	for (int i = 0; i < SLOTS; i++)
		pthread_join(threads[i], NULL);
	stop_pool();
	pthread_join(fake.thread, NULL);
}
END_TEST

static atomic_uint answered, uninspectable, screened;

static void *ask_everything(void *argument)
{
	struct pool_inspection inspection;
	char header[32];

	snprintf(header, sizeof(header), "asker %u", (unsigned)(uintptr_t)argument);
	for (int i = 0; i < 5; i++) {
		if (screen(header) == 0)
			atomic_fetch_add(&screened, 1);
		int r = inspect(&inspection);
		ck_assert(r == 0 || r == -ENOLINK);
		atomic_fetch_add(r == 0 ? &answered : &uninspectable, 1);
	}
	return NULL;
}

START_TEST(two_hundred_askers_at_once_each_get_their_own_answer)
{
	struct crowd crowd = {0};
	struct fake screeners[3] = {{0}, {0}, {0}};
	pthread_t threads[ASKERS];
	int fd;

	start_pool(3, 20000, 20000, 20000);
	crowd_start(&crowd, &fd);
	pool_set_template(pool, 1, fd);
	for (unsigned i = 0; i < 3; i++)
		start_screener(&screeners[i], i, i);
	for (uintptr_t i = 0; i < ASKERS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_everything, (void *)i), 0);
	/* A screener is replaced while all of them are at it. */
	fake_pause_ms(30);
	struct fake successor = {0};
	start_screener(&successor, 1, 9);
	for (int i = 0; i < ASKERS; i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_eq(atomic_load(&screened), ASKERS * 5);
	ck_assert_uint_eq(atomic_load(&answered) + atomic_load(&uninspectable), ASKERS * 5);
	ck_assert_uint_gt(atomic_load(&answered), ASKERS * 4);
	ck_assert_uint_le(atomic_load(&crowd.busy_most), SLOTS);
	ck_assert_uint_gt(atomic_load(&crowd.busy_most), 1);
	for (int i = 0; i < 3; i++)
		ck_assert_uint_gt(atomic_load(&screeners[i].requests), 0);
	ck_assert_int_eq(complaint().kind, CONTROL_NONE);
	stop_pool();
	pthread_join(crowd.thread, NULL);
	for (int i = 0; i < 3; i++)
		pthread_join(screeners[i].thread, NULL);
	pthread_join(successor.thread, NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pool");
	TCase *screening = tcase_create("screening");
	TCase *inspecting = tcase_create("inspecting");
	TCase *crowding = tcase_create("crowding");

	tcase_add_test(screening, a_screener_is_asked_and_answers);
	tcase_add_test(screening, without_a_screener_the_wait_is_short);
	tcase_add_test(screening, a_screener_that_comes_back_soon_is_waited_for);
	tcase_add_loop_test(screening, when_a_screener_fails_another_one_is_asked, 0, 3);
	tcase_add_test(screening, a_header_that_kills_two_screeners_kills_no_third);
	tcase_add_test(screening, hanging_screeners_cost_no_more_than_the_time_for_screening);
	tcase_add_test(screening, an_answer_to_somebody_elses_question_is_not_believed);
	tcase_add_test(screening, a_screener_beyond_the_pool_is_closed);
	suite_add_tcase(suite, screening);
	tcase_add_test(inspecting, a_child_is_asked_and_answers);
	tcase_add_loop_test(inspecting, children_die_and_the_message_is_tried_again, 0, 4);
	tcase_add_loop_test(inspecting, a_template_that_goes_is_not_the_messages_fault, 0, 2);
	tcase_add_loop_test(inspecting, a_hanging_child_counts_as_dead_and_its_template_is_reported, 0, 2);
	tcase_add_loop_test(inspecting, a_new_message_comes_exactly_where_the_answer_has_one, 0, 4);
	tcase_add_test(inspecting, without_a_template_the_wait_is_bounded);
	tcase_add_test(inspecting, without_a_slot_the_wait_is_bounded);
	suite_add_tcase(suite, inspecting);
	tcase_set_timeout(crowding, 120);
	tcase_add_test(crowding, two_hundred_askers_at_once_each_get_their_own_answer);
	suite_add_tcase(suite, crowding);
	return run_suite(suite);
}
