#include "message/charsets.h"

#include "message/charset_name.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define REPLACEMENT	0xfffdU
#define RELEASES_TO_LET 4 /* glibc unloads a converter some releases of others after its own */

/* As mail programs name them; several may be one (message/charset_name.h): then the largest stands first, or has a
 * converter below. */
static const char *const names[] = {"UTF-8", "UTF-7", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE",
    "UTF-32BE", "ISO-8859-1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7",
    "ISO-8859-8", "ISO-8859-9", "ISO-8859-10", "ISO-8859-11", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15",
    "ISO-8859-16", "Windows-1250", "Windows-1251", "Windows-1252", "US-ASCII", "Windows-1253", "Windows-1254",
    "Windows-1255", "Windows-1256", "Windows-1257", "Windows-1258", "Windows-874", "KOI8-R", "KOI8-U", "KOI8-T",
    "TIS-620", "VISCII", "TCVN", "Macintosh", "Mac-CentralEurope", "Mac-Cyrillic", "Mac-UK", "ARMSCII-8", "Georgian-PS",
    "IBM437", "IBM850", "IBM852", "IBM855", "IBM857", "IBM858", "IBM860", "IBM861", "IBM862", "IBM863", "IBM864",
    "IBM865", "IBM866", "IBM869", "GB2312", "GBK", "GB18030", "Big5", "Big5-HKSCS", "Shift_JIS", "Windows-31J",
    "EUC-JP", "ISO-2022-JP", "EUC-KR", "CP949", "ISO-2022-KR"};

/* Characters of more octets than one, or of a number that depends on those before. */
static const char *const wide_names[] = {"UTF-8", "UTF-7", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE",
    "UTF-32BE", "GB18030", "BIG5-HKSCS", "CP932", "EUC-JP", "ISO-2022-JP", "CP949", "ISO-2022-KR"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A charset with one octet a character. */
struct narrow {
	char key[CHARSET_KEY_SIZE];
	uint16_t characters[256]; /* 0: no character, but for octet 0 */
};

/* Its converter is never closed: that it stays open is the point. */
struct wide {
	char key[CHARSET_KEY_SIZE];
	iconv_t converter;
};

static struct narrow narrows[COUNT(names)];
static size_t narrow_count;
static struct wide wides[COUNT(wide_names)];
static size_t wide_count;

const char *charsets_name(size_t index)
{
	return index < COUNT(names) ? names[index] : NULL;
}

static const struct narrow *find_narrow(const char *key)
{
	for (size_t i = 0; i < narrow_count; i++)
		if (strcmp(narrows[i].key, key) == 0)
			return &narrows[i];
	return NULL;
}

static const struct wide *find_wide(const char *key)
{
	for (size_t i = 0; i < wide_count; i++)
		if (strcmp(wides[i].key, key) == 0)
			return &wides[i];
	return NULL;
}

static uint16_t convert_octet(iconv_t converter, uint8_t octet)
{
	uint8_t out[16] = {0};
	char *in_at = (char *)&octet, *out_at = (char *)out;
	size_t in_left = 1, out_left = sizeof(out);

	iconv(converter, NULL, NULL, NULL, NULL);
	if (iconv(converter, &in_at, &in_left, &out_at, &out_left) == (size_t)-1)
		return 0;
	/* Some wait whether an accent follows. */
	iconv(converter, NULL, NULL, &out_at, &out_left);
	return out_left == sizeof(out) - 2 ? (uint16_t)((unsigned)out[0] | (unsigned)out[1] << 8) : 0;
}

static void fetch_narrow(const char *name, const char *key)
{
	struct narrow *narrow = &narrows[narrow_count];
	iconv_t converter = iconv_open("UTF-16LE", name);

	if (converter == (iconv_t)-1)
		return;
	memcpy(narrow->key, key, sizeof(narrow->key));
	for (unsigned octet = 0; octet < 256; octet++)
		narrow->characters[octet] = convert_octet(converter, (uint8_t)octet);
	iconv_close(converter);
	narrow_count++;
}

static void hold_wide(const char *name)
{
	struct wide *wide = &wides[wide_count];

	charset_name_key(name, strlen(name), wide->key);
	wide->converter = iconv_open("UTF-8", name);
	if (wide->converter != (iconv_t)-1)
		wide_count++;
}

size_t charsets_hold(void)
{
	char key[CHARSET_KEY_SIZE];
	size_t count = 0;

	if (wide_count > 0)
		return COUNT(names);
	for (size_t i = 0; i < COUNT(wide_names); i++)
		hold_wide(wide_names[i]);
	for (size_t i = 0; i < COUNT(names); i++) {
		charset_name_key(names[i], strlen(names[i]), key);
		if (find_wide(key) == NULL && find_narrow(key) == NULL)
			fetch_narrow(names[i], key);
		count += find_wide(key) != NULL || find_narrow(key) != NULL;
	}
	for (int i = 0; i < RELEASES_TO_LET; i++) {
		iconv_t released = iconv_open("UTF-8", "UTF-16");
		if (released != (iconv_t)-1)
			iconv_close(released);
	}
	return count;
}

static void append_character(struct text *text, unsigned character)
{
	char octets[3];

	if (character < 0x80) {
		text_append_octet(text, (char)character);
	} else if (character < 0x800) {
		octets[0] = (char)(0xc0 | character >> 6);
		octets[1] = (char)(0x80 | (character & 0x3f));
		text_append(text, octets, 2);
	} else {
		octets[0] = (char)(0xe0 | character >> 12);
		octets[1] = (char)(0x80 | (character >> 6 & 0x3f));
		octets[2] = (char)(0x80 | (character & 0x3f));
		text_append(text, octets, 3);
	}
}

static void decode_narrow(const struct narrow *narrow, const char *bytes, size_t length, struct text *text)
{
	for (size_t i = 0; i < length; i++) {
		unsigned character = narrow->characters[(uint8_t)bytes[i]];
		append_character(text, character == 0 && bytes[i] != '\0' ? REPLACEMENT : character);
	}
}

static void decode_wide(iconv_t converter, char *in, size_t in_left, struct text *text)
{
	char buffer[512];

	iconv(converter, NULL, NULL, NULL, NULL);
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
		append_character(text, REPLACEMENT);
		in++;
		in_left--;
		iconv(converter, NULL, NULL, NULL, NULL);
	}
}

int charset_decode(const char *name, size_t name_length, const char *bytes, size_t length, struct text *text)
{
	char key[CHARSET_KEY_SIZE];

	charset_name_key(name, name_length, key);
	const struct narrow *narrow = find_narrow(key);
	const struct wide *wide = find_wide(key);
	if (narrow != NULL)
		decode_narrow(narrow, bytes, length, text);
	else if (wide != NULL)
		decode_wide(wide->converter, (char *)(uintptr_t)bytes, length, text);
	else
		return -ENOENT;
	return text->error;
}
