/* ruleset: what a rule file says is what the routes hold, up to every limit. */
#include "tests/support/rule_files.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(what_the_file_says_is_what_the_route_holds)
{
	ck_assert_int_eq(load_changed("one", "one"), 0);
	ck_assert_uint_eq(problems.count, 0);
	ck_assert_uint_eq(ruleset->count, 1);
	const struct route *route = ruleset_find(ruleset, "one");
	ck_assert_ptr_eq(route, &ruleset->routes[0]);
	ck_assert_str_eq(route->description, "what it is for");
	ck_assert_str_eq(route->file, "r.conf");
	ck_assert_int_eq(route->mode, ROUTE_ENFORCE);
	ck_assert(route->senders.authenticated);
	ck_assert_uint_eq(route->senders.networks.count, 2);
	ck_assert(network_contains(&route->senders.networks.items[1], "::1"));
	ck_assert_uint_eq(route->senders.domains.count, 2);
	ck_assert_str_eq(route->senders.domains.items[0], "example.org");
	ck_assert_str_eq(route->senders.domains.items[1], ".sub.example.org");
	ck_assert_int_eq(route->copy_evidence, EVIDENCE_BOTH);
	ck_assert_str_eq(route->contact, "the team");
	ck_assert_int_eq(route->review_by, 1809216000); /* 2027-05-02, when the day is over */
	ck_assert(route->repair_dkim_signed);
	ck_assert_uint_eq(route->photo_size, 100);
	ck_assert(guidance_has(route->guidance, REASON_LIMIT));
}
END_TEST

START_TEST(addresses_copies_and_form_are_held)
{
	ck_assert_int_eq(load_changed("one", "one"), 0);
	const struct route *route = &ruleset->routes[0];
	ck_assert_uint_eq(route->referral_count, 1);
	ck_assert_str_eq(route->referrals[0].name, "Police");
	ck_assert_str_eq(route->referrals[0].by_status[ADDRESS_CURRENT].items[0], "referrals@police.example");
	ck_assert_str_eq(route->referrals[0].web_form, "https://police.example/form");
	ck_assert_uint_eq(route->copy_count, 2);
	ck_assert_str_eq(route->copies[0].name, "MASH");
	ck_assert_uint_eq(route->copies[0].any_of.count, 2);
	ck_assert_str_eq(route->copies[0].any_of.items[1], "mash2@example.org");
	ck_assert_str_eq(route->copies[1].name, "Team");
	ck_assert_str_eq(route->form.name, "The Form");
	ck_assert(route->form.required);
	ck_assert_uint_eq(route->form.file_types, 1U << FILE_DOCX | 1U << FILE_PDF);
	ck_assert_int_eq(pattern_find(route->form.name_pattern, "FORM1", 5), ANSWER_YES);
	ck_assert_int_eq(pattern_find(route->form.name_pattern, "FORMd", 5), ANSWER_NO);
	ck_assert_uint_eq(route->form.minimum_size, 10);
}
END_TEST

START_TEST(actions_and_exceptions_are_held)
{
	ck_assert_int_eq(load_changed("one", "one"), 0);
	const struct route *route = &ruleset->routes[0];
	ck_assert_int_eq(route->actions[REASON_COPY_MISSING], ACTION_REPAIR);
	ck_assert_int_eq(route->actions[REASON_FORM_MISSING], ACTION_HOLD);
	ck_assert_int_eq(route->actions[REASON_LIMIT], ACTION_FLAG);
	ck_assert_int_eq(route->actions[REASON_FORM_UNREADABLE], ACTION_FLAG);
	ck_assert_int_eq(route->actions[REASON_ADDRESS_CLOSED], ACTION_REFUSE);
	ck_assert_uint_eq(route->exception_count, 1);
	const struct exception_rule *exception = &route->exceptions[0];
	ck_assert_str_eq(exception->name, "robot");
	ck_assert_str_eq(exception->senders.items[0], "robot@example.org");
	ck_assert_uint_eq(exception->networks.count, 1);
	ck_assert_uint_eq(exception->user_count, 1);
	ck_assert_str_eq(exception->users[0], "robot");
	ck_assert(exception->reasons[REASON_FORM_MISSING]);
	ck_assert(exception->reasons[REASON_COPY_MISSING]);
	ck_assert(!exception->reasons[REASON_LIMIT]);
	ck_assert_str_eq(exception->why, "sends a link");
	ck_assert_int_eq(exception->expires, 1801440000); /* 2027-02-01, when the day is over */
}
END_TEST

