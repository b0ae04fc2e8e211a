/*
 * verdict: what is to happen to a message, and why, in a form that can cross to the gate and into the record.
 *
 * It names nobody: no address (but the required copies that the policy itself lists, in edits), no file name, no text
 * of the message. What the sender reads is rendered by the gate from the findings (rules/guidance.h).
 */
#ifndef RULES_VERDICT_H
#define RULES_VERDICT_H

#include "rules/answer.h"
#include "rules/codec.h"
#include "rules/form_report.h"
#include "rules/reason.h"
#include "rules/ruleset.h"
#include "rules/trouble.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VERDICT_FINDINGS_MAX                                                                                           \
	(4 * RULESET_SECTION_MAX + REASON_COUNT + UNSAFE_CLASS_COUNT) /* two findings per copy and address, one per    \
									 reason and class */
#define VERDICT_PARTS_MAX 1024 /* parts described; a message has at most as many (message/limits.h) */
#define VERDICT_EDITS_MAX 32
#define VERDICT_TRACE_MAX 4096
#define VERDICT_TYPE_MAX  127	       /* octets of a media type */
#define VERDICT_VALUE_MAX (128U << 10) /* octets of a header value in an edit */

enum disposition { DISPOSITION_DEFER = 0, DISPOSITION_ACCEPT, DISPOSITION_REFUSE, DISPOSITION_HOLD, DISPOSITION_COUNT };

enum mail_class {
	CLASS_OTHER = 0, /* none of our business: not recorded */
	CLASS_REFERRAL,
	CLASS_FOLLOW_UP, /* in an existing thread, without a form */
	CLASS_EXEMPT_NULL_SENDER,
	CLASS_EXEMPT_AUTO_SUBMITTED,
	CLASS_EXEMPT_CALENDAR_REPLY,
	CLASS_NO_ROUTE,	 /* a referral address in the envelope that no route covers: recorded, passes */
	CLASS_MISROUTED, /* an answered form in mail that names no referral address */
	CLASS_COUNT
};

#define FINDING_NO_SUBJECT UINT32_MAX

struct finding {
	enum reason reason;
	enum action action;   /* what the route says, after exceptions and what cannot be repaired */
	uint32_t subject;     /* index of the route's copy (copy-missing), referral address (address-*), or of either
				 (address-near-miss: see rules/policy_near.h); enum unsafe_class (content-unsafe) */
	bool is_excepted;     /* an exception of the route turned it into a flag */
	enum trouble trouble; /* of content-ambiguous and content-uninspectable, and of content-unsafe where a
				 signature stands in the way; the others have none */
};

struct verdict_copy {
	enum answer in_header;
	enum answer in_envelope;
	bool is_sender; /* the sender is itself this copy */
	bool is_added;	/* by our repair */
};

struct verdict_part {
	char *declared_type; /* only types that we know by name; others are "other" */
	char *sniffed_type;  /* likewise; NULL for could not tell */
	uint64_t decoded_size;
};

enum edit_kind { EDIT_ADD_RECIPIENT = 0, EDIT_ADD_HEADER, EDIT_CHANGE_HEADER, EDIT_REPLACE_BODY, EDIT_KIND_COUNT };

struct edit {
	enum edit_kind kind;
	char *name;	     /* header field name; NULL for a recipient and for the body */
	uint32_t occurrence; /* of the field name, from 1, for EDIT_CHANGE_HEADER */
	char *value; /* recipient: canonical address. header: all that follows the colon, its blank included, with LF
			alone before each folded line, as libmilter wants it. body: "", it travels beside the answer
			(rules/question.h) */
};

