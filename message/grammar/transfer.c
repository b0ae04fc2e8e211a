#include "message/grammar/transfer.h"

#include <string.h>

#define LINE_END 2 /* octets of CRLF */

void transfer_init(struct transfer *transfer, enum outline_encoding encoding)
{
	*transfer = (struct transfer){.encoding = encoding};
}

static unsigned base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 26;
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0') + 52;
	return c == '+' ? 62 : 63;
}

/* How many octets the padding of a line takes from its last group, 0 to 2; -1 where it is anywhere else than at the
 * end, or hides bits that are not zero: decoders differ about what follows and about those bits. */
static int count_padding(const struct line *line)
{
	const char *first = memchr(line->text, '=', line->length);
	size_t count = (size_t)(line->text + line->length - first);

	if (count > 2 || first[count - 1] != '=')
		return -1;
	unsigned hidden = count == 1 ? 0x3 : 0xf;
	return (base64_value(first[-1]) & hidden) == 0 ? (int)count : -1;
}

static int base64_line(struct transfer *transfer, const struct line *line, struct grammar_fault *fault)
{
	int padding = 0;

	if (line->length == 0) {
		transfer->has_ended = true;
		return 0;
	}
	if (transfer->has_ended || line->length % 4 != 0 || (line->classes & LINE_NOT_BASE64) != 0)
		return grammar_fault_set(fault, RULE_BASE64, line->offset);
	if ((line->classes & LINE_PADDING) != 0) {
		padding = count_padding(line);
		if (padding < 0)
			return grammar_fault_set(fault, RULE_BASE64, line->offset);
		transfer->has_ended = true;
	}
	transfer->decoded_length += line->length / 4 * 3 - (size_t)padding;
	return 0;
}

/* RFC 2045 section 6.7 wants upper case (rule 1) and lets a robust reader take lower case, which all of them do. */
static bool is_hex_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* Counts the encoded octets of a line; *ret_is_soft where "=" is the last octet of it. -1 for a broken one. */
static int count_encoded(const struct line *line, bool *ret_is_soft)
{
	const char *end = line->text + line->length;
	const char *at = line->text;
	int count = 0;

	*ret_is_soft = false;
	while ((at = memchr(at, '=', (size_t)(end - at))) != NULL) {
		if (end - at == 1) {
			*ret_is_soft = true;
			break;
		}
		if (end - at < 3 || !is_hex_digit(at[1]) || !is_hex_digit(at[2]))
			return -1;
		count++;
		at += 3;
	}
	return count;
}

static int quoted_printable_line(struct transfer *transfer, const struct line *line, struct grammar_fault *fault)
{
	bool is_soft = false;
	int encoded = 0;
	char last = line->length > 0 ? line->text[line->length - 1] : '\0';

	if ((line->classes & (LINE_CONTROL | LINE_8BIT)) != 0 || last == ' ' || last == '\t')
		return grammar_fault_set(fault, RULE_QUOTED_PRINTABLE, line->offset);
	if ((line->classes & LINE_PADDING) != 0)
		encoded = count_encoded(line, &is_soft);
	if (encoded < 0)
		return grammar_fault_set(fault, RULE_QUOTED_PRINTABLE, line->offset);
	transfer->decoded_length += transfer->pending + line->length - 2 * (size_t)encoded - is_soft;
	transfer->pending = is_soft ? 0 : LINE_END;
	transfer->is_soft = is_soft;
	transfer->soft_offset = line->offset;
	return 0;
}

int transfer_line(struct transfer *transfer, const struct line *line, struct grammar_fault *fault)
{
	switch (transfer->encoding) {
	case OUTLINE_BASE64:
		return base64_line(transfer, line, fault);
	case OUTLINE_QUOTED_PRINTABLE:
		return quoted_printable_line(transfer, line, fault);
	case OUTLINE_IDENTITY:
		break;
	}
	transfer->decoded_length += transfer->pending + line->length;
	transfer->pending = LINE_END;
	return 0;
}

int transfer_end(struct transfer *transfer, bool is_last, struct grammar_fault *fault, uint64_t *ret_decoded_length)
{
	/* The line end that the soft break takes away belongs to the delimiter: some readers then keep the "=". */
	if (transfer->is_soft && !is_last)
		return grammar_fault_set(fault, RULE_QUOTED_PRINTABLE, transfer->soft_offset);
	*ret_decoded_length = transfer->decoded_length + (is_last ? transfer->pending : 0);
	return 0;
}
