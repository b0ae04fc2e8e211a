/* supervisor: what starts, dies, hangs and stops, with a fake gate and fake inspectors, which are this program itself
 * (tests/support/fake_processes.h). They say what happens to them, as the supervisor does; the test reads along. */

#include "channel/channel.h"
#include "milter/limits.h"
#include "milter/log.h"
#include "milter/option_keys.h"
#include "milter/signals.h"
#include "tests/support/fake_processes.h"
#include "tests/support/run_suite.h"
#include "tests/unit/supervisor_scene.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

START_TEST(everything_starts_serves_and_stops)
{
	struct stat status;

	options.screeners = 3;
	start("");
	await("gate starts for 0123abcd");
	await("gate has screener 2 serial 3");
	await("gate has template 0 serial 4");
	await("ready once");
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_int_eq(stop(_i == 0 ? SIGTERM : SIGINT, 3000), 0);
	ck_assert_uint_eq(count_said("gate is told to stop"), 1);
	ck_assert_uint_eq(count_said("ready once"), 1);
	ck_assert_uint_eq(count_said("error:"), 0);
	ck_assert_int_eq(stat(path, &status), -1);
}
END_TEST

START_TEST(the_template_is_told_its_bounds)
{
	options.inspect_time_ms = 1234;
	options.inspect_cpu_s = 5;
	options.inspect_memory_mb = 678;
	options.message_size_limit = 91011;
	options.allow_unconfined = _i == 1;
	start("template=arguments screener=arguments");
	await("template: argument referral-inspector");
	await("template: argument template");
	await("template: argument --children=2");
	await("template: argument --wall-ms=1234");
	await("template: argument --cpu-seconds=5");
	await("template: argument --memory-mb=678");
	await("template: argument --message-size=91011");
	await("screener 0: argument screener");
	await("ready once");
	ck_assert_uint_eq(count_said("argument --allow-unconfined"), _i == 1 ? 2 : 0);
	ck_assert_uint_eq(count_said("screener 0: argument --children"), 0);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

static const struct {
	const char *modes;
	const char *said[2];
} unconfined[] = {
    {"screener=unconfinable", {"screener 0: the moon shines everywhere", "exited with status 3 before it was ready"}},
    {"template=unconfinable", {"template: the moon shines everywhere", "exited with status 3 before it was ready"}},
    {"screener=unconfined", {"screener 0 (process ", "cannot be used: it cannot be confined: landlock and seccomp"}},
    {"template=unconfined", {"template (process ", "cannot be used: it cannot be confined: landlock and seccomp"}},
};

START_TEST(at_the_first_start_a_kernel_that_cannot_confine_ends_all)
{
	start(unconfined[_i].modes);
	ck_assert_int_eq(wait_end(3000), 1);
	ck_assert_uint_ge(count_said(unconfined[_i].said[0]), 1);
	ck_assert_uint_ge(count_said(unconfined[_i].said[1]), 1);
	ck_assert_uint_eq(count_said("the daemon does not start"), 1);
	ck_assert_uint_eq(count_said("gate starts"), 0);
}
END_TEST

static const struct {
	const char *modes;
	const char *inspector; /* NULL: ours */
	const char *said[2];
} failures[] = {
    {"template=dies", NULL, {"template: the moon is in the wrong place", "exited with status 7 before it was ready"}},
    {"screener=dies", NULL, {"screener 0: the moon is in the wrong place", "exited with status 7 before it was ready"}},
    {"template=old", NULL, {"template (process ", "cannot be used: it is of another version than this daemon"}},
    {"screener=garbage", NULL, {"screener 0 (process ", "cannot be used: it does not speak our protocol"}},
    {"", "/nowhere/inspector", {"cannot be executed: No such file or directory", "exited with status 127"}},
};

/* Other mail passes while the gate answers; and what failed may have mended itself a moment later. */
START_TEST(without_inspectors_the_gate_serves_and_they_are_tried_again)
{
	if (failures[_i].inspector != NULL)
		ck_assert_int_eq(option_set(&options, OPTION_INSPECTOR, failures[_i].inspector), 0);
	start(failures[_i].modes);
	await("ready once");
	await(failures[_i].said[0]);
	await(failures[_i].said[1]);
	await("a new one starts in 50 ms");
	await("a new one starts in 100 ms");
	await("a new one starts in 200 ms");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(an_unconfined_inspector_serves_where_that_is_allowed)
{
	options.allow_unconfined = true;
	start("screener=unconfined template=unconfined");
	await("ready once");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(a_silent_inspector_is_given_up_and_the_gate_serves)
{
	int64_t began = now_ms();

	start(_i == 0 ? "screener=silent" : "template=closes");
	await_from(said, "is not ready after 10000 ms: it is killed", LIMIT_START_MS + 3000);
	ck_assert_int_ge(now_ms() - began, LIMIT_START_MS);
	await("ready once");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(at_the_first_start_a_silent_gate_ends_all_in_time)
{
	int64_t began = now_ms();

	fake_gate_mode = FAKE_GATE_SILENT;
	start("");
	ck_assert_int_eq(wait_end(LIMIT_START_MS + 3000), 1);
	ck_assert_int_ge(now_ms() - began, LIMIT_START_MS);
	ck_assert_uint_eq(count_said("does not serve after 10000 ms: it is killed"), 1);
}
END_TEST

START_TEST(at_the_first_start_a_dying_gate_ends_all)
{
	fake_gate_mode = FAKE_GATE_DIES;
	start("");
	ck_assert_int_eq(wait_end(3000), 1);
	ck_assert_uint_eq(count_said("exited with status 3"), 1);
}
END_TEST

START_TEST(a_stop_while_starting_is_a_clean_stop)
{
	start("template=silent screener=silent");
	while (find_child("template") == 0)
		read_said(10);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(an_inspector_that_dies_is_replaced_ever_later)
{
	static const char *const roles[] = {"screener", "template"};
	char text[128];

	start_and_serve("");
	for (unsigned i = 0; i < 3; i++) {
		pid_t pid = find_child(roles[_i]);
		ck_assert_int_gt(pid, 0);
		ck_assert_int_eq(kill(pid, SIGXCPU), 0);
		snprintf(text, sizeof(text), "(process %ld) was killed by SIGXCPU; a new one starts in %u ms",
		    (long)pid, 50U << i);
		await(text);
		snprintf(text, sizeof(text), "gate has %s 0 serial %u", roles[_i], 3 + i);
		await(text);
	}
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("gate starts"), 1);
}
END_TEST

START_TEST(a_later_death_is_told_but_ends_nothing)
{
	start_and_serve("");
	kill(find_child("template"), SIGKILL);
	kill(find_child("screener"), SIGKILL);
	await("gate has screener 0 serial");
	const char *at = await("screener 0 (process ");
	await_from(at, "gate has screener 0 serial", 3000);
	at = await("template (process ");
	await_from(at, "gate has template 0 serial", 3000);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(a_gate_that_dies_is_replaced_with_fresh_inspectors)
{
	start_and_serve("");
	pid_t gate = pid_after("gate: process ");
	pid_t screener = find_child("screener");
	ck_assert_int_eq(kill(gate, SIGKILL), 0);
	/* A connection that comes while nobody serves waits for the next gate. */
	const char *at = await("was killed by SIGKILL; a new one starts in 50 ms, connections wait");
	ask_gate("hello 0");
	at = await_from(at, "gate starts", 3000);
	await_from(at, "gate did hello", 3000);
	await_from(at, "gate has screener 0 serial", 3000);
	await_from(at, "gate has template 0 serial", 3000);
	await_from(at, "serving unix:", 3000);
	ck_assert_int_ne(pid_after("gate: process "), gate);
	ck_assert_int_ne(find_child("screener"), screener);
	/* The inspectors are not to blame. */
	ck_assert_uint_eq(count_said("screener 0 (process "), 0);
	ck_assert_uint_eq(count_said("ready once"), 1);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(a_gate_that_says_nonsense_is_replaced)
{
	start_and_serve("");
	ask_gate("nonsense 0");
	const char *at = await("was killed by SIGKILL; a new one starts in 50 ms");
	await_from(at, "gate has template 0 serial", 3000);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(a_complaint_ends_the_process_that_it_names)
{
	start_and_serve("");
	ask_gate(_i == 0 ? "screener 1" : "template 2");
	await("does not answer: it is killed");
	await(_i == 0 ? "gate has screener 0 serial 3" : "gate has template 0 serial 3");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("was killed by SIGKILL"), 1);
}
END_TEST

START_TEST(a_late_complaint_ends_nobody)
{
	static const char *const complaints[] = {"screener 2", "template 1", "screener 0", "template 99"};

	start_and_serve("");
	ask_gate(complaints[_i]);
	await("gate did");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("killed"), 0);
}
END_TEST

START_TEST(what_an_inspector_prints_once_it_serves_is_not_logged)
{
#ifdef SANITIZED
	puts("SKIP: a sanitized build logs what inspectors print, for the sanitizer's reports");
#else
	fake_gate_mode = FAKE_GATE_TALKS;
	start_and_serve("screener=arguments");
	await("screener 0: argument screener");
	for (int i = 0; i < 5; i++)
		read_said(100);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("Alice"), 0);
#endif
}
END_TEST

START_TEST(a_gate_that_does_not_stop_is_killed_in_time)
{
	int64_t began = now_ms();

	fake_gate_mode = FAKE_GATE_STAYS;
	start_and_serve("");
	ck_assert_int_eq(stop(SIGTERM, 10000), 0);
	ck_assert_int_ge(now_ms() - began, LIMIT_STOP_GATE_MS);
	ck_assert_uint_eq(count_said("the gate does not stop in time: it is killed"), 1);
}
END_TEST

START_TEST(inspectors_that_do_not_see_the_end_are_killed)
{
	start_and_serve("screener=stays template=stays");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("error:"), 0);
}
END_TEST

START_TEST(nothing_outlives_a_supervisor_that_is_killed)
{
	start_and_serve("screener=stays template=stays");
	ck_assert_int_eq(kill(supervisor, SIGKILL), 0);
	await("gate hears nobody");
	/* All of them hold the writing end of what we read. */
	int64_t until = now_ms() + 3000;
	while (read_said(50) && now_ms() < until)
		;
	ck_assert_int_lt(now_ms(), until);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, everything_starts_serves_and_stops, 0, 2);
	tcase_add_loop_test(tcase, the_template_is_told_its_bounds, 0, 2);
	tcase_add_loop_test(tcase, at_the_first_start_a_kernel_that_cannot_confine_ends_all, 0,
	    sizeof(unconfined) / sizeof(*unconfined));
	tcase_add_loop_test(tcase, without_inspectors_the_gate_serves_and_they_are_tried_again, 0,
	    sizeof(failures) / sizeof(*failures));
	tcase_add_test(tcase, an_unconfined_inspector_serves_where_that_is_allowed);
	tcase_add_test(tcase, at_the_first_start_a_dying_gate_ends_all);
	tcase_add_test(tcase, a_stop_while_starting_is_a_clean_stop);
	tcase_add_loop_test(tcase, an_inspector_that_dies_is_replaced_ever_later, 0, 2);
	tcase_add_test(tcase, a_later_death_is_told_but_ends_nothing);
	tcase_add_test(tcase, a_gate_that_dies_is_replaced_with_fresh_inspectors);
	tcase_add_test(tcase, a_gate_that_says_nonsense_is_replaced);
	tcase_add_loop_test(tcase, a_complaint_ends_the_process_that_it_names, 0, 2);
	tcase_add_loop_test(tcase, a_late_complaint_ends_nobody, 0, 4);
	tcase_add_test(tcase, what_an_inspector_prints_once_it_serves_is_not_logged);
	tcase_add_test(tcase, inspectors_that_do_not_see_the_end_are_killed);
	tcase_add_test(tcase, nothing_outlives_a_supervisor_that_is_killed);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[0], "referral-inspector") == 0)
		return fake_inspector_run(argc, argv);
	Suite *suite = suite_create("supervisor");
	TCase *tcase = tcase_create("processes"), *limits = tcase_create("limits");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 30);
	add_tests(tcase);
	tcase_add_checked_fixture(limits, setup, teardown);
	tcase_set_timeout(limits, 30);
	tcase_add_loop_test(limits, a_silent_inspector_is_given_up_and_the_gate_serves, 0, 2);
	tcase_add_test(limits, at_the_first_start_a_silent_gate_ends_all_in_time);
	tcase_add_test(limits, a_gate_that_does_not_stop_is_killed_in_time);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, limits);
	return run_suite(suite);
}
