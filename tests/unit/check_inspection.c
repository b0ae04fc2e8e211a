/* inspection: from octets to a verdict with its edits that the gate believes. */
#include "message/facts_reader.h"
#include "message/inspection.h"
#include "message/limits.h"
#include "rules/policy_eval.h"
#include "tests/support/inspector.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POLICE "preventreferrals@met.pnn.police.uk"
#define MASH   "mashagency@lewisham.gov.uk"
#define TEAM   "prevent@lewisham.gov.uk"
#define FROM   "From: Terry Teacher <teacher@school.example.org>\r\n"

/* A route that completes, and by what evidence. */
#define NAMED_ROUTE(mash, team, evidence)                                                                              \
	"route \"test\" {\n"                                                                                           \
	"  mode = enforce\n"                                                                                           \
	"  senders { authenticated = yes networks = { \"127.0.0.0/8\" } }\n"                                           \
	"  referral-address \"Police\" { current = { \"" POLICE "\" } }\n"                                             \
	"  copy \"" mash "\" { any-of = { \"" MASH "\" } }\n"                                                          \
	"  copy \"" team "\" { any-of = { \"" TEAM "\" } }\n"                                                          \
	"  copy-evidence = " evidence "\n"                                                                             \
	"  on { copy-missing = repair }\n"                                                                             \
	"  guidance = \"lewisham.txt\"\n  contact = \"" TEAM "\"\n}\n"

#define ROUTE(evidence) NAMED_ROUTE("Lewisham MASH", "Lewisham Prevent team", evidence)

static struct inspection inspection;
static struct ruleset *ruleset;

static void load(const char *rules)
{
	static uint8_t packed[BUNDLE_SIZE_MAX];
	struct problem_list problems;
	struct bundle bundle;
	int fd = inspector_bundle(rules);
	ssize_t size = pread(fd, packed, sizeof(packed), 0);

	close(fd);
	problem_list_init(&problems);
	ck_assert_int_eq(bundle_unpack(packed, (size_t)size, &bundle), 0);
	int r = ruleset_new(&bundle, 0, &problems, &ruleset);
	ck_assert_msg(r == 0, "%s", problems.count > 0 ? problems.items[0].text : "?");
	problem_list_clear(&problems);
	bundle_clear(&bundle);
	inspection.ruleset = ruleset;
}

static void setup(void)
{
	facts_reader_warm();
	ck_assert_int_eq(part_sniffer_new(&inspection.sniffer), 0);
}

static void teardown(void)
{
	ruleset_free(ruleset);
	part_sniffer_free(inspection.sniffer);
}

/* The answer, which the gate must believe. */
static struct inspect_answer inspect_octets(const char *octets, size_t size)
{
	struct inspect_request request = {.purpose = PURPOSE_JUDGE};
	struct inspect_answer answer = {0};
	int fd = inspector_message(octets, size);

	inspector_envelope(&request.envelope);
	inspection_answer(&inspection, &request, fd, &answer);
	close(fd);
	ck_assert_int_eq(answer.error, 0);
	ck_assert_int_eq(policy_check(ruleset, &request.envelope, &answer.verdict), 0);
	inspect_request_clear(&request);
	return answer;
}

static struct inspect_answer inspect(const char *message)
{
	return inspect_octets(message, strlen(message));
}

static const struct edit *find_edit(const struct verdict *verdict, enum edit_kind kind)
{
	for (size_t i = 0; i < verdict->edit_count; i++)
		if (verdict->edits[i].kind == kind)
			return &verdict->edits[i];
	return NULL;
}

struct repair_case {
	const char *name, *header;
	enum edit_kind kind;
	const char *value; /* NULL: no edit of a field */
};

#define BOTH "Lewisham MASH <" MASH ">,\n Lewisham Prevent team <" TEAM ">"

