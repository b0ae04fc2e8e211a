#include "message/sanitise/pdf_scan.h"

#include "message/sanitise/inflated.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/pdf_name.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MOST 32 /* octets; no name that matters is longer */

/* What the dictionary before a stream has said. */
enum {
	IS_OBJECTS = 1 << 0,
	IS_OTHER = 1 << 1, /* another one that libraries inflate by themselves */
	HAS_FLATE = 1 << 2,
	HAS_FILTER = 1 << 3,
	HAS_PARAMETERS = 1 << 4,
	HAS_MANY = 1 << 5 /* filters, or one that is not flate */
};

struct scanner {
	const char *at, *end;
	struct pdf_scan *scan;
	unsigned stream;  /* since the last "obj" */
	bool is_inner;	  /* the octets are those of an object stream: there are no streams in it */
	bool is_type;	  /* the last name was "Type" */
	bool is_unclosed; /* a parenthesis that never ends was seen: looking for another end would take for ever */
	bool is_unended;  /* and so with a stream */
	int error;
};

static int scan_octets(const char *octets, size_t size, bool is_inner, struct pdf_scan *scan);

static bool is_word(const char *word, size_t length, const char *wanted)
{
	return strlen(wanted) == length && memcmp(word, wanted, length) == 0;
}

static bool is_blank(char octet)
{
	return octet == '\0' || octet == '\t' || octet == '\n' || octet == '\f' || octet == '\r' || octet == ' ';
}

static bool is_regular(char octet)
{
	return !is_blank(octet) && strchr("()<>[]{}/%", octet) == NULL;
}

static int hexadecimal(char octet)
{
	if (octet >= '0' && octet <= '9')
		return octet - '0';
	octet |= 0x20;
	return octet >= 'a' && octet <= 'f' ? octet - 'a' + 10 : -1;
}

/* ISO 32000-1, 7.3.5. */
static char take_name_octet(struct scanner *scanner)
{
	char octet = *scanner->at++;

	if (octet != '#' || scanner->end - scanner->at < 2)
		return octet;
	int high = hexadecimal(scanner->at[0]), low = hexadecimal(scanner->at[1]);
	if (high < 0 || low < 0)
		return octet;
	scanner->at += 2;
	return (char)(high << 4 | low);
}

static void note_name(struct scanner *scanner, const char *name, size_t length)
{
	static const struct {
		const char *name;
		unsigned says;
	} words[] = {{"ObjStm", IS_OBJECTS}, {"XRef", IS_OTHER}, {"Metadata", IS_OTHER}, {"Filter", HAS_FILTER},
	    {"FlateDecode", HAS_FLATE}, {"Fl", HAS_FLATE}, {"DecodeParms", HAS_PARAMETERS}, {"LZWDecode", HAS_MANY},
	    {"RunLengthDecode", HAS_MANY}, {"ASCIIHexDecode", HAS_MANY}, {"ASCII85Decode", HAS_MANY}};
	bool is_type = scanner->is_type;

	scanner->scan->names |= pdf_name_bit(name, length);
	scanner->is_type = is_word(name, length, "Type");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!is_word(name, length, words[i].name))
			continue;
		if ((words[i].says & (IS_OBJECTS | IS_OTHER)) != 0 && !is_type)
			continue;
		if (words[i].says == HAS_FLATE && (scanner->stream & HAS_FLATE) != 0)
			scanner->stream |= HAS_MANY;
		scanner->stream |= words[i].says;
	}
}

static void take_name(struct scanner *scanner)
{
	char name[NAME_MOST];
	size_t length = 0;

	scanner->at++;
	while (scanner->at < scanner->end && is_regular(*scanner->at)) {
		char octet = take_name_octet(scanner);
		if (length < NAME_MOST)
			name[length] = octet;
		length++;
	}
	if (length > 0 && length <= NAME_MOST)
		note_name(scanner, name, length);
}

