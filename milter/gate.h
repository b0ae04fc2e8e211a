/*
 * gate: the process that talks to the MTA. It serves the milter protocol (libmilter), captures, asks the inspectors,
 * applies the verdict, records it. It never parses a message: it links no parser.
 */
#ifndef MILTER_GATE_H
#define MILTER_GATE_H

#include "milter/options.h"
#include "rules/ruleset.h"

struct gate_start {
	const struct options *options;
	const struct ruleset *ruleset;
	const char *bundle_digest; /* hexadecimal SHA-256 of the policy bundle */
	uint32_t generation;	   /* of that policy */
	bool is_stale;		   /* it is not what the files have: that could not be taken */
	int listen_fd;		   /* listening socket, owned by the supervisor */
	int control_fd;		   /* channel to the supervisor */
};

/*
 * Runs in a process of its own, forked by the supervisor (single-threaded, privileges already dropped), until told to
 * stop. Returns the process's exit status: 0 stopped as told, 1 failed (said in the log). Opens keys and ledger itself;
 * while the ledger cannot be opened or written referrals defer and other mail passes.
 */
int gate_run(const struct gate_start *start);

#endif
