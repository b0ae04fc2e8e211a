#include "milter/options.h"

#include "milter/limits.h"
#include "milter/option_keys.h"
#include "milter/socket_address.h"
#include "milter/whole_file.h"
#include "rules/config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_SIZE_MAX (64U << 10) /* octets of the configuration file */

static const struct {
	enum option_key key;
	const char *value;
} defaults[] = {
    {OPTION_SOCKET, "unix:/run/referral-milter/milter.sock"},
    {OPTION_SOCKET_MODE, "0660"},
    {OPTION_RULES, SYSCONFDIR "/referral-milter/rules.d"},
    {OPTION_GUIDANCE, SYSCONFDIR "/referral-milter/guidance"},
    {OPTION_FORMS, SYSCONFDIR "/referral-milter/forms"},
    {OPTION_LEDGER, LOCALSTATEDIR "/lib/referral-milter/ledger"},
    {OPTION_KEYS, LOCALSTATEDIR "/lib/referral-milter/keys"},
    {OPTION_STATE, LOCALSTATEDIR "/lib/referral-milter"},
    {OPTION_USER, "referral-milter"},
    {OPTION_INSPECTOR, PKGLIBEXECDIR "/referral-inspector"},
};

/* A name of this host that may stand in a record, or "localhost". */
static int gateway_set_default(struct options *options)
{
	char name[256] = "";

	if (gethostname(name, sizeof(name) - 1) != 0)
		name[0] = '\0';
	int r = option_set(options, OPTION_GATEWAY, name);
	return r == -EINVAL ? option_set(options, OPTION_GATEWAY, "localhost") : r;
}

int options_init(struct options *options)
{
	int r = 0;

	*options = (struct options){
	    .case_window_days = LIMIT_CASE_WINDOW_DAYS,
	    .key_period = KEYS_QUARTER,
	    .segment_age_days = LIMIT_SEGMENT_AGE_DAYS,
	    .heartbeat_s = LIMIT_HEARTBEAT_S,
	    .message_size_limit = LIMIT_MESSAGE_SIZE,
	    .byte_budget = LIMIT_BYTE_BUDGET,
	    .slot_wait_ms = LIMIT_SLOT_WAIT_MS,
	    .inspect_time_ms = LIMIT_INSPECT_WALL_MS,
	    .inspect_cpu_s = LIMIT_INSPECT_CPU_S,
	    .inspect_memory_mb = LIMIT_INSPECT_MEMORY_MB,
	};
	for (size_t i = 0; r == 0 && i < sizeof(defaults) / sizeof(*defaults); i++)
		r = option_set(options, defaults[i].key, defaults[i].value);
	if (r == 0)
		r = gateway_set_default(options);
	if (r == 0 && (options->config_file = strdup(SYSCONFDIR "/referral-milter/referral-milter.conf")) == NULL)
		r = -ENOMEM;
	if (r < 0)
		options_clear(options);
	return r;
}

void options_clear(struct options *options)
{
	char *texts[] = {options->config_file, options->socket, options->socket_owner, options->socket_group,
	    options->rules, options->guidance, options->forms, options->ledger, options->keys, options->state,
	    options->user, options->group, options->inspector, options->gateway, options->signing_key,
	    options->checkpoint_directory, options->checkpoint_command, options->metrics};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		free(texts[i]);
	*options = (struct options){0};
}

void options_problem(
    const struct options *options, struct problem_list *problems, enum option_key key, const char *format, ...)
{
	va_list arguments;
	char *said;

	va_start(arguments, format);
	if (vasprintf(&said, format, arguments) < 0)
		said = NULL;
	va_end(arguments);
	problem_error(problems, options->config_file, options->lines[key], "%s: %s", option_word(key),
	    said != NULL ? said : "out of memory");
	free(said);
}

/* 0 also for a value with a problem; -ENOMEM. */
static int take_value(
    struct options *options, enum option_key key, const struct config_value *value, struct problem_list *problems)
{
	char allowed[OPTION_ALLOWED_MAX];

	options->lines[key] = value->line;
	int r = option_set(options, key, value->text);
	if (r != -EINVAL)
		return r;
	option_allowed(key, allowed, sizeof(allowed));
	options_problem(options, problems, key, "%s", allowed);
	return 0;
}

static int take_values(struct options *options, cfg_t *config, struct problem_list *problems)
{
	int r = 0;

	for (unsigned key = 0; r == 0 && key < OPTION_COUNT; key++) {
		const struct config_value *value = config_value(config, option_word((enum option_key)key), 0);
		if (value != NULL)
			r = take_value(options, (enum option_key)key, value, problems);
	}
	return r;
}

