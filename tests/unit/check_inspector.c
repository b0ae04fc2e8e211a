/* referral-inspector, the real executable: what it answers, what it refuses, and how it ends. */
#include "tests/support/inspector.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FROM   "From: Terry Teacher <teacher@school.example.org>\r\n"
#define POLICE "preventreferrals@met.pnn.police.uk"
#define MASH   "mashagency@lewisham.gov.uk"
#define TEAM   "prevent@lewisham.gov.uk"

static const char *const template_arguments[] = {"template", "--children=4", NULL};
static const char *const screener_arguments[] = {"screener", NULL};

static struct inspect_answer inspect(const struct inspector *inspector, const char *message)
{
	struct inspect_answer answer = {0};
	struct envelope envelope;

	inspector_envelope(&envelope);
	ck_assert_int_eq(inspector_inspect(inspector, &envelope, message, strlen(message), &answer), 0);
	envelope_clear(&envelope);
	ck_assert_int_eq(answer.error, 0);
	return answer;
}

START_TEST(a_referral_without_copy_and_form_is_refused_for_both)
{
	struct inspector inspector;

	inspector_start(&inspector, NULL, template_arguments);
	struct inspect_answer answer = inspect(&inspector, FROM "To: " POLICE "\r\nSubject: x\r\n\r\nHello\r\n");
	ck_assert_int_eq(answer.verdict.disposition, DISPOSITION_REFUSE);
	ck_assert_int_eq(answer.verdict.mail_class, CLASS_REFERRAL);
	ck_assert_uint_eq(answer.verdict.finding_count, 3);
	ck_assert_int_eq(answer.verdict.findings[0].reason, REASON_FORM_MISSING);
	ck_assert_int_eq(answer.verdict.findings[1].reason, REASON_COPY_MISSING);
	inspect_answer_clear(&answer);
	ck_assert_int_eq(inspector_stop(&inspector), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inspector");
	TCase *tcase = tcase_create("template");
	(void)screener_arguments;
	tcase_add_test(tcase, a_referral_without_copy_and_form_is_refused_for_both);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
