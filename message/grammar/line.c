#include "message/grammar/line.h"

#include <stdint.h>
#include <string.h>

#define BLOCK 16 /* octets looked at together */

/* Never in the result: what no line may hold. */
#define OCTET_NUL (1U << 6)
#define OCTET_END (1U << 7) /* CR or LF */

#define CONTROL	   (LINE_CONTROL | LINE_NOT_BASE64 | LINE_NOT_BLANK)
#define BLANK	   (LINE_BLANK | LINE_NOT_BASE64)
#define PRINTABLE  (LINE_NOT_BASE64 | LINE_NOT_BLANK)
#define BASE64	   LINE_NOT_BLANK
#define PADDING	   (LINE_PADDING | LINE_NOT_BLANK)
#define EIGHT_BITS (LINE_8BIT | LINE_NOT_BASE64 | LINE_NOT_BLANK)

static const uint8_t classes_of_octet[256] = {
    [0] = OCTET_NUL,
    [1 ... 8] = CONTROL,
    ['\t'] = BLANK,
    ['\n'] = OCTET_END,
    [11 ... 12] = CONTROL,
    ['\r'] = OCTET_END,
    [14 ... 31] = CONTROL,
    [' '] = BLANK,
    ['!' ... '*'] = PRINTABLE,
    ['+'] = BASE64,
    [',' ... '.'] = PRINTABLE,
    ['/' ... '9'] = BASE64,
    [':' ... '<'] = PRINTABLE,
    ['='] = PADDING,
    ['>' ... '@'] = PRINTABLE,
    ['A' ... 'Z'] = BASE64,
    ['[' ... '`'] = PRINTABLE,
    ['a' ... 'z'] = BASE64,
    ['{' ... '~'] = PRINTABLE,
    [127] = CONTROL,
    [128 ... 255] = EIGHT_BITS,
};

/* What the compiler makes vector instructions of where the machine has them; comparing gives 0 or all ones. */
typedef uint8_t block __attribute__((vector_size(BLOCK)));

static block block_at(const char *text)
{
	block octets;

	memcpy(&octets, text, sizeof(octets));
	return octets;
}

static bool has_any(block mask)
{
	uint64_t halves[2];

	memcpy(halves, &mask, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

/* What is neither one of the 64 nor "=". */
static block not_base64(block octets)
{
	block letters = (block)((octets | 0x20) - 'a' < 26);
	block digits = (block)(octets - '/' < 11); /* and "/" before them */

	return ~(letters | digits | (block)(octets == '+') | (block)(octets == '='));
}

static unsigned classes_by_octet(const char *text, size_t length)
{
	unsigned classes = 0;

	for (size_t i = 0; i < length; i++)
		classes |= classes_of_octet[(uint8_t)text[i]];
	return classes;
}

/* What most octets of large mail are. False, too, where a line of text only begins so. */
static bool is_base64(const char *text, const char *last, unsigned *ret_classes)
{
	block other = not_base64(block_at(last)), padding = (block)(block_at(last) == '=');

	for (const char *at = text; at < last; at += BLOCK) {
		block octets = block_at(at);
		other |= not_base64(octets);
		padding |= (block)(octets == '=');
	}
	if (has_any(other))
		return false;
	*ret_classes = BASE64 | (has_any(padding) ? PADDING : 0);
	return true;
}

/* What else a line is that is no base64; false for controls and tabs: they are rare enough to be looked at octet by
 * octet. */
static bool is_text(const char *text, const char *last, unsigned *ret_classes)
{
	block octets = block_at(last), high = octets;
	block control = (block)(octets < ' ') | (block)(octets == 127);
	block space = (block)(octets == ' '), other = ~space, equals = (block)(octets == '=');

	for (const char *at = text; at < last; at += BLOCK) {
		octets = block_at(at);
		high |= octets;
		control |= (block)(octets < ' ') | (block)(octets == 127);
		space |= (block)(octets == ' ');
		other |= (block)(octets != ' ');
		equals |= (block)(octets == '=');
	}
	if (has_any(control))
		return false;
	*ret_classes = LINE_NOT_BASE64 | (has_any(high & 0x80) ? LINE_8BIT : 0) | (has_any(space) ? LINE_BLANK : 0) |
		       (has_any(other) ? LINE_NOT_BLANK : 0) | (has_any(equals) ? LINE_PADDING : 0);
	return true;
}

/* Of a line of at least one block; the last one overlaps the one before. */
static unsigned classes_by_block(const char *text, size_t length)
{
	const char *last = text + length - BLOCK;
	unsigned classes = 0;

	if (!has_any(not_base64(block_at(text))) && is_base64(text, last, &classes))
		return classes;
	return is_text(text, last, &classes) ? classes : classes_by_octet(text, length);
}

void line_reader_init(struct line_reader *reader, const void *bytes, size_t size)
{
	reader->start = reader->at = bytes;
	reader->end = reader->start + size;
}

/* Of a line that breaks a rule, the first octet that does. */
static int find_fault(const struct line_reader *reader, struct grammar_fault *fault)
{
	for (const char *at = reader->at; at < reader->end; at++) {
		size_t offset = (size_t)(at - reader->start);
		if (*at == '\0')
			return grammar_fault_set(fault, RULE_NUL, offset);
		if (*at == '\n')
			return grammar_fault_set(fault, RULE_BARE_LF, offset);
		if (*at == '\r' && (at + 1 == reader->end || at[1] != '\n'))
			return grammar_fault_set(fault, RULE_BARE_CR, offset);
		if (at - reader->at == LINE_OCTETS_MAX && *at != '\r')
			return grammar_fault_set(fault, RULE_LINE_LENGTH, (size_t)(reader->at - reader->start));
	}
	return grammar_fault_set(fault, RULE_LAST_LINE, (size_t)(reader->at - reader->start));
}

int line_reader_next(struct line_reader *reader, struct grammar_fault *fault, struct line *ret_line)
{
	const char *text = reader->at;

	if (text == reader->end)
		return 0;
	const char *feed = memchr(text, '\n', (size_t)(reader->end - text));
	if (feed == NULL || feed == text || feed[-1] != '\r')
		return find_fault(reader, fault);
	size_t length = (size_t)(feed - 1 - text);
	unsigned classes = length < BLOCK ? classes_by_octet(text, length) : classes_by_block(text, length);
	if ((classes & (OCTET_NUL | OCTET_END)) != 0 || length > LINE_OCTETS_MAX)
		return find_fault(reader, fault);
	*ret_line = (struct line){text, length, (size_t)(text - reader->start), classes};
	reader->at = feed + 1;
	return 1;
}
