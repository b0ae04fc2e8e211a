/* metrics: counters of routes that outlive reloads, within bounds, printed as Prometheus reads them. */
#include "milter/metrics_page.h"
#include "milter/metrics_text.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1790000000

static struct metrics metrics;
static struct route routes[RULESET_ROUTES_MAX];
static struct ruleset ruleset = {.routes = routes};
static struct watch_tally watched;
static struct histogram commits;
static char *text;

static void open_scene(void)
{
	metrics_init(&metrics, NOW);
	memset(routes, 0, sizeof(routes));
	ruleset.count = 0;
	watch_tally_init(&watched);
	histogram_init(&commits);
}

static void close_scene(void)
{
	for (size_t i = 0; i < RULESET_ROUTES_MAX; i++)
		free(routes[i].name);
	free(text);
	text = NULL;
}

static struct route *add_route(const char *name)
{
	struct route *route = &routes[ruleset.count++];

	free(route->name);
	*route = (struct route){.name = strdup(name), .mode = ROUTE_ENFORCE};
	return route;
}

/* One verdict for a reason; REASON_COUNT: for none. */
static void give(const struct route *route, enum disposition disposition, enum reason reason)
{
	struct verdict verdict;

	verdict_init(&verdict);
	verdict.disposition = verdict.would_disposition = disposition;
	verdict.mail_class = CLASS_REFERRAL;
	if (reason != REASON_COUNT)
		ck_assert_int_eq(verdict_add_finding(&verdict, reason, ACTION_REFUSE, 0), 0);
	metrics_verdict(&metrics, route, &verdict, NOW + 7);
	verdict_clear(&verdict);
}

static const char *print(void)
{
	const struct metrics_page page = {.metrics = &metrics,
	    .ruleset = &ruleset,
	    .digest = "b0",
	    .generation = 3,
	    .watched = &watched,
	    .commits = &commits,
	    .books = {.is_well = true, .records = 12, .lag_us = 1500000},
	    .is_up = true,
	    .now = NOW + 9};
	size_t size = 0;

	free(text);
	text = NULL;
	ck_assert_int_eq(metrics_page_print(&page, &text, &size), 0);
	ck_assert_uint_eq(strlen(text), size);
	return text;
}

static bool has(const char *line)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "\nreferral_milter_%s\n", line);
	return strstr(print(), whole) != NULL;
}

START_TEST(a_verdict_is_counted_by_route_and_reason)
{
	const struct route *route = add_route("lewisham");

	metrics_policy(&metrics, &ruleset, NOW);
	give(route, DISPOSITION_REFUSE, REASON_COPY_MISSING);
	give(route, DISPOSITION_REFUSE, REASON_COPY_MISSING);
	give(route, DISPOSITION_ACCEPT, REASON_COUNT);
	give(NULL, DISPOSITION_ACCEPT, REASON_COUNT);
	ck_assert(has("verdicts_total{route=\"lewisham\",verdict=\"refuse\",reason=\"copy-missing\"} 2"));
	ck_assert(has("verdicts_total{route=\"lewisham\",verdict=\"accept\",reason=\"\"} 1"));
	ck_assert(has("verdicts_total{route=\"\",verdict=\"accept\",reason=\"\"} 1"));
	ck_assert(has("verdicts_total{route=\"lewisham\",verdict=\"refuse\",reason=\"form-missing\"} 0"));
	ck_assert(has("findings_total{route=\"lewisham\",reason=\"copy-missing\",action=\"refuse\"} 2"));
	ck_assert(has("route_last_seen_timestamp_seconds{route=\"lewisham\"} 1790000007"));
}
END_TEST

START_TEST(a_finding_counts_once_a_message)
{
	const struct route *route = add_route("lewisham");
	struct verdict verdict;

	metrics_policy(&metrics, &ruleset, NOW);
	verdict_init(&verdict);
	verdict.disposition = verdict.would_disposition = DISPOSITION_REFUSE;
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_int_eq(verdict_add_finding(&verdict, REASON_COPY_MISSING, ACTION_REFUSE, i), 0);
	metrics_verdict(&metrics, route, &verdict, NOW);
	verdict_clear(&verdict);
	ck_assert(has("findings_total{route=\"lewisham\",reason=\"copy-missing\",action=\"refuse\"} 1"));
}
END_TEST

