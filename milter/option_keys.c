#include "milter/option_keys.h"

#include "milter/limits.h"
#include "milter/socket_address.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_SIZE	   32 /* octets of a user or group name */
#define NAME_CHARACTERS	   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
#define METRICS_END	   ".prom"
#define GATEWAY_MAX	   112 /* an origin of the ledger may have 128: audit/note.h */
#define GATEWAY_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."

enum value_kind {
	VALUE_SOCKET = 0,
	VALUE_NAME,
	VALUE_MODE,
	VALUE_PATH,
	VALUE_METRICS,
	VALUE_HOST,
	VALUE_UNSIGNED,
	VALUE_SIZE,
	VALUE_SANDBOX,
	VALUE_PERIOD
};

struct key {
	const char *word;
	enum value_kind kind;
	size_t offset;
	uint64_t least, most; /* of numbers */
	const char *unit;
};

#define FIELD(name) offsetof(struct options, name)

static const struct key keys[OPTION_COUNT] = {
    [OPTION_SOCKET] = {"socket", VALUE_SOCKET, FIELD(socket), 0, 0, NULL},
    [OPTION_SOCKET_OWNER] = {"socket-owner", VALUE_NAME, FIELD(socket_owner), 0, 0, NULL},
    [OPTION_SOCKET_GROUP] = {"socket-group", VALUE_NAME, FIELD(socket_group), 0, 0, NULL},
    [OPTION_SOCKET_MODE] = {"socket-mode", VALUE_MODE, FIELD(socket_mode), 0, 0, NULL},
    [OPTION_RULES] = {"rules", VALUE_PATH, FIELD(rules), 0, 0, NULL},
    [OPTION_GUIDANCE] = {"guidance", VALUE_PATH, FIELD(guidance), 0, 0, NULL},
    [OPTION_FORMS] = {"forms", VALUE_PATH, FIELD(forms), 0, 0, NULL},
    [OPTION_LEDGER] = {"ledger", VALUE_PATH, FIELD(ledger), 0, 0, NULL},
    [OPTION_KEYS] = {"keys", VALUE_PATH, FIELD(keys), 0, 0, NULL},
    [OPTION_STATE] = {"state", VALUE_PATH, FIELD(state), 0, 0, NULL},
    [OPTION_USER] = {"user", VALUE_NAME, FIELD(user), 0, 0, NULL},
    [OPTION_GROUP] = {"group", VALUE_NAME, FIELD(group), 0, 0, NULL},
    [OPTION_INSPECTOR] = {"inspector", VALUE_PATH, FIELD(inspector), 0, 0, NULL},
    [OPTION_GATEWAY] = {"gateway", VALUE_HOST, FIELD(gateway), 0, 0, NULL},
    [OPTION_CASE_WINDOW] = {"case-window", VALUE_UNSIGNED, FIELD(case_window_days), 0, LIMIT_CASE_WINDOW_DAYS_MAX,
	"days"},
    [OPTION_SIGNING_KEY] = {"signing-key", VALUE_PATH, FIELD(signing_key), 0, 0, NULL},
    [OPTION_KEY_PERIOD] = {"key-period", VALUE_PERIOD, FIELD(key_period), 0, 0, NULL},
    [OPTION_SEGMENT_AGE] = {"segment-age", VALUE_UNSIGNED, FIELD(segment_age_days), 0, LIMIT_SEGMENT_AGE_DAYS_MAX,
	"days; 0: however old"},
    [OPTION_HEARTBEAT] = {"heartbeat", VALUE_UNSIGNED, FIELD(heartbeat_s), LIMIT_HEARTBEAT_S_MIN, LIMIT_HEARTBEAT_S_MAX,
	"seconds"},
    [OPTION_CHECKPOINT_DIRECTORY] = {"checkpoint-directory", VALUE_PATH, FIELD(checkpoint_directory), 0, 0, NULL},
    [OPTION_CHECKPOINT_COMMAND] = {"checkpoint-command", VALUE_PATH, FIELD(checkpoint_command), 0, 0, NULL},
    [OPTION_METRICS] = {"metrics", VALUE_METRICS, FIELD(metrics), 0, 0, NULL},
    [OPTION_SCREENERS] = {"screeners", VALUE_UNSIGNED, FIELD(screeners), 0, LIMIT_SCREENERS_MAX, "0: one per core"},
    [OPTION_INSPECTORS] = {"inspectors", VALUE_UNSIGNED, FIELD(inspectors), 0, LIMIT_INSPECTORS_MAX, "0: two per core"},
    [OPTION_SANDBOX] = {"sandbox", VALUE_SANDBOX, FIELD(allow_unconfined), 0, 0, NULL},
    [OPTION_MESSAGE_SIZE_LIMIT] = {"message-size-limit", VALUE_SIZE, FIELD(message_size_limit), LIMIT_MESSAGE_SIZE_MIN,
	LIMIT_MESSAGE_SIZE_MAX, "octets"},
    [OPTION_BYTE_BUDGET] = {"byte-budget", VALUE_SIZE, FIELD(byte_budget), LIMIT_MESSAGE_SIZE_MIN,
	LIMIT_BYTE_BUDGET_MAX, "octets"},
    [OPTION_SLOT_WAIT] = {"slot-wait", VALUE_UNSIGNED, FIELD(slot_wait_ms), 0, LIMIT_ANSWER_MS, "milliseconds"},
    [OPTION_INSPECT_TIME] = {"inspect-time", VALUE_UNSIGNED, FIELD(inspect_time_ms), LIMIT_INSPECT_WALL_MS_MIN,
	LIMIT_ANSWER_MS, "milliseconds"},
    [OPTION_INSPECT_CPU] = {"inspect-cpu", VALUE_UNSIGNED, FIELD(inspect_cpu_s), 1, LIMIT_INSPECT_CPU_S_MAX, "seconds"},
    [OPTION_INSPECT_MEMORY] = {"inspect-memory", VALUE_UNSIGNED, FIELD(inspect_memory_mb), LIMIT_INSPECT_MEMORY_MB_MIN,
	LIMIT_INSPECT_MEMORY_MB_MAX, "MiB"},
};

