/*
 * supervisor_scene: a supervisor in a process of its own, with a fake gate and fake inspectors
 * (tests/support/fake_processes.h); what all of them say, in the order in which it is said.
 */
#ifndef TESTS_UNIT_SUPERVISOR_SCENE_H
#define TESTS_UNIT_SUPERVISOR_SCENE_H

#include "milter/supervisor.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define SAID_MAX (1U << 16) /* octets */

extern struct options options;
extern char said[SAID_MAX]; /* so far */
extern char path[64]; /* of its socket */
extern pid_t supervisor;
/* What a reload finds: the inspectors' modes, NULL for a broken policy; and its digest. */
extern const char *next_modes;
extern const char *next_digest;

/* Fixtures. */
void setup(void);
void teardown(void);

/* Starts it; and waits until it serves. */
void start(const char *inspector_modes);
void start_and_serve(const char *inspector_modes);

/* Milliseconds of a clock that only goes forward. */
int64_t now_ms(void);

/* Reads what was said; false at end of file. Waits until a text is said, after `from`: where it ends. */
bool read_said(int timeout);
const char *await(const char *text);
const char *await_from(const char *from, const char *text, int timeout);
unsigned count_said(const char *text);

/* Its exit status; everything that it said was read. */
int wait_end(int timeout);
int stop(int signal_number, int timeout);

/* The process id that is said after a text; the first inspector of that role. */
pid_t pid_after(const char *text);
pid_t find_child(const char *role);

/* Connects, asks the gate to do something, does not wait. */
void ask_gate(const char *what);

#endif
