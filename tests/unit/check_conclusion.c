/* conclusion: what the MTA, the ledger and the log are told at the end of a message, and in which cases nothing passes.
 */
#include "milter/conclusion.h"
#include "tests/support/run_suite.h"
#include "tests/unit/gate_scene.h"

#include <check.h>
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

START_TEST(a_complete_referral_passes_and_is_recorded)
{
	scene.has_copies = true;
	scene_connect("192.0.2.7");
	ck_assert_int_eq(scene_refer(), SMFIS_CONTINUE);
	ck_assert_str_eq(scene.connection.log, "progress ;");
	ck_assert_uint_eq(scene_records(), 1);
	ck_assert_str_eq(scene.message, "Message-ID: <one@school.example>\r\nTo: Met <" REFERRAL ">\r\n\r\n" BODY);
	ck_assert_ptr_nonnull(strstr(scene.log, "2 4ZxY1z2abc: class=referral disposition=accept"));
	scene_names_nobody(scene.log);
	scene_names_nobody(scene_ledger());
}
END_TEST

START_TEST(an_incomplete_referral_is_refused_with_guidance)
{
	scene_connect("192.0.2.7");
	ck_assert_int_eq(scene_refer(), SMFIS_REJECT);
	ck_assert_ptr_nonnull(strstr(scene.connection.log, "reply 550 5.7.901 | NOT SENT: "));
	ck_assert_ptr_nonnull(strstr(scene.connection.log, MASH));
	ck_assert_uint_eq(scene_records(), 1);
	ck_assert_ptr_nonnull(strstr(scene_ledger(), "copy-missing"));
	ck_assert_ptr_nonnull(strstr(scene.log, "reasons=copy-missing case="));
	scene_names_nobody(scene.connection.log);
	scene_names_nobody(scene.log);
	scene_names_nobody(scene_ledger());
}
END_TEST

START_TEST(a_missing_copy_is_added_where_the_route_says_so)
{
	scene_load_rules("copy-missing          = refuse", "copy-missing = repair");
	ck_assert_int_eq(scene_refer(), SMFIS_CONTINUE);
	ck_assert_str_eq(scene.connection.log, "rcpt " MASH ";change Cc;progress ;");
	ck_assert_uint_eq(scene_records(), 1);
}
END_TEST

START_TEST(an_edit_that_the_mta_refuses_defers_and_is_recorded_so)
{
	scene_load_rules("copy-missing          = refuse", "copy-missing = repair");
	scene.connection.fail_at = _i + 1;
	ck_assert_int_eq(scene_refer(), SMFIS_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(scene.connection.log, "reply 451 4.3.0"));
	ck_assert_uint_eq(scene_records(), 1);
	ck_assert_ptr_nonnull(strstr(scene_ledger(), "\"defer\""));
	ck_assert_ptr_nonnull(strstr(scene.log, "the MTA did not take an edit"));
}
END_TEST

START_TEST(a_held_referral_is_quarantined_without_a_name)
{
	scene_load_rules("copy-missing          = refuse", "copy-missing = hold");
	ck_assert_int_eq(scene_refer(), SMFIS_CONTINUE);
	ck_assert_ptr_nonnull(strstr(scene.connection.log, "quarantine referral-milter: held, case "));
	ck_assert_ptr_nonnull(strstr(scene.connection.log, ", reason copy-missing;progress ;"));
	scene_names_nobody(scene.connection.log);
}
END_TEST

START_TEST(a_refusal_that_cannot_be_said_is_a_deferral)
{
	scene.connection.fail_at = 1;
	ck_assert_int_eq(scene_refer(), SMFIS_TEMPFAIL);
	ck_assert_uint_eq(scene_records(), 1);
	ck_assert_ptr_nonnull(strstr(scene.log, "cannot set the reply"));
}
END_TEST

START_TEST(without_an_inspector_referrals_defer)
{
	scene.inspect_result = _i == 0 ? -EAGAIN : -EBADMSG;
	ck_assert_int_eq(scene_refer(), SMFIS_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(scene.connection.log, "reply 451 4.3.0"));
	ck_assert_uint_eq(scene_records(), 1);
}
END_TEST

