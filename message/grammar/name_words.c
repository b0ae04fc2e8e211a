#include "message/grammar/name_words.h"

#include "message/grammar/admitted_charset.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

struct word {
	const char *charset;
	size_t charset_length;
	char encoding; /* 'b' or 'q' */
	const char *payload;
	size_t payload_length;
};

bool name_words_occur(const char *value, size_t length)
{
	return length > 0 && memmem(value, length, "=?", 2) != NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* "=?charset?encoding?payload?=" at *at, which is moved behind it. */
static bool take_word(const char **at, const char *end, struct word *ret_word)
{
	const char *from = *at;

	if (end - from < 2 || from[0] != '=' || from[1] != '?')
		return false;
	const char *mark = memchr(from + 2, '?', (size_t)(end - (from + 2)));
	if (mark == NULL || end - mark < 3 || mark[2] != '?')
		return false;
	const char *payload = mark + 3;
	const char *close = memchr(payload, '?', (size_t)(end - payload));
	if (close == NULL || end - close < 2 || close[1] != '=' || close == payload)
		return false;
	ret_word->charset = from + 2;
	ret_word->charset_length = (size_t)(mark - (from + 2));
	ret_word->encoding = (char)(mark[1] | 0x20);
	ret_word->payload = payload;
	ret_word->payload_length = (size_t)(close - payload);
	*at = close + 2;
	return ret_word->encoding == 'b' || ret_word->encoding == 'q';
}

static bool is_solid(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] <= ' ' || text[i] == '"' || text[i] == '\\')
			return false;
	return length > 0;
}

bool name_words_are_whole(const char *value, size_t length)
{
	const char *at = value, *end = value + length;
	struct word word = {0};

	while (at < end && (at = memmem(at, (size_t)(end - at), "=?", 2)) != NULL)
		if (!take_word(&at, end, &word) || !is_solid(word.charset, word.charset_length) ||
		    !is_solid(word.payload, word.payload_length))
			return false;
	return true;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A quote or a backslash would be read by some before the word is, by others after it. */
static bool is_literal(char c)
{
	return c > ' ' && c <= '~' && c != '"' && c != '\\';
}

static bool decode_q(const struct word *word, struct text *octets)
{
	for (size_t i = 0; i < word->payload_length; i++) {
		char c = word->payload[i];
		if (c == '=') {
			if (word->payload_length - i < 3)
				return false;
			int high = hex_value(word->payload[i + 1]), low = hex_value(word->payload[i + 2]);
			if (high < 0 || low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (!is_literal(c)) {
			return false;
		} else if (c == '_') {
			c = ' ';
		}
		text_append_octet(octets, c);
	}
	return true;
}

static int base64_value(char c)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c != '\0' ? strchr(alphabet, c) : NULL;

	return found != NULL ? (int)(found - alphabet) : -1;
}

/* How many "=" stand at the end; 0 to 2. */
static size_t padding_of(const struct word *word)
{
	size_t padding = 0;

	while (
	    padding < 2 && padding < word->payload_length && word->payload[word->payload_length - 1 - padding] == '=')
		padding++;
	return padding;
}

/* RFC 4648 section 4: whole groups, and no bits are left over. */
static bool decode_b(const struct word *word, struct text *octets)
{
	size_t length = word->payload_length - padding_of(word);
	unsigned group = 0, bits = 0;

	if (word->payload_length % 4 != 0)
		return false;
	for (size_t i = 0; i < length; i++) {
		int value = base64_value(word->payload[i]);
		if (value < 0)
			return false;
		group = (group << 6 | (unsigned)value) & 0xfff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			text_append_octet(octets, (char)(group >> bits & 0xff));
		}
	}
	return (group & ((1U << bits) - 1)) == 0;
}

static int decode_word(const struct word *word, struct text *text)
{
	struct text octets = {0};
	bool is_whole = word->encoding == 'b' ? decode_b(word, &octets) : decode_q(word, &octets);

	int r = octets.error;
	if (r == 0 && !is_whole)
		r = -EBADMSG;
	if (r == 0)
		r = admitted_charset_decode(
		    word->charset, word->charset_length, text_string(&octets), octets.length, text);
	text_clear(&octets);
	return r == -ENOENT ? -EBADMSG : r;
}

static bool is_ascii(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

/* ASCII up to a blank; nothing in it may look like a part of an encoded word, or be quoted. */
static bool take_plain(const char **at, const char *end)
{
	const char *from = *at;

	while (*at < end && !is_blank(**at))
		(*at)++;
	size_t length = (size_t)(*at - from);
	return length > 0 && is_ascii(from, length) && memmem(from, length, "=?", 2) == NULL &&
	       memmem(from, length, "?=", 2) == NULL && memchr(from, '"', length) == NULL &&
	       memchr(from, '\\', length) == NULL;
}

static int append_both(const char *from, const char *end, struct text *text, struct text *cut)
{
	text_append(text, from, (size_t)(end - from));
	text_append(cut, from, (size_t)(end - from));
	return text->error < 0 ? text->error : cut->error;
}

/* Blanks between encoded words mean nothing (RFC 2047 section 6.2), others mean themselves. */
static int append_blanks(const char **at, const char *end, bool is_behind_word, struct text *text, struct text *cut)
{
	const char *from = *at;

	while (*at < end && is_blank(**at))
		(*at)++;
	if (is_behind_word && end - *at >= 2 && memcmp(*at, "=?", 2) == 0)
		return 0;
	return append_both(from, *at, text, cut);
}

/* What comes behind the padding of a word, in words of the same charset: GMime decodes these together, and stops there.
 */
static bool is_behind_padding(const struct word *word, const struct word *padded)
{
	return padded->payload != NULL && word->encoding == 'b' && word->charset_length == padded->charset_length &&
	       strncasecmp(word->charset, padded->charset, word->charset_length) == 0;
}

/* A word for all readers; and for GMime, which loses it behind the padding of another. */
static int append_word(const struct word *word, struct word *padded, struct text *text, struct text *cut)
{
	size_t from = text->length;

	int r = decode_word(word, text);
	if (r < 0)
		return r;
	if (is_behind_padding(word, padded))
		return 0;
	text_append(cut, text_string(text) + from, text->length - from);
	*padded = word->encoding == 'b' && padding_of(word) > 0 ? *word : (struct word){0};
	return cut->error;
}

int name_words_decode(const char *value, size_t length, struct text *text, struct text *cut)
{
	const char *at = value, *end = value + length;
	struct word word = {0}, padded = {0};

	for (;;) {
		const char *from = at;
		bool is_word = take_word(&at, end, &word);
		if (!is_word)
			at = from;
		if (!is_word && !take_plain(&at, end))
			return -EBADMSG;
		if (!is_word)
			padded = (struct word){0};
		int r = is_word ? append_word(&word, &padded, text, cut) : append_both(from, at, text, cut);
		if (r < 0 || at == end)
			return r;
		if (!is_blank(*at))
			return -EBADMSG;
		r = append_blanks(&at, end, is_word, text, cut);
		if (r < 0)
			return r;
	}
}
