/* transfer: base64 and quoted-printable that every decoder reads alike, and how much they hold. */
#include "message/grammar/transfer.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <string.h>

struct transfer_case {
	const char *name;
	const char *text; /* up to the end of the message; the last line end may be the delimiter's */
	bool is_last;
	uint64_t length; /* decoded */
	enum grammar_rule rule;
	size_t offset;
};

static const struct transfer_case base64_cases[] = {
    {"nothing", "", false, 0, RULE_NONE, 0},
    {"one group", "QUJD\r\n", false, 3, RULE_NONE, 0},
    {"one octet", "QQ==\r\n", false, 1, RULE_NONE, 0},
    {"two octets", "QUI=\r\n", true, 2, RULE_NONE, 0},
    {"all characters", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\r\n", false, 48, RULE_NONE, 0},
    {"lines of different lengths", "QUJDQUJD\r\nQUJD\r\nQUJDQUJDQUI=\r\n", false, 17, RULE_NONE, 0},
    {"empty lines behind the end", "QUJD\r\n\r\n\r\n", false, 3, RULE_NONE, 0},
    {"empty lines behind padding", "QQ==\r\n\r\n", false, 1, RULE_NONE, 0},
    {"nothing but an empty line", "\r\n", false, 0, RULE_NONE, 0},
    {"an empty line inside", "QUJD\r\n\r\nQUJD\r\n", false, 0, RULE_BASE64, 8},
    {"a line behind padding", "QQ==\r\nQUJD\r\n", false, 0, RULE_BASE64, 6},
    {"padding inside a line", "QQ==QUJD\r\n", false, 0, RULE_BASE64, 0},
    {"one pad too many", "Q===\r\n", false, 0, RULE_BASE64, 0},
    {"nothing but padding", "====\r\n", false, 0, RULE_BASE64, 0},
    {"padding that would have its own group", "QUJD==\r\n", false, 0, RULE_BASE64, 0},
    {"a character between the pads", "QUJDQ=A=\r\n", false, 0, RULE_BASE64, 0},
    {"no padding", "QUI\r\n", false, 0, RULE_BASE64, 0},
    {"groups over the line end", "QUJDQU\r\nJD\r\n", false, 0, RULE_BASE64, 0},
    {"hidden bits before one pad", "QUJ=\r\n", false, 0, RULE_BASE64, 0},
    {"hidden bits before two pads", "QR==\r\n", false, 0, RULE_BASE64, 0},
    {"a blank at the end", "QUJD \r\n", false, 0, RULE_BASE64, 0},
    {"a line of blanks", "QUJD\r\n    \r\n", false, 0, RULE_BASE64, 6},
    {"the alphabet of file names", "QUJ-\r\n", false, 0, RULE_BASE64, 0},
    {"a tab inside", "QU\tD\r\n", false, 0, RULE_BASE64, 0},
    {"8-bit", "QU\xc3\xa4\r\n", false, 0, RULE_BASE64, 0},
};

static const struct transfer_case quoted_cases[] = {
    {"nothing", "", false, 0, RULE_NONE, 0},
    {"a line whose end is the delimiter's", "abc\r\n", false, 3, RULE_NONE, 0},
    {"a line that ends the message", "abc\r\n", true, 5, RULE_NONE, 0},
    {"two lines", "abc\r\nd\r\n", false, 6, RULE_NONE, 0},
    {"empty lines", "\r\n\r\n", false, 2, RULE_NONE, 0},
    {"an encoded octet", "a=3Db\r\n", false, 3, RULE_NONE, 0},
    {"nothing but encoded octets", "=C3=A4=00\r\n", false, 3, RULE_NONE, 0},
    {"a soft break", "ab=\r\ncd\r\n", false, 4, RULE_NONE, 0},
    {"a soft break behind a blank", "ab =\r\ncd\r\n", false, 5, RULE_NONE, 0},
    {"a soft break before an empty line", "ab=\r\n\r\n", false, 2, RULE_NONE, 0},
    {"nothing but a soft break", "=\r\ncd\r\n", false, 2, RULE_NONE, 0},
    {"a soft break that ends the message", "ab=\r\n", true, 2, RULE_NONE, 0},
    {"a tab inside", "a\tb\r\n", false, 3, RULE_NONE, 0},
    {"an encoded blank at the end", "ab=20\r\n", false, 3, RULE_NONE, 0},
    {"a soft break before the delimiter", "a\r\nab=\r\n", false, 0, RULE_QUOTED_PRINTABLE, 3},
    {"a blank at the end", "ab \r\n", false, 0, RULE_QUOTED_PRINTABLE, 0},
    {"a tab at the end", "ab\t\r\n", false, 0, RULE_QUOTED_PRINTABLE, 0},
    {"a blank behind the soft break", "ab= \r\ncd\r\n", false, 0, RULE_QUOTED_PRINTABLE, 0},
    {"one digit", "ab=4\r\n", false, 0, RULE_QUOTED_PRINTABLE, 0},
    {"one digit and something else", "ab=4Gx\r\n", false, 0, RULE_QUOTED_PRINTABLE, 0},
    {"no digit", "ab=xx\r\n", false, 0, RULE_QUOTED_PRINTABLE, 0},
    {"lower case digits", "ab=3d\r\n", false, 3, RULE_NONE, 0},
    {"two equals signs", "ab==\r\n", false, 0, RULE_QUOTED_PRINTABLE, 0},
    {"8-bit", "\xc3\xa4\r\n", false, 0, RULE_QUOTED_PRINTABLE, 0},
    {"a control character", "a\x1b\r\n", false, 0, RULE_QUOTED_PRINTABLE, 0},
};

static const struct transfer_case identity_cases[] = {
    {"nothing", "", false, 0, RULE_NONE, 0},
    {"a line whose end is the delimiter's", "abc\r\n", false, 3, RULE_NONE, 0},
    {"a line that ends the message", "abc\r\n", true, 5, RULE_NONE, 0},
    {"an equals sign is one", "a=3D=\r\n\r\n", false, 7, RULE_NONE, 0},
};

static void check_case(const struct transfer_case *c, enum outline_encoding encoding)
{
	struct grammar_fault fault = {RULE_NONE, 0};
	struct transfer transfer;
	struct line_reader reader;
	struct line line;
	uint64_t length = 0;
	int r = 0;

	transfer_init(&transfer, encoding);
	line_reader_init(&reader, c->text, strlen(c->text));
	while (r == 0 && line_reader_next(&reader, &fault, &line) == 1)
		r = transfer_line(&transfer, &line, &fault);
	if (r == 0)
		r = transfer_end(&transfer, c->is_last, &fault, &length);
	ck_assert_msg(r == (c->rule == RULE_NONE ? 0 : -EBADMSG), "%s", c->name);
	ck_assert_msg(fault.rule == c->rule && fault.offset == c->offset, "%s: %s at %zu", c->name,
	    grammar_rule_word(fault.rule), fault.offset);
	ck_assert_msg(length == c->length, "%s: %zu octets", c->name, (size_t)length);
}

START_TEST(base64_is_whole_groups_of_its_characters)
{
	check_case(&base64_cases[_i], OUTLINE_BASE64);
}
END_TEST

START_TEST(quoted_printable_is_digits_and_soft_breaks)
{
	check_case(&quoted_cases[_i], OUTLINE_QUOTED_PRINTABLE);
}
END_TEST

START_TEST(identity_is_what_it_is)
{
	check_case(&identity_cases[_i], OUTLINE_IDENTITY);
}
END_TEST

#define COUNT(cases) ((int)(sizeof(cases) / sizeof((cases)[0])))

int main(void)
{
	Suite *suite = suite_create("transfer");
	TCase *tcase = tcase_create("encodings");

	tcase_add_loop_test(tcase, base64_is_whole_groups_of_its_characters, 0, COUNT(base64_cases));
	tcase_add_loop_test(tcase, quoted_printable_is_digits_and_soft_breaks, 0, COUNT(quoted_cases));
	tcase_add_loop_test(tcase, identity_is_what_it_is, 0, COUNT(identity_cases));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
