/*
 * policy_predicates: what may be asked about a message, one question each, in three answers.
 *
 * A predicate that cannot tell says ANSWER_UNKNOWN; whoever asks treats that as the absence of what would let the
 * message through. Pure: const input, nothing kept.
 */
#ifndef RULES_POLICY_PREDICATES_H
#define RULES_POLICY_PREDICATES_H

#include "rules/policy_subject.h"
#include "rules/verdict.h"

/*
 * Does the message come from the sending organisation (struct sender_rule)? An authenticated user without a known
 * client address may still be one of ours; a null sender is judged by its client alone.
 */
enum answer predicate_sender_is_ours(const struct sender_rule *rule, const struct policy_subject *subject);

/* Does the envelope, or the header (To, Cc, Bcc), name a referral address of the route, whatever its status? */
enum answer predicate_referral_in_envelope(const struct route *route, const struct policy_subject *subject);
enum answer predicate_referral_in_header(const struct route *route, const struct policy_subject *subject);

/* Does everything that the exception names match, and has it not expired when the message arrived? */
enum answer predicate_exception_applies(const struct exception_rule *rule, const struct policy_subject *subject);

/* Where a required copy was seen; in_header is ANSWER_UNKNOWN when nobody could read the message. */
struct verdict_copy policy_copy_seen(const struct required_copy *copy, const struct policy_subject *subject);
/* Does that count, by the evidence that the route asks for? */
enum answer predicate_copy_present(enum copy_evidence evidence, const struct verdict_copy *copy);

/*
 * Is the part the route's form, as far as one can tell without reading it? It must be an attachment, of an allowed file
 * type, with a name that matches, and not smaller than the route says. Of the declared type, the file name and the
 * octets, the octets decide: a program called form.docx is none, a PDF called form.txt may be one. ANSWER_UNKNOWN: it
 * may be the form, and nobody can tell; an archive, a photo, a file under a password; where the route takes no such
 * file, it is none.
 */
enum answer predicate_part_is_form(const struct route *route, const struct facts_part *part);

/* May the copy that is missing be added? Never to mail that is signed; to DKIM-signed mail only where the route says
 * so; not where the header has several Cc fields. "Could not tell" counts as signed. */
enum answer predicate_can_repair(const struct route *route, const struct facts *facts);

/* May the message be cut at all? Never where it is signed; where it is DKIM-signed only where the route says so. "Could
 * not tell" counts as signed. */
enum answer predicate_may_strip(const struct route *route, const struct facts *facts);

/* Is nothing of the class left where it is taken out? It may be, it was, and all of the message was read, in one way.
 */
enum answer predicate_can_strip(const struct route *route, const struct facts *facts, enum unsafe_class class);

#endif
