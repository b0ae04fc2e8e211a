#include "audit/tool/number.h"

#include <errno.h>

int number_parse(const char *text, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (text[0] == '\0')
		return -EINVAL;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9' || number > (INT64_MAX - (uint64_t)(*text - '0')) / 10)
			return -EINVAL;
		number = number * 10 + (uint64_t)(*text - '0');
	}
	*ret_number = number;
	return 0;
}
