/*
 * record_csv: a record of the ledger as a line of comma-separated values (RFC 4180), for a spreadsheet.
 *
 * Cells are those of audit/report/csv_cell.h. Lists are joined with "; ". Pure but for the stream.
 */
#ifndef AUDIT_TOOL_RECORD_CSV_H
#define AUDIT_TOOL_RECORD_CSV_H

#include <jansson.h>
#include <stdio.h>

/* The names of the columns. */
void record_csv_head(FILE *stream);

/* 0; -EBADMSG (no record); -ENOMEM. Errors of the stream are the caller's to look for. */
int record_csv_line(FILE *stream, const json_t *record);

#endif
