/* record: one line says what was decided, in a fixed order, for any reader of JSON, and names nobody. */
#include "audit/event.h"
#include "audit/record.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOW_US	    1793786400123456
#define BUNDLE	    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define PLANTED	    "zxplanted"
#define SALT_MARK   "\"salt\":\""
#define COUNT(rows) ((int)(sizeof(rows) / sizeof(rows[0])))

static char *domains[] = {"school.example", ".lewisham.example", "lewisham.example"};
static char *current[] = {PLANTED "@police.example"};
static char *any_of[] = {PLANTED "@copy.example"};

static struct referral_address referrals[] = {
    {.name = "Metropolitan Police", .by_status[ADDRESS_CURRENT] = {current, 1}, .web_form = PLANTED},
    {.name = "Old address"},
};
static struct required_copy copies[] = {{"Lewisham MASH", {any_of, 1}}, {"Lewisham Prevent team", {any_of, 1}}};
static struct exception_rule exceptions[] = {{.name = "hospital pilot", .why = PLANTED, .senders = {any_of, 1}}};

static struct form_reference learnt[] = {{NULL, 1, true, "old.fingerprint"}, {NULL, 4, false, "prevent.fingerprint"}};

static struct route route = {
    .name = "lewisham",
    .description = PLANTED,
    .file = PLANTED,
    .mode = ROUTE_ENFORCE,
    .senders = {.domains = {domains, 3}},
    .referrals = referrals,
    .referral_count = 2,
    .copies = copies,
    .copy_count = 2,
    .form = {.name = PLANTED, .fingerprints = learnt, .fingerprint_count = 2},
    .exceptions = exceptions,
    .exception_count = 1,
    .contact = PLANTED,
};

static struct verdict verdict;
static struct record_input input;

/* A refusal with everything that a record can say. */
static void setup(void)
{
	verdict_init(&verdict);
	verdict.disposition = verdict.would_disposition = DISPOSITION_REFUSE;
	verdict.mail_class = CLASS_REFERRAL;
	verdict.mode = ROUTE_ENFORCE;
	verdict.route = strdup("lewisham");
	verdict.exception = 0;
	verdict.carries_referral = true;
	verdict.breaks_dkim = true;
	ck_assert_int_eq(verdict_add_finding(&verdict, REASON_CONTENT_AMBIGUOUS, ACTION_FLAG, FINDING_NO_SUBJECT), 0);
	verdict.findings[0].is_excepted = true;
	verdict.findings[0].trouble = TROUBLE_FILE_NAME;
	ck_assert_int_eq(verdict_add_finding(&verdict, REASON_COPY_MISSING, ACTION_REFUSE, 1), 0);
	ck_assert_int_eq(verdict_add_trace(&verdict, PREDICATE_SENDER_IS_OURS, 0, ANSWER_YES), 0);
	ck_assert_int_eq(verdict_add_trace(&verdict, PREDICATE_ADDRESS_CURRENT, 0, ANSWER_NO), 0);
	verdict.copy_count = 2;
	verdict.copies[0] = (struct verdict_copy){ANSWER_YES, ANSWER_NO, .is_sender = true};
	verdict.copies[1] = (struct verdict_copy){ANSWER_UNKNOWN, ANSWER_UNKNOWN, .is_added = true};
	verdict.parts = calloc(2, sizeof(*verdict.parts));
	verdict.part_count = 2;
	verdict.parts[0] = (struct verdict_part){strdup("text/plain"), NULL, 1234};
	verdict.parts[1] = (struct verdict_part){strdup("other"), strdup("application/pdf"), 99};
	verdict.forms = calloc(2, sizeof(*verdict.forms));
	verdict.form_count = 2;
	verdict.forms[0] = (struct form_report){FORM_PARTIAL, 1, 4, 0, 950, 45, 12, 3, .empty = {7}, .empty_count = 1};
	verdict.forms[1] = (struct form_report){.state = FORM_UNREADABLE, .fingerprint = FORM_NO_FINGERPRINT};
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_ADD_RECIPIENT, NULL, 0, PLANTED "@copy.example"), 0);
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_ADD_HEADER, "CC", 0, PLANTED), 0);
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_CHANGE_HEADER, "Cc", 1, PLANTED), 0);
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_REPLACE_BODY, NULL, 0, PLANTED), 0);
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_CHANGE_HEADER, "content-type", 1, PLANTED), 0);

	input = (struct record_input){
	    .time_us = NOW_US,
	    .gateway = "mx1.lewisham.example",
	    .route = &route,
	    .verdict = &verdict,
	    .period = "2026Q4",
	    .sender = {"00000000000000000000000000000001"},
	    .sender_domain = "school.example",
	    .message_id = {"00000000000000000000000000000002"},
	    .references = {{"00000000000000000000000000000003"}, {"00000000000000000000000000000004"}},
	    .reference_count = 2,
	    .queue_id = {"00000000000000000000000000000005"},
	    .forms = {{"00000000000000000000000000000006"}},
	    .form_count = 2,
	    .case_code = {"7QXM-2RDF"},
	    .message_size = 150000,
	    .recipient_count = 3,
	    .inspector_deaths = 1,
	    .timings = {.screen = 11, .wait = 22, .inspect = 33},
	    .bundle = BUNDLE,
	};
}

