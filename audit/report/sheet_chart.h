/*
 * sheet_chart: a breakdown as bars, in SVG within HTML, with its text alternative. Only numbers that are shown have a
 * bar of their length, and only they decide the scale.
 */
#ifndef AUDIT_REPORT_SHEET_CHART_H
#define AUDIT_REPORT_SHEET_CHART_H

#include "audit/report/sheet.h"

#include <stdio.h>

void sheet_chart_write(const struct breakdown *breakdown, FILE *stream);

#endif
