/*
 * proof: a cleaning that is only believed when cleaning its result changes nothing.
 */
#ifndef MESSAGE_SANITISE_PROOF_H
#define MESSAGE_SANITISE_PROOF_H

#include "message/sanitise/cleaning.h"

/* As `clean` itself; CLEANING_IMPOSSIBLE where the second time finds more to strip. */
int proof_clean(cleaner clean, const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning);

#endif
