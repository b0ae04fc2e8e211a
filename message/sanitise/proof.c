#include "message/sanitise/proof.h"

#include <stdlib.h>

static void give_up(struct cleaning *cleaning, enum cleaning_state state)
{
	unsigned found = cleaning->found;

	cleaning_clear(cleaning);
	cleaning->state = state;
	cleaning->found = found;
}

int proof_clean(cleaner clean, const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning)
{
	struct cleaning cleaning, again;

	cleaning_init(&cleaning);
	cleaning_init(&again);
	int r = clean(octets, size, strip, &cleaning);
	if (r == 0 && cleaning.state == CLEANING_DONE) {
		r = clean(cleaning.octets, cleaning.size, strip, &again);
		if (r == 0 && (again.state != CLEANING_UNCHANGED || (again.found & strip) != 0))
			give_up(&cleaning, again.state == CLEANING_LIMIT ? CLEANING_LIMIT : CLEANING_IMPOSSIBLE);
	}
	cleaning_clear(&again);
	if (r < 0)
		cleaning_clear(&cleaning);
	else
		*ret_cleaning = cleaning;
	return r;
}
