/*
 * record_scene: a refusal with everything that a record can say, to be changed by tests before they look at its line.
 */
#ifndef TESTS_UNIT_RECORD_SCENE_H
#define TESTS_UNIT_RECORD_SCENE_H

#include "audit/record.h"

#define NOW_US	1793786400123456
#define BUNDLE	"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define PLANTED "zxplanted"

extern char *domains[3];
extern struct referral_address referrals[2];
extern struct required_copy copies[2];
extern struct exception_rule exceptions[1];
extern struct route route;
extern struct verdict verdict;
extern struct record_input input;

/* Fixtures. */
void scene_open(void);
void scene_close(void);

/* The line, to be freed; one line, ended by its only newline. */
char *scene_format(void);

/* Puts "SALT" where the random salt stands, after looking at it. */
void scene_mask_salt(char *line);

/* The whole line, with "SALT" where its random salt stands; a part of it; nothing of it. */
void scene_reads(const char *expected);
void scene_has(const char *text);
void scene_has_not(const char *text);

#endif
