/* arrears: what is owed comes in an order that an auditor can follow, once, and nothing of it is lost. */
#include "milter/arrears.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

static struct arrears arrears;
static struct arrears_item item;

static void setup(void)
{
	arrears_init(&arrears);
}

static void teardown(void)
{
	arrears_clear(&arrears);
}

static const struct event_field *field(const char *name)
{
	for (size_t i = 0; i < item.event.field_count; i++)
		if (strcmp(item.event.fields[i].name, name) == 0)
			return &item.event.fields[i];
	ck_abort_msg("there is no field %s", name);
}

/* The next record is of this kind, under this policy; it is paid. */
static void pays(const char *kind, const char *bundle)
{
	ck_assert(arrears_next(&arrears, &item));
	ck_assert_str_eq(item.event.kind, kind);
	ck_assert_str_eq(item.event.bundle, bundle);
	arrears_pay(&arrears, &item);
}

static void owes_nothing(void)
{
	ck_assert(!arrears_next(&arrears, &item));
	ck_assert(!atomic_load(&arrears.is_pressing));
}

START_TEST(at_first_nothing_is_owed)
{
	owes_nothing();
}
END_TEST

START_TEST(what_is_not_paid_stays_owed)
{
	arrears_start(&arrears, "one");
	ck_assert(arrears_next(&arrears, &item));
	ck_assert(arrears_next(&arrears, &item));
	ck_assert(atomic_load(&arrears.is_pressing));
	pays("start", "one");
	ck_assert_str_eq(field("clean")->name, "clean");
	owes_nothing();
}
END_TEST

START_TEST(a_policy_is_announced_before_anything_is_said_under_it)
{
	arrears_start(&arrears, "one");
	arrears_deaths(&arrears, DEATH_CHILD, 2);
	arrears_missed(&arrears, false);
	arrears_reload(&arrears, "two");
	arrears_reload(&arrears, "three");
	pays("start", "one");
	pays("missed", "one");
	pays("reload", "three");
	ck_assert_str_eq(field("previous")->text, "one");
	ck_assert(!atomic_load(&arrears.is_pressing));
	pays("inspector-death", "three");
	owes_nothing();
}
END_TEST

START_TEST(a_policy_that_comes_while_another_is_announced_is_announced_too)
{
	arrears_start(&arrears, "one");
	pays("start", "one");
	arrears_reload(&arrears, "two");
	ck_assert(arrears_next(&arrears, &item));
	arrears_reload(&arrears, "three");
	arrears_pay(&arrears, &item);
	ck_assert(atomic_load(&arrears.is_pressing));
	pays("reload", "three");
	ck_assert_str_eq(field("previous")->text, "two");
	owes_nothing();
}
END_TEST

START_TEST(of_several_periods_the_first_and_the_last_are_told)
{
	arrears_period(&arrears, "2026Q4", "2026Q3");
	arrears_period(&arrears, "2027Q1", "2026Q4");
	ck_assert(atomic_load(&arrears.is_pressing));
	pays("period", "");
	ck_assert_str_eq(field("period")->text, "2027Q1");
	ck_assert_str_eq(field("previous")->text, "2026Q3");
	owes_nothing();
}
END_TEST

START_TEST(messages_without_a_record_are_counted_and_those_of_meanwhile_too)
{
	arrears_missed(&arrears, false);
	arrears_missed(&arrears, true);
	arrears_missed(&arrears, false);
	ck_assert(!atomic_load(&arrears.is_pressing));
	ck_assert(arrears_next(&arrears, &item));
	arrears_missed(&arrears, true);
	arrears_pay(&arrears, &item);
	ck_assert_uint_eq(field("deferred")->number, 2);
	ck_assert_uint_eq(field("passed")->number, 1);
	ck_assert_uint_le(field("seconds")->number, 2);
	pays("missed", "");
	ck_assert_uint_eq(field("deferred")->number, 0);
	ck_assert_uint_eq(field("passed")->number, 1);
	owes_nothing();
}
END_TEST

START_TEST(deaths_are_counted_by_who_died)
{
	static const char *const words[] = {"child", "screener", "template"};

	for (unsigned who = 0; who < DEATH_COUNT; who++)
		arrears_deaths(&arrears, (enum death)who, who + 1);
	arrears_deaths(&arrears, DEATH_TEMPLATE, 9);
	for (unsigned who = 0; who < DEATH_COUNT; who++) {
		pays("inspector-death", "");
		ck_assert_str_eq(field("process")->text, words[who]);
		ck_assert_str_eq(field("detail")->text, who == DEATH_TEMPLATE ? "12" : who == 0 ? "1" : "2");
	}
	owes_nothing();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("arrears");
	TCase *tcase = tcase_create("owed");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, at_first_nothing_is_owed);
	tcase_add_test(tcase, what_is_not_paid_stays_owed);
	tcase_add_test(tcase, a_policy_is_announced_before_anything_is_said_under_it);
	tcase_add_test(tcase, a_policy_that_comes_while_another_is_announced_is_announced_too);
	tcase_add_test(tcase, of_several_periods_the_first_and_the_last_are_told);
	tcase_add_test(tcase, messages_without_a_record_are_counted_and_those_of_meanwhile_too);
	tcase_add_test(tcase, deaths_are_counted_by_who_died);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
