/*
 * rule_files: a good rule file with its guidance, and what comes of changing it in one place. For the unit tests of
 * rules.
 */
#ifndef TESTS_RULE_FILES_H
#define TESTS_RULE_FILES_H

#include "rules/ruleset.h"

#define NOW 1795392000 /* 2026-11-23 */

extern const char good[];     /* route "one", in many lines */
extern const char guidance[]; /* with a section for every reason that can be raised */

/* What the test at hand works with: a fixture. */
extern struct bundle bundle;
extern struct problem_list problems;
extern struct ruleset *ruleset;

void setup(void);
void teardown(void);

/* Adds a file to the bundle: its name is its path. */
void add(enum bundle_kind kind, const char *name, const char *text);
int load(void);

/* The text with `what` replaced once by `with`; to be freed. */
char *changed(const char *text, const char *what, const char *with);

/* Loads the good route, changed like that, as r.conf with g.txt. */
int load_changed(const char *what, const char *with);

/* A short route of that name; to be freed. */
char *route_text(const char *name);

#define SENDERS "senders { authenticated = yes } "
#define ADDRESS "referral-address P { current = a@b.example } "
#define REST	"guidance = g.txt contact = c "

#endif
