/*
 * spool: how referral-audit asks a running gate for something: files in `spool/` of the ledger's directory.
 *
 * The asker writes NAME.tmp and renames it to NAME.request. The gate renames that to NAME.begun, does what it says,
 * writes NAME.answer the same way, and removes NAME.begun; the asker reads the answer and removes it. NAME is of random
 * digits. An asker who waits no longer removes NAME.request: either that succeeds, and nothing was begun, or the gate
 * was quicker. The directory is the ledger's owner's alone (0700).
 *
 * Trusts no file: one that is a link, no regular file, another user's, too large or no request is removed unanswered.
 * Never logs.
 */
#ifndef AUDIT_SPOOL_H
#define AUDIT_SPOOL_H

#include "audit/request.h"

#define SPOOL_DIRECTORY "spool"
#define SPOOL_NAME_SIZE 33 /* of NAME, with the terminator */

/* For both: opens the spool of a ledger's directory, and makes it where it is missing. The descriptor is the caller's.
 * 0, -EPERM (a link, another owner, open to others), or another negative errno. */
int spool_open(int ledger_directory, int *ret_fd);

/* For the asker: leaves a request; *ret_name is how to ask for the answer. 0 or negative errno. */
int spool_leave(int spool, const struct request *request, char ret_name[SPOOL_NAME_SIZE]);

/* For the asker: waits up to `milliseconds` for the answer, and takes the request back when none comes. 0;
 * -ETIMEDOUT: it was taken back, and nothing was done; -EINPROGRESS: it was begun and is not answered; or another
 * negative errno. */
int spool_wait(int spool, const char *name, int milliseconds, struct request_answer *ret_answer);

/* For the gate: begins the next request, in no order: 1; 0: there is none; -EBADMSG: a file in its place was no
 * request, and is gone; or another negative errno. */
int spool_take(int spool, char ret_name[SPOOL_NAME_SIZE], struct request *ret_request);

/* For the gate: answers what spool_take() gave. 0 or negative errno. */
int spool_answer(int spool, const char *name, const struct request_answer *answer);

/* For the gate, at start: answers what an earlier one began with EIO, since it may or may not have been done; the
 * ledger tells. Answers that nobody fetched within an hour go. 0 or negative errno. */
int spool_sweep(int spool);

#endif
