#include "message/sanitise/ole_records.h"

#include "message/sanitise/field_code.h"

#include <ctype.h>

#define CODE_MOST    256 /* characters of an instruction that are looked at */
#define WORD_LEAST   3	 /* letters */
#define WORD_MOST    32
#define FIELD_BEGIN  0x13
#define FIELD_RESULT 0x14
#define FIELD_END    0x15

static unsigned get16(const uint8_t *octets)
{
	return octets[0] | (unsigned)octets[1] << 8;
}

static uint32_t get32(const uint8_t *octets)
{
	return get16(octets) | (uint32_t)get16(octets + 2) << 16;
}

/* ------------------------------------------------------------------ workbooks */

enum {
	BOF_2 = 0x0009,
	BOF_3 = 0x0209,
	BOF_4 = 0x0409,
	BOF_5 = 0x0809,
	ENCRYPTED = 0x002f,
	SHEET = 0x0085,
	LINKS = 0x01ae
};

/* The kinds of BOF ([MS-XLS] 2.4.21), and of sheets (2.4.28). */
static bool is_macro_part(unsigned kind)
{
	return kind == 0x0040 || kind == 0x0006;
}

static bool is_macro_sheet(unsigned kind)
{
	return kind == 1 || kind == 6;
}

/* The server and what it is asked are divided by a 3 ([MS-XLS] 2.5.277). */
static bool is_conversation(const uint8_t *data, size_t length)
{
	if (length <= 4)
		return false;
	for (size_t i = 4; i < length; i++)
		if (data[i] == 3)
			return true;
	return false;
}

static bool is_unsafe_record(unsigned type, const uint8_t *data, size_t length)
{
	switch (type) {
	case BOF_2:
	case BOF_3:
	case BOF_4:
	case BOF_5:
		return length >= 4 && is_macro_part(get16(data + 2));
	case SHEET:
		return length >= 6 && is_macro_sheet(data[5]);
	case LINKS:
		return is_conversation(data, length);
	default:
		return false;
	}
}

bool ole_records_workbook(const uint8_t *octets, size_t size)
{
	for (size_t at = 0; size - at >= 4;) {
		unsigned type = get16(octets + at);
		size_t length = get16(octets + at + 2);
		at += 4;
		if (type == ENCRYPTED || length > size - at)
			return false;
		if (is_unsafe_record(type, octets + at, length))
			return true;
		at += length;
	}
	return false;
}

/* ------------------------------------------------------------------ slides */

enum {
	SLIDES_CONTAINER = 0xf,
	SLIDES_MACROS = 0x0400,
	SLIDES_EMBEDDED = 0x0fcc,
	SLIDES_LINKED = 0x0fce,
	SLIDES_CONTROL = 0x0fee,
	SLIDES_INTERACTION = 0x0ff3,
	SLIDES_STORAGE = 0x1011
};

static bool is_unsafe_slide_record(unsigned type, const uint8_t *data, size_t length)
{
	switch (type) {
	case SLIDES_MACROS:
		return length >= 8 && get32(data + 4) != 0;
	case SLIDES_INTERACTION:
		/* To run a macro, a program, an object. */
		return length >= 9 && (data[8] == 1 || data[8] == 2 || data[8] == 5);
	case SLIDES_EMBEDDED:
	case SLIDES_LINKED:
	case SLIDES_CONTROL:
	case SLIDES_STORAGE:
		return true;
	default:
		return false;
	}
}

/* A container's records follow its head. */
bool ole_records_slides(const uint8_t *octets, size_t size)
{
	for (size_t at = 0; size - at >= 8;) {
		bool is_container = (octets[at] & 0xf) == SLIDES_CONTAINER;
		unsigned type = get16(octets + at + 2);
		size_t length = get32(octets + at + 4), rest = size - at - 8;
		if (is_unsafe_slide_record(type, octets + at + 8, length < rest ? length : rest))
			return true;
		if (!is_container && length > rest)
			return false;
		at += 8 + (is_container ? 0 : length);
	}
	return false;
}

/* ------------------------------------------------------------------ fields of text */

static char code_character(unsigned unit)
{
	if (unit >= 0x80)
		return '\x80';
	/* Where a picture or a link's data stand; it looks like a nested field. */
	return unit == 0 || unit == FIELD_CODE_NESTED ? ' ' : (char)unit;
}

/* The instruction of the field that begins before `at`, those within it left out. */
static bool is_unsafe_field(const uint16_t *units, size_t at, size_t count)
{
	char code[CODE_MOST + 1];
	size_t length = 0, depth = 0;

	for (size_t i = at; i < count && i < at + CODE_MOST; i++) {
		unsigned unit = units[i];
		if (depth == 0 && (unit == FIELD_RESULT || unit == FIELD_END))
			break;
		if (unit == FIELD_BEGIN && depth++ == 0)
			code[length++] = FIELD_CODE_NESTED;
		else if (unit == FIELD_END)
			depth--;
		else if (depth == 0)
			code[length++] = code_character(unit);
	}
	code[length] = '\0';
	return field_code_classes(code) != 0;
}

bool ole_records_text(const uint16_t *units, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (units[i] == FIELD_BEGIN && is_unsafe_field(units, i + 1, count))
			return true;
	return false;
}

/* Among octets that may be anything, only a mark with a word of some length right behind it is taken for a field. */
static bool is_unsafe_word(const uint8_t *octets, size_t count, size_t width)
{
	char code[WORD_MOST + 1];
	size_t length = 0, i = 0;

	while (i < count && (octets[i * width] == ' ' || octets[i * width] == '"'))
		i++;
	for (; i < count && length < WORD_MOST && isalpha(octets[i * width]); i++)
		code[length++] = (char)octets[i * width];
	code[length] = '\0';
	return length >= WORD_LEAST && field_code_classes(code) != 0;
}

bool ole_records_stream(const uint8_t *octets, size_t size)
{
	for (size_t i = 0; i + 1 < size; i++)
		if (octets[i] == FIELD_BEGIN &&
		    (is_unsafe_word(octets + i + 1, size - i - 1, 1) ||
			(octets[i + 1] == 0 && is_unsafe_word(octets + i + 2, (size - i - 2) / 2, 2))))
			return true;
	return false;
}
