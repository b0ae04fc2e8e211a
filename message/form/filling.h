/*
 * filling: words that answer nothing: "n/a", "dd/mm/yyyy", "click or tap here to enter text".
 *
 * What people write where they have nothing to say, and what forms show where something is to be written.
 */
#ifndef MESSAGE_FORM_FILLING_H
#define MESSAGE_FORM_FILLING_H

#include "message/form/words.h"

#include <stdbool.h>

bool filling_is(const struct word *word);

/* Whether any word has a letter and is none of them. */
bool filling_is_answered(const struct words *words);

#endif
