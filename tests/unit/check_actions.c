/* actions: edits, then the record, then the reply; all or none; and nothing that could lose a message. */
#include "milter/actions.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Writes down what the MTA was asked, and when the record was made; fails where told. */
struct recorder {
	char log[2048];
	int fail_at; /* which operation fails, from 1; 0: none */
	int count;
	bool fails_to_record;
};

static struct recorder recorder;
static struct verdict verdict;
static const char *new_body; /* beside the verdict; NULL: none */

static int note(const char *what, const char *detail)
{
	size_t length = strlen(recorder.log);

	snprintf(
	    recorder.log + length, sizeof(recorder.log) - length, "%s%s%s;", what, *detail != '\0' ? " " : "", detail);
	return ++recorder.count == recorder.fail_at ? -EIO : 0;
}

static int add_recipient(void *milter, const char *address)
{
	ck_assert_ptr_eq(milter, &recorder);
	return note("rcpt", address);
}

static int add_header(void *milter, const char *name, const char *value)
{
	(void)milter;
	(void)value;
	return note("add", name);
}

static int change_header(void *milter, const char *name, uint32_t occurrence, const char *value)
{
	char text[64];

	(void)milter;
	(void)value;
	snprintf(text, sizeof(text), "%s/%u", name, occurrence);
	return note("change", text);
}

static int replace_body(void *milter, const char *octets, size_t size)
{
	char text[64];

	(void)milter;
	snprintf(text, sizeof(text), "%.*s/%zu", (int)size, octets, size);
	return note("body", text);
}

static int quarantine(void *milter, const char *reason)
{
	(void)milter;
	return note("quarantine", reason);
}

static int set_reply(void *milter, const char *code, const char *enhanced, char *const *lines, size_t count)
{
	char text[128];

	(void)milter;
	snprintf(text, sizeof(text), "%s %s %zu %s", code, enhanced, count, lines[0]);
	return note("reply", text);
}

static int progress(void *milter)
{
	(void)milter;
	return note("progress", "");
}

static const struct milter_ops ops = {.add_recipient = add_recipient,
    .add_header = add_header,
    .change_header = change_header,
    .replace_body = replace_body,
    .quarantine = quarantine,
    .set_reply = set_reply,
    .progress = progress};

static int record(void *book, const struct verdict *of, enum record_outcome outcome)
{
	ck_assert_ptr_eq(book, &recorder);
	ck_assert_ptr_eq(of, &verdict);
	(void)note("record", outcome == RECORD_VERDICT ? "verdict" : "unknown");
	return recorder.fails_to_record ? -ENOSPC : 0;
}

static void setup(void)
{
	memset(&recorder, 0, sizeof(recorder));
	verdict_init(&verdict);
	verdict.mail_class = CLASS_REFERRAL;
	verdict.mode = ROUTE_ENFORCE;
	verdict.route = strdup("lewisham");
	new_body = NULL;
}

static void teardown(void)
{
	verdict_clear(&verdict);
}

static struct actions_result apply(void)
{
	static char first[] = "NOT sent";
	static const struct guidance_reply reply = {.lines = {first, first}, .count = 2};
	struct actions actions = {.ops = &ops,
	    .milter = &recorder,
	    .verdict = &verdict,
	    .reply = &reply,
	    .case_code = "K7QX-M2RD",
	    .body = new_body,
	    .body_size = new_body != NULL ? strlen(new_body) : 0,
	    .record = record,
	    .book = &recorder};
	struct actions_result result;

	actions_apply(&actions, &result);
	return result;
}

static void add_edits(void)
{
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_ADD_RECIPIENT, NULL, 0, "mashagency@lewisham.gov.uk"), 0);
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_CHANGE_HEADER, "Cc", 1, "x, mashagency@lewisham.gov.uk"), 0);
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_ADD_HEADER, "Cc", 0, "prevent@lewisham.gov.uk"), 0);
}

