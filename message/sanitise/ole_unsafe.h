/*
 * ole_unsafe: does a legacy office file (OLE2: doc, xls, ppt, msg) carry macros, embedded objects, or fields that fetch
 * or run something? Looks only.
 *
 * By the names of its storages, the kinds of its sheets, the records of its slides and the instructions of its fields.
 * It is never rewritten. CLEANING_IMPOSSIBLE: a class of the set is found, or, with nothing found, it is no such file
 * or damaged. What is encrypted is not looked into: whoever reads documents says so (OBSTACLE_ENCRYPTED).
 */
#ifndef MESSAGE_SANITISE_OLE_UNSAFE_H
#define MESSAGE_SANITISE_OLE_UNSAFE_H

#include "message/sanitise/cleaning.h"

/* A `cleaner`. */
int ole_unsafe(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning);

/* Once per process, before the sandbox. */
void ole_unsafe_warm(void);

#endif
