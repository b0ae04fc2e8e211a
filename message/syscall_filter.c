#include "message/syscall_filter.h"

#include "channel/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILTER_SIZE_MAX (64U << 10) /* octets; the kernel takes 4096 instructions of 8 */

struct syscall_filter {
	struct sock_filter *instructions;
	unsigned short count;
};

/* Needed by everybody: memory, what is open already, time, the end. */
static const int allowed[] = {SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(lseek),
    SCMP_SYS(close), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(sendmsg), SCMP_SYS(recvmsg), SCMP_SYS(memfd_create),
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep), SCMP_SYS(setitimer), SCMP_SYS(restart_syscall), SCMP_SYS(sched_yield), SCMP_SYS(getpid),
    SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack), SCMP_SYS(fstat), SCMP_SYS(exit),
    SCMP_SYS(exit_group)};

/* Answered with an error: files, sockets, and what asks about them. */
static const int denied[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(creat), SCMP_SYS(socket),
    SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd), SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(sched_getaffinity), SCMP_SYS(ioctl)};

static const int template_allowed[] = {SCMP_SYS(wait4), SCMP_SYS(waitid), SCMP_SYS(getppid), SCMP_SYS(prlimit64),
    SCMP_SYS(seccomp), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(dup2), SCMP_SYS(dup3),
    SCMP_SYS(sched_setscheduler)};

/* A system call that this architecture lacks is no fault. */
static void add(scmp_filter_ctx context, uint32_t action, int number, int *error)
{
	int r = seccomp_rule_add(context, action, number, 0);

	if (r < 0 && r != -EDOM && *error == 0)
		*error = r;
}

static void add_comparison(
    scmp_filter_ctx context, uint32_t action, int number, struct scmp_arg_cmp comparison, int *error)
{
	int r = seccomp_rule_add(context, action, number, 1, comparison);

	if (r < 0 && r != -EDOM && *error == 0)
		*error = r;
}

/* No memory becomes code. */
static void add_memory(scmp_filter_ctx context, int *error)
{
	static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		add_comparison(context, SCMP_ACT_ALLOW, calls[i], SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0), error);
		add_comparison(context, SCMP_ACT_ERRNO(EACCES), calls[i],
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC), error);
	}
}

/* What a descriptor is, and sealing a memfd of our own; fstat() is newfstatat() with an empty path. */
static void add_descriptors(scmp_filter_ctx context, int *error)
{
	static const scmp_datum_t commands[] = {F_GETFD, F_GETFL, F_GET_SEALS, F_ADD_SEALS};

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		add_comparison(context, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, commands[i]), error);
	add_comparison(context, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH), error);
	add_comparison(
	    context, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat), SCMP_A3(SCMP_CMP_NE, AT_EMPTY_PATH), error);
}

/* fork(), as glibc asks for it, and no other clone(); SIGKILL, and no other signal. */
static void add_template(scmp_filter_ctx context, int *error)
{
	for (size_t i = 0; i < sizeof(template_allowed) / sizeof(template_allowed[0]); i++)
		add(context, SCMP_ACT_ALLOW, template_allowed[i], error);
	add_comparison(context, SCMP_ACT_ALLOW, SCMP_SYS(clone),
	    SCMP_A0(SCMP_CMP_EQ, CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD), error);
	add_comparison(context, SCMP_ACT_ALLOW, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_PDEATHSIG), error);
	add_comparison(context, SCMP_ACT_ALLOW, SCMP_SYS(kill), SCMP_A1(SCMP_CMP_EQ, SIGKILL), error);
	add_comparison(context, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(kill), SCMP_A1(SCMP_CMP_NE, SIGKILL), error);
}

#ifdef SYSCALL_FILTER_THREADS
static void add_thread(scmp_filter_ctx context, int *error)
{
	static const int calls[] = {
	    SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(prctl), SCMP_SYS(mincore), SCMP_SYS(clone)};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		add(context, SCMP_ACT_ALLOW, calls[i], error);
}
#endif

static int add_rules(scmp_filter_ctx context, enum syscall_filter_role role)
{
	int error = 0;

	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		add(context, SCMP_ACT_ALLOW, allowed[i], &error);
	for (size_t i = 0; i < sizeof(denied) / sizeof(denied[0]); i++)
		add(context, SCMP_ACT_ERRNO(EACCES), denied[i], &error);
	add(context, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), &error);
	add(context, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tkill), &error);
	add(context, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill), &error);
#ifdef SYSCALL_FILTER_THREADS
	add_thread(context, &error);
#endif
	add_memory(context, &error);
	add_descriptors(context, &error);
	if (role == SYSCALL_FILTER_TEMPLATE)
		add_template(context, &error);
	else
		add(context, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(kill), &error);
	return error;
}

/* libseccomp writes a filter to a descriptor only: a memfd will do. */
static int export(scmp_filter_ctx context, struct syscall_filter *filter)
{
	uint8_t *bytes = NULL;
	size_t size = 0;
	int fd = -1;
	int r = channel_memfd("filter", &fd);

	if (r < 0)
		return r;
	r = seccomp_export_bpf(context, fd);
	if (r == 0)
		r = channel_seal(fd);
	if (r == 0)
		r = channel_read_sealed(fd, FILTER_SIZE_MAX, &bytes, &size);
	close(fd);
	if (r < 0)
		return r;
	filter->instructions = (struct sock_filter *)(void *)bytes;
	filter->count = (unsigned short)(size / sizeof(struct sock_filter));
	return 0;
}

int syscall_filter_new(enum syscall_filter_role role, struct syscall_filter **ret_filter)
{
	struct syscall_filter *filter = calloc(1, sizeof(*filter));
	/* libseccomp asks the kernel whether it can kill a process, and has nothing for us if not. */
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int r = filter != NULL ? -ENOSYS : -ENOMEM;

	if (filter == NULL || context == NULL)
		goto out;
	r = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (r == 0)
		r = add_rules(context, role);
	if (r == 0)
		r = export(context, filter);
	if (r < 0)
		goto out;
	*ret_filter = filter;
	filter = NULL;
out:
	if (context != NULL)
		seccomp_release(context);
	syscall_filter_free(filter);
	return r;
}

void syscall_filter_free(struct syscall_filter *filter)
{
	if (filter == NULL)
		return;
	free(filter->instructions);
	free(filter);
}

int syscall_filter_enter(const struct syscall_filter *filter)
{
	struct sock_fprog program = {.len = filter->count, .filter = filter->instructions};

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 ? 0 : -errno;
}
