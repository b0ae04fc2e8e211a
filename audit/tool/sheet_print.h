/*
 * sheet_print: a report as plain text, for a terminal or a mail.
 */
#ifndef AUDIT_TOOL_SHEET_PRINT_H
#define AUDIT_TOOL_SHEET_PRINT_H

#include "audit/report/sheet.h"

#include <stdio.h>

void sheet_print(const struct sheet *sheet, FILE *stream);

#endif