static const struct repair_case repairs[] = {
    {"no Cc", "To: " POLICE "\r\n", EDIT_ADD_HEADER, " " BOTH},
    {"a Cc", "To: " POLICE "\r\nCc: a@b.example\r\n", EDIT_CHANGE_HEADER, " a@b.example, " BOTH},
    {"an empty Cc", "To: " POLICE "\r\nCc:\r\n", EDIT_CHANGE_HEADER, " " BOTH},
    {"one copy there", "To: " POLICE "\r\nCc: " MASH "\r\n", EDIT_CHANGE_HEADER,
	" " MASH ",\n Lewisham Prevent team <" TEAM ">"},
    {"one copy in To", "To: " POLICE ", " TEAM "\r\n", EDIT_ADD_HEADER, " Lewisham MASH <" MASH ">"},
    {"both there", "To: " POLICE "\r\nCc: " MASH ", " TEAM "\r\n", EDIT_ADD_HEADER, NULL},
    {"a folded Cc", "To: " POLICE "\r\nCc: a@b.example,\r\n\tc@d.example\r\n", EDIT_CHANGE_HEADER,
	" a@b.example,\n\tc@d.example, " BOTH},
    {"a Cc with 8-bit", "To: " POLICE "\r\nCc: Zo\xc3\xab <zoe@b.example>\r\n", EDIT_CHANGE_HEADER,
	" Zo\xc3\xab <zoe@b.example>, " BOTH},
    {"a group", "To: " POLICE "\r\nCc: team: a@b.example;\r\n", EDIT_CHANGE_HEADER, " team: a@b.example;, " BOTH},
};

START_TEST(a_repair_shows_in_the_cc_and_the_gate_believes_it)
{
	const struct repair_case *c = &repairs[_i];
	char message[1024];

	load(ROUTE("header"));
	snprintf(message, sizeof(message), FROM "%s\r\nHello\r\n", c->header);
	struct inspect_answer answer = inspect(message);
	ck_assert_msg(answer.verdict.disposition == DISPOSITION_ACCEPT, "%s", c->name);
	const struct edit *edit = find_edit(&answer.verdict, c->kind);
	ck_assert_msg((edit != NULL) == (c->value != NULL), "%s", c->name);
	if (edit != NULL) {
		ck_assert_str_eq(edit->name, "Cc");
		ck_assert_uint_eq(edit->occurrence, c->kind == EDIT_CHANGE_HEADER ? 1 : 0);
		ck_assert_msg(strcmp(edit->value, c->value) == 0, "%s: [%s]", c->name, edit->value);
	}
	inspect_answer_clear(&answer);
}
END_TEST

START_TEST(a_copy_that_the_header_names_is_added_to_the_envelope_only)
{
	load(ROUTE("envelope"));
	struct inspect_answer answer = inspect(FROM "To: " POLICE "\r\nCc: " MASH ", " TEAM "\r\n\r\nHello\r\n");
	ck_assert_int_eq(answer.verdict.disposition, DISPOSITION_ACCEPT);
	ck_assert_uint_eq(answer.verdict.edit_count, 2);
	ck_assert_int_eq(answer.verdict.edits[0].kind, EDIT_ADD_RECIPIENT);
	ck_assert_int_eq(answer.verdict.edits[1].kind, EDIT_ADD_RECIPIENT);
	inspect_answer_clear(&answer);
}
END_TEST

static bool has_finding(const struct verdict *verdict, enum reason reason, enum trouble trouble)
{
	for (size_t i = 0; i < verdict->finding_count; i++)
		if (verdict->findings[i].reason == reason && verdict->findings[i].trouble == trouble)
			return true;
	return false;
}

/* Refused for that, and nothing is changed. */
static struct inspect_answer check_refused(const char *octets, size_t size, enum reason reason, enum trouble trouble)
{
	struct inspect_answer answer = inspect_octets(octets, size);

