/*
 * case_outcome: what became of a case's message: asked of the real inspectors, judged as the gate would.
 */
#ifndef TESTS_CASES_CASE_OUTCOME_H
#define TESTS_CASES_CASE_OUTCOME_H

#include "milter/case_message.h"
#include "milter/judged.h"
#include "tests/cases/case_rules.h"
#include "tests/support/inspector.h"

/* A screener and a template that have loaded one bundle; started again when a case brings another. */
struct case_inspectors {
	uint8_t *bundle; /* packed; NULL while nothing runs */
	size_t bundle_size;
	struct inspector screener;
	struct inspector template;
};

void case_inspectors_stop(struct case_inspectors *inspectors);

#define CASE_CODE "CASE-0001" /* the case code that replies carry */

/* 0, or -EINVAL (said on standard output), other negative errno. */
int case_outcome_get(const struct case_file *file, const struct case_rules *rules, const struct case_message *message,
    struct case_inspectors *inspectors, struct judged *ret_outcome);

#endif
