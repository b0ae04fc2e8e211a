/* supervisor: what starts, dies, hangs and stops, with a fake gate and fake inspectors, which are this program itself
 * (tests/support/fake_processes.h). They say what happens to them, as the supervisor does; the test reads along. */
#include "milter/supervisor.h"

#include "channel/channel.h"
#include "milter/limits.h"
#include "milter/log.h"
#include "milter/option_keys.h"
#include "milter/signals.h"
#include "tests/support/fake_processes.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The supervisor under test, in a process of its own. */

static char directory[] = "/tmp/check-supervisor-XXXXXX";
static char path[64];
static struct options options;
static const char *modes = "";
static const char *next_modes; /* of the policy that a reload finds; NULL: it is broken */
static const char *next_digest = "4567cdef";
static pid_t supervisor;
static int output = -1;
static char said[1U << 16];
static size_t said_size;

static void is_ready(void *context)
{
	log_write(LOG_LEVEL_INFO, NULL, "ready %s", (const char *)context);
}

static int make_policy(const char *inspector_modes, const char *digest, struct policy *ret_policy)
{
	policy_init(ret_policy);
	strcpy(ret_policy->digest, digest);
	int r = channel_memfd("policy", &ret_policy->bundle_fd);
	if (r == 0)
		r = channel_write(ret_policy->bundle_fd, inspector_modes, strlen(inspector_modes));
	return r == 0 ? channel_seal(ret_policy->bundle_fd) : r;
}

static int load_next(const struct options *ours, struct policy *ret_policy)
{
	ck_assert_ptr_eq(ours, &options);
	return next_modes != NULL ? make_policy(next_modes, next_digest, ret_policy) : -EINVAL;
}

static void keep(const struct options *ours, const struct policy *policy)
{
	(void)ours;
	log_write(LOG_LEVEL_INFO, NULL, "kept %s", policy->digest);
}

static _Noreturn void be_supervisor(int stderr_fd)
{
	static char word[] = "once";
	struct problem_list problems;
	struct listener listener;
	struct policy policy;
	struct identity identity = {geteuid(), getegid()};
	int signal_fd = -1;

	dup2(stderr_fd, STDERR_FILENO);
	log_open("check", true);
	problem_list_init(&problems);
	if (make_policy(modes, "0123abcd", &policy) < 0 || signals_open(&signal_fd) < 0 ||
	    listener_open(&options, &identity, &problems, &listener) < 0)
		_exit(99);
	const struct supervisor_start start = {.options = &options,
	    .policy = &policy,
	    .signal_fd = signal_fd,
	    .listener = &listener,
	    .run_gate = fake_gate_run,
	    .is_ready = is_ready,
	    .context = word,
	    .load = load_next,
	    .keep = keep};
	int status = supervisor_run(&start);
	policy_clear(&policy);
	_exit(status);
}

