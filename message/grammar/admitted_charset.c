#include "message/grammar/admitted_charset.h"

#include "message/charset_name.h"
#include "message/charsets.h"
#include "rules/utf8.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Names that the usual libraries know alike. What only some of them know is shown in different letters, and so is a
 * name that is spelt as only some can read it ("utf.8").
 */
static const char *const names[] = {"utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968", "iso-8859-1", "iso-8859-2",
    "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-10",
    "iso-8859-11", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16", "iso8859-1", "iso8859-2", "iso8859-15",
    "iso_8859-1", "latin1", "latin2", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
    "windows-1255", "windows-1256", "windows-1257", "windows-1258", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254",
    "cp1255", "cp1256", "cp1257", "cp1258", "koi8-r", "koi8-u", "tis-620", "macintosh", "ibm437", "ibm850", "ibm852",
    "ibm855", "ibm857", "ibm858", "ibm860", "ibm861", "ibm862", "ibm863", "ibm864", "ibm865", "ibm866", "ibm869",
    "cp437", "cp850", "cp866", "gb2312", "gbk", "gb18030", "big5", "big5-hkscs", "shift_jis", "cp932", "euc-jp",
    "iso-2022-jp", "euc-kr", "ks_c_5601-1987", "cp949", "iso-2022-kr"};

/* Their ASCII is ASCII, or nearly: in Shift_JIS as in any other spelling of it. */
static const char *const labels[] = {
    "unknown-8bit", "x-unknown", "windows-874", "iso-8859-8-i", "x-sjis", "cp852", "iso_8859-15", "latin9"};

static const char *const ascii_names[] = {"us-ascii", "ascii", "ansi_x3.4-1968"};

static bool is_any_of(const char *const *known, size_t count, const char *name, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(known[i]) == length && strncasecmp(known[i], name, length) == 0)
			return true;
	return false;
}

/* And this system can convert it. */
bool admitted_charset_is(const char *name, size_t length)
{
	struct text nothing = {0};

	if (!is_any_of(names, COUNT(names), name, length))
		return false;
	int r = charset_decode(name, length, "", 0, &nothing);
	text_clear(&nothing);
	return r == 0;
}

bool admitted_charset_is_label(const char *name, size_t length)
{
	return is_any_of(labels, COUNT(labels), name, length) || admitted_charset_is(name, length);
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
	if (!is_utf8 && !is_any_of(ascii_names, COUNT(ascii_names), name, name_length))
		return decode_converted(name, name_length, bytes, length, text);
	if (is_utf8 ? !utf8_is_valid(bytes, length) : !is_ascii(bytes, length))
		return -EBADMSG;
	text_append(text, bytes, length);
	return text->error;
}
