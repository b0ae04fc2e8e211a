/*
 * referral-milter: the command line, and the order in which the daemon comes up: options, socket, privileges, policy,
 * processes.
 */
#include "milter/background.h"
#include "milter/directories.h"
#include "milter/gate.h"
#include "milter/limits.h"
#include "milter/listener.h"
#include "milter/log.h"
#include "milter/options.h"
#include "milter/policy.h"
#include "milter/preflight.h"
#include "milter/privileges.h"
#include "milter/signals.h"
#include "milter/socket_address.h"
#include "milter/supervisor.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM	     "referral-milter"
#define STATUS_FINE  0
#define STATUS_NO    1
#define STATUS_WRONG 2 /* usage or input */
#define GO_ON	     (-1)

struct command {
	const char *config; /* NULL: the default file */
	const char *socket; /* NULL: the file's */
	bool check_only;
	bool foreground;
};

static void print_usage(FILE *stream)
{
	fputs("Usage: " PROGRAM " [-c FILE] [-p SOCKET] [-t] [-f]\n"
	      "       " PROGRAM " -V | -h\n"
	      "A mail filter that checks Prevent referrals before they leave.\n\n"
	      "  -c, --config=FILE    configuration (default: " SYSCONFDIR "/referral-milter/referral-milter.conf)\n"
	      "  -p, --socket=SOCKET  the milter socket instead of the configured one\n"
	      "  -t, --test           check configuration, rules, guidance, keys and directories, and exit\n"
	      "  -f, --foreground     stay in the foreground and log to standard error\n"
	      "  -V, --version        print the version and exit\n"
	      "  -h, --help           print this and exit\n\n"
	      "Exit status: 0 fine, 1 the daemon did not start, 2 wrong usage, configuration or rules.\n",
	    stream);
}