START_TEST(what_a_short_route_leaves_out_has_its_default)
{
	add(BUNDLE_RULES, "r.conf",
	    "route short { mode = off senders { authenticated = yes } referral-address P { current = a@b.example }"
	    "guidance = g.txt contact = c }");
	add(BUNDLE_GUIDANCE, "g.txt", guidance);
	ck_assert_int_eq(load(), 0);
	const struct route *route = &ruleset->routes[0];
	ck_assert_int_eq(route->mode, ROUTE_OFF);
	ck_assert_ptr_null(route->description);
	ck_assert_uint_eq(route->copy_count, 0);
	ck_assert_int_eq(route->copy_evidence, EVIDENCE_HEADER);
	ck_assert_ptr_null(route->form.name);
	ck_assert(!route->form.required);
	ck_assert_uint_eq(route->exception_count, 0);
	ck_assert(!route->repair_dkim_signed);
	ck_assert_uint_eq(route->photo_size, 51200);
	ck_assert_int_eq(route->review_by, 0);
	for (enum reason reason = 0; reason < REASON_COUNT; reason++)
		ck_assert_int_eq(route->actions[reason], reason_default(reason));
}
END_TEST

START_TEST(a_form_section_says_what_the_form_is)
{
	ck_assert_int_eq(
	    load_changed("minimum-size = 10",
		"fingerprints = { \"g.fingerprint\" } superseded = { f.fingerprint } title-pattern = 'title'\n"
		"label-patterns = { 'a', 'b' } min-labels = 2 accept-unreadable = no\n"
		"unreadable-name-pattern = 'form' match-percent = 1 complete-percent = 100 min-answers = 1000"),
	    0);
	const struct form_rule *form = &ruleset->routes[0].form;
	ck_assert_uint_eq(form->fingerprint_count, 2);
	ck_assert_str_eq(form->fingerprints[0].name, "g.fingerprint");
	ck_assert_uint_eq(form->fingerprints[0].index, 1);
	ck_assert(!form->fingerprints[0].is_superseded && form->fingerprints[1].is_superseded);
	ck_assert_ptr_eq(form->fingerprints[0].fingerprint, &ruleset->forms.items[1].fingerprint);
	ck_assert_ptr_nonnull(form->title_pattern);
	ck_assert_uint_eq(form->label_pattern_count, 2);
	ck_assert_uint_eq(form->min_labels, 2);
	ck_assert(!form->accept_unreadable);
	ck_assert_ptr_nonnull(form->unreadable_name_pattern);
	ck_assert_uint_eq(form->match_percent, 1);
	ck_assert_uint_eq(form->complete_percent, 100);
	ck_assert_uint_eq(form->min_answers, 1000);
	ck_assert(form_rule_is_taught(form));
}
END_TEST

START_TEST(what_a_form_section_leaves_out_has_its_default)
{
	ck_assert_int_eq(load_changed("minimum-size = 10", ""), 0);
	const struct form_rule *form = &ruleset->routes[0].form;
	ck_assert_uint_eq(form->fingerprint_count + form->label_pattern_count, 0);
	ck_assert(!form_rule_is_taught(form));
	ck_assert_uint_eq(form->match_percent, FORM_MATCH_PERCENT);
	ck_assert_uint_eq(form->complete_percent, FORM_COMPLETE_PERCENT);
	ck_assert_uint_eq(form->min_answers, FORM_MIN_ANSWERS);
	ck_assert_uint_eq(form->min_labels, FORM_MIN_LABELS);
	ck_assert(form->accept_unreadable);
	ck_assert_uint_eq(ruleset->routes[0].link_pattern_count, 0);
	ck_assert(!ruleset->routes[0].misrouted.is_watched);
	ck_assert_uint_eq(ruleset->routes[0].near_miss.exempt.count, 0);
}
END_TEST