/* A rate of what first appears with 1 is none. */
START_TEST(what_a_route_may_find_is_there_before_it_does)
{
	struct route *route = add_route("lewisham");

	route->actions[REASON_FORM_MISSING] = ACTION_HOLD;
	metrics_policy(&metrics, &ruleset, NOW);
	ck_assert(has("findings_total{route=\"lewisham\",reason=\"copy-missing\",action=\"refuse\"} 0"));
	ck_assert(has("findings_total{route=\"lewisham\",reason=\"form-missing\",action=\"hold\"} 0"));
	ck_assert(has("verdicts_total{route=\"lewisham\",verdict=\"hold\",reason=\"form-missing\"} 0"));
	ck_assert(!has("verdicts_total{route=\"lewisham\",verdict=\"hold\",reason=\"copy-missing\"} 0"));
}
END_TEST

START_TEST(an_observing_route_tells_what_it_would_do)
{
	const struct route *route = add_route("lewisham");
	struct verdict verdict;

	metrics_policy(&metrics, &ruleset, NOW);
	verdict_init(&verdict);
	verdict.disposition = DISPOSITION_ACCEPT;
	verdict.would_disposition = DISPOSITION_REFUSE;
	ck_assert_int_eq(verdict_add_finding(&verdict, REASON_FORM_MISSING, ACTION_REFUSE, 0), 0);
	metrics_verdict(&metrics, route, &verdict, NOW);
	verdict_clear(&verdict);
	ck_assert(has("verdicts_total{route=\"lewisham\",verdict=\"accept\",reason=\"\"} 1"));
	ck_assert(has("would_verdicts_total{route=\"lewisham\",verdict=\"refuse\",reason=\"form-missing\"} 1"));
}
END_TEST

START_TEST(a_canary_is_in_no_number_about_referrals)
{
	struct route *route = add_route("canary");

	route->is_canary = true;
	metrics_policy(&metrics, &ruleset, NOW);
	give(route, DISPOSITION_REFUSE, REASON_COPY_MISSING);
	ck_assert(has("canary_verdicts_total{route=\"canary\",verdict=\"refuse\",reason=\"copy-missing\"} 1"));
	ck_assert(has("canary_last_seen_timestamp_seconds{route=\"canary\"} 1790000007"));
	ck_assert(has("canary_last_refused_timestamp_seconds{route=\"canary\"} 1790000007"));
	ck_assert_ptr_null(strstr(print(), "\nreferral_milter_verdicts_total{route=\"canary\""));
	ck_assert_ptr_null(strstr(print(), "\nreferral_milter_would_verdicts_total{route=\"canary\""));
	ck_assert_ptr_null(strstr(print(), "\nreferral_milter_findings_total{route=\"canary\""));
	ck_assert_ptr_null(strstr(print(), "\nreferral_milter_route_last_seen_timestamp_seconds{route=\"canary\""));
}
END_TEST

START_TEST(a_canary_that_passes_was_not_refused)
{
	struct route *route = add_route("canary");

	route->is_canary = true;
	metrics_policy(&metrics, &ruleset, NOW);
	give(route, DISPOSITION_ACCEPT, REASON_COUNT);
	ck_assert(has("canary_last_seen_timestamp_seconds{route=\"canary\"} 1790000007"));
	ck_assert(has("canary_last_refused_timestamp_seconds{route=\"canary\"} 0"));
}
END_TEST

START_TEST(a_route_keeps_its_counters_over_a_reload)
{
	const struct route *route = add_route("lewisham");

	metrics_policy(&metrics, &ruleset, NOW);
	give(route, DISPOSITION_ACCEPT, REASON_COUNT);
	ruleset.count = 0;
	add_route("another");
	route = add_route("lewisham");
	metrics_policy(&metrics, &ruleset, NOW + 5);
	give(route, DISPOSITION_ACCEPT, REASON_COUNT);
	ck_assert(has("verdicts_total{route=\"lewisham\",verdict=\"accept\",reason=\"\"} 2"));
	ck_assert(has("verdicts_total{route=\"another\",verdict=\"accept\",reason=\"\"} 0"));
	ck_assert(has("policy_since_timestamp_seconds 1790000005"));
}
END_TEST

