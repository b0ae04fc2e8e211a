/* token: what is a pseudonym, and which lists and maps have it. */
#include "audit/report/token.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define GOOD "00112233445566778899aabbccddeeff"

static const struct {
	const char *text;
	bool is_token;
} rows[] = {{GOOD, true}, {NULL, false}, {"", false}, {"00112233445566778899aabbccddeef", false}, {GOOD "0", false},
    {"00112233445566778899AABBCCDDEEFF", false}, {"g0112233445566778899aabbccddeeff", false}};

START_TEST(a_pseudonym_is_32_hexadecimal_digits)
{
	struct token token = {{0}};

	ck_assert(token_parse(rows[_i].text, &token) == rows[_i].is_token);
	ck_assert_uint_eq(token.octets[15], rows[_i].is_token ? 0xff : 0);
}
END_TEST

START_TEST(a_list_has_each_once_and_meets_what_has_one_of_them)
{
	struct token_list list = {0}, other = {0};

	ck_assert(!token_list_meets(&list, &other));
	ck_assert_int_eq(token_list_add_text(&list, GOOD), 0);
	ck_assert_int_eq(token_list_add_text(&list, GOOD), 0);
	ck_assert_int_eq(token_list_add_text(&list, "none"), 0);
	ck_assert_uint_eq(list.count, 1);
	ck_assert(!token_list_meets(&list, &other));
	ck_assert_int_eq(token_list_add_text(&other, "10112233445566778899aabbccddeeff"), 0);
	ck_assert(!token_list_meets(&list, &other));
	ck_assert_int_eq(token_list_add_list(&other, &list), 0);
	ck_assert(token_list_meets(&list, &other) && token_list_meets(&other, &list));
	token_list_clear(&list);
	token_list_clear(&other);
}
END_TEST

/* The same first octets, as somebody may make them who wants a map to be slow. */
START_TEST(a_map_finds_what_was_put_last)
{
	struct token_map map = {0};
	struct token token = {{0}};

	ck_assert_ptr_null(token_map_find(&map, &token));
	for (size_t round = 0; round < 2; round++) {
		for (size_t i = 0; i < 1000; i++) {
			memcpy(token.octets + (i % 2 == 0 ? 0 : 12), &(uint32_t){(uint32_t)i}, 4);
			ck_assert_int_eq(token_map_put(&map, &token, i + round), 0);
			ck_assert_uint_eq(*token_map_find(&map, &token), i + round);
		}
		memset(&token, 0, sizeof(token));
	}
	ck_assert_uint_eq(map.count, 1000);
	token.octets[7] = 1;
	ck_assert_ptr_null(token_map_find(&map, &token));
	token_map_clear(&map);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("token");
	TCase *tcase = tcase_create("tokens");

	tcase_add_loop_test(tcase, a_pseudonym_is_32_hexadecimal_digits, 0, sizeof(rows) / sizeof(*rows));
	tcase_add_test(tcase, a_list_has_each_once_and_meets_what_has_one_of_them);
	tcase_add_test(tcase, a_map_finds_what_was_put_last);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