START_TEST(a_route_says_who_else_is_sent_what)
{
	ck_assert_int_eq(
	    load_changed("minimum-size = 10 }", "label-patterns = { a, b, c } } link-patterns = { 'x', 'y' }\n"
						"misrouted { partners = { \"Lead@b.example\", \"C.example.\", "
						"\".d.example\" } enquiries = { \"q@b.example\" } }\n"
						"near-miss { exempt = { \"E.example\" } }"),
	    0);
	const struct route *route = &ruleset->routes[0];
	ck_assert_uint_eq(route->link_pattern_count, 2);
	ck_assert(route->misrouted.is_watched);
	ck_assert_str_eq(route->misrouted.enquiries.items[0], "q@b.example");
	ck_assert_str_eq(route->near_miss.exempt.items[0], "e.example");
	ck_assert(address_list_covers(&route->misrouted.partners, "lead@b.example"));
	ck_assert(!address_list_covers(&route->misrouted.partners, "other@b.example"));
	ck_assert(address_list_covers(&route->misrouted.partners, "a@c.example"));
	ck_assert(!address_list_covers(&route->misrouted.partners, "a@x.c.example"));
	ck_assert(address_list_covers(&route->misrouted.partners, "a@x.d.example"));
	ck_assert(!address_list_covers(&route->misrouted.partners, "a@d.example"));
}
END_TEST

START_TEST(a_route_says_what_happens_to_each_class_of_unsafe_content)
{
	struct unsafe_rule shipped;

	unsafe_rule_init(&shipped);
	ck_assert_int_eq(
	    load_changed("limit = flag }", "limit = flag } unsafe { html-remote = allow office-macros = refuse\n"
					   "archive = strip rtf-object = flag bomb = refuse strip-dkim-signed = yes }"),
	    0);
	const struct unsafe_rule *unsafe = &ruleset->routes[0].unsafe;
	ck_assert_int_eq(unsafe->actions[UNSAFE_HTML_REMOTE], ACTION_ALLOW);
	ck_assert_int_eq(unsafe->actions[UNSAFE_OFFICE_MACROS], ACTION_REFUSE);
	ck_assert_int_eq(unsafe->actions[UNSAFE_ARCHIVE], ACTION_STRIP);
	ck_assert_int_eq(unsafe->actions[UNSAFE_RTF_OBJECT], ACTION_FLAG);
	ck_assert_int_eq(unsafe->actions[UNSAFE_SCRIPT], shipped.actions[UNSAFE_SCRIPT]);
	ck_assert(unsafe->strip_dkim_signed);
}
END_TEST

/* Every action of every class is allowed or an error that says what is. */
START_TEST(every_class_takes_the_actions_that_it_can)
{
	enum unsafe_class class = (enum unsafe_class)(_i / ACTION_COUNT);
	enum action action = (enum action)(_i % ACTION_COUNT);
	bool is_allowed = unsafe_allows(class, action);
	char text[100], expected[200];

	snprintf(text, sizeof(text), "limit = flag } unsafe { %s = %s }", unsafe_word(class), action_word(action));
	ck_assert_int_eq(load_changed("limit = flag }", text), is_allowed ? 0 : -EINVAL);
	if (is_allowed) {
		ck_assert_int_eq(ruleset->routes[0].unsafe.actions[class], action);
		return;
	}
	snprintf(
	    expected, sizeof(expected), "r.conf:22: %s: allowed: %s", unsafe_word(class), unsafe_allowed_words(class));
	ck_assert_str_eq(problems.items[0].text, expected);
}
END_TEST

START_TEST(a_route_without_the_section_has_what_is_shipped)
{
	struct unsafe_rule shipped;

	unsafe_rule_init(&shipped);
	ck_assert_int_eq(load_changed("mode = enforce", "mode = enforce"), 0);
	ck_assert_mem_eq(ruleset->routes[0].unsafe.actions, shipped.actions, sizeof(shipped.actions));
	ck_assert(!ruleset->routes[0].unsafe.strip_dkim_signed);
}
END_TEST

