#include "message/grammar/admitted_charset.h"

#include "message/charset_name.h"
#include "message/charsets.h"
#include "rules/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Keys of message/charset_name.h, and what begins like them. */
static const char *const refused[] = {"utf7", "utf16", "utf32"};

static const char *const ascii_names[] = {"us-ascii", "ascii", "ansi_x3.4-1968"};

/* RFC 2978 section 2.3, of which only these occur. */
static bool is_name(const char *name, size_t length)
{
	if (length == 0 || length > CHARSET_NAME_MAX || !isalnum((unsigned char)name[0]))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)name[i]) && strchr("-_.:+", name[i]) == NULL)
			return false;
	return memchr(name, '\0', length) == NULL;
}

static bool is_ascii_name(const char *name, size_t length)
{
	for (size_t i = 0; i < COUNT(ascii_names); i++)
		if (strlen(ascii_names[i]) == length && strncasecmp(ascii_names[i], name, length) == 0)
			return true;
	return false;
}

bool admitted_charset_is(const char *name, size_t length)
{
	char key[CHARSET_KEY_SIZE];
	struct text nothing = {0};

	if (!is_name(name, length))
		return false;
	charset_name_key(name, length, key);
	for (size_t i = 0; i < COUNT(refused); i++)
		if (strncmp(key, refused[i], strlen(refused[i])) == 0)
			return false;
	int r = charset_decode(name, length, "", 0, &nothing);
	text_clear(&nothing);
	return r == 0;
}

static bool is_ascii(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)bytes[i] >= 0x80)
			return false;
	return true;
}

/* The lax reading puts U+FFFD where no character is. */
static int decode_converted(const char *name, size_t name_length, const char *bytes, size_t length, struct text *text)
{
	size_t from = text->length;

	int r = charset_decode(name, name_length, bytes, length, text);
	if (r < 0)
		return r;
	return memmem(text_string(text) + from, text->length - from, "\xef\xbf\xbd", 3) == NULL ? 0 : -EBADMSG;
}

int admitted_charset_decode(const char *name, size_t name_length, const char *bytes, size_t length, struct text *text)
{
	char key[CHARSET_KEY_SIZE];

	if (!admitted_charset_is(name, name_length))
		return -ENOENT;
	charset_name_key(name, name_length, key);
	bool is_utf8 = strcmp(key, "utf8") == 0;
	if (!is_utf8 && !is_ascii_name(name, name_length))
		return decode_converted(name, name_length, bytes, length, text);
	if (is_utf8 ? !utf8_is_valid(bytes, length) : !is_ascii(bytes, length))
		return -EBADMSG;
	text_append(text, bytes, length);
	return text->error;
}
