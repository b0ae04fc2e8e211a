/* words: two copies of a text have the same words, whatever program saved them. */
#include "message/form/words.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static void read_words(const char *text, struct words *words)
{
	words_init(words);
	ck_assert_int_eq(words_add(words, text, 7), 0);
}

static const struct {
	const char *one;
	const char *other;
} equal[] = {
    {"Date of birth:", "date  OF\tbirth"},
    {"Child's name", "CHILD\u2019S NAME"},
    {"Office \ufb01le", "office file"},				  /* a ligature */
    {"\uff24\uff41\uff54\uff45", "date"},			  /* full width */
    {"Enw\u2026 ____ (llawn)", "enw llawn"},			  /* lines to write on */
    {"Cyfeiriad yr ysgol: \u0175", "cyfeiriad yr ysgol w\u0302"}, /* composed and decomposed */
    {"Stra\u00dfe", "STRASSE"},
    {"a\u00a0b", "a b"},
    {"\u0410\u0411\u0412", "\u0430\u0431\u0432"},
    {"", " ...---\u2014 "},
};

START_TEST(what_saving_changes_is_left_out)
{
	struct words one, other;

	read_words(equal[_i].one, &one);
	read_words(equal[_i].other, &other);
	ck_assert_uint_eq(one.count, other.count);
	for (size_t i = 0; i < one.count; i++)
		ck_assert_uint_eq(one.items[i].id, other.items[i].id);
	words_clear(&one);
	words_clear(&other);
}
END_TEST

static const struct {
	const char *one;
	const char *other;
} different[] = {{"date", "dates"}, {"3.1", "3.2"}, {"yes no", "no yes"}, {"e", "\u00e9"}, {"ab", "a b"}};

START_TEST(what_the_writer_changes_is_not)
{
	struct words one, other;
	bool same;

	read_words(different[_i].one, &one);
	read_words(different[_i].other, &other);
	same = one.count == other.count;
	for (size_t i = 0; same && i < one.count; i++)
		same = one.items[i].id == other.items[i].id;
	ck_assert(!same);
	words_clear(&one);
	words_clear(&other);
}
END_TEST

START_TEST(a_word_knows_its_source_its_place_and_its_letters)
{
	struct words words;

	read_words("On 12/3 at B4", &words);
	ck_assert_uint_eq(words.count, 5);
	ck_assert(words.items[0].is_first && !words.items[1].is_first);
	ck_assert(words.items[0].has_letter && !words.items[1].has_letter && !words.items[2].has_letter);
	ck_assert(words.items[4].has_letter);
	ck_assert_uint_eq(words.items[4].source, 7);
	ck_assert_uint_eq(words.items[0].id, word_id("on"));
	ck_assert_int_eq(words_add(&words, "next", 8), 0);
	ck_assert(words.items[5].is_first);
	ck_assert_uint_eq(words.items[5].source, 8);
	words_clear(&words);
}
END_TEST

START_TEST(what_is_no_utf8_has_no_words)
{
	struct words words;

	read_words("abc \xff", &words);
	ck_assert_uint_eq(words.count, 0);
	words_clear(&words);
}
END_TEST

/* `count` words; to be freed. */
static char *make_text(size_t count)
{
	char *text = malloc(count * 2 + 1);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < count; i++)
		memcpy(text + i * 2, "a ", 2);
	text[count * 2] = '\0';
	return text;
}

START_TEST(the_limit_is_said_when_it_is_passed)
{
	char *text = make_text(WORDS_MAX);
	struct words words;

	read_words(text, &words);
	ck_assert_uint_eq(words.count, WORDS_MAX);
	ck_assert(!words.is_cut);
	ck_assert_int_eq(words_add(&words, "one more", 1), 0);
	ck_assert_uint_eq(words.count, WORDS_MAX);
	ck_assert(words.is_cut);
	words_clear(&words);
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("words");
	TCase *tests = tcase_create("words");

	tcase_add_loop_test(tests, what_saving_changes_is_left_out, 0, sizeof(equal) / sizeof(equal[0]));
	tcase_add_loop_test(tests, what_the_writer_changes_is_not, 0, sizeof(different) / sizeof(different[0]));
	tcase_add_test(tests, a_word_knows_its_source_its_place_and_its_letters);
	tcase_add_test(tests, what_is_no_utf8_has_no_words);
	tcase_add_test(tests, the_limit_is_said_when_it_is_passed);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
