/* Whatever the octets of an office document: it is cleaned, or refused, within the limits; cleaned, it is clean. */
#include "message/form/xml.h"
#include "message/sanitise/odf.h"
#include "message/sanitise/ooxml.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check(cleaner clean, const char *octets, size_t size)
{
	struct cleaning cleaning, again, found;

	require(clean(octets, size, UINT_MAX, &cleaning) == 0);
	require(clean(octets, size, 0, &found) == 0);
	require((cleaning.octets != NULL) == (cleaning.state == CLEANING_DONE));
	require(found.octets == NULL && found.removed == 0 && (cleaning.removed & ~cleaning.found) == 0);
	if (cleaning.state == CLEANING_DONE) {
		require(clean(cleaning.octets, cleaning.size, UINT_MAX, &again) == 0);
		require(again.state == CLEANING_UNCHANGED && again.found == 0);
		cleaning_clear(&again);
	}
	cleaning_clear(&cleaning);
	cleaning_clear(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int is_warm;

	if (!is_warm)
		xml_warm();
	is_warm = 1;
	check(ooxml_clean, (const char *)data, size);
	check(odf_clean, (const char *)data, size);
	return 0;
}
