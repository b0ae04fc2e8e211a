#include "message/form/symbol.h"

#include <string.h>
#include <strings.h>

#define PRIVATE_FIRST 0xf000U
#define REPLACEMENT   0xfffdU

struct glyph {
	unsigned char code;
	unsigned short character;
};

static const struct glyph wingdings[] = {{0x6c, 0x25cf}, {0x6e, 0x25a0}, {0x6f, 0x2610}, {0x70, 0x2610}, {0x71, 0x2610},
    {0x72, 0x2610}, {0x78, 0x2612}, {0xa1, 0x25cb}, {0xa7, 0x25aa}, {0xa8, 0x2610}, {0xfb, 0x2717}, {0xfc, 0x2713},
    {0xfd, 0x2612}, {0xfe, 0x2611}};
static const struct glyph wingdings2[] = {{0x4f, 0x2717}, {0x50, 0x2713}, {0x51, 0x2612}, {0x52, 0x2611},
    {0x53, 0x2612}, {0x54, 0x2612}, {0xa3, 0x2610}, {0x2a, 0x2610}};
static const struct glyph symbols[] = {{0xb7, 0x2022}, {0x2d, 0x2212}};

static const struct font {
	const char *name;
	const struct glyph *glyphs;
	size_t count;
} fonts[] = {{"Wingdings", wingdings, sizeof(wingdings) / sizeof(wingdings[0])},
    {"Wingdings 2", wingdings2, sizeof(wingdings2) / sizeof(wingdings2[0])}, {"Wingdings 3", NULL, 0},
    {"Webdings", NULL, 0}, {"Symbol", symbols, sizeof(symbols) / sizeof(symbols[0])}};

size_t symbol_encode(unsigned character, char octets[SYMBOL_OCTETS])
{
	if (character == 0 || character > 0x10ffff || (character >= 0xd800 && character < 0xe000))
		character = REPLACEMENT;
	size_t count = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	static const unsigned char heads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = count; i-- > 1; character >>= 6)
		octets[i] = (char)(0x80 | (character & 0x3f));
	octets[0] = (char)(heads[count] | character);
	return count;
}

static const struct font *find_font(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(fonts) / sizeof(fonts[0]); i++)
		if (strlen(fonts[i].name) == length && strncasecmp(fonts[i].name, name, length) == 0)
			return &fonts[i];
	return NULL;
}

bool symbol_is_font(const char *font, size_t length)
{
	return find_font(font, length) != NULL;
}

unsigned symbol_character(const char *name, size_t length, unsigned code)
{
	const struct font *font = find_font(name, length);

	if (code >= PRIVATE_FIRST && code <= PRIVATE_FIRST + 0xff)
		code -= PRIVATE_FIRST;
	if (code > 0xff)
		return code;
	for (size_t i = 0; font != NULL && i < font->count; i++)
		if (font->glyphs[i].code == code)
			return font->glyphs[i].character;
	return code <= 0x20 ? code : PRIVATE_FIRST + code;
}
