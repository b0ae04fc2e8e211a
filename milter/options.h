/*
 * options: the daemon's configuration file and command line, checked. Errors are `file:line: option: what is allowed`.
 */
#ifndef MILTER_OPTIONS_H
#define MILTER_OPTIONS_H

#include "audit/keys.h"
#include "rules/problem.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The keys of the file, in the order in which they are documented. */
enum option_key {
	OPTION_SOCKET = 0,
	OPTION_SOCKET_OWNER,
	OPTION_SOCKET_GROUP,
	OPTION_SOCKET_MODE,
	OPTION_RULES,
	OPTION_GUIDANCE,
	OPTION_FORMS,
	OPTION_LEDGER,
	OPTION_KEYS,
	OPTION_STATE,
	OPTION_USER,
	OPTION_GROUP,
	OPTION_INSPECTOR,
	OPTION_GATEWAY,
	OPTION_CASE_WINDOW,
	OPTION_SIGNING_KEY,
	OPTION_KEY_PERIOD,
	OPTION_SEGMENT_AGE,
	OPTION_HEARTBEAT,
	OPTION_CHECKPOINT_DIRECTORY,
	OPTION_CHECKPOINT_COMMAND,
	OPTION_METRICS,
	OPTION_SCREENERS,
	OPTION_INSPECTORS,
	OPTION_SANDBOX,
	OPTION_MESSAGE_SIZE_LIMIT,
	OPTION_BYTE_BUDGET,
	OPTION_SLOT_WAIT,
	OPTION_INSPECT_TIME,
	OPTION_INSPECT_CPU,
	OPTION_INSPECT_MEMORY,
	OPTION_COUNT
};

struct options {
	char *config_file;
	char *socket; /* "unix:PATH", "inet:PORT@ADDRESS", "inet6:PORT@ADDRESS", "fd:N" (milter/socket_address.h) */
	char *socket_owner; /* user and group of a unix: socket; NULL: the daemon's */
	char *socket_group;
	mode_t socket_mode;
	char *rules;
	char *guidance;
	char *forms; /* directory of the learnt forms */
	char *ledger;
	char *keys;
	char *state; /* directory of the last good bundle */
	char *user;
	char *group; /* NULL: the user's */
	char *inspector;
	char *gateway;		   /* name of this host in records; default: gethostname() */
	unsigned case_window_days; /* how long after a refusal a referral still closes its case */
	char *signing_key;	   /* file of the key that signs the ledger; NULL: audit/signing_key.h finds it */
	enum keys_length key_period;
	unsigned segment_age_days;  /* of the ledger's segments; 0: however old */
	unsigned heartbeat_s;	    /* seconds without a record until a heartbeat */
	char *checkpoint_directory; /* NULL: none */
	char *checkpoint_command;   /* NULL: none */
	char *metrics;		    /* file for node_exporter's textfile collector; NULL: none */
	unsigned screeners;	    /* 0: one per core */
	unsigned inspectors;	    /* 0: two per core */
	bool allow_unconfined; /* sandbox = "partial": start inspectors without landlock or seccomp if the kernel has
				  none */
	uint64_t message_size_limit;
	uint64_t byte_budget;
	unsigned slot_wait_ms;
	unsigned inspect_time_ms;
	unsigned inspect_cpu_s;
	unsigned inspect_memory_mb;
	/* from the command line */
	bool check_only;
	bool foreground;

	int lines[OPTION_COUNT]; /* of the file, where the option stands; 0: it does not */
};

/* Defaults, for options_clear(). 0, -ENOMEM. */
int options_init(struct options *options);
void options_clear(struct options *options);

/* Reads the file over the defaults. 0, -EINVAL (problems were added), -ENOMEM. Not safe for threads: libconfuse's
 * scanner is global. */
int options_load(struct options *options, const char *file, struct problem_list *problems);

/* The socket from the command line, instead of the file's. 0, -EINVAL, -ENOMEM. */
int options_set_socket(struct options *options, const char *text);

/* What only this system and all options together can tell: the socket's owner exists, the programs can be executed,
 * numbers fit each other. Users: milter/privileges.h; directories: milter/policy_files.h, milter/directories.h. 0,
 * -EINVAL (problems were added). */
int options_check(const struct options *options, struct problem_list *problems);

/* Adds an error about an option, with the place where the file sets it. */
void options_problem(const struct options *options, struct problem_list *problems, enum option_key key,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Static storage: "socket-owner". */
const char *option_word(enum option_key key);

/* The number of screeners and of inspector children after "0" was resolved. */
unsigned options_screeners(const struct options *options);
unsigned options_inspectors(const struct options *options);

#endif