START_TEST(a_route_that_is_gone_has_counters_and_no_dates)
{
	struct route *route = add_route("lewisham");

	route->review_by = NOW + 86400;
	metrics_policy(&metrics, &ruleset, NOW);
	ck_assert(has("route_review_by_timestamp_seconds{route=\"lewisham\"} 1790086400"));
	ck_assert(has("route_info{route=\"lewisham\",mode=\"enforce\",canary=\"no\"} 1"));
	ruleset.count = 0;
	metrics_policy(&metrics, &ruleset, NOW);
	ck_assert(has("verdicts_total{route=\"lewisham\",verdict=\"accept\",reason=\"\"} 0"));
	ck_assert_ptr_null(strstr(print(), "timestamp_seconds{route=\"lewisham\""));
	ck_assert_ptr_null(strstr(print(), "route_info{route=\"lewisham\""));
}
END_TEST

/* So many names as there are places, in policies of as many routes as one may have. */
static struct route *fill(void)
{
	struct route *last = NULL;
	char name[32];

	for (unsigned i = 0; i < METRICS_ROUTES_MAX; i++) {
		if (i % RULESET_ROUTES_MAX == 0)
			ruleset.count = 0;
		snprintf(name, sizeof(name), "route-%u", i);
		last = add_route(name);
		metrics_policy(&metrics, &ruleset, NOW);
	}
	return last;
}

START_TEST(the_last_name_has_its_place)
{
	give(fill(), DISPOSITION_ACCEPT, REASON_COUNT);
	ck_assert(has("verdicts_total{route=\"route-255\",verdict=\"accept\",reason=\"\"} 1"));
	ck_assert_ptr_null(strstr(print(), "(more)"));
}
END_TEST

START_TEST(names_past_the_limit_are_counted_together)
{
	fill();
	ruleset.count = 0;
	give(add_route("one more"), DISPOSITION_ACCEPT, REASON_COUNT);
	give(add_route("and another"), DISPOSITION_ACCEPT, REASON_COUNT);
	metrics_policy(&metrics, &ruleset, NOW);
	ck_assert(has("verdicts_total{route=\"(more)\",verdict=\"accept\",reason=\"\"} 2"));
	ck_assert_ptr_null(strstr(print(), "{route=\"one more\",verdict"));
}
END_TEST

START_TEST(an_exception_has_its_end)
{
	struct route *route = add_route("lewisham");
	char name[] = "out of hours";
	struct exception_rule exception = {.name = name, .expires = NOW + 1};

	route->exceptions = &exception;
	route->exception_count = 1;
	metrics_policy(&metrics, &ruleset, NOW);
	ck_assert(has("exception_expiry_timestamp_seconds{route=\"lewisham\",exception=\"out of hours\"} 1790000001"));
}
END_TEST

START_TEST(a_policy_that_is_taken_is_not_stale)
{
	atomic_store(&metrics.is_stale, true);
	ck_assert(has("policy_stale 1"));
	metrics_policy(&metrics, &ruleset, NOW);
	ck_assert(has("policy_stale 0"));
}
END_TEST

START_TEST(the_ledger_and_the_process_are_there)
{
	ck_assert(has("up 1"));
	ck_assert(has("policy_info{digest=\"b0\"} 1"));
	ck_assert(has("policy_generation 3"));
	ck_assert(has("ledger_records 12"));
	ck_assert(has("ledger_lag_seconds 1.500000"));
	ck_assert(has("written_timestamp_seconds 1790000009"));
}
END_TEST

/* Text. */

static void check_text(const char *expected)
{
	ck_assert_str_eq(text, expected);
}

static FILE *open_text(void)
{
	static size_t size;

	free(text);
	text = NULL;
	return open_memstream(&text, &size);
}

START_TEST(quotes_backslashes_and_line_ends_are_escaped)
{
	const struct metrics_label labels[] = {{"a", "say \"x\\y\"\n"}, {"b", ""}};
	FILE *stream = open_text();

	metrics_text_sample(stream, "n", labels, 2, UINT64_MAX);
	fclose(stream);
	check_text("referral_milter_n{a=\"say \\\"x\\\\y\\\"\\n\",b=\"\"} 18446744073709551615\n");
}
END_TEST

