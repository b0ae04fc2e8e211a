/*
 * facts: what a message says, reduced to what the policy may ask about.
 *
 * Made by message/ inside the sandbox, read by policy_eval, and never leaves the inspector: addresses and file names
 * in it are personal data. Nothing here is judged; "could not tell" is ANSWER_UNKNOWN.
 */
#ifndef RULES_FACTS_H
#define RULES_FACTS_H

#include "rules/answer.h"
#include "rules/form_report.h"
#include "rules/trouble.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FACTS_ADDRESSES_MAX 4000 /* addresses in the header fields */
#define FACTS_NAMES_MAX	    16	 /* candidate file names of a part */

enum facts_field { FIELD_FROM = 0, FIELD_SENDER, FIELD_REPLY_TO, FIELD_TO, FIELD_CC, FIELD_BCC, FACTS_FIELD_COUNT };

struct facts_address {
	enum facts_field field;
	char *canonical; /* rules/address.h */
};

enum part_role {
	PART_UNKNOWN = 0, /* treated as an attachment that nobody could read */
	PART_BODY,	  /* text of the mail itself */
	PART_INLINE,	  /* an image shown with the text: in multipart/related, or inline without a file name */
	PART_ATTACHMENT,
	PART_CONTAINER, /* multipart, message/rfc822: its children are facts of their own */
	PART_ROLE_COUNT
};

struct facts_part {
	char *path;		      /* "1.2", as IMAP numbers sections (RFC 3501 section 6.4.5) */
	char *declared_type;	      /* "application/pdf", lower case; never NULL */
	char *sniffed_type;	      /* what the octets look like, or NULL for could not tell */
	char *names[FACTS_NAMES_MAX]; /* every candidate file name, UTF-8 */
	size_t name_count;
	uint64_t decoded_size; /* octets after the transfer encoding */
	enum part_role role;
	bool is_opaque; /* may hold documents that this version does not look into: zip, winmail.dat */
};

struct facts {
	struct facts_address *addresses;
	size_t address_count;
	struct facts_part *parts;
	size_t part_count;
	struct form_report forms[FORM_REPORTS_MAX]; /* documents that were read and compared with the route's form */
	size_t form_count;
	enum answer
	    are_forms_read; /* every file that may be the form is in `forms`; otherwise types and names must do */
	enum answer has_share_link;    /* a link to a file on a share host in the text of the mail */
	enum answer is_follow_up;      /* In-Reply-To or References */
	enum answer is_auto_submitted; /* Auto-Submitted other than "no" (RFC 3834), or a report (RFC 6522) */
	enum answer is_calendar_reply; /* text/calendar with METHOD=REPLY (RFC 5546) */
	enum answer is_encrypted;      /* S/MIME enveloped data or PGP/MIME encrypted */
	enum answer is_signed;	       /* S/MIME or PGP/MIME signed */
	enum answer is_resent;	    /* passed on as it was: To and Cc say where it went once (RFC 5322 section 3.6.6) */
	enum answer is_dkim_signed; /* a DKIM-Signature field (RFC 6376) */
	unsigned cc_field_count;    /* Cc fields in the header */
	bool is_cc_broken;	    /* a Cc that cannot be written again: a line too long, control characters */
	/* More than one reading: a broken rule of the strict grammar, GMime disagrees, or types contradict each other.
	 * What else is said here is then one reading among others. TROUBLE_NONE: exactly one. */
	enum trouble ambiguity;
	/*
	 * Bits of classes (rules/unsafe.h). Where something can be taken out of the message, what else is said here is
	 * of the message without it. `unsafe_removed` are the classes of which nothing is left then; what is found and
	 * not removed either was not to be, or cannot be taken out with certainty.
	 */
	unsigned unsafe_found;
	unsigned unsafe_removed;
	/* Something in it that nobody here can look into: an old format, a fragment, content that is elsewhere, more
	 * than a limit allows. */
	enum trouble uninspectable;
};

void facts_init(struct facts *facts);
void facts_clear(struct facts *facts);

/* Copies. 0, -E2BIG past FACTS_ADDRESSES_MAX, -ENOMEM. */
int facts_add_address(struct facts *facts, enum facts_field field, const char *canonical);

/* A new part, zeroed, owned by the facts; valid until the next call. NULL for want of memory. */
struct facts_part *facts_add_part(struct facts *facts);

/* Copies; duplicates are dropped, and past FACTS_NAMES_MAX the part becomes PART_UNKNOWN. 0, -ENOMEM. */
int facts_part_add_name(struct facts_part *part, const char *name);

#endif
