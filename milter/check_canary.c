/* referral-check canary: sends a test through the mail server, and says whether it was refused as it must be. */
#include "milter/canary_test.h"
#include "milter/check_command.h"
#include "milter/exit_status.h"
#include "milter/json_text.h"
#include "milter/policy.h"
#include "milter/printable.h"
#include "rules/address.h"
#include "rules/canary.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WAIT_S	   60
#define WAIT_S_MAX 600
#define SERVER	   "127.0.0.1:25"

extern const struct check_command check_canary;

struct command {
	const char *config; /* NULL: the default file */
	const char *route;  /* NULL: the only one */
	struct canary_test test;
	bool as_json;
};

static int parse_wait(const char *text, unsigned *ret_wait_s)
{
	char *end = NULL;
	unsigned long number = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || number < 1 || number > WAIT_S_MAX) {
		fprintf(stderr, CHECK_PROGRAM ": --wait: from 1 to %d seconds\n", WAIT_S_MAX);
		return -EINVAL;
	}
	*ret_wait_s = (unsigned)number;
	return 0;
}

/* A host, an IPv4 address or an IPv6 one in brackets, and a port: it becomes part of a URL. */
static int parse_server(const char *text, const char **ret_server)
{
	const char *colon = strrchr(text, ':');
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]");

	if (colon == NULL || colon == text || text[length] != '\0' || colon[1] == '\0' ||
	    strspn(colon + 1, "0123456789") != strlen(colon + 1) || strlen(colon + 1) > 5) {
		fputs(CHECK_PROGRAM ": --via: HOST:PORT\n", stderr);
		return -EINVAL;
	}
	*ret_server = text;
	return 0;
}

/* It stands in SMTP commands and in a header. */
static int parse_sender(const char *text, const char **ret_sender)
{
	char *canonical = NULL;
	int r = address_normalise(text, strlen(text), &canonical);

	free(canonical);
	if (r < 0 || strpbrk(text, "<>\"\\ \t\r\n,;") != NULL) {
		fputs(CHECK_PROGRAM ": --from: an address such as canary@example.org\n", stderr);
		return -EINVAL;
	}
	*ret_sender = text;
	return 0;
}

static int take_option(int option, const char *word, struct command *command)
{
	switch (option) {
	case 'c':
		command->config = optarg;
		return 0;
	case 'f':
		return parse_sender(optarg, &command->test.sender);
	case 'j':
		command->as_json = true;
		return 0;
	case 'r':
		command->route = optarg;
		return 0;
	case 'v':
		return parse_server(optarg, &command->test.server);
	case 'w':
		return parse_wait(optarg, &command->test.wait_s);
	default:
		break;
	}
	fprintf(stderr,
	    option == ':' ? CHECK_PROGRAM ": %s: a value is missing\n"
			  : CHECK_PROGRAM
		": %s: no such option; allowed: --config, --from, --route, --via, --wait, --json\n",
	    word);
	return -EINVAL;
}

/* 0, or -EINVAL, which was said. */
static int parse(int argc, char **argv, struct command *command)
{
	static const struct option table[] = {{"config", required_argument, NULL, 'c'},
	    {"from", required_argument, NULL, 'f'}, {"json", no_argument, NULL, 'j'},
	    {"route", required_argument, NULL, 'r'}, {"via", required_argument, NULL, 'v'},
	    {"wait", required_argument, NULL, 'w'}, {NULL, 0, NULL, 0}};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":c:", table, NULL)) != -1)
		if (take_option(option, argv[optind - 1], command) < 0)
			return -EINVAL;
	if (optind == argc)
		return 0;
	fprintf(stderr, CHECK_PROGRAM ": \"%s\" is one argument too many\n", argv[optind]);
	return -EINVAL;
}

static int load(const struct command *command, struct options *options, struct policy *policy)
{
	struct problem_list problems;

	problem_list_init(&problems);
	int r = options_load(options, command->config != NULL ? command->config : options->config_file, &problems);
	if (r == 0)
		r = policy_load(options, (int64_t)time(NULL), &problems, policy);
	for (size_t i = 0; r < 0 && i < problems.count; i++)
		if (!problems.items[i].is_warning)
			fprintf(stderr, "%s\n", problems.items[i].text);
	if (r < 0 && problems.count == 0)
		fprintf(stderr, CHECK_PROGRAM ": the rules cannot be loaded: %s\n", strerror(-r));
	problem_list_clear(&problems);
	return r;
}

/* 0, or -ENOENT, which was said. */
static int choose_route(const struct policy *policy, struct command *command)
{
	command->test.route = canary_find(policy->ruleset, command->route);
	if (command->test.route == NULL) {
		fputs(command->route != NULL ? CHECK_PROGRAM ": no route of that name has canary = yes\n"
					     : CHECK_PROGRAM
			  ": not one route with canary = yes; see referral-rules(5), and --route where "
			  "there are several\n",
		    stderr);
		return -ENOENT;
	}
	if (command->test.sender == NULL)
		command->test.sender = canary_address(command->test.route);
	return 0;
}

