/* referral-check config: whatever can be wrong with configuration, rules, texts, forms and directories, with its place.
 */
#include "milter/check_command.h"
#include "milter/exit_status.h"
#include "milter/json_text.h"
#include "milter/policy_files.h"
#include "milter/preflight.h"
#include "rules/lint.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

extern const struct check_command check_config;

/* What the command line says. */
struct command {
	const char *config; /* NULL: the default file */
	bool is_strict;
	bool as_json;
};

/* What was found. */
struct findings {
	struct problem_list problems; /* errors and warnings */
	struct problem_list notes;
	struct policy policy; /* empty where there are errors */
	size_t errors;
	size_t warnings;
};

/* 0, or -EINVAL, which was said. */
static int parse(int argc, char **argv, struct command *command)
{
	static const struct option table[] = {{"config", required_argument, NULL, 'c'},
	    {"json", no_argument, NULL, 'j'}, {"strict", no_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":c:", table, NULL)) != -1) {
		switch (option) {
		case 'c':
			command->config = optarg;
			break;
		case 'j':
			command->as_json = true;
			break;
		case 's':
			command->is_strict = true;
			break;
		default:
			fprintf(stderr,
			    option == ':' ? CHECK_PROGRAM ": %s: a value is missing\n"
					  : CHECK_PROGRAM ": %s: no such option; allowed: --config, --strict, --json\n",
			    argv[optind - 1]);
			return -EINVAL;
		}
	}
	if (optind == argc)
		return 0;
	fprintf(stderr, CHECK_PROGRAM ": \"%s\" is one argument too many\n", argv[optind]);
	return -EINVAL;
}

/* What only shows in rules without errors. */
static int lint(const struct options *options, int64_t now, struct findings *findings)
{
	struct problem_list said;
	struct bundle bundle;

	problem_list_init(&said); /* what the loading has said already */
	int r = policy_files_read(options, &said, &bundle);
	problem_list_clear(&said);
	if (r < 0)
		return r == -EINVAL ? 0 : r;
	r = lint_policy(&bundle, findings->policy.ruleset, now, &findings->problems, &findings->notes);
	bundle_clear(&bundle);
	return r;
}

static void count(struct findings *findings)
{
	for (size_t i = 0; i < findings->problems.count; i++)
		if (findings->problems.items[i].is_warning)
			findings->warnings++;
		else
			findings->errors++;
	if (findings->problems.dropped > 0 && findings->problems.has_error && findings->errors == 0)
		findings->errors = 1;
}

static int look(const struct command *command, struct options *options, struct findings *findings)
{
	int64_t now = (int64_t)time(NULL);
	int r = options_load(
	    options, command->config != NULL ? command->config : options->config_file, &findings->problems);

	if (r == -ENOMEM)
		return r;
	r = preflight_check(options, now, &findings->problems, &findings->policy);
	if (r == -ENOMEM)
		return r;
	r = findings->policy.ruleset != NULL ? lint(options, now, findings) : 0;
	count(findings);
	return r;
}

static void print_list(const struct problem_list *list, const char *word)
{
	for (size_t i = 0; i < list->count; i++)
		printf("%s%s\n", list->items[i].text,
		    word != NULL		? word
		    : list->items[i].is_warning ? " (warning)"
						: " (error)");
	if (list->dropped > 0)
		printf("and %zu more\n", list->dropped);
}

static void print_text(const struct options *options, const struct findings *findings)
{
	print_list(&findings->problems, NULL);
	print_list(&findings->notes, " (note)");
	printf("%s: %zu error%s, %zu warning%s, %zu note%s", options->config_file, findings->errors,
	    findings->errors == 1 ? "" : "s", findings->warnings, findings->warnings == 1 ? "" : "s",
	    findings->notes.count, findings->notes.count == 1 ? "" : "s");
	if (findings->policy.ruleset != NULL)
		printf("; %zu route%s, policy %s", findings->policy.ruleset->count,
		    findings->policy.ruleset->count == 1 ? "" : "s", findings->policy.digest);
	putchar('\n');
}

