/*
 * played_ledger: a ledger as a gate would leave it, made from a script of words, without a gate and without waiting for
 * a disk: so that an auditor's tools have something to read, and something to tamper with.
 *
 * Words: start, announce (a change of the signing key that comes to nothing), withdraw (says so), stop, unclean (a start after no stop), verdict, refuse, reload, heartbeat, rotate (the signing key),
 * oldkey (signs with the key before that again, and says nothing of it), every=N (starts and
 * heartbeats say that these come every N seconds), swap (another policy, likewise), segment
 * (begins the next file), sign (a checkpoint), keep (one more of that moment, as the file `older`), +N (the clock goes
 * on by so many seconds), -N (back). WORD*N does it N times; verdicts are a second apart. A checkpoint is signed at the
 * end in any case, unless the last word is "unsigned". Ends the process when anything fails.
 */
#ifndef TESTS_SUPPORT_PLAYED_LEDGER_H
#define TESTS_SUPPORT_PLAYED_LEDGER_H

#define PLAYED_GATEWAY "gateway.example.org"
#define PLAYED_ORIGIN  PLAYED_GATEWAY "/referral-ledger"
#define PLAYED_START   INT64_C(1793786400000000) /* 2026-11-04T10:00:00Z in microseconds */

/* The directory is made. `seed` chooses the signing key. */
void ledger_play(const char *directory, unsigned seed, const char *script);

#endif
