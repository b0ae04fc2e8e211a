#include "tests/unit/record_scene.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define SALT_MARK "\"salt\":\""

char *domains[] = {"school.example", ".lewisham.example", "lewisham.example"};
static char *current[] = {PLANTED "@police.example"};
static char *any_of[] = {PLANTED "@copy.example"};

struct referral_address referrals[] = {
    {.name = "Metropolitan Police", .by_status[ADDRESS_CURRENT] = {current, 1}, .web_form = PLANTED},
    {.name = "Old address"},
};
struct required_copy copies[] = {{"Lewisham MASH", {any_of, 1}}, {"Lewisham Prevent team", {any_of, 1}}};
struct exception_rule exceptions[] = {{.name = "hospital pilot", .why = PLANTED, .senders = {any_of, 1}}};

static struct form_reference learnt[] = {{NULL, 1, true, "old.fingerprint"}, {NULL, 4, false, "prevent.fingerprint"}};

struct route route = {
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

struct verdict verdict;
struct record_input input;

/* A refusal with everything that a record can say. */
void scene_open(void)
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

void scene_close(void)
{
	verdict_clear(&verdict);
}

/* The line, to be freed; one line, ended by its only newline. */
char *scene_format(void)
{
	char *line = NULL;
	size_t size = 0;

	ck_assert_int_eq(record_format(&input, &line, &size), 0);
	ck_assert_uint_eq(strlen(line), size);
	ck_assert_ptr_eq(strchr(line, '\n'), line + size - 1);
	return line;
}

/* Puts "SALT" where the random salt stands, after looking at it. */
void scene_mask_salt(char *line)
{
	char *salt = strstr(line, SALT_MARK);

	ck_assert_ptr_nonnull(salt);
	salt += strlen(SALT_MARK);
	ck_assert_uint_eq(strspn(salt, "0123456789abcdef"), 32);
	memcpy(salt, "SALT", 4);
	memmove(salt + 4, salt + 32, strlen(salt + 32) + 1);
}

void scene_reads(const char *expected)
{
	char *line = scene_format();

	scene_mask_salt(line);
	ck_assert_str_eq(line, expected);
	free(line);
}

void scene_has(const char *text)
{
	char *line = scene_format();

	if (strstr(line, text) == NULL)
		ck_abort_msg("%s is not in %s", text, line);
	free(line);
}

void scene_has_not(const char *text)
{
	char *line = scene_format();

	if (strstr(line, text) != NULL)
		ck_abort_msg("%s is in %s", text, line);
	free(line);
}
