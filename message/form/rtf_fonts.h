/*
 * rtf_fonts: the font table of an RTF document, as far as it says what an octet means.
 */
#ifndef MESSAGE_FORM_RTF_FONTS_H
#define MESSAGE_FORM_RTF_FONTS_H

#include <stddef.h>

#define RTF_FONT_NAME_MOST 31

struct rtf_font {
	int number;
	int charset; /* \fcharset; -1 where it has none */
	size_t name_length;
	char name[RTF_FONT_NAME_MOST];
};

struct rtf_fonts {
	struct rtf_font *items;
	size_t count;
};

void rtf_fonts_clear(struct rtf_fonts *fonts);
/* A font begins. 0, -E2BIG past the limit, -ENOMEM. */
int rtf_fonts_add(struct rtf_fonts *fonts, int number);
/* An octet of the newest one's name. */
void rtf_fonts_name(struct rtf_fonts *fonts, char octet);
/* NULL when there is none. */
const struct rtf_font *rtf_fonts_find(const struct rtf_fonts *fonts, int number);

/* The charset (message/charsets.h) of a \fcharset; NULL where it is the document's own. */
const char *rtf_charset_name(int charset);
/* The charset of a Windows code page; NULL for one that we do not know. Static storage. */
const char *rtf_code_page_name(int code_page);

#endif
