/*
 * case_expect: does the outcome agree with what the case says?
 *
 * Strict where a mistake would hide: findings and edits must be exactly those that the case lists, the gate must
 * believe the verdict, other mail must be screened out, and a reply must keep to SMTP and to itself.
 */
#ifndef TESTS_CASES_CASE_EXPECT_H
#define TESTS_CASES_CASE_EXPECT_H

#include "tests/cases/case_outcome.h"

/* How many disagreements there are; each is said on standard output, unless `is_quiet`. */
unsigned case_expect_compare(
    const struct case_file *file, const struct case_rules *rules, const struct case_outcome *outcome, bool is_quiet);

#endif
