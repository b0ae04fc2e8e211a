#include "message/grammar/field_block.h"

#include "message/limits.h"
#include "rules/utf8.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define NOT_KNOWN KNOWN_FIELD_COUNT

/* The fields that occur once. Those of a message mean nothing in a part or an attached message, and are free text
 * there. */
static const struct once_field {
	const char *name;
	enum known_field known;
	bool is_of_part; /* of a message and of a part alike */
} once_fields[] = {
    {"From", KNOWN_FROM, false},
    {"Sender", KNOWN_SENDER, false},
    {"Reply-To", KNOWN_REPLY_TO, false},
    {"To", KNOWN_TO, false},
    {"Cc", KNOWN_CC, false},
    {"Bcc", KNOWN_BCC, false},
    {"Subject", NOT_KNOWN, false},
    {"Date", NOT_KNOWN, false},
    {"Message-ID", NOT_KNOWN, false},
    {"In-Reply-To", NOT_KNOWN, false},
    {"References", NOT_KNOWN, false},
    {"MIME-Version", KNOWN_MIME_VERSION, true},
    {"Content-Type", KNOWN_CONTENT_TYPE, true},
    {"Content-Transfer-Encoding", KNOWN_CONTENT_TRANSFER_ENCODING, true},
    {"Content-Disposition", KNOWN_CONTENT_DISPOSITION, true},
    {"Content-ID", NOT_KNOWN, true},
    {"Content-Description", NOT_KNOWN, true},
    {"Content-Location", NOT_KNOWN, true},
    {"Content-Base", NOT_KNOWN, true},
    {"Content-Language", NOT_KNOWN, true},
    {"Content-MD5", NOT_KNOWN, true},
    {"Content-Duration", NOT_KNOWN, true},
    {"Content-Features", NOT_KNOWN, true},
    {"Content-Alternative", NOT_KNOWN, true},
    {"Content-Class", NOT_KNOWN, true},
    {"Content-Encoding", NOT_KNOWN, true},
    {"Content-Length", NOT_KNOWN, true},
};

#define ONCE_COUNT (sizeof(once_fields) / sizeof(once_fields[0]))

struct block_reader {
	enum field_block_kind kind;
	bool (*is_delimiter)(void *context, const struct line *line);
	void *context;
	struct field_block block;
	struct header_field field; /* that continues as long as lines do */
	size_t field_offset;
	bool has_begun; /* a line has been read */
	uint32_t seen;	/* of once_fields, a bit each */
};

_Static_assert(ONCE_COUNT <= 32, "a bit for each field that occurs once");

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* C1 controls; and the separators of lines and paragraphs, which some take for line ends. */
static bool is_wide_control(const char *at, size_t size)
{
	return (size == 2 && at[0] == '\xc2' && (unsigned char)at[1] < 0xa0) ||
	       (size == 3 && at[0] == '\xe2' && at[1] == '\x80' && (at[2] == '\xa8' || at[2] == '\xa9'));
}

/* RFC 6532 section 3.1, without controls; where anything goes, octets of other character sets too. */
static bool is_wide_text(const char *at, const char *end, bool anything_goes)
{
	while (at < end) {
		size_t size = utf8_character(at, (size_t)(end - at));
		if ((size == 0 && !anything_goes) || is_wide_control(at, size))
			return false;
		at += size > 0 ? size : 1;
	}
	return true;
}

static bool begins(const char *text, size_t length, const char *word)
{
	return length >= strlen(word) && strncasecmp(text, word, strlen(word)) == 0;
}

/* A line of a field that decides nothing: of an attached message, and not about content. */
static bool is_free(const struct block_reader *reader, const struct line *line)
{
	const struct header_field *field = &reader->field;
	bool continues = line->length > 0 && is_blank(line->text[0]);
	const char *name = continues ? field->name : line->text;
	size_t length = continues ? field->name_length : line->length;

	return reader->kind == FIELD_BLOCK_ATTACHED && name != NULL && !begins(name, length, "Content-") &&
	       !begins(name, length, "MIME-Version");
}

static int check_octets(const struct block_reader *reader, const struct line *line, struct grammar_fault *fault)
{
	if ((line->classes & LINE_CONTROL) != 0)
		return grammar_fault_set(fault, RULE_FIELD_OCTETS, line->offset);
	if ((line->classes & LINE_8BIT) != 0 &&
	    !is_wide_text(line->text, line->text + line->length, is_free(reader, line)))
		return grammar_fault_set(fault, RULE_FIELD_OCTETS, line->offset);
	return 0;
}

/* A line that somebody might take for a delimiter, behind blanks too. */
static int check_delimiter(const struct block_reader *reader, const struct line *line, struct grammar_fault *fault)
{
	const char *at = line->text, *end = line->text + line->length;

	if (reader->is_delimiter == NULL)
		return 0;
	while (at < end && is_blank(*at))
		at++;
	if (end - at < 2 || at[0] != '-' || at[1] != '-' || !reader->is_delimiter(reader->context, line))
		return 0;
	return grammar_fault_set(fault, at == line->text ? RULE_HEADER_END : RULE_DELIMITER, line->offset);
}