	ck_assert_int_eq(answer.verdict.disposition, DISPOSITION_REFUSE);
	ck_assert_int_eq(answer.verdict.findings[0].reason, reason);
	ck_assert_str_eq(trouble_word(answer.verdict.findings[0].trouble), trouble_word(trouble));
	ck_assert_uint_eq(answer.verdict.edit_count, 0);
	return answer;
}

static void check_uninspectable(const char *octets, size_t size)
{
	struct inspect_answer answer = check_refused(octets, size, REASON_CONTENT_UNINSPECTABLE, TROUBLE_TOO_MUCH);

	inspect_answer_clear(&answer);
}

/* The copy is named all the same, for the sender to add. */
static void check_ambiguous(const char *octets, size_t size, enum trouble trouble)
{
	struct inspect_answer answer = check_refused(octets, size, REASON_CONTENT_AMBIGUOUS, trouble);

	ck_assert(has_finding(&answer.verdict, REASON_COPY_MISSING, TROUBLE_NONE));
	inspect_answer_clear(&answer);
}

static const struct {
	const char *lines;
	enum trouble trouble;
} bad_lines[] = {
    {"Cc: a@b.example,\r\n \r\n c@d.example", TROUBLE_HEADER},
    {"Cc: \001a@b.example", TROUBLE_CHARACTERS},
    {"Cc: a@b.example,\rc@d.example", TROUBLE_CHARACTERS},
    {"Cc: \"Zoe <zoe@b.example>", TROUBLE_ADDRESSES},
    {"Cc: a@b.example\r\nCC: c@d.example", TROUBLE_HEADER},
};

START_TEST(a_cc_with_more_than_one_reading_is_not_repaired)
{
	char message[1024];

	load(ROUTE("header"));
	int size =
	    snprintf(message, sizeof(message), FROM "To: " POLICE "\r\n%s\r\n\r\nHello\r\n", bad_lines[_i].lines);
	check_ambiguous(message, (size_t)size, bad_lines[_i].trouble);
}
END_TEST

START_TEST(a_cc_line_longer_than_any_may_be_is_not_repaired)
{
	char message[4096];
	size_t at = (size_t)sprintf(message, FROM "To: " POLICE "\r\nCc: ");

	load(ROUTE("header"));
	for (int i = 0; i < 100; i++)
		at += (size_t)sprintf(message + at, "a%d@b.example, ", i);
	at += (size_t)sprintf(message + at, "c@d.example\r\n\r\nHello\r\n");
	check_ambiguous(message, at, TROUBLE_CHARACTERS);
}
END_TEST

#define OTHER_LONG_NAME "B team with a name that is as long as that of a team can ever be"
#define LONG_NAME	"A team with a name that is as long as that of a team can ever be"

/* A Cc field of so many octets, in long lines. */
static void check_large_field(size_t size, bool fits)
{
	static const char member[] = "a-rather-long-local-part@council.example.org,", last[] = "c@d.example";
	char *message = malloc(size + 1024);
	size_t start = (size_t)sprintf(message, FROM "To: " POLICE "\r\n");
	size_t at = start + (size_t)sprintf(message + start, "Cc:");

	for (unsigned i = 0; at - start + sizeof(member) + sizeof(last) + 4 < size; i++)
		at += (size_t)sprintf(message + at, "%s%s", i % 20 == 0 ? "\r\n " : "", member);
	while (at - start + strlen(last) < size)
		message[at++] = ' ';
	at += (size_t)sprintf(message + at, "%s\r\n\r\nHello\r\n", last);
	if (fits) {
		struct inspect_answer answer = inspect_octets(message, at);
		ck_assert_ptr_nonnull(find_edit(&answer.verdict, EDIT_CHANGE_HEADER));
		inspect_answer_clear(&answer);
	} else {
		check_uninspectable(message, at);
	}
	free(message);
}

