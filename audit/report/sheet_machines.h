/*
 * sheet_machines: the tables of a report about gateways and ledgers.
 */
#ifndef AUDIT_REPORT_SHEET_MACHINES_H
#define AUDIT_REPORT_SHEET_MACHINES_H

#include "audit/report/sheet.h"

/* 0, -ENOMEM. */
int sheet_add_machines(const struct sheet_input *input, struct sheet *sheet);

#endif
