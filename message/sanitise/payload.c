#include "message/sanitise/payload.h"

#include <string.h>

#define BEGINS(octets)                                                                                                 \
	{                                                                                                              \
		octets, sizeof(octets) - 1                                                                             \
	}

bool payload_is(const char *octets, size_t size)
{
	static const struct {
		const char *octets;
		size_t length;
	} beginnings[] = {BEGINS("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), BEGINS("MZ"), BEGINS("\177ELF"), BEGINS("PK\3\4"),
	    BEGINS("Rar!"), BEGINS("7z\xbc\xaf"), BEGINS("{\\rt"), BEGINS("%PDF-"), BEGINS("#!"),
	    BEGINS("L\0\0\0\1\24\2"), BEGINS("MSCF"), BEGINS("ITSF"), BEGINS("\xca\xfe\xba\xbe")};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (size >= beginnings[i].length && memcmp(octets, beginnings[i].octets, beginnings[i].length) == 0)
			return true;
	return false;
}
