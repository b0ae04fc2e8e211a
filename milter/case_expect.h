/*
 * case_expect: does the outcome agree with what the case says?
 *
 * Strict where a mistake would hide: findings and edits must be exactly those that the case lists, the gate must
 * believe the verdict, other mail must be screened out, and a reply must keep to SMTP and to itself.
 */
#ifndef MILTER_CASE_EXPECT_H
#define MILTER_CASE_EXPECT_H

#include "milter/case_file.h"
#include "milter/judged.h"

#include <stdio.h>

/* How many disagreements there are; each is said on `stream`, where there is one. */
unsigned case_expect_compare(
    const struct case_file *file, const struct ruleset *ruleset, const struct judged *judged, FILE *stream);

#endif
