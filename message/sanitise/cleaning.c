#include "message/sanitise/cleaning.h"

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