static int parse(struct options *options, const void *bytes, size_t size, struct problem_list *problems)
{
	cfg_opt_t table[OPTION_COUNT + 1];
	cfg_t *config = NULL;

	for (unsigned key = 0; key < OPTION_COUNT; key++)
		table[key] = (cfg_opt_t)CONFIG_VALUE(option_word((enum option_key)key));
	table[OPTION_COUNT] = (cfg_opt_t)CFG_END();
	int r = config_file_parse(options->config_file, bytes, size, table, problems, &config);
	if (r < 0)
		return r;
	r = take_values(options, config, problems);
	cfg_free(config);
	return r;
}

int options_load(struct options *options, const char *file, struct problem_list *problems)
{
	uint8_t *bytes = NULL;
	size_t size = 0;
	char *copy = strdup(file);

	if (copy == NULL)
		return -ENOMEM;
	free(options->config_file);
	options->config_file = copy;
	int r = whole_file_read(AT_FDCWD, copy, FILE_SIZE_MAX, &bytes, &size);
	if (r < 0 && r != -ENOMEM) {
		problem_error(problems, copy, 0, "cannot be read: a regular file of at most %u octets is needed (%s)",
		    FILE_SIZE_MAX, strerror(-r));
		return -EINVAL;
	}
	if (r == 0)
		r = parse(options, bytes, size, problems);
	free(bytes);
	return r == 0 && problems->has_error ? -EINVAL : r;
}

int options_set_socket(struct options *options, const char *text)
{
	options->lines[OPTION_SOCKET] = 0;
	return option_set(options, OPTION_SOCKET, text);
}

static void check_socket_owner(const struct options *options, struct problem_list *problems)
{
	if (options->socket_owner != NULL && getpwnam(options->socket_owner) == NULL)
		options_problem(options, problems, OPTION_SOCKET_OWNER, "\"%s\" is not a user of this system",
		    options->socket_owner);
	if (options->socket_group != NULL && getgrnam(options->socket_group) == NULL)
		options_problem(options, problems, OPTION_SOCKET_GROUP, "\"%s\" is not a group of this system",
		    options->socket_group);
}

static void check_program(
    const struct options *options, struct problem_list *problems, enum option_key key, const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || access(path, X_OK) != 0)
		options_problem(options, problems, key, "\"%s\" is not a program that can be executed", path);
}

static void check_programs(const struct options *options, struct problem_list *problems)
{
	check_program(options, problems, OPTION_INSPECTOR, options->inspector);
	if (options->checkpoint_command != NULL)
		check_program(options, problems, OPTION_CHECKPOINT_COMMAND, options->checkpoint_command);
}

static void check_numbers(const struct options *options, struct problem_list *problems)
{
	uint64_t answer = options->slot_wait_ms + (uint64_t)LIMIT_INSPECT_TRIES * options->inspect_time_ms;

	if (options->byte_budget < options->message_size_limit)
		options_problem(options, problems, OPTION_BYTE_BUDGET, "at least message-size-limit (%llu octets)",
		    (unsigned long long)options->message_size_limit);
	if (answer > LIMIT_ANSWER_MS)
		options_problem(options, problems, OPTION_INSPECT_TIME,
		    "slot-wait and %d times inspect-time are at most %d milliseconds together: the MTA waits no longer",
		    LIMIT_INSPECT_TRIES, LIMIT_ANSWER_MS);
}

static void check_socket(const struct options *options, struct problem_list *problems)
{
	static const enum option_key unix_only[] = {OPTION_SOCKET_OWNER, OPTION_SOCKET_GROUP, OPTION_SOCKET_MODE};

	if (strncmp(options->socket, "unix:", 5) == 0)
		return;
	for (size_t i = 0; i < sizeof(unix_only) / sizeof(*unix_only); i++)
		if (options->lines[unix_only[i]] != 0)
			problem_warning(problems, options->config_file, options->lines[unix_only[i]],
			    "%s: means something for a unix: socket only, and the socket is %s",
			    option_word(unix_only[i]), options->socket);
}

int options_check(const struct options *options, struct problem_list *problems)
{
	check_socket(options, problems);
	check_socket_owner(options, problems);
	check_programs(options, problems);
	check_numbers(options, problems);
	return problems->has_error ? -EINVAL : 0;
}

static unsigned cores(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	int count = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
	return count > 0 ? (unsigned)count : 1;
}

unsigned options_screeners(const struct options *options)
{
	unsigned count = options->screeners > 0 ? options->screeners : cores();

	return count < LIMIT_SCREENERS_MAX ? count : LIMIT_SCREENERS_MAX;
}

unsigned options_inspectors(const struct options *options)
{
	unsigned count = options->inspectors > 0 ? options->inspectors : 2 * cores();

	return count < LIMIT_INSPECTORS_MAX ? count : LIMIT_INSPECTORS_MAX;
}
