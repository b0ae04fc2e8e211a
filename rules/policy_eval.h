/*
 * policy_eval: the decision. Const input, one predicate per attribute, the trace of why in the verdict.
 *
 * What nobody wrote (null sender, auto-reply, calendar reply) is exempt before anything else is asked, with or without
 * a route. A reply in a thread is a follow-up unless a form that somebody answered is with it; encrypted mail hides its
 * parts, so that content-encrypted is said of it as well.
 *
 * Of several files the best decides what is said of the form (rules/form_outcome.h). Where they were not all read
 * (facts.are_forms_read), their types and names must do.
 *
 * Mail that uses no referral address is a referral all the same when it nearly uses one, and either goes to another
 * address of that route or brings what may be its form; and it is CLASS_MISROUTED when it brings an answered form to
 * somebody whom the route does not know (rules/policy_misrouted.h). Otherwise it is none of our business.
 *
 * A message with more than one reading is content-ambiguous, one that holds something that nobody here can look into is
 * content-uninspectable. What else is found is said beside it, so that the sender mends all at once; but that there is
 * no form is not, since another reading, or what nobody can look into, may have it. An ambiguous message is never
 * changed. Neither has a bomb an exception, nor an action but to be refused.
 *
 * Each class of unsafe content is a finding of its own. What the route wants stripped is refused instead where it is
 * not certain that it is gone, or where a signature keeps the message as it is. Exempt and other mail is not asked.
 *
 * Pure: no clock but envelope.received_at, no log, no file, no libmilter, no GMime. "Could not tell" never becomes
 * "pass": a predicate that answers ANSWER_UNKNOWN is treated as the absence of what would let the message through, and
 * says so in the trace.
 */
#ifndef RULES_POLICY_EVAL_H
#define RULES_POLICY_EVAL_H

#include "rules/envelope.h"
#include "rules/facts.h"
#include "rules/ruleset.h"
#include "rules/verdict.h"

/*
 * Judges a message whose body was read. Where something is stripped (policy_content_is_stripped()) the new body and its
 * fields are the caller's to add. The edits it adds for a repair are EDIT_ADD_RECIPIENT only (where the
 * envelope carries the referral address) and copies[].is_added; the visible Cc is written by message/copy_field.h.
 * 0, -ENOMEM, -E2BIG; on success the verdict is initialised and the caller's.
 */
int policy_eval(const struct ruleset *ruleset, const struct envelope *envelope, const struct facts *facts,
    struct verdict *ret_verdict);

/*
 * Judges a message that nobody could read: REASON_LIMIT (larger than we inspect), REASON_CONTENT_UNINSPECTABLE (with
 * TROUBLE_TOO_MUCH: an inspector met a limit, or TROUBLE_NO_ANSWER: inspectors died over it) or REASON_INTERNAL (our
 * own fault: deferred where the route enforces, passed where it observes). `matches` are the canonical referral
 * addresses that the screener found in the header (may be NULL, 0); what names no referral address passes as
 * CLASS_OTHER. Null senders pass as exempt, except that REASON_INTERNAL defers them as well. Errors as above.
 */
int policy_eval_unread(const struct ruleset *ruleset, const struct envelope *envelope, char *const *matches,
    size_t match_count, enum reason reason, enum trouble trouble, struct verdict *ret_verdict);

/* The route whose form to look for in the message, NULL for none: the one that judges it, or that might. The facts are
 * those of its header. 0, -ENOMEM. */
int policy_form_route(const struct ruleset *ruleset, const struct envelope *envelope, const struct facts *facts,
    const struct route **ret_route);

/* The route by which to look for unsafe content in the message, NULL for none: that of a referral or follow-up. Exempt
 * mail, and what uses no referral address of a route, is left as it is. 0, -ENOMEM. */
int policy_unsafe_route(const struct ruleset *ruleset, const struct envelope *envelope, const struct facts *facts,
    const struct route **ret_route);

/* Whether any envelope recipient is a referral address of any route: the gate's own test. Addresses that cannot be
 * normalised are not. */
bool policy_envelope_is_ours(const struct ruleset *ruleset, const struct envelope *envelope);

/*
 * Whether a verdict that came from an inspector is one that the policy could have given: its route, mode and actions
 * are the route's, the disposition follows from the findings, recipients are added only for copies that the route
 * requires and lists and only where the envelope carries the referral address, header edits touch nothing but Cc, and
 * header values are folded text without controls that names no recipient of ours but those. 0, or -EPROTO.
 */
int policy_check(const struct ruleset *ruleset, const struct envelope *envelope, const struct verdict *verdict);

/* The reply for a refusal (guidance of the verdict's route). `case_code` and the route's own values are filled in;
 * `limit_size` is the message size limit in octets, for {limit}. 0, -EINVAL (the verdict refuses nothing), -ENOMEM,
 * -E2BIG. */
int policy_reply(const struct ruleset *ruleset, const struct verdict *verdict, const char *case_code, int64_t time,
    uint64_t limit_size, struct guidance_reply *ret_reply);

#endif
