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
#define ROUTE(evidence)                                                                                                \
	"route \"test\" {\n"                                                                                           \
	"  mode = enforce\n"                                                                                           \
	"  senders { authenticated = yes networks = { \"127.0.0.0/8\" } }\n"                                           \
	"  referral-address \"Police\" { current = { \"" POLICE "\" } }\n"                                             \
	"  copy \"Lewisham MASH\" { any-of = { \"" MASH "\" } }\n"                                                     \
	"  copy \"Lewisham Prevent team\" { any-of = { \"" TEAM "\" } }\n"                                             \
	"  copy-evidence = " evidence "\n"                                                                             \
	"  on { copy-missing = repair }\n"                                                                             \
	"  guidance = \"lewisham.txt\"\n  contact = \"" TEAM "\"\n}\n"

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
	struct inspect_answer answer = {0};
	struct envelope envelope;
	int fd = inspector_message(octets, size);

	inspector_envelope(&envelope);
	inspection_answer(&inspection, &envelope, fd, &answer);
	close(fd);
	ck_assert_int_eq(answer.error, 0);
	ck_assert_int_eq(policy_check(ruleset, &envelope, &answer.verdict), 0);
	envelope_clear(&envelope);
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
    {"an open Cc", "To: " POLICE "\r\nCc: \"Zoe <zoe@b.example>\r\n", EDIT_CHANGE_HEADER,
	" \"Zoe <zoe@b.example>\", " BOTH},
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

static void check_uninspectable(const char *octets, size_t size)
{
	struct inspect_answer answer = inspect_octets(octets, size);

	ck_assert_int_eq(answer.verdict.disposition, DISPOSITION_REFUSE);
	ck_assert_uint_eq(answer.verdict.finding_count, 1);
	ck_assert_int_eq(answer.verdict.findings[0].reason, REASON_CONTENT_UNINSPECTABLE);
	ck_assert_uint_eq(answer.verdict.edit_count, 0);
	inspect_answer_clear(&answer);
}

/* The copy is the sender's to add, and that is what the sender is told. */
static void check_missing_copy(const char *octets, size_t size)
{
	struct inspect_answer answer = inspect_octets(octets, size);

	ck_assert_int_eq(answer.verdict.disposition, DISPOSITION_REFUSE);
	ck_assert_uint_gt(answer.verdict.finding_count, 0);
	for (size_t i = 0; i < answer.verdict.finding_count; i++)
		ck_assert_int_eq(answer.verdict.findings[i].reason, REASON_COPY_MISSING);
	ck_assert_uint_eq(answer.verdict.edit_count, 0);
	inspect_answer_clear(&answer);
}

static const char *const lines_too_bad_to_repair[] = {
    "Cc: a@b.example,\r\n \r\n c@d.example", "Cc: \001a@b.example", "Cc: a@b.example,\rc@d.example"};

START_TEST(a_cc_that_cannot_be_written_again_is_not_repaired)
{
	char message[1024];

	load(ROUTE("header"));
	int size = snprintf(
	    message, sizeof(message), FROM "To: " POLICE "\r\n%s\r\n\r\nHello\r\n", lines_too_bad_to_repair[_i]);
	check_missing_copy(message, (size_t)size);
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
	check_missing_copy(message, at);
}
END_TEST

/* A Cc of so many octets in short lines that end with LF, as the edit has them. */
static void check_large_field(size_t size, bool fits)
{
	static const char member[] = "\n a-rather-long-local-part@council.example.org,";
	char *message = malloc(size + 1024);
	size_t at = (size_t)sprintf(message, FROM "To: " POLICE "\r\nCc:"), start = at;

	while (at - start + sizeof(member) < size)
		at += (size_t)sprintf(message + at, "%s", member);
	while (at - start < size)
		message[at++] = ' ';
	at += (size_t)sprintf(message + at, "\r\n\r\nHello\r\n");
	if (fits) {
		struct inspect_answer answer = inspect_octets(message, at);
		ck_assert_ptr_nonnull(find_edit(&answer.verdict, EDIT_CHANGE_HEADER));
		inspect_answer_clear(&answer);
	} else {
		check_uninspectable(message, at);
	}
	free(message);
}

