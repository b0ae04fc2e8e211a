#include "message/form/version_text.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static bool begins_with_version(const char *text)
{
	static const char *const words[] = {"version", "fersiwn", "v", "edition", "revision", "rev"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t length = strlen(words[i]);
		if (strncasecmp(text, words[i], length) != 0)
			continue;
		if (isdigit((unsigned char)text[length + strspn(text + length, " .:")]))
			return true;
	}
	return false;
}

bool version_text_is(const char *text)
{
	for (const char *at = text; *at != '\0'; at++)
		if ((at == text || !isalnum((unsigned char)at[-1])) && begins_with_version(at))
			return true;
	return false;
}
