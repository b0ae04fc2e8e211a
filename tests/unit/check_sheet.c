/* sheet: what a report shows is banded for every format, and nothing in a ledger can become more than text. */
#include "audit/report/csv_cell.h"
#include "audit/report/html_text.h"
#include "audit/report/sheet_csv.h"
#include "audit/report/sheet_html.h"
#include "audit/report/sheet_json.h"
#include "audit/report/sheet_text.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOSTILE "=cmd|'/c x'!A1\"><script>alert(1)</script>\xe2\x80\xae&"

static struct figures figures;
static struct coverage coverage;
static struct sheet sheet;

static void setup(void)
{
	figures_init(&figures, INT64_C(1793750400000000), INT64_C(1793836800000000));
	coverage_init(&coverage, figures.from_us, figures.to_us);
}

static void teardown(void)
{
	sheet_clear(&sheet);
	figures_clear(&figures);
	coverage_clear(&coverage);
}

static void make(void)
{
	static struct ledger_finding ledger;
	static char origin[] = "gw1.example.org/referral-ledger", details[] = "fine";

	ledger = (struct ledger_finding){.origin = origin, .verdict = "sound", .details = details};
	const struct sheet_input input = {
	    .figures = &figures, .coverage = &coverage, .ledgers = &ledger, .ledger_count = 1, .now_us = figures.to_us};
	ck_assert_int_eq(sheet_make(&input, &sheet), 0);
}

static const char *headline(const char *id)
{
	for (size_t i = 0; i < sheet.headline_count; i++)
		if (strcmp(sheet.headlines[i].id, id) == 0)
			return sheet.headlines[i].text;
	ck_abort_msg("no headline %s", id);
}

static const struct breakdown *breakdown(const char *id)
{
	for (size_t i = 0; i < sheet.breakdown_count; i++)
		if (strcmp(sheet.breakdowns[i].id, id) == 0)
			return &sheet.breakdowns[i];
	ck_abort_msg("no breakdown %s", id);
}

/* How a period of some size fared. */
static const struct {
	uint64_t right, closed, presumed, open;
	const char *seen, *share, *refused, *not_sent, *guessed, *median;
	bool has_fates;
} rows[] = {
    {0, 0, 0, 0, "0", "0", "0", "0", "0", "none", true},
    {90, 10, 0, 0, "100", "90 (90 %)", "10", "0", "0", "1 hour", true},
    {90, 20, 0, 3, "113", "90 (80 %)", "23", "<5", "0", "1 hour", true},
    {90, 20, 6, 7, "123", "90 (73 %)", "33", "7", "6", "1 hour", true},
    {90, 1, 0, 0, "91", "withheld", "<5", "0", "not shown", "not shown", false},
    {90, 0, 0, 2, "92", "withheld", "<5", "<5", "not shown", "not shown", false},
    {2, 1, 0, 1, "<5", "not shown", "not shown", "<5", "not shown", "not shown", false},
    {90, 3, 0, 5, "98", "90 (92 %)", "8", "withheld", "not shown", "not shown", false},
};

START_TEST(small_numbers_are_hidden_and_the_one_that_matters_is_not_left_out)
{
	figures.right = rows[_i].right;
	figures.closed = rows[_i].closed;
	figures.presumed = rows[_i].presumed;
	figures.open = rows[_i].open;
	figures.refused = figures.closed + figures.presumed + figures.open;
	figures.seen = figures.right + figures.refused;
	figures.median_close_us = INT64_C(3600000000);
	make();
	ck_assert_str_eq(headline("referrals"), rows[_i].seen);
	ck_assert_str_eq(headline("right-first-time"), rows[_i].share);
	ck_assert_str_eq(headline("refused"), rows[_i].refused);
	ck_assert_str_eq(headline("not-sent-again"), rows[_i].not_sent);
	ck_assert_str_eq(headline("presumed"), rows[_i].guessed);
	ck_assert_str_eq(headline("median-time-to-close"), rows[_i].median);
	ck_assert(breakdown("fate")->is_whole == rows[_i].has_fates);
}
END_TEST

/* All that the writers print. */
static char *written(int format)
{
	char *text = NULL;
	size_t size = 0;

	if (format == 2) {
		json_t *object = sheet_json(&sheet);
		text = json_dumps(object, JSON_COMPACT);
		json_decref(object);
		return text;
	}
	FILE *stream = open_memstream(&text, &size);
	if (format == 0)
		ck_assert_int_eq(sheet_html_write(&sheet, stream), 0);
	else
		sheet_csv_write(&sheet, stream);
	fclose(stream);
	return text;
}

/* 4 schools that are not to be told apart from 3 or 2: the numbers are such as nothing else has. */
START_TEST(no_format_has_what_is_banded)
{
	figures.seen = figures.right = 7770004;
	ck_assert_int_eq(tally_add(&figures.domains, "a.example", 4440000), 0);
	ck_assert_int_eq(tally_add(&figures.domains, "b.example", 4), 0);
	ck_assert_int_eq(tally_add(&figures.domains, "c.example", 3330000), 0);
	make();
	char *text = written(_i);
	ck_assert_ptr_nonnull(strstr(text, "7770004"));
	ck_assert_ptr_nonnull(strstr(text, "3330000"));
	ck_assert_ptr_null(strstr(text, "4440000"));
	ck_assert_ptr_null(strstr(text, "4440004"));
	ck_assert_ptr_nonnull(strstr(text, "withheld"));
	ck_assert_ptr_nonnull(strstr(text, _i == 0 ? "&lt;5" : "<5"));
	free(text);
}
END_TEST

