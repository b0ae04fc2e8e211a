/*
 * ruleset: the routes, as the administrator wrote them, checked and ready to be asked.
 *
 * Built from a policy bundle (libconfuse syntax, read through rules/config_file.h), constant afterwards, safe to read
 * from many threads. Every address in it is canonical (rules/address.h). Nothing here decides: rules/policy_eval.h
 * does.
 */
#ifndef RULES_RULESET_H
#define RULES_RULESET_H

#include "rules/bundle.h"
#include "rules/form_library.h"
#include "rules/form_rule.h"
#include "rules/guidance.h"
#include "rules/network.h"
#include "rules/pattern.h"
#include "rules/problem.h"
#include "rules/reason.h"
#include "rules/unsafe.h"
#include "rules/watch_rule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RULESET_ROUTES_MAX  64
#define RULESET_LIST_MAX    64 /* entries of any list in a route */
#define RULESET_NAME_MAX    64 /* octets of a route, copy, form or exception name: printable ASCII, no quotes */
#define RULESET_SECTION_MAX 16 /* referral-address, copy or except sections of a route */
#define RULESET_CONTACT_MAX 128
#define RULESET_TEXT_MAX    256	       /* octets of a description, or of the reason for an exception */
#define RULESET_URL_MAX	    256	       /* octets of a web form's address */
#define RULESET_USER_MAX    256	       /* octets of an authenticated identity */
#define RULESET_PHOTO_SIZE  51200      /* octets; default of photo-size: smaller images are logos and signatures */
#define RULESET_OCTETS_MAX  (1U << 30) /* minimum-size, photo-size */

enum route_mode { ROUTE_OBSERVE = 0, ROUTE_ENFORCE, ROUTE_OFF, ROUTE_MODE_COUNT };
enum copy_evidence { EVIDENCE_HEADER = 0, EVIDENCE_ENVELOPE, EVIDENCE_BOTH };
enum address_status { ADDRESS_CURRENT = 0, ADDRESS_LEGACY, ADDRESS_RETIRED, ADDRESS_CLOSED, ADDRESS_STATUS_COUNT };

struct network_list {
	struct network *items;
	size_t count;
};

/* Who belongs to the sending organisation: (authenticated, where `authenticated`) or in `networks`; and, where
 * `domains` is not empty, with an envelope sender in one of them. A null sender is judged by its client alone. */
struct sender_rule {
	bool authenticated;
	struct network_list networks;
	struct address_list domains; /* canonical domains; ".example.org" for all below */
};

struct referral_address {
	char *name;
	struct address_list by_status[ADDRESS_STATUS_COUNT];
	char *web_form; /* advice for `closed`, or NULL */
};

struct required_copy {
	char *name;
	struct address_list any_of; /* the first is the one that guidance names and repair adds */
};

/* Everything given must match (and something must be given); then refusing, repairing and holding become flagging. */
struct exception_rule {
	char *name;
	struct address_list senders; /* canonical addresses */
	struct network_list networks;
	char **users; /* authenticated identities, exact */
	size_t user_count;
	bool reasons[REASON_COUNT]; /* which findings it excepts */
	char *why;
	int64_t expires; /* seconds since the epoch: the end of the day that the file names, UTC */
};

struct route {
	char *name;
	char *description;
	char *file; /* for messages */
	enum route_mode mode;
	struct sender_rule senders;
	struct referral_address *referrals;
	size_t referral_count;
	struct required_copy *copies;
	size_t copy_count;
	enum copy_evidence copy_evidence;
	struct form_rule form;
	struct pattern **link_patterns; /* of links to files on share hosts */
	size_t link_pattern_count;
	struct misrouted_rule misrouted;
	struct near_miss_rule near_miss;
	struct exception_rule *exceptions;
	size_t exception_count;
	enum action actions[REASON_COUNT]; /* defaults filled in */
	struct unsafe_rule unsafe;
	bool is_canary;		 /* for tests of the whole path: recorded, but in no report on referrals */
	bool repair_dkim_signed; /* repair mail that carries a DKIM signature, breaking it */
	uint64_t photo_size;	 /* a non-inline image of at least so many octets may be the form: form-unreadable */
	struct guidance *guidance;
	char *contact;
	int64_t review_by; /* seconds since the epoch, 0 for none */
};

struct ruleset {
	struct form_library forms;
	struct route *routes; /* in order of file name, then of appearance: the first that matches wins */
	size_t count;
};

/*
 * Builds the ruleset of a bundle. Every problem is added to `problems`, and with an error among them there is no
 * ruleset. `now` (seconds since the epoch) is only for warnings about dates. 0, -EINVAL, -ENOMEM. Not for two threads
 * at once (rules/config_file.h).
 */
int ruleset_new(const struct bundle *bundle, int64_t now, struct problem_list *problems, struct ruleset **ret_ruleset);
void ruleset_free(struct ruleset *ruleset);

/* Whether a canonical address is a referral address of any route that is not off, whatever its status. */
bool ruleset_is_referral_address(const struct ruleset *ruleset, const char *canonical);

/* The route of that name, or NULL. */
const struct route *ruleset_find(const struct ruleset *ruleset, const char *name);

bool address_list_has(const struct address_list *list, const char *canonical);

/* The same for a list of addresses and domains: also when the address is of a domain of the list. */
bool address_list_covers(const struct address_list *list, const char *canonical);

/* The status under which the route lists the address, in *ret_status and its section in *ret_index; false when it does
 * not. */
bool route_find_referral(
    const struct route *route, const char *canonical, enum address_status *ret_status, size_t *ret_index);

/* "enforce"; static storage. */
const char *route_mode_word(enum route_mode mode);

#endif
