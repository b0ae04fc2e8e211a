#include "milter/watch_tally.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const words[WATCH_RESULT_COUNT] = {
    [WATCH_LIMIT] = " limit",
    [WATCH_BUDGET] = ", budget",
    [WATCH_BUSY] = ", busy",
    [WATCH_DEATH] = ", death",
    [WATCH_ANSWER] = ", answer",
    [WATCH_FAULT] = ", fault",
};

void watch_tally_init(struct watch_tally *tally)
{
	for (size_t i = 0; i < WATCH_RESULT_COUNT; i++)
		atomic_init(&tally->counts[i], 0);
}

void watch_tally_add(struct watch_tally *tally, enum watch_result result)
{
	atomic_fetch_add(&tally->counts[result], 1);
}

uint64_t watch_tally_total(struct watch_tally *tally)
{
	uint64_t total = 0;

	for (size_t i = 0; i < WATCH_RESULT_COUNT; i++)
		total += atomic_load(&tally->counts[i]);
	return total;
}

void watch_tally_say(struct watch_tally *tally, char text[static WATCH_TALLY_TEXT_MAX])
{
	uint64_t clear = atomic_load(&tally->counts[WATCH_CLEAR]), found = atomic_load(&tally->counts[WATCH_FOUND]);
	size_t length = (size_t)snprintf(text, WATCH_TALLY_TEXT_MAX,
	    "looked into %" PRIu64 ", with a form %" PRIu64 "; passed unseen:", clear + found, found);

	for (size_t i = WATCH_LIMIT; i < WATCH_RESULT_COUNT && length < WATCH_TALLY_TEXT_MAX; i++)
		length += (size_t)snprintf(text + length, WATCH_TALLY_TEXT_MAX - length, "%s %" PRIuFAST64, words[i],
		    atomic_load(&tally->counts[i]));
}