START_TEST(unsafe_content_can_be_excepted)
{
	ck_assert_int_eq(load_changed("{ form-missing, copy-missing }", "{ content-unsafe }"), 0);
	ck_assert(ruleset->routes[0].exceptions[0].reasons[REASON_CONTENT_UNSAFE]);
	ck_assert(!ruleset->routes[0].exceptions[0].reasons[REASON_CONTENT_UNINSPECTABLE]);
}
END_TEST

START_TEST(a_form_is_required_and_of_any_type_unless_it_says_otherwise)
{
	ck_assert_int_eq(
	    load_changed("required = yes file-types = { docx, pdf }\nname-pattern = 'form\\d'\nminimum-size = 10", ""),
	    0);
	const struct form_rule *form = &ruleset->routes[0].form;
	char text[64];
	ck_assert(form->required);
	ck_assert_ptr_null(form->name_pattern);
	ck_assert_uint_eq(form->minimum_size, 0);
	form_rule_types(form, text, sizeof(text));
	ck_assert_str_eq(text, "docx, doc, odt, rtf or pdf");
}
END_TEST

START_TEST(routes_stand_in_order_of_file_name_then_of_appearance)
{
	static const char *const files[][2] = {{"b.conf", "third"}, {"a.conf", "second"}, {"B.conf", "first"}};

	for (int i = 0; i < 3; i++) {
		char *text = route_text(files[i][1]), *two;
		ck_assert_int_gt(
		    asprintf(&two, "%sroute %s-b { mode = enforce " SENDERS ADDRESS REST "}", text, files[i][1]), 0);
		add(BUNDLE_RULES, files[i][0], two);
		free(text);
		free(two);
	}
	add(BUNDLE_GUIDANCE, "g.txt", guidance);
	ck_assert_int_eq(load(), 0);
	ck_assert_uint_eq(ruleset->count, 6);
	ck_assert_str_eq(ruleset->routes[0].name, "first");
	ck_assert_str_eq(ruleset->routes[1].name, "first-b");
	ck_assert_str_eq(ruleset->routes[2].name, "second");
	ck_assert_str_eq(ruleset->routes[5].name, "third-b");
	ck_assert_ptr_null(ruleset_find(ruleset, "fourth"));
}
END_TEST

START_TEST(a_route_name_is_used_once_in_all_files)
{
	char *text = route_text("one");

	add(BUNDLE_RULES, "a.conf", text);
	add(BUNDLE_RULES, "b.conf", text);
	add(BUNDLE_GUIDANCE, "g.txt", guidance);
	ck_assert_int_eq(load(), -EINVAL);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_str_eq(problems.items[0].text, "b.conf:1: route: a route of this name stands in a.conf already");
	free(text);
}
END_TEST

START_TEST(a_file_without_routes_is_no_mistake)
{
	add(BUNDLE_RULES, "a.conf", "# route one {\n");
	ck_assert_int_eq(load(), 0);
	ck_assert_uint_eq(ruleset->count, 0);
	ck_assert(!problems.has_error);
}
END_TEST

START_TEST(a_policy_that_judges_nothing_is_a_warning)
{
	ck_assert_int_eq(
	    _i == 0 ? load() : load_changed("mode = enforce", _i == 1 ? "mode = off" : "mode = observe"), 0);
	ck_assert_uint_eq(problems.count, _i < 2 ? 1 : 0);
	if (_i < 2) {
		ck_assert(problems.items[0].is_warning);
		ck_assert_str_eq(problems.items[0].text, "rules: no route is in force: every message passes unjudged");
	}
}
END_TEST

/* The good route with an entry repeated, its "#" a number. */
static int load_many(const char *where, const char *entry, int count, const char *rest)
{
	char *with = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&with, &size);

	for (int i = 0; i < count; i++)
		for (const char *at = entry; *at != '\0'; at++)
			*at == '#' ? fprintf(stream, "%d", i) : fputc(*at, stream);
	fprintf(stream, "%s", rest);
	fclose(stream);
	int r = load_changed(where, with);
	free(with);
	return r;
}

