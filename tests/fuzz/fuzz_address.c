/* Whatever the octets: an address has one canonical spelling, which is its own. */
#include "rules/address.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_domain(const char *domain)
{
	char *again = NULL;

	require(address_domain_normalise(domain, strlen(domain), &again) == 0);
	require(strcmp(again, domain) == 0);
	free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *canonical = NULL, *again = NULL;

	if (address_normalise((const char *)data, size, &canonical) < 0) {
		require(canonical == NULL);
		return 0;
	}
	require(strlen(canonical) <= ADDRESS_MAX);
	require(address_normalise(canonical, strlen(canonical), &again) == 0);
	require(strcmp(again, canonical) == 0);
	if (canonical[0] != '\0') {
		check_domain(address_domain(canonical));
		require(address_domain_matches(canonical, address_domain(canonical)));
	}
	free(again);
	free(canonical);
	return 0;
}
