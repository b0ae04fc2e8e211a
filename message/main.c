/*
 * referral-inspector: reads message bytes, in a process that can do nothing else.
 *
 * Started by referral-milter's supervisor, or by referral-check, with the request socket and the sealed policy bundle
 * on fixed descriptors (rules/question.h, rules/form_question.h). Exit status: 0 when the other end of the socket is
 * gone, 1 when the system fails it, 2 when it was started wrongly, 3 when the kernel cannot confine it. Standard error
 * takes a line about why, and never a word of a message.
 */
#include "channel/channel.h"
#include "message/facts_reader.h"
#include "message/form/document_reader.h"
#include "message/inquiry.h"
#include "message/inspection.h"
#include "message/options.h"
#include "message/sandbox.h"
#include "message/sanitise/part_cleaner.h"
#include "message/screener.h"
#include "message/template.h"
#include "rules/bundle.h"
#include "rules/question.h"
#include "rules/ruleset.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum exit_status { EXIT_FINE = 0, EXIT_SYSTEM = 1, EXIT_INPUT = 2, EXIT_UNCONFINED = QUESTION_EXIT_UNCONFINED };

/* Everything that is loaded before the sandbox closes. */
struct inspector {
	struct inspector_options options;
	struct ruleset *ruleset;
	struct inspection inspection;
	struct inquiry inquiry;
	struct sandbox *sandbox;
	struct template *template;
	int null_fd;
};

static int fail(enum exit_status status, const char *what, int error)
{
	if (error < 0)
		fprintf(stderr, "referral-inspector: %s: %s\n", what, strerror(-error));
	else
		fprintf(stderr, "referral-inspector: %s\n", what);
	return (int)status;
}

static bool is_request_socket(int fd)
{
	int type = 0;
	socklen_t size = sizeof(type);

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

/* The first error stands for all: whoever packed the bundle has checked it and said them all. */
static void say_problem(const struct problem_list *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		if (!problems->items[i].is_warning) {
			fprintf(stderr, "referral-inspector: the policy is not usable: %s\n", problems->items[i].text);
			return;
		}
	}
	fprintf(stderr, "referral-inspector: the policy is not usable\n");
}

static int load_bundle(const uint8_t *bytes, size_t size, struct inspector *inspector)
{
	struct problem_list problems;
	struct bundle bundle;
	int r = bundle_unpack(bytes, size, &bundle);

	if (r < 0)
		return fail(EXIT_INPUT, "the policy bundle cannot be read", r);
	problem_list_init(&problems);
	if (inspector->options.role == ROLE_FORM)
		r = inquiry_init(&bundle, &problems, &inspector->inquiry);
	else
		r = ruleset_new(&bundle, (int64_t)time(NULL), &problems, &inspector->ruleset);
	if (r < 0)
		say_problem(&problems);
	problem_list_clear(&problems);
	bundle_clear(&bundle);
	return r < 0 ? EXIT_INPUT : EXIT_FINE;
}

static int load_policy(struct inspector *inspector)
{
	uint8_t *bytes = NULL;
	size_t size = 0;
	int r = channel_read_sealed(QUESTION_FD_BUNDLE, BUNDLE_SIZE_MAX, &bytes, &size);

	if (r < 0)
		return fail(EXIT_INPUT, "descriptor 4 is no sealed policy bundle", r);
	close(QUESTION_FD_BUNDLE);
	r = load_bundle(bytes, size, inspector);
	free(bytes);
	return r;
}

/* What reads parts and documents. */
static int load_readers(struct inspector *inspector)
{
	int r = part_sniffer_new(&inspector->inspection.sniffer);

	if (r < 0)
		return fail(EXIT_SYSTEM, "libmagic has no database (Debian package libmagic-mgc)", r);
	inspector->inquiry.sniffer = inspector->inspection.sniffer;
	r = document_warm();
	if (r == 0)
		r = part_cleaner_warm();
	return r < 0 ? fail(EXIT_SYSTEM, "cannot read documents", r) : EXIT_FINE;
}

static int load_template(struct inspector *inspector)
{
	const struct template_limits limits = {
	    .children = inspector->options.children, .wall_ms = inspector->options.wall_ms};
	int r;

	inspector->inspection.ruleset = inspector->ruleset;
	inspector->inspection.message_size = inspector->options.message_size;
	inspector->inspection.is_explaining = inspector->options.is_explaining;
	r = inspection_warm(&inspector->inspection);
	if (r < 0)
		return fail(EXIT_SYSTEM, "cannot read a message at all", r);
	inspector->null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (inspector->null_fd < 0)
		return fail(EXIT_SYSTEM, "/dev/null", -errno);
	r = template_new(QUESTION_FD_SOCKET, inspector->null_fd, &limits, &inspector->template);
	return r < 0 ? fail(EXIT_SYSTEM, "the template cannot be set up", r) : EXIT_FINE;
}