/* Behind its last parenthesis; one that never ends is none. */
static void take_string(struct scanner *scanner)
{
	size_t depth = 0;

	for (const char *at = scanner->at; at < scanner->end && !scanner->is_unclosed; at++) {
		if (*at == '\\') {
			at++;
		} else if (*at == '(') {
			depth++;
		} else if (*at == ')' && --depth == 0) {
			scanner->at = at + 1;
			return;
		}
	}
	scanner->is_unclosed = true;
	scanner->at++;
}

/* XRef streams have predictors as a rule: their size is what matters. */
static void inflate_stream(struct scanner *scanner, const char *octets, size_t size)
{
	unsigned says = scanner->stream;
	char *inner = NULL;
	size_t inner_size = 0;

	if ((says & HAS_MANY) != 0) {
		scanner->error = -EFBIG;
		return;
	}
	if ((says & HAS_FILTER) == 0) {
		if ((says & IS_OBJECTS) != 0)
			scanner->error = scan_octets(octets, size, true, scanner->scan);
		return;
	}
	int r = inflated_read(octets, size, LIMIT_PDF_STRUCTURE - scanner->scan->inflated, &inner, &inner_size);
	if (r == 0) {
		scanner->scan->inflated += inner_size;
		if ((says & IS_OBJECTS) != 0)
			r = scan_octets(inner, inner_size, true, scanner->scan);
		scanner->scan->is_opaque |= (says & IS_OBJECTS) != 0 && (says & HAS_PARAMETERS) != 0;
		free(inner);
	} else if (r == -EBADMSG) {
		scanner->scan->is_opaque |= (says & IS_OBJECTS) != 0;
		r = 0;
	}
	scanner->error = r;
}

static void take_stream(struct scanner *scanner)
{
	if (scanner->at < scanner->end && *scanner->at == '\r')
		scanner->at++;
	if (scanner->at < scanner->end && *scanner->at == '\n')
		scanner->at++;
	const char *stop =
	    scanner->is_unended ? NULL : memmem(scanner->at, (size_t)(scanner->end - scanner->at), "endstream", 9);
	if (stop == NULL) {
		scanner->is_unended = true;
		return;
	}
	if ((scanner->stream & (IS_OBJECTS | IS_OTHER)) != 0)
		inflate_stream(scanner, scanner->at, (size_t)(stop - scanner->at));
	scanner->stream = 0;
	scanner->at = stop;
}

static void take_word(struct scanner *scanner)
{
	const char *word = scanner->at;

	while (scanner->at < scanner->end && is_regular(*scanner->at))
		scanner->at++;
	size_t length = (size_t)(scanner->at - word);
	if (is_word(word, length, "obj")) {
		scanner->stream = 0;
		if (++scanner->scan->objects > LIMIT_PDF_OBJECTS)
			scanner->error = -EFBIG;
	} else if (is_word(word, length, "endobj"))
		scanner->stream = 0;
	else if (is_word(word, length, "stream") && !scanner->is_inner)
		take_stream(scanner);
}

static void take(struct scanner *scanner)
{
	switch (*scanner->at) {
	case '/':
		take_name(scanner);
		break;
	case '(':
		take_string(scanner);
		break;
	case '%':
		while (scanner->at < scanner->end && *scanner->at != '\r' && *scanner->at != '\n')
			scanner->at++;
		break;
	default:
		if (is_regular(*scanner->at))
			take_word(scanner);
		else
			scanner->at++;
	}
}

static int scan_octets(const char *octets, size_t size, bool is_inner, struct pdf_scan *scan)
{
	struct scanner scanner = {.at = octets, .end = octets + size, .scan = scan, .is_inner = is_inner};

	while (scanner.at < scanner.end && scanner.error == 0)
		take(&scanner);
	return scanner.error;
}

int pdf_scan_read(const char *octets, size_t size, struct pdf_scan *ret_scan)
{
	struct pdf_scan scan = {0};
	int r = scan_octets(octets, size, false, &scan);

	if (r == 0)
		*ret_scan = scan;
	return r;
}