#define EDITS	"rcpt mashagency@lewisham.gov.uk;change Cc/1;add Cc;"
#define HOLD	"quarantine referral-milter: held, case K7QX-M2RD, reason copy-missing;"
#define DEFER	"reply 451 4.3.0 1 " ACTIONS_DEFER_TEXT ";"
#define REFUSAL "reply 550 5.7.901 2 NOT sent;"
#define RECORD	"record verdict;"

struct disposition_case {
	enum disposition disposition;
	bool has_edits;
	enum outcome outcome;
	const char *log;
};

static const struct disposition_case disposition_cases[] = {
    {DISPOSITION_ACCEPT, false, OUTCOME_PASS, RECORD "progress;"},
    {DISPOSITION_ACCEPT, true, OUTCOME_PASS, EDITS RECORD "progress;"},
    {DISPOSITION_HOLD, false, OUTCOME_PASS, HOLD RECORD "progress;"},
    {DISPOSITION_HOLD, true, OUTCOME_PASS, EDITS HOLD RECORD "progress;"},
    {DISPOSITION_REFUSE, false, OUTCOME_REFUSE, REFUSAL RECORD "progress;"},
    {DISPOSITION_REFUSE, true, OUTCOME_REFUSE, REFUSAL RECORD "progress;"},
    {DISPOSITION_DEFER, false, OUTCOME_DEFER, DEFER RECORD "progress;"},
    {DISPOSITION_DEFER, true, OUTCOME_DEFER, DEFER RECORD "progress;"},
    {DISPOSITION_COUNT, true, OUTCOME_DEFER, RECORD "progress;"},
};

static void take_case(const struct disposition_case *c)
{
	verdict.disposition = c->disposition;
	if (c->disposition == DISPOSITION_REFUSE)
		ck_assert_int_eq(verdict_add_finding(&verdict, REASON_COPY_MISSING, ACTION_REFUSE, 0), 0);
	if (c->disposition == DISPOSITION_HOLD)
		ck_assert_int_eq(verdict_add_finding(&verdict, REASON_COPY_MISSING, ACTION_HOLD, 0), 0);
	if (c->has_edits)
		add_edits();
}

START_TEST(every_disposition_is_applied_in_order)
{
	const struct disposition_case *c = &disposition_cases[_i];

	take_case(c);
	struct actions_result result = apply();
	ck_assert_str_eq(recorder.log, c->log);
	ck_assert_int_eq(result.outcome, c->outcome);
	ck_assert_int_eq(result.edit_error, 0);
	ck_assert_int_eq(result.reply_error, 0);
	ck_assert_int_eq(result.record_error, 0);
	ck_assert(!result.is_unheard);
}
END_TEST

START_TEST(an_edit_that_fails_defers_wherever_it_stands)
{
	static const char *const logs[] = {
	    "rcpt mashagency@lewisham.gov.uk;" DEFER,
	    "rcpt mashagency@lewisham.gov.uk;change Cc/1;" DEFER,
	    EDITS DEFER,
	    EDITS HOLD DEFER,
	};

	take_case(&disposition_cases[3]);
	recorder.fail_at = _i + 1;
	struct actions_result result = apply();
	ck_assert_str_eq(recorder.log, logs[_i]);
	ck_assert_int_eq(result.outcome, OUTCOME_DEFER);
	ck_assert_int_eq(result.edit_error, -EIO);
}
END_TEST

static void replace_the_body(void)
{
	verdict.disposition = DISPOSITION_ACCEPT;
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_REPLACE_BODY, NULL, 0, ""), 0);
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_CHANGE_HEADER, "Content-Type", 1, " text/plain"), 0);
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_ADD_HEADER, "MIME-Version", 0, " 1.0"), 0);
}

START_TEST(a_new_body_goes_with_its_fields_before_the_record)
{
	replace_the_body();
	new_body = "hello";
	struct actions_result result = apply();
	ck_assert_str_eq(recorder.log, "body hello/5;change Content-Type/1;add MIME-Version;" RECORD "progress;");
	ck_assert_int_eq(result.outcome, OUTCOME_PASS);
}
END_TEST

