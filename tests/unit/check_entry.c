/* entry: what the ledger gets of a message: the same pseudonyms for the same people, and nothing that names them. */
#include "milter/entry.h"
#include "tests/support/run_suite.h"
#include "tests/unit/gate_scene.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct session *session;
static struct form_report forms[2];
static struct judgement judgement;

static void setup(void)
{
	scene_open();
	session = session_new(scene.parts.generations, &scene.parts.budget, 1 << 20);
	session->has_leading_space = true;
	judgement = (struct judgement){.inspection = {.deaths = 1, .wait_us = 11, .inspect_us = 22}};
	judgement.verdict.forms = forms;
	judgement.verdict.form_count = 2;
	memset(forms, 0, sizeof(forms));
	forms[0].has_digest = true;
	memset(forms[0].digest, 7, sizeof(forms[0].digest));
}

static void teardown(void)
{
	session_free(session);
	scene_close();
}

/* An entry for a message; the caller's. */
static struct entry make(const char *sender, const char *message_id)
{
	struct entry entry;

	session_begin(session, sender);
	session_add_recipient(session, "<" REFERRAL ">");
	session_set_queue_id(session, "4ZxY1z2abc");
	if (message_id != NULL)
		session_add_field(session, "Message-ID", message_id);
	session_add_field(session, "References", " <one@school.example> <two@school.example>");
	session->message.screen_us = 33;
	ck_assert_int_eq(entry_init(&entry, &scene.parts, &session->message, &judgement), 0);
	return entry;
}

START_TEST(one_message_is_one_case_however_its_sender_is_spelt)
{
	struct entry a = make("<teacher@school.example>", " <one@school.example>");
	struct entry b = make("Teacher@SCHOOL.example.", "<one@school.example> ");

	ck_assert_str_eq(a.input.case_code.text, b.input.case_code.text);
	ck_assert_str_eq(a.input.sender.text, b.input.sender.text);
	ck_assert_str_eq(a.input.message_id.text, b.input.message_id.text);
	/* What somebody answers is found again. */
	ck_assert_uint_eq(a.input.reference_count, 2);
	ck_assert_str_eq(a.input.references[0].text, a.input.message_id.text);
	ck_assert_str_ne(a.input.references[1].text, a.input.message_id.text);
	entry_clear(&a);
	entry_clear(&b);
}
END_TEST

START_TEST(another_message_is_another_case)
{
	struct entry a = make("<teacher@school.example>", " <one@school.example>");
	struct entry other_sender = make("<head@school.example>", " <one@school.example>");
	struct entry other_id = make("<teacher@school.example>", " <two@school.example>");
	struct entry no_id = make("<teacher@school.example>", NULL);
	struct entry no_id_again = make("<teacher@school.example>", NULL);

	ck_assert_str_ne(a.input.case_code.text, other_sender.input.case_code.text);
	ck_assert_str_ne(a.input.case_code.text, other_id.input.case_code.text);
	ck_assert_str_ne(no_id.input.case_code.text, no_id_again.input.case_code.text);
	ck_assert_str_eq(no_id.input.message_id.text, "");
	entry_clear(&a);
	entry_clear(&other_sender);
	entry_clear(&other_id);
	entry_clear(&no_id);
	entry_clear(&no_id_again);
}
END_TEST

START_TEST(one_file_has_one_pseudonym_and_none_where_there_is_no_file)
{
	struct entry a = make("<teacher@school.example>", " <one@school.example>");
	struct entry b = make("<head@school.example>", NULL);

	forms[0].digest[31] = 8;
	struct entry other = make("<teacher@school.example>", " <one@school.example>");
	ck_assert_uint_eq(a.input.form_count, 2);
	ck_assert_uint_eq(strlen(a.input.forms[0].text), 32);
	ck_assert_str_eq(a.input.forms[0].text, b.input.forms[0].text);
	ck_assert_str_ne(a.input.forms[0].text, other.input.forms[0].text);
	ck_assert_str_eq(a.input.forms[1].text, "");
	entry_clear(&a);
	entry_clear(&b);
	entry_clear(&other);
}
END_TEST

/* Makes the key of the period before this one. */
static void make_key_before(void)
{
	char period[KEYS_PERIOD_MAX], before[KEYS_PERIOD_MAX];
	int64_t then = time(NULL);
	struct keys *keys = NULL;

	keys_period(KEYS_QUARTER, then, period);
	do {
		then -= 86400;
		keys_period(KEYS_QUARTER, then, before);
	} while (strcmp(period, before) == 0);
	ck_assert_int_eq(keys_open(scene.keys, KEYS_QUARTER, then, &keys, NULL), 0);
	keys_close(keys);
}