START_TEST(a_cc_that_has_no_room_for_copies_is_not_repaired)
{
	size_t added = strlen(" " BOTH) + 1;

	load(ROUTE("header"));
	ck_assert_uint_eq(LIMIT_FIELD_BYTES, VERDICT_VALUE_MAX);
	check_large_field(VERDICT_VALUE_MAX - 2 * added, true);
	check_large_field(VERDICT_VALUE_MAX - added / 2, false);
	check_large_field(VERDICT_VALUE_MAX, false);
}
END_TEST

START_TEST(two_cc_fields_are_not_repaired)
{
	load(ROUTE("header"));
	struct inspect_answer answer =
	    inspect(FROM "Cc: a@b.example\r\nTo: " POLICE "\r\nCC: c@d.example\r\n\r\nHello\r\n");
	ck_assert_int_eq(answer.verdict.disposition, DISPOSITION_REFUSE);
	ck_assert_int_eq(answer.verdict.findings[0].reason, REASON_COPY_MISSING);
	ck_assert_uint_eq(answer.verdict.edit_count, 0);
	inspect_answer_clear(&answer);
}
END_TEST

START_TEST(what_cannot_be_read_is_refused_when_it_is_a_referral)
{
	load(NULL);
	static const char message[] =
	    FROM "To: " POLICE "\r\nContent-Type: multipart/mixed; x=\"\xe9\"\r\n\r\nHello\r\n";
	check_uninspectable(message, strlen(message));
}
END_TEST

START_TEST(what_cannot_be_read_passes_when_it_is_none)
{
	static const char message[] =
	    FROM "To: a@b.example\r\nContent-Type: multipart/mixed; x=\"\xe9\"\r\n\r\nHello\r\n";
	struct inspect_answer answer = {0};
	struct envelope envelope;
	int fd = inspector_message(message, strlen(message));

	load(NULL);
	envelope_init(&envelope);
	ck_assert_int_eq(envelope_set_sender(&envelope, "teacher@school.example.org"), 0);
	ck_assert_int_eq(envelope_add_recipient(&envelope, "a@b.example"), 0);
	envelope.auth_user = strdup("teacher");
	inspection_answer(&inspection, &envelope, fd, &answer);
	ck_assert_int_eq(answer.error, 0);
	ck_assert_int_eq(answer.verdict.disposition, DISPOSITION_ACCEPT);
	ck_assert_int_eq(answer.verdict.mail_class, CLASS_OTHER);
	inspect_answer_clear(&answer);
	envelope_clear(&envelope);
	close(fd);
}
END_TEST

START_TEST(a_descriptor_that_is_no_message_is_an_error_and_no_verdict)
{
	struct inspect_answer answer = {0};
	struct envelope envelope;

	load(NULL);
	inspector_envelope(&envelope);
	inspection_answer(&inspection, &envelope, STDIN_FILENO, &answer);
	ck_assert_int_eq(answer.error, EIO);
	inspect_answer_clear(&answer);
	envelope_clear(&envelope);
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
	tcase_add_loop_test(
	    tcase, a_cc_that_cannot_be_written_again_is_not_repaired, 0, COUNT(lines_too_bad_to_repair));
	tcase_add_test(tcase, a_cc_line_longer_than_any_may_be_is_not_repaired);
	tcase_add_test(tcase, a_cc_that_has_no_room_for_copies_is_not_repaired);
	tcase_add_test(tcase, two_cc_fields_are_not_repaired);
	tcase_add_test(tcase, what_cannot_be_read_is_refused_when_it_is_a_referral);
	tcase_add_test(tcase, what_cannot_be_read_passes_when_it_is_none);
	tcase_add_test(tcase, a_descriptor_that_is_no_message_is_an_error_and_no_verdict);
	tcase_add_loop_test(tcase, the_made_up_message_can_be_judged_under_any_rules, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
