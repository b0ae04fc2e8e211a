#include "message/sanitise/cleaning.h"

#include "message/form/document.h"

#include <stdlib.h>

void cleaning_init(struct cleaning *cleaning)
{
	*cleaning = (struct cleaning){.state = CLEANING_IMPOSSIBLE};
}

void cleaning_clear(struct cleaning *cleaning)
{
	free(cleaning->octets);
	cleaning_init(cleaning);
}

bool cleaning_is_ambiguous(unsigned obstacles, bool is_open)
{
	if ((obstacles & OBSTACLE_ENCRYPTED) != 0)
		return false;
	return (obstacles & OBSTACLE_AMBIGUOUS) != 0 || (is_open && (obstacles & OBSTACLE_DAMAGED) != 0);
}
