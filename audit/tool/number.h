/*
 * number: whole numbers as people type them.
 */
#ifndef AUDIT_TOOL_NUMBER_H
#define AUDIT_TOOL_NUMBER_H

#include <stdint.h>

/* Digits and nothing else, up to INT64_MAX. 0; -EINVAL. */
int number_parse(const char *text, uint64_t *ret_number);

#endif