/* GO_ON, or an exit status. */
static int parse_command(int argc, char **argv, struct command *command)
{
	static const struct option table[] = {{"config", required_argument, NULL, 'c'},
	    {"socket", required_argument, NULL, 'p'}, {"test", no_argument, NULL, 't'},
	    {"foreground", no_argument, NULL, 'f'}, {"version", no_argument, NULL, 'V'},
	    {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	int option;

	while ((option = getopt_long(argc, argv, "c:p:tfVh", table, NULL)) != -1) {
		switch (option) {
		case 'c':
			command->config = optarg;
			break;
		case 'p':
			command->socket = optarg;
			break;
		case 't':
			command->check_only = true;
			break;
		case 'f':
			command->foreground = true;
			break;
		case 'V':
			puts(PROGRAM " " PACKAGE_VERSION);
			return STATUS_FINE;
		case 'h':
			print_usage(stdout);
			return STATUS_FINE;
		default:
			print_usage(stderr);
			return STATUS_WRONG;
		}
	}
	if (optind == argc)
		return GO_ON;
	fprintf(stderr, "%s: \"%s\" is one argument too many\n", PROGRAM, argv[optind]);
	print_usage(stderr);
	return STATUS_WRONG;
}

/* As -t shows them. */
static void print_problems(const struct problem_list *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		fprintf(stderr, "%s%s\n", problems->items[i].text, problems->items[i].is_warning ? " (warning)" : "");
	if (problems->dropped > 0)
		fprintf(stderr, "and %zu more\n", problems->dropped);
}

/* As a daemon shows them; then they are forgotten. */
static void log_problems(struct problem_list *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		log_write(problems->items[i].is_warning ? LOG_LEVEL_WARNING : LOG_LEVEL_ERROR, NULL, "%s",
		    problems->items[i].text);
	if (problems->dropped > 0)
		log_write(LOG_LEVEL_WARNING, NULL, "and %zu more problems", problems->dropped);
	problem_list_clear(problems);
}

/* The file, and what the command line says instead. 0, -EINVAL (problems were added), -ENOMEM. */
static int load_options(const struct command *command, struct options *options, struct problem_list *problems)
{
	int r = options_load(options, command->config != NULL ? command->config : options->config_file, problems);

	options->check_only = command->check_only;
	options->foreground = command->foreground;
	if (r != -ENOMEM && command->socket != NULL) {
		r = options_set_socket(options, command->socket);
		if (r == -EINVAL)
			problem_error(problems, PROGRAM, 0, "--socket: %s", SOCKET_ADDRESS_ALLOWED);
	}
	return r == 0 && problems->has_error ? -EINVAL : r;
}

/* -t: everything that can be checked without starting anything. Makes and changes nothing. */
static int check(const struct options *options, struct problem_list *problems)
{
	struct policy policy;

	policy_init(&policy);
	int r = preflight_check(options, (int64_t)time(NULL), problems, &policy);
	print_problems(problems);
	if (r == 0)
		printf("%s: fine; %zu route%s, policy %s\n", options->config_file, policy.ruleset->count,
		    policy.ruleset->count == 1 ? "" : "s", policy.digest);
	policy_clear(&policy);
	return r == 0 ? STATUS_FINE : STATUS_WRONG;
}

/* The rules are broken. GO_ON with what was in force before, or an exit status. */
static int use_last_good(const struct options *options, struct policy *policy)
{
	int r = policy_load_last_good(options, (int64_t)time(NULL), policy);

	if (r == 0) {
		log_write(LOG_LEVEL_ERROR, NULL,
		    "rules or guidance are broken: going on with the last good policy %s until they are mended",
		    policy->digest);
		return GO_ON;
	}
	log_write(LOG_LEVEL_ERROR, NULL,
	    "rules or guidance are broken, and there is no last good policy (%s/last-good.bundle: %s): nothing is "
	    "started",
	    options->state, strerror(-r));
	return STATUS_WRONG;
}

static int load_policy(const struct options *options, struct policy *ret_policy)
{
	struct problem_list problems;

	problem_list_init(&problems);
	int r = policy_load(options, (int64_t)time(NULL), &problems, ret_policy);
	log_problems(&problems);
	if (r < 0 && r != -EINVAL)
		log_write(LOG_LEVEL_ERROR, NULL, "rules and guidance cannot be loaded: %s", strerror(-r));
	return r;
}

static void keep_policy(const struct options *options, const struct policy *policy)
{
	int r = policy_keep(policy, options);

	if (r < 0)
		log_write(LOG_LEVEL_ERROR, NULL, "%s: the policy cannot be kept as the last good one: %s",
		    options->state, strerror(-r));
}

/* GO_ON with a policy, or an exit status. */
static int choose_policy(const struct options *options, struct policy *policy)
{
	int r = load_policy(options, policy);

	if (r == -EINVAL)
		return use_last_good(options, policy);
	if (r < 0)
		return STATUS_NO;
	keep_policy(options, policy);
	return GO_ON;
}

/* What only root may do, and then never again. GO_ON, or an exit status. */
static int take_and_drop(const struct options *options, struct listener *listener)
{
	struct problem_list problems;
	struct identity identity;
	uint64_t descriptors = 0;

	problem_list_init(&problems);
	if (privileges_find(options, &problems, &identity) < 0) {
		log_problems(&problems);
		return STATUS_WRONG;
	}
	int r = listener_open(options, &identity, &problems, listener);
	if (r == 0)
		directories_prepare(options, &identity, &problems);
	log_problems(&problems);
	if (r < 0)
		return STATUS_NO;
	r = privileges_drop(options, &identity);
	if (r == 0)
		r = privileges_limit(&descriptors);
	if (r < 0) {
		log_write(LOG_LEVEL_ERROR, NULL, "privileges cannot be given up: %s", strerror(-r));
		return STATUS_NO;
	}
	if (descriptors < LIMIT_DESCRIPTORS_FEW)
		log_write(LOG_LEVEL_WARNING, NULL,
		    "only %llu descriptors are allowed (LimitNOFILE): a message at a time may take three",
		    (unsigned long long)descriptors);
	return GO_ON;
}

static void leave_terminal(void *context)
{
	const int *ready_fd = context;

	if (*ready_fd < 0)
		return;
	log_echo(false);
	background_ready(*ready_fd);
}

static int serve(const struct options *options, const struct policy *policy, int signal_fd, struct listener *listener)
{
	int ready_fd = -1;
	struct supervisor_start start = {
	    .options = options,
	    .policy = policy,
	    .signal_fd = signal_fd,
	    .listener = listener,
	    .run_gate = gate_run,
	    .is_ready = leave_terminal,
	    .context = &ready_fd,
	    .load = load_policy,
	    .keep = keep_policy,
	};

	int r = options->foreground ? 0 : background_enter(&ready_fd);
	if (r < 0) {
		log_write(LOG_LEVEL_ERROR, NULL, "cannot go into the background: %s", strerror(-r));
		return STATUS_NO;
	}
	log_write(LOG_LEVEL_NOTICE, NULL, "version %s starts as user \"%s\"", PACKAGE_VERSION, options->user);
	return supervisor_run(&start);
}

static int start(const struct options *options)
{
	struct listener listener;
	struct policy policy;
	int signal_fd = -1;

	umask(0077);
	listener_init(&listener);
	policy_init(&policy);
	/* First: whoever stops a daemon that is starting finds no socket left behind. */
	int r = signals_open(&signal_fd);
	if (r == 0 && chdir("/") != 0)
		r = -errno;
	if (r < 0)
		log_write(LOG_LEVEL_ERROR, NULL, "cannot start: %s", strerror(-r));
	int status = r == 0 ? take_and_drop(options, &listener) : STATUS_NO;
	if (status == GO_ON)
		status = choose_policy(options, &policy);
	if (status == GO_ON)
		status = serve(options, &policy, signal_fd, &listener);
	policy_clear(&policy);
	listener_close(&listener);
	if (signal_fd >= 0)
		close(signal_fd);
	return status;
}

static int run(const struct command *command, struct options *options)
{
	struct problem_list problems;
	int status = STATUS_WRONG;

	problem_list_init(&problems);
	if (load_options(command, options, &problems) == -ENOMEM) {
		fputs(PROGRAM ": out of memory\n", stderr);
	} else if (command->check_only) {
		status = check(options, &problems);
	} else {
		bool has_error = options_check(options, &problems) < 0;
		log_open(PROGRAM, options->foreground);
		log_echo(true); /* until the daemon is ready, if it goes into the background */
		log_problems(&problems);
		if (!has_error)
			status = start(options);
	}
	problem_list_clear(&problems);
	return status;
}

int main(int argc, char **argv)
{
	struct command command = {0};
	struct options options;

	int status = parse_command(argc, argv, &command);
	if (status != GO_ON)
		return status;
	if (options_init(&options) < 0) {
		fputs(PROGRAM ": out of memory\n", stderr);
		return STATUS_NO;
	}
	status = run(&command, &options);
	options_clear(&options);
	return status;
}
