#include "milter/message_command.h"

#include "rules/grow.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option table[] = {{"config", required_argument, NULL, 'c'}, {"from", required_argument, NULL, 'f'},
    {"rcpt", required_argument, NULL, 't'}, {"client", required_argument, NULL, 'i'},
    {"user", required_argument, NULL, 'u'}, {"route", required_argument, NULL, 'r'}, {"json", no_argument, NULL, 'j'},
    {"reveal", no_argument, NULL, 'R'}, {NULL, 0, NULL, 0}};

void message_command_clear(struct message_command *command)
{
	free(command->files);
	free(command->recipients);
	*command = (struct message_command){.files = NULL};
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

static int take_option(struct message_command *command, int option, char *value)
{
	switch (option) {
	case 'c':
		command->config = value;
		return 0;
	case 'f':
		command->from = value;
		return 0;
	case 'i':
		command->client = value;
		return 0;
	case 'u':
		command->user = value;
		return 0;
	case 'r':
		command->route = value;
		return 0;
	case 'j':
		command->as_json = true;
		return 0;
	case 'R':
		command->is_revealing = true;
		return 0;
	default:
		return append(&command->recipients, &command->recipient_count, value);
	}
}

static const char *find_mistake(const struct message_command *command)
{
	unsigned char octets[16];

	if (command->file_count == 0)
		return "which messages? None is named";
	if (command->is_revealing && command->as_json)
		return "--reveal or --json, not both: what is revealed is for your eyes alone";
	if (command->client != NULL && strcmp(command->client, "unknown") != 0 &&
	    inet_pton(AF_INET, command->client, octets) != 1 && inet_pton(AF_INET6, command->client, octets) != 1)
		return "--client: an IP address, or \"unknown\", is allowed here";
	if (command->user != NULL && command->user[0] == '\0')
		return "--user: a name is allowed here";
	return NULL;
}

static int read_options(int argc, char **argv, struct message_command *command, char *error)
{
	int option, r = 0;

	optind = 0;
	opterr = 0;
	while (r == 0 && (option = getopt_long(argc, argv, ":c:", table, NULL)) != -1) {
		if (option == '?' || option == ':') {
			snprintf(error, MESSAGE_COMMAND_ERROR_SIZE,
			    option == ':' ? "%.40s: a value is missing"
					  : "%.40s: no such option; allowed: --config, --from, --rcpt, --client, "
					    "--user, --route, --json, --reveal",
			    argv[optind - 1]);
			return -EINVAL;
		}
		r = take_option(command, option, optarg);
	}
	for (int i = optind; r == 0 && i < argc; i++)
		r = append(&command->files, &command->file_count, argv[i]);
	return r;
}

int message_command_parse(
    int argc, char **argv, struct message_command *ret_command, char error[MESSAGE_COMMAND_ERROR_SIZE])
{
	struct message_command command = {.files = NULL};
	const char *mistake;

	error[0] = '\0';
	int r = read_options(argc, argv, &command, error);
	if (r == 0 && (mistake = find_mistake(&command)) != NULL) {
		snprintf(error, MESSAGE_COMMAND_ERROR_SIZE, "%s", mistake);
		r = -EINVAL;
	}
	if (r < 0)
		message_command_clear(&command);
	else
		*ret_command = command;
	return r;
}