const char *option_word(enum option_key key)
{
	return keys[key].word;
}

static char **text_field(struct options *options, enum option_key key)
{
	return (char **)(void *)((char *)options + keys[key].offset);
}

static bool is_text(enum option_key key)
{
	switch (keys[key].kind) {
	case VALUE_SOCKET:
	case VALUE_NAME:
	case VALUE_PATH:
	case VALUE_METRICS:
	case VALUE_HOST:
		return true;
	case VALUE_MODE:
	case VALUE_UNSIGNED:
	case VALUE_SIZE:
	case VALUE_SANDBOX:
	case VALUE_PERIOD:
		break;
	}
	return false;
}

static int text_set(struct options *options, enum option_key key, const char *value)
{
	char **field = text_field(options, key);
	char *copy = strdup(value);

	if (copy == NULL)
		return -ENOMEM;
	free(*field);
	*field = copy;
	return 0;
}

/* Digits only: strtoul() also takes blanks and signs. */
static bool number_parse(const char *text, unsigned base, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (*text == '\0' || strlen(text) > 15)
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text >= (char)('0' + base))
			return false;
		number = number * base + (uint64_t)(*text - '0');
	}
	*ret_number = number;
	return true;
}

static bool has_only(const char *text, const char *characters, size_t most)
{
	size_t length = strspn(text, characters);

	return length > 0 && length <= most && text[length] == '\0' && text[0] != '-' && text[0] != '.';
}

/* The textfile collector reads no other; what is written beside it meanwhile ends in ".new". */
static bool is_prom_file(const char *path)
{
	const char *name = strrchr(path, '/') + 1;
	size_t length = strlen(name), end = strlen(METRICS_END);

	return length > end && length <= NAME_MAX - strlen(".new") && strcmp(name + length - end, METRICS_END) == 0;
}

