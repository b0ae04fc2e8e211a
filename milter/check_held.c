/* referral-check held: what the MTA holds because of us, and how it is let go. */
#include "milter/check_command.h"
#include "milter/exit_status.h"
#include "milter/held_ledger.h"
#include "milter/held_mail.h"
#include "milter/json_text.h"
#include "milter/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TIME_SIZE 32

extern const struct check_command check_held;

struct command {
	const char *config; /* NULL: the default file */
	struct mta_choice mta;
	const char *why; /* NULL: not given */
	const char *id;	 /* to be released: a queue id or a case; NULL: list */
	bool as_json;
};

static int refuse_option(int option, const char *word)
{
	fprintf(stderr,
	    option == ':' ? CHECK_PROGRAM ": %s: a value is missing\n"
			  : CHECK_PROGRAM
		": %s: no such option; allowed: --config, --json, --postfix, --reason, --sendmail\n",
	    word);
	return -EINVAL;
}

static void take_option(struct command *command, int option, const char *value)
{
	switch (option) {
	case 'c':
		command->config = value;
		break;
	case 'p':
		command->mta.postfix = value;
		break;
	case 'm':
		command->mta.sendmail = value;
		break;
	case 'r':
		command->why = value;
		break;
	default:
		command->as_json = true;
		break;
	}
}

static int refuse(const char *text)
{
	fprintf(stderr, CHECK_PROGRAM ": %s\n", text);
	return -EINVAL;
}

/* "list", "release ID", or nothing, which is "list". */
static int read_words(int argc, char **argv, struct command *command)
{
	enum request_why why;

	if (argc > 0 && strcmp(argv[0], "release") == 0) {
		if (argc != 2)
			return refuse("release: one queue id or case");
		if (command->why == NULL || !request_why_parse(command->why, &why))
			return refuse("--reason: allowed: checked, urgent, mistake, test");
		command->id = argv[1];
		return 0;
	}
	if (argc > 1 || (argc == 1 && strcmp(argv[0], "list") != 0))
		return refuse("held: allowed: list, release");
	return command->why == NULL ? 0 : refuse("--reason is for release");
}

/* 0, or -EINVAL, which was said. */
static int parse(int argc, char **argv, struct command *command)
{
	static const struct option table[] = {{"config", required_argument, NULL, 'c'},
	    {"json", no_argument, NULL, 'j'}, {"postfix", required_argument, NULL, 'p'},
	    {"reason", required_argument, NULL, 'r'}, {"sendmail", required_argument, NULL, 'm'}, {NULL, 0, NULL, 0}};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":c:", table, NULL)) != -1) {
		if (option == '?' || option == ':')
			return refuse_option(option, argv[optind - 1]);
		take_option(command, option, optarg);
	}
	int r = read_words(argc - optind, argv + optind, command);
	return r < 0 ? r : mta_choice_make(&command->mta);
}

static int load_options(const struct command *command, struct options *options)
{
	struct problem_list problems;
	int r = options_init(options);

	if (r < 0 || (command->config == NULL && access(options->config_file, F_OK) != 0))
		return r;
	problem_list_init(&problems);
	r = options_load(options, command->config != NULL ? command->config : options->config_file, &problems);
	for (size_t i = 0; i < problems.count; i++)
		fprintf(stderr, "%s\n", problems.items[i].text);
	problem_list_clear(&problems);
	return r;
}