static int enter_sandbox(struct inspector *inspector, bool *ret_is_confined)
{
	const struct sandbox_limits limits = {.memory_mb = inspector->options.memory_mb,
	    .cpu_seconds = inspector->options.cpu_seconds,
	    .file_size = inspector->options.message_size};
	bool is_screener = inspector->options.role == ROLE_SCREENER;
	unsigned gaps = 0;
	int r =
	    sandbox_new(is_screener ? SYSCALL_FILTER_SCREENER : SYSCALL_FILTER_TEMPLATE, &limits, &inspector->sandbox);

	if (r < 0)
		return fail(EXIT_SYSTEM, "the sandbox cannot be built", r);
	r = sandbox_enter(inspector->sandbox, &gaps);
	if (r < 0)
		return fail(EXIT_SYSTEM, "the sandbox cannot be entered", r);
	if (gaps != 0 && !inspector->options.allow_unconfined)
		return fail(EXIT_UNCONFINED,
		    (gaps & SANDBOX_NO_LANDLOCK) != 0
			? "this kernel has no landlock; --allow-unconfined starts without"
			: "this kernel has no seccomp filters; --allow-unconfined starts without",
		    0);
	*ret_is_confined = gaps == 0;
	return EXIT_FINE;
}

static int send_ready(bool is_confined)
{
	const struct ready ready = {.version = PROTOCOL_VERSION, .is_confined = is_confined};
	struct writer writer;

	writer_init(&writer);
	ready_encode(&ready, &writer);
	int r = writer.error;
	if (r == 0)
		r = channel_send(QUESTION_FD_SOCKET, writer.bytes, writer.length, NULL, 0, -1);
	writer_clear(&writer);
	return r;
}

/* The same confinement as a child of the template has; who asked bounds the time. */
static int serve_inquiry(struct inspector *inspector)
{
	int r = sandbox_enter_child(inspector->sandbox);

	if (r == 0)
		r = inquiry_run(&inspector->inquiry, QUESTION_FD_SOCKET);
	return r == -EPIPE ? 0 : r;
}

static int serve(struct inspector *inspector)
{
	int r = 0;

	switch (inspector->options.role) {
	case ROLE_SCREENER:
		r = screener_run(QUESTION_FD_SOCKET, inspector->ruleset, inspector->options.wall_ms);
		break;
	case ROLE_TEMPLATE:
		r = template_run(inspector->template, inspector->sandbox, inspection_answer, inspection_rehearse,
		    &inspector->inspection);
		break;
	case ROLE_FORM:
		r = serve_inquiry(inspector);
		break;
	}
	return r < 0 ? fail(EXIT_SYSTEM, "cannot go on", r) : EXIT_FINE;
}

static int run(struct inspector *inspector)
{
	bool is_confined = false;
	int status = load_policy(inspector);

	if (status == EXIT_FINE)
		facts_reader_warm();
	if (status == EXIT_FINE && inspector->options.role != ROLE_SCREENER)
		status = load_readers(inspector);
	if (status == EXIT_FINE && inspector->options.role == ROLE_TEMPLATE)
		status = load_template(inspector);
	if (status == EXIT_FINE)
		status = enter_sandbox(inspector, &is_confined);
	if (status != EXIT_FINE)
		return status;
	int r = send_ready(is_confined);
	/* Whoever started us is gone already. */
	if (r < 0)
		return r == -EPIPE ? EXIT_FINE : fail(EXIT_SYSTEM, "cannot say that it is ready", r);
	return serve(inspector);
}

/* What anybody may ask of a program: GNU coding standards, section 4.8. */
static bool answer_standard_option(const char *option)
{
	if (strcmp(option, "--version") == 0) {
		puts("referral-inspector " PACKAGE_VERSION);
		return true;
	}
	if (strcmp(option, "--help") == 0) {
		puts(INSPECTOR_USAGE);
		return true;
	}
	return false;
}

int main(int argc, char *argv[])
{
	struct inspector inspector = {.null_fd = -1};
	char error[256];

	if (argc == 2 && answer_standard_option(argv[1]))
		return EXIT_FINE;
	if (inspector_options_parse(argc, argv, &inspector.options, error, sizeof(error)) < 0)
		return fail(EXIT_INPUT, error, 0);
	if (getuid() == 0 || geteuid() == 0)
		return fail(EXIT_INPUT, "never runs as root", 0);
	if (!is_request_socket(QUESTION_FD_SOCKET))
		return fail(EXIT_INPUT, "descriptor 3 is no request socket (started by referral-milter)", 0);
	/* Who reads our standard error may be gone; a line about it is not worth dying for. */
	signal(SIGPIPE, SIG_IGN);
	int status = run(&inspector);
	/* Nothing is taken apart: inside the sandbox not all that would do it is allowed, and the process ends. */
	fflush(stderr);
	_exit(status);
}