/* Each line is an octet shorter in the edit, which has LF for CRLF; the names of the copies are longer than that. */
START_TEST(a_cc_that_has_no_room_for_copies_is_not_repaired)
{
	ck_assert_uint_eq(strlen(LONG_NAME), RULESET_NAME_MAX);
	ck_assert_uint_eq(LIMIT_FIELD_BYTES, VERDICT_VALUE_MAX);
	load(NAMED_ROUTE(LONG_NAME, OTHER_LONG_NAME, "header"));
	check_large_field(LIMIT_FIELD_BYTES - 200, true);
	check_large_field(LIMIT_FIELD_BYTES, false);
	check_large_field(LIMIT_FIELD_BYTES + 1, false);
}
END_TEST

START_TEST(what_cannot_be_read_is_refused_when_it_is_a_referral)
{
	load(NULL);
	static const char message[] =
	    FROM "Content-Type: multipart/mixed; x=\"\xe9\"\r\nTo: " POLICE "\r\n\r\nHello\r\n";
	check_ambiguous(message, strlen(message), TROUBLE_CHARACTERS);
}
END_TEST

START_TEST(what_cannot_be_read_passes_when_it_is_none)
{
	static const char message[] =
	    FROM "To: a@b.example\r\nContent-Type: multipart/mixed; x=\"\xe9\"\r\n\r\nHello\r\n";
	struct inspect_request request = {.purpose = PURPOSE_JUDGE};
	struct inspect_answer answer = {0};
	int fd = inspector_message(message, strlen(message));

	load(NULL);
	envelope_init(&request.envelope);
	ck_assert_int_eq(envelope_set_sender(&request.envelope, "teacher@school.example.org"), 0);
	ck_assert_int_eq(envelope_add_recipient(&request.envelope, "a@b.example"), 0);
	request.envelope.auth_user = strdup("teacher");
	inspection_answer(&inspection, &request, fd, &answer);
	ck_assert_int_eq(answer.error, 0);
	ck_assert_int_eq(answer.verdict.disposition, DISPOSITION_ACCEPT);
	ck_assert_int_eq(answer.verdict.mail_class, CLASS_OTHER);
	inspect_answer_clear(&answer);
	inspect_request_clear(&request);
	close(fd);
}
END_TEST

START_TEST(a_descriptor_that_is_no_message_is_an_error_and_no_verdict)
{
	struct inspect_request request = {.purpose = PURPOSE_JUDGE};
	struct inspect_answer answer = {0};

	load(NULL);
	inspector_envelope(&request.envelope);
	inspection_answer(&inspection, &request, STDIN_FILENO, &answer);
	ck_assert_int_eq(answer.error, EIO);
	inspect_answer_clear(&answer);
	inspect_request_clear(&request);
}
END_TEST

START_TEST(the_made_up_message_can_be_judged_under_any_rules)
{
	load(_i == 0 ? NULL : ROUTE("header"));
	ck_assert_int_eq(inspection_warm(&inspection), 0);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("inspection");
	TCase *tcase = tcase_create("verdicts");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_repair_shows_in_the_cc_and_the_gate_believes_it, 0, COUNT(repairs));
	tcase_add_test(tcase, a_copy_that_the_header_names_is_added_to_the_envelope_only);
	tcase_add_loop_test(tcase, a_cc_with_more_than_one_reading_is_not_repaired, 0, COUNT(bad_lines));
	tcase_add_test(tcase, a_cc_line_longer_than_any_may_be_is_not_repaired);
	tcase_add_test(tcase, a_cc_that_has_no_room_for_copies_is_not_repaired);
	tcase_add_test(tcase, what_cannot_be_read_is_refused_when_it_is_a_referral);
	tcase_add_test(tcase, what_cannot_be_read_passes_when_it_is_none);
	tcase_add_test(tcase, a_descriptor_that_is_no_message_is_an_error_and_no_verdict);
	tcase_add_loop_test(tcase, the_made_up_message_can_be_judged_under_any_rules, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
