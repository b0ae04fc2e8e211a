/* record: one line says what was decided, in a fixed order, for any reader of JSON, and names nobody. */
#include "tests/support/run_suite.h"
#include "tests/unit/record_scene.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(rows) ((int)(sizeof(rows) / sizeof(rows[0])))

#define HEAD(kind)                                                                                                     \
	"{\"v\":1,\"kind\":\"" kind                                                                                    \
	"\",\"time\":\"2026-11-04T10:00:00.123456Z\",\"gateway\":\"mx1.lewisham.example\","                            \
	"\"salt\":\"SALT\",\"software\":\"referral-milter " PACKAGE_VERSION "\",\"bundle\":\"" BUNDLE "\","

START_TEST(a_record_has_every_field_in_its_place)
{
	scene_reads(HEAD(
	    "verdict") "\"route\":\"lewisham\",\"mode\":\"enforce\",\"class\":\"referral\",\"carried\":true,"
		       "\"verdict\":\"refuse\","
		       "\"would\":\"refuse\",\"reason\":\"copy-missing\",\"findings\":["
		       "{\"reason\":\"content-ambiguous\",\"action\":\"flag\",\"subject\":null,\"excepted\":true,"
		       "\"trouble\":\"file-name\"},"
		       "{\"reason\":\"copy-missing\",\"action\":\"refuse\",\"subject\":\"Lewisham Prevent team\","
		       "\"excepted\":false,\"trouble\":null}],\"exception\":\"hospital pilot\","
		       "\"addresses\":[{\"name\":\"Metropolitan Police\",\"current\":\"no\",\"legacy\":true}],"
		       "\"copies\":[{\"name\":\"Lewisham MASH\",\"header\":\"yes\",\"envelope\":\"no\","
		       "\"sender\":true,\"added\":false},"
		       "{\"name\":\"Lewisham Prevent team\",\"header\":\"could not tell\","
		       "\"envelope\":\"could not tell\",\"sender\":false,\"added\":true}],"
		       "\"parts\":[{\"type\":\"text/plain\",\"sniffed\":null,\"size\":1234},"
		       "{\"type\":\"other\",\"sniffed\":\"application/pdf\",\"size\":99}],"
		       "\"forms\":[{\"state\":\"partial\",\"part\":1,\"form\":\"prevent.fingerprint\",\"score\":950,"
		       "\"labels\":45,\"answers\":12,\"ticks\":3,"
		       "\"digest\":\"00000000000000000000000000000006\"},{\"state\":\"unreadable\",\"part\":0,\"form\":"
		       "null,"
		       "\"score\":0,\"labels\":0,\"answers\":0,\"ticks\":0,\"digest\":null}],"
		       "\"edits\":[\"add-recipient\",\"add-header Cc\",\"change-header Cc\",\"replace-body\","
		       "\"change-header Content-Type\"],\"dkim_broken\":true,"
		       "\"case\":\"7QXM-2RDF\",\"period\":\"2026Q4\","
		       "\"sender\":\"00000000000000000000000000000001\",\"sender_domain\":\"school.example\","
		       "\"message_id\":\"00000000000000000000000000000002\",\"references\":["
		       "\"00000000000000000000000000000003\",\"00000000000000000000000000000004\"],"
		       "\"queue_id\":\"00000000000000000000000000000005\",\"previous\":null,\"timings\":{\"screen_us\":"
		       "11,"
		       "\"wait_us\":22,\"inspect_us\":33},\"recipients\":3,\"size\":150000,\"deaths\":1}\n");
}
END_TEST

START_TEST(what_is_not_there_is_null_but_keeps_its_place)
{
	verdict_clear(&verdict);
	verdict.disposition = verdict.would_disposition = DISPOSITION_ACCEPT;
	verdict.mail_class = CLASS_NO_ROUTE;
	input = (struct record_input){
	    .time_us = NOW_US, .verdict = &verdict, .gateway = "mx1.lewisham.example", .bundle = BUNDLE};
	scene_reads(HEAD(
	    "verdict") "\"route\":null,\"mode\":null,\"class\":\"no-route\",\"carried\":false,\"verdict\":\"accept\","
		       "\"would\":\"accept\",\"reason\":null,\"findings\":[],\"exception\":null,"
		       "\"addresses\":[],\"copies\":[],\"parts\":[],\"forms\":[],\"edits\":[],\"dkim_broken\":false,"
		       "\"period\":null,"
		       "\"sender\":null,\"sender_domain\":null,\"message_id\":null,\"references\":[],"
		       "\"queue_id\":null,\"previous\":null,\"timings\":{\"screen_us\":0,\"wait_us\":0,"
		       "\"inspect_us\":0},"
		       "\"recipients\":0,\"size\":0,\"deaths\":0}\n");
}
END_TEST

