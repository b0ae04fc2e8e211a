/*
 * held_ledger: what our ledger knows about held messages: which queue ids are ours, under which case, and that one is
 * released.
 *
 * Ledger and keys are the daemon's user's alone: root becomes that user for as long as it takes.
 */
#ifndef MILTER_HELD_LEDGER_H
#define MILTER_HELD_LEDGER_H

#include "milter/held_mail.h"

/* Fills in case and reason of those whose queue id a "hold" record has. A queue id that was used before for something
 * else is the newest's. 0 or negative errno; *ret_path (borrowed) is what could not be read. */
int held_ledger_find(const char *ledger, const char *keys, struct held_list *list, const char **ret_path);

/* Has the running gate record a release. 0: it is durably recorded; -ETIMEDOUT: no gate answers, and nothing was done;
 * or another negative errno. */
int held_ledger_record(const char *ledger, const char *case_code, enum request_why why);

#endif
