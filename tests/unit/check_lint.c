/* lint: what is lawful and hardly meant is said where it stands. */
#include "rules/lint.h"

#include "rules/pattern_cost.h"
#include "rules/sender_overlap.h"
#include "tests/support/rule_files.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct problem_list warnings, notes;

static void lint(void)
{
	problem_list_init(&warnings);
	problem_list_init(&notes);
	ck_assert_int_eq(lint_policy(&bundle, ruleset, NOW, &warnings, &notes), 0);
}

static void forget(void)
{
	problem_list_clear(&warnings);
	problem_list_clear(&notes);
}

static bool says(const struct problem_list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strstr(list->items[i].text, text) != NULL)
			return true;
	return false;
}

static const struct {
	const char *what;
	const char *with;
	const char *warning;
} changes[] = {
    {"\"2027-05-01\"", "\"2026-12-20\"", "r.conf:29: review-by: within 30 days"},
    {"\"2027-01-31\"", "\"2026-11-30\"", "r.conf:26: expires: this exception ends within 30 days"},
    {"\"192.0.2.0/24\", \"::1\"", "\"0.0.0.0/0\"", "r.conf:5: networks: everybody is a sender of the organisation"},
    {"\"192.0.2.0/24\", \"::1\"", "\"::1\", \"::/0\"", "r.conf:5: networks: everybody is a sender"},
    {"copy-missing = repair", "copy-missing = refuse", "r.conf:30: repair-dkim-signed: nothing is repaired"},
    {"required = yes", "required = no", "r.conf:21: form-missing: never comes about: the route demands no form"},
    {"{ form-missing, copy-missing }", "{ content-encrypted }", "r.conf:23: except \"robot\": excepts nothing"},
    {"\"Robot@example.org\"", "\"robot@example.net\"", "r.conf:23: senders: none of them is in the domains"},
    {"limit = flag }", "limit = flag }\nmisrouted { watch = no partners = { \"x@example.org\" } }",
	"r.conf:23: misrouted: partners and enquiries without watch = yes"},
    {"limit = flag }", "limit = flag }\nnear-miss { exempt = { \"mash@example.org\" } }",
	"r.conf:23: exempt: the address is a copy of this route"},
    {"limit = flag }", "limit = flag }\nunsafe { executable = allow }", "executable: allowed, while"},
    {"'form\\d'", "'^(a+)+$'", "r.conf:19: name-pattern: gives up after 100000 steps on"},
    {"minimum-size = 10", "unreadable-name-pattern = 'x' accept-unreadable = no",
	"r.conf:20: unreadable-name-pattern: needs accept-unreadable = yes"},
};

START_TEST(what_is_hardly_meant_is_said_where_it_stands)
{
	ck_assert_int_eq(load_changed(changes[_i].what, changes[_i].with), 0);
	lint();
	ck_assert_msg(says(&warnings, changes[_i].warning), "not said: %s", changes[_i].warning);
	forget();
	teardown();
	setup();
	ck_assert_int_eq(load_changed("one", "one"), 0);
	lint();
	ck_assert_msg(!says(&warnings, changes[_i].warning), "said without: %s", changes[_i].warning);
	forget();
}
END_TEST

START_TEST(files_that_no_route_uses_are_said)
{
	add(BUNDLE_GUIDANCE, "other.txt", guidance);
	ck_assert_int_eq(load_changed("one", "one"), 0);
	lint();
	ck_assert(says(&warnings, "other.txt: no route uses this text"));
	ck_assert(says(&warnings, "f.fingerprint: no route uses this form"));
	ck_assert(!says(&warnings, "g.txt"));
	ck_assert(says(&notes, "[form-blank]: no route that uses this text refuses for it"));
	forget();
}
END_TEST

START_TEST(a_form_that_a_route_uses_is_not_said)
{
	ck_assert_int_eq(
	    load_changed("minimum-size", "fingerprints = { f.fingerprint } label-patterns = { a, b, c } minimum-size"),
	    0);
	lint();
	ck_assert(!says(&warnings, "f.fingerprint"));
	ck_assert(says(&warnings, "g.fingerprint"));
	ck_assert(says(&notes, "label-patterns: not asked where there are fingerprints"));
	forget();
}
END_TEST

START_TEST(stripping_where_one_observes_is_a_note)
{
	ck_assert_int_eq(load_changed("enforce", "observe"), 0);
	lint();
	ck_assert(says(&notes, "r.conf:3: mode: in observe nothing is repaired or stripped"));
	forget();
}
END_TEST

/* A second route for the same police. */
#define SECOND(senders, addresses)                                                                                     \
	"route \"two\" { mode = enforce\nsenders { " senders " }\nreferral-address \"P\" { " addresses                 \
	" }\nguidance = \"g.txt\" contact = \"c\" review-by = \"2027-05-01\" }\n"

