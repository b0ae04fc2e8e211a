/* supervisor: a new policy is in force as a whole, or not at all. */
#include "tests/support/fake_processes.h"
#include "tests/support/run_suite.h"
#include "tests/unit/supervisor_scene.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <string.h>

START_TEST(a_hangup_brings_the_new_policy)
{
	start_and_serve("");
	pid_t before = find_child("template");
	ck_assert_int_eq(kill(supervisor, SIGHUP), 0);
	const char *at = await("gate has policy 2");
	at = await_from(at, "gate has screener 0 serial 3", 3000);
	at = await_from(at, "gate has template 0 serial 4", 3000);
	at = await_from(at, "gate has switch 2", 3000);
	at = await_from(at, "policy 4567cdef is in force, after 0123abcd", 3000);
	await_from(at, "kept 4567cdef", 3000);
	/* The fake gate keeps the old sockets: those inspectors live as long as it. */
	ck_assert_int_eq(kill(before, 0), 0);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("killed"), 0);
}
END_TEST

START_TEST(after_a_reload_the_new_policy_is_started_again)
{
	start_and_serve("");
	ck_assert_int_eq(kill(supervisor, SIGHUP), 0);
	await("kept 4567cdef");
	ask_gate("template 4"); /* of the new one */
	const char *at = await("template");
	at = await_from(at, "does not answer: it is killed", 3000);
	at = await_from(at, "gate has template 0 serial 5", 3000);
	ask_gate("nonsense"); /* and the gate dies */
	await_from(at, "gate starts for 4567cdef", 5000);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

static const struct {
	const char *modes;
	const char *digest;
	enum fake_gate_mode gate;
	const char *says;
} useless_reloads[] = {
    {NULL, "4567cdef", FAKE_GATE_GOOD, "reload: rules or guidance are broken, policy 0123abcd stays in force"},
    {"", "0123abcd", FAKE_GATE_GOOD, "reload: nothing has changed, policy 0123abcd stays in force"},
    {"template=dies", "4567cdef", FAKE_GATE_GOOD,
	"the new policy 4567cdef is not taken: its inspectors do not start; 0123abcd stays in force"},
    {"screener=garbage", "4567cdef", FAKE_GATE_GOOD, "the new policy 4567cdef is not taken"},
    {"template=unconfinable", "4567cdef", FAKE_GATE_GOOD, "the new policy 4567cdef is not taken"},
    {"", "4567cdef", FAKE_GATE_KEEPS,
	"the new policy 4567cdef is not taken: the gate cannot take it; 0123abcd stays in force"},
};

START_TEST(what_is_not_good_changes_nothing)
{
	next_modes = useless_reloads[_i].modes;
	next_digest = useless_reloads[_i].digest;
	fake_gate_mode = useless_reloads[_i].gate;
	start_and_serve("");
	ck_assert_int_eq(kill(supervisor, SIGHUP), 0);
	await(useless_reloads[_i].says);
	ask_gate("hello 0");
	await("gate did hello");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("kept"), 0);
	ck_assert_uint_eq(count_said("the daemon does not start"), 0);
	ck_assert_uint_eq(count_said("gate starts"), 1);
}
END_TEST

START_TEST(many_hangups_are_one_reload_after_another)
{
	start_and_serve("");
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(kill(supervisor, SIGHUP), 0);
	await("kept 4567cdef");
	ask_gate("hello 0");
	await("gate did hello");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("is in force, after"), 1);
}
END_TEST

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[0], "referral-inspector") == 0)
		return fake_inspector_run(argc, argv);
	Suite *suite = suite_create("supervisor: reload");
	TCase *tcase = tcase_create("reload");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, a_hangup_brings_the_new_policy);
	tcase_add_test(tcase, after_a_reload_the_new_policy_is_started_again);
	tcase_add_loop_test(
	    tcase, what_is_not_good_changes_nothing, 0, sizeof(useless_reloads) / sizeof(useless_reloads[0]));
	tcase_add_test(tcase, many_hangups_are_one_reload_after_another);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
