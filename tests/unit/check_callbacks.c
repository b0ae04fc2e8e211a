/* callbacks: conversations with libmilter: what is asked for, which mail is looked at, and that nothing of a message
 * outlives it. */
#include "milter/callbacks.h"
#include "tests/support/run_suite.h"
#include "tests/unit/gate_scene.h"

#include <check.h>
#include <errno.h>
#include <string.h>

START_TEST(only_what_is_used_is_asked_for)
{
	unsigned long actions = 0, steps = 0, f2 = 1, f3 = 1;

	ck_assert_int_eq(fake_filter.xxfi_negotiate(
			     &scene.connection, SMFI_CURR_ACTS, SMFI_CURR_PROT, 0, 0, &actions, &steps, &f2, &f3),
	    SMFIS_CONTINUE);
	ck_assert_uint_eq(actions, SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_CHGBODY | SMFIF_ADDRCPT | SMFIF_QUARANTINE | SMFIF_SETSYMLIST);
	ck_assert_uint_eq(steps, SMFIP_NOHELO | SMFIP_NODATA | SMFIP_NOUNKNOWN | SMFIP_NR_CONN | SMFIP_NR_MAIL |
				     SMFIP_NR_RCPT | SMFIP_NR_HDR | SMFIP_NR_BODY | SMFIP_HDR_LEADSPC);
	ck_assert_uint_eq(f2 | f3, 0);
	ck_assert_ptr_nonnull(strstr(scene.connection.symbols[SMFIM_ENVFROM], "{auth_authen}"));
	ck_assert_str_eq(scene.connection.symbols[SMFIM_EOM], "i");
	ck_assert_ptr_null(fake_filter.xxfi_helo);
	ck_assert_ptr_null(fake_filter.xxfi_data);
	ck_assert_ptr_null(fake_filter.xxfi_unknown);
}
END_TEST

START_TEST(an_old_mta_is_served_without_what_it_does_not_know)
{
	unsigned long actions = 0, steps = 0, f2, f3;

	memset(scene.connection.symbols, 0, sizeof(scene.connection.symbols));
	ck_assert_int_eq(
	    fake_filter.xxfi_negotiate(&scene.connection, SMFI_V2_ACTS, SMFI_V2_PROT, 0, 0, &actions, &steps, &f2, &f3),
	    SMFIS_CONTINUE);
	ck_assert_uint_eq(actions, SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_CHGBODY | SMFIF_ADDRCPT | SMFIF_QUARANTINE);
	ck_assert_uint_eq(steps & SMFIP_HDR_LEADSPC, 0);
	ck_assert_str_eq(scene.connection.symbols[SMFIM_ENVFROM], "");
	scene_connect("192.0.2.7");
	fake_set_macro(&scene.connection, "{auth_authen}", "teacher");
	scene_argument(fake_filter.xxfi_envfrom, "<teacher@school.example>");
	scene_argument(fake_filter.xxfi_envrcpt, "<" REFERRAL ">");
	scene_field("To", REFERRAL);
	ck_assert_int_eq(fake_filter.xxfi_eoh(&scene.connection), SMFIS_CONTINUE);
	scene_body();
	scene.has_copies = true;
	ck_assert_int_eq(fake_filter.xxfi_eom(&scene.connection), SMFIS_CONTINUE);
	ck_assert_str_eq(scene.message, "To: " REFERRAL "\r\n\r\n" BODY);
}
END_TEST

START_TEST(other_mail_is_accepted_at_the_end_of_its_header)
{
	scene_connect("127.0.0.1");
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(scene_begin("<a@school.example>", "<b@school.example>"), SMFIS_ACCEPT);
		ck_assert_uint_eq(budget_used(&scene.parts.budget), 0);
	}
	ck_assert_uint_eq(scene.screened, 3);
	ck_assert_uint_eq(scene.inspected, 0);
	ck_assert_uint_eq(scene_records(), 0);
	ck_assert_str_eq(scene.log, "");
}
END_TEST

START_TEST(other_mail_passes_when_no_screener_answers)
{
	scene.screen_result = -EAGAIN;
	ck_assert_int_eq(scene_begin("<a@school.example>", "<b@school.example>"), SMFIS_ACCEPT);
	ck_assert_ptr_nonnull(strstr(scene.log, "no screener answered"));
}
END_TEST

START_TEST(mail_that_looks_like_ours_and_is_not_passes_unrecorded)
{
	scene.interest = SCREEN_INSPECT;
	scene.inspect_result = -EAGAIN; /* judged unread: nothing names a referral address */
	ck_assert_int_eq(scene_begin("<a@school.example>", "<b@school.example>"), SMFIS_CONTINUE);
	scene_body();
	ck_assert_int_eq(fake_filter.xxfi_eom(&scene.connection), SMFIS_CONTINUE);
	ck_assert_uint_eq(scene_records(), 0);
	ck_assert_str_eq(scene.connection.log, "");
	ck_assert_ptr_nonnull(strstr(scene.log, "no inspector in time"));
	ck_assert_ptr_nonnull(strstr(scene.log, "passed"));
}
END_TEST

