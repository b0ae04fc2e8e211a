/* utf8: RFC 3629 and nothing else. */
#include "rules/utf8.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

static const struct {
	const char *text;
	size_t first; /* octets of the first character; 0: none */
	bool is_valid;
} rows[] = {
    {"", 0, true}, {"a", 1, true}, {"a\xc3\xa9", 1, true}, {"\xc2\x80", 2, true}, {"\xdf\xbf", 2, true},
    {"\xe0\xa0\x80", 3, true}, {"\xed\x9f\xbf", 3, true}, {"\xee\x80\x80", 3, true}, {"\xef\xbf\xbf", 3, true},
    {"\xf0\x90\x80\x80", 4, true}, {"\xf4\x8f\xbf\xbf", 4, true}, {"\xc0\x80", 0, false}, /* overlong */
    {"\xc1\xbf", 0, false},								  /* overlong */
    {"\xe0\x9f\xbf", 0, false},								  /* overlong */
    {"\xf0\x8f\xbf\xbf", 0, false},							  /* overlong */
    {"\xed\xa0\x80", 0, false},								  /* surrogate */
    {"\xed\xbf\xbf", 0, false},								  /* surrogate */
    {"\xf4\x90\x80\x80", 0, false},							  /* past U+10FFFF */
    {"\xf5\x80\x80\x80", 0, false},							  /* past U+10FFFF */
    {"\xff", 0, false},									  /* never */
    {"\x80", 0, false},									  /* a continuation alone */
    {"\xc3", 0, false},									  /* cut short */
    {"\xe2\x82", 0, false},								  /* cut short */
    {"\xf0\x9f\x92", 0, false},								  /* cut short */
    {"\xe2\x28\xa1", 0, false},								  /* no continuation */
    {"\xe2\x82\x28", 0, false},								  /* no continuation */
    {"a\xe9", 1, false},								  /* Latin 1 */
    {"\xc3\xa9\xa9", 2, false},								  /* one too many */
};

START_TEST(text_is_utf8_or_not)
{
	ck_assert_uint_eq(utf8_character(rows[_i].text, strlen(rows[_i].text)), rows[_i].first);
	ck_assert_int_eq(utf8_is_valid(rows[_i].text, strlen(rows[_i].text)), rows[_i].is_valid);
}
END_TEST

START_TEST(a_nul_is_a_character)
{
	ck_assert_uint_eq(utf8_character("\0a", 2), 1);
	ck_assert(utf8_is_valid("a\0b", 3));
	ck_assert(!utf8_is_valid("a\0\xff", 3));
}
END_TEST

/* Long stretches of ASCII are read in another way than single characters. */
START_TEST(text_among_ascii_is_utf8_or_not)
{
	size_t length = strlen(rows[_i].text);
	char text[64];

	for (size_t at = 0; at < 20; at++)
		for (size_t behind = 0; behind < 20; behind++) {
			memset(text, 'x', sizeof(text));
			memcpy(text + at, rows[_i].text, length);
			ck_assert_int_eq(utf8_is_valid(text, at + length + behind), rows[_i].is_valid);
		}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("utf8");
	TCase *tcase = tcase_create("text");

	tcase_add_loop_test(tcase, text_is_utf8_or_not, 0, sizeof(rows) / sizeof(*rows));
	tcase_add_loop_test(tcase, text_among_ascii_is_utf8_or_not, 0, sizeof(rows) / sizeof(*rows));
	tcase_add_test(tcase, a_nul_is_a_character);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