START_TEST(after_a_change_of_period_both_have_their_pseudonyms)
{
	input.previous = (struct record_previous){.period = "2026Q3",
	    .sender = {"10000000000000000000000000000001"},
	    .message_id = {"10000000000000000000000000000002"},
	    .references = {{"10000000000000000000000000000003"}, {"10000000000000000000000000000004"}},
	    .forms = {{"10000000000000000000000000000006"}}};
	scene_has(",\"previous\":{\"period\":\"2026Q3\",\"sender\":\"10000000000000000000000000000001\","
		  "\"message_id\":\"10000000000000000000000000000002\",\"references\":["
		  "\"10000000000000000000000000000003\",\"10000000000000000000000000000004\"],"
		  "\"forms\":[\"10000000000000000000000000000006\",null]},");
}
END_TEST

/* A verdict that defers for a fault of our own has no forms; nor has one of an entry that was made before. */
START_TEST(forms_and_their_pseudonyms_need_not_be_as_many)
{
	strcpy(input.previous.period, "2026Q3");
	input.form_count = _i == 0 ? 1 : 3;
	if (_i == 1)
		verdict.form_count = 1;
	scene_has("\"forms\":[null]},\"timings\"");
	scene_has("\"digest\":\"00000000000000000000000000000006\"}");
}
END_TEST

START_TEST(an_unheard_verdict_is_recorded_as_that)
{
	input.outcome = RECORD_OUTCOME_UNKNOWN;
	scene_has("{\"v\":1,\"kind\":\"outcome-unknown\",");
}
END_TEST

START_TEST(every_record_has_a_salt_of_its_own)
{
	char *one = scene_format(), *two = scene_format();

	ck_assert_str_ne(one, two);
	scene_mask_salt(one);
	scene_mask_salt(two);
	ck_assert_str_eq(one, two);
	free(one);
	free(two);
}
END_TEST

static const struct {
	enum disposition disposition;
	enum disposition would;
	bool has_case;
} case_rows[] = {
    {DISPOSITION_ACCEPT, DISPOSITION_ACCEPT, false},
    {DISPOSITION_REFUSE, DISPOSITION_REFUSE, true},
    {DISPOSITION_HOLD, DISPOSITION_HOLD, true},
    {DISPOSITION_DEFER, DISPOSITION_DEFER, true},
    {DISPOSITION_ACCEPT, DISPOSITION_REFUSE, true},
    {DISPOSITION_ACCEPT, DISPOSITION_HOLD, true},
    {DISPOSITION_ACCEPT, DISPOSITION_DEFER, true},
};

START_TEST(a_case_stands_where_the_message_was_or_would_have_been_stopped)
{
	verdict.disposition = case_rows[_i].disposition;
	verdict.would_disposition = case_rows[_i].would;
	if (case_rows[_i].has_case)
		scene_has("\"case\":\"7QXM-2RDF\"");
	else
		scene_has_not("\"case\"");
}
END_TEST

START_TEST(a_route_that_observes_says_why_it_would_have_refused)
{
	verdict.disposition = DISPOSITION_ACCEPT;
	scene_has("\"verdict\":\"accept\",\"would\":\"refuse\",\"reason\":\"copy-missing\"");
}
END_TEST

static const struct {
	const char *domain;
	const char *printed;
} domain_rows[] = {
    {"school.example", "\"school.example\""},
    {"other-school.example", "\"other\""},
    {"below.school.example", "\"other\""},
    {"lewisham.example", "\"lewisham.example\""},
    {PLANTED ".lewisham.example", "\".lewisham.example\""},
    {"a." PLANTED ".lewisham.example", "\".lewisham.example\""},
    {PLANTED "lewisham.example", "\"other\""},
    {PLANTED, "\"other\""},
    {"", "null"},
    {NULL, "null"},
};

START_TEST(a_domain_is_printed_as_the_rule_file_lists_it_or_not_at_all)
{
	char expected[64];

	input.sender_domain = domain_rows[_i].domain;
	snprintf(expected, sizeof(expected), "\"sender_domain\":%s,", domain_rows[_i].printed);
	scene_has(expected);
	scene_has_not(PLANTED);
}
END_TEST

START_TEST(without_a_route_every_domain_is_other)
{
	input.route = NULL;
	scene_has("\"sender_domain\":\"other\",");
}
END_TEST

