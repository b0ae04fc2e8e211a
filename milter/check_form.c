/* referral-check form: learns the referral form from its blanks, and tests whether files are that form. */
#include "milter/check_command.h"
#include "milter/exit_status.h"
#include "milter/form_command.h"
#include "milter/form_learning.h"
#include "milter/form_test.h"
#include "milter/options.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

extern const struct check_command check_form;

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
		fputs(CHECK_PROGRAM ": out of memory\n", stderr);
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
	int r = form_command_parse(argc - 1, argv + 1, &command, error);

	if (r < 0) {
		fprintf(stderr, CHECK_PROGRAM ": %s\n", r == -ENOMEM ? "out of memory" : error);
		return check_command_refuse(&check_form);
	}
	int status = run_form(&command);
	form_command_clear(&command);
	return status;
}

const struct check_command check_form = {
    .name = "form",
    .usage = "form learn BLANK... -o FILE [--name=NAME] [--force] [--own-text]\n"
	     "form test FILE... [--form=FINGERPRINT]... [--superseded=FINGERPRINT]...\n"
	     "form test FILE... [--route=NAME]",
    .summary = "Learns what the referral form looks like from its blanks, and tests whether files are that form, and\n"
	       "whether it is filled in. Prints names of labels, and never what anybody answered.\n",
    .options = "  -c, --config=FILE            configuration of the daemon (default:\n"
	       "                               " SYSCONFDIR "/referral-milter/referral-milter.conf)\n"
	       "      --json                   print JSON\n"
	       " form learn:\n"
	       "  -o, --output=FILE            the fingerprint to write\n"
	       "  -n, --name=NAME              what the form is called (default: its title)\n"
	       "      --force                  replace FILE when it is there\n"
	       "      --own-text               what seems to be filled in is the form's own text: learn it\n"
	       " form test:\n"
	       "      --form=FINGERPRINT       a learnt form (default: those of the configured route)\n"
	       "      --superseded=FINGERPRINT a learnt form that is no longer taken\n"
	       "      --route=NAME             the route whose form it should be (default: the only one)\n"
	       "  -s, --summary                one line for each file\n",
    .run = answer_form,
};
