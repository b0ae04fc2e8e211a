/* sandbox: what an inspector may not do fails or kills, and mail in every charset is read inside all the same. */
#include "channel/channel.h"
#include "message/charsets.h"
#include "message/encoded_word.h"
#include "message/facts_reader.h"
#include "message/limits.h"
#include "message/sandbox.h"
#include "tests/support/run_suite.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY_MB 256

enum where { IN_SCREENER, IN_TEMPLATE, IN_CHILD };

/* Runs inside; what it returns, 0 or an errno, becomes the exit status. */
typedef int (*inside)(void);

static unsigned file_size; /* octets of a memory file; 0 for the least */

static pid_t bystander; /* sleeps outside the sandbox */

static _Noreturn void run_confined(enum where where, inside run)
{
	static const enum syscall_filter_role roles[] = {
	    SYSCALL_FILTER_SCREENER, SYSCALL_FILTER_TEMPLATE, SYSCALL_FILTER_TEMPLATE};
	const struct sandbox_limits limits = {.memory_mb = MEMORY_MB, .cpu_seconds = 1, .file_size = file_size};
	struct sandbox *sandbox = NULL;
	unsigned gaps = 0;
	int status = 0;

	if (sandbox_new(roles[where], &limits, &sandbox) != 0 || sandbox_enter(sandbox, &gaps) != 0 || gaps != 0)
		_exit(200);
	if (where != IN_CHILD)
		_exit(run());
	pid_t child = fork();
	if (child == 0)
		_exit(sandbox_enter_child(sandbox) == 0 ? run() : 201);
	if (waitpid(child, &status, 0) != child)
		_exit(202);
	/* What happened to the child, as a status of our own: signals from 128 on. */
	_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

/* 0, an errno, or 128 and the signal that killed it. */
static int run_in(enum where where, inside run)
{
	int status = 0;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		run_confined(where, run);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

#define KILLED (128 + SIGSYS)

static int result_of(long r)
{
	return r < 0 ? errno : 0;
}

static int try_open(void)
{
	return result_of(syscall(SYS_open, "/etc/passwd", O_RDONLY));
}

static int try_openat(void)
{
	return result_of(open("/etc/passwd", O_RDONLY));
}

static int try_create(void)
{
	return result_of(open("/tmp/referral-inspector-test", O_WRONLY | O_CREAT, 0600));
}

static int try_openat2(void)
{
	uint64_t how[3] = {O_RDONLY};

	return result_of(syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", how, sizeof(how)));
}

static int try_stat(void)
{
	struct stat status;

	return result_of(stat("/etc/passwd", &status));
}

static int try_socket_inet(void)
{
	return result_of(socket(AF_INET, SOCK_STREAM, 0));
}

static int try_socket_unix(void)
{
	return result_of(socket(AF_UNIX, SOCK_DGRAM, 0));
}

static int try_connect(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	return result_of(connect(0, (struct sockaddr *)&address, sizeof(address)));
}

static int try_kill_parent(void)
{
	return result_of(kill(bystander, SIGTERM));
}

static int try_kill_hard(void)
{
	return result_of(kill(bystander, SIGKILL));
}

static int try_tgkill(void)
{
	return result_of(syscall(SYS_tgkill, bystander, bystander, SIGTERM));
}

static int try_map_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
}

static int try_protect_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? 1 : result_of(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

struct attempt {
	const char *name;
	enum where where;
	inside run;
	int result;
};

static const struct attempt refused[] = {
    {"open in a screener", IN_SCREENER, try_open, EACCES},
    {"open in a template", IN_TEMPLATE, try_open, EACCES},
    {"open in a child", IN_CHILD, try_open, EACCES},
    {"openat in a screener", IN_SCREENER, try_openat, EACCES},
    {"openat in a template", IN_TEMPLATE, try_openat, EACCES},
    {"openat in a child", IN_CHILD, try_openat, EACCES},
    {"creating a file", IN_CHILD, try_create, EACCES},
    {"openat2", IN_CHILD, try_openat2, EACCES},
    {"stat", IN_CHILD, try_stat, EACCES},
    {"an internet socket in a screener", IN_SCREENER, try_socket_inet, EACCES},
    {"an internet socket in a template", IN_TEMPLATE, try_socket_inet, EACCES},
    {"an internet socket in a child", IN_CHILD, try_socket_inet, EACCES},
    {"a unix socket", IN_CHILD, try_socket_unix, EACCES},
    {"connect in a screener", IN_SCREENER, try_connect, EACCES},
    {"connect in a template", IN_TEMPLATE, try_connect, EACCES},
    {"connect in a child", IN_CHILD, try_connect, EACCES},
    {"a signal to others from a screener", IN_SCREENER, try_kill_parent, EPERM},
    {"a signal to others from a template", IN_TEMPLATE, try_kill_parent, EPERM},
    {"a signal to others from a child", IN_CHILD, try_kill_parent, EPERM},
    {"SIGKILL to others from a template", IN_TEMPLATE, try_kill_hard, EPERM},
    {"SIGKILL to others from a child", IN_CHILD, try_kill_hard, EPERM},
    {"tgkill", IN_CHILD, try_tgkill, EPERM},
    {"mapping code", IN_CHILD, try_map_code, EACCES},
    {"making memory code", IN_CHILD, try_protect_code, EACCES},
};

static int try_exec(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return 0;
}

static int try_execveat(void)
{
	syscall(SYS_execveat, 0, "", NULL, NULL, AT_EMPTY_PATH);
	return 0;
}

static int try_ptrace(void)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	return 0;
}

static int try_fork(void)
{
	syscall(SYS_fork);
	return 0;
}

static int __attribute__((unused)) try_clone(void)
{
	syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
	return 0;
}

static int __attribute__((unused)) try_thread(void)
{
	syscall(SYS_clone, CLONE_VM | CLONE_THREAD | CLONE_SIGHAND, NULL, NULL, NULL, NULL);
	return 0;
}

static int try_namespace(void)
{
	unshare(CLONE_NEWUSER);
	return 0;
}

static int try_read_other(void)
{
	syscall(SYS_process_vm_readv, bystander, NULL, 0, NULL, 0, 0);
	return 0;
}

static int try_unlink(void)
{
	unlink("/tmp/referral-inspector-test");
	return 0;
}

static int try_setuid(void)
{
	syscall(SYS_setuid, 0);
	return 0;
}

static int try_io_uring(void)
{
	syscall(SYS_io_uring_setup, 1, NULL);
	return 0;
}

static int try_seccomp(void)
{
	syscall(SYS_seccomp, 1, 0, NULL);
	return 0;
}

static const struct attempt fatal[] = {
    {"exec in a screener", IN_SCREENER, try_exec, KILLED},
    {"exec in a template", IN_TEMPLATE, try_exec, KILLED},
    {"exec in a child", IN_CHILD, try_exec, KILLED},
    {"execveat", IN_CHILD, try_execveat, KILLED},
    {"ptrace in a screener", IN_SCREENER, try_ptrace, KILLED},
    {"ptrace in a template", IN_TEMPLATE, try_ptrace, KILLED},
    {"ptrace in a child", IN_CHILD, try_ptrace, KILLED},
#ifdef SYS_fork
    {"fork in a child", IN_CHILD, try_fork, KILLED},
#endif
#ifndef SYSCALL_FILTER_THREADS
    {"clone in a child", IN_CHILD, try_clone, KILLED},
    {"a thread in a template", IN_TEMPLATE, try_thread, KILLED},
#endif
    {"a namespace", IN_TEMPLATE, try_namespace, KILLED},
    {"reading another process", IN_TEMPLATE, try_read_other, KILLED},
    {"removing a file", IN_CHILD, try_unlink, KILLED},
    {"changing the user", IN_TEMPLATE, try_setuid, KILLED},
    {"io_uring", IN_CHILD, try_io_uring, KILLED},
    {"another filter in a child", IN_CHILD, try_seccomp, KILLED},
};

static void start_bystander(void)
{
	bystander = fork();
	if (bystander == 0) {
		poll(NULL, 0, 60000);
		_exit(0);
	}
}

static void end_bystander(void)
{
	kill(bystander, SIGKILL);
	waitpid(bystander, NULL, 0);
}

static void check_attempt(const struct attempt *attempt)
{
	int result = run_in(attempt->where, attempt->run);

	ck_assert_msg(result == attempt->result, "%s: %d, not %d", attempt->name, result, attempt->result);
	ck_assert_msg(waitpid(bystander, NULL, WNOHANG) == 0, "%s: hit another process", attempt->name);
}

START_TEST(files_sockets_and_signals_are_refused)
{
	check_attempt(&refused[_i]);
}
END_TEST

START_TEST(what_no_reader_of_mail_needs_kills)
{
	check_attempt(&fatal[_i]);
}
END_TEST

static int use_what_is_needed(void)
{
	size_t size = 0;
	int fd = -1, pair[2] = {0, 0};

	(void)pair;
	if (channel_memfd("test", &fd) != 0 || channel_write(fd, "hello", 5) != 0 || channel_seal(fd) != 0 ||
	    channel_sealed_size(fd, &size) != 0 || size != 5)
		return 1;
	char *much = malloc(32 << 20);
	if (much == NULL)
		return 2;
	memset(much, 1, 32 << 20);
	free(much);
	return 0;
}

START_TEST(memory_and_memory_files_are_allowed)
{
	ck_assert_int_eq(run_in(IN_SCREENER, use_what_is_needed), 0);
	ck_assert_int_eq(run_in(IN_TEMPLATE, use_what_is_needed), 0);
	ck_assert_int_eq(run_in(IN_CHILD, use_what_is_needed), 0);
}
END_TEST

#ifndef SANITIZED
static int take_too_much(void)
{
	void *volatile much = malloc((size_t)(MEMORY_MB + 1) << 20);

	return much == NULL ? ENOMEM : 0;
}

START_TEST(more_memory_than_allowed_is_refused)
{
	ck_assert_int_eq(run_in(IN_SCREENER, take_too_much), ENOMEM);
	ck_assert_int_eq(run_in(IN_CHILD, take_too_much), ENOMEM);
}
END_TEST
#endif

static int spin(void)
{
	for (volatile unsigned i = 1; i != 0; i |= 1)
		;
	return 0;
}

START_TEST(a_child_that_spins_dies_of_it)
{
	ck_assert_int_eq(run_in(IN_CHILD, spin), 128 + SIGXCPU);
}
END_TEST

static int write_too_much(void)
{
	static char octets[1 << 20];
	int fd = -1;

	if (channel_memfd("test", &fd) != 0)
		return 1;
	for (size_t i = 0; i < LIMIT_MEMORY_FILE / sizeof(octets); i++)
		if (channel_write(fd, octets, sizeof(octets)) != 0)
			return 2;
	channel_write(fd, octets, 1);
	return 0;
}

static int write_large(void)
{
	static char octets[1 << 20];
	int fd = -1;

	if (channel_memfd("test", &fd) != 0)
		return 1;
	for (size_t i = 0; i < 64; i++)
		if (channel_write(fd, octets, sizeof(octets)) != 0)
			return 2;
	if (channel_seal(fd) != 0)
		return 3;
	return 0;
}

START_TEST(a_memory_file_may_have_what_a_message_may_have)
{
	file_size = 64U << 20;
	ck_assert_int_eq(run_in(IN_CHILD, write_large), 0);
	file_size = (64U << 20) - 1;
	ck_assert_int_ne(run_in(IN_CHILD, write_large), 0);
	file_size = 0;
}
END_TEST

START_TEST(a_memory_file_beyond_the_limit_kills)
{
	ck_assert_int_eq(run_in(IN_CHILD, write_too_much), 128 + SIGXFSZ);
}
END_TEST

static int open_too_many(void)
{
	int fd = -1;

	for (int i = 0; i < LIMIT_DESCRIPTORS + 1; i++) {
		int r = channel_memfd("test", &fd);
		if (r < 0)
			return -r;
	}
	return 0;
}

START_TEST(more_descriptors_than_allowed_are_refused)
{
	ck_assert_int_eq(run_in(IN_CHILD, open_too_many), EMFILE);
}
END_TEST

/* Something that a charset can say, and how it says it. */
struct sample {
	const char *name;
	const char *text; /* UTF-8 */
	char octets[128]; /* in the charset */
	size_t length;
};

#define SAMPLES_MAX 128

static struct sample *samples; /* shared: another process encodes them, or their converters would be loaded here */
static size_t sample_count;

/* The first of some texts that the charset can say. */
static void encode_sample(struct sample *sample)
{
	static const char *const texts[] = {"Zo\xc3\xab \xe4\xbd\xa0\xe5\xa5\xbd", "\xe4\xbd\xa0\xe5\xa5\xbd",
	    "\xe3\x81\x82\xe3\x81\x84", "\xec\x95\x88\xeb\x85\x95", "\xd0\x9f\xd1\x80\xd0\xb8", "\xce\x93\xce\xb5",
	    "\xd7\xa9\xd7\x9c", "\xd9\x85\xd8\xb1", "\xe0\xb8\xaa", "\xd4\xb2", "\xe1\x83\x90", "Zo\xc3\xab",
	    "\xc3\xa9", "plain"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		iconv_t converter = iconv_open(sample->name, "UTF-8");
		char *in = (char *)(uintptr_t)texts[i], *out = sample->octets;
		size_t in_left = strlen(texts[i]), out_left = sizeof(sample->octets);
		ck_assert_msg(converter != (iconv_t)-1, "%s", sample->name);
		size_t r = iconv(converter, &in, &in_left, &out, &out_left);
		iconv(converter, NULL, NULL, &out, &out_left);
		iconv_close(converter);
		sample->text = texts[i];
		sample->length = (size_t)(out - sample->octets);
		if (r != (size_t)-1)
			return;
	}
	ck_abort_msg("%s says nothing", sample->name);
}

/* Mail with the text as encoded word, extended file name and body. */
static int write_sample(const struct sample *sample, int *ret_fd)
{
	char hex[sizeof(sample->octets) * 3 + 1] = "", word[sizeof(hex)] = "", message[4096];
	size_t at = 0;

	for (size_t i = 0; i < sample->length; i++) {
		sprintf(hex + 3 * i, "%%%02X", (unsigned char)sample->octets[i]);
		sprintf(word + 3 * i, "=%02X", (unsigned char)sample->octets[i]);
	}
	at = (size_t)snprintf(message, sizeof(message),
	    "From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
	    "--x\r\nContent-Type: text/plain; charset=%s\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n%s\r\n"
	    "--x\r\nContent-Type: application/pdf; name=\"=?%s?q?%s?=\"\r\n\r\n%%PDF-1.7\r\n"
	    "--x\r\nContent-Type: application/pdf\r\n"
	    "Content-Disposition: attachment; filename*=%s''%s\r\n\r\n%%PDF-1.7\r\n--x--\r\n",
	    sample->name, word, sample->name, word, sample->name, hex);
	*ret_fd = -1;
	if (channel_memfd("message", ret_fd) != 0 || channel_write(*ret_fd, message, at) != 0)
		return -1;
	return channel_seal(*ret_fd);
}

static bool has_name(const struct facts_part *part, const char *name)
{
	for (size_t i = 0; i < part->name_count; i++)
		if (strcmp(part->names[i], name) == 0)
			return true;
	return false;
}

static int read_sample(const struct sample *sample)
{
	struct text text = {0};
	struct facts facts;
	struct mapping mapping = {0};
	int r = 0, fd = -1;

	if (charset_decode(sample->name, strlen(sample->name), sample->octets, sample->length, &text) != 0 ||
	    strcmp(text_string(&text), sample->text) != 0)
		r = 1;
	text_clear(&text);
	facts_init(&facts);
	if (r == 0 && (write_sample(sample, &fd) != 0 || mapping_open(fd, &mapping) != 0 ||
			  facts_read(&mapping, NULL, NULL, &facts) != 0 || facts.part_count != 4))
		r = 2;
	if (r == 0 && !has_name(&facts.parts[2], sample->text))
		r = 3;
	if (r == 0 && !has_name(&facts.parts[3], sample->text))
		r = 4;
	facts_clear(&facts);
	mapping_close(&mapping);
	close(fd);
	return r;
}

static int read_samples(void)
{
	for (size_t i = 0; i < sample_count; i++) {
		int r = read_sample(&samples[i]);
		if (r != 0) {
			fprintf(stderr, "%s: %d\n", samples[i].name, r);
			return r;
		}
	}
	return 0;
}

static void encode_samples(void)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		for (size_t i = 0; i < sample_count; i++)
			encode_sample(&samples[i]);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

START_TEST(mail_in_every_admitted_charset_is_read_inside)
{
	samples = mmap(NULL, SAMPLES_MAX * sizeof(*samples), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(samples, MAP_FAILED);
	while (sample_count < SAMPLES_MAX && charsets_name(sample_count) != NULL) {
		samples[sample_count].name = charsets_name(sample_count);
		sample_count++;
	}
	ck_assert_uint_gt(sample_count, 60);
	ck_assert_uint_lt(sample_count, SAMPLES_MAX);
	encode_samples();
	facts_reader_warm();
	ck_assert_int_eq(run_in(IN_CHILD, read_samples), 0);
}
END_TEST

/* Of a charset that is not admitted, so that nobody has fetched it. */
static int open_converter(void)
{
	iconv_t converter = iconv_open("UTF-8", "EUC-TW");

	if (converter == (iconv_t)-1)
		return EACCES;
	iconv_close(converter);
	return 0;
}

START_TEST(a_converter_that_nobody_fetched_is_not_to_be_had_inside)
{
	facts_reader_warm();
	ck_assert_int_eq(run_in(IN_CHILD, open_converter), EACCES);
	ck_assert_int_eq(open_converter(), 0);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("sandbox");
	TCase *tcase = tcase_create("confined");

	tcase_add_checked_fixture(tcase, start_bystander, end_bystander);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, files_sockets_and_signals_are_refused, 0, COUNT(refused));
	tcase_add_loop_test(tcase, what_no_reader_of_mail_needs_kills, 0, COUNT(fatal));
	tcase_add_test(tcase, memory_and_memory_files_are_allowed);
#ifndef SANITIZED
	tcase_add_test(tcase, more_memory_than_allowed_is_refused);
#endif
	tcase_add_test(tcase, a_child_that_spins_dies_of_it);
	tcase_add_test(tcase, a_memory_file_beyond_the_limit_kills);
	tcase_add_test(tcase, a_memory_file_may_have_what_a_message_may_have);
	tcase_add_test(tcase, more_descriptors_than_allowed_are_refused);
	tcase_add_test(tcase, mail_in_every_admitted_charset_is_read_inside);
	tcase_add_test(tcase, a_converter_that_nobody_fetched_is_not_to_be_had_inside);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