START_TEST(a_new_body_that_fails_or_is_none_defers)
{
	static const char *const logs[] = {DEFER, "body hello/5;" DEFER, "body hello/5;change Content-Type/1;" DEFER};

	replace_the_body();
	new_body = _i == 0 ? NULL : "hello";
	recorder.fail_at = _i;
	struct actions_result result = apply();
	ck_assert_str_eq(recorder.log, logs[_i]);
	ck_assert_int_eq(result.outcome, OUTCOME_DEFER);
	ck_assert_int_eq(result.edit_error, _i == 0 ? -EINVAL : -EIO);
}
END_TEST

START_TEST(a_refusal_whose_reply_cannot_be_set_defers_unrecorded)
{
	take_case(&disposition_cases[4]);
	recorder.fail_at = 1;
	struct actions_result result = apply();
	ck_assert_str_eq(recorder.log, REFUSAL DEFER);
	ck_assert_int_eq(result.outcome, OUTCOME_DEFER);
	ck_assert_int_eq(result.reply_error, -EIO);
}
END_TEST

START_TEST(a_refusal_without_a_reason_defers)
{
	verdict.disposition = DISPOSITION_REFUSE;
	struct actions_result result = apply();
	ck_assert_str_eq(recorder.log, DEFER);
	ck_assert_int_eq(result.outcome, OUTCOME_DEFER);
	ck_assert_int_eq(result.reply_error, -EINVAL);
}
END_TEST

START_TEST(a_deferral_needs_no_text_of_ours)
{
	take_case(&disposition_cases[6]);
	recorder.fail_at = 1;
	struct actions_result result = apply();
	ck_assert_str_eq(recorder.log, DEFER RECORD "progress;");
	ck_assert_int_eq(result.outcome, OUTCOME_DEFER);
}
END_TEST

START_TEST(without_a_record_nothing_that_is_enforced_passes)
{
	const struct disposition_case *c = &disposition_cases[_i];

	take_case(c);
	recorder.fails_to_record = true;
	struct actions_result result = apply();
	ck_assert_int_eq(result.outcome, OUTCOME_DEFER);
	ck_assert_int_eq(result.record_error, -ENOSPC);
	/* The deferral is the last word, whatever reply was set before. */
	const char *tail = recorder.log + strlen(recorder.log) - strlen(RECORD DEFER);
	ck_assert_str_eq(tail, RECORD DEFER);
}
END_TEST

struct unrecorded_case {
	bool has_route;
	enum route_mode mode;
	enum mail_class mail_class;
	enum disposition disposition;
	enum outcome outcome;
};

static const struct unrecorded_case unrecorded_cases[] = {
    {true, ROUTE_OBSERVE, CLASS_REFERRAL, DISPOSITION_ACCEPT, OUTCOME_PASS},
    {true, ROUTE_OBSERVE, CLASS_FOLLOW_UP, DISPOSITION_ACCEPT, OUTCOME_PASS},
    {true, ROUTE_OBSERVE, CLASS_EXEMPT_NULL_SENDER, DISPOSITION_ACCEPT, OUTCOME_PASS},
    {true, ROUTE_OBSERVE, CLASS_REFERRAL, DISPOSITION_DEFER, OUTCOME_DEFER},
    {true, ROUTE_OBSERVE, CLASS_REFERRAL, DISPOSITION_REFUSE, OUTCOME_DEFER},
    {true, ROUTE_ENFORCE, CLASS_REFERRAL, DISPOSITION_ACCEPT, OUTCOME_DEFER},
    {true, ROUTE_ENFORCE, CLASS_EXEMPT_NULL_SENDER, DISPOSITION_ACCEPT, OUTCOME_DEFER},
    {true, ROUTE_OFF, CLASS_REFERRAL, DISPOSITION_ACCEPT, OUTCOME_DEFER},
    {false, ROUTE_OBSERVE, CLASS_NO_ROUTE, DISPOSITION_ACCEPT, OUTCOME_DEFER},
    {true, ROUTE_OBSERVE, CLASS_NO_ROUTE, DISPOSITION_ACCEPT, OUTCOME_DEFER},
    {false, ROUTE_OBSERVE, CLASS_EXEMPT_NULL_SENDER, DISPOSITION_ACCEPT, OUTCOME_DEFER},
};

