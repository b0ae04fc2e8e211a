/* outline: parts and the readings of their names, each once and not without bound. */
#include "message/grammar/outline.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(a_new_part_is_empty_but_for_its_parent)
{
	struct outline outline;

	outline_init(&outline);
	for (size_t i = 0; i < 100; i++) {
		struct outline_part *part = outline_add(&outline, i == 0 ? OUTLINE_NO_PARENT : i - 1);
		ck_assert_ptr_nonnull(part);
		ck_assert_ptr_eq(part, &outline.parts[outline.count - 1]);
		ck_assert_ptr_null(part->type);
		ck_assert_uint_eq(part->name_count, 0);
		part->type = strdup("text/plain");
	}
	ck_assert_uint_eq(outline.count, 100);
	ck_assert_uint_eq(outline.parts[0].parent, OUTLINE_NO_PARENT);
	ck_assert_uint_eq(outline.parts[99].parent, 98);
	outline_clear(&outline);
	ck_assert_uint_eq(outline.count, 0);
	ck_assert_ptr_null(outline.parts);
}
END_TEST

START_TEST(a_name_is_kept_once)
{
	struct outline outline;

	outline_init(&outline);
	struct outline_part *part = outline_add(&outline, OUTLINE_NO_PARENT);
	ck_assert_int_eq(outline_part_add_name(part, "form.pdf"), 0);
	ck_assert_int_eq(outline_part_add_name(part, "Form.pdf"), 0);
	ck_assert_int_eq(outline_part_add_name(part, "form.pdf"), 0);
	ck_assert_uint_eq(part->name_count, 2);
	ck_assert_str_eq(part->names[0], "form.pdf");
	outline_clear(&outline);
}
END_TEST

START_TEST(names_have_a_limit)
{
	struct outline outline;
	char name[16];

	outline_init(&outline);
	struct outline_part *part = outline_add(&outline, OUTLINE_NO_PARENT);
	for (int i = 0; i < FACTS_NAMES_MAX; i++) {
		snprintf(name, sizeof(name), "%d", i);
		ck_assert_int_eq(outline_part_add_name(part, name), 0);
	}
	ck_assert_int_eq(outline_part_add_name(part, "0"), 0);
	ck_assert_int_eq(outline_part_add_name(part, "one more"), -E2BIG);
	ck_assert_uint_eq(part->name_count, FACTS_NAMES_MAX);
	outline_clear(&outline);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("outline");
	TCase *tcase = tcase_create("parts");

	tcase_add_test(tcase, a_new_part_is_empty_but_for_its_parent);
	tcase_add_test(tcase, a_name_is_kept_once);
	tcase_add_test(tcase, names_have_a_limit);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