START_TEST(a_family_has_help_and_type)
{
	FILE *stream = open_text();

	metrics_text_family(stream, "n_total", METRICS_COUNTER, "What it is.");
	metrics_text_seconds(stream, "n_total", NULL, 0, 1000001);
	fclose(stream);
	check_text("# HELP referral_milter_n_total What it is.\n# TYPE referral_milter_n_total counter\n"
		   "referral_milter_n_total 1.000001\n");
}
END_TEST

/* Microseconds, and the bound of the bucket that they belong to. */
static const struct {
	uint64_t us;
	const char *within, *beyond;
} durations[] = {{0, "le=\"0.001\"} 1\n", NULL}, {1000, "le=\"0.001\"} 1\n", NULL},
    {1001, "le=\"0.0025\"} 1\n", "le=\"0.001\"} 0\n"}, {1000000, "le=\"1\"} 1\n", "le=\"0.5\"} 0\n"},
    {60000000, "le=\"60\"} 1\n", "le=\"20\"} 0\n"}, {60000001, "le=\"+Inf\"} 1\n", "le=\"60\"} 0\n"}};

START_TEST(a_bound_belongs_to_its_bucket)
{
	struct histogram histogram;
	FILE *stream = open_text();

	histogram_init(&histogram);
	histogram_add(&histogram, durations[_i].us);
	metrics_text_histogram(stream, "d_seconds", "How long.", &histogram);
	fclose(stream);
	ck_assert_ptr_nonnull(strstr(text, durations[_i].within));
	if (durations[_i].beyond != NULL)
		ck_assert_ptr_nonnull(strstr(text, durations[_i].beyond));
	ck_assert_ptr_nonnull(strstr(text, "referral_milter_d_seconds_count 1\n"));
}
END_TEST

START_TEST(buckets_add_up)
{
	struct histogram histogram;
	FILE *stream = open_text();

	histogram_init(&histogram);
	for (uint64_t i = 1; i <= 4; i++)
		histogram_add(&histogram, i * 700);
	metrics_text_histogram(stream, "d_seconds", "How long.", &histogram);
	fclose(stream);
	ck_assert_ptr_nonnull(strstr(text, "_bucket{le=\"0.001\"} 1\n"));
	ck_assert_ptr_nonnull(strstr(text, "_bucket{le=\"0.0025\"} 3\n"));
	ck_assert_ptr_nonnull(strstr(text, "_bucket{le=\"+Inf\"} 4\n"));
	ck_assert_ptr_nonnull(strstr(text, "_sum 0.007000\n"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("metrics");
	TCase *counts = tcase_create("counts"), *format = tcase_create("format");

	tcase_add_checked_fixture(counts, open_scene, close_scene);
	tcase_add_test(counts, a_verdict_is_counted_by_route_and_reason);
	tcase_add_test(counts, a_finding_counts_once_a_message);
	tcase_add_test(counts, what_a_route_may_find_is_there_before_it_does);
	tcase_add_test(counts, an_observing_route_tells_what_it_would_do);
	tcase_add_test(counts, a_canary_is_in_no_number_about_referrals);
	tcase_add_test(counts, a_canary_that_passes_was_not_refused);
	tcase_add_test(counts, a_route_keeps_its_counters_over_a_reload);
	tcase_add_test(counts, a_route_that_is_gone_has_counters_and_no_dates);
	tcase_add_test(counts, the_last_name_has_its_place);
	tcase_add_test(counts, names_past_the_limit_are_counted_together);
	tcase_add_test(counts, an_exception_has_its_end);
	tcase_add_test(counts, a_policy_that_is_taken_is_not_stale);
	tcase_add_test(counts, the_ledger_and_the_process_are_there);
	tcase_add_checked_fixture(format, NULL, close_scene);
	tcase_add_test(format, quotes_backslashes_and_line_ends_are_escaped);
	tcase_add_test(format, a_family_has_help_and_type);
	tcase_add_loop_test(format, a_bound_belongs_to_its_bucket, 0, (int)(sizeof(durations) / sizeof(durations[0])));
	tcase_add_test(format, buckets_add_up);
	suite_add_tcase(suite, counts);
	suite_add_tcase(suite, format);
	return run_suite(suite);
}
