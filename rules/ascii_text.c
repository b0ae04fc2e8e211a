#include "rules/ascii_text.h"

#include "rules/utf8.h"

#include <string.h>

/* Characters of a table row stand for its first word; blanks between them are only for reading. */
static const char *const likenesses[][2] = {
    {"a", "à á â ã ä å ā ă ą"}, {"A", "À Á Â Ã Ä Å Ā Ă Ą"}, {"c", "ç ć č ĉ ċ"}, {"C", "Ç Ć Č Ĉ Ċ"}, {"d", "ď đ ð"},
    {"D", "Ď Đ Ð"}, {"e", "è é ê ë ē ĕ ė ę ě"}, {"E", "È É Ê Ë Ē Ĕ Ė Ę Ě"}, {"g", "ĝ ğ ġ ģ"}, {"G", "Ĝ Ğ Ġ Ģ"},
    {"i", "ì í î ï ĩ ī ĭ į ı"}, {"I", "Ì Í Î Ï Ĩ Ī Ĭ Į İ"}, {"l", "ĺ ļ ľ ł"}, {"L", "Ĺ Ļ Ľ Ł"}, {"n", "ñ ń ņ ň"},
    {"N", "Ñ Ń Ņ Ň"}, {"o", "ò ó ô õ ö ø ō ŏ ő"}, {"O", "Ò Ó Ô Õ Ö Ø Ō Ŏ Ő"}, {"r", "ŕ ŗ ř"}, {"R", "Ŕ Ŗ Ř"},
    {"s", "ś ŝ ş š ș"}, {"S", "Ś Ŝ Ş Š Ș"}, {"t", "ţ ť ț"}, {"T", "Ţ Ť Ț"}, {"u", "ù ú û ü ũ ū ŭ ů ű ų"},
    {"U", "Ù Ú Û Ü Ũ Ū Ŭ Ů Ű Ų"}, {"w", "ŵ ẁ ẃ ẅ"}, {"W", "Ŵ Ẁ Ẃ Ẅ"}, {"y", "ý ÿ ŷ ỳ"}, {"Y", "Ý Ÿ Ŷ Ỳ"},
    {"z", "ź ż ž"}, {"Z", "Ź Ż Ž"}, {"ss", "ß"}, {"ae", "æ"}, {"AE", "Æ"}, {"'", "‘ ’ ‚ ′ ´"}, {"\"", "“ ” „ ″"},
    {"-", "‐ ‑ ‒ – — − • ·"}, {"...", "…"}, {"GBP ", "£"},
    {" ", "\xc2\xa0\xe2\x80\xaf"}, /* blanks that do not break a line */
};

static const char *likeness_of(const char *character, size_t octets)
{
	for (size_t i = 0; i < sizeof(likenesses) / sizeof(likenesses[0]); i++) {
		const char *row = likenesses[i][1];
		for (size_t left = strlen(row); left > 0;) {
			size_t length = utf8_character(row, left);
			if (length == octets && memcmp(row, character, octets) == 0)
				return likenesses[i][0];
			row += length;
			left -= length;
		}
	}
	return "?";
}

size_t ascii_text_write(const char *text, char *out, size_t size)
{
	size_t used = 0, left = strlen(text);

	while (left > 0 && size > 0) {
		size_t octets = utf8_character(text, left);
		char plain[2] = {text[0], '\0'};
		const char *word = octets > 1			      ? likeness_of(text, octets)
				   : text[0] >= ' ' && text[0] <= '~' ? plain
								      : "?";
		if (used + strlen(word) >= size)
			break;
		memcpy(out + used, word, strlen(word));
		used += strlen(word);
		text += octets > 0 ? octets : 1;
		left -= octets > 0 ? octets : 1;
	}
	if (size > 0)
		out[used] = '\0';
	return used;
}
