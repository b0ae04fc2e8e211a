#include "message/sanitise/html_charset.h"

#include "message/charset_name.h"
#include "message/charsets.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define PRESCAN_OCTETS 4096 /* a meta element further on is not looked for */

static const char *const hiding[] = {"utf7", "utf16", "utf32", "iso2022", "ucs", "hz", "ibm037", "ibm500"};

bool html_charset_is_plain(const char *name)
{
	char key[CHARSET_KEY_SIZE];

	charset_name_key(name, strlen(name), key);
	for (size_t i = 0; i < sizeof(hiding) / sizeof(hiding[0]); i++)
		if (strncmp(key, hiding[i], strlen(hiding[i])) == 0)
			return false;
	return true;
}

static bool is_continuation(const char *octets, size_t size, size_t count)
{
	if (count >= size)
		return false;
	for (size_t i = 1; i <= count; i++)
		if (((unsigned char)octets[i] & 0xc0) != 0x80)
			return false;
	return true;
}

/* Near enough for a guess. */
static bool is_utf8(const char *octets, size_t size)
{
	for (size_t i = 0; i < size;) {
		unsigned char octet = (unsigned char)octets[i];
		size_t more = octet < 0x80 ? 0 : octet < 0xe0 ? 1 : octet < 0xf0 ? 2 : 3;
		if ((octet >= 0x80 && octet < 0xc2) || octet > 0xf4 ||
		    (more > 0 && !is_continuation(octets + i, size - i, more)))
			return false;
		i += more + 1;
	}
	return true;
}

static bool is_name_octet(char octet)
{
	return (octet >= '0' && octet <= '9') || (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
	       (octet != '\0' && strchr("-_:.", octet) != NULL);
}

/* What follows the first "charset=" near the beginning: the name, cut at `size`. */
static bool find_meta(const char *octets, size_t length, char *name, size_t size)
{
	static const char key[] = "charset=";
	size_t end = length < PRESCAN_OCTETS ? length : PRESCAN_OCTETS, taken = 0;

	for (size_t i = 0; i + sizeof(key) <= end; i++) {
		if (strncasecmp(octets + i, key, sizeof(key) - 1) != 0)
			continue;
		i += sizeof(key) - 1;
		i += octets[i] == '"' || octets[i] == '\'';
		while (i < end && taken < size - 1 && is_name_octet(octets[i]))
			name[taken++] = octets[i++];
		name[taken] = '\0';
		return taken > 0;
	}
	return false;
}

static const char *find_mark(const char *octets, size_t size)
{
	if (size >= 3 && memcmp(octets, "\xef\xbb\xbf", 3) == 0)
		return "UTF-8";
	if (size >= 2 && (memcmp(octets, "\xff\xfe", 2) == 0 || memcmp(octets, "\xfe\xff", 2) == 0))
		return "UTF-16";
	return NULL;
}

/* Browsers read these as Windows-1252; what is no character there is no character at all. */
static bool is_western(const char *name)
{
	char key[CHARSET_KEY_SIZE];

	charset_name_key(name, strlen(name), key);
	return strcmp(key, "iso88591") == 0 || strcmp(key, "usascii") == 0 || strcmp(key, "ascii") == 0;
}

int html_charset_decode(const char *octets, size_t size, const char *declared, struct text *text)
{
	char meta[CHARSET_NAME_MAX + 1];
	const char *name = declared != NULL && declared[0] != '\0' ? declared : find_mark(octets, size);

	/* A meta element that is read as ASCII cannot be in a charset that hides it. */
	if (name == NULL && find_meta(octets, size, meta, sizeof(meta)) && html_charset_is_plain(meta))
		name = meta;
	if (name == NULL)
		name = is_utf8(octets, size) ? "UTF-8" : "Windows-1252";
	if (is_western(name))
		name = "Windows-1252";
	int r = charset_decode(name, strlen(name), octets, size, text);
	if (r == -ENOENT)
		r = charset_decode("Windows-1252", strlen("Windows-1252"), octets, size, text);
	return r;
}
