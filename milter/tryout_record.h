/*
 * tryout_record: the record that the ledger would have of a message, with pseudonyms under a key that is thrown away.
 */
#ifndef MILTER_TRYOUT_RECORD_H
#define MILTER_TRYOUT_RECORD_H

#include "milter/tryout.h"

/* Makes tried->case_code, and tried->record: the line without its end. 0 or negative errno. */
int tryout_record_make(const struct tryout *tryout, const struct saved_message *message, struct tried *tried);

#endif
