/*
 * policy_fixture: messages and rules in a word or two, for tests of the policy.
 *
 * A message is a struct mail: addresses separated by blanks, parts and marks as words. A verdict is described in one
 * line, so that a table can say what is expected.
 */
#ifndef TESTS_SUPPORT_POLICY_FIXTURE_H
#define TESTS_SUPPORT_POLICY_FIXTURE_H

#include "rules/envelope.h"
#include "rules/facts.h"
#include "rules/ruleset.h"
#include "rules/verdict.h"

#define FIXTURE_TIME 1795168800 /* 2026-11-20T10:00:00Z: when every message arrives */

/* Learnt forms that rules may name; index 0 has the lines title, heading, label, label, heading, label, text. */
#define FIXTURE_FORM "a.fingerprint"
#define FIXTURE_OLD  "b.fingerprint"

#define POLICE	"preventreferrals@met.pnn.police.uk"
#define MASH	"mashagency@lewisham.gov.uk"
#define PREVENT "prevent@lewisham.gov.uk"
#define TEACHER "jo@school.example"

/* Pieces of a rule file. */
#define SENDERS	  "senders { authenticated = yes networks = { \"192.0.2.0/24\" } }\n"
#define REFERRALS "referral-address \"Police\" { current = { \"" POLICE "\" } }\n"
#define COPIES                                                                                                         \
	"copy \"MASH\" { any-of = { \"" MASH "\", \"mash@lewisham.gov.uk\" } }\n"                                      \
	"copy \"Prevent team\" { any-of = { \"" PREVENT "\" } }\n"
#define FORM "form \"Prevent Referral Form\" { required = yes }\n"
/* A form that is known by what is in it, so that reports of files count. */
#define TAUGHT "form \"Prevent Referral Form\" { required = yes label-patterns = { 'one', 'two', 'three' } }\n"
#define TAIL   "guidance = \"guidance.txt\"\ncontact = \"" PREVENT "\"\n"
/* A route of all these, and what else it says. */
#define ROUTE(name, mode, more)                                                                                        \
	"route \"" name "\" {\nmode = " mode "\n" SENDERS REFERRALS COPIES FORM TAIL more "\n}\n"
#define TAUGHT_ROUTE(name, mode, more)                                                                                 \
	"route \"" name "\" {\nmode = " mode "\n" SENDERS REFERRALS COPIES TAUGHT TAIL more "\n}\n"

/* Never NULL: stops the test when the text is no rule file. To be freed with ruleset_free(). */
struct ruleset *fixture_ruleset(const char *text);

struct mail {
	const char *sender;	   /* NULL: TEACHER */
	const char *user;	   /* NULL: not signed in */
	const char *client;	   /* NULL: 192.0.2.7; "-": unknown */
	const char *rcpt;	   /* NULL: POLICE */
	const char *to, *cc, *bcc; /* header fields; NULL: none */
	const char *from;	   /* header field; NULL: TEACHER */
	const char *parts; /* "docx zip photo": see the table in policy_fixture.c; NULL: a text and nothing else */
	const char *forms; /* "completed blank": reports of the parts behind the text, in order; "none": read, and none;
			      NULL: nobody read them */
	const char *marks; /* "follow-up signed": likewise; signed? says could not tell; "structure": a trouble */
	int64_t at;	   /* 0: FIXTURE_TIME */
};

void fixture_envelope(const struct mail *mail, struct envelope *ret_envelope);
void fixture_facts(const struct mail *mail, struct facts *ret_facts);
/* One part by its word, added to the facts. */
void fixture_part(struct facts *facts, const char *word);

/* The visible Cc that the inspector adds where a copy is added that the header does not name. */
void fixture_add_cc(const struct ruleset *ruleset, struct verdict *verdict);

/*
 * "refuse referral lewisham form-missing=refuse copy-missing.1=repair +1 >prevent@lewisham.gov.uk": disposition (with
 * "would refuse" behind it where that differs), class, route ("-" for none), findings (subject, action, "*" for
 * excepted), copies added, recipients added. In a static buffer.
 */
const char *fixture_describe(const struct verdict *verdict);

/* A row of a table: who sends what under which rules, and the verdict as fixture_describe() words it. */
struct policy_row {
	const char *what;
	const char *rules;
	struct mail mail;
	const char *expected;
};

/* Judges, compares, and has policy_check look at the verdict as the gate would. */
void fixture_expect(const struct policy_row *row);

/* The verdict on the mail with its visible Cc, and the envelope; both to be cleared. */
void fixture_judge(
    const struct ruleset *ruleset, const struct mail *mail, struct envelope *ret_envelope, struct verdict *ret_verdict);

#endif