static const struct {
	const char *where;
	const char *entry;
	int most;
	const char *rest;
	const char *problem;
} limits[] = {
    {"\"192.0.2.0/24\", \"::1\"", "\"192.0.2.#\",\n", RULESET_LIST_MAX, "",
	"r.conf:69: networks: more than 64 entries"},
    {"\"Example.org.\", \".Sub.example.org\"", "\"a#.example\",\n", RULESET_LIST_MAX, "",
	"r.conf:70: domains: more than 64 entries"},
    {"\"Robot@example.org\"", "\"a#@example.org\",\n", RULESET_LIST_MAX, "",
	"r.conf:87: senders: more than 64 entries"},
    {"\"robot\" }\nreasons", "\"a#\",\n", RULESET_LIST_MAX, "}\nreasons", "r.conf:88: users: more than 64 entries"},
    {"\"old@police.example\"", "\"a#@example.org\",\n", RULESET_LIST_MAX, "",
	"r.conf:73: legacy: more than 64 entries"},
    {"\"team@example.org\"", "\"a#@example.org\",\n", RULESET_LIST_MAX, "", "r.conf:80: any-of: more than 64 entries"},
    {"copy-evidence", "copy \"c#\" { any-of = c#@example.org }\n", RULESET_SECTION_MAX - 2, "copy-evidence",
	"r.conf:31: copy: more than 16 sections"},
    {"copy-evidence", "referral-address \"c#\" { current = c#@example.org }\n", RULESET_SECTION_MAX - 1,
	"copy-evidence", "r.conf:32: referral-address: more than 16 sections"},
    {"guidance =", "except \"c#\" { users = u# reasons = limit reason = r expires = \"2027-01-01\" }\n",
	RULESET_SECTION_MAX - 1, "guidance =", "r.conf:42: except: more than 16 sections"},
};

START_TEST(a_route_holds_so_many_and_no_more)
{
	ck_assert_int_eq(load_many(limits[_i].where, limits[_i].entry, limits[_i].most, limits[_i].rest), 0);
	ck_assert_uint_eq(problems.count, 0);
	teardown();
	setup();
	ck_assert_int_eq(load_many(limits[_i].where, limits[_i].entry, limits[_i].most + 1, limits[_i].rest), -EINVAL);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_str_eq(problems.items[0].text, limits[_i].problem);
}
END_TEST

START_TEST(there_are_so_many_routes_and_no_more)
{
	char name[16];

	for (int i = 0; i <= RULESET_ROUTES_MAX; i++) {
		if (i == RULESET_ROUTES_MAX) {
			add(BUNDLE_GUIDANCE, "g.txt", guidance);
			ck_assert_int_eq(load(), 0);
			ck_assert_uint_eq(ruleset->count, RULESET_ROUTES_MAX);
			ruleset_free(ruleset);
			ruleset = NULL;
		}
		snprintf(name, sizeof(name), "r%02d", i);
		char *text = route_text(name);
		add(BUNDLE_RULES, name, text);
		free(text);
	}
	ck_assert_int_eq(load(), -EINVAL);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_str_eq(problems.items[0].text, "r64:1: route: more than 64 routes");
}
END_TEST

static const struct {
	const char *what;
	size_t most;
} lengths[] = {
    {"what it is for", RULESET_TEXT_MAX},
    {"sends a link", RULESET_TEXT_MAX},
    {"the team", RULESET_CONTACT_MAX},
    {"\"one\"", RULESET_NAME_MAX},
    {"\"MASH\"", RULESET_NAME_MAX},
    {"robot\" }\n", RULESET_USER_MAX},
    {"form\\d'", PATTERN_LENGTH_MAX},
    {"police.example/form", RULESET_URL_MAX - 8},
};

START_TEST(a_text_has_a_longest_length)
{
	char text[600], *with = text;
	const char *what = lengths[_i].what;
	char closing[8] = "";

	/* What stands in quotes keeps them. */
	if (what[0] == '"') {
		*with++ = '"';
		strcpy(closing, "\"");
	} else if (strpbrk(what, "\"'") != NULL) {
		strcpy(closing, strpbrk(what, "\"'"));
	}
	memset(with, 'a', lengths[_i].most);
	strcpy(with + lengths[_i].most, closing);
	ck_assert_int_eq(load_changed(what, text), 0);
	teardown();
	setup();
	memset(with, 'a', lengths[_i].most + 1);
	strcpy(with + lengths[_i].most + 1, closing);
	ck_assert_int_eq(load_changed(what, text), -EINVAL);
	ck_assert_uint_eq(problems.count, 1);
}
END_TEST