static void start(const char *inspector_modes)
{
	int ends[2];

	modes = inspector_modes;
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	supervisor = fork();
	if (supervisor == 0)
		be_supervisor(ends[1]);
	close(ends[1]);
	output = ends[0];
	ck_assert_int_ne(fcntl(output, F_SETFL, O_NONBLOCK), -1);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads what was said; false at end of file. */
static bool read_said(int timeout)
{
	struct pollfd pollfd = {.fd = output, .events = POLLIN};

	if (poll(&pollfd, 1, timeout) <= 0)
		return true;
	ssize_t got = read(output, said + said_size, sizeof(said) - 1 - said_size);
	if (got > 0)
		said_size += (size_t)got;
	said[said_size] = '\0';
	return got > 0;
}

/* Waits until a text is said after `from`; where it ends. */
static const char *await_from(const char *from, const char *text, int timeout)
{
	int64_t until = now_ms() + timeout;
	const char *found;

	while ((found = strstr(from, text)) == NULL && now_ms() < until && read_said(50))
		;
	ck_assert_msg(found != NULL, "\"%s\" was never said, but:\n%s", text, said);
	return found + strlen(text);
}

static const char *await(const char *text)
{
	return await_from(said, text, 3000);
}

static unsigned count_said(const char *text)
{
	unsigned count = 0;

	for (const char *at = said; (at = strstr(at, text)) != NULL; at++)
		count++;
	return count;
}

/* Its exit status; everything that it said was read. */
static int wait_end(int timeout)
{
	int64_t until = now_ms() + timeout;
	int status;

	while (read_said(50) && now_ms() < until)
		;
	ck_assert_msg(now_ms() < until, "it did not end:\n%s", said);
	ck_assert_int_eq(waitpid(supervisor, &status, 0), supervisor);
	supervisor = 0;
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int stop(int signal_number, int timeout)
{
	ck_assert_int_eq(kill(supervisor, signal_number), 0);
	return wait_end(timeout);
}

/* The process id that is said after a text such as "gate: process ". */
static pid_t pid_after(const char *text)
{
	const char *at = said, *last = NULL;

	while ((at = strstr(at, text)) != NULL)
		last = at += strlen(text);
	ck_assert_ptr_nonnull(last);
	return (pid_t)atol(last);
}

/* The first child of the supervisor whose second argument is this. */
static pid_t find_child(const char *role)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	char name[300], text[512];
	pid_t found = 0;

	while (found == 0 && (entry = readdir(proc)) != NULL) {
		snprintf(name, sizeof(name), "/proc/%s/cmdline", entry->d_name);
		int fd = open(name, O_RDONLY | O_CLOEXEC);
		ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
		if (fd >= 0)
			close(fd);
		if (got <= 0)
			continue;
		text[got] = '\0';
		if (strcmp(text, "referral-inspector") != 0 || strcmp(text + strlen(text) + 1, role) != 0)
			continue;
		snprintf(name, sizeof(name), "/proc/%s/stat", entry->d_name);
		FILE *stat = fopen(name, "r");
		long parent = 0;
		if (stat != NULL && fscanf(stat, "%*d %*[^)]) %*c %ld", &parent) == 1 && parent == supervisor)
			found = (pid_t)atol(entry->d_name);
		if (stat != NULL)
			fclose(stat);
	}
	closedir(proc);
	return found;
}

/* Connects, asks the gate to do something, does not wait. */
static void ask_gate(const char *what)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(name.sun_path, path);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	ck_assert_int_gt(write(fd, what, strlen(what)), 0);
	close(fd);
}

static void start_and_serve(const char *inspector_modes)
{
	start(inspector_modes);
	await("ready once");
	await("gate has screener 0 serial 1");
	await("gate has template 0 serial 2");
}

