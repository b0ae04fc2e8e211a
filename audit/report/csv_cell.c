#include "audit/report/csv_cell.h"

#include <stdbool.h>
#include <string.h>

static bool is_formula(const char *text)
{
	size_t blanks = strspn(text, " ");

	return text[blanks] != '\0' && strchr("=+-@\t\r\n", text[blanks]) != NULL;
}

void csv_cell_write(FILE *stream, const char *text)
{
	fputc('"', stream);
	if (text != NULL && is_formula(text))
		fputc('\'', stream);
	for (const char *at = text; at != NULL && *at != '\0'; at++) {
		if (*at == '"')
			fputc('"', stream);
		fputc(*at, stream);
	}
	fputc('"', stream);
}
