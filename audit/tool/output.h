/*
 * output: what the commands print. Text of a ledger, which somebody may have forged, goes to a terminal or a log only
 * through here: what could move the cursor or is no text becomes a question mark.
 */
#ifndef AUDIT_TOOL_OUTPUT_H
#define AUDIT_TOOL_OUTPUT_H

#include <jansson.h>
#include <stdio.h>

/* "-" for NULL. Padded to `width` characters; 0: as it is. */
void output_text(FILE *stream, const char *text, int width);

/* "referral-audit: ..." on standard error, made printable. Answers STATUS_WRONG. */
int output_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* With a hint at --help of the command. Answers STATUS_WRONG. */
int output_usage_error(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One line on standard output; takes the object (NULL: memory ran out). Answers `status`, or STATUS_WRONG. */
int output_json(json_t *object, int status);

#endif
