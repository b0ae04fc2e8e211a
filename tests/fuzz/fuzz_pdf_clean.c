/* Whatever the octets of a PDF: what comes out of it is clean, is cleaned once for all. */
#include "message/sanitise/pdf_clean.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_done(const struct cleaning *cleaning)
{
	struct cleaning again;

	require(cleaning->octets != NULL && cleaning->removed != 0);
	require(pdf_clean(cleaning->octets, cleaning->size, ~0U, &again) == 0);
	require(again.state == CLEANING_UNCHANGED && again.found == 0);
	cleaning_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int is_warm;
	struct cleaning cleaning, looked;

	if (!is_warm) {
		require(pdf_clean_warm() == 0);
		is_warm = 1;
	}
	require(pdf_clean((const char *)data, size, ~0U, &cleaning) == 0);
	require(pdf_clean((const char *)data, size, 0, &looked) == 0);
	require(looked.found == cleaning.found && looked.octets == NULL);
	if (cleaning.state == CLEANING_DONE)
		check_done(&cleaning);
	else
		require(cleaning.octets == NULL && cleaning.removed == 0);
	cleaning_clear(&cleaning);
	cleaning_clear(&looked);
	return 0;
}
