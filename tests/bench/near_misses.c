/*
 * near_misses: how often is an address of a made directory taken for a near miss, and how long does a comparison take?
 *
 * Prints for each address of the shipped route the false alarms among 10,000 addresses, and each of them. An alarm is
 * an address that is merely similar: siblings are counted apart, and what differs by what a typist does
 * (preventreferral for preventreferrals) is none.
 */
#include "rules/near_miss.h"

#include "tests/support/council_directory.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define ADDRESSES 10000

static const char *const listed[] = {
    "preventreferrals@met.pnn.police.uk", "mashagency@lewisham.gov.uk", "prevent@lewisham.gov.uk"};

static void count(const char *address)
{
	unsigned long alarms = 0, siblings = 0;
	uint64_t seed = 1;

	for (int i = 0; i < ADDRESSES; i++) {
		char made[COUNCIL_ADDRESS_MAX];
		council_directory_next(&seed, made);
		enum near_miss nearness = near_miss_compare(made, address);
		siblings += nearness == NEAR_MISS_SIBLING;
		alarms += nearness == NEAR_MISS_MISTYPED;
		if (nearness != NEAR_MISS_NONE)
			printf("  %s %s\n", nearness == NEAR_MISS_MISTYPED ? "mistyped" : "sibling ", made);
	}
	printf("%s: %lu of %d mistyped, %lu siblings\n", address, alarms, ADDRESSES, siblings);
}

static double microseconds(void)
{
	struct timespec begin, end;
	uint64_t seed = 1;
	char made[COUNCIL_ADDRESS_MAX];
	unsigned near = 0;

	council_directory_next(&seed, made);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	for (int i = 0; i < ADDRESSES; i++) {
		council_directory_next(&seed, made);
		for (size_t j = 0; j < sizeof(listed) / sizeof(listed[0]); j++)
			near += near_miss_compare(made, listed[j]) != NEAR_MISS_NONE;
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
	return near < ADDRESSES ? seconds * 1e6 / ADDRESSES / (double)(sizeof(listed) / sizeof(listed[0])) : 0;
}

int main(void)
{
	for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++)
		count(listed[i]);
	printf("a comparison takes %.2f us\n", microseconds());
	return 0;
}
