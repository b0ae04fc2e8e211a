/*
 * fake_processes: an inspector and a gate that do what a test tells them, and say what is done to them.
 */
#ifndef TESTS_SUPPORT_FAKE_PROCESSES_H
#define TESTS_SUPPORT_FAKE_PROCESSES_H

#include "milter/gate.h"

/*
 * An inspector's main(): the test program executes itself as one. What it is to do stands in the policy bundle that it
 * is given, "screener=WORD template=WORD": dies, unconfinable, closes (its socket), silent, arguments (says them),
 * garbage, old (as its version), unconfined, stays (when its socket is closed). What it is sent it prints as if it were
 * a message.
 */
int fake_inspector_run(int argc, char **argv);

enum fake_gate_mode {
	FAKE_GATE_GOOD = 0,
	FAKE_GATE_DIES,
	FAKE_GATE_SILENT, /* never says that it serves */
	FAKE_GATE_STAYS,  /* when told to stop */
	FAKE_GATE_TALKS,  /* sends something to each inspector */
	FAKE_GATE_KEEPS,  /* takes no new policy */
};

extern enum fake_gate_mode fake_gate_mode;

/* In place of gate_run(). A client that connects tells it what to do: "screener SERIAL" or "template SERIAL" (complains
 * of it), "nonsense" (says that to the supervisor), "hello". */
int fake_gate_run(const struct gate_start *start);

#endif
