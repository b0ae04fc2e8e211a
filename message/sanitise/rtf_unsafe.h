/*
 * rtf_unsafe: does an RTF document carry objects, or fields that fetch or run something? Looks only.
 *
 * By control words wherever they stand, in groups that a reader skips, in binary data and behind the end too: each
 * program that reads RTF skips other things. It is never rewritten: CLEANING_IMPOSSIBLE when a class of the set is
 * found.
 */
#ifndef MESSAGE_SANITISE_RTF_UNSAFE_H
#define MESSAGE_SANITISE_RTF_UNSAFE_H

#include "message/sanitise/cleaning.h"

/* A `cleaner`. */
int rtf_unsafe(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning);

#endif
