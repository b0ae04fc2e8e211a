#include "message/charset_name.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* What is contained in another charset of ours is read as that one, as browsers do. */
static const struct {
	const char *alias, *key;
} aliases[] = {
    {"latin1", "iso88591"},
    {"l1", "iso88591"},
    {"latin2", "iso88592"},
    {"l2", "iso88592"},
    {"latin3", "iso88593"},
    {"latin4", "iso88594"},
    {"cyrillic", "iso88595"},
    {"arabic", "iso88596"},
    {"greek", "iso88597"},
    {"hebrew", "iso88598"},
    {"iso88598i", "iso88598"},
    {"iso88598e", "iso88598"},
    {"latin5", "iso88599"},
    {"latin6", "iso885910"},
    {"latin7", "iso885913"},
    {"latin8", "iso885914"},
    {"latin9", "iso885915"},
    {"latin10", "iso885916"},
    {"usascii", "windows1252"},
    {"ascii", "windows1252"},
    {"ansix341968", "windows1252"},
    {"ansi", "windows1252"},
    {"koi8", "koi8r"},
    {"mac", "macintosh"},
    {"macroman", "macintosh"},
    {"macce", "maccentraleurope"},
    {"macukrainian", "macuk"},
    {"thai", "tis620"},
    {"cp874", "windows874"},
    {"unicode11utf7", "utf7"},
    {"unicode11utf8", "utf8"},
    {"gb2312", "gb18030"},
    {"gb231280", "gb18030"},
    {"gb180302000", "gb18030"},
    {"cngb", "gb18030"},
    {"euccn", "gb18030"},
    {"gbk", "gb18030"},
    {"cp936", "gb18030"},
    {"windows936", "gb18030"},
    {"big5", "big5hkscs"},
    {"big5eten", "big5hkscs"},
    {"cnbig5", "big5hkscs"},
    {"cp950", "big5hkscs"},
    {"windows950", "big5hkscs"},
    {"shiftjis", "cp932"},
    {"sjis", "cp932"},
    {"mskanji", "cp932"},
    {"windows31j", "cp932"},
    {"iso2022jp1", "iso2022jp"},
    {"iso2022jp2", "iso2022jp"},
    {"iso2022jpms", "iso2022jp"},
    {"cp50220", "iso2022jp"},
    {"euckr", "cp949"},
    {"ksc5601", "cp949"},
    {"ksc56011987", "cp949"},
    {"ksc56011989", "cp949"},
    {"korean", "cp949"},
    {"uhc", "cp949"},
    {"windows949", "cp949"},
};

/* "cp" stands before the numbers of both Microsoft and IBM. */
static const struct {
	const char *prefix, *key;
} prefixes[] = {
    {"cp125", "windows125"}, {"win125", "windows125"}, {"8859", "iso8859"}, {"cp4", "ibm4"}, {"cp8", "ibm8"}};

static void squeeze(const char *name, size_t length, char *key)
{
	size_t at = 0;

	for (size_t i = 0; i < length && name[i] != ':' && at + 1 < CHARSET_KEY_SIZE; i++) {
		char c = name[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			key[at++] = c;
	}
	key[at] = '\0';
}

static void replace_prefix(char *key, const char *prefix, const char *with)
{
	char whole[CHARSET_KEY_SIZE * 2];

	snprintf(whole, sizeof(whole), "%s%s", with, key + strlen(prefix));
	whole[CHARSET_KEY_SIZE - 1] = '\0';
	memcpy(key, whole, strlen(whole) + 1);
}

void charset_name_key(const char *name, size_t length, char key[static CHARSET_KEY_SIZE])
{
	if (length > 2 && (name[0] == 'x' || name[0] == 'X') && name[1] == '-') {
		name += 2;
		length -= 2;
	}
	squeeze(name, length, key);
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (strcmp(key, aliases[i].alias) == 0) {
			memcpy(key, aliases[i].key, strlen(aliases[i].key) + 1);
			return;
		}
	}
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (strncmp(key, prefixes[i].prefix, strlen(prefixes[i].prefix)) == 0) {
			replace_prefix(key, prefixes[i].prefix, prefixes[i].key);
			return;
		}
	}
}
