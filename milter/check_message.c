/* referral-check message: what would become of saved messages, and why; and cases that say what is expected. */
#include "milter/check_command.h"
#include "milter/exit_status.h"
#include "milter/message_run.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

extern const struct check_command check_message;

static int load_options(const struct message_command *command, struct options *options)
{
	struct problem_list problems;

	problem_list_init(&problems);
	int r = options_load(options, command->config != NULL ? command->config : options->config_file, &problems);
	for (size_t i = 0; i < problems.count; i++)
		fprintf(stderr, "%s%s\n", problems.items[i].text, problems.items[i].is_warning ? " (warning)" : "");
	problem_list_clear(&problems);
	return r;
}

static int run(const struct message_command *command)
{
	struct options options;
	int status = EXIT_STATUS_WRONG;

	if (options_init(&options) < 0) {
		fputs(CHECK_PROGRAM ": out of memory\n", stderr);
		return EXIT_STATUS_WRONG;
	}
	if (load_options(command, &options) == 0)
		status = message_run(command, &options);
	options_clear(&options);
	return status;
}

static int answer_message(int argc, char **argv)
{
	struct message_command command;
	char error[MESSAGE_COMMAND_ERROR_SIZE];
	int r = message_command_parse(argc, argv, &command, error);

	if (r < 0) {
		fprintf(stderr, CHECK_PROGRAM ": %s\n", r == -ENOMEM ? "out of memory" : error);
		return check_command_refuse(&check_message);
	}
	if (command.is_revealing && isatty(STDOUT_FILENO) == 0) {
		fputs(CHECK_PROGRAM ": --reveal: only on a terminal, which standard output is not\n", stderr);
		message_command_clear(&command);
		return check_command_refuse(&check_message);
	}
	int status = run(&command);
	message_command_clear(&command);
	return status;
}

const struct check_command check_message = {
    .name = "message",
    .usage = "message FILE|DIR... [--from=ADDRESS] [--rcpt=ADDRESS]... [--client=IP] [--user=NAME]\n"
	     "message FILE|DIR... [--route=NAME] [--json | --reveal]",
    .summary =
	"Says what would become of saved messages and why, with the reply that the sender would get, what would\n"
	"be changed and what would be recorded; and runs cases, which say what is expected. Sends, changes and\n"
	"records nothing.\n",
    .options = "  -c, --config=FILE            configuration of the daemon (default:\n"
	       "                               " SYSCONFDIR "/referral-milter/referral-milter.conf)\n"
	       "      --from=ADDRESS           sender of the envelope (default: that of From)\n"
	       "      --rcpt=ADDRESS           a recipient of the envelope (default: those of To and Cc)\n"
	       "      --client=IP              where the message came from (default: 127.0.0.1)\n"
	       "      --user=NAME              who signed in (default: nobody)\n"
	       "      --route=NAME             the only route in force\n"
	       "      --json                   print JSON\n"
	       "      --reveal                 show addresses, file names and changed text, on a terminal only\n",
    .run = answer_message,
};
