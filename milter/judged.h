/*
 * judged: what became of a message that was tried out: the answers of the inspectors, and what the gate makes of them.
 */
#ifndef MILTER_JUDGED_H
#define MILTER_JUDGED_H

#include "rules/guidance.h"
#include "rules/question.h"

struct judged {
	struct envelope envelope;
	bool is_ours_by_envelope;
	struct screen_answer screen;
	struct verdict verdict;
	int check;		     /* of the gate: 0 when it believes the verdict */
	struct guidance_reply reply; /* empty unless the verdict refuses */
};

/* In place; one of zeros may be cleared. */
static inline void judged_clear(struct judged *judged)
{
	envelope_clear(&judged->envelope);
	screen_answer_clear(&judged->screen);
	verdict_clear(&judged->verdict);
	guidance_reply_clear(&judged->reply);
}

#endif
