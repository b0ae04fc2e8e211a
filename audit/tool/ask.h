/*
 * ask: has a request done and recorded in the gateway's own ledger: by the gate, through the spool, or, while no gate
 * runs, by opening the ledger under its lock. Never both, and never a second writer.
 *
 * Root becomes the user who owns the ledger first, so that no file of another owner is left there.
 */
#ifndef AUDIT_TOOL_ASK_H
#define AUDIT_TOOL_ASK_H

#include "audit/request.h"

#define ASK_KEYS_DIRECTORY "/var/lib/referral-milter/keys" /* where they are by default */

/* Who asks: the user who logged in, also behind sudo(8) (/proc/self/loginuid); else the real user. */
uint32_t ask_uid(void);

/* Becomes the owner of the ledger where we are root. 0 or negative errno. */
int ask_become_owner(const char *ledger);

/* 0: it is done and recorded. Otherwise what is wrong was printed, nothing was done (or nobody knows, and that is
 * said), and the answer is an enum status. */
int ask(const char *ledger, const char *keys, const struct request *request, struct request_answer *ret_answer);

/* Prints why a request of that kind was refused; under a legal hold its text. Answers STATUS_NO. */
int ask_refuse(const char *ledger, enum request_kind kind, int error);

#endif
