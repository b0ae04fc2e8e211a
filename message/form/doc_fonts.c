#include "message/form/doc_fonts.h"

#define HEAD_SIZE 4  /* how many fonts, and octets of data beside each */
#define AT_NAME	  40 /* in a font's record, behind weight, charset, panose and signature */

static size_t copy_name(const struct doc_stream *table, size_t at, size_t end, char *ret_name)
{
	size_t length = 0;

	for (; at + 2 <= end && length < DOC_FONT_NAME_MOST; at += 2) {
		unsigned unit = doc_get16(table, at);
		if (unit < 0x20 || unit > 0x7e)
			break;
		ret_name[length++] = (char)unit;
	}
	ret_name[length] = '\0';
	return length;
}

size_t doc_font_name(const struct doc_file *file, unsigned font, char ret_name[DOC_FONT_NAME_MOST + 1])
{
	const struct doc_stream *table = &file->table;
	size_t at = 0, size = 0;

	ret_name[0] = '\0';
	if (!doc_file_table(file, DOC_FONTS, &at, &size) || font >= doc_get16(table, at))
		return 0;
	size_t end = at + size;
	at += HEAD_SIZE;
	for (; at < end; at += (size_t)table->octets[at] + 1) {
		size_t next = at + table->octets[at] + 1;
		if (next > end)
			return 0;
		if (font-- == 0)
			return copy_name(table, at + AT_NAME, next, ret_name);
	}
	return 0;
}