static void setup(void)
{
	char text[80], self[256];

	strcpy(strrchr(directory, '-') + 1, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/s", directory);
	snprintf(text, sizeof(text), "unix:%s", path);
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	ck_assert_int_gt(length, 0);
	self[length] = '\0';
	ck_assert_int_eq(options_init(&options), 0);
	ck_assert_int_eq(options_set_socket(&options, text), 0);
	ck_assert_int_eq(option_set(&options, OPTION_INSPECTOR, self), 0);
	options.screeners = 1;
	options.inspectors = 2;
	options.foreground = true;
	fake_gate_mode = FAKE_GATE_GOOD;
	next_modes = "";
	next_digest = "4567cdef";
	supervisor = 0;
	said_size = 0;
	said[0] = '\0';
}

static void teardown(void)
{
	if (supervisor > 0) {
		kill(supervisor, SIGKILL);
		waitpid(supervisor, NULL, 0);
	}
	close(output);
	unlink(path);
	rmdir(directory);
	options_clear(&options);
}

START_TEST(everything_starts_serves_and_stops)
{
	struct stat status;

	options.screeners = 3;
	start("");
	await("gate starts for 0123abcd");
	await("gate has screener 2 serial 3");
	await("gate has template 0 serial 4");
	await("ready once");
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_int_eq(stop(_i == 0 ? SIGTERM : SIGINT, 3000), 0);
	ck_assert_uint_eq(count_said("gate is told to stop"), 1);
	ck_assert_uint_eq(count_said("ready once"), 1);
	ck_assert_uint_eq(count_said("error:"), 0);
	ck_assert_int_eq(stat(path, &status), -1);
}
END_TEST

START_TEST(the_template_is_told_its_bounds)
{
	options.inspect_time_ms = 1234;
	options.inspect_cpu_s = 5;
	options.inspect_memory_mb = 678;
	options.message_size_limit = 91011;
	options.allow_unconfined = _i == 1;
	start("template=arguments screener=arguments");
	await("template: argument referral-inspector");
	await("template: argument template");
	await("template: argument --children=2");
	await("template: argument --wall-ms=1234");
	await("template: argument --cpu-seconds=5");
	await("template: argument --memory-mb=678");
	await("template: argument --message-size=91011");
	await("screener 0: argument screener");
	await("ready once");
	ck_assert_uint_eq(count_said("argument --allow-unconfined"), _i == 1 ? 2 : 0);
	ck_assert_uint_eq(count_said("screener 0: argument --children"), 0);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

static const struct {
	const char *modes;
	const char *said[2];
} unconfined[] = {
    {"screener=unconfinable", {"screener 0: the moon shines everywhere", "exited with status 3 before it was ready"}},
    {"template=unconfinable", {"template: the moon shines everywhere", "exited with status 3 before it was ready"}},
    {"screener=unconfined", {"screener 0 (process ", "cannot be used: it cannot be confined: landlock and seccomp"}},
    {"template=unconfined", {"template (process ", "cannot be used: it cannot be confined: landlock and seccomp"}},
};

START_TEST(at_the_first_start_a_kernel_that_cannot_confine_ends_all)
{
	start(unconfined[_i].modes);
	ck_assert_int_eq(wait_end(3000), 1);
	ck_assert_uint_ge(count_said(unconfined[_i].said[0]), 1);
	ck_assert_uint_ge(count_said(unconfined[_i].said[1]), 1);
	ck_assert_uint_eq(count_said("the daemon does not start"), 1);
	ck_assert_uint_eq(count_said("gate starts"), 0);
}
END_TEST

static const struct {
	const char *modes;
	const char *inspector; /* NULL: ours */
	const char *said[2];
} failures[] = {
    {"template=dies", NULL, {"template: the moon is in the wrong place", "exited with status 7 before it was ready"}},
    {"screener=dies", NULL, {"screener 0: the moon is in the wrong place", "exited with status 7 before it was ready"}},
    {"template=old", NULL, {"template (process ", "cannot be used: it is of another version than this daemon"}},
    {"screener=garbage", NULL, {"screener 0 (process ", "cannot be used: it does not speak our protocol"}},
    {"", "/nowhere/inspector", {"cannot be executed: No such file or directory", "exited with status 127"}},
};

/* Other mail passes while the gate answers; and what failed may have mended itself a moment later. */
START_TEST(without_inspectors_the_gate_serves_and_they_are_tried_again)
{
	if (failures[_i].inspector != NULL)
		ck_assert_int_eq(option_set(&options, OPTION_INSPECTOR, failures[_i].inspector), 0);
	start(failures[_i].modes);
	await("ready once");
	await(failures[_i].said[0]);
	await(failures[_i].said[1]);
	await("a new one starts in 50 ms");
	await("a new one starts in 100 ms");
	await("a new one starts in 200 ms");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(an_unconfined_inspector_serves_where_that_is_allowed)
{
	options.allow_unconfined = true;
	start("screener=unconfined template=unconfined");
	await("ready once");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(a_silent_inspector_is_given_up_and_the_gate_serves)
{
	int64_t began = now_ms();

	start(_i == 0 ? "screener=silent" : "template=closes");
	await_from(said, "is not ready after 10000 ms: it is killed", LIMIT_START_MS + 3000);
	ck_assert_int_ge(now_ms() - began, LIMIT_START_MS);
	await("ready once");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(at_the_first_start_a_silent_gate_ends_all_in_time)
{
	int64_t began = now_ms();

	fake_gate_mode = FAKE_GATE_SILENT;
	start("");
	ck_assert_int_eq(wait_end(LIMIT_START_MS + 3000), 1);
	ck_assert_int_ge(now_ms() - began, LIMIT_START_MS);
	ck_assert_uint_eq(count_said("does not serve after 10000 ms: it is killed"), 1);
}
END_TEST

START_TEST(at_the_first_start_a_dying_gate_ends_all)
{
	fake_gate_mode = FAKE_GATE_DIES;
	start("");
	ck_assert_int_eq(wait_end(3000), 1);
	ck_assert_uint_eq(count_said("exited with status 3"), 1);
}
END_TEST

START_TEST(a_stop_while_starting_is_a_clean_stop)
{
	start("template=silent screener=silent");
	while (find_child("template") == 0)
		read_said(10);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(an_inspector_that_dies_is_replaced_ever_later)
{
	static const char *const roles[] = {"screener", "template"};
	char text[128];

	start_and_serve("");
	for (unsigned i = 0; i < 3; i++) {
		pid_t pid = find_child(roles[_i]);
		ck_assert_int_gt(pid, 0);
		ck_assert_int_eq(kill(pid, SIGXCPU), 0);
		snprintf(text, sizeof(text), "(process %ld) was killed by SIGXCPU; a new one starts in %u ms",
		    (long)pid, 50U << i);
		await(text);
		snprintf(text, sizeof(text), "gate has %s 0 serial %u", roles[_i], 3 + i);
		await(text);
	}
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("gate starts"), 1);
}
END_TEST

START_TEST(a_later_death_is_told_but_ends_nothing)
{
	start_and_serve("");
	kill(find_child("template"), SIGKILL);
	kill(find_child("screener"), SIGKILL);
	await("gate has screener 0 serial");
	const char *at = await("screener 0 (process ");
	await_from(at, "gate has screener 0 serial", 3000);
	at = await("template (process ");
	await_from(at, "gate has template 0 serial", 3000);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(a_gate_that_dies_is_replaced_with_fresh_inspectors)
{
	start_and_serve("");
	pid_t gate = pid_after("gate: process ");
	pid_t screener = find_child("screener");
	ck_assert_int_eq(kill(gate, SIGKILL), 0);
	/* A connection that comes while nobody serves waits for the next gate. */
	const char *at = await("was killed by SIGKILL; a new one starts in 50 ms, connections wait");
	ask_gate("hello 0");
	at = await_from(at, "gate starts", 3000);
	await_from(at, "gate did hello", 3000);
	await_from(at, "gate has screener 0 serial", 3000);
	await_from(at, "gate has template 0 serial", 3000);
	await_from(at, "serving unix:", 3000);
	ck_assert_int_ne(pid_after("gate: process "), gate);
	ck_assert_int_ne(find_child("screener"), screener);
	/* The inspectors are not to blame. */
	ck_assert_uint_eq(count_said("screener 0 (process "), 0);
	ck_assert_uint_eq(count_said("ready once"), 1);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(a_gate_that_says_nonsense_is_replaced)
{
	start_and_serve("");
	ask_gate("nonsense 0");
	const char *at = await("was killed by SIGKILL; a new one starts in 50 ms");
	await_from(at, "gate has template 0 serial", 3000);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

START_TEST(a_complaint_ends_the_process_that_it_names)
{
	start_and_serve("");
	ask_gate(_i == 0 ? "screener 1" : "template 2");
	await("does not answer: it is killed");
	await(_i == 0 ? "gate has screener 0 serial 3" : "gate has template 0 serial 3");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("was killed by SIGKILL"), 1);
}
END_TEST

START_TEST(a_late_complaint_ends_nobody)
{
	static const char *const complaints[] = {"screener 2", "template 1", "screener 0", "template 99"};

	start_and_serve("");
	ask_gate(complaints[_i]);
	await("gate did");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("killed"), 0);
}
END_TEST

START_TEST(a_hangup_brings_the_new_policy)
{
	start_and_serve("");
	pid_t before = find_child("template");
	ck_assert_int_eq(kill(supervisor, SIGHUP), 0);
	const char *at = await("gate has policy 2");
	at = await_from(at, "gate has screener 0 serial 3", 3000);
	at = await_from(at, "gate has template 0 serial 4", 3000);
	at = await_from(at, "gate has switch 2", 3000);
	at = await_from(at, "policy 4567cdef is in force, after 0123abcd", 3000);
	await_from(at, "kept 4567cdef", 3000);
	/* The fake gate keeps the old sockets: those inspectors live as long as it. */
	ck_assert_int_eq(kill(before, 0), 0);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("killed"), 0);
}
END_TEST

START_TEST(after_a_reload_the_new_policy_is_started_again)
{
	start_and_serve("");
	ck_assert_int_eq(kill(supervisor, SIGHUP), 0);
	await("kept 4567cdef");
	ask_gate("template 4"); /* of the new one */
	const char *at = await("template");
	at = await_from(at, "does not answer: it is killed", 3000);
	at = await_from(at, "gate has template 0 serial 5", 3000);
	ask_gate("nonsense"); /* and the gate dies */
	await_from(at, "gate starts for 4567cdef", 5000);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
}
END_TEST

static const struct {
	const char *modes;
	const char *digest;
	enum fake_gate_mode gate;
	const char *says;
} useless_reloads[] = {
    {NULL, "4567cdef", FAKE_GATE_GOOD, "reload: rules or guidance are broken, policy 0123abcd stays in force"},
    {"", "0123abcd", FAKE_GATE_GOOD, "reload: nothing has changed, policy 0123abcd stays in force"},
    {"template=dies", "4567cdef", FAKE_GATE_GOOD,
	"the new policy 4567cdef is not taken: its inspectors do not start; 0123abcd stays in force"},
    {"screener=garbage", "4567cdef", FAKE_GATE_GOOD, "the new policy 4567cdef is not taken"},
    {"template=unconfinable", "4567cdef", FAKE_GATE_GOOD, "the new policy 4567cdef is not taken"},
    {"", "4567cdef", FAKE_GATE_KEEPS,
	"the new policy 4567cdef is not taken: the gate cannot take it; 0123abcd stays in force"},
};

START_TEST(what_is_not_good_changes_nothing)
{
	next_modes = useless_reloads[_i].modes;
	next_digest = useless_reloads[_i].digest;
	fake_gate_mode = useless_reloads[_i].gate;
	start_and_serve("");
	ck_assert_int_eq(kill(supervisor, SIGHUP), 0);
	await(useless_reloads[_i].says);
	ask_gate("hello 0");
	await("gate did hello");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("kept"), 0);
	ck_assert_uint_eq(count_said("the daemon does not start"), 0);
	ck_assert_uint_eq(count_said("gate starts"), 1);
}
END_TEST

START_TEST(many_hangups_are_one_reload_after_another)
{
	start_and_serve("");
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(kill(supervisor, SIGHUP), 0);
	await("kept 4567cdef");
	ask_gate("hello 0");
	await("gate did hello");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("is in force, after"), 1);
}
END_TEST

START_TEST(what_an_inspector_prints_once_it_serves_is_not_logged)
{
#ifdef SANITIZED
	puts("SKIP: a sanitized build logs what inspectors print, for the sanitizer's reports");
#else
	fake_gate_mode = FAKE_GATE_TALKS;
	start_and_serve("screener=arguments");
	await("screener 0: argument screener");
	for (int i = 0; i < 5; i++)
		read_said(100);
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("Alice"), 0);
#endif
}
END_TEST

START_TEST(a_gate_that_does_not_stop_is_killed_in_time)
{
	int64_t began = now_ms();

	fake_gate_mode = FAKE_GATE_STAYS;
	start_and_serve("");
	ck_assert_int_eq(stop(SIGTERM, 10000), 0);
	ck_assert_int_ge(now_ms() - began, LIMIT_STOP_GATE_MS);
	ck_assert_uint_eq(count_said("the gate does not stop in time: it is killed"), 1);
}
END_TEST

START_TEST(inspectors_that_do_not_see_the_end_are_killed)
{
	start_and_serve("screener=stays template=stays");
	ck_assert_int_eq(stop(SIGTERM, 3000), 0);
	ck_assert_uint_eq(count_said("error:"), 0);
}
END_TEST

START_TEST(nothing_outlives_a_supervisor_that_is_killed)
{
	start_and_serve("screener=stays template=stays");
	ck_assert_int_eq(kill(supervisor, SIGKILL), 0);
	await("gate hears nobody");
	/* All of them hold the writing end of what we read. */
	int64_t until = now_ms() + 3000;
	while (read_said(50) && now_ms() < until)
		;
	ck_assert_int_lt(now_ms(), until);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, everything_starts_serves_and_stops, 0, 2);
	tcase_add_loop_test(tcase, the_template_is_told_its_bounds, 0, 2);
	tcase_add_loop_test(tcase, at_the_first_start_a_kernel_that_cannot_confine_ends_all, 0,
	    sizeof(unconfined) / sizeof(*unconfined));
	tcase_add_loop_test(tcase, without_inspectors_the_gate_serves_and_they_are_tried_again, 0,
	    sizeof(failures) / sizeof(*failures));
	tcase_add_test(tcase, an_unconfined_inspector_serves_where_that_is_allowed);
	tcase_add_test(tcase, at_the_first_start_a_dying_gate_ends_all);
	tcase_add_test(tcase, a_stop_while_starting_is_a_clean_stop);
	tcase_add_loop_test(tcase, an_inspector_that_dies_is_replaced_ever_later, 0, 2);
	tcase_add_test(tcase, a_later_death_is_told_but_ends_nothing);
	tcase_add_test(tcase, a_gate_that_dies_is_replaced_with_fresh_inspectors);
	tcase_add_test(tcase, a_gate_that_says_nonsense_is_replaced);
	tcase_add_loop_test(tcase, a_complaint_ends_the_process_that_it_names, 0, 2);
	tcase_add_loop_test(tcase, a_late_complaint_ends_nobody, 0, 4);
	tcase_add_test(tcase, a_hangup_brings_the_new_policy);
	tcase_add_test(tcase, after_a_reload_the_new_policy_is_started_again);
	tcase_add_loop_test(
	    tcase, what_is_not_good_changes_nothing, 0, sizeof(useless_reloads) / sizeof(useless_reloads[0]));
	tcase_add_test(tcase, many_hangups_are_one_reload_after_another);
	tcase_add_test(tcase, what_an_inspector_prints_once_it_serves_is_not_logged);
	tcase_add_test(tcase, inspectors_that_do_not_see_the_end_are_killed);
	tcase_add_test(tcase, nothing_outlives_a_supervisor_that_is_killed);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[0], "referral-inspector") == 0)
		return fake_inspector_run(argc, argv);
	Suite *suite = suite_create("supervisor");
	TCase *tcase = tcase_create("processes"), *limits = tcase_create("limits");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 30);
	add_tests(tcase);
	tcase_add_checked_fixture(limits, setup, teardown);
	tcase_set_timeout(limits, 30);
	tcase_add_loop_test(limits, a_silent_inspector_is_given_up_and_the_gate_serves, 0, 2);
	tcase_add_test(limits, at_the_first_start_a_silent_gate_ends_all_in_time);
	tcase_add_test(limits, a_gate_that_does_not_stop_is_killed_in_time);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, limits);
	return run_suite(suite);
}
