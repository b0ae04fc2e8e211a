/* redact: a pseudonym tells one value from another under one key in one field, and nothing else. */
#include "audit/redact.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

static const struct period_key key = {.period = "2026Q4", .key = {1, 2, 3}};
static const struct period_key next_key = {.period = "2027Q1", .key = {3, 2, 1}};

static struct redacted redact(const struct period_key *under, enum redact_field field, const char *value)
{
	struct redacted redacted;

	memset(&redacted, '?', sizeof(redacted));
	ck_assert_int_eq(redact_value(under, field, value, value != NULL ? strlen(value) : 0, &redacted), 0);
	return redacted;
}

static struct case_code code_of(const struct period_key *under, const char *sender, const char *message_id)
{
	struct case_code code = {"?"};

	ck_assert_int_eq(
	    redact_case_code(under, sender, message_id, message_id != NULL ? strlen(message_id) : 0, &code), 0);
	return code;
}

START_TEST(a_pseudonym_is_128_bits_of_the_keyed_digest_of_field_and_value)
{
	static const char text[] = "referral-milter/sender\0teacher@school.example";
	uint8_t digest[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];

	ck_assert_int_eq(digest_hmac_sha256(key.key, text, sizeof(text) - 1, digest), 0);
	digest_hex(digest, 16, hex);
	ck_assert_str_eq(redact(&key, REDACT_SENDER, "teacher@school.example").text, hex);
}
END_TEST

START_TEST(the_same_value_has_the_same_pseudonym)
{
	ck_assert_str_eq(
	    redact(&key, REDACT_SENDER, "a@school.example").text, redact(&key, REDACT_SENDER, "a@school.example").text);
}
END_TEST

START_TEST(another_value_field_or_period_has_another)
{
	struct redacted one = redact(&key, REDACT_SENDER, "a@school.example");

	ck_assert_str_ne(one.text, redact(&key, REDACT_SENDER, "b@school.example").text);
	ck_assert_str_ne(one.text, redact(&next_key, REDACT_SENDER, "a@school.example").text);
	for (enum redact_field field = REDACT_SENDER + 1; field < REDACT_FIELD_COUNT; field++)
		for (enum redact_field other = REDACT_SENDER; other < field; other++)
			ck_assert_str_ne(redact(&key, field, "x").text, redact(&key, other, "x").text);
}
END_TEST

START_TEST(nothing_has_no_pseudonym)
{
	ck_assert_str_eq(redact(&key, REDACT_QUEUE_ID, NULL).text, "");
	ck_assert_str_eq(redact(&key, REDACT_SENDER, "").text, "");
}
END_TEST

START_TEST(a_value_is_taken_by_its_length_not_by_a_nul)
{
	struct redacted whole, part;

	ck_assert_int_eq(redact_value(&key, REDACT_FORM, "ab\0cd", 5, &whole), 0);
	ck_assert_int_eq(redact_value(&key, REDACT_FORM, "ab\0cd", 2, &part), 0);
	ck_assert_str_ne(whole.text, part.text);
}
END_TEST

START_TEST(the_parts_of_a_split_message_are_one_case)
{
	struct case_code code = code_of(&key, "a@school.example", "1@school.example");

	ck_assert_str_eq(code.text, code_of(&key, "a@school.example", "1@school.example").text);
	ck_assert_str_ne(code.text, code_of(&key, "b@school.example", "1@school.example").text);
	ck_assert_str_ne(code.text, code_of(&key, "a@school.example", "2@school.example").text);
	ck_assert_str_ne(code.text, code_of(&next_key, "a@school.example", "1@school.example").text);
}
END_TEST

START_TEST(sender_and_message_id_do_not_run_into_each_other)
{
	ck_assert_str_ne(code_of(&key, "ab", "c").text, code_of(&key, "a", "bc").text);
	ck_assert_str_eq(code_of(&key, NULL, "c").text, code_of(&key, "", "c").text);
}
END_TEST

START_TEST(without_a_message_id_every_message_is_a_case_of_its_own)
{
	const char *message_id = _i == 0 ? NULL : "";

	ck_assert_str_ne(
	    code_of(&key, "a@school.example", message_id).text, code_of(&key, "a@school.example", message_id).text);
}
END_TEST

START_TEST(a_case_code_is_two_groups_of_four_that_spell_nothing)
{
	size_t seen[256] = {0};

	for (int i = 0; i < 4000; i++) {
		struct case_code code = code_of(&key, "a@school.example", NULL);
		ck_assert_uint_eq(strlen(code.text), 9);
		ck_assert_int_eq(code.text[4], '-');
		ck_assert_uint_eq(strspn(code.text, "-23456789CDFHJMPQRTVWX"), 9);
		for (const char *at = code.text; *at != '\0'; at++)
			seen[(unsigned char)*at]++;
	}
	/* 32,000 symbols over 21: each about 1,524 times. */
	for (const char *at = "23456789CDFHJMPQRTVWX"; *at != '\0'; at++) {
		ck_assert_uint_gt(seen[(unsigned char)*at], 1200);
		ck_assert_uint_lt(seen[(unsigned char)*at], 1850);
	}
}
END_TEST

static const struct {
	const char *text;
	const char *trimmed;
} trim_rows[] = {
    {"<1@school.example>", "1@school.example"},
    {" \t<1@school.example> \r\n", "1@school.example"},
    {"1@school.example", "1@school.example"},
    {"< 1@school.example >", "1@school.example"},
    {"<1@school.example", "1@school.example"},
    {"a b", "a b"},
    {"<>", ""},
    {"", ""},
    {" \r\n\t", ""},
};

START_TEST(blanks_and_angle_brackets_around_a_message_id_do_not_count)
{
	const char *start = NULL;
	size_t length = 99;

	redact_trim_message_id(trim_rows[_i].text, strlen(trim_rows[_i].text), &start, &length);
	ck_assert_uint_eq(length, strlen(trim_rows[_i].trimmed));
	ck_assert_mem_eq(start, trim_rows[_i].trimmed, length);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("redact");
	TCase *tcase = tcase_create("redact");

	tcase_add_test(tcase, a_pseudonym_is_128_bits_of_the_keyed_digest_of_field_and_value);
	tcase_add_test(tcase, the_same_value_has_the_same_pseudonym);
	tcase_add_test(tcase, another_value_field_or_period_has_another);
	tcase_add_test(tcase, nothing_has_no_pseudonym);
	tcase_add_test(tcase, a_value_is_taken_by_its_length_not_by_a_nul);
	tcase_add_test(tcase, the_parts_of_a_split_message_are_one_case);
	tcase_add_test(tcase, sender_and_message_id_do_not_run_into_each_other);
	tcase_add_loop_test(tcase, without_a_message_id_every_message_is_a_case_of_its_own, 0, 2);
	tcase_add_test(tcase, a_case_code_is_two_groups_of_four_that_spell_nothing);
	tcase_add_loop_test(tcase, blanks_and_angle_brackets_around_a_message_id_do_not_count, 0,
	    (int)(sizeof(trim_rows) / sizeof(trim_rows[0])));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