static const struct {
	enum answer answer;
	int reason; /* of a finding about the same address, or -1 */
	const char *printed;
} address_rows[] = {
    {ANSWER_YES, -1, "\"current\":\"yes\",\"legacy\":false"},
    {ANSWER_NO, -1, "\"current\":\"no\",\"legacy\":true"},
    {ANSWER_UNKNOWN, -1, "\"current\":\"could not tell\",\"legacy\":false"},
    {ANSWER_NO, REASON_ADDRESS_RETIRED, "\"current\":\"no\",\"legacy\":false"},
    {ANSWER_NO, REASON_ADDRESS_CLOSED, "\"current\":\"no\",\"legacy\":false"},
    {ANSWER_NO, REASON_COPY_MISSING, "\"current\":\"no\",\"legacy\":true"},
};

START_TEST(an_address_that_is_not_current_shows)
{
	verdict.trace[1].subject = 1;
	verdict.trace[1].answer = address_rows[_i].answer;
	if (address_rows[_i].reason >= 0)
		ck_assert_int_eq(
		    verdict_add_finding(&verdict, (enum reason)address_rows[_i].reason, ACTION_FLAG, 1), 0);
	scene_has("\"addresses\":[{\"name\":\"Old address\",");
	scene_has(address_rows[_i].printed);
}
END_TEST

static const struct {
	enum reason reason;
	uint32_t subject;
	const char *printed;
} subject_rows[] = {
    {REASON_COPY_MISSING, 0, "\"Lewisham MASH\""},
    {REASON_COPY_MISSING, 2, "null"},
    {REASON_COPY_MISSING, FINDING_NO_SUBJECT, "null"},
    {REASON_ADDRESS_RETIRED, 1, "\"Old address\""},
    {REASON_ADDRESS_CLOSED, 0, "\"Metropolitan Police\""},
    {REASON_ADDRESS_NEAR_MISS, 0, "\"Metropolitan Police\""},
    {REASON_ADDRESS_NEAR_MISS, 2, "\"Lewisham MASH\""},
    {REASON_ADDRESS_NEAR_MISS, 3, "\"Lewisham Prevent team\""},
    {REASON_ADDRESS_NEAR_MISS, 4, "null"},
    {REASON_REFERRAL_MISROUTED, FINDING_NO_SUBJECT, "null"},
    {REASON_CONTENT_UNSAFE, UNSAFE_HTML_ACTIVE, "\"html-active\""},
    {REASON_CONTENT_UNSAFE, UNSAFE_ENCRYPTED_ARCHIVE, "\"encrypted-archive\""},
    {REASON_CONTENT_UNSAFE, UNSAFE_CLASS_COUNT, "null"},
    {REASON_CONTENT_UNSAFE, FINDING_NO_SUBJECT, "null"},
    {REASON_FORM_MISSING, 0, "null"},
};

START_TEST(a_finding_names_its_subject_as_the_rule_file_does)
{
	char expected[128];

	verdict.findings[1].reason = subject_rows[_i].reason;
	verdict.findings[1].subject = subject_rows[_i].subject;
	snprintf(expected, sizeof(expected), "\"action\":\"refuse\",\"subject\":%s,", subject_rows[_i].printed);
	scene_has(expected);
}
END_TEST

START_TEST(what_is_stripped_and_what_keeps_it_from_being_is_said)
{
	verdict.findings[0] =
	    (struct finding){.reason = REASON_CONTENT_UNSAFE, .action = ACTION_STRIP, .subject = UNSAFE_OFFICE_MACROS};
	scene_has(
	    "{\"reason\":\"content-unsafe\",\"action\":\"strip\",\"subject\":\"office-macros\",\"excepted\":false,"
	    "\"trouble\":null}");
	verdict.findings[0].action = ACTION_REFUSE;
	verdict.findings[0].trouble = TROUBLE_SIGNED;
	scene_has("\"action\":\"refuse\",\"subject\":\"office-macros\",\"excepted\":false,\"trouble\":\"signed\"}");
}
END_TEST

START_TEST(an_index_that_the_route_does_not_have_is_null)
{
	verdict.exception = 1;
	verdict.copy_count = 3;
	verdict.copies[2] = verdict.copies[0];
	verdict.trace[1].subject = 2;
	scene_has("\"exception\":null");
	scene_has("{\"name\":null,\"header\":\"yes\"");
	scene_has("{\"name\":null,\"current\"");
	input.route = NULL;
	scene_has("\"exception\":null");
	scene_has("\"subject\":null");
}
END_TEST

