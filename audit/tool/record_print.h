/*
 * record_print: a record for people to read, a field a line.
 */
#ifndef AUDIT_TOOL_RECORD_PRINT_H
#define AUDIT_TOOL_RECORD_PRINT_H

#include "audit/store/record_view.h"

/* To standard output. 0, -ENOMEM. */
int record_print(const struct record_view *view);

#endif