START_TEST(a_message_that_kills_inspectors_is_refused)
{
	scene.inspect_result = -ENOLINK;
	scene.deaths = 2;
	ck_assert_int_eq(scene_refer(), SMFIS_REJECT);
	ck_assert_ptr_nonnull(strstr(scene.connection.log, "reply 550 5.7.923"));
	ck_assert_uint_eq(scene_records(), 1);
	/* The MTA does not wait for that. */
	ck_assert_int_eq(books_settle(scene.parts.books), 0);
	ck_assert_uint_eq(scene_records(), 2);
	ck_assert_ptr_nonnull(strstr(scene_ledger(), "\"kind\":\"inspector-death\""));
	ck_assert_ptr_nonnull(strstr(scene_ledger(), "\"detail\":\"2\",\"process\":\"child\""));
	ck_assert_ptr_nonnull(strstr(scene.log, "died over this message: 2"));
}
END_TEST

START_TEST(a_verdict_that_is_not_heard_is_recorded_as_such)
{
	scene.has_copies = true;
	scene.connection.fail_at = 1;
	ck_assert_int_eq(scene_refer(), SMFIS_CONTINUE);
	ck_assert_uint_eq(scene_records(), 2);
	ck_assert_ptr_nonnull(strstr(scene_ledger(), "outcome-unknown"));
}
END_TEST

START_TEST(without_ledger_or_keys_referrals_defer_and_other_mail_passes)
{
	const char *path = _i == 0 ? scene.ledger : scene.keys;
	const struct timespec retry = {.tv_sec = 1, .tv_nsec = 50000000};

	scene_block(path);
	scene.has_copies = true;
	ck_assert_int_eq(scene_refer(), SMFIS_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(scene.log, "cannot write the audit record"));
	ck_assert_int_eq(scene_begin("<a@school.example>", "<b@school.example>"), SMFIS_ACCEPT);
	/* Mended, it goes on by itself. */
	ck_assert_int_eq(unlink(path), 0);
	nanosleep(&retry, NULL);
	ck_assert_int_eq(scene_refer(), SMFIS_CONTINUE);
	ck_assert_uint_eq(scene_records(), 1);
}
END_TEST

START_TEST(an_observing_route_passes_without_a_ledger)
{
	scene_load_rules("mode = enforce", "mode = observe");
	scene_block(scene.ledger);
	ck_assert_int_eq(scene_refer(), SMFIS_CONTINUE);
	ck_assert_str_eq(scene.connection.log, "");
	ck_assert_ptr_nonnull(strstr(scene.log, "passed, unrecorded"));
}
END_TEST

START_TEST(no_route_is_recorded_and_defers_without_a_ledger)
{
	/* From outside, unauthenticated: no route covers it. */
	scene_connect("198.51.100.7");
	if (_i == 1)
		scene_block(scene.ledger);
	ck_assert_int_eq(scene_begin("<x@elsewhere.example>", "<" REFERRAL ">"), SMFIS_CONTINUE);
	scene_body();
	ck_assert_int_eq(fake_filter.xxfi_eom(&scene.connection), _i == 0 ? SMFIS_CONTINUE : SMFIS_TEMPFAIL);
	if (_i == 0)
		ck_assert_ptr_nonnull(strstr(scene_ledger(), "no-route"));
}
END_TEST

/* Mail from a teacher to a stranger, with a form in it; the status at its end. */
static sfsistat send_to_stranger(void)
{
	scene.interest = SCREEN_WATCH;
	fake_set_macro(&scene.connection, "{auth_authen}", "teacher");
	ck_assert_int_eq(scene_begin("<teacher@school.example>", "<al@consultant.example>"), SMFIS_CONTINUE);
	scene_body();
	return fake_filter.xxfi_eom(&scene.connection);
}

