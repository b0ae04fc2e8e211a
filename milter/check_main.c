/*
 * referral-check: what a mail administrator tries out before mail depends on it. Needs no daemon.
 *
 * Reads no document itself: that is done by referral-inspector, in its sandbox (milter/form_inspector.h).
 */
#include "milter/exit_status.h"
#include "milter/form_command.h"
#include "milter/form_learning.h"
#include "milter/form_test.h"
#include "milter/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM "referral-check"

static void print_usage(FILE *stream)
{
	fputs("Usage: " PROGRAM " form learn BLANK... -o FILE [--name=NAME] [--force] [--own-text]\n"
	      "       " PROGRAM " form test FILE... [--form=FINGERPRINT]... [--superseded=FINGERPRINT]...\n"
	      "       " PROGRAM " form test FILE... [--route=NAME]\n"
	      "       " PROGRAM " --version | --help\n"
	      "Learns what the referral form looks like from its blanks, and tests whether files are that form, and "
	      "whether\n"
	      "it is filled in. Prints names of labels, and never what anybody answered.\n\n"
	      "  -c, --config=FILE            configuration of the daemon (default:\n"
	      "                               " SYSCONFDIR "/referral-milter/referral-milter.conf)\n"
	      "      --json                   print JSON\n"
	      "form learn:\n"
	      "  -o, --output=FILE            the fingerprint to write\n"
	      "  -n, --name=NAME              what the form is called (default: its title)\n"
	      "      --force                  replace FILE when it is there\n"
	      "      --own-text               what seems to be filled in is the form's own text: learn it\n"
	      "form test:\n"
	      "      --form=FINGERPRINT       a learnt form (default: those of the configured route)\n"
	      "      --superseded=FINGERPRINT a learnt form that is no longer taken\n"
	      "      --route=NAME             the route whose form it should be (default: the only one)\n"
	      "  -s, --summary                one line for each file\n\n"
	      "      --version                print the version and exit\n"
	      "      --help                   print this and exit\n\n"
	      "Exit status: 0 fine: learnt, or every file is the form and filled in; 1 the answer is no; 2 wrong usage "
	      "or "
	      "input.\n",
	    stream);
}

static void print_problems(const struct problem_list *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		fprintf(stderr, "%s%s\n", problems->items[i].text, problems->items[i].is_warning ? " (warning)" : "");
}

/* The daemon's options; without a configuration its defaults, which need no file to learn or to test given forms. */
static int load_options(const struct form_command *command, struct options *options)
{
	bool needs_file = command->config != NULL || (command->verb == FORM_VERB_TEST && command->form_count == 0);
	struct problem_list problems;
	int r = 0;

	if (!needs_file && access(options->config_file, F_OK) != 0)
		return 0;
	problem_list_init(&problems);
	r = options_load(options, command->config != NULL ? command->config : options->config_file, &problems);
	print_problems(&problems);
	problem_list_clear(&problems);
	return r;
}

static int run_form(const struct form_command *command)
{
	struct options options;
	int status = EXIT_STATUS_WRONG;

	if (options_init(&options) < 0) {
		fputs(PROGRAM ": out of memory\n", stderr);
		return EXIT_STATUS_WRONG;
	}
	if (load_options(command, &options) == 0)
		status = command->verb == FORM_VERB_LEARN ? form_learning_run(command, &options)
							  : form_test_run(command, &options);
	options_clear(&options);
	return status;
}

static int answer_form(int argc, char **argv)
{
	struct form_command command;
	char error[FORM_COMMAND_ERROR_SIZE];
	int r = form_command_parse(argc, argv, &command, error);

	if (r < 0) {
		fprintf(stderr, PROGRAM ": %s\nTry \"" PROGRAM " --help\".\n", r == -ENOMEM ? "out of memory" : error);
		return EXIT_STATUS_WRONG;
	}
	int status = run_form(&command);
	form_command_clear(&command);
	return status;
}

/* GNU coding standards, section 4.8: wherever they stand, but behind "--". */
static bool answer_standard_option(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			print_usage(stdout);
			return true;
		}
		if (strcmp(argv[i], "--version") == 0) {
			puts(PROGRAM " " PACKAGE_VERSION);
			return true;
		}
	}
	return false;
}

int main(int argc, char **argv)
{
	if (answer_standard_option(argc, argv))
		return fflush(stdout) == 0 ? EXIT_STATUS_FINE : EXIT_STATUS_WRONG;
	if (argc < 2 || strcmp(argv[1], "form") != 0) {
		fprintf(stderr, PROGRAM ": \"form\" is allowed here\n");
		print_usage(stderr);
		return EXIT_STATUS_WRONG;
	}
	return answer_form(argc - 2, argv + 2);
}
