/*
 * import_report: what an import says of an origin, in plain English or as JSON, and whether that is a yes.
 */
#ifndef AUDIT_TOOL_IMPORT_REPORT_H
#define AUDIT_TOOL_IMPORT_REPORT_H

#include "audit/tool/import_check.h"

#include <jansson.h>

#define IMPORT_RANGES_MAX 20 /* missing ranges that are named */

/* Prints, or appends to `array` where that is not NULL. `is_good`: nothing is missing, in conflict or unproven. 0 or
 * negative errno. */
int import_report(
    const struct import_table *table, const struct import_outcome *outcome, json_t *array, bool *ret_good);

#endif