/* The server's words are anybody's: a line each, printable. */
static void print_reply(const char *reply)
{
	for (const char *line = reply; *line != '\0';) {
		size_t length = strcspn(line, "\n");
		char *copy = strndup(line, length);
		char *shown = copy != NULL ? printable_new(copy) : NULL;
		printf("  %s\n", shown != NULL ? shown : "?");
		free(shown);
		free(copy);
		line += length + (line[length] == '\n');
	}
}

static void print_text(
    const struct command *command, const struct smtp_answer *answer, enum canary_result result, const char *case_code)
{
	printf("%s\n", canary_result_text(result));
	if (result == CANARY_ALIVE) {
		printf("route \"%s\" by %s: %u %s, case %s\n", command->test.route->name, command->test.server,
		    answer->code, reason_code(REASON_COPY_MISSING), case_code);
		return;
	}
	printf("expected by %s: 550 %s and a case, in reply to the message, on route \"%s\" (mode %s)\n",
	    command->test.server, reason_code(REASON_COPY_MISSING), command->test.route->name,
	    route_mode_word(command->test.route->mode));
	if (answer->code == 0)
		printf("came: nothing in reply to %s (%s)\n", smtp_stage_word(answer->stage), answer->trouble);
	else
		printf("came, in reply to %s:\n", smtp_stage_word(answer->stage));
	print_reply(answer->reply);
}

static int print_json(const struct command *command, const struct smtp_answer *answer, enum canary_result result,
    const char *case_code, int status)
{
	json_t *object = json_object();
	bool is_fine = json_put(object, "version", json_integer(1)) && json_put(object, "status", json_integer(status));

	is_fine = is_fine && json_put(object, "result", json_string(canary_result_word(result)));
	is_fine = is_fine && json_put(object, "route", json_text(command->test.route->name));
	is_fine = is_fine && json_put(object, "mode", json_string(route_mode_word(command->test.route->mode)));
	is_fine = is_fine && json_put(object, "via", json_text(command->test.server));
	is_fine = is_fine && json_put(object, "expected", json_string(reason_code(REASON_COPY_MISSING)));
	is_fine = is_fine && json_put(object, "stage", json_string(smtp_stage_word(answer->stage)));
	is_fine = is_fine && json_put(object, "code", answer->code != 0 ? json_integer(answer->code) : json_null());
	is_fine = is_fine && json_put(object, "reply", json_text(answer->reply));
	is_fine = is_fine && json_put(object, "trouble", answer->code == 0 ? json_text(answer->trouble) : json_null());
	is_fine = is_fine && json_put(object, "case", case_code[0] != '\0' ? json_text(case_code) : json_null());
	if (is_fine && json_dumpf(object, stdout, JSON_INDENT(2)) == 0)
		putchar('\n');
	json_decref(object);
	return is_fine ? status : EXIT_STATUS_WRONG;
}

static int send_test(const struct command *command, struct smtp_answer *answer)
{
	struct smtp_letter letter = {.server = command->test.server,
	    .sender = command->test.sender,
	    .recipient = canary_address(command->test.route),
	    .wait_s = command->test.wait_s};
	char *text = NULL;
	int r = canary_test_write(&command->test, (int64_t)time(NULL), &text);

	letter.text = text;
	if (r == 0)
		r = smtp_sender_send(&letter, answer);
	free(text);
	if (r < 0)
		fprintf(stderr, CHECK_PROGRAM ": the test cannot be made: %s\n", strerror(-r));
	return r;
}

static int run(struct command *command, struct options *options, struct policy *policy)
{
	static struct smtp_answer answer;
	char case_code[CANARY_CASE_SIZE];

	if (load(command, options, policy) < 0 || choose_route(policy, command) < 0 || send_test(command, &answer) < 0)
		return EXIT_STATUS_WRONG;
	enum canary_result result = canary_test_judge(&answer, case_code);
	int status = result == CANARY_ALIVE ? EXIT_STATUS_FINE : EXIT_STATUS_NO;
	if (command->as_json)
		return print_json(command, &answer, result, case_code, status);
	print_text(command, &answer, result, case_code);
	return status;
}

static int answer_canary(int argc, char **argv)
{
	struct command command = {.test = {.server = SERVER, .wait_s = WAIT_S}};
	struct options options;
	struct policy policy;

	if (parse(argc, argv, &command) < 0)
		return check_command_refuse(&check_canary);
	if (options_init(&options) < 0) {
		fputs(CHECK_PROGRAM ": out of memory\n", stderr);
		return EXIT_STATUS_WRONG;
	}
	policy_init(&policy);
	int status = run(&command, &options, &policy);
	policy_clear(&policy);
	options_clear(&options);
	return status;
}

const struct check_command check_canary = {
    .name = "canary",
    .usage = "canary [--via=HOST:PORT] [--from=ADDRESS] [--route=NAME] [--wait=SECONDS] [--json]",
    .summary =
	"Sends a test that must be refused through the mail server, on the route that has canary = yes, and says\n"
	"whether it was.\n",
    .options = "  -c, --config=FILE            configuration of the daemon\n"
	       "      --via=HOST:PORT          the mail server (default: " SERVER ")\n"
	       "      --from=ADDRESS           sender of the test (default: its recipient)\n"
	       "      --route=NAME             the route, where several are for tests\n"
	       "      --wait=SECONDS           how long to wait, 1 to 600 (default: 60)\n"
	       "      --json                   print JSON\n",
    .run = answer_canary,
};