static void teardown(void)
{
	verdict_clear(&verdict);
}

/* The line, to be freed; one line, ended by its only newline. */
static char *format(void)
{
	char *line = NULL;
	size_t size = 0;

	ck_assert_int_eq(record_format(&input, &line, &size), 0);
	ck_assert_uint_eq(strlen(line), size);
	ck_assert_ptr_eq(strchr(line, '\n'), line + size - 1);
	return line;
}

/* Puts "SALT" where the random salt stands, after looking at it. */
static void mask_salt(char *line)
{
	char *salt = strstr(line, SALT_MARK);

	ck_assert_ptr_nonnull(salt);
	salt += strlen(SALT_MARK);
	ck_assert_uint_eq(strspn(salt, "0123456789abcdef"), 32);
	memcpy(salt, "SALT", 4);
	memmove(salt + 4, salt + 32, strlen(salt + 32) + 1);
}

static void reads(const char *expected)
{
	char *line = format();

	mask_salt(line);
	ck_assert_str_eq(line, expected);
	free(line);
}

static void has(const char *text)
{
	char *line = format();

	if (strstr(line, text) == NULL)
		ck_abort_msg("%s is not in %s", text, line);
	free(line);
}

static void has_not(const char *text)
{
	char *line = format();

	if (strstr(line, text) != NULL)
		ck_abort_msg("%s is in %s", text, line);
	free(line);
}

#define HEAD(kind)                                                                                                     \
	"{\"v\":1,\"kind\":\"" kind                                                                                    \
	"\",\"time\":\"2026-11-04T10:00:00.123456Z\",\"gateway\":\"mx1.lewisham.example\","                            \
	"\"salt\":\"SALT\",\"software\":\"referral-milter " PACKAGE_VERSION "\",\"bundle\":\"" BUNDLE "\","