START_TEST(what_a_ledger_says_stays_text)
{
	figures.seen = figures.right = 20;
	ck_assert_int_eq(tally_add(&figures.domains, HOSTILE, 20), 0);
	ck_assert_int_eq(tally_add(&figures.stripped, HOSTILE, 20), 0);
	make();
	char *text = written(0);
	ck_assert_ptr_null(strstr(text, "<script"));
	ck_assert_ptr_null(strstr(text, "\xe2\x80\xae"));
	ck_assert_ptr_nonnull(strstr(text, "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#xfffd;&amp;"));
	free(text);
	text = written(1);
	ck_assert_ptr_nonnull(strstr(text, ",\"'=cmd|'/c x'!A1\"\"><script>"));
	free(text);
}
END_TEST

START_TEST(the_page_needs_nothing_else)
{
	static const char *const wants[] = {
	    "<script", "http:", "https:", "src=", "href=", "url(", "@import", "style=\""};

	figures.seen = figures.right = 20;
	make();
	char *text = written(0);
	for (size_t i = 0; i < sizeof(wants) / sizeof(*wants); i++)
		ck_assert_msg(strstr(text, wants[i]) == NULL, "%s is in the page", wants[i]);
	ck_assert_ptr_nonnull(strstr(text, "default-src 'none'; style-src 'sha256-"));
	ck_assert_ptr_nonnull(strstr(text, "<html lang=\"en-GB\">"));
	free(text);
}
END_TEST

static const struct {
	const char *text, *cell;
} cells[] = {{NULL, "\"\""}, {"", "\"\""}, {"plain", "\"plain\""}, {"a \"b\"", "\"a \"\"b\"\"\""}, {"=1", "\"'=1\""},
    {"+1", "\"'+1\""}, {"-1", "\"'-1\""}, {"@x", "\"'@x\""}, {"\tx", "\"'\tx\""}, {"\rx", "\"'\rx\""},
    {"\nx", "\"'\nx\""}, {"  =1", "\"'  =1\""}, {"1=1", "\"1=1\""}, {"<5", "\"<5\""}, {"a,b\r\nc", "\"a,b\r\nc\""}};

START_TEST(a_cell_is_quoted_and_no_formula)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	csv_cell_write(stream, cells[_i].text);
	fclose(stream);
	ck_assert_str_eq(text, cells[_i].cell);
	free(text);
}
END_TEST

static const struct {
	const char *text, *html;
} texts[] = {{NULL, ""}, {"a<b>&\"'`", "a&lt;b&gt;&amp;&quot;&#39;&#96;"}, {"Zo\xc3\xab", "Zo\xc3\xab"},
    {"\x01\x7f\n", "&#xfffd;&#xfffd;&#xfffd;"}, {"\xc2\x85", "&#xfffd;"}, {"\xd8\x9c", "&#xfffd;"},
    {"\xe2\x80\x8b\xe2\x81\xa6\xef\xbb\xbf", "&#xfffd;&#xfffd;&#xfffd;"}, {"\xff\xc3", "&#xfffd;&#xfffd;"}};

START_TEST(text_in_a_page_is_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	html_text_write(stream, texts[_i].text);
	fclose(stream);
	ck_assert_str_eq(text, texts[_i].html);
	free(text);
}
END_TEST

static const struct {
	int64_t us;
	const char *text;
} durations[] = {{-1, "0 seconds"}, {0, "0 seconds"}, {1000000, "1 second"}, {59999999, "59 seconds"},
    {60000000, "1 minute"}, {61000000, "1 minute 1 second"}, {7200000000, "2 hours"}, {7260000000, "2 hours 1 minute"},
    {90000000000, "1 day 1 hour"}, {86400000000 * 400, "400 days"}};

START_TEST(a_duration_has_its_two_largest_units)
{
	char text[SHEET_DURATION_SIZE];

	sheet_format_duration(durations[_i].us, text);
	ck_assert_str_eq(text, durations[_i].text);
}
END_TEST

START_TEST(a_period_is_named_by_its_days)
{
	char *text = NULL;

	ck_assert_int_eq(sheet_format_period(figures.from_us, figures.to_us, &text), 0);
	ck_assert_str_eq(text, "4 November 2026 (UTC)");
	free(text);
	ck_assert_int_eq(sheet_format_period(figures.from_us, figures.to_us + 60000000, &text), 0);
	ck_assert_str_eq(text, "4 November 2026 to 5 November 2026, 00:01 (UTC)");
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sheet");
	TCase *tcase = tcase_create("sheets"), *texts_case = tcase_create("texts");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(
	    tcase, small_numbers_are_hidden_and_the_one_that_matters_is_not_left_out, 0, sizeof(rows) / sizeof(*rows));
	tcase_add_loop_test(tcase, no_format_has_what_is_banded, 0, 3);
	tcase_add_test(tcase, what_a_ledger_says_stays_text);
	tcase_add_test(tcase, the_page_needs_nothing_else);
	tcase_add_test(tcase, a_period_is_named_by_its_days);
	tcase_add_loop_test(texts_case, a_cell_is_quoted_and_no_formula, 0, sizeof(cells) / sizeof(*cells));
	tcase_add_loop_test(texts_case, text_in_a_page_is_text, 0, sizeof(texts) / sizeof(*texts));
	tcase_add_loop_test(
	    texts_case, a_duration_has_its_two_largest_units, 0, sizeof(durations) / sizeof(*durations));
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, texts_case);
	return run_suite(suite);
}
