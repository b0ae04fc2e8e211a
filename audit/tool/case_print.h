/*
 * case_print: cases as people and programs read them. Codes, times and routes: nobody's data.
 */
#ifndef AUDIT_TOOL_CASE_PRINT_H
#define AUDIT_TOOL_CASE_PRINT_H

#include "audit/report/cases.h"

#include <stdbool.h>
#include <stdio.h>

struct case_choice {
	int64_t now_us;
	int64_t older_us; /* only those opened so long ago, or longer */
	bool with_closed;
	unsigned window_days;
	int64_t newest_us; /* of the records */
};

/* Of this state, as the choice has it. */
size_t case_print_number(const struct cases *cases, const struct case_choice *choice, enum case_state state);

/* The open ones by age, those that are presumed to be closed apart, and the closed ones if chosen. */
void case_print_text(FILE *stream, const struct cases *cases, const struct case_choice *choice);

/* What the safeguarding lead is sent; nothing where there is nothing to say. */
void case_print_escalation(FILE *stream, const struct cases *cases, const struct case_choice *choice);

/* NULL: out of memory. */
json_t *case_print_json(const struct cases *cases, const struct case_choice *choice);

#endif
