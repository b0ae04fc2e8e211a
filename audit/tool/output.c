#include "audit/tool/output.h"

#include "audit/tool/command.h"
#include "rules/utf8.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Blank to tilde, and letters beyond ASCII; not the controls and directions of U+0080 to U+009F, U+2028 to U+202E,
 * U+2066 to U+2069, nor U+200B to U+200F and U+FEFF, which nobody sees. */
static bool is_printable(const unsigned char *at, size_t size)
{
	if (size == 1)
		return at[0] >= ' ' && at[0] <= '~';
	if (size == 2)
		return at[0] != 0xc2 || at[1] >= 0xa0;
	if (size == 3 && at[0] == 0xe2 && at[1] == 0x80)
		return !((at[2] >= 0x8b && at[2] <= 0x8f) || (at[2] >= 0xa8 && at[2] <= 0xae));
	if (size == 3 && at[0] == 0xe2 && at[1] == 0x81)
		return !(at[2] >= 0xa6 && at[2] <= 0xa9);
	return !(size == 3 && at[0] == 0xef && at[1] == 0xbb && at[2] == 0xbf);
}

void output_text(FILE *stream, const char *text, int width)
{
	size_t length = text != NULL ? strlen(text) : 0;
	int columns = 0;

	if (text == NULL) {
		fputc('-', stream);
		columns = 1;
	}
	for (size_t at = 0; at < length; columns++) {
		size_t size = utf8_character(text + at, length - at);
		if (size > 0 && is_printable((const unsigned char *)text + at, size))
			fwrite(text + at, 1, size, stream);
		else
			fputc('?', stream);
		at += size > 0 ? size : 1;
	}
	for (; columns < width; columns++)
		fputc(' ', stream);
}

static void __attribute__((format(printf, 1, 0))) complain(const char *format, va_list arguments)
{
	char *text = NULL;

	fputs(PROGRAM ": ", stderr);
	if (vasprintf(&text, format, arguments) >= 0) {
		output_text(stderr, text, 0);
		free(text);
	}
	fputc('\n', stderr);
}

int output_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(format, arguments);
	va_end(arguments);
	return STATUS_WRONG;
}

int output_usage_error(const char *command, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(format, arguments);
	va_end(arguments);
	fprintf(stderr, "Try \"" PROGRAM " %s --help\".\n", command);
	return STATUS_WRONG;
}

int output_json(json_t *object, int status)
{
	char *text = object != NULL ? json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_ENSURE_ASCII) : NULL;

	json_decref(object);
	if (text == NULL)
		return output_error("out of memory");
	puts(text);
	free(text);
	return status;
}
