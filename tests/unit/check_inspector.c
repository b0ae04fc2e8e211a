/* referral-inspector, the real executable: what it answers, what it refuses, and how it ends. */
#include "channel/channel.h"
#include "tests/support/inspector.h"
#include "tests/support/run_suite.h"
#include "tests/support/world.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
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
static const char *const form_arguments[] = {"form", "--cpu-seconds=5", NULL};

static void start(struct inspector *inspector, const char *const *arguments)
{
	memset(inspector, 0, sizeof(*inspector));
	inspector_start(inspector, NULL, arguments);
}

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

	start(&inspector, template_arguments);
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

/* Two copies and a form of 2,000 octets. */
static char *complete_referral(void)
{
	char *message = malloc(8192);
	size_t at = (size_t)sprintf(message, FROM
	    "To: " POLICE "\r\nCc: MASH <" MASH ">, " TEAM "\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nPlease find the form.\r\n--x\r\n"
	    "Content-Type: application/rtf\r\nContent-Disposition: attachment; filename=\"Prevent form.rtf\"\r\n\r\n"
	    "{\\rtf1\\ansi Prevent Referral Form\\par Forename: Sample\\par Surname: Person\\par Your "
	    "concerns:\\par\r\n");

	for (int i = 0; i < 40; i++)
		at += (size_t)sprintf(message + at, "A line of a form, fifty octets or so of nothing\\par\r\n");
	sprintf(message + at, "}\r\n--x--\r\n");
	return message;
}

START_TEST(a_complete_referral_is_accepted)
{
	struct inspector inspector;
	char *message = complete_referral();

	start(&inspector, template_arguments);
	for (int i = 0; i < 10; i++) {
		struct inspect_answer answer = inspect(&inspector, message);
		ck_assert_int_eq(answer.verdict.disposition, DISPOSITION_ACCEPT);
		ck_assert_int_eq(answer.verdict.mail_class, CLASS_REFERRAL);
		ck_assert_uint_eq(answer.verdict.finding_count, 0);
		ck_assert_uint_eq(answer.verdict.part_count, 3);
		ck_assert_str_eq(answer.verdict.parts[2].sniffed_type, "text/rtf");
		inspect_answer_clear(&answer);
	}
	free(message);
	ck_assert_int_eq(inspector_stop(&inspector), 0);
}
END_TEST

START_TEST(four_messages_are_judged_at_once)
{
	struct inspector inspector;
	struct envelope envelope;
	char *message = complete_referral();
	int replies[16], fds[16];

	start(&inspector, template_arguments);
	inspector_envelope(&envelope);
	/* Each has a memory file of its own, as from the gate: whoever reads one moves its position. */
	for (int i = 0; i < 16; i++) {
		fds[i] = inspector_message(message, strlen(message));
		inspector_ask(&inspector, &envelope, fds[i], &replies[i]);
	}
	for (int i = 0; i < 16; i++) {
		struct inspect_answer answer = {0};
		ck_assert_int_eq(inspector_answer(replies[i], 20000, &answer), 0);
		ck_assert_int_eq(answer.error, 0);
		ck_assert_int_eq(answer.verdict.disposition, DISPOSITION_ACCEPT);
		inspect_answer_clear(&answer);
		close(fds[i]);
	}
	envelope_clear(&envelope);
	free(message);
	ck_assert_int_eq(inspector_stop(&inspector), 0);
}
END_TEST

static int screen(const struct inspector *inspector, const void *header, size_t size, int timeout_ms,
    struct screen_answer *ret_answer)
{
	struct envelope envelope;

	inspector_envelope(&envelope);
	int r = inspector_screen(inspector, &envelope, header, size, timeout_ms, ret_answer);
	envelope_clear(&envelope);
	return r;
}

