/*
 * watch_tally: what became of the mail that was watched for forms on their way to somebody else, in numbers alone.
 *
 * A form that is found has its record. Of all other watched mail nothing is recorded or logged one by one: it is none
 * of our business, and whatever keeps us from looking into it lets it pass. Safe for many threads.
 */
#ifndef MILTER_WATCH_TALLY_H
#define MILTER_WATCH_TALLY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WATCH_TALLY_TEXT_MAX 256 /* octets, with the end */

enum watch_result {
	WATCH_CLEAR = 0, /* looked into: no form in it that matters here */
	WATCH_FOUND,	 /* looked into: a form */
	WATCH_LIMIT,	 /* passed unseen from here on: larger than we inspect */
	WATCH_BUDGET,	 /* no room in the byte budget */
	WATCH_BUSY,	 /* no inspector in time */
	WATCH_DEATH,	 /* an inspector died over it, or was too slow */
	WATCH_ANSWER,	 /* an answer that is not believed */
	WATCH_FAULT,	 /* another fault of our own */
	WATCH_RESULT_COUNT
};

struct watch_tally {
	atomic_uint_fast64_t counts[WATCH_RESULT_COUNT];
};

void watch_tally_init(struct watch_tally *tally);
void watch_tally_add(struct watch_tally *tally, enum watch_result result);
/* How many messages so far. */
uint64_t watch_tally_total(struct watch_tally *tally);

/* "looked into 12, with a form 1; passed unseen: limit 0, budget 0, busy 2, death 0, answer 0, fault 0" */
void watch_tally_say(struct watch_tally *tally, char text[static WATCH_TALLY_TEXT_MAX]);

#endif
