/*
 * options: the command line of referral-inspector.
 */
#ifndef MESSAGE_OPTIONS_H
#define MESSAGE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#define INSPECTOR_USAGE                                                                                                \
	"usage: referral-inspector screener|template|form [--children=N] [--wall-ms=N] [--cpu-seconds=N] "             \
	"[--memory-mb=N] [--message-size=N] [--explain] [--allow-unconfined] | --help | --version (started by "        \
	"referral-milter "                                                                                             \
	"and referral-check)"

enum inspector_role { ROLE_SCREENER = 0, ROLE_TEMPLATE, ROLE_FORM };

struct inspector_options {
	enum inspector_role role;
	unsigned children;     /* of the template, alive at once */
	unsigned wall_ms;      /* for one message or one header */
	unsigned cpu_seconds;  /* for one message */
	unsigned memory_mb;    /* address space of a process, MiB */
	unsigned message_size; /* octets that a new message may have */
	bool is_explaining;    /* of the template: answers carry evidence */
	bool allow_unconfined;
};

/* 0, or -EINVAL with one line in `error` (always terminated). */
int inspector_options_parse(
    int argc, char *const argv[], struct inspector_options *ret_options, char *error, size_t error_size);

#endif
