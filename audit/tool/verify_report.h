/*
 * verify_report: what a verification found, for people and for programs; and what it cannot have found.
 */
#ifndef AUDIT_TOOL_VERIFY_REPORT_H
#define AUDIT_TOOL_VERIFY_REPORT_H

#include "audit/store/verify.h"

/* Both print to standard output, and answer an enum status: STATUS_NO when there is a fault. */
int verify_report_text(
    const struct store *store, const struct verify_options *options, const struct verify_result *result);
int verify_report_json(
    const struct store *store, const struct verify_options *options, const struct verify_result *result);

#endif