/* Whatever an inspector may have been talked into, and whatever the rule file says besides its names. */
START_TEST(no_text_of_anybody_reaches_the_line)
{
	free(verdict.route);
	verdict.route = strdup(PLANTED);
	free(verdict.parts[0].declared_type);
	verdict.parts[0].declared_type = strdup("application/" PLANTED);
	free(verdict.parts[1].sniffed_type);
	verdict.parts[1].sniffed_type = strdup(PLANTED);
	free(verdict.edits[1].name);
	verdict.edits[1].name = strdup("X-" PLANTED);
	free(verdict.edits[2].name);
	verdict.edits[2].name = NULL;
	input.sender_domain = PLANTED ".example";
	if (_i == 1)
		input.route = NULL;
	scene_has_not(PLANTED);
	scene_has_not(".example\",\"message_id\"");
	scene_has("\"add-header other\",\"change-header other\"");
	scene_has("{\"type\":\"other\",\"sniffed\":null,");
	scene_has("{\"type\":\"other\",\"sniffed\":\"other\",");
}
END_TEST

START_TEST(the_search_for_planted_text_can_fail)
{
	static char planted[] = PLANTED;

	domains[0] = planted;
	input.sender_domain = planted;
	scene_has(PLANTED);
}
END_TEST

static const struct {
	int64_t time_us;
	const char *printed;
} time_rows[] = {
    {0, "\"1970-01-01T00:00:00.000000Z\""},
    {1, "\"1970-01-01T00:00:00.000001Z\""},
    {-1, "\"1970-01-01T00:00:00.000000Z\""},
    {1798761599999999, "\"2026-12-31T23:59:59.999999Z\""},
    {1798761600000000, "\"2027-01-01T00:00:00.000000Z\""},
    {INT64_MAX, "\"9999-12-31T23:59:59.775807Z\""},
};

START_TEST(time_is_utc_to_the_microsecond)
{
	char expected[64];

	setenv("TZ", "Pacific/Kiritimati", 1);
	input.time_us = time_rows[_i].time_us;
	snprintf(expected, sizeof(expected), "\"time\":%s,", time_rows[_i].printed);
	scene_has(expected);
}
END_TEST

START_TEST(a_number_too_large_for_json_is_the_largest)
{
	input.message_size = UINT64_MAX;
	scene_has("\"size\":9223372036854775807,");
	input.message_size = INT64_MAX;
	scene_has("\"size\":9223372036854775807,");
}
END_TEST

static void add_values(TCase *tcase)
{
	tcase_add_test(tcase, a_route_that_observes_says_why_it_would_have_refused);
	tcase_add_loop_test(tcase, a_case_stands_where_the_message_was_or_would_have_been_stopped, 0, COUNT(case_rows));
	tcase_add_loop_test(tcase, a_domain_is_printed_as_the_rule_file_lists_it_or_not_at_all, 0, COUNT(domain_rows));
	tcase_add_test(tcase, without_a_route_every_domain_is_other);
	tcase_add_loop_test(tcase, an_address_that_is_not_current_shows, 0, COUNT(address_rows));
	tcase_add_loop_test(tcase, a_finding_names_its_subject_as_the_rule_file_does, 0, COUNT(subject_rows));
	tcase_add_test(tcase, what_is_stripped_and_what_keeps_it_from_being_is_said);
	tcase_add_test(tcase, an_index_that_the_route_does_not_have_is_null);
	tcase_add_loop_test(tcase, no_text_of_anybody_reaches_the_line, 0, 2);
	tcase_add_test(tcase, the_search_for_planted_text_can_fail);
	tcase_add_loop_test(tcase, time_is_utc_to_the_microsecond, 0, COUNT(time_rows));
	tcase_add_test(tcase, a_number_too_large_for_json_is_the_largest);
}

int main(void)
{
	Suite *suite = suite_create("record");
	TCase *tcase = tcase_create("record");

	tcase_add_checked_fixture(tcase, scene_open, scene_close);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_record_has_every_field_in_its_place);
	tcase_add_test(tcase, what_is_not_there_is_null_but_keeps_its_place);
	tcase_add_test(tcase, after_a_change_of_period_both_have_their_pseudonyms);
	tcase_add_loop_test(tcase, forms_and_their_pseudonyms_need_not_be_as_many, 0, 2);
	tcase_add_test(tcase, an_unheard_verdict_is_recorded_as_that);
	tcase_add_test(tcase, every_record_has_a_salt_of_its_own);
	add_values(tcase);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
