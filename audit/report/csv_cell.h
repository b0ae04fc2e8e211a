/*
 * csv_cell: a cell of a file for spreadsheets (RFC 4180): quoted, and never a formula.
 */
#ifndef AUDIT_REPORT_CSV_CELL_H
#define AUDIT_REPORT_CSV_CELL_H

#include <stdio.h>

/* With its quotes; NULL is an empty one. What a spreadsheet would take for a formula (it begins with "=", "+", "-",
 * "@", a tab, a carriage return or a line feed, also behind blanks) gets an apostrophe in front. */
void csv_cell_write(FILE *stream, const char *text);

#endif
