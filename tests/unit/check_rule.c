/* rule: every rule has its word, its section and its sentence, and says what the sender is told. */
#include "message/grammar/rule.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

static bool is_word(const char *word)
{
	return word[0] != '\0' && strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(word);
}

START_TEST(every_rule_says_everything)
{
	enum grammar_rule rule = (enum grammar_rule)_i;
	const char *sentence = grammar_rule_sentence(rule);

	ck_assert(is_word(grammar_rule_word(rule)));
	ck_assert_msg(strncmp(grammar_rule_section(rule), "RFC ", 4) == 0, "%s", grammar_rule_word(rule));
	ck_assert_msg(sentence[strlen(sentence) - 1] == '.', "%s", grammar_rule_word(rule));
	ck_assert_msg(grammar_rule_trouble(rule) != TROUBLE_NONE, "%s", grammar_rule_word(rule));
}
END_TEST

START_TEST(no_two_rules_share_a_word)
{
	for (int i = 0; i < RULE_COUNT; i++)
		for (int j = 0; j < i; j++)
			ck_assert_str_ne(
			    grammar_rule_word((enum grammar_rule)i), grammar_rule_word((enum grammar_rule)j));
}
END_TEST

START_TEST(nothing_broken_is_no_trouble)
{
	ck_assert_str_eq(grammar_rule_word(RULE_NONE), "none");
	ck_assert_int_eq(grammar_rule_trouble(RULE_NONE), TROUBLE_NONE);
}
END_TEST

START_TEST(a_fault_is_noted_and_returned)
{
	struct grammar_fault fault = {RULE_NONE, 0};

	ck_assert_int_eq(grammar_fault_set(&fault, RULE_BASE64, 7), -EBADMSG);
	ck_assert_int_eq(fault.rule, RULE_BASE64);
	ck_assert_uint_eq(fault.offset, 7);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rule");
	TCase *tcase = tcase_create("table");

	tcase_add_loop_test(tcase, every_rule_says_everything, RULE_NONE + 1, RULE_COUNT);
	tcase_add_test(tcase, no_two_rules_share_a_word);
	tcase_add_test(tcase, nothing_broken_is_no_trouble);
	tcase_add_test(tcase, a_fault_is_noted_and_returned);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
