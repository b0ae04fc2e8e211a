#include "message/sanitise/xml_entity.h"

#include <errno.h>
#include <string.h>

#define REFERENCE_MOST 12 /* octets between & and ; */

static const struct {
	const char *name;
	char octet;
} names[] = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};

static bool is_character(unsigned long code)
{
	return code == 9 || code == 10 || code == 13 || (code >= 0x20 && code < 0xd800) ||
	       (code >= 0xe000 && code < 0xfffe) || (code >= 0x10000 && code <= 0x10ffff);
}

static void append_character(struct text *text, unsigned long code)
{
	static const struct {
		unsigned long below;
		unsigned lead, shift;
	} forms[] = {{0x80, 0, 0}, {0x800, 0xc0, 6}, {0x10000, 0xe0, 12}, {0x110000, 0xf0, 18}};
	size_t form = 0;

	while (code >= forms[form].below)
		form++;
	unsigned shift = forms[form].shift;
	text_append_octet(text, (char)(forms[form].lead | code >> shift));
	while (shift > 0) {
		shift -= 6;
		text_append_octet(text, (char)(0x80 | (code >> shift & 0x3f)));
	}
}

/* Digits only, none of strtoul's signs and blanks. */
static int parse_number(const char *digits, size_t length, unsigned base, unsigned long *ret_code)
{
	unsigned long code = 0;

	if (length == 0)
		return -EBADMSG;
	for (size_t i = 0; i < length; i++) {
		const char *all = "0123456789abcdef";
		char octet = digits[i] >= 'A' && digits[i] <= 'F' ? (char)(digits[i] - 'A' + 'a') : digits[i];
		const char *digit = octet != '\0' ? strchr(all, octet) : NULL;
		if (digit == NULL || (unsigned)(digit - all) >= base)
			return -EBADMSG;
		code = code * base + (unsigned long)(digit - all);
		if (code > 0x10ffff)
			return -EBADMSG;
	}
	*ret_code = code;
	return 0;
}

static int append_reference(struct text *text, const char *name, size_t length)
{
	unsigned long code = 0;

	if (length > 1 && name[0] == '#') {
		bool is_hex = name[1] == 'x';
		size_t skip = is_hex ? 2 : 1;
		if (parse_number(name + skip, length - skip, is_hex ? 16 : 10, &code) < 0 || !is_character(code))
			return -EBADMSG;
		append_character(text, code);
		return 0;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i].name) == length && memcmp(names[i].name, name, length) == 0) {
			text_append_octet(text, names[i].octet);
			return 0;
		}
	return -EBADMSG;
}

static int append_plain(struct text *text, char octet, bool is_attribute)
{
	bool is_blank = octet == '\t' || octet == '\n' || octet == '\r';

	if ((unsigned char)octet < 0x20 && !is_blank)
		return -EBADMSG;
	text_append_octet(text, is_blank && is_attribute ? ' ' : octet);
	return 0;
}

int xml_entity_decode(struct text *text, const char *octets, size_t length, bool is_attribute)
{
	int r = 0;

	for (size_t at = 0; r == 0 && at < length; at++) {
		if (octets[at] != '&') {
			r = append_plain(text, octets[at], is_attribute);
			continue;
		}
		size_t left = length - at - 1;
		const char *name = octets + at + 1,
			   *end = memchr(name, ';', left < REFERENCE_MOST ? left : REFERENCE_MOST);
		if (end == NULL)
			return -EBADMSG;
		r = append_reference(text, name, (size_t)(end - name));
		at += (size_t)(end - name) + 1;
	}
	return r;
}
