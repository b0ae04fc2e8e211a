#include "message/form/rtf_fonts.h"

#include "message/form/limits.h"
#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>

struct name_of {
	int number;
	const char *name;
};

static const struct name_of charsets[] = {{0, "windows-1252"}, {77, "macintosh"}, {128, "windows-31j"}, {129, "cp949"},
    {134, "gbk"}, {136, "big5"}, {161, "windows-1253"}, {162, "windows-1254"}, {163, "windows-1258"},
    {177, "windows-1255"}, {178, "windows-1256"}, {186, "windows-1257"}, {204, "windows-1251"}, {222, "windows-874"},
    {238, "windows-1250"}, {255, "ibm437"}};

static const struct name_of code_pages[] = {{437, "ibm437"}, {850, "ibm850"}, {852, "ibm852"}, {855, "ibm855"},
    {857, "ibm857"}, {860, "ibm860"}, {861, "ibm861"}, {863, "ibm863"}, {865, "ibm865"}, {866, "ibm866"},
    {874, "windows-874"}, {932, "windows-31j"}, {936, "gbk"}, {949, "cp949"}, {950, "big5"}, {1250, "windows-1250"},
    {1251, "windows-1251"}, {1252, "windows-1252"}, {1253, "windows-1253"}, {1254, "windows-1254"},
    {1255, "windows-1255"}, {1256, "windows-1256"}, {1257, "windows-1257"}, {1258, "windows-1258"},
    {10000, "macintosh"}, {65001, "utf-8"}};

void rtf_fonts_clear(struct rtf_fonts *fonts)
{
	free(fonts->items);
	*fonts = (struct rtf_fonts){0};
}

int rtf_fonts_add(struct rtf_fonts *fonts, int number)
{
	if (fonts->count >= LIMIT_RTF_FONTS)
		return -E2BIG;
	struct rtf_font *items = grow_by_one(fonts->items, fonts->count, sizeof(*items));
	if (items == NULL)
		return -ENOMEM;
	fonts->items = items;
	items[fonts->count++] = (struct rtf_font){.number = number, .charset = -1};
	return 0;
}

void rtf_fonts_name(struct rtf_fonts *fonts, char octet)
{
	struct rtf_font *font = fonts->count > 0 ? &fonts->items[fonts->count - 1] : NULL;

	if (font != NULL && font->name_length < RTF_FONT_NAME_MOST)
		font->name[font->name_length++] = octet;
}

const struct rtf_font *rtf_fonts_find(const struct rtf_fonts *fonts, int number)
{
	for (size_t i = 0; i < fonts->count; i++)
		if (fonts->items[i].number == number)
			return &fonts->items[i];
	return NULL;
}

static const char *find(const struct name_of *names, size_t count, int number)
{
	for (size_t i = 0; i < count; i++)
		if (names[i].number == number)
			return names[i].name;
	return NULL;
}

const char *rtf_charset_name(int charset)
{
	return find(charsets, sizeof(charsets) / sizeof(charsets[0]), charset);
}

const char *rtf_code_page_name(int code_page)
{
	return find(code_pages, sizeof(code_pages) / sizeof(code_pages[0]), code_page);
}
