#include "milter/options.h"

#include "milter/limits.h"
#include "milter/option_keys.h"
#include "milter/socket_address.h"
#include "milter/whole_file.h"
#include "rules/config_text.h"

#include <confuse.h>
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

#define FILE_SIZE_MAX  (64U << 10) /* octets of the configuration file */
#define UNKNOWN_MAX    50	   /* options that do not exist, named in one run */
#define UNKNOWN_LENGTH 64	   /* octets of such a name */

static const struct {
	enum option_key key;
	const char *value;
} defaults[] = {
    {OPTION_SOCKET, "unix:/run/referral-milter/milter.sock"},
    {OPTION_SOCKET_MODE, "0660"},
    {OPTION_RULES, SYSCONFDIR "/referral-milter/rules.d"},
    {OPTION_GUIDANCE, SYSCONFDIR "/referral-milter/guidance"},
    {OPTION_LEDGER, LOCALSTATEDIR "/lib/referral-milter/ledger"},
    {OPTION_KEYS, LOCALSTATEDIR "/lib/referral-milter/keys"},
    {OPTION_STATE, LOCALSTATEDIR "/lib/referral-milter"},
    {OPTION_USER, "referral-milter"},
    {OPTION_INSPECTOR, PKGLIBEXECDIR "/referral-inspector"},
};

/* libconfuse hands nothing of ours to its callbacks, and its scanner is global: one file is read at a time. */
static struct loading {
	struct options *options;
	struct problem_list *problems;
	char unknown[UNKNOWN_MAX][UNKNOWN_LENGTH];
	size_t unknown_count;
	bool is_searching; /* for options that do not exist: nothing is set or said yet */
	bool has_found;	   /* one more of them */
	bool is_out_of_memory;
} loading;

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
	    options->rules, options->guidance, options->ledger, options->keys, options->state, options->user,
	    options->group, options->inspector, options->gateway};

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

static void complain_unknown(const char *file, int line, const char *word)
{
	char allowed[OPTION_COUNT * 24] = "";
	size_t used = 0;

	for (unsigned key = 0; key < OPTION_COUNT && used < sizeof(allowed); key++)
		used += (size_t)snprintf(allowed + used, sizeof(allowed) - used, "%s%s", key == 0 ? "" : ", ",
		    option_word((enum option_key)key));
	problem_error(loading.problems, file, line, "%s: no such option; allowed are %s", word, allowed);
}

static void take_value(cfg_t *cfg, enum option_key key, const char *value)
{
	struct options *options = loading.options;
	char allowed[OPTION_ALLOWED_MAX];

	if (options->lines[key] != 0) {
		problem_error(loading.problems, cfg->filename, cfg->line,
		    "%s: allowed once; it stands in line %d already", option_word(key), options->lines[key]);
		return;
	}
	options->lines[key] = cfg->line;
	int r = option_set(options, key, value);
	if (r == -ENOMEM)
		loading.is_out_of_memory = true;
	if (r == -EINVAL) {
		option_allowed(key, allowed, sizeof(allowed));
		options_problem(options, loading.problems, key, "%s", allowed);
	}
}

/* libconfuse: an option has this value. It keeps the text itself. */
static int on_value(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
	enum option_key key = OPTION_COUNT;

	*(const char **)result = value;
	if (loading.is_searching)
		return 0;
	if (option_find(opt->name, &key))
		take_value(cfg, key, value);
	else
		complain_unknown(cfg->filename, cfg->line, opt->name);
	return 0;
}

static void remember_unknown(const char *said)
{
	const char *start = strchr(said, '\''), *end = strrchr(said, '\'');

	if (strncmp(said, "no such option", 14) != 0 || start == NULL || end <= start + 1)
		return;
	size_t length = (size_t)(end - start - 1);
	if (length >= UNKNOWN_LENGTH || loading.unknown_count == UNKNOWN_MAX)
		return;
	char *kept = loading.unknown[loading.unknown_count++];
	memcpy(kept, start + 1, length);
	kept[length] = '\0';
	loading.has_found = true;
}

/* libconfuse: something cannot be parsed. It goes no further then. */
static void on_error(cfg_t *cfg, const char *format, va_list arguments)
{
	char said[256];

	vsnprintf(said, sizeof(said), format, arguments);
	if (loading.is_searching)
		remember_unknown(said);
	else
		problem_error(loading.problems, cfg->filename, cfg->line, "%s; allowed is: option = \"value\"", said);
}

