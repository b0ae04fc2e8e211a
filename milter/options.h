/*
 * options: the daemon's configuration file and command line, checked. Errors are `file:line: option: what is allowed`.
 */
#ifndef MILTER_OPTIONS_H
#define MILTER_OPTIONS_H

#include "rules/problem.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct options {
	char *config_file;
	char *socket;	    /* "unix:PATH", "inet:PORT@ADDRESS", "inet6:PORT@ADDRESS", "fd:N" */
	char *socket_owner; /* user and group of a unix: socket; NULL: the daemon's */
	char *socket_group;
	mode_t socket_mode;
	char *rules;
	char *guidance;
	char *forms;
	char *ledger;
	char *keys;
	char *state; /* directory of the last good bundle */
	char *user;
	char *group; /* NULL: the user's */
	char *inspector;
	char *gateway;	       /* name of this host in records; default: gethostname() */
	unsigned screeners;    /* 0: one per core */
	unsigned inspectors;   /* 0: two per core */
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
};

/* Defaults, for options_clear(). 0, -ENOMEM. */
int options_init(struct options *options);
void options_clear(struct options *options);

/* Reads the file over the defaults. 0, -EINVAL (problems were added), -ENOMEM. */
int options_load(struct options *options, const char *file, struct problem_list *problems);

/* The number of screeners and of inspector children after "0" was resolved. */
unsigned options_screeners(const struct options *options);
unsigned options_inspectors(const struct options *options);

#endif
