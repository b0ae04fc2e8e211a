/*
 * inquiry: one question about forms, answered by one process (rules/form_question.h).
 *
 * What referral-check asks about a document of its user's is asked of the same readers, in the same sandbox, as mail.
 */
#ifndef MESSAGE_INQUIRY_H
#define MESSAGE_INQUIRY_H

#include "message/part_type.h"
#include "rules/bundle.h"
#include "rules/ruleset.h"

/* What the bundle holds: a policy, or learnt forms alone. */
struct inquiry {
	struct ruleset *ruleset; /* NULL without a policy */
	struct form_library forms;
	struct part_sniffer *sniffer; /* borrowed */
};

/* Errors go to `problems`. 0, -EINVAL, -ENOMEM. On success the inquiry is the caller's. */
int inquiry_init(const struct bundle *bundle, struct problem_list *problems, struct inquiry *ret_inquiry);
void inquiry_clear(struct inquiry *inquiry);

/* Waits for the question on the socket and answers it. 0; -EPIPE: nobody asks any more; -EBADMSG: no question of ours;
 * other negative errno. */
int inquiry_run(struct inquiry *inquiry, int socket);

#endif
