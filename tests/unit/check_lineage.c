/* lineage: the identifiers of a message, found by the names of their fields alone. */
#include "milter/lineage.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static struct lineage lineage;

static void teardown(void)
{
	lineage_clear(&lineage);
	ck_assert_ptr_null(lineage.message_id);
	ck_assert_uint_eq(lineage.reference_count, 0);
}

struct id_case {
	const char *name, *value, *id;
};

static const struct id_case id_cases[] = {
    {"Message-ID", " <one@school.example>", "one@school.example"},
    {"message-id", "<one@school.example>", "one@school.example"},
    {"Message-Id", "\n <one@school.example> ", "one@school.example"},
    {"Message-ID", " one@school.example", "one@school.example"},
    {"Message-ID", " ", ""},
    {"Message-IDs", " <one@school.example>", NULL},
    {"X-Message-ID", " <one@school.example>", NULL},
    {"Subject", " Message-ID: <one@school.example>", NULL},
};

START_TEST(a_message_id_is_found_in_any_spelling)
{
	const struct id_case *c = &id_cases[_i];

	ck_assert_int_eq(lineage_field(&lineage, c->name, c->value), 0);
	if (c->id == NULL)
		ck_assert_ptr_null(lineage.message_id);
	else
		ck_assert_str_eq(lineage.message_id, c->id);
}
END_TEST

START_TEST(of_two_message_ids_the_first_counts)
{
	ck_assert_int_eq(lineage_field(&lineage, "Message-ID", " <one@example>"), 0);
	ck_assert_int_eq(lineage_field(&lineage, "Message-ID", " <two@example>"), 0);
	ck_assert_str_eq(lineage.message_id, "one@example");
}
END_TEST

START_TEST(references_are_split_at_blanks)
{
	ck_assert_int_eq(lineage_field(&lineage, "In-Reply-To", " <a@example>"), 0);
	ck_assert_int_eq(lineage_field(&lineage, "references", " <b@example>\n\t<c@example>  <d@example>\n"), 0);
	ck_assert_uint_eq(lineage.reference_count, 4);
	ck_assert_str_eq(lineage.references[0], "a@example");
	ck_assert_str_eq(lineage.references[1], "b@example");
	ck_assert_str_eq(lineage.references[2], "c@example");
	ck_assert_str_eq(lineage.references[3], "d@example");
}
END_TEST

START_TEST(references_have_a_limit)
{
	char text[32];

	for (int i = 0; i < RECORD_REFERENCES_MAX + 1; i++) {
		snprintf(text, sizeof(text), " <%d@example>", i);
		ck_assert_int_eq(lineage_field(&lineage, "References", text), 0);
		ck_assert_uint_eq(
		    lineage.reference_count, (size_t)(i < RECORD_REFERENCES_MAX ? i + 1 : RECORD_REFERENCES_MAX));
	}
	ck_assert_str_eq(lineage.references[RECORD_REFERENCES_MAX - 1], "19@example");
}
END_TEST

START_TEST(an_empty_field_names_nothing)
{
	ck_assert_int_eq(lineage_field(&lineage, "References", ""), 0);
	ck_assert_int_eq(lineage_field(&lineage, "References", " \n "), 0);
	ck_assert_uint_eq(lineage.reference_count, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lineage");
	TCase *tcase = tcase_create("fields");

	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_loop_test(tcase, a_message_id_is_found_in_any_spelling, 0, 8);
	tcase_add_test(tcase, of_two_message_ids_the_first_counts);
	tcase_add_test(tcase, references_are_split_at_blanks);
	tcase_add_test(tcase, references_have_a_limit);
	tcase_add_test(tcase, an_empty_field_names_nothing);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
