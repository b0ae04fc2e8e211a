#include "audit/report/band.h"

#include <inttypes.h>
#include <stdio.h>

struct shown band_alone(uint64_t number)
{
	bool is_small = number > 0 && number < BAND_LEAST;

	return (struct shown){is_small ? SHOWING_BANDED : SHOWING_EXACT, number};
}

/* What a reader can work out: the sum of all that is hidden. */
struct hidden {
	uint64_t sum;
	uint64_t banded, withheld; /* how many */
};

static struct hidden look(const struct shown *parts, size_t count)
{
	struct hidden hidden = {0};

	for (size_t i = 0; i < count; i++) {
		if (parts[i].how == SHOWING_EXACT)
			continue;
		hidden.sum += parts[i].number;
		hidden.banded += parts[i].how == SHOWING_BANDED;
		hidden.withheld += parts[i].how == SHOWING_WITHHELD;
	}
	return hidden;
}

/* May a banded number be each of 1 to 4, when the others are whatever they can be? */
static bool is_safe(const struct hidden *hidden)
{
	uint64_t others = hidden->banded - 1, most = BAND_LEAST - 1;
	bool can_be_least = hidden->withheld > 0 || hidden->sum <= 1 + others * most;
	bool can_be_most = hidden->sum >= most + others + hidden->withheld * BAND_LEAST;

	return can_be_least && can_be_most;
}

/*
 * What is tried depends on nothing but what is published then: which numbers are small, and the others' order, not
 * their size. Were it the smallest that is withheld, or none where none seems needed, the choice itself would tell.
 */
static bool withhold(struct shown *parts, size_t count, size_t most)
{
	size_t number = 0;

	for (size_t i = 0; i < count && number < most; i++) {
		if (parts[i].number < BAND_LEAST)
			continue;
		parts[i].how = SHOWING_WITHHELD;
		number++;
	}
	struct hidden hidden = look(parts, count);
	return number > 0 && is_safe(&hidden);
}

static bool hide(struct shown *parts, size_t count)
{
	struct hidden hidden;

	for (size_t i = 0; i < count; i++)
		parts[i] = band_alone(parts[i].number);
	hidden = look(parts, count);
	if (hidden.banded == 0 || withhold(parts, count, 1) || withhold(parts, count, count))
		return true;
	/* Only where there is nothing to withhold. */
	return look(parts, count).withheld == 0 && is_safe(&hidden);
}

bool band_parts(struct shown *parts, size_t count, const struct shown *total)
{
	if (total->how == SHOWING_EXACT && hide(parts, count))
		return true;
	for (size_t i = 0; i < count; i++)
		parts[i].how = SHOWING_WITHHELD;
	return false;
}

const char *band_text(const struct shown *shown, char text[static BAND_TEXT_SIZE])
{
	switch (shown->how) {
	case SHOWING_EXACT:
		snprintf(text, BAND_TEXT_SIZE, "%" PRIu64, shown->number);
		break;
	case SHOWING_BANDED:
		snprintf(text, BAND_TEXT_SIZE, "<%d", BAND_LEAST);
		break;
	case SHOWING_WITHHELD:
		snprintf(text, BAND_TEXT_SIZE, "withheld");
		break;
	}
	return text;
}
