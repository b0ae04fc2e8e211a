/*
 * reason: the stable words for what is wrong with a referral, and the action that a route names for each.
 *
 * One table says everything about a reason: its word (the key in a route's `on` section), its RFC 3463 enhanced
 * status code, which actions a route may name and which one is the default. Words and codes are a public
 * interface: audit records, guidance sections and Exchange Online's message texts are keyed by them, so they
 * never change meaning.
 */
#ifndef RULES_REASON_H
#define RULES_REASON_H

#include <stdbool.h>

/* The order is the order of precedence: where several reasons refuse, the first gives the reply its code. */
enum reason {
	REASON_INTERNAL = 0, /* our own fault: always deferred, never named in a route */
	REASON_LIMIT,
	REASON_CONTENT_UNINSPECTABLE,
	REASON_CONTENT_ENCRYPTED,
	REASON_CONTENT_AMBIGUOUS,
	REASON_CONTENT_UNSAFE,
	REASON_ADDRESS_CLOSED,
	REASON_ADDRESS_RETIRED,
	REASON_ADDRESS_NEAR_MISS,
	REASON_REFERRAL_MISROUTED,
	REASON_FORM_MISSING,
	REASON_FORM_LINK,
	REASON_FORM_BLANK,
	REASON_FORM_OLD,
	REASON_FORM_UNREADABLE,
	REASON_COPY_MISSING,
	REASON_COUNT
};

enum action { ACTION_REFUSE = 0, ACTION_REPAIR, ACTION_HOLD, ACTION_STRIP, ACTION_FLAG, ACTION_ALLOW, ACTION_COUNT };

/* Static storage; never NULL for a member of the enum. */
const char *reason_word(enum reason reason); /* "copy-missing" */
const char *reason_code(enum reason reason); /* "5.7.901" (RFC 3463) */
const char *action_word(enum action action); /* "refuse" */

/* Whether this version can raise the reason; a route may only name those that it can. */
bool reason_is_raised(enum reason reason);
/* Whether a route says for each class of unsafe content what happens (rules/unsafe.h), and nothing for the reason as a
 * whole: in its section `unsafe`, not in `on`. */
bool reason_is_of_classes(enum reason reason);
bool reason_allows(enum reason reason, enum action action);
enum action reason_default(enum reason reason);

/* "refuse, hold, flag, allow": what a route may say for this reason. Static storage. */
const char *reason_allowed_words(enum reason reason);

/* 0, or -ENOENT when the word is not one of ours. */
int reason_parse(const char *word, enum reason *ret_reason);
int action_parse(const char *word, enum action *ret_action);

#endif