START_TEST(within_the_window_a_message_has_the_pseudonyms_of_both_periods)
{
	scene.parts.case_window_s = 400 * 86400;
	struct entry none = make("<teacher@school.example>", " <one@school.example>");
	make_key_before();
	struct entry both = make("<teacher@school.example>", " <one@school.example>");
	scene.parts.case_window_s = 0;
	struct entry later = make("<teacher@school.example>", " <one@school.example>");
	const struct record_previous *previous = &both.input.previous;

	ck_assert_str_eq(none.input.previous.period, "");
	ck_assert_str_eq(later.input.previous.period, "");
	ck_assert_str_ne(previous->period, "");
	ck_assert_str_ne(previous->period, both.input.period);
	ck_assert_str_eq(previous->references[0].text, previous->message_id.text);
	ck_assert_str_ne(previous->references[1].text, "");
	ck_assert_uint_eq(strlen(previous->sender.text), 32);
	ck_assert_str_ne(previous->sender.text, both.input.sender.text);
	ck_assert_uint_eq(strlen(previous->forms[0].text), 32);
	ck_assert_str_ne(previous->forms[0].text, both.input.forms[0].text);
	ck_assert_str_eq(previous->forms[1].text, "");
	entry_clear(&none);
	entry_clear(&both);
	entry_clear(&later);
}
END_TEST

START_TEST(a_sender_that_is_no_address_has_an_entry_all_the_same)
{
	static const char *const senders[] = {"<>", "no address at all", "@", "\"a\" b@c"};
	struct entry entry = make(senders[_i], " <one@school.example>");

	ck_assert_str_ne(entry.input.case_code.text, "");
	ck_assert_str_eq(entry.input.sender_domain, "");
	entry_clear(&entry);
}
END_TEST

START_TEST(the_line_says_what_happened_and_names_nobody)
{
	struct entry entry = make("<teacher@school.example>", " <one@school.example>");
	struct verdict verdict;

	verdict_init(&verdict);
	verdict.mail_class = CLASS_REFERRAL;
	verdict.disposition = verdict.would_disposition = DISPOSITION_ACCEPT;
	verdict.mode = ROUTE_ENFORCE;
	verdict.route = strdup("lewisham");
	verdict.copy_count = 2;
	ck_assert_int_eq(entry_write(&entry, &verdict, RECORD_VERDICT), 0);
	ck_assert_int_eq(entry_write(&entry, &verdict, RECORD_OUTCOME_UNKNOWN), 0);
	ck_assert_uint_eq(scene_records(), 2);
	ck_assert_ptr_nonnull(strstr(scene_ledger(), "\"screen_us\":33"));
	ck_assert_ptr_nonnull(strstr(scene_ledger(), "\"wait_us\":11"));
	ck_assert_ptr_nonnull(strstr(scene_ledger(), "\"inspect_us\":22"));
	ck_assert_ptr_nonnull(strstr(scene_ledger(), "\"deaths\":1"));
	ck_assert_ptr_nonnull(strstr(scene_ledger(), "\"recipients\":1"));
	ck_assert_ptr_null(strstr(scene_ledger(), "4ZxY1z2abc"));
	scene_names_nobody(scene_ledger());
	verdict_clear(&verdict);
	entry_clear(&entry);
}
END_TEST

START_TEST(without_a_key_there_is_no_entry)
{
	struct entry entry;

	scene_block(scene.keys);
	session_begin(session, "<teacher@school.example>");
	ck_assert_int_lt(entry_init(&entry, &scene.parts, &session->message, &judgement), 0);
	entry_clear(&entry);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("entry");
	TCase *tcase = tcase_create("entries");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, one_message_is_one_case_however_its_sender_is_spelt);
	tcase_add_test(tcase, another_message_is_another_case);
	tcase_add_test(tcase, one_file_has_one_pseudonym_and_none_where_there_is_no_file);
	tcase_add_test(tcase, within_the_window_a_message_has_the_pseudonyms_of_both_periods);
	tcase_add_loop_test(tcase, a_sender_that_is_no_address_has_an_entry_all_the_same, 0, 4);
	tcase_add_test(tcase, the_line_says_what_happened_and_names_nobody);
	tcase_add_test(tcase, without_a_key_there_is_no_entry);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
