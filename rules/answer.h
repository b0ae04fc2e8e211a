/*
 * answer: what a predicate of policy may say.
 *
 * Three-valued on purpose: "could not tell" is the first and safest member, and must never be taken for
 * ANSWER_YES or ANSWER_NO by a caller that decides whether a referral passes.
 */
#ifndef RULES_ANSWER_H
#define RULES_ANSWER_H

enum answer { ANSWER_UNKNOWN = 0, ANSWER_NO, ANSWER_YES };

static inline enum answer answer_of(int yes)
{
	return yes ? ANSWER_YES : ANSWER_NO;
}

/* Kleene's three-valued logic. */
enum answer answer_and(enum answer a, enum answer b);
enum answer answer_or(enum answer a, enum answer b);
enum answer answer_not(enum answer a);

/* "yes", "no" or "could not tell"; static storage. */
const char *answer_word(enum answer a);

#endif
