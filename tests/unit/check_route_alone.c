/* route_alone: one route in force, all others off, and nothing else changed. */
#include "rules/route_alone.h"

#include "tests/support/rule_files.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct bundle alone;

static enum route_mode mode_of(const char *name)
{
	struct problem_list said;
	struct ruleset *made = NULL;

	problem_list_init(&said);
	ck_assert_int_eq(ruleset_new(&alone, NOW, &said, &made), 0);
	problem_list_clear(&said);
	enum route_mode mode = ruleset_find(made, name)->mode;
	ruleset_free(made);
	return mode;
}

static const char *const modes[] = {"mode = observe", "mode=observe", "mode = \"observe\"", "mode   = 'enforce'",
    "mode = enforce # as agreed", "mode = off"};

START_TEST(the_others_are_off_however_their_mode_is_written)
{
	char *other = changed(good, "\"one\"", "\"two\""), *text = changed(other, "mode = enforce", modes[_i]);

	add(BUNDLE_RULES, "two.conf", text);
	ck_assert_int_eq(load_changed("one", "one"), 0);
	ck_assert_int_eq(route_alone(&bundle, "one", &alone), 0);
	ck_assert_int_eq(mode_of("one"), ROUTE_ENFORCE);
	ck_assert_int_eq(mode_of("two"), ROUTE_OFF);
	ck_assert_uint_eq(alone.count, bundle.count);
	bundle_clear(&alone);
	free(other);
	free(text);
}
END_TEST

START_TEST(a_route_that_there_is_not_is_said)
{
	ck_assert_int_eq(load_changed("one", "one"), 0);
	ck_assert_int_eq(route_alone(&bundle, "three", &alone), -ENOENT);
}
END_TEST

START_TEST(a_mode_that_stands_on_another_line_than_its_key_cannot_be_changed)
{
	char *other = changed(good, "\"one\"", "\"two\""), *text = changed(other, "mode = enforce", "mode =\nenforce");

	add(BUNDLE_RULES, "two.conf", text);
	ck_assert_int_eq(load_changed("one", "one"), 0);
	ck_assert_int_eq(route_alone(&bundle, "one", &alone), -EINVAL);
	free(other);
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("route_alone");
	TCase *tcase = tcase_create("routes");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, the_others_are_off_however_their_mode_is_written, 0, sizeof(modes) / sizeof(*modes));
	tcase_add_test(tcase, a_route_that_there_is_not_is_said);
	tcase_add_test(tcase, a_mode_that_stands_on_another_line_than_its_key_cannot_be_changed);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