static const struct {
	const char *second;
	const char *warning; /* NULL: none about the two */
} pairs[] = {
    {SECOND(
	 "networks = { \"192.0.2.0/25\" } domains = { \"example.org\" }", "current = { \"referrals@police.example\" }"),
	"z.conf:1: route \"two\" never decides anything: route \"one\" (r.conf:1) comes first"},
    {SECOND("authenticated = yes domains = { \"example.org\" }",
	 "current = { \"referrals@police.example\", \"new@police.example\" }"),
	"z.conf:3: current: of all mail to this address route \"one\" (r.conf:1) decides"},
    {SECOND("authenticated = yes", "current = { \"referrals@police.example\" }"),
	"z.conf:3: current: of mail whose senders both routes take to this address route \"one\" (r.conf:1) decides"},
    {SECOND("authenticated = yes domains = { \"example.net\" }", "current = { \"older@police.example\" }"),
	"z.conf:3: current: the same address is retired in route \"one\" (r.conf:10)"},
    {SECOND("authenticated = yes domains = { \"example.net\" }",
	 "retired = { \"team@example.org\" } current = { \"new@police.example\" }"),
	"r.conf:16: any-of: the address is retired in route \"two\" (z.conf:1)"},
    {SECOND("authenticated = yes domains = { \"example.net\" }", "current = { \"referrals@police.example\" }"), NULL},
    {SECOND("networks = { \"198.51.100.0/24\" } domains = { \"deep.sub.example.net\" }",
	 "legacy = { \"referrals@police.example\" }"),
	NULL},
};

START_TEST(routes_that_contradict_each_other_are_said)
{
	add(BUNDLE_RULES, "z.conf", pairs[_i].second);
	ck_assert_int_eq(load_changed("one", "one"), 0);
	lint();
	if (pairs[_i].warning != NULL)
		ck_assert_msg(says(&warnings, pairs[_i].warning), "not said: %s", pairs[_i].warning);
	else
		ck_assert_msg(!says(&warnings, "route \"one\""), "said: %s", pairs[_i].second);
	forget();
}
END_TEST

START_TEST(a_route_that_is_off_is_in_nobodys_way)
{
	add(BUNDLE_RULES, "z.conf", pairs[0].second);
	ck_assert_int_eq(load_changed("enforce", "off"), 0);
	lint();
	ck_assert(!says(&warnings, "never decides"));
	forget();
}
END_TEST

static const struct {
	const char *pattern;
	bool is_met;
} costs[] = {
    {"form", false},
    {"^form\\d{1,4}\\.docx$", false},
    {"https?://([\\w-]+\\.)*box\\.com/", false},
    {"^[\\W\\d]*+(.{0,40}name)", false},
    {"^(a+)+$", true},
    {"(x+x+)+y", true},
    {"^([\\w-]+[.-]?)+@", true},
    {"(word ?)*(word ?)*(word ?)*end", true},
};

START_TEST(a_pattern_is_tried_on_what_is_worst_for_it)
{
	struct pattern_cost cost;
	struct pattern *pattern = NULL;
	char error[128];

	ck_assert_int_eq(pattern_new(costs[_i].pattern, &pattern, error, sizeof(error)), 0);
	pattern_cost_find(pattern, costs[_i].pattern, &cost);
	ck_assert_msg(cost.is_met == costs[_i].is_met, "%s: %s", costs[_i].pattern, cost.unit);
	if (cost.is_met)
		ck_assert_uint_le(cost.length, PATTERN_SUBJECT_MAX);
	pattern_free(pattern);
}
END_TEST

START_TEST(domains_cover_what_is_below_them_where_they_say_so)
{
	ck_assert(sender_domain_covers("example.org", "example.org"));
	ck_assert(sender_domain_covers(".example.org", "a.example.org"));
	ck_assert(sender_domain_covers(".example.org", ".a.example.org"));
	ck_assert(!sender_domain_covers("example.org", "a.example.org"));
	ck_assert(!sender_domain_covers(".example.org", "example.org"));
	ck_assert(!sender_domain_covers(".example.org", "badexample.org"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lint");
	TCase *tcase = tcase_create("policies");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, what_is_hardly_meant_is_said_where_it_stands, 0, sizeof(changes) / sizeof(*changes));
	tcase_add_test(tcase, files_that_no_route_uses_are_said);
	tcase_add_test(tcase, a_form_that_a_route_uses_is_not_said);
	tcase_add_test(tcase, stripping_where_one_observes_is_a_note);
	tcase_add_loop_test(tcase, routes_that_contradict_each_other_are_said, 0, sizeof(pairs) / sizeof(*pairs));
	tcase_add_test(tcase, a_route_that_is_off_is_in_nobodys_way);
	tcase_add_loop_test(tcase, a_pattern_is_tried_on_what_is_worst_for_it, 0, sizeof(costs) / sizeof(*costs));
	tcase_add_test(tcase, domains_cover_what_is_below_them_where_they_say_so);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
