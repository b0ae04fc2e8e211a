#include "message/embedded.h"

#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *type;
	enum trouble trouble;
} types[] = {
    {"application/applefile", TROUBLE_OLD_FORMAT},	/* RFC 1740 */
    {"application/mac-binhex", TROUBLE_OLD_FORMAT},	/* as some write it */
    {"application/mac-binhex40", TROUBLE_OLD_FORMAT},	/* RFC 1741 */
    {"application/ms-tnef", TROUBLE_OLD_FORMAT},	/* MS-OXTNEF */
    {"application/vnd.ms-tnef", TROUBLE_OLD_FORMAT},	/* its registered name */
    {"application/x-mac-binhex40", TROUBLE_OLD_FORMAT}, /* before RFC 1741 */
    {"application/x-uuencode", TROUBLE_OLD_FORMAT},	/* never registered */
    {"application/x-uuencoded", TROUBLE_OLD_FORMAT},	/* never registered */
    {"application/x-yencoded", TROUBLE_OLD_FORMAT},	/* never registered */
    {"message/external-body", TROUBLE_ELSEWHERE},	/* RFC 2046 section 5.2.3 */
    {"message/global", TROUBLE_OLD_FORMAT},		/* RFC 6532: new, and few programs know it; a file to some */
    {"message/news", TROUBLE_OLD_FORMAT},		/* RFC 5537; a message to some, a file to others */
    {"message/rfc2822", TROUBLE_OLD_FORMAT},		/* never registered; the same */
    {"message/partial", TROUBLE_FRAGMENT},		/* RFC 2046 section 5.2.2 */
    {"multipart/appledouble", TROUBLE_OLD_FORMAT},	/* RFC 1740 */
    {"multipart/header-set", TROUBLE_OLD_FORMAT},	/* as "multipart/appledouble" was called before */
    {"text/x-uuencode", TROUBLE_OLD_FORMAT},		/* never registered */
};

static const char *const names[] = {"winmail.dat", "win.dat"};

static const char *const encodings[] = {
    "uuencode", "x-uuencode", "x-uue", "uue", "x-yencode", "yencode", "x-binhex", "binhex", "mac-binhex40"};

enum trouble embedded_by_type(const char *type)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (strcmp(types[i].type, type) == 0)
			return types[i].trouble;
	return TROUBLE_NONE;
}

enum trouble embedded_by_name(const char *name)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (strcasecmp(names[i], name) == 0)
			return TROUBLE_OLD_FORMAT;
	return TROUBLE_NONE;
}

enum trouble embedded_by_encoding(const char *encoding, size_t length)
{
	for (size_t i = 0; i < COUNT(encodings); i++)
		if (strlen(encodings[i]) == length && strncasecmp(encodings[i], encoding, length) == 0)
			return TROUBLE_OLD_FORMAT;
	return TROUBLE_NONE;
}

enum trouble embedded_by_octets(const char *octets, size_t size)
{
	static const char tnef[] = {0x78, (char)0x9f, 0x3e, 0x22};

	return size >= sizeof(tnef) && memcmp(octets, tnef, sizeof(tnef)) == 0 ? TROUBLE_OLD_FORMAT : TROUBLE_NONE;
}

/* A line that is being judged; of a long one the beginning. */
struct span {
	const char *at;
	size_t length;
};

static bool skip(struct span *span, const char *word)
{
	size_t length = strlen(word);

	if (span->length < length || memcmp(span->at, word, length) != 0)
		return false;
	span->at += length;
	span->length -= length;
	return true;
}

static size_t skip_run(struct span *span, const char *octets)
{
	size_t count = 0;

	while (count < span->length && span->at[count] != '\0' && strchr(octets, span->at[count]) != NULL)
		count++;
	span->at += count;
	span->length -= count;
	return count;
}

static bool has(const struct span *span, const char *word)
{
	return memmem(span->at, span->length, word, strlen(word)) != NULL;
}

/* "begin MODE NAME" (POSIX uuencode): three or four octal digits, and a name. */
static bool is_begin(struct span line)
{
	if (!skip(&line, "begin ") && !skip(&line, "begin-base64 "))
		return false;
	skip_run(&line, " ");
	size_t digits = skip_run(&line, "01234567");
	return (digits == 3 || digits == 4) && skip_run(&line, " ") > 0 && line.length > 0;
}