START_TEST(the_largest_size_is_allowed)
{
	ck_assert_int_eq(load_changed("photo-size = 100", "photo-size = 1073741824"), 0);
	ck_assert_uint_eq(ruleset->routes[0].photo_size, 1073741824);
}
END_TEST

#define DAY 86400

static const struct {
	int64_t now;
	const char *warning;
} days[] = {
    {1801440000 - 1, NULL}, /* the last second of 2027-01-31 */
    {1801440000, "r.conf:26: expires: this exception ended with 2027-01-31 and applies no more"},
    {1809216000, "r.conf:29: review-by: 2027-05-01 has passed: check that addresses and copies are still right"},
};

START_TEST(a_date_that_has_passed_is_a_warning_and_stops_nothing)
{
	size_t count = (size_t)_i;

	add(BUNDLE_RULES, "r.conf", good);
	add(BUNDLE_GUIDANCE, "g.txt", guidance);
	ck_assert_int_eq(ruleset_new(&bundle, days[_i].now, &problems, &ruleset), 0);
	ck_assert_uint_eq(problems.count, count);
	ck_assert(!problems.has_error);
	if (count > 0) {
		ck_assert(problems.items[count - 1].is_warning);
		ck_assert_str_eq(problems.items[count - 1].text, days[_i].warning);
	}
}
END_TEST

START_TEST(a_leap_day_is_a_date)
{
	ck_assert_int_eq(load_changed("2027-01-31", "2028-02-29"), 0);
	ck_assert_int_eq(ruleset->routes[0].exceptions[0].expires, 1835481600); /* 2028-03-01 */
}
END_TEST

START_TEST(a_mistake_in_a_guidance_file_is_told_once)
{
	char *text = route_text("two");

	add(BUNDLE_RULES, "a.conf", good);
	add(BUNDLE_RULES, "b.conf", text);
	add(BUNDLE_GUIDANCE, "g.txt", "[reply]\n{item}\n");
	ck_assert_int_eq(load(), -EINVAL);
	ck_assert_uint_eq(problems.count, 2);
	ck_assert_int_eq(strncmp(problems.items[0].text, "g.txt:2: {item}: ", 17), 0);
	ck_assert_int_eq(strncmp(problems.items[1].text, "g.txt:1: [reply]: ", 18), 0);
	free(text);
}
END_TEST

START_TEST(a_guidance_file_that_no_route_names_is_checked)
{
	add(BUNDLE_GUIDANCE, "unused.txt", "");
	ck_assert_int_eq(load(), -EINVAL);
	ck_assert_str_eq(problems.items[0].text, "unused.txt: [reply] is missing");
}
END_TEST

START_TEST(an_address_is_found_with_its_status)
{
	static const struct {
		const char *address;
		enum address_status status;
	} rows[] = {{"referrals@police.example", ADDRESS_CURRENT}, {"old@police.example", ADDRESS_LEGACY},
	    {"older@police.example", ADDRESS_RETIRED}, {"oldest@police.example", ADDRESS_CLOSED}};
	enum address_status status = ADDRESS_STATUS_COUNT;
	size_t index = 99;

	ck_assert_int_eq(load_changed("one", "one"), 0);
	for (size_t i = 0; i < 4; i++) {
		ck_assert(ruleset_is_referral_address(ruleset, rows[i].address));
		ck_assert(route_find_referral(&ruleset->routes[0], rows[i].address, &status, &index));
		ck_assert_int_eq(status, rows[i].status);
		ck_assert_uint_eq(index, 0);
	}
	index = 99;
	ck_assert(!route_find_referral(&ruleset->routes[0], "mash@example.org", &status, &index));
	ck_assert_uint_eq(index, 99);
	ck_assert(!ruleset_is_referral_address(ruleset, "mash@example.org"));
	ck_assert(!ruleset_is_referral_address(ruleset, ""));
}
END_TEST