/* RFC 5322 section 2.2: printable ASCII but the colon. */
static bool is_name_octet(char c)
{
	return c > ' ' && c <= '~' && c != ':';
}

static const struct once_field *find_once(const struct header_field *field)
{
	for (size_t i = 0; i < ONCE_COUNT; i++)
		if (header_field_is(field, once_fields[i].name))
			return &once_fields[i];
	return NULL;
}

/* The field that ends here is whole. */
static int finish_field(struct block_reader *reader, struct grammar_fault *fault)
{
	const struct header_field *field = &reader->field;

	if (field->name == NULL)
		return 0;
	if ((size_t)(field->value + field->value_length - field->name) > LIMIT_FIELD_BYTES)
		return -E2BIG;
	reader->block.field_count++;
	const struct once_field *once = find_once(field);
	if (once == NULL || (reader->kind != FIELD_BLOCK_MESSAGE && !once->is_of_part))
		return 0;
	uint32_t bit = (uint32_t)1 << (once - once_fields);
	if ((reader->seen & bit) != 0)
		return grammar_fault_set(fault, RULE_FIELD_REPEATED, reader->field_offset);
	reader->seen |= bit;
	if (once->known != NOT_KNOWN) {
		reader->block.known[once->known] = *field;
		reader->block.offsets[once->known] = reader->field_offset;
	}
	return 0;
}

static int continue_field(struct block_reader *reader, const struct line *line, struct grammar_fault *fault)
{
	if (reader->field.name == NULL)
		return grammar_fault_set(fault, RULE_FIELD_SYNTAX, line->offset);
	if ((line->classes & LINE_NOT_BLANK) == 0)
		return grammar_fault_set(fault, RULE_FIELD_FOLDING, line->offset);
	reader->field.value_length = (size_t)(line->text + line->length - reader->field.value);
	return 0;
}

static int begin_field(struct block_reader *reader, const struct line *line, struct grammar_fault *fault)
{
	const char *at = line->text, *end = line->text + line->length;

	int r = finish_field(reader, fault);
	if (r < 0)
		return r;
	while (at < end && is_name_octet(*at))
		at++;
	const char *name_end = at;
	while (at < end && is_blank(*at))
		at++;
	if (at == end || *at != ':' || name_end == line->text)
		return grammar_fault_set(fault, RULE_FIELD_SYNTAX, line->offset);
	if (at > name_end)
		return grammar_fault_set(fault, RULE_FIELD_BLANKS, line->offset);
	reader->field = (struct header_field){line->text, (size_t)(at - line->text), at + 1, (size_t)(end - (at + 1))};
	reader->field_offset = line->offset;
	return 0;
}

/* As it stands before a message in a mailbox file: first, and no field. */
static bool is_mailbox_line(const struct block_reader *reader, const struct line *line)
{
	static const char word[] = "From ";
	const char *end = line->text + line->length;

	if (reader->kind != FIELD_BLOCK_ATTACHED || reader->has_begun || line->length <= strlen(word) ||
	    memcmp(line->text, word, strlen(word)) != 0)
		return false;
	const char *at = line->text + strlen(word);
	while (at < end && is_blank(*at))
		at++;
	return at < end && *at != ':';
}

static int take_line(struct block_reader *reader, const struct line *line, struct grammar_fault *fault)
{
	int r = check_delimiter(reader, line, fault);

	if (r == 0)
		r = check_octets(reader, line, fault);
	if (r < 0)
		return r;
	bool is_of_mailbox = is_mailbox_line(reader, line);
	reader->has_begun = true;
	if (is_of_mailbox)
		return 0;
	return is_blank(line->text[0]) ? continue_field(reader, line, fault) : begin_field(reader, line, fault);
}

int field_block_read(struct line_reader *lines, enum field_block_kind kind,
    bool (*is_delimiter)(void *context, const struct line *line), void *context, struct field_block *ret_block,
    struct grammar_fault *fault)
{
	struct block_reader reader = {.kind = kind, .is_delimiter = is_delimiter, .context = context};
	struct line line = {0};
	int r;

	while ((r = line_reader_next(lines, fault, &line)) > 0 && line.length > 0) {
		r = take_line(&reader, &line, fault);
		if (r < 0)
			return r;
	}
	if (r == 0 && kind == FIELD_BLOCK_PART)
		return grammar_fault_set(fault, RULE_HEADER_END, (size_t)(lines->at - lines->start));
	if (r >= 0)
		r = finish_field(&reader, fault);
	if (r < 0)
		return r;
	*ret_block = reader.block;
	return 0;
}