static bool add_problem(json_t *array, const struct problem *problem, const char *level)
{
	json_t *object = json_object();
	char *file = NULL;
	bool is_fine = asprintf(&file, "%.*s", (int)problem->file_length, problem->text) >= 0;

	is_fine = is_fine && json_put(object, "level", json_string(level)) && json_put(object, "file", json_text(file));
	is_fine = is_fine && json_put(object, "line", problem->line > 0 ? json_integer(problem->line) : json_null());
	is_fine = is_fine && json_put(object, "text", json_text(problem->said));
	free(file);
	if (!is_fine) {
		json_decref(object);
		return false;
	}
	return json_push(array, object);
}

static json_t *problems_of(const struct findings *findings)
{
	json_t *array = json_array();
	bool is_fine = array != NULL;

	for (size_t i = 0; i < findings->problems.count && is_fine; i++)
		is_fine = add_problem(
		    array, &findings->problems.items[i], findings->problems.items[i].is_warning ? "warning" : "error");
	for (size_t i = 0; i < findings->notes.count && is_fine; i++)
		is_fine = add_problem(array, &findings->notes.items[i], "note");
	if (is_fine)
		return array;
	json_decref(array);
	return NULL;
}

static int print_json(const struct options *options, const struct findings *findings, int status)
{
	const struct policy *policy = &findings->policy;
	json_t *object = json_object();
	bool is_fine = json_put(object, "version", json_integer(1)) && json_put(object, "status", json_integer(status));

	is_fine = is_fine && json_put(object, "config", json_text(options->config_file));
	is_fine =
	    is_fine && json_put(object, "routes",
			   policy->ruleset != NULL ? json_integer((json_int_t)policy->ruleset->count) : json_null());
	is_fine =
	    is_fine && json_put(object, "policy", policy->ruleset != NULL ? json_string(policy->digest) : json_null());
	is_fine = is_fine && json_put(object, "errors", json_integer((json_int_t)findings->errors));
	is_fine = is_fine && json_put(object, "warnings", json_integer((json_int_t)findings->warnings));
	is_fine = is_fine && json_put(object, "problems", problems_of(findings));
	if (is_fine && json_dumpf(object, stdout, JSON_INDENT(2)) == 0)
		putchar('\n');
	json_decref(object);
	return is_fine ? status : EXIT_STATUS_WRONG;
}

static int run(const struct command *command, struct options *options, struct findings *findings)
{
	int r = look(command, options, findings);

	if (r < 0) {
		fputs(CHECK_PROGRAM ": out of memory\n", stderr);
		return EXIT_STATUS_WRONG;
	}
	int status =
	    findings->errors > 0 || (command->is_strict && findings->warnings > 0) ? EXIT_STATUS_NO : EXIT_STATUS_FINE;
	if (command->as_json)
		return print_json(options, findings, status);
	print_text(options, findings);
	return status;
}

static int answer_config(int argc, char **argv)
{
	struct command command = {.config = NULL};
	struct findings findings = {.errors = 0};
	struct options options;

	if (parse(argc, argv, &command) < 0)
		return check_command_refuse(&check_config);
	if (options_init(&options) < 0) {
		fputs(CHECK_PROGRAM ": out of memory\n", stderr);
		return EXIT_STATUS_WRONG;
	}
	problem_list_init(&findings.problems);
	problem_list_init(&findings.notes);
	policy_init(&findings.policy);
	int status = run(&command, &options, &findings);
	policy_clear(&findings.policy);
	problem_list_clear(&findings.problems);
	problem_list_clear(&findings.notes);
	options_clear(&options);
	return status;
}

const struct check_command check_config = {
    .name = "config",
    .usage = "config [--strict] [--json]",
    .summary =
	"Says what is wrong, dead, contradictory or about to expire in configuration, rules, guidance, forms, keys\n"
	"and directories, each with its file and line.\n",
    .options = "  -c, --config=FILE            configuration of the daemon (default:\n"
	       "                               " SYSCONFDIR "/referral-milter/referral-milter.conf)\n"
	       "      --strict                 a warning is an error\n"
	       "      --json                   print JSON\n",
    .run = answer_config,
};
