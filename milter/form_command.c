#include "milter/form_command.h"

#include "rules/fingerprint.h"
#include "rules/grow.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Options that only one of the verbs has. */
#define LEARN_OPTIONS "onfO"
#define TEST_OPTIONS  "FSrs"

static const struct option table[] = {{"config", required_argument, NULL, 'c'}, {"json", no_argument, NULL, 'j'},
    {"output", required_argument, NULL, 'o'}, {"name", required_argument, NULL, 'n'}, {"force", no_argument, NULL, 'f'},
    {"own-text", no_argument, NULL, 'O'}, {"form", required_argument, NULL, 'F'},
    {"superseded", required_argument, NULL, 'S'}, {"route", required_argument, NULL, 'r'},
    {"summary", no_argument, NULL, 's'}, {NULL, 0, NULL, 0}};

void form_command_clear(struct form_command *command)
{
	free(command->files);
	free(command->forms);
	free(command->superseded);
	*command = (struct form_command){0};
}

static int append(char ***list, size_t *count, char *value)
{
	char **grown = grow_by_one(*list, *count, sizeof(*grown));

	if (grown == NULL)
		return -ENOMEM;
	*list = grown;
	(*list)[(*count)++] = value;
	return 0;
}

static int take_option(struct form_command *command, int option, char *value)
{
	switch (option) {
	case 'c':
		command->config = value;
		return 0;
	case 'j':
		command->as_json = true;
		return 0;
	case 'o':
		command->output = value;
		return 0;
	case 'n':
		command->name = value;
		return 0;
	case 'f':
		command->may_replace = true;
		return 0;
	case 'O':
		command->is_own_text = true;
		return 0;
	case 'r':
		command->route = value;
		return 0;
	case 's':
		command->is_summary = true;
		return 0;
	case 'F':
		return append(&command->forms, &command->form_count, value);
	default:
		return append(&command->superseded, &command->superseded_count, value);
	}
}

static const char *long_name(int option)
{
	size_t i = 0;

	while (table[i].val != option)
		i++;
	return table[i].name;
}

/* 0, -EINVAL, -ENOMEM. */
static int read_options(int argc, char **argv, struct form_command *command, char error[FORM_COMMAND_ERROR_SIZE])
{
	bool is_learn = command->verb == FORM_VERB_LEARN;
	int option, r = 0;

	optind = 0;
	opterr = 0;
	while (r == 0 && (option = getopt_long(argc, argv, ":c:o:n:s", table, NULL)) != -1) {
		if (option == '?' || option == ':') {
			snprintf(error, FORM_COMMAND_ERROR_SIZE,
			    option == ':' ? "%s: a value is missing" : "%s: no such option", argv[optind - 1]);
			return -EINVAL;
		}
		if (strchr(is_learn ? TEST_OPTIONS : LEARN_OPTIONS, option) != NULL) {
			snprintf(error, FORM_COMMAND_ERROR_SIZE, "--%s is for \"form %s\"", long_name(option),
			    is_learn ? "test" : "learn");
			return -EINVAL;
		}
		r = take_option(command, option, optarg);
	}
	for (int i = optind; r == 0 && i < argc; i++)
		r = append(&command->files, &command->file_count, argv[i]);
	return r;
}

static const char *find_mistake(const struct form_command *command)
{
	if (command->file_count == 0)
		return command->verb == FORM_VERB_LEARN ? "which blanks? No file is named"
							: "which files? None is named";
	if (command->verb == FORM_VERB_LEARN) {
		if (command->output == NULL)
			return "--output=FILE is missing: the fingerprint to write";
		if (command->name != NULL && (command->name[0] == '\0' || strlen(command->name) > FINGERPRINT_WORD_MAX))
			return "--name: a form's name has 1 to 128 octets";
		return NULL;
	}
	if (command->form_count == 0 && command->superseded_count > 0)
		return "--superseded: a current form is needed too, with --form";
	if (command->form_count > 0 && command->route != NULL)
		return "--form or --route, not both: a route names its own forms";
	return NULL;
}

int form_command_parse(int argc, char **argv, struct form_command *ret_command, char error[FORM_COMMAND_ERROR_SIZE])
{
	struct form_command command = {0};
	const char *mistake;
	int r = 0;

	error[0] = '\0';
	if (argc > 0 && strcmp(argv[0], "test") == 0) {
		command.verb = FORM_VERB_TEST;
	} else if (argc == 0 || strcmp(argv[0], "learn") != 0) {
		snprintf(error, FORM_COMMAND_ERROR_SIZE, "form: \"learn\" or \"test\" is allowed here");
		return -EINVAL;
	}
	r = read_options(argc, argv, &command, error);
	if (r == 0 && (mistake = find_mistake(&command)) != NULL) {
		snprintf(error, FORM_COMMAND_ERROR_SIZE, "%s", mistake);
		r = -EINVAL;
	}
	if (r < 0)
		form_command_clear(&command);
	else
		*ret_command = command;
	return r;
}