START_TEST(a_route_that_is_off_has_no_referral_address)
{
	ck_assert_int_eq(load_changed("mode = enforce", "mode = off"), 0);
	ck_assert(!ruleset_is_referral_address(ruleset, "referrals@police.example"));
	teardown();
	setup();
	ck_assert_int_eq(load_changed("mode = enforce", "mode = observe"), 0);
	ck_assert(ruleset_is_referral_address(ruleset, "referrals@police.example"));
}
END_TEST

static const struct {
	unsigned types;
	const char *text;
} type_lists[] = {
    {0, ""},
    {1U << FILE_PDF, "pdf"},
    {1U << FILE_DOCX | 1U << FILE_PDF, "docx or pdf"},
    {1U << FILE_DOC | 1U << FILE_ODT | 1U << FILE_RTF, "doc, odt or rtf"},
    {(1U << FILE_TYPE_COUNT) - 1, "docx, doc, odt, rtf or pdf"},
};

START_TEST(file_types_read_as_a_list)
{
	struct form_rule form = {.file_types = type_lists[_i].types};
	char text[64], little[6] = "xxxxx";

	form_rule_types(&form, text, sizeof(text));
	ck_assert_str_eq(text, type_lists[_i].text);
	form_rule_types(&form, little, sizeof(little));
	ck_assert_int_eq(strncmp(little, text, strlen(little)), 0);
	ck_assert_uint_lt(strlen(little), sizeof(little));
	form_rule_types(&form, NULL, 0);
}
END_TEST

START_TEST(freeing_nothing_is_legal)
{
	ruleset_free(NULL);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	Suite *suite = suite_create("ruleset");
	TCase *tcase = tcase_create("rules");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, what_the_file_says_is_what_the_route_holds);
	tcase_add_test(tcase, addresses_copies_and_form_are_held);
	tcase_add_test(tcase, actions_and_exceptions_are_held);
	tcase_add_test(tcase, what_a_short_route_leaves_out_has_its_default);
	tcase_add_test(tcase, a_form_is_required_and_of_any_type_unless_it_says_otherwise);
	tcase_add_test(tcase, a_form_section_says_what_the_form_is);
	tcase_add_test(tcase, what_a_form_section_leaves_out_has_its_default);
	tcase_add_test(tcase, a_route_says_who_else_is_sent_what);
	tcase_add_test(tcase, a_route_says_what_happens_to_each_class_of_unsafe_content);
	tcase_add_loop_test(tcase, every_class_takes_the_actions_that_it_can, 0, UNSAFE_CLASS_COUNT * ACTION_COUNT);
	tcase_add_test(tcase, a_route_without_the_section_has_what_is_shipped);
	tcase_add_test(tcase, unsafe_content_can_be_excepted);
	tcase_add_test(tcase, routes_stand_in_order_of_file_name_then_of_appearance);
	tcase_add_test(tcase, a_route_name_is_used_once_in_all_files);
	tcase_add_test(tcase, a_file_without_routes_is_no_mistake);
	tcase_add_loop_test(tcase, a_policy_that_judges_nothing_is_a_warning, 0, 3);
	tcase_add_loop_test(tcase, a_route_holds_so_many_and_no_more, 0, ROWS(limits));
	tcase_add_test(tcase, there_are_so_many_routes_and_no_more);
	tcase_add_loop_test(tcase, a_text_has_a_longest_length, 0, ROWS(lengths));
	tcase_add_test(tcase, the_largest_size_is_allowed);
	tcase_add_loop_test(tcase, a_date_that_has_passed_is_a_warning_and_stops_nothing, 0, ROWS(days));
	tcase_add_test(tcase, a_leap_day_is_a_date);
	tcase_add_test(tcase, a_mistake_in_a_guidance_file_is_told_once);
	tcase_add_test(tcase, a_guidance_file_that_no_route_names_is_checked);
	tcase_add_test(tcase, an_address_is_found_with_its_status);
	tcase_add_test(tcase, a_route_that_is_off_has_no_referral_address);
	tcase_add_loop_test(tcase, file_types_read_as_a_list, 0, ROWS(type_lists));
	tcase_add_test(tcase, freeing_nothing_is_legal);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