/* A length, and as many characters of the 64 as it needs; some write a checksum behind them. Prose, even in capitals,
 * hardly ever has the right length. */
static bool is_uuencoded(struct span line)
{
	size_t count = line.length > 0 ? (size_t)((unsigned char)line.at[0] - ' ') : 0;

	if (count == 0 || count > 45 || line.length - 1 < (count * 4 + 2) / 3 ||
	    line.length - 1 > (count + 2) / 3 * 4 + 2)
		return false;
	for (size_t i = 1; i < line.length; i++)
		if (line.at[i] < ' ' || line.at[i] > '`')
			return false;
	return true;
}

/* http://www.yenc.org: "=ybegin line=128 size=123456 name=form.docx". */
static bool is_yenc(struct span line)
{
	return skip(&line, "=ybegin ") && has(&line, "line=") && has(&line, "size=");
}

/* RFC 1741 section 4: the data begin with a colon. */
static bool is_binhex(struct span line)
{
	return skip(&line, ":") && line.length >= 4 && !has(&line, " ");
}

static void note_armour(struct embedded_text *text, struct span line)
{
	if (!skip(&line, "-----BEGIN PGP "))
		return;
	if (skip(&line, "SIGNED MESSAGE-----"))
		text->has_signed = text->has_signed || line.length == 0;
	else if (skip(&line, "MESSAGE-----"))
		text->has_encrypted = text->has_encrypted || line.length == 0;
	else if (skip(&line, "MESSAGE, PART "))
		text->has_encrypted = true;
}

/* What follows "begin-base64" cannot be told from words. */
static void note_begin(struct embedded_text *text, struct span line)
{
	if (!is_begin(line))
		return;
	text->after_begin = true;
	text->has_old_format = text->has_old_format || skip(&line, "begin-base64");
}

/* `length` may be more than what there is of the line. */
static void judge_line(struct embedded_text *text, const char *octets, size_t length)
{
	struct span whole = {octets, length}, line;
	bool is_long = length > EMBEDDED_LINE_MAX;

	if (is_long)
		whole.length = EMBEDDED_LINE_MAX;
	line = whole;
	while (line.length > 0 && (line.at[line.length - 1] == ' ' || line.at[line.length - 1] == '\t'))
		line.length--;
	if (line.length == 0)
		return;
	if ((text->after_begin && !is_long && is_uuencoded(whole)) || (text->after_binhex && is_binhex(line)))
		text->has_old_format = true;
	if (line.at[0] == '-')
		note_armour(text, line);
	else if (line.at[0] == '=')
		text->has_old_format = text->has_old_format || is_yenc(line);
	else if (line.at[0] == 'b')
		note_begin(text, line);
	else if (skip(&line, "(This file must be converted with BinHex"))
		text->after_binhex = true;
}

static void keep(struct embedded_text *text, const char *octets, size_t size)
{
	if (text->length < EMBEDDED_LINE_MAX) {
		size_t room = EMBEDDED_LINE_MAX - text->length;
		memcpy(text->line + text->length, octets, size < room ? size : room);
	}
	text->length += size;
}

/* CR alone ends a line too: to some it does. Between CR and LF is an empty line then, which is nothing. */
static const char *find_end(const char *octets, size_t size)
{
	const char *end = memchr(octets, '\n', size);
	const char *other = memchr(octets, '\r', end != NULL ? (size_t)(end - octets) : size);

	return other != NULL ? other : end;
}

void embedded_text_take(struct embedded_text *text, const char *octets, size_t size)
{
	while (size > 0) {
		const char *end = find_end(octets, size);
		size_t piece = end != NULL ? (size_t)(end - octets) : size;
		if (end != NULL && text->length == 0) {
			judge_line(text, octets, piece);
		} else {
			keep(text, octets, piece);
			if (end != NULL)
				embedded_text_end(text);
		}
		piece += end != NULL;
		octets += piece;
		size -= piece;
	}
}

void embedded_text_end(struct embedded_text *text)
{
	size_t length = text->length;

	text->length = 0;
	judge_line(text, text->line, length);
}