enum predicate {
	PREDICATE_SENDER_IS_OURS = 0, /* subject: route */
	PREDICATE_REFERRAL_IN_ENVELOPE,
	PREDICATE_REFERRAL_IN_HEADER,
	PREDICATE_IS_EXEMPT,
	PREDICATE_IS_FOLLOW_UP,
	PREDICATE_IS_ENCRYPTED,
	PREDICATE_IS_AMBIGUOUS,
	PREDICATE_IS_UNINSPECTABLE,
	PREDICATE_EXCEPTION_APPLIES, /* subject: exception of the route */
	PREDICATE_COPY_PRESENT,	     /* subject: copy of the route */
	PREDICATE_PART_IS_FORM,	     /* subject: part */
	PREDICATE_FORM_PRESENT,
	PREDICATE_ADDRESS_CURRENT, /* subject: referral address of the route */
	PREDICATE_CAN_REPAIR,
	PREDICATE_ADDRESS_NEAR, /* subject: section of the route (rules/policy_near.h) */
	PREDICATE_IS_MISROUTED,
	PREDICATE_CAN_STRIP, /* subject: class of unsafe content */
	PREDICATE_COUNT
};

struct trace_entry {
	enum predicate predicate;
	uint32_t subject;
	enum answer answer;
};

struct verdict {
	enum disposition disposition;	    /* what happens */
	enum disposition would_disposition; /* what would happen in mode enforce; the same as disposition there */
	enum mail_class mail_class;
	enum route_mode mode; /* of the route; ROUTE_OFF without one */
	char *route;	      /* name, or NULL when none matched */
	uint32_t exception;   /* index of the exception that applied, or FINDING_NO_SUBJECT */
	struct finding findings[VERDICT_FINDINGS_MAX];
	size_t finding_count; /* in order of precedence: the first that refuses gives the reply its code */
	struct verdict_copy copies[RULESET_SECTION_MAX]; /* parallel to the route's copies */
	size_t copy_count;
	struct verdict_part *parts;
	size_t part_count;
	struct form_report *forms; /* of the message's candidates, where all of them were read */
	size_t form_count;
	struct edit *edits;
	size_t edit_count;
	struct trace_entry *trace;
	size_t trace_count;
	bool carries_referral; /* the envelope has a referral address: recipients may be added */
	bool breaks_dkim;      /* what is changed here carries a DKIM signature, which the route allows to break */
};

void verdict_init(struct verdict *verdict);
void verdict_clear(struct verdict *verdict);

/* 0, -E2BIG (limits above), -ENOMEM. Strings are copied. A finding has no trouble yet. */
int verdict_add_finding(struct verdict *verdict, enum reason reason, enum action action, uint32_t subject);
int verdict_add_edit(
    struct verdict *verdict, enum edit_kind kind, const char *name, uint32_t occurrence, const char *value);
int verdict_add_trace(struct verdict *verdict, enum predicate predicate, uint32_t subject, enum answer answer);

/* Whether an edit replaces the body. */
bool verdict_replaces_body(const struct verdict *verdict);

/* The finding that gives a refusal or hold its code; NULL when nothing stops the message. */
const struct finding *verdict_decisive(const struct verdict *verdict);

/* The same for another disposition than its own: for what would have happened. */
const struct finding *verdict_find_decisive(const struct verdict *verdict, enum disposition disposition);

#define FINDING_WORD_MAX 48 /* octets of a finding's word, with its end */

/* "content-ambiguous/structure", "content-unsafe/office-macros", "content-unsafe/office-macros/signed", or the reason
 * alone where there is neither class nor trouble; written to `text`, which is returned. */
const char *finding_word(const struct finding *finding, char text[static FINDING_WORD_MAX]);

void verdict_encode(const struct verdict *verdict, struct writer *writer);
/* Untrusted input. 0, -EBADMSG, -ENOMEM; on success the verdict is initialised and the caller's. */
int verdict_decode(struct reader *reader, struct verdict *ret_verdict);

/* Whether mail of the class is never refused, whatever it lacks. */
bool mail_class_is_exempt(enum mail_class mail_class);

const char *disposition_word(enum disposition disposition); /* "accept" */
const char *mail_class_word(enum mail_class mail_class);    /* "follow-up" */
const char *predicate_word(enum predicate predicate);

#endif
