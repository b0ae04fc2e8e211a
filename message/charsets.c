#include "message/charsets.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* What mail programs write, and what GMime asks glibc for in its own spelling of the same converters. */
static const char *const names[] = {"UTF-8", "US-ASCII", "UTF-7", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32",
    "UTF-32LE", "UTF-32BE", "UCS-2", "UCS-4", "ISO-8859-1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5",
    "ISO-8859-6", "ISO-8859-7", "ISO-8859-8", "ISO-8859-9", "ISO-8859-10", "ISO-8859-11", "ISO-8859-13", "ISO-8859-14",
    "ISO-8859-15", "ISO-8859-16", "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1252", "WINDOWS-1253", "WINDOWS-1254",
    "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257", "WINDOWS-1258", "WINDOWS-31J", "CP874", "CP949", "KOI8-R", "KOI8-U",
    "KOI8-T", "GB2312", "GBK", "GB18030", "BIG5", "BIG5-HKSCS", "EUC-TW", "EUC-CN", "ISO-2022-CN", "ISO-2022-JP",
    "ISO-2022-JP-2", "ISO-2022-KR", "SHIFT_JIS", "EUC-JP", "EUC-KR", "JOHAB", "TIS-620", "VISCII", "TCVN", "MACINTOSH",
    "MAC-CENTRALEUROPE", "MAC-CYRILLIC", "MAC-UK", "ARMSCII-8", "GEORGIAN-PS", "IBM437", "IBM850", "IBM852", "IBM855",
    "IBM857", "IBM858", "IBM860", "IBM861", "IBM862", "IBM863", "IBM864", "IBM865", "IBM866", "IBM869", NULL};

/* Never closed: that they stay open is the point. */
static iconv_t held[sizeof(names) / sizeof(names[0])];

const char *const *charsets_names(void)
{
	return names;
}

size_t charsets_hold(void)
{
	size_t count = 0;

	for (size_t i = 0; names[i] != NULL; i++) {
		held[count] = iconv_open("UTF-8", names[i]);
		if (held[count] != (iconv_t)-1)
			count++;
	}
	return count;
}

/* No slash: glibc would read "//TRANSLIT" behind it. */
static bool is_name(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char c = name[i];
		bool is_alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!is_alphanumeric && (c == '\0' || strchr("-_.:+()", c) == NULL))
			return false;
	}
	return length > 0 && length <= CHARSET_NAME_MAX;
}

static void convert(iconv_t converter, char *in, size_t in_left, struct text *text)
{
	char buffer[512];

	while (text->error == 0) {
		char *out = buffer;
		size_t out_left = sizeof(buffer);
		/* The last call, without input, puts out what a stateful charset still holds. */
		size_t r = iconv(converter, in_left > 0 ? &in : NULL, &in_left, &out, &out_left);
		int error = r == (size_t)-1 ? errno : 0;
		text_append(text, buffer, (size_t)(out - buffer));
		if (error == 0 && in_left == 0 && out == buffer)
			return;
		if (error == 0 || error == E2BIG)
			continue;
		if ((error != EILSEQ && error != EINVAL) || in_left == 0)
			return;
		text_append(text, REPLACEMENT, strlen(REPLACEMENT));
		in++;
		in_left--;
		iconv(converter, NULL, NULL, NULL, NULL);
	}
}

int charset_decode(const char *name, size_t name_length, const char *bytes, size_t length, struct text *text)
{
	char terminated[CHARSET_NAME_MAX + 1];

	if (!is_name(name, name_length))
		return -ENOENT;
	memcpy(terminated, name, name_length);
	terminated[name_length] = '\0';
	iconv_t converter = iconv_open("UTF-8", terminated);
	if (converter == (iconv_t)-1)
		return errno == ENOMEM ? -ENOMEM : -ENOENT;
	convert(converter, (char *)(uintptr_t)bytes, length, text);
	iconv_close(converter);
	return text->error;
}
