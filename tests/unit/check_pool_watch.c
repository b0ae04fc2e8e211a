/* pool: mail that is only watched gets a bounded share of inspectors and of time, and never disturbs a referral. */
#include "channel/channel.h"
#include "milter/control.h"
#include "milter/pool.h"
#include "milter/stopwatch.h"
#include "tests/support/run_suite.h"
#include "tests/unit/fake_inspector.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SLOTS_MAX 5

static struct pool *pool;
static struct envelope envelope;
static int control[2], message_fd;

static void start_pool(unsigned slots, unsigned watch_ms)
{
	const struct pool_limits limits = {.slots = slots,
	    .screen_ms = 1000,
	    .slot_wait_ms = 1000,
	    .inspect_ms = 1000,
	    .watch_wait_ms = 50,
	    .watch_ms = watch_ms};

	ck_assert_int_eq(channel_pair(control), 0);
	ck_assert_int_eq(pool_new(&limits, control[0], &pool), 0);
	envelope_init(&envelope);
	ck_assert_int_eq(envelope_set_sender(&envelope, "teacher@school.example"), 0);
	ck_assert_int_eq(channel_memfd("message", &message_fd), 0);
	ck_assert_int_eq(channel_write(message_fd, "Subject: x\r\n\r\nhello", 19), 0);
	ck_assert_int_eq(channel_seal(message_fd), 0);
}

static void start_template(struct fake *fake, uint64_t serial)
{
	int fd;

	fake_start(fake, &fd);
	pool_set_template(pool, serial, fd);
}

static void stop_pool(void)
{
	pool_free(pool);
	envelope_clear(&envelope);
	close(message_fd);
	close(control[0]);
	close(control[1]);
}

static int inspect(enum inspect_purpose purpose, struct pool_inspection *ret_inspection)
{
	struct inspect_answer answer;
	int r = pool_inspect(pool, purpose, &envelope, message_fd, &answer, ret_inspection);

	if (r == 0)
		inspect_answer_clear(&answer);
	return r;
}

static enum control_kind complaint(void)
{
	struct control got = {CONTROL_NONE};
	int fd = -1;

	(void)control_receive(control[1], 0, &got, &fd);
	return got.kind;
}

struct manner_case {
	enum manner manner;
	int result;
	unsigned deaths;
};

static const struct manner_case manner_cases[] = {
    {MANNER_ANSWER, 0, 0},
    {MANNER_DIE, -ENOLINK, 1}, /* and no second try */
    {MANNER_BABBLE, -EBADMSG, 0},
    {MANNER_HANG, -EAGAIN, 0},
    {MANNER_LEAVE, -EAGAIN, 0},
};

START_TEST(one_try_is_all_and_nobody_is_complained_of)
{
	const struct manner_case *c = &manner_cases[_i];
	struct fake fake = {.manners = {c->manner}};
	struct pool_inspection inspection;

	start_pool(2, 100);
	start_template(&fake, 1);
	uint64_t start = stopwatch_us();
	ck_assert_int_eq(inspect(PURPOSE_WATCH, &inspection), c->result);
	ck_assert_uint_lt(stopwatch_us() - start, 400000);
	ck_assert_uint_eq(inspection.deaths, c->deaths);
	ck_assert_uint_eq(atomic_load(&fake.requests), 1);
	ck_assert_int_eq(complaint(), CONTROL_NONE);
	stop_pool();
	pthread_join(fake.thread, NULL);
}
END_TEST

START_TEST(a_template_that_was_too_slow_for_it_goes_on_with_referrals)
{
	struct fake fake = {.manners = {MANNER_HANG}};
	struct pool_inspection inspection;

	start_pool(2, 100);
	start_template(&fake, 1);
	ck_assert_int_eq(inspect(PURPOSE_WATCH, &inspection), -EAGAIN);
	ck_assert_int_eq(inspect(PURPOSE_JUDGE, &inspection), 0);
	ck_assert_uint_eq(inspection.deaths, 0);
	stop_pool();
	pthread_join(fake.thread, NULL);
}
END_TEST

START_TEST(without_a_template_it_hardly_waits)
{
	struct pool_inspection inspection;

	start_pool(2, 1000);
	uint64_t start = stopwatch_us();
	ck_assert_int_eq(inspect(PURPOSE_WATCH, &inspection), -EAGAIN);
	ck_assert_uint_lt(stopwatch_us() - start, 400000);
	stop_pool();
}
END_TEST

static void *watch_long(void *argument)
{
	struct pool_inspection inspection;

	(void)argument;
	(void)inspect(PURPOSE_WATCH, &inspection);
	return NULL;
}

struct share_case {
	unsigned slots, watching;
};

static const struct share_case share_cases[] = {{1, 1}, {2, 1}, {3, 1}, {4, 2}, {5, 2}};

/* Nobody answers here: whoever has a slot keeps it until the time for watching is over. */
START_TEST(it_gets_no_more_than_half_of_the_slots)
{
	const struct share_case *c = &share_cases[_i];
	struct pool_inspection inspection;
	pthread_t threads[SLOTS_MAX];
	int pair[2];

	start_pool(c->slots, 400);
	ck_assert_int_eq(channel_pair(pair), 0);
	pool_set_template(pool, 1, pair[0]);
	for (unsigned i = 0; i < c->watching; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, watch_long, NULL), 0);
	fake_pause_ms(100);
	ck_assert_int_eq(inspect(PURPOSE_WATCH, &inspection), -EAGAIN);
	ck_assert_uint_eq(inspection.inspect_us, 0); /* it got none */
	ck_assert_uint_lt(inspection.wait_us, 250000);
	/* A referral finds a slot at once, or (where there is but one) as soon as the watched mail is given up. */
	struct fake fake = {0};
	start_template(&fake, 2);
	ck_assert_int_eq(inspect(PURPOSE_JUDGE, &inspection), 0);
	ck_assert_uint_lt(inspection.wait_us, c->slots > 1 ? 100000 : 500000);
	for (unsigned i = 0; i < c->watching; i++)
		pthread_join(threads[i], NULL);
	/* And what it took is given back. */
	ck_assert_int_eq(inspect(PURPOSE_WATCH, &inspection), 0);
	stop_pool();
	close(pair[1]);
	pthread_join(fake.thread, NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pool_watch");
	TCase *tcase = tcase_create("watching");

	tcase_add_loop_test(tcase, one_try_is_all_and_nobody_is_complained_of, 0, 5);
	tcase_add_test(tcase, a_template_that_was_too_slow_for_it_goes_on_with_referrals);
	tcase_add_test(tcase, without_a_template_it_hardly_waits);
	tcase_add_loop_test(tcase, it_gets_no_more_than_half_of_the_slots, 0, 5);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
