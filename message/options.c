#include "message/options.h"

#include "message/template.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INSPECT_WALL_MS 20000 /* for one message */
#define SCREEN_WALL_MS	5000  /* for one header: the gate waits no longer */
#define MESSAGE_SIZE	(64U << 20)

/* An option with a number, and what it may be. */
struct number {
	const char *name;
	unsigned least;
	unsigned most;
	unsigned *value;
};

static int parse_number(const struct number *number, const char *text, char *error, size_t error_size)
{
	char *end = NULL;

	errno = 0;
	unsigned long value = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || value < number->least || value > number->most) {
		snprintf(error, error_size, "--%s: a number from %u to %u is allowed here", number->name, number->least,
		    number->most);
		return -EINVAL;
	}
	*number->value = (unsigned)value;
	return 0;
}

static int parse_option(struct inspector_options *options, const char *argument, char *error, size_t error_size)
{
	const struct number numbers[] = {{"children", 1, TEMPLATE_CHILDREN_MAX, &options->children},
	    {"wall-ms", 1, 3600000, &options->wall_ms}, {"cpu-seconds", 1, 3600, &options->cpu_seconds},
	    {"memory-mb", 64, 1U << 20, &options->memory_mb}, {"message-size", 4096, 1U << 30, &options->message_size}};

	if (strcmp(argument, "--allow-unconfined") == 0) {
		options->allow_unconfined = true;
		return 0;
	}
	if (strcmp(argument, "--explain") == 0 && options->role == ROLE_TEMPLATE) {
		options->is_explaining = true;
		return 0;
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		size_t length = strlen(numbers[i].name);
		if (strncmp(argument, "--", 2) == 0 && strncmp(argument + 2, numbers[i].name, length) == 0 &&
		    argument[2 + length] == '=')
			return parse_number(&numbers[i], argument + 2 + length + 1, error, error_size);
	}
	snprintf(error, error_size, "%s", INSPECTOR_USAGE);
	return -EINVAL;
}

int inspector_options_parse(
    int argc, char *const argv[], struct inspector_options *ret_options, char *error, size_t error_size)
{
	struct inspector_options options = {.children = 4,
	    .wall_ms = INSPECT_WALL_MS,
	    .cpu_seconds = 10,
	    .memory_mb = 1024,
	    .message_size = MESSAGE_SIZE};

	if (argc >= 2 && strcmp(argv[1], "template") == 0)
		options.role = ROLE_TEMPLATE;
	else if (argc >= 2 && strcmp(argv[1], "screener") == 0)
		options.role = ROLE_SCREENER;
	else if (argc >= 2 && strcmp(argv[1], "form") == 0)
		options.role = ROLE_FORM;
	else
		return parse_option(&options, "", error, error_size);
	if (options.role == ROLE_SCREENER)
		options.wall_ms = SCREEN_WALL_MS;
	for (int i = 2; i < argc; i++) {
		int r = parse_option(&options, argv[i], error, error_size);
		if (r < 0)
			return r;
	}
	*ret_options = options;
	return 0;
}
