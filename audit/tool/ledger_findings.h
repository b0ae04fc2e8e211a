/*
 * ledger_findings: what a verification of each ledger found, in a sentence or two, for a report.
 */
#ifndef AUDIT_TOOL_LEDGER_FINDINGS_H
#define AUDIT_TOOL_LEDGER_FINDINGS_H

#include "audit/report/sheet.h"

struct ledger_findings {
	struct ledger_finding *items; /* their texts are the list's */
	size_t count;
};

/* The directories in their order; without any the usual one. An enum status: STATUS_WRONG has been said, STATUS_NO when
 * one is not sound. The list must be cleared in every case. */
int ledger_findings_make(char **paths, int count, struct ledger_findings *ret_findings);
void ledger_findings_clear(struct ledger_findings *findings);

#endif
