#include "message/sanitise/html_entity.h"

#include <stdbool.h>
#include <string.h>

#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))
#define FIRST_LATIN    0xa0
#define LAST_CHARACTER 0x10ffff
#define REPLACEMENT    0xfffd

/* Characters 160 to 255. */
static const char *const latin[] = {"nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy",
    "ordf", "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot",
    "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde",
    "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH",
    "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml",
    "Yacute", "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave",
    "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc",
    "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml"};

static const struct {
	const char *name;
	unsigned character;
} others[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"ndash", 0x2013},
    {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"sbquo", 0x201a}, {"ldquo", 0x201c}, {"rdquo", 0x201d},
    {"bdquo", 0x201e}, {"bull", 0x2022}, {"hellip", 0x2026}, {"euro", 0x20ac}, {"trade", 0x2122}, {"ensp", 0x2002},
    {"emsp", 0x2003}, {"thinsp", 0x2009}, {"zwnj", 0x200c}, {"zwj", 0x200d}, {"larr", 0x2190}, {"rarr", 0x2192},
    {"Wcirc", 0x174}, {"wcirc", 0x175}, {"Ycirc", 0x176}, {"ycirc", 0x177}, {"OElig", 0x152}, {"oelig", 0x153},
    {"Scaron", 0x160}, {"scaron", 0x161}, {"Yuml", 0x178}, {"commat", '@'}, {"period", '.'}, {"comma", ','},
    {"colon", ':'}, {"sol", '/'}, {"num", '#'}, {"lpar", '('}, {"rpar", ')'}, {"excl", '!'}, {"quest", '?'}};

/* Numbers 128 to 159, which old programs write, mean Windows-1252. */
static const unsigned windows[] = {0x20ac, REPLACEMENT, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030,
    0x160, 0x2039, 0x152, REPLACEMENT, 0x17d, REPLACEMENT, REPLACEMENT, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013,
    0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, REPLACEMENT, 0x17e, 0x178};

static int digit_value(char octet, unsigned base)
{
	if (octet >= '0' && octet <= '9')
		return octet - '0';
	if (base == 16 && octet >= 'a' && octet <= 'f')
		return octet - 'a' + 10;
	return base == 16 && octet >= 'A' && octet <= 'F' ? octet - 'A' + 10 : -1;
}

static unsigned character_of(unsigned number)
{
	if (number >= 0x80 && number < 0x80 + COUNT(windows))
		return windows[number - 0x80];
	if (number == 0 || number > LAST_CHARACTER || (number >= 0xd800 && number <= 0xdfff))
		return REPLACEMENT;
	return number;
}

static size_t read_number(const char *at, const char *end, unsigned *ret_character)
{
	const char *digit = at + 2;
	unsigned base = digit < end && (*digit == 'x' || *digit == 'X') ? 16 : 10, number = 0;

	digit += base == 16;
	const char *first = digit;
	for (; digit < end && digit_value(*digit, base) >= 0; digit++)
		if (number <= LAST_CHARACTER)
			number = number * base + (unsigned)digit_value(*digit, base);
	if (digit == first)
		return 0;
	*ret_character = character_of(number);
	return (size_t)(digit - at) + (digit < end && *digit == ';');
}

static bool is_name_octet(char octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9');
}

static bool is_name(const char *name, const char *at, size_t length)
{
	return strlen(name) == length && memcmp(name, at, length) == 0;
}

static size_t read_name(const char *at, const char *end, unsigned *ret_character)
{
	size_t length = 0;

	while (at + 1 + length < end && length < 8 && is_name_octet(at[1 + length]))
		length++;
	size_t size = 1 + length + (at + 1 + length < end && at[1 + length] == ';');
	for (unsigned i = 0; i < COUNT(latin); i++)
		if (is_name(latin[i], at + 1, length)) {
			*ret_character = FIRST_LATIN + i;
			return size;
		}
	for (size_t i = 0; i < COUNT(others); i++)
		if (is_name(others[i].name, at + 1, length)) {
			*ret_character = others[i].character;
			return size;
		}
	return 0;
}

size_t html_entity_read(const char *at, const char *end, unsigned *ret_character)
{
	if (end - at > 2 && at[1] == '#')
		return read_number(at, end, ret_character);
	return read_name(at, end, ret_character);
}
