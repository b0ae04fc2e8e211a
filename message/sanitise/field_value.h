/*
 * field_value: Content-Type and Content-Disposition as we write them.
 *
 * In the strict grammar (referral-grammar(7)), 7-bit, a short line for each parameter: a file name in ASCII is quoted,
 * any other one is in sections of RFC 2231, which all readers join alike. Values begin behind the colon, with its
 * blank, and fold with CRLF and a tab.
 */
#ifndef MESSAGE_SANITISE_FIELD_VALUE_H
#define MESSAGE_SANITISE_FIELD_VALUE_H

#include "message/grammar/outline.h"
#include "message/text.h"

/* " text/html; charset=utf-8"; `charset` NULL for none. */
void field_value_write_type(struct text *text, const char *type, const char *charset);

/* " attachment"; nothing for OUTLINE_UNDISPOSED. */
void field_value_write_disposition(struct text *text, enum outline_disposition disposition);

/* Another parameter, `value` printable ASCII. */
void field_value_add_parameter(
    struct text *text, const char *name, size_t name_length, const char *value, size_t value_length);

/* A parameter that is a file name, UTF-8 as file_name_write() gives it. */
void field_value_add_name(struct text *text, const char *parameter, const char *name);

#endif