START_TEST(a_screener_answers_one_header_after_the_other)
{
	static const char ours[] = FROM "To: " POLICE "\r\n", other[] = FROM "To: a@b.example\r\n";
	struct inspector inspector;
	struct screen_answer answer = {0};

	start(&inspector, screener_arguments);
	for (int i = 0; i < 10; i++) {
		ck_assert_int_eq(screen(&inspector, ours, strlen(ours), 5000, &answer), 0);
		ck_assert_int_eq(answer.interest, SCREEN_INSPECT);
		ck_assert_uint_eq(answer.match_count, 1);
		ck_assert_str_eq(answer.matches[0], POLICE);
		screen_answer_clear(&answer);
		ck_assert_int_eq(screen(&inspector, other, strlen(other), 5000, &answer), 0);
		ck_assert_int_eq(answer.interest, SCREEN_OTHER);
		screen_answer_clear(&answer);
	}
	ck_assert_int_eq(inspector_stop(&inspector), 0);
}
END_TEST

START_TEST(a_header_as_large_as_a_header_may_be_is_screened)
{
	size_t size = 256 << 10, at = 4;
	char *header = malloc(size + 64);
	struct inspector inspector;
	struct screen_answer answer = {0};

	memcpy(header, "To: ", 4);
	while (at < size)
		at += (size_t)sprintf(header + at, "a@b.example,\r\n ");
	at += (size_t)sprintf(header + at, POLICE "\r\n");
	start(&inspector, screener_arguments);
	ck_assert_int_eq(screen(&inspector, header, at, 5000, &answer), 0);
	ck_assert_int_eq(answer.interest, SCREEN_INSPECT);
	screen_answer_clear(&answer);
	ck_assert_int_eq(inspector_stop(&inspector), 0);
	free(header);
}
END_TEST

START_TEST(a_screener_that_takes_too_long_ends)
{
	static const char *const hurried[] = {"screener", "--wall-ms=1", NULL};
	size_t size = 256 << 10;
	char *header = malloc(size);
	struct inspector inspector;
	struct screen_answer answer = {0};

	/* Read in some milliseconds, in all readings together. */
	for (size_t i = 0; i < size; i++)
		header[i] = "(=?a?q?(\xcc\x80,"[i % 11];
	memcpy(header, "To: ", 4);
	start(&inspector, hurried);
	ck_assert_int_eq(screen(&inspector, header, size, 5000, &answer), -EPIPE);
	int status = inspector_stop(&inspector);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGALRM);
	free(header);
}
END_TEST

START_TEST(a_request_that_is_none_ends_a_screener)
{
	struct inspector inspector;

	start(&inspector, screener_arguments);
	ck_assert_int_eq(channel_send(inspector.socket, "nonsense", 8, NULL, 0, 1000), 0);
	int status = inspector_stop(&inspector);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 1);
}
END_TEST

/* The number behind `name` in /proc/PID/status. */
static long status_of(pid_t pid, const char *name)
{
	char path[64], line[256];
	long value = -1;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
			value = strtol(line + strlen(name) + 1, NULL, 10);
	fclose(file);
	return value;
}

static pid_t child_of(pid_t pid)
{
	char path[64];
	int child = 0;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	int read = fscanf(file, "%d", &child);
	fclose(file);
	return read == 1 ? child : 0;
}

START_TEST(the_processes_are_confined)
{
	struct inspector template, screener;
	pid_t child = 0;

	start(&template, template_arguments);
	start(&screener, screener_arguments);
	for (int i = 0; i < 100 && child == 0; i++) {
		child = child_of(template.pid);
		usleep(10000);
	}
	ck_assert_int_gt(child, 0);
	const pid_t pids[] = {template.pid, screener.pid, child};
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(status_of(pids[i], "NoNewPrivs"), 1);
		ck_assert_int_eq(status_of(pids[i], "Seccomp"), 2);
		ck_assert_int_ne(status_of(pids[i], "Uid"), 0);
	}
	ck_assert_int_eq(status_of(child, "Seccomp_filters"), 2);
	ck_assert_int_eq(inspector_stop(&template), 0);
	ck_assert_int_eq(inspector_stop(&screener), 0);
}
END_TEST

START_TEST(who_answers_about_a_form_is_confined_as_one_message_is)
{
	struct inspector form;

	start(&form, form_arguments);
	for (int i = 0; i < 100 && status_of(form.pid, "Seccomp_filters") != 2; i++)
		usleep(10000);
	ck_assert_int_eq(status_of(form.pid, "Seccomp_filters"), 2);
	ck_assert_int_eq(status_of(form.pid, "Seccomp"), 2);
	ck_assert_int_eq(status_of(form.pid, "NoNewPrivs"), 1);
	ck_assert_int_ne(status_of(form.pid, "Uid"), 0);
	ck_assert_int_eq(inspector_stop(&form), 0);
}
END_TEST

