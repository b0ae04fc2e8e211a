#include "message/encoded_word.h"

#include "message/charsets.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* One word, borrowed from the text. */
struct word {
	const char *charset;
	size_t charset_length;
	char encoding; /* 'b' or 'q' */
	const char *payload;
	size_t payload_length;
	const char *end; /* behind it */
};

/* The octets of words that stand side by side in one charset, which may cut a character in two. */
struct run {
	const char *charset;
	size_t charset_length;
	struct text octets;
};

bool encoded_word_occurs(const char *bytes, size_t length)
{
	return length > 0 && memmem(bytes, length, "=?", 2) != NULL;
}

/* The word at `at`; `*has_terminator` is cleared when no "?=" is left, so that nobody looks for it again. */
static bool find_word(const char *at, const char *end, bool *has_terminator, struct word *ret_word)
{
	if (end - at < 2 || at[0] != '=' || at[1] != '?' || !*has_terminator)
		return false;
	const char *charset = at + 2;
	size_t most = (size_t)(end - charset) < CHARSET_NAME_MAX * 2 ? (size_t)(end - charset) : CHARSET_NAME_MAX * 2;
	const char *mark = memchr(charset, '?', most);
	if (mark == NULL || end - mark < 3 || mark[2] != '?')
		return false;
	char encoding = (char)(mark[1] | 0x20);
	if (encoding != 'b' && encoding != 'q')
		return false;
	const char *payload = mark + 3;
	const char *close = memmem(payload, (size_t)(end - payload), "?=", 2);
	if (close == NULL) {
		*has_terminator = false;
		return false;
	}
	/* RFC 2231 section 5: the language follows an asterisk. */
	const char *language = memchr(charset, '*', (size_t)(mark - charset));
	ret_word->charset = charset;
	ret_word->charset_length = (size_t)((language != NULL ? language : mark) - charset);
	ret_word->encoding = encoding;
	ret_word->payload = payload;
	ret_word->payload_length = (size_t)(close - payload);
	ret_word->end = close + 2;
	return true;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void decode_q(const struct word *word, struct text *octets)
{
	for (size_t i = 0; i < word->payload_length; i++) {
		char c = word->payload[i];
		if (c == '=' && i + 2 < word->payload_length && hex_value(word->payload[i + 1]) >= 0 &&
		    hex_value(word->payload[i + 2]) >= 0) {
			c = (char)(hex_value(word->payload[i + 1]) * 16 + hex_value(word->payload[i + 2]));
			i += 2;
		} else if (c == '_') {
			c = ' ';
		}
		text_append_octet(octets, c);
	}
}

static int base64_value(char c)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c != '\0' ? strchr(alphabet, c) : NULL;

	return found != NULL ? (int)(found - alphabet) : -1;
}

/* What is no base64 is stepped over, and padding begins a new group: some write one word in several padded pieces. */
static void decode_b(const struct word *word, struct text *octets)
{
	unsigned group = 0;
	int bits = 0;

	for (size_t i = 0; i < word->payload_length; i++) {
		int value = base64_value(word->payload[i]);
		if (word->payload[i] == '=')
			bits = 0;
		if (value < 0)
			continue;
		group = (group << 6 | (unsigned)value) & 0xffffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			text_append_octet(octets, (char)(group >> bits & 0xff));
		}
	}
}

static int flush(struct run *run, struct text *text)
{
	int r = 0;

	if (run->charset == NULL)
		return 0;
	if (run->octets.error == 0) {
		r = charset_decode(
		    run->charset, run->charset_length, text_string(&run->octets), run->octets.length, text);
		if (r == -ENOENT) {
			text_append(text, text_string(&run->octets), run->octets.length);
			r = 0;
		}
	}
	run->charset = NULL;
	text_reset(&run->octets);
	return r < 0 ? r : run->octets.error;
}

static bool is_same_charset(const struct run *run, const struct word *word)
{
	return run->charset != NULL && run->charset_length == word->charset_length &&
	       strncasecmp(run->charset, word->charset, word->charset_length) == 0;
}

static int add_word(struct run *run, const struct word *word, struct text *text)
{
	int r = 0;

	if (!is_same_charset(run, word)) {
		r = flush(run, text);
		run->charset = word->charset;
		run->charset_length = word->charset_length;
	}
	if (word->encoding == 'b')
		decode_b(word, &run->octets);
	else
		decode_q(word, &run->octets);
	return r;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
		at++;
	return at;
}

int encoded_word_decode(const char *bytes, size_t length, struct text *text)
{
	const char *at = bytes, *end = bytes + length;
	bool has_terminator = true;
	struct word word;
	struct run run = {0};
	int r = 0;

	while (at < end && r == 0) {
		/* Blanks between two words are not part of the text (RFC 2047 section 6.2). */
		const char *next = run.charset != NULL ? skip_blanks(at, end) : at;
		if (find_word(next, end, &has_terminator, &word)) {
			r = add_word(&run, &word, text);
			at = word.end;
			continue;
		}
		r = flush(&run, text);
		const char *stop = memchr(at + 1, '=', (size_t)(end - (at + 1)));
		if (stop == NULL)
			stop = end;
		text_append(text, at, (size_t)(stop - at));
		at = stop;
	}
	if (r == 0)
		r = flush(&run, text);
	text_clear(&run.octets);
	return r < 0 ? r : text->error;
}
