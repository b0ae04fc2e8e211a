/* referral-check mta: reads the configuration of Postfix or Sendmail, and says what is wrong with it for us. */
#include "milter/check_command.h"
#include "milter/exit_status.h"
#include "milter/mta_check.h"
#include "milter/mta_choice.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct check_command check_mta;

struct command {
	const char *config, *socket; /* NULL: the default file; what it says */
	struct mta_choice mta;
	const char *version; /* of Postfix; NULL: that of this machine */
	bool as_json, is_strict;
};

static int refuse_option(int option, const char *word)
{
	fprintf(stderr,
	    option == ':' ? CHECK_PROGRAM ": %s: a value is missing\n"
			  : CHECK_PROGRAM
		": %s: no such option; allowed: --config, --json, --postfix, --postfix-version, "
		"--sendmail, --socket, --strict\n",
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
	case 'V':
		command->version = value;
		break;
	case 'm':
		command->mta.sendmail = value;
		break;
	case 'S':
		command->socket = value;
		break;
	case 's':
		command->is_strict = true;
		break;
	default:
		command->as_json = true;
		break;
	}
}

/* 0, or -EINVAL, which was said. */
static int parse(int argc, char **argv, struct command *command)
{
	static const struct option table[] = {{"config", required_argument, NULL, 'c'},
	    {"json", no_argument, NULL, 'j'}, {"postfix", required_argument, NULL, 'p'},
	    {"postfix-version", required_argument, NULL, 'V'}, {"sendmail", required_argument, NULL, 'm'},
	    {"socket", required_argument, NULL, 'S'}, {"strict", no_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":c:", table, NULL)) != -1) {
		if (option == '?' || option == ':')
			return refuse_option(option, argv[optind - 1]);
		take_option(command, option, optarg);
	}
	if (optind < argc) {
		fprintf(stderr, CHECK_PROGRAM ": \"%s\" is one argument too many\n", argv[optind]);
		return -EINVAL;
	}
	return 0;
}

static int complain(const char *file, int error)
{
	if (error == -ENOMEM)
		fputs(CHECK_PROGRAM ": out of memory\n", stderr);
	else if (error == -EBADMSG)
		fprintf(stderr, CHECK_PROGRAM ": %s: is no sendmail.cf: it has no V line\n", file);
	else
		fprintf(stderr, CHECK_PROGRAM ": %s: cannot be read (%s)\n", file, strerror(-error));
	return error;
}

static int look_at_postfix(const struct command *command, struct mta_check *check)
{
	struct mta_postfix postfix;
	const char *file = NULL;
	int r = mta_postfix_read(&postfix, command->mta.postfix, &file);

	if (r < 0) {
		complain(file != NULL ? file : command->mta.postfix, r);
	} else if (command->version == NULL) {
		mta_postfix_ask_version(&postfix);
	} else if (!mta_postfix_set_version(&postfix, command->version)) {
		fputs(CHECK_PROGRAM ": --postfix-version: allowed: a version such as 3.7\n", stderr);
		r = -EINVAL;
	}
	if (r == 0) {
		check->postfix = &postfix;
		mta_check_postfix(check);
		if (postfix.is_short)
			r = complain(command->mta.postfix, -ENOMEM);
	}
	mta_postfix_clear(&postfix);
	return r;
}

static int look_at_sendmail(const struct command *command, struct mta_check *check)
{
	struct mta_sendmail sendmail;
	int r = mta_sendmail_read(&sendmail, command->mta.sendmail);

	if (r < 0) {
		complain(command->mta.sendmail, r);
	} else {
		check->sendmail = &sendmail;
		mta_check_sendmail(check);
	}
	mta_sendmail_clear(&sendmail);
	return r;
}

static int print_report(const struct command *command, const struct mta_report *report)
{
	bool is_wrong = report->error_count > 0 || (command->is_strict && report->count > 0);
	int status = is_wrong ? EXIT_STATUS_NO : EXIT_STATUS_FINE;
	int r = report->is_short   ? -ENOMEM
		: command->as_json ? mta_report_print_json(report, status, stdout)
				   : mta_report_print(report, stdout);

	if (r == -ENOMEM)
		complain("", r);
	return r == 0 ? status : EXIT_STATUS_WRONG;
}

static int look(const struct command *command, const struct mta_ours *ours)
{
	bool is_here = mta_choice_is_usual(&command->mta);
	struct mta_report report;
	int status = EXIT_STATUS_WRONG;

	mta_report_init(&report);
	struct mta_check check = {.ours = ours, .report = &report, .is_this_machine = is_here};
	int r = command->mta.postfix != NULL ? look_at_postfix(command, &check) : look_at_sendmail(command, &check);
	if (r == 0)
		status = print_report(command, &report);
	mta_report_clear(&report);
	return status;
}

static int answer_mta(int argc, char **argv)
{
	struct command command = {0};
	struct mta_ours ours;
	int status = EXIT_STATUS_WRONG;

	if (parse(argc, argv, &command) < 0 || mta_choice_make(&command.mta) < 0)
		return check_command_refuse(&check_mta);
	int r = mta_ours_load(&ours, command.config, command.socket);
	if (r == -ENOMEM)
		complain("", r);
	if (r == 0)
		status = look(&command, &ours);
	mta_ours_clear(&ours);
	return status;
}

const struct check_command check_mta = {
    .name = "mta",
    .usage = "mta [--postfix=DIRECTORY | --sendmail=FILE] [--strict] [--json]",
    .summary = "Reads the configuration of Postfix or Sendmail, also a copy of it, and says what is wrong with it for\n"
	       "referrals and what to write instead. Changes nothing. Without a name: what this machine has.\n",
    .options = "  -c, --config=FILE            configuration of the daemon (default:\n"
	       "                               " SYSCONFDIR "/referral-milter/referral-milter.conf)\n"
	       "      --postfix=DIRECTORY      the one with main.cf and master.cf\n"
	       "      --postfix-version=X.Y    of which Postfix (default: that of this machine)\n"
	       "      --sendmail=FILE          sendmail.cf\n"
	       "      --socket=ADDRESS         where the daemon listens, when the configuration does not say it\n"
	       "      --strict                 a warning counts as well\n"
	       "      --json                   print JSON\n",
    .run = answer_mta,
};
