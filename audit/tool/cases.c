/* cases: which referrals were stopped and never sent again. */
#include "audit/tool/case_print.h"
#include "audit/tool/command.h"
#include "audit/tool/gather.h"
#include "audit/tool/number.h"
#include "audit/tool/output.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECOND_US	INT64_C(1000000)
#define DAY_US		(86400 * SECOND_US)
#define DAYS_MAX	36500
#define ESCALATION_DAYS 1

struct arguments {
	struct case_choice choice;
	bool is_json, is_escalation, has_age;
};

/* Days, or hours: "3", "3d", "36h". */
static int parse_age(const char *text, int64_t *ret_us)
{
	char digits[16];
	size_t length = strlen(text);
	char unit = length > 0 ? text[length - 1] : '\0';
	uint64_t number = 0;

	length -= unit == 'd' || unit == 'h';
	if (length >= sizeof(digits))
		return -EINVAL;
	memcpy(digits, text, length);
	digits[length] = '\0';
	if (number_parse(digits, &number) < 0 || number > DAYS_MAX)
		return -EINVAL;
	*ret_us = (int64_t)number * (unit == 'h' ? DAY_US / 24 : DAY_US);
	return 0;
}

static int parse_window(const char *text, unsigned *ret_days)
{
	uint64_t number = 0;

	if (number_parse(text, &number) < 0 || number > DAYS_MAX)
		return -EINVAL;
	*ret_days = (unsigned)number;
	return 0;
}

static int parse_option(int option, struct arguments *arguments)
{
	switch (option) {
	case 'a':
		arguments->choice.with_closed = true;
		return 0;
	case 'e':
		arguments->is_escalation = true;
		return 0;
	case 'j':
		arguments->is_json = true;
		return 0;
	case 'o':
		arguments->has_age = true;
		return parse_age(optarg, &arguments->choice.older_us);
	case 'w':
		return parse_window(optarg, &arguments->choice.window_days);
	default:
		return -EINVAL;
	}
}

static int parse(int argc, char **argv, struct arguments *ret_arguments)
{
	static const struct option options[] = {{"all", no_argument, NULL, 'a'}, {"escalate", no_argument, NULL, 'e'},
	    {"json", no_argument, NULL, 'j'}, {"older-than", required_argument, NULL, 'o'},
	    {"window", required_argument, NULL, 'w'}, {NULL}};
	struct arguments arguments = {
	    .choice = {.window_days = CASES_WINDOW_DAYS, .now_us = (int64_t)time(NULL) * SECOND_US}};

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;)
		if (parse_option(c, &arguments) < 0)
			return output_usage_error(
			    argv[0], "allowed: --all, --escalate, --json, --older-than days (or 36h), --window days");
	if (arguments.is_escalation && !arguments.has_age)
		arguments.choice.older_us = ESCALATION_DAYS * DAY_US;
	*ret_arguments = arguments;
	return STATUS_FINE;
}

static int take(void *cases, const struct record_view *view)
{
	return cases_add(cases, view);
}

static int print(const struct cases *cases, const struct arguments *arguments)
{
	const struct case_choice *choice = &arguments->choice;
	int status = case_print_number(cases, choice, CASE_OPEN) > 0 ? STATUS_NO : STATUS_FINE;

	if (arguments->is_json)
		return output_json(case_print_json(cases, choice), status);
	if (arguments->is_escalation)
		case_print_escalation(stdout, cases, choice);
	else
		case_print_text(stdout, cases, choice);
	return status;
}

static int run(int argc, char **argv)
{
	struct arguments arguments;
	struct gathered gathered;
	struct cases *cases = NULL;
	int status = parse(argc, argv, &arguments);

	if (status != STATUS_FINE)
		return status;
	if (cases_new(&cases) < 0)
		return output_error("out of memory");
	status = gather_records(argv + optind, argc - optind, take, cases, &gathered);
	if (status == STATUS_FINE) {
		arguments.choice.newest_us = gathered.newest_us;
		status = cases_settle(cases, (int64_t)arguments.choice.window_days * DAY_US) < 0
			     ? output_error("out of memory")
			     : print(cases, &arguments);
		/* What could not be read may have been a refusal. */
		if (gathered.troubles > 0)
			status = STATUS_WRONG;
	}
	cases_free(cases);
	return status;
}

const struct command cases_command = {
    .name = "cases",
    .arguments = "[--all] [--older-than AGE] [--window DAYS] [--escalate] [--json] [DIR]...",
    .summary = "Lists referrals that were stopped and, as far as the records say, never sent again.",
    .options = "  --all                 those that were accepted later as well\n"
	       "  --older-than AGE      only those that were stopped so long ago: days, or hours as in 36h\n"
	       "  --window DAYS         for so long after a refusal another referral of the sender closes it (28)\n"
	       "  --escalate            what to tell the safeguarding lead, of those older than a day, or AGE\n",
    .run = run,
};
