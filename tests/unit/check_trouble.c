/* trouble: the words are a public interface, and are held here one by one. */
#include "rules/trouble.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>

static const struct {
	enum trouble trouble;
	const char *word;
	enum reason reason;
} rows[] = {
    {TROUBLE_HEADER, "header", REASON_CONTENT_AMBIGUOUS},
    {TROUBLE_ADDRESSES, "addresses", REASON_CONTENT_AMBIGUOUS},
    {TROUBLE_CHARACTERS, "characters", REASON_CONTENT_AMBIGUOUS},
    {TROUBLE_STRUCTURE, "structure", REASON_CONTENT_AMBIGUOUS},
    {TROUBLE_ENCODING, "encoding", REASON_CONTENT_AMBIGUOUS},
    {TROUBLE_FILE_NAME, "file-name", REASON_CONTENT_AMBIGUOUS},
    {TROUBLE_FILE_TYPE, "file-type", REASON_CONTENT_AMBIGUOUS},
    {TROUBLE_READERS, "readers", REASON_CONTENT_AMBIGUOUS},
    {TROUBLE_OLD_FORMAT, "old-format", REASON_CONTENT_UNINSPECTABLE},
    {TROUBLE_FRAGMENT, "fragment", REASON_CONTENT_UNINSPECTABLE},
    {TROUBLE_ELSEWHERE, "elsewhere", REASON_CONTENT_UNINSPECTABLE},
    {TROUBLE_TOO_MUCH, "too-much", REASON_CONTENT_UNINSPECTABLE},
    {TROUBLE_NO_ANSWER, "no-answer", REASON_CONTENT_UNINSPECTABLE},
    {TROUBLE_BOMB, "bomb", REASON_CONTENT_UNINSPECTABLE},
    {TROUBLE_SIGNED, "signed", REASON_CONTENT_UNSAFE},
};

#define ROWS ((int)(sizeof(rows) / sizeof(*rows)))

START_TEST(every_trouble_has_its_word_and_its_reason)
{
	enum trouble found = TROUBLE_NONE;

	ck_assert_int_eq(ROWS, TROUBLE_COUNT - 1);
	ck_assert_int_eq(rows[_i].trouble, _i + 1);
	ck_assert_str_eq(trouble_word(rows[_i].trouble), rows[_i].word);
	ck_assert_int_eq(trouble_parse(rows[_i].word, &found), 0);
	ck_assert_int_eq(found, rows[_i].trouble);
	for (enum reason reason = 0; reason < REASON_COUNT; reason++)
		ck_assert_int_eq(trouble_fits(rows[_i].trouble, reason), reason == rows[_i].reason);
}
END_TEST

START_TEST(only_ambiguous_and_uninspectable_mail_has_a_trouble_and_unsafe_mail_may)
{
	for (enum reason reason = 0; reason < REASON_COUNT; reason++) {
		bool has = reason == REASON_CONTENT_AMBIGUOUS || reason == REASON_CONTENT_UNINSPECTABLE;
		ck_assert_int_eq(reason_has_trouble(reason), has || reason == REASON_CONTENT_UNSAFE);
		ck_assert_int_eq(trouble_fits(TROUBLE_NONE, reason), !has);
	}
}
END_TEST

START_TEST(no_trouble_has_no_word)
{
	ck_assert_str_eq(trouble_word(TROUBLE_NONE), "");
}
END_TEST

START_TEST(other_words_are_no_trouble)
{
	static const char *const words[] = {"", "Header", "header ", "head", "content-ambiguous", "file_name"};
	enum trouble trouble = TROUBLE_FRAGMENT;

	ck_assert_int_eq(trouble_parse(words[_i], &trouble), -ENOENT);
	ck_assert_int_eq(trouble, TROUBLE_FRAGMENT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("trouble");
	TCase *tcase = tcase_create("table");

	tcase_add_loop_test(tcase, every_trouble_has_its_word_and_its_reason, 0, ROWS);
	tcase_add_test(tcase, only_ambiguous_and_uninspectable_mail_has_a_trouble_and_unsafe_mail_may);
	tcase_add_test(tcase, no_trouble_has_no_word);
	tcase_add_loop_test(tcase, other_words_are_no_trouble, 0, 6);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
