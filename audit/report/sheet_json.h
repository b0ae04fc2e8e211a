/*
 * sheet_json: a report for programs. A number of people is a number, or the text "<5" or "withheld".
 */
#ifndef AUDIT_REPORT_SHEET_JSON_H
#define AUDIT_REPORT_SHEET_JSON_H

#include "audit/report/sheet.h"

#include <jansson.h>

/* NULL: out of memory. */
json_t *sheet_json(const struct sheet *sheet);

#endif
