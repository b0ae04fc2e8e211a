/* canary_test: only a refusal of the message, with its code and a case, is a sign of life. */
#include "milter/canary_test.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	enum smtp_stage stage;
	unsigned code;
	const char *reply;
	enum canary_result result;
	const char *case_code;
} rows[] = {
    {SMTP_STAGE_MESSAGE, 550, "550-5.7.901 NOT SENT\n550 5.7.901 Case W495-9JCF, reason\n", CANARY_ALIVE, "W495-9JCF"},
    {SMTP_STAGE_MESSAGE, 550, "550 5.7.901 [W495-9JCF]\n", CANARY_ALIVE, "W495-9JCF"},
    {SMTP_STAGE_MESSAGE, 550, "550 5.7.901 no case\n", CANARY_REFUSED_OTHERWISE, ""},
    {SMTP_STAGE_MESSAGE, 550, "550 5.7.902 Case W495-9JCF,\n", CANARY_REFUSED_OTHERWISE, "W495-9JCF"},
    {SMTP_STAGE_MESSAGE, 550, "550 5.7.9011 Case W495-9JCF,\n", CANARY_REFUSED_OTHERWISE, "W495-9JCF"},
    {SMTP_STAGE_MESSAGE, 550, "550 5.7.901 Case W495-9JCFX\n", CANARY_REFUSED_OTHERWISE, ""},
    {SMTP_STAGE_RECIPIENT, 550, "550 5.7.901 Case W495-9JCF,\n", CANARY_REFUSED_OTHERWISE, "W495-9JCF"},
    {SMTP_STAGE_MESSAGE, 250, "250 2.0.0 Ok: queued\n", CANARY_PASSED, ""},
    {SMTP_STAGE_RECIPIENT, 250, "250 2.1.5 Ok\n", CANARY_DEAD, ""},
    {SMTP_STAGE_MESSAGE, 451, "451 4.7.1 Service unavailable\n", CANARY_DEFERRED, ""},
    {SMTP_STAGE_CONNECT, 0, "", CANARY_DEAD, ""},
};

START_TEST(an_answer_means_what_it_says)
{
	struct smtp_answer answer = {.stage = rows[_i].stage, .code = rows[_i].code};
	char found[CANARY_CASE_SIZE];

	strcpy(answer.reply, rows[_i].reply);
	ck_assert_int_eq(canary_test_judge(&answer, found), rows[_i].result);
	ck_assert_str_eq(found, rows[_i].case_code);
}
END_TEST

START_TEST(a_test_lacks_its_copy_and_is_no_automatic_mail)
{
	char address[] = "canary@referral-milter.invalid", *addresses[] = {address};
	struct referral_address referral = {.by_status[ADDRESS_CURRENT] = {.items = addresses, .count = 1}};
	const struct route route = {.referrals = &referral, .referral_count = 1};
	const struct canary_test test = {.route = &route, .sender = "me@example.org"};
	char *text = NULL, *again = NULL;

	ck_assert_int_eq(canary_test_write(&test, 1790000000, &text), 0);
	ck_assert_int_eq(canary_test_write(&test, 1790000000, &again), 0);
	ck_assert_ptr_nonnull(strstr(text, "\r\nTo: canary@referral-milter.invalid\r\n"));
	ck_assert_ptr_nonnull(strstr(text, "\r\nDate: Mon, 21 Sep 2026 14:13:20 +0000\r\n"));
	ck_assert_ptr_null(strstr(text, "Cc:"));
	ck_assert_ptr_null(strstr(text, "Auto-Submitted"));
	ck_assert_str_ne(text, again);
	for (const char *at = strchr(text, '\n'); at != NULL; at = strchr(at + 1, '\n'))
		ck_assert_int_eq(at[-1], '\r');
	free(text);
	free(again);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("canary_test");
	TCase *tcase = tcase_create("canary_test");

	tcase_add_loop_test(tcase, an_answer_means_what_it_says, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tcase, a_test_lacks_its_copy_and_is_no_automatic_mail);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