static bool text_is_allowed(enum value_kind kind, const char *value)
{
	struct socket_address address;

	switch (kind) {
	case VALUE_SOCKET:
		return socket_address_parse(value, &address) == 0;
	case VALUE_NAME:
		return has_only(value, NAME_CHARACTERS, NAME_MAX_SIZE);
	case VALUE_PATH:
		return value[0] == '/' && strlen(value) < PATH_MAX - NAME_MAX;
	case VALUE_METRICS:
		return value[0] == '/' && strlen(value) < PATH_MAX - NAME_MAX && is_prom_file(value);
	case VALUE_HOST:
		return has_only(value, GATEWAY_CHARACTERS, GATEWAY_MAX);
	case VALUE_MODE:
	case VALUE_UNSIGNED:
	case VALUE_SIZE:
	case VALUE_SANDBOX:
	case VALUE_PERIOD:
		break;
	}
	return false;
}

/* 0, -EINVAL for a value that is not allowed, -ENOMEM. */
static int number_set(struct options *options, const struct key *key, const char *value)
{
	void *field = (char *)options + key->offset;
	uint64_t number;

	if (key->kind == VALUE_MODE) {
		if (!number_parse(value, 8, &number) || number > 0777)
			return -EINVAL;
		*(mode_t *)field = (mode_t)number;
		return 0;
	}
	if (!number_parse(value, 10, &number) || number < key->least || number > key->most)
		return -EINVAL;
	if (key->kind == VALUE_SIZE)
		*(uint64_t *)field = number;
	else
		*(unsigned *)field = (unsigned)number;
	return 0;
}

static int period_set(struct options *options, const char *value)
{
	static const char *const words[] = {[KEYS_QUARTER] = "quarter", [KEYS_MONTH] = "month", [KEYS_YEAR] = "year"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(value, words[i]) == 0) {
			options->key_period = (enum keys_length)i;
			return 0;
		}
	}
	return -EINVAL;
}

int option_set(struct options *options, enum option_key key, const char *value)
{
	if (is_text(key))
		return text_is_allowed(keys[key].kind, value) ? text_set(options, key, value) : -EINVAL;
	if (keys[key].kind == VALUE_PERIOD)
		return period_set(options, value);
	if (keys[key].kind != VALUE_SANDBOX)
		return number_set(options, &keys[key], value);
	if (strcmp(value, "required") != 0 && strcmp(value, "partial") != 0)
		return -EINVAL;
	options->allow_unconfined = strcmp(value, "partial") == 0;
	return 0;
}

void option_allowed(enum option_key key, char *text, size_t size)
{
	const struct key *found = &keys[key];

	switch (found->kind) {
	case VALUE_SOCKET:
		snprintf(text, size, "%s", SOCKET_ADDRESS_ALLOWED);
		break;
	case VALUE_NAME:
		snprintf(text, size, "the name of a user or group: at most %d letters, digits, \"_\", \"-\" and \".\"",
		    NAME_MAX_SIZE);
		break;
	case VALUE_PATH:
		snprintf(text, size, "an absolute path");
		break;
	case VALUE_METRICS:
		snprintf(text, size, "an absolute path that ends in \"" METRICS_END "\"");
		break;
	case VALUE_HOST:
		snprintf(text, size, "a host name: at most %d letters, digits, \"-\" and \".\"", GATEWAY_MAX);
		break;
	case VALUE_MODE:
		snprintf(text, size, "an octal number from 0 to 0777");
		break;
	case VALUE_SANDBOX:
		snprintf(text, size, "\"required\" or \"partial\"");
		break;
	case VALUE_PERIOD:
		snprintf(text, size, "\"quarter\", \"month\" or \"year\"");
		break;
	case VALUE_UNSIGNED:
	case VALUE_SIZE:
		snprintf(text, size, "a whole number from %llu to %llu (%s)", (unsigned long long)found->least,
		    (unsigned long long)found->most, found->unit);
		break;
	}
}
