/* reason: words, codes and actions are a public interface, and are held here one by one. */
#include "rules/reason.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <string.h>

static const struct {
	enum reason reason;
	const char *word;
	const char *code;
	const char *allowed;
	enum action fallback;
	bool is_raised;
} rows[] = {
    {REASON_INTERNAL, "internal", "4.3.0", "", ACTION_REFUSE, true},
    {REASON_LIMIT, "limit", "5.3.4", "refuse, hold, flag", ACTION_REFUSE, true},
    {REASON_CONTENT_UNINSPECTABLE, "content-uninspectable", "5.7.923", "refuse, hold, flag", ACTION_REFUSE, true},
    {REASON_CONTENT_ENCRYPTED, "content-encrypted", "5.7.924", "refuse, hold, flag, allow", ACTION_FLAG, true},
    {REASON_CONTENT_AMBIGUOUS, "content-ambiguous", "5.7.922", "refuse, hold, flag", ACTION_REFUSE, true},
    {REASON_CONTENT_UNSAFE, "content-unsafe", "5.7.921", "refuse, strip, flag, allow", ACTION_REFUSE, true},
    {REASON_ADDRESS_CLOSED, "address-closed", "5.7.913", "refuse, hold, flag", ACTION_REFUSE, true},
    {REASON_ADDRESS_RETIRED, "address-retired", "5.7.912", "refuse, hold, flag", ACTION_REFUSE, true},
    {REASON_ADDRESS_NEAR_MISS, "address-near-miss", "5.7.911", "refuse, hold, flag, allow", ACTION_REFUSE, true},
    {REASON_REFERRAL_MISROUTED, "referral-misrouted", "5.7.914", "refuse, hold, flag, allow", ACTION_FLAG, true},
    {REASON_FORM_MISSING, "form-missing", "5.7.902", "refuse, hold, flag, allow", ACTION_REFUSE, true},
    {REASON_FORM_LINK, "form-link", "5.7.906", "refuse, hold, flag, allow", ACTION_REFUSE, true},
    {REASON_FORM_BLANK, "form-blank", "5.7.903", "refuse, hold, flag, allow", ACTION_REFUSE, true},
    {REASON_FORM_OLD, "form-old", "5.7.904", "refuse, hold, flag, allow", ACTION_FLAG, true},
    {REASON_FORM_UNREADABLE, "form-unreadable", "5.7.905", "refuse, hold, flag, allow", ACTION_FLAG, true},
    {REASON_COPY_MISSING, "copy-missing", "5.7.901", "refuse, repair, hold, flag, allow", ACTION_REFUSE, true},
};

static const char *const actions[] = {"refuse", "repair", "hold", "strip", "flag", "allow"};

START_TEST(every_reason_has_its_word_code_and_default)
{
	enum reason found = REASON_COUNT;

	ck_assert_uint_eq(sizeof(rows) / sizeof(*rows), REASON_COUNT);
	ck_assert_str_eq(reason_word(rows[_i].reason), rows[_i].word);
	ck_assert_str_eq(reason_code(rows[_i].reason), rows[_i].code);
	ck_assert_str_eq(reason_allowed_words(rows[_i].reason), rows[_i].allowed);
	ck_assert_int_eq(reason_default(rows[_i].reason), rows[_i].fallback);
	ck_assert_int_eq(reason_is_raised(rows[_i].reason), rows[_i].is_raised);
	ck_assert_int_eq(reason_parse(rows[_i].word, &found), 0);
	ck_assert_int_eq(found, rows[_i].reason);
}
END_TEST

START_TEST(no_two_reasons_share_a_word_or_a_code)
{
	for (int i = 0; i < REASON_COUNT; i++)
		for (int j = 0; j < i; j++) {
			ck_assert_str_ne(rows[i].word, rows[j].word);
			ck_assert_str_ne(rows[i].code, rows[j].code);
		}
}
END_TEST

START_TEST(what_is_allowed_is_what_the_words_say)
{
	for (enum reason reason = 0; reason < REASON_COUNT; reason++)
		for (enum action action = 0; action < ACTION_COUNT; action++)
			ck_assert_int_eq(reason_allows(reason, action),
			    strstr(reason_allowed_words(reason), actions[action]) != NULL);
}
END_TEST

START_TEST(a_default_is_allowed_where_anything_is)
{
	for (enum reason reason = REASON_INTERNAL + 1; reason < REASON_COUNT; reason++)
		ck_assert(reason_allows(reason, reason_default(reason)));
}
END_TEST

START_TEST(every_action_has_its_word)
{
	enum action found = ACTION_COUNT;

	ck_assert_str_eq(action_word((enum action)_i), actions[_i]);
	ck_assert_int_eq(action_parse(actions[_i], &found), 0);
	ck_assert_int_eq((int)found, _i);
}
END_TEST

START_TEST(other_words_are_neither_reason_nor_action)
{
	static const char *const words[] = {"", "copy", "copy-missing ", "Copy-Missing", "defer", "refuse,", "REFUSE"};
	enum reason reason = REASON_FORM_OLD;
	enum action action = ACTION_HOLD;

	ck_assert_int_eq(reason_parse(words[_i], &reason), -ENOENT);
	ck_assert_int_eq(action_parse(words[_i], &action), -ENOENT);
	ck_assert_int_eq(reason, REASON_FORM_OLD);
	ck_assert_int_eq(action, ACTION_HOLD);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reason");
	TCase *tcase = tcase_create("tables");

	tcase_add_loop_test(tcase, every_reason_has_its_word_code_and_default, 0, REASON_COUNT);
	tcase_add_test(tcase, no_two_reasons_share_a_word_or_a_code);
	tcase_add_test(tcase, what_is_allowed_is_what_the_words_say);
	tcase_add_test(tcase, a_default_is_allowed_where_anything_is);
	tcase_add_loop_test(tcase, every_action_has_its_word, 0, ACTION_COUNT);
	tcase_add_loop_test(tcase, other_words_are_neither_reason_nor_action, 0, 7);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