START_TEST(unrecorded_only_an_observing_route_lets_pass)
{
	const struct unrecorded_case *c = &unrecorded_cases[_i];

	verdict.mode = c->mode;
	verdict.mail_class = c->mail_class;
	verdict.disposition = c->disposition;
	if (!c->has_route) {
		free(verdict.route);
		verdict.route = NULL;
	}
	ck_assert_int_eq(actions_unrecorded(&verdict), c->outcome);
}
END_TEST

START_TEST(an_observing_route_passes_unrecorded_and_says_so)
{
	verdict.mode = ROUTE_OBSERVE;
	verdict.disposition = DISPOSITION_ACCEPT;
	recorder.fails_to_record = true;
	struct actions_result result = apply();
	ck_assert_str_eq(recorder.log, RECORD);
	ck_assert_int_eq(result.outcome, OUTCOME_PASS);
	ck_assert_int_eq(result.record_error, -ENOSPC);
}
END_TEST

START_TEST(a_verdict_that_the_mta_cannot_hear_is_recorded_as_unknown)
{
	take_case(&disposition_cases[4]);
	recorder.fail_at = 3; /* reply, record, progress */
	struct actions_result result = apply();
	ck_assert_str_eq(recorder.log, REFUSAL RECORD "progress;record unknown;");
	ck_assert(result.is_unheard);
	ck_assert_int_eq(result.outcome, OUTCOME_REFUSE);
}
END_TEST

/* Whether any source of the gate says `word`. */
static bool sources_say(const char *word)
{
	const char *top = getenv("top_srcdir");
	char path[4096];
	char line[1024];
	bool found = false;
	unsigned files = 0;

	snprintf(path, sizeof(path), "%s/milter", top != NULL ? top : ".");
	DIR *directory = opendir(path);
	ck_assert_ptr_nonnull(directory);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		const char *dot = strrchr(entry->d_name, '.');
		if (dot == NULL || (strcmp(dot, ".c") != 0 && strcmp(dot, ".h") != 0))
			continue;
		snprintf(path, sizeof(path), "%s/milter/%s", top != NULL ? top : ".", entry->d_name);
		FILE *file = fopen(path, "r");
		ck_assert_ptr_nonnull(file);
		while (fgets(line, sizeof(line), file) != NULL)
			found = found || strstr(line, word) != NULL;
		fclose(file);
		files++;
	}
	closedir(directory);
	ck_assert_uint_gt(files, 10);
	return found;
}

START_TEST(no_source_of_the_gate_can_discard_a_message)
{
	ck_assert(!sources_say("SMFIS_"
			       "DISCARD"));
	ck_assert(!sources_say("smfi_del"
			       "rcpt"));
	/* The proof that this test can fail. */
	ck_assert(sources_say("SMFIS_"
			      "REJECT"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("actions");
	TCase *tcase = tcase_create("verdicts");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, every_disposition_is_applied_in_order, 0, 9);
	tcase_add_loop_test(tcase, an_edit_that_fails_defers_wherever_it_stands, 0, 4);
	tcase_add_test(tcase, a_new_body_goes_with_its_fields_before_the_record);
	tcase_add_loop_test(tcase, a_new_body_that_fails_or_is_none_defers, 0, 3);
	tcase_add_test(tcase, a_refusal_whose_reply_cannot_be_set_defers_unrecorded);
	tcase_add_test(tcase, a_refusal_without_a_reason_defers);
	tcase_add_test(tcase, a_deferral_needs_no_text_of_ours);
	tcase_add_loop_test(tcase, without_a_record_nothing_that_is_enforced_passes, 0, 9);
	tcase_add_loop_test(tcase, unrecorded_only_an_observing_route_lets_pass, 0, 11);
	tcase_add_test(tcase, an_observing_route_passes_unrecorded_and_says_so);
	tcase_add_test(tcase, a_verdict_that_the_mta_cannot_hear_is_recorded_as_unknown);
	tcase_add_test(tcase, no_source_of_the_gate_can_discard_a_message);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
