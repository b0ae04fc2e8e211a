/*
 * ledger_scene: a ledger of a few records in a scratch directory, for tests that damage, open and judge it.
 *
 * Ends the test when something of that cannot be done.
 */
#ifndef TESTS_SUPPORT_LEDGER_SCENE_H
#define TESTS_SUPPORT_LEDGER_SCENE_H

#include "audit/ledger.h"

#include <stddef.h>

#define SCENE_NOW 1793786400000000 /* what its clock shows at first: 2026-11-04 10:00 */

/* Directories and options, to be changed by the test; the clock is `scene_now`. */
extern struct ledger_options scene_options;
extern int64_t scene_now;

void scene_setup(void);
void scene_teardown(void);

/* Opens; the state is in `scene_state`. */
struct ledger *scene_open(void);
extern struct ledger_state scene_state;

/* An event of that kind, at the clock's time. */
void scene_append(struct ledger *ledger, const char *kind);

/* A ledger that began, took so many records besides ("verdict") and was stopped in order. */
void scene_write(unsigned verdicts);

/* A path in the ledger's directory, valid until the next call. */
const char *scene_path(const char *name);

/* What is in a file, terminated, to be freed. */
char *scene_read(const char *name, size_t *ret_size);
void scene_put(const char *name, const void *octets, size_t size);

/* Whether a tree of this signed note is the beginning of the leaves that are there now. */
bool scene_extends(const char *note);

/* The newest record in the records, without its index; valid until the next call. */
const char *scene_last_record(void);

/* How many records have this in their line. */
size_t scene_count(const char *text);

#endif
