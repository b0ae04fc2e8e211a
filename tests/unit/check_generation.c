/* generation: who holds which policy, and until when. */
#include "milter/generation.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>

static unsigned freed;

static void free_pool(struct pool *pool)
{
	ck_assert_ptr_null(pool);
	freed++;
}

static struct generation *make(uint32_t number)
{
	struct generation *generation = NULL;

	ck_assert_int_eq(generation_new(number, NULL, false, "d1", NULL, free_pool, &generation), 0);
	return generation;
}

START_TEST(it_is_there_until_the_last_user_lets_go)
{
	struct generation *generation = make(1);

	freed = 0;
	ck_assert_str_eq(generation->digest, "d1");
	ck_assert_ptr_eq(generation_ref(generation), generation);
	generation_unref(generation);
	ck_assert_uint_eq(freed, 0);
	generation_unref(generation);
	ck_assert_uint_eq(freed, 1);
	generation_unref(NULL);
}
END_TEST

START_TEST(a_switch_is_to_the_one_that_was_prepared_and_to_no_other)
{
	struct generations generations;

	freed = 0;
	generations_init(&generations, make(1));
	ck_assert_int_eq(generations_switch(&generations, 2), -ENOENT);
	generations_prepare(&generations, make(2));
	ck_assert_int_eq(generations_switch(&generations, 1), -ENOENT);
	ck_assert_int_eq(generations_switch(&generations, 3), -ENOENT);
	ck_assert_uint_eq(freed, 0);
	ck_assert_int_eq(generations_switch(&generations, 2), 0);
	ck_assert_uint_eq(freed, 1);
	ck_assert_int_eq(generations_switch(&generations, 2), -ENOENT);
	generation_unref(generations.current);
	ck_assert_uint_eq(freed, 2);
}
END_TEST

START_TEST(a_message_keeps_the_one_that_it_has)
{
	struct generations generations;

	freed = 0;
	generations_init(&generations, make(1));
	struct generation *held = generations_current(&generations);
	generations_prepare(&generations, make(2));
	ck_assert_ptr_eq(generations_find(&generations, 1), held);
	ck_assert_uint_eq(generations_find(&generations, 2)->number, 2);
	ck_assert_ptr_null(generations_find(&generations, 3));
	ck_assert_int_eq(generations_switch(&generations, 2), 0);
	ck_assert_ptr_null(generations_find(&generations, 1));
	ck_assert_uint_eq(held->number, 1);
	ck_assert_uint_eq(freed, 0);
	generation_unref(held);
	ck_assert_uint_eq(freed, 1);
	generation_unref(generations.current);
}
END_TEST

START_TEST(one_that_never_came_to_be_is_let_go)
{
	struct generations generations;

	freed = 0;
	generations_init(&generations, make(1));
	generations_prepare(&generations, make(2));
	generations_prepare(&generations, make(3));
	ck_assert_uint_eq(freed, 1);
	ck_assert_ptr_null(generations_find(&generations, 2));
	generations_prepare(&generations, NULL);
	ck_assert_uint_eq(freed, 2);
	generation_unref(generations.current);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("generation");
	TCase *tcase = tcase_create("generation");

	tcase_add_test(tcase, it_is_there_until_the_last_user_lets_go);
	tcase_add_test(tcase, a_switch_is_to_the_one_that_was_prepared_and_to_no_other);
	tcase_add_test(tcase, a_message_keeps_the_one_that_it_has);
	tcase_add_test(tcase, one_that_never_came_to_be_is_let_go);
	suite_add_tcase(suite, tcase);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