/* One pass over the text, with the unknown options found so far declared as well. 0, -EINVAL, -ENOMEM. */
static int parse_once(const char *text)
{
	cfg_opt_t opts[OPTION_COUNT + UNKNOWN_MAX + 1];
	size_t count = 0;

	for (unsigned key = 0; key < OPTION_COUNT; key++)
		opts[count++] =
		    (cfg_opt_t)CFG_STR_CB(option_word((enum option_key)key), NULL, CFGF_NODEFAULT, on_value);
	for (size_t i = 0; i < loading.unknown_count; i++)
		opts[count++] = (cfg_opt_t)CFG_STR_CB(loading.unknown[i], NULL, CFGF_NODEFAULT, on_value);
	opts[count] = (cfg_opt_t)CFG_END();
	cfg_t *cfg = cfg_init(opts, CFGF_NONE);
	if (cfg == NULL)
		return -ENOMEM;
	cfg_set_error_function(cfg, on_error);
	FILE *stream = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	cfg->filename = strdup(loading.options->config_file);
	int r = -ENOMEM;
	if (stream != NULL && cfg->filename != NULL)
		r = cfg_parse_fp(cfg, stream) == CFG_SUCCESS ? 0 : -EINVAL;
	if (stream != NULL)
		fclose(stream);
	cfg_free(cfg);
	return r;
}

/* libconfuse stops at the first option that it does not know: look for all of them first, then read. */
static int parse(const char *text)
{
	int r;

	loading.is_searching = true;
	do {
		loading.has_found = false;
		r = parse_once(text);
	} while (r == -EINVAL && loading.has_found);
	loading.is_searching = false;
	return r == -ENOMEM ? r : parse_once(text);
}

int options_load(struct options *options, const char *file, struct problem_list *problems)
{
	uint8_t *bytes = NULL;
	char *text = NULL;
	size_t size = 0;
	char *copy = strdup(file);

	if (copy == NULL)
		return -ENOMEM;
	free(options->config_file);
	options->config_file = copy;
	int r = whole_file_read(AT_FDCWD, file, FILE_SIZE_MAX, &bytes, &size);
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		problem_error(problems, file, 0, "cannot be read: a regular file of at most %u octets is needed (%s)",
		    FILE_SIZE_MAX, strerror(-r));
		return -EINVAL;
	}
	r = config_text_new(file, bytes, size, problems, &text);
	free(bytes);
	if (r < 0)
		return r;
	loading = (struct loading){.options = options, .problems = problems};
	r = parse(text);
	free(text);
	if (r == -ENOMEM || loading.is_out_of_memory)
		return -ENOMEM;
	return r < 0 || problems->has_error ? -EINVAL : 0;
}

int options_set_socket(struct options *options, const char *text)
{
	options->lines[OPTION_SOCKET] = 0;
	return option_set(options, OPTION_SOCKET, text);
}

static void check_user(
    const struct options *options, enum option_key key, const char *name, struct problem_list *problems)
{
	const struct passwd *entry = name == NULL ? NULL : getpwnam(name);

	if (name != NULL && entry == NULL)
		options_problem(options, problems, key, "\"%s\" is not a user of this system", name);
	else if (key == OPTION_USER && entry->pw_uid == 0)
		options_problem(options, problems, key, "any user but root: the daemon reads hostile mail");
}

static void check_group(
    const struct options *options, enum option_key key, const char *name, struct problem_list *problems)
{
	if (name != NULL && getgrnam(name) == NULL)
		options_problem(options, problems, key, "\"%s\" is not a group of this system", name);
}

static void check_readable(
    const struct options *options, enum option_key key, const char *path, struct problem_list *problems)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		options_problem(
		    options, problems, key, "\"%s\" is not a directory that can be read (%s)", path, strerror(errno));
	else
		close(fd);
}

static void check_inspector(const struct options *options, struct problem_list *problems)
{
	struct stat status;

	if (stat(options->inspector, &status) != 0 || !S_ISREG(status.st_mode) || access(options->inspector, X_OK) != 0)
		options_problem(options, problems, OPTION_INSPECTOR, "\"%s\" is not a program that can be executed",
		    options->inspector);
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
	check_user(options, OPTION_SOCKET_OWNER, options->socket_owner, problems);
	check_group(options, OPTION_SOCKET_GROUP, options->socket_group, problems);
	check_user(options, OPTION_USER, options->user, problems);
	check_group(options, OPTION_GROUP, options->group, problems);
	check_readable(options, OPTION_RULES, options->rules, problems);
	check_readable(options, OPTION_GUIDANCE, options->guidance, problems);
	check_inspector(options, problems);
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
