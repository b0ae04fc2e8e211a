/*
 * sheet_csv: a report for a spreadsheet: one number or text a line, with where it belongs (RFC 4180).
 */
#ifndef AUDIT_REPORT_SHEET_CSV_H
#define AUDIT_REPORT_SHEET_CSV_H

#include "audit/report/sheet.h"

#include <stdio.h>

/* Errors of the stream are the caller's to look for. */
void sheet_csv_write(const struct sheet *sheet, FILE *stream);

#endif