START_TEST(a_question_about_a_form_that_is_none_ends_it)
{
	struct inspector form;
	int status;

	start(&form, form_arguments);
	ck_assert_int_eq(channel_send(form.socket, "form?", 5, NULL, 0, 1000), 0);
	ck_assert_int_eq(waitpid(form.pid, &status, 0), form.pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 1);
	close(form.socket);
}
END_TEST

/* What a start that must fail says, and how it exits. */
static void check_failure(struct inspector inspector, int bundle, const char *const *arguments, bool become,
    int expected_status, const char *says)
{
	char text[1024] = "";
	int pipe_fds[2];

	ck_assert_int_eq(pipe(pipe_fds), 0);
	inspector.stderr_fd = pipe_fds[1];
	inspector_spawn(&inspector, bundle, arguments, become);
	close(pipe_fds[1]);
	ssize_t size = read(pipe_fds[0], text, sizeof(text) - 1);
	close(pipe_fds[0]);
	int status = inspector_stop(&inspector);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), expected_status);
	ck_assert_int_gt(size, 0);
	ck_assert_msg(strstr(text, says) != NULL, "%s", text);
	ck_assert_msg(strncmp(text, "referral-inspector: ", 20) == 0, "%s", text);
	ck_assert_ptr_eq(strchr(text, '\n'), text + size - 1);
}

static void check_refusal(int bundle, const char *const *arguments, bool become, const char *says)
{
	check_failure((struct inspector){0}, bundle, arguments, become, 2, says);
}

START_TEST(a_wrong_command_line_is_said)
{
	int bundle = inspector_bundle(NULL);

	check_refusal(bundle, (const char *const[]){NULL}, true, "usage: ");
	check_refusal(
	    bundle, (const char *const[]){"template", "--children=0", NULL}, true, "--children: a number from 1");
	close(bundle);
}
END_TEST

START_TEST(root_is_refused)
{
	int bundle = inspector_bundle(NULL);

	if (getuid() == 0)
		check_refusal(bundle, template_arguments, false, "never runs as root");
	close(bundle);
}
END_TEST

START_TEST(a_bundle_that_is_none_is_refused)
{
	int garbage = inspector_message("nonsense", 8), unsealed = -1;

	ck_assert_int_eq(channel_memfd("test", &unsealed), 0);
	check_refusal(garbage, template_arguments, true, "the policy bundle cannot be read");
	check_refusal(unsealed, screener_arguments, true, "descriptor 4 is no sealed policy bundle");
	close(garbage);
	close(unsealed);
}
END_TEST

START_TEST(rules_that_are_wrong_are_said_with_their_line)
{
	int bundle = inspector_bundle("\nroute \"x\" { mode = perhaps }\n");

	check_refusal(bundle, template_arguments, true, "the policy is not usable: test.conf:2");
	close(bundle);
}
END_TEST

static const struct {
	int (*prepare)(void);
	const char *says;
} gaps[] = {{world_without_landlock, "no landlock; --allow-unconfined"},
    {world_without_seccomp, "no seccomp filters; --allow"}};

START_TEST(without_confinement_it_does_not_start)
{
	int bundle = inspector_bundle(NULL);

	check_failure((struct inspector){.prepare = gaps[_i].prepare}, bundle, template_arguments, true,
	    QUESTION_EXIT_UNCONFINED, gaps[_i].says);
	check_failure((struct inspector){.prepare = gaps[_i].prepare}, bundle, screener_arguments, true,
	    QUESTION_EXIT_UNCONFINED, gaps[_i].says);
	close(bundle);
}
END_TEST