START_TEST(every_way_out_of_a_message_leaves_nothing_behind)
{
	scene.has_copies = true;
	ck_assert_int_eq(scene_refer(), SMFIS_CONTINUE);
	int before = scene_descriptors();
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(scene_begin("<teacher@school.example>", "<" REFERRAL ">"), SMFIS_CONTINUE);
		scene_body();
		ck_assert_int_eq(scene_descriptors(), before + 1);
		switch (_i) {
		case 0: /* RSET */
			fake_filter.xxfi_abort(&scene.connection);
			break;
		case 1: /* the connection breaks */
			fake_filter.xxfi_close(&scene.connection);
			break;
		case 2: /* the next message, without a word */
			scene_argument(fake_filter.xxfi_envfrom, "<a@school.example>");
			break;
		default: /* the end */
			ck_assert_int_eq(fake_filter.xxfi_eom(&scene.connection), SMFIS_CONTINUE);
			break;
		}
		ck_assert_int_eq(scene_descriptors(), before);
		ck_assert_uint_eq(budget_used(&scene.parts.budget), 0);
	}
	/* And the next referral is judged on its own. */
	scene.has_copies = false;
	ck_assert_int_eq(scene_refer(), SMFIS_REJECT);
}
END_TEST

START_TEST(a_connection_that_is_used_again_has_its_own_client)
{
	scene_connect("127.0.0.1");
	scene.has_copies = true;
	ck_assert_int_eq(scene_begin("<teacher@school.example>", "<" REFERRAL ">"), SMFIS_CONTINUE);
	scene_body();
	ck_assert_int_eq(fake_filter.xxfi_eom(&scene.connection), SMFIS_CONTINUE);
	ck_assert_ptr_nonnull(strstr(scene.log, "class=referral"));
	fake_filter.xxfi_close(&scene.connection); /* QUIT_NC */
	scene_connect("198.51.100.7");
	ck_assert_int_eq(scene_begin("<x@elsewhere.example>", "<" REFERRAL ">"), SMFIS_CONTINUE);
	scene_body();
	ck_assert_int_eq(fake_filter.xxfi_eom(&scene.connection), SMFIS_CONTINUE);
	ck_assert_ptr_nonnull(strstr(scene.log, "class=no-route"));
}
END_TEST

START_TEST(a_message_without_the_end_of_its_header_is_not_judged_by_half)
{
	scene_connect("127.0.0.1");
	scene_argument(fake_filter.xxfi_envfrom, "<a@school.example>");
	scene_argument(fake_filter.xxfi_envrcpt, _i == 0 ? "<b@school.example>" : "<" REFERRAL ">");
	scene_body();
	ck_assert_int_eq(fake_filter.xxfi_eom(&scene.connection), _i == 0 ? SMFIS_CONTINUE : SMFIS_TEMPFAIL);
	ck_assert_uint_eq(scene.inspected, 0);
}
END_TEST

START_TEST(callbacks_out_of_place_do_no_harm)
{
	fake_filter.xxfi_abort(&scene.connection);
	scene_body();
	ck_assert_int_eq(fake_filter.xxfi_eom(&scene.connection), SMFIS_TEMPFAIL);
	ck_assert_int_eq(fake_filter.xxfi_eoh(&scene.connection), SMFIS_TEMPFAIL);
	fake_filter.xxfi_close(&scene.connection);
	fake_filter.xxfi_close(&scene.connection);
	fake_filter.xxfi_abort(&scene.connection);
}
END_TEST

START_TEST(closed_callbacks_defer_whatever_comes)
{
	scene_connect("127.0.0.1");
	ck_assert_int_eq(scene_begin("<teacher@school.example>", "<" REFERRAL ">"), SMFIS_CONTINUE);
	ck_assert(callbacks_close(0));
	scene_body();
	ck_assert_int_eq(fake_filter.xxfi_eom(&scene.connection), SMFIS_TEMPFAIL);
	ck_assert_int_eq(scene_begin("<a@school.example>", "<b@school.example>"), SMFIS_TEMPFAIL);
	ck_assert_uint_eq(scene.inspected, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("callbacks");
	TCase *tcase = tcase_create("conversations");

	tcase_add_checked_fixture(tcase, scene_open, scene_close);
	tcase_add_test(tcase, only_what_is_used_is_asked_for);
	tcase_add_test(tcase, an_old_mta_is_served_without_what_it_does_not_know);
	tcase_add_test(tcase, other_mail_is_accepted_at_the_end_of_its_header);
	tcase_add_test(tcase, other_mail_passes_when_no_screener_answers);
	tcase_add_test(tcase, mail_that_looks_like_ours_and_is_not_passes_unrecorded);
	tcase_add_loop_test(tcase, every_way_out_of_a_message_leaves_nothing_behind, 0, 4);
	tcase_add_test(tcase, a_connection_that_is_used_again_has_its_own_client);
	tcase_add_loop_test(tcase, a_message_without_the_end_of_its_header_is_not_judged_by_half, 0, 2);
	tcase_add_test(tcase, callbacks_out_of_place_do_no_harm);
	tcase_add_test(tcase, closed_callbacks_defer_whatever_comes);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
