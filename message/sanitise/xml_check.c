#include "message/sanitise/xml_check.h"

#include "message/form/document.h"
#include "message/form/xml.h"
#include "message/text.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define DECLARATION_MOST 256

static void start_nothing(void *context, const struct xml_element *element)
{
	(void)context;
	(void)element;
}

static void end_nothing(void *context)
{
	(void)context;
}

static int refuse(unsigned *obstacles, enum document_obstacle obstacle)
{
	*obstacles |= obstacle;
	return -EBADMSG;
}

/* The declaration may only name what the octets are. */
static bool declares_other(const char *octets, size_t size)
{
	char head[DECLARATION_MOST + 1];
	size_t skip = size >= 3 && memcmp(octets, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	size_t length = size - skip < DECLARATION_MOST ? size - skip : DECLARATION_MOST;

	memcpy(head, octets + skip, length);
	head[length] = '\0';
	if (strncmp(head, "<?xml", 5) != 0)
		return false;
	char *end = strstr(head, "?>");
	if (end == NULL)
		return true;
	*end = '\0';
	const char *name = strstr(head, "encoding");
	if (name == NULL)
		return false;
	name += strcspn(name, "\"'");
	return *name == '\0' || (strncasecmp(name + 1, "utf-8", 5) != 0 && strncasecmp(name + 1, "us-ascii", 8) != 0) ||
	       (name[6] != *name && name[9] != *name);
}

int xml_check(const char *octets, size_t size, unsigned *obstacles)
{
	static const struct xml_namespace none[] = {{NULL, 0}};
	static const struct xml_handler handler = {none, start_nothing, end_nothing, NULL, NULL};

	if (declares_other(octets, size))
		return refuse(obstacles, OBSTACLE_AMBIGUOUS);
	return xml_read(octets, size, &handler, NULL, obstacles);
}

bool xml_check_is_utf16(const char *octets, size_t size)
{
	static const char *const beginnings[] = {"\xff\xfe", "\xfe\xff", "<\0", "\0<"};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (size >= 2 && memcmp(octets, beginnings[i], 2) == 0)
			return true;
	return false;
}

bool xml_check_looks(const char *octets, size_t size)
{
	size_t at = size >= 3 && memcmp(octets, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	if (xml_check_is_utf16(octets, size))
		return true;
	while (at < size && octets[at] != '\0' && strchr(" \t\r\n", octets[at]) != NULL)
		at++;
	return at < size && octets[at] == '<';
}

static void append_character(struct text *text, uint32_t code)
{
	if (code < 0x80) {
		text_append_octet(text, (char)code);
		return;
	}
	unsigned shift = code < 0x800 ? 6 : code < 0x10000 ? 12 : 18;
	unsigned lead = code < 0x800 ? 0xc0 : code < 0x10000 ? 0xe0 : 0xf0;
	text_append_octet(text, (char)(lead | code >> shift));
	while (shift > 0) {
		shift -= 6;
		text_append_octet(text, (char)(0x80 | (code >> shift & 0x3f)));
	}
}

static int convert(const uint8_t *octets, size_t size, struct text *text)
{
	bool is_big = octets[0] == 0xfe || octets[0] == 0;
	uint32_t high = 0;

	for (size_t at = octets[0] >= 0xfe ? 2 : 0; at + 1 < size; at += 2) {
		uint32_t unit = is_big ? octets[at] * 256U + octets[at + 1] : octets[at + 1] * 256U + octets[at];
		bool is_low = unit >= 0xdc00 && unit < 0xe000;
		if (is_low != (high != 0))
			return -EBADMSG;
		if (unit >= 0xd800 && unit < 0xdc00) {
			high = unit;
			continue;
		}
		append_character(text, is_low ? 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00) : unit);
		high = 0;
	}
	return size % 2 != 0 || high != 0 ? -EBADMSG : 0;
}

int xml_check_from_utf16(const char *octets, size_t size, char **ret_octets, size_t *ret_size, unsigned *obstacles)
{
	struct text text = {0};
	int r = convert((const uint8_t *)octets, size, &text);

	/* It names the encoding that it had. */
	const char *end =
	    r == 0 && strncmp(text_string(&text), "<?xml", 5) == 0 ? strstr(text_string(&text), "?>") : NULL;
	if (r == 0 && end != NULL) {
		size_t skip = (size_t)(end + 2 - text.bytes);
		memmove(text.bytes, text.bytes + skip, text.length - skip + 1);
		text.length -= skip;
	}
	if (r == 0) {
		*ret_size = text.length;
		*ret_octets = text_take(&text);
		r = *ret_octets != NULL ? 0 : -ENOMEM;
	} else {
		*obstacles |= OBSTACLE_DAMAGED;
	}
	text_clear(&text);
	return r;
}