START_TEST(without_confinement_it_starts_when_told_and_says_so)
{
	static const char *const told[] = {"template", "--allow-unconfined", NULL};
	struct inspector inspector = {.prepare = gaps[_i].prepare};
	char *message = complete_referral();
	int bundle = inspector_bundle(NULL);

	inspector_spawn(&inspector, bundle, told, true);
	close(bundle);
	struct ready ready = inspector_wait_ready(&inspector);
	ck_assert(!ready.is_confined);
	for (int i = 0; i < 3; i++) {
		struct inspect_answer answer = inspect(&inspector, message);
		ck_assert_int_eq(answer.verdict.disposition, DISPOSITION_ACCEPT);
		inspect_answer_clear(&answer);
	}
	free(message);
	ck_assert_int_eq(inspector_stop(&inspector), 0);
}
END_TEST

/* PCRE2 then has no JIT, and patterns are interpreted. */
START_TEST(where_no_memory_becomes_code_it_works_as_ever)
{
	static const char rules[] =
	    "route \"test\" {\n  mode = enforce\n"
	    "  senders { authenticated = yes networks = { \"127.0.0.0/8\" } }\n"
	    "  referral-address \"Police\" { current = { \"" POLICE "\" } }\n"
	    "  copy \"MASH\" { any-of = { \"" MASH "\" } }\n"
	    "  form \"F\" { required = yes file-types = { rtf } name-pattern = 'prevent.*form' }\n"
	    "  guidance = \"lewisham.txt\"\n  contact = \"" TEAM "\"\n}\n";
	struct inspector inspector = {.prepare = world_without_new_code};
	char *message = complete_referral();

	inspector_start(&inspector, rules, template_arguments);
	struct inspect_answer answer = inspect(&inspector, message);
	ck_assert_int_eq(answer.verdict.disposition, DISPOSITION_ACCEPT);
	ck_assert_uint_eq(answer.verdict.finding_count, 0);
	inspect_answer_clear(&answer);
	free(message);
	ck_assert_int_eq(inspector_stop(&inspector), 0);
}
END_TEST

START_TEST(without_a_socket_it_says_who_should_start_it)
{
	char path[4096], text[256] = "";
	int pipe_fds[2], status = -1;

	snprintf(path, sizeof(path), "%s/referral-inspector", getenv("top_builddir"));
	int executable = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(executable, 0);
	ck_assert_int_eq(pipe(pipe_fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(pipe_fds[1], STDERR_FILENO);
		int high = fcntl(executable, F_DUPFD_CLOEXEC, 20);
		close(3);
		if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
			_exit(126);
		char name[] = "referral-inspector", role[] = "screener";
		char *const arguments[] = {name, role, NULL};
		fexecve(high, arguments, environ);
		_exit(127);
	}
	close(pipe_fds[1]);
	ck_assert_int_gt(read(pipe_fds[0], text, sizeof(text) - 1), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 2);
	ck_assert_ptr_nonnull(strstr(text, "started by referral-milter"));
	close(pipe_fds[0]);
	close(executable);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inspector");
	TCase *tcase = tcase_create("program");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_referral_without_copy_and_form_is_refused_for_both);
	tcase_add_test(tcase, a_complete_referral_is_accepted);
	tcase_add_test(tcase, four_messages_are_judged_at_once);
	tcase_add_test(tcase, a_screener_answers_one_header_after_the_other);
	tcase_add_test(tcase, a_header_as_large_as_a_header_may_be_is_screened);
	tcase_add_test(tcase, a_screener_that_takes_too_long_ends);
	tcase_add_test(tcase, a_request_that_is_none_ends_a_screener);
	tcase_add_test(tcase, the_processes_are_confined);
	tcase_add_test(tcase, who_answers_about_a_form_is_confined_as_one_message_is);
	tcase_add_test(tcase, a_question_about_a_form_that_is_none_ends_it);
	tcase_add_test(tcase, a_wrong_command_line_is_said);
	tcase_add_test(tcase, root_is_refused);
	tcase_add_test(tcase, a_bundle_that_is_none_is_refused);
	tcase_add_test(tcase, rules_that_are_wrong_are_said_with_their_line);
	tcase_add_loop_test(tcase, without_confinement_it_does_not_start, 0, 2);
	tcase_add_loop_test(tcase, without_confinement_it_starts_when_told_and_says_so, 0, 2);
	tcase_add_test(tcase, where_no_memory_becomes_code_it_works_as_ever);
	tcase_add_test(tcase, without_a_socket_it_says_who_should_start_it);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
