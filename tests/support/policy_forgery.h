/*
 * policy_forgery: what an inspector might answer that the policy could not have said.
 *
 * A forgery is a message, the honest verdict on it, and a function that tampers with the verdict.
 */
#ifndef TESTS_SUPPORT_POLICY_FORGERY_H
#define TESTS_SUPPORT_POLICY_FORGERY_H

#include "tests/support/policy_fixture.h"

#define LEWISHAM                                                                                                       \
	ROUTE("lewisham", "enforce",                                                                                   \
	    "except \"jo\" { users = { \"jo\" } reasons = { form-missing } reason = \"test\" expires = "               \
	    "\"2026-12-31\" }\n"                                                                                       \
	    "except \"old\" { users = { \"jo\" } reasons = { copy-missing } reason = \"test\" expires = "              \
	    "\"2026-01-31\" }")
#define OUTSIDE                                                                                                        \
	"route \"outside\" { mode = enforce senders { networks = { \"203.0.113.0/24\" } }\n" REFERRALS TAIL "}\n"
#define OFF	 ROUTE("off", "off", "")
#define LATER	 ROUTE("later", "enforce", "")
#define RULES	 OUTSIDE OFF LEWISHAM LATER
#define REPAIR	 ROUTE("lewisham", "enforce", "on { copy-missing = repair }")
#define ENVELOPE ROUTE("lewisham", "enforce", "copy-evidence = envelope")
#define OBSERVE	 ROUTE("lewisham", "observe", "on { copy-missing = repair }")

/* What the honest verdict comes from. */
extern const struct mail mail_complete;
extern const struct mail mail_no_copy;
extern const struct mail mail_no_copies;
extern const struct mail mail_no_form;
extern const struct mail mail_nothing;
extern const struct mail mail_excepted;
extern const struct mail mail_bcc;
extern const struct mail mail_split;
extern const struct mail mail_elsewhere;
extern const struct mail mail_from_outside;
extern const struct mail mail_null_sender;
extern const struct mail mail_automatic;
extern const struct mail mail_follow_up;
extern const struct mail mail_locked;
extern const struct mail mail_encrypted;
extern const struct mail mail_from_copy;

struct forgery {
	const char *what;
	const char *rules;
	const struct mail *mail;
	void (*forge)(struct verdict *verdict);
};

/* Believed before it is forged, and not afterwards. */
void forgery_expect_disbelief(const struct forgery *forgery);

/* Tools of forgers. */
void forge_route(struct verdict *verdict, const char *name);
void forge_no_findings(struct verdict *verdict);
void forge_disposition(struct verdict *verdict, enum disposition disposition);
void forge_finding(struct verdict *verdict, enum reason reason, enum action action, uint32_t subject);
void forge_no_parts(struct verdict *verdict);
void forge_no_edits(struct verdict *verdict, enum edit_kind kind);
void forge_field(
    struct verdict *verdict, enum edit_kind kind, const char *name, uint32_t occurrence, const char *value);
void forge_recipient(struct verdict *verdict, const char *address);

#endif
