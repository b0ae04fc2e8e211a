/*
 * Whatever the octets: what is cleaned stays as it is when it is cleaned again, and says what it said before. The first
 * octet chooses the charset.
 */
#include "message/charsets.h"
#include "message/sanitise/html.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BOTH (UNSAFE_BIT(UNSAFE_HTML_ACTIVE) | UNSAFE_BIT(UNSAFE_HTML_REMOTE))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const charsets[] = {
    NULL, "utf-8", "windows-1252", "utf-7", "utf-16", "iso-2022-jp", "shift_jis", "no-such-charset"};

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_octets(const struct cleaning *cleaning)
{
	for (size_t i = 0; i < cleaning->size; i++)
		require(cleaning->octets[i] == '\n' || cleaning->octets[i] == '\t' ||
			(cleaning->octets[i] >= ' ' && cleaning->octets[i] < 0x7f));
}

static void check_again(const struct cleaning *cleaning)
{
	struct cleaning again;

	require(html_clean(cleaning->octets, cleaning->size, NULL, BOTH, &again) == 0);
	require(again.state == CLEANING_UNCHANGED && again.found == 0 && again.octets == NULL);
	cleaning_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cleaning cleaning;
	char *text = NULL;

	if (size == 0)
		return 0;
	charsets_hold();
	const char *charset = charsets[data[0] % (sizeof(charsets) / sizeof(charsets[0]))];
	const char *octets = (const char *)data + 1;
	require(html_clean(octets, size - 1, charset, BOTH, &cleaning) == 0);
	require((cleaning.removed & ~cleaning.found) == 0);
	require((cleaning.state == CLEANING_DONE) == (cleaning.octets != NULL));
	if (cleaning.state == CLEANING_DONE) {
		check_octets(&cleaning);
		check_again(&cleaning);
	}
	for (int past = 0; past < 2; past++)
		if (html_text(octets, size - 1, charset, past == 1, &text) == 0)
			free(text);
	cleaning_clear(&cleaning);
	return 0;
}