static void format_time(int64_t seconds, char text[TIME_SIZE])
{
	time_t time = (time_t)seconds;
	struct tm parts;

	if (gmtime_r(&time, &parts) == NULL || strftime(text, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
		text[0] = '\0';
}

static void print_text(const struct held_list *list)
{
	size_t others = 0;
	char arrived[TIME_SIZE];

	for (size_t i = 0; i < list->count; i++) {
		const struct held_message *message = &list->items[i];
		format_time(message->arrived, arrived);
		if (message->case_code[0] != '\0')
			printf("%s  case %s  %s  %s\n", message->id, message->case_code, arrived, message->reason);
		else
			others++;
	}
	if (others == list->count)
		puts("nothing is held by referral-milter");
	if (others > 0)
		printf("(%zu more on hold for other reasons)\n", others);
}

static json_t *message_new(const struct held_message *message)
{
	json_t *object = json_object();
	char arrived[TIME_SIZE];

	format_time(message->arrived, arrived);
	if (json_put(object, "id", json_text(message->id)) && json_put(object, "case", json_text(message->case_code)) &&
	    json_put(object, "reason", json_text(message->reason)) && json_put(object, "arrived", json_text(arrived)))
		return object;
	json_decref(object);
	return NULL;
}

static int print_json(const struct held_list *list)
{
	json_t *whole = json_object(), *held = json_array();
	bool is_fine =
	    json_put(whole, "version", json_integer(1)) && json_put(whole, "status", json_integer(EXIT_STATUS_FINE));

	is_fine = json_put(whole, "held", held) && is_fine;
	for (size_t i = 0; i < list->count && is_fine; i++)
		if (list->items[i].case_code[0] != '\0')
			is_fine = json_push(held, message_new(&list->items[i]));
	if (is_fine)
		json_dumpf(whole, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(whole);
	return is_fine ? 0 : -ENOMEM;
}

static int print_list(const struct command *command, const struct held_list *list)
{
	if (command->as_json)
		return print_json(list) == 0 ? EXIT_STATUS_FINE : EXIT_STATUS_WRONG;
	print_text(list);
	return EXIT_STATUS_FINE;
}

static const struct held_message *find_message(const struct held_list *list, const char *word)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].case_code[0] != '\0' &&
		    (strcmp(list->items[i].id, word) == 0 || strcmp(list->items[i].case_code, word) == 0))
			return &list->items[i];
	return NULL;
}

static int say(const char *what, int error)
{
	fprintf(stderr, CHECK_PROGRAM ": %s: %s\n", what, strerror(-error));
	return EXIT_STATUS_WRONG;
}

/* First the record, then the release: nothing leaves unrecorded. */
static int release(const struct command *command, const struct options *options, const struct held_list *list)
{
	const struct held_message *message = find_message(list, command->id);
	enum request_why why = WHY_CHECKED;

	if (message == NULL) {
		fputs(CHECK_PROGRAM ": referral-milter holds no such message\n", stderr);
		return EXIT_STATUS_NO;
	}
	(void)request_why_parse(command->why, &why);
	int r = held_ledger_record(options->ledger, message->case_code, why);
	if (r == -ETIMEDOUT)
		return say("referral-milter does not answer, so nothing was recorded, and nothing released", r);
	if (r < 0)
		return say("the release cannot be recorded, so nothing was released", r);
	r = held_mail_release(&command->mta, message->id);
	if (r < 0)
		return say("recorded, but the MTA did not release it: try again", r);
	if (!command->as_json)
		printf("released: %s, case %s\n", message->id, message->case_code);
	return command->as_json ? print_list(command, &(struct held_list){(struct held_message *)(uintptr_t)message, 1})
				: EXIT_STATUS_FINE;
}

static int work(const struct command *command, const struct options *options)
{
	struct held_list list;
	const char *path = options->ledger;
	int status = EXIT_STATUS_WRONG;
	int r = held_mail_list(&command->mta, &list);

	if (r < 0)
		return say("the MTA's queue cannot be read", r);
	if (command->mta.postfix != NULL && list.count > 0)
		r = held_ledger_find(options->ledger, options->keys, &list, &path);
	if (r < 0)
		say(path, r);
	else
		status = command->id != NULL ? release(command, options, &list) : print_list(command, &list);
	held_list_clear(&list);
	return status;
}

static int answer_held(int argc, char **argv)
{
	struct command command = {0};
	struct options options;
	int status = EXIT_STATUS_WRONG;

	if (parse(argc, argv, &command) < 0)
		return check_command_refuse(&check_held);
	if (load_options(&command, &options) == 0)
		status = work(&command, &options);
	options_clear(&options);
	return status;
}

const struct check_command check_held = {
    .name = "held",
    .usage = "held [list] [--postfix=DIRECTORY | --sendmail=FILE] [--json]\n"
	     "held release ID --reason=WORD [--postfix=DIRECTORY | --sendmail=FILE] [--json]",
    .summary = "Lists what the MTA holds because of a route's action \"hold\", without any address, and releases a\n"
	       "message, by its queue id or case, after that was recorded in the audit ledger. Needs to be root.\n",
    .options = "  -c, --config=FILE            configuration of the daemon (default:\n"
	       "                               " SYSCONFDIR "/referral-milter/referral-milter.conf)\n"
	       "      --postfix=DIRECTORY      the one with main.cf\n"
	       "      --sendmail=FILE          sendmail.cf\n"
	       "      --reason=WORD            why it is released: checked, urgent, mistake, test\n"
	       "      --json                   print JSON\n",
    .run = answer_held,
};