START_TEST(a_record_has_every_field_in_its_place)
{
	reads(HEAD(
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
		       "\"change-header Content-Type\"],\"dkim-broken\":true,"
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
	reads(HEAD(
	    "verdict") "\"route\":null,\"mode\":null,\"class\":\"no-route\",\"carried\":false,\"verdict\":\"accept\","
		       "\"would\":\"accept\",\"reason\":null,\"findings\":[],\"exception\":null,"
		       "\"addresses\":[],\"copies\":[],\"parts\":[],\"forms\":[],\"edits\":[],\"dkim-broken\":false,"
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
	has(",\"previous\":{\"period\":\"2026Q3\",\"sender\":\"10000000000000000000000000000001\","
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
	has("\"forms\":[null]},\"timings\"");
	has("\"digest\":\"00000000000000000000000000000006\"}");
}
END_TEST

START_TEST(an_unheard_verdict_is_recorded_as_that)
{
	input.outcome = RECORD_OUTCOME_UNKNOWN;
	has("{\"v\":1,\"kind\":\"outcome-unknown\",");
}
END_TEST

START_TEST(every_record_has_a_salt_of_its_own)
{
	char *one = format(), *two = format();

	ck_assert_str_ne(one, two);
	mask_salt(one);
	mask_salt(two);
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
		has("\"case\":\"7QXM-2RDF\"");
	else
		has_not("\"case\"");
}
END_TEST

START_TEST(a_route_that_observes_says_why_it_would_have_refused)
{
	verdict.disposition = DISPOSITION_ACCEPT;
	has("\"verdict\":\"accept\",\"would\":\"refuse\",\"reason\":\"copy-missing\"");
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
	has(expected);
	has_not(PLANTED);
}
END_TEST

START_TEST(without_a_route_every_domain_is_other)
{
	input.route = NULL;
	has("\"sender_domain\":\"other\",");
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
	has("\"addresses\":[{\"name\":\"Old address\",");
	has(address_rows[_i].printed);
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
	has(expected);
}
END_TEST

START_TEST(what_is_stripped_and_what_keeps_it_from_being_is_said)
{
	verdict.findings[0] =
	    (struct finding){.reason = REASON_CONTENT_UNSAFE, .action = ACTION_STRIP, .subject = UNSAFE_OFFICE_MACROS};
	has("{\"reason\":\"content-unsafe\",\"action\":\"strip\",\"subject\":\"office-macros\",\"excepted\":false,"
	    "\"trouble\":null}");
	verdict.findings[0].action = ACTION_REFUSE;
	verdict.findings[0].trouble = TROUBLE_SIGNED;
	has("\"action\":\"refuse\",\"subject\":\"office-macros\",\"excepted\":false,\"trouble\":\"signed\"}");
}
END_TEST

START_TEST(an_index_that_the_route_does_not_have_is_null)
{
	verdict.exception = 1;
	verdict.copy_count = 3;
	verdict.copies[2] = verdict.copies[0];
	verdict.trace[1].subject = 2;
	has("\"exception\":null");
	has("{\"name\":null,\"header\":\"yes\"");
	has("{\"name\":null,\"current\"");
	input.route = NULL;
	has("\"exception\":null");
	has("\"subject\":null");
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
	has_not(PLANTED);
	has_not(".example\",\"message_id\"");
	has("\"add-header other\",\"change-header other\"");
	has("{\"type\":\"other\",\"sniffed\":null,");
	has("{\"type\":\"other\",\"sniffed\":\"other\",");
}
END_TEST

START_TEST(the_search_for_planted_text_can_fail)
{
	static char planted[] = PLANTED;

	domains[0] = planted;
	input.sender_domain = planted;
	has(PLANTED);
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
	has(expected);
}
END_TEST

START_TEST(a_number_too_large_for_json_is_the_largest)
{
	input.message_size = UINT64_MAX;
	has("\"size\":9223372036854775807,");
	input.message_size = INT64_MAX;
	has("\"size\":9223372036854775807,");
}
END_TEST

/* A gateway's name of such a length that the line has `size` octets. */
static int format_of_size(size_t size, char **ret_line, size_t *ret_size)
{
	input.gateway = "x";
	char *line = format();
	size_t length = size - strlen(line) + 1;
	char *gateway = malloc(length + 1);
	memset(gateway, 'x', length);
	gateway[length] = '\0';
	input.gateway = gateway;
	int r = record_format(&input, ret_line, ret_size);
	free(gateway);
	free(line);
	return r;
}

START_TEST(a_line_is_as_long_as_the_limit_and_no_longer)
{
	char *line = NULL;
	size_t size = 0;

	ck_assert_int_eq(format_of_size(RECORD_LINE_MAX + 1, &line, &size), -E2BIG);
	ck_assert_ptr_null(line);
	ck_assert_int_eq(format_of_size(RECORD_LINE_MAX, &line, &size), 0);
	ck_assert_uint_eq(size, RECORD_LINE_MAX);
	free(line);
}
END_TEST

/* As many of everything as a verdict may have, each as long as it may be. */
static void fill_up(void)
{
	static const char longest[] = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
	static char name[RULESET_NAME_MAX + 1];

	memset(name, '\\', RULESET_NAME_MAX);
	for (size_t i = 0; i < 2; i++)
		copies[i].name = referrals[i].name = name;
	route.name = exceptions[0].name = name;
	while (verdict_add_finding(&verdict, REASON_CONTENT_UNINSPECTABLE, ACTION_REFUSE, 0) == 0)
		;
	while (verdict_add_edit(&verdict, EDIT_CHANGE_HEADER, "other", 1, "") == 0)
		;
	verdict.parts = realloc(verdict.parts, VERDICT_PARTS_MAX * sizeof(*verdict.parts));
	for (size_t i = verdict.part_count; i < VERDICT_PARTS_MAX; i++)
		verdict.parts[i] = (struct verdict_part){strdup(longest), strdup(longest), UINT64_MAX};
	verdict.part_count = VERDICT_PARTS_MAX;
	verdict.copy_count = RULESET_SECTION_MAX;
	for (uint32_t i = 0; i < RULESET_SECTION_MAX; i++)
		ck_assert_int_eq(verdict_add_trace(&verdict, PREDICATE_ADDRESS_CURRENT, i % 2, ANSWER_UNKNOWN), 0);
	input.reference_count = RECORD_REFERENCES_MAX;
	for (size_t i = 0; i < RECORD_REFERENCES_MAX; i++)
		input.references[i] = input.previous.references[i] = input.sender;
	strcpy(input.previous.period, "2026Q3");
	verdict.forms = realloc(verdict.forms, FORM_REPORTS_MAX * sizeof(*verdict.forms));
	verdict.form_count = input.form_count = FORM_REPORTS_MAX;
	for (size_t i = 0; i < FORM_REPORTS_MAX; i++) {
		verdict.forms[i] = verdict.forms[0];
		input.forms[i] = input.previous.forms[i] = input.sender;
	}
}

START_TEST(the_fullest_verdict_fits_into_a_line)
{
	fill_up();
	char *line = format();
	printf("the fullest verdict has %zu of %u octets\n", strlen(line), RECORD_LINE_MAX);
	free(line);
}
END_TEST

START_TEST(more_references_than_there_is_room_for_are_not_read)
{
	input.reference_count = RECORD_REFERENCES_MAX + 1;
	has("null],\"queue_id\"");
}
END_TEST

static const char reader[] =
    "import json, sys\n"
    "def pairs(p):\n"
    "    assert len({k for k, _ in p}) == len(p), 'a name stands twice'\n"
    "    return dict(p)\n"
    "lines = sys.stdin.buffer.read().decode('ascii').splitlines(keepends=True)\n"
    "records = [json.loads(l, object_pairs_hook=pairs) for l in lines]\n"
    "assert len(records) == 3 and all(l.endswith('\\n') for l in lines)\n"
    "assert all(next(iter(r)) == 'v' and r['v'] == 1 for r in records)\n"
    "assert records[0]['copies'][1]['header'] == 'could not tell' and records[0]['timings']['wait_us'] == 22\n"
    "assert len(records[1]['parts']) == 1024\n"
    "assert records[2]['detail'] == 'a \"quote\", a \\\\, a\\nnewline, \\u00fc and \\u2028'\n";

START_TEST(another_reader_of_json_reads_it)
{
	const char *python = getenv("PYTHON3") != NULL ? getenv("PYTHON3") : "/usr/bin/python3";
	char command[8192], *event = NULL;
	size_t size = 0;

	if (access(python, X_OK) != 0) {
		printf("SKIP: there is no python3\n");
		return;
	}
	setenv("READER", reader, 1);
	snprintf(command, sizeof(command), "'%s' -c \"$READER\"", python);
	FILE *pipe = popen(command, "w");
	char *line = format();
	fputs(line, pipe);
	free(line);
	fill_up();
	line = format();
	fputs(line, pipe);
	free(line);
	const struct event_field detail = {
	    .name = "detail", .text = "a \"quote\", a \\, a\nnewline, \xc3\xbc and \xe2\x80\xa8"};
	const struct event stop = {
	    .kind = "stop", .time_us = NOW_US, .gateway = "mx1", .fields = &detail, .field_count = 1};
	ck_assert_int_eq(event_format(&stop, &event, &size), 0);
	fputs(event, pipe);
	free(event);
	ck_assert_int_eq(pclose(pipe), 0);
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

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_record_has_every_field_in_its_place);
	tcase_add_test(tcase, what_is_not_there_is_null_but_keeps_its_place);
	tcase_add_test(tcase, after_a_change_of_period_both_have_their_pseudonyms);
	tcase_add_loop_test(tcase, forms_and_their_pseudonyms_need_not_be_as_many, 0, 2);
	tcase_add_test(tcase, an_unheard_verdict_is_recorded_as_that);
	tcase_add_test(tcase, every_record_has_a_salt_of_its_own);
	add_values(tcase);
	tcase_add_test(tcase, a_line_is_as_long_as_the_limit_and_no_longer);
	tcase_add_test(tcase, the_fullest_verdict_fits_into_a_line);
	tcase_add_test(tcase, more_references_than_there_is_room_for_are_not_read);
	tcase_add_test(tcase, another_reader_of_json_reads_it);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
