/*
 * sheet_html: a report as one page that needs nothing else: no script, no request, and a policy in it that allows
 * neither. For screens of any width, light and dark, for paper, and for readers of screens.
 */
#ifndef AUDIT_REPORT_SHEET_HTML_H
#define AUDIT_REPORT_SHEET_HTML_H

#include "audit/report/sheet.h"

#include <stdio.h>

/* 0, -EIO (libcrypto). Errors of the stream are the caller's to look for. */
int sheet_html_write(const struct sheet *sheet, FILE *stream);

#endif
