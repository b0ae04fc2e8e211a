#include "rules/config_text.h"

#include "rules/utf8.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum place { PLACE_PLAIN = 0, PLACE_DOUBLE, PLACE_SINGLE, PLACE_LINE_COMMENT, PLACE_COMMENT };

struct scan {
	const char *file;
	char *text; /* changed in place */
	size_t size;
	size_t at;
	int line;
	int opened; /* line on which the string or comment began */
	enum place place;
	bool is_broken;
	struct problem_list *problems;
};

static char peek(const struct scan *scan, size_t ahead)
{
	return scan->at + ahead < scan->size ? scan->text[scan->at + ahead] : '\0';
}

static void complain(struct scan *scan, int line, const char *what)
{
	problem_error(scan->problems, scan->file, line, "%s", what);
	scan->is_broken = true;
}

static void enter(struct scan *scan, enum place place)
{
	scan->place = place;
	scan->opened = scan->line;
}

static void blank(struct scan *scan, size_t count)
{
	for (size_t i = 0; i < count && scan->at < scan->size; i++)
		scan->text[scan->at++] = ' ';
}

/* A word may hold "//", as in a URL; a comment begins where a word could. */
static bool is_word_start(const struct scan *scan)
{
	return scan->at == 0 || strchr(" \t\r\n={}(),\"'", scan->text[scan->at - 1]) != NULL;
}

static void scan_plain(struct scan *scan)
{
	char c = peek(scan, 0);

	if (c == '"' || c == '\'') {
		enter(scan, c == '"' ? PLACE_DOUBLE : PLACE_SINGLE);
	} else if (c == '#' || (c == '/' && peek(scan, 1) == '/' && is_word_start(scan))) {
		enter(scan, PLACE_LINE_COMMENT);
		return;
	} else if (c == '/' && peek(scan, 1) == '*') {
		enter(scan, PLACE_COMMENT);
		blank(scan, 2);
		return;
	} else if (c == '$' && peek(scan, 1) == '{') {
		complain(scan, scan->line, "${...}: environment variables are not used here, write the value itself");
	} else if (c == '*' || (c == '+' && peek(scan, 1) != '=')) {
		complain(scan, scan->line, "\"*\" and \"+\" are allowed only within quotes");
	}
	scan->at++;
}

static void scan_string(struct scan *scan)
{
	char c = peek(scan, 0), next = peek(scan, 1), quote = scan->place == PLACE_DOUBLE ? '"' : '\'';

	if (c == '\\' && (next == '\\' || next == quote))
		scan->at++;
	else if (c == '\\' && quote == '"' && next != '\n')
		complain(
		    scan, scan->line, "within double quotes only \\\\ and \\\" have a backslash: use single quotes");
	else if (c == quote)
		scan->place = PLACE_PLAIN;
	else if (scan->place == PLACE_DOUBLE && c == '$' && next == '{')
		complain(scan, scan->line, "${...}: environment variables are not used here, write the value itself");
	scan->at++;
}

static void scan_line_end(struct scan *scan)
{
	if (scan->place == PLACE_DOUBLE || scan->place == PLACE_SINGLE)
		complain(scan, scan->line, "a string ends on the line where it begins: a closing quote is missing");
	if (scan->place != PLACE_COMMENT)
		scan->place = PLACE_PLAIN;
	scan->line++;
	scan->at++;
}

/* One problem is enough: every line after it would say the same. */
static bool check_encoding(struct scan *scan)
{
	int line = 1;

	for (size_t at = 0, size; at < scan->size; at += size) {
		size = utf8_character(scan->text + at, scan->size - at);
		if (size == 0) {
			complain(scan, line, "not UTF-8: save the file as UTF-8");
			return false;
		}
		if (scan->text[at] == '\n')
			line++;
	}
	return true;
}

/* Some editors begin a UTF-8 file with U+FEFF. */
static void skip_byte_order_mark(struct scan *scan)
{
	if (scan->size >= 3 && memcmp(scan->text, "\xef\xbb\xbf", 3) == 0)
		blank(scan, 3);
}

static void scan_character(struct scan *scan)
{
	char c = peek(scan, 0);

	if (c == '\n') {
		scan_line_end(scan);
	} else if (c == '\r' && peek(scan, 1) == '\n') {
		blank(scan, 1);
	} else if (((unsigned char)c < ' ' && c != '\t') || c == 0x7f) {
		complain(scan, scan->line, "control characters are not allowed");
		scan->at++;
	} else if (scan->place == PLACE_COMMENT && c == '*' && peek(scan, 1) == '/') {
		blank(scan, 2);
		scan->place = PLACE_PLAIN;
	} else if (scan->place == PLACE_COMMENT || scan->place == PLACE_LINE_COMMENT) {
		blank(scan, 1);
	} else if (scan->place == PLACE_PLAIN) {
		scan_plain(scan);
	} else {
		scan_string(scan);
	}
}

int config_text_new(const char *file, const void *bytes, size_t size, struct problem_list *problems, char **ret_text)
{
	struct scan scan = {.file = file, .size = size, .line = 1, .problems = problems};

	scan.text = malloc(size + 2);
	if (scan.text == NULL)
		return -ENOMEM;
	if (size > 0)
		memcpy(scan.text, bytes, size);
	if (check_encoding(&scan)) {
		skip_byte_order_mark(&scan);
		while (scan.at < scan.size)
			scan_character(&scan);
	}
	if (scan.place == PLACE_DOUBLE || scan.place == PLACE_SINGLE)
		complain(&scan, scan.opened, "a string ends on the line where it begins: a closing quote is missing");
	if (scan.place == PLACE_COMMENT)
		complain(&scan, scan.opened, "a comment that begins here is not closed by \"*/\"");
	if (scan.is_broken) {
		free(scan.text);
		return -EINVAL;
	}
	scan.text[size] = '\n'; /* libconfuse's buffer must not be empty */
	scan.text[size + 1] = '\0';
	*ret_text = scan.text;
	return 0;
}
