/*
 * extended_value: what a parameter says that is written in sections or percent-encoded (RFC 2231).
 */
#ifndef MESSAGE_GRAMMAR_EXTENDED_VALUE_H
#define MESSAGE_GRAMMAR_EXTENDED_VALUE_H

#include "message/grammar/parameter_syntax.h"

/*
 * Appends the value of the parameter `name`, if it has an extended or sectioned form, as UTF-8. `reader` is of the
 * field, for the place of a fault. 0, -EBADMSG with the fault, -ENOMEM; what was appended stays in any case.
 */
int extended_value_read(const struct strict_parameters *parameters, const struct mime_span *name,
    const struct mime_reader *reader, struct text *text);

/* Reads all that have such a form, and keeps nothing: GMime loses what stands behind a broken one. Errors as above. */
int extended_values_check(const struct strict_parameters *parameters, const struct mime_reader *reader);

#endif