START_TEST(a_misrouted_form_is_recorded_and_passes)
{
	ck_assert_int_eq(send_to_stranger(), SMFIS_CONTINUE);
	ck_assert_int_eq(scene.purpose, PURPOSE_WATCH);
	ck_assert_str_eq(scene.connection.log, "progress ;");
	ck_assert_uint_eq(scene_records(), 1);
	ck_assert_ptr_nonnull(strstr(scene.log, "class=misrouted disposition=accept"));
	scene_names_nobody(scene.log);
	scene_names_nobody(scene_ledger());
}
END_TEST

START_TEST(it_is_refused_where_the_route_says_so)
{
	scene_load_rules("referral-misrouted    = flag", "referral-misrouted=refuse");
	ck_assert_int_eq(send_to_stranger(), SMFIS_REJECT);
	ck_assert_ptr_nonnull(strstr(scene.connection.log, "reply 550 5.7.914 | NOT SENT: "));
	ck_assert_ptr_nonnull(strstr(scene.connection.log, REFERRAL));
	ck_assert_uint_eq(scene_records(), 1);
}
END_TEST

/* By what stands in the way: no ledger, no key, a reply or a quarantine that the MTA does not take. */
START_TEST(whatever_stands_in_the_way_watched_mail_passes)
{
	scene_load_rules(
	    "referral-misrouted    = flag", _i == 3 ? "referral-misrouted = hold" : "referral-misrouted=refuse");
	if (_i < 2)
		scene_block(_i == 0 ? scene.ledger : scene.keys);
	else
		scene.connection.fail_at = 1;
	ck_assert_int_eq(send_to_stranger(), SMFIS_CONTINUE);
	ck_assert_uint_eq(scene_records(), 0);
	ck_assert_ptr_nonnull(strstr(scene.log, ": passed"));
}
END_TEST

START_TEST(watched_mail_without_a_form_leaves_no_trace)
{
	scene.has_form = false;
	scene.inspect_result = _i == 0 ? 0 : _i == 1 ? -EAGAIN : -ENOLINK;
	scene.deaths = _i == 2;
	ck_assert_int_eq(send_to_stranger(), SMFIS_CONTINUE);
	ck_assert_str_eq(scene.connection.log, "");
	ck_assert_str_eq(scene.log, "");
	ck_assert_uint_eq(scene_records(), 0);
	ck_assert_uint_eq(watch_tally_total(scene.parts.watched), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("conclusion");
	TCase *tcase = tcase_create("verdicts");

	tcase_add_checked_fixture(tcase, scene_open, scene_close);
	tcase_add_test(tcase, a_complete_referral_passes_and_is_recorded);
	tcase_add_test(tcase, an_incomplete_referral_is_refused_with_guidance);
	tcase_add_test(tcase, a_missing_copy_is_added_where_the_route_says_so);
	tcase_add_loop_test(tcase, an_edit_that_the_mta_refuses_defers_and_is_recorded_so, 0, 2);
	tcase_add_test(tcase, a_held_referral_is_quarantined_without_a_name);
	tcase_add_test(tcase, a_refusal_that_cannot_be_said_is_a_deferral);
	tcase_add_loop_test(tcase, without_an_inspector_referrals_defer, 0, 2);
	tcase_add_test(tcase, a_message_that_kills_inspectors_is_refused);
	tcase_add_test(tcase, a_verdict_that_is_not_heard_is_recorded_as_such);
	tcase_add_loop_test(tcase, without_ledger_or_keys_referrals_defer_and_other_mail_passes, 0, 2);
	tcase_add_test(tcase, an_observing_route_passes_without_a_ledger);
	tcase_add_loop_test(tcase, no_route_is_recorded_and_defers_without_a_ledger, 0, 2);
	tcase_add_test(tcase, a_misrouted_form_is_recorded_and_passes);
	tcase_add_test(tcase, it_is_refused_where_the_route_says_so);
	tcase_add_loop_test(tcase, whatever_stands_in_the_way_watched_mail_passes, 0, 4);
	tcase_add_loop_test(tcase, watched_mail_without_a_form_leaves_no_trace, 0, 3);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
