/* Whatever the octets of an RTF or a legacy office file: they are looked at, and nothing is written. */
#include "message/sanitise/ole_unsafe.h"
#include "message/sanitise/rtf_unsafe.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check(cleaner look, const char *octets, size_t size)
{
	struct cleaning all, none;

	require(look(octets, size, ~0U, &all) == 0 && look(octets, size, 0, &none) == 0);
	require(all.octets == NULL && all.removed == 0 && all.state != CLEANING_DONE && all.found == none.found);
	require(all.found == 0 || all.state != CLEANING_UNCHANGED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int is_warm;

	if (!is_warm) {
		ole_unsafe_warm();
		is_warm = 1;
	}
	check(rtf_unsafe, (const char *)data, size);
	check(ole_unsafe, (const char *)data, size);
	return 0;
}
