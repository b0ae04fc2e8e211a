#include "audit/tool/import_line.h"

#include "audit/base64.h"
#include "audit/ledger.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define RECORD_START	 "{\"v\":1,\"index\":"
#define CHECKPOINT_START "checkpoint "
#define ORIGIN_TAIL	 "/referral-ledger"
#define SIZE_DIGITS_MAX	 19

static int wrong(const char **ret_why, const char *why)
{
	*ret_why = why;
	return -EBADMSG;
}

/* A name that a note may carry: printable ASCII without blanks and "+". */
static bool is_name(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == '+')
			return false;
	return length > 0 && length <= NOTE_NAME_MAX;
}

static bool set_origin(const json_t *record, char origin[NOTE_NAME_MAX + 1])
{
	const json_t *gateway = json_object_get(record, "gateway");
	size_t length = json_string_length(gateway);

	if (length + strlen(ORIGIN_TAIL) > NOTE_NAME_MAX || !is_name(json_string_value(gateway), length))
		return false;
	snprintf(origin, NOTE_NAME_MAX + 1, "%s" ORIGIN_TAIL, json_string_value(gateway));
	return true;
}

static void set_vkey(const json_t *record, char vkey[NOTE_VKEY_SIZE])
{
	const char *text = json_string_value(json_object_get(record, "vkey"));

	vkey[0] = '\0';
	if (text != NULL && strlen(text) < NOTE_VKEY_SIZE)
		snprintf(vkey, NOTE_VKEY_SIZE, "%s", text);
}

static int read_record(const json_t *record, struct import_line *line, const char **ret_why)
{
	const json_t *index = json_object_get(record, "index");

	if (!json_is_integer(index) || json_integer_value(index) < 0)
		return wrong(ret_why, "its index is no number");
	line->index = (uint64_t)json_integer_value(index);
	if (line->index > IMPORT_INDEX_MAX)
		return wrong(ret_why, "its index is too high");
	if (!set_origin(record, line->origin))
		return wrong(ret_why, "its gateway is no name");
	set_vkey(record, line->vkey);
	return 0;
}

static int parse_record(const char *text, size_t length, struct import_line *line, const char **ret_why)
{
	if (length > LEDGER_LINE_MAX + LEDGER_INDEX_MAX)
		return wrong(ret_why, "it is longer than a record can be");
	json_t *record = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(record)) {
		json_decref(record);
		return wrong(ret_why, "it is no whole record");
	}
	line->kind = IMPORT_RECORD;
	line->record = text;
	line->length = length;
	int r = read_record(record, line, ret_why);
	json_decref(record);
	return r;
}

/* The next word, up to a blank or the end. */
static bool next_word(const char **at, const char *end, const char **ret_word, size_t *ret_length)
{
	const char *blank = memchr(*at, ' ', (size_t)(end - *at));
	const char *stop = blank != NULL ? blank : end;

	if (stop == *at)
		return false;
	*ret_word = *at;
	*ret_length = (size_t)(stop - *at);
	*at = blank != NULL ? blank + 1 : end;
	return true;
}

/* Decimal digits without leading zeros. */
static bool read_size(const char *word, size_t length, uint64_t *ret_size)
{
	uint64_t size = 0;

	if (length > SIZE_DIGITS_MAX || (length > 1 && word[0] == '0'))
		return false;
	for (size_t i = 0; i < length; i++) {
		if (word[i] < '0' || word[i] > '9')
			return false;
		size = size * 10 + (uint64_t)(word[i] - '0');
	}
	*ret_size = size;
	return size <= IMPORT_INDEX_MAX + 1;
}

static bool read_base64(const char *word, size_t length, uint8_t *octets, size_t size)
{
	size_t decoded = 0;

	return base64_decode(word, length, octets, size, &decoded) == 0 && decoded == size;
}

static bool is_origin(const char *word, size_t length)
{
	size_t tail = strlen(ORIGIN_TAIL);

	return is_name(word, length) && length > tail && memcmp(word + length - tail, ORIGIN_TAIL, tail) == 0;
}

static int parse_checkpoint(const char *text, size_t length, struct import_line *line, const char **ret_why)
{
	const char *at = text, *end = text + length, *word = NULL;
	size_t size = 0;

	line->kind = IMPORT_CHECKPOINT;
	if (!next_word(&at, end, &word, &size) || !is_origin(word, size))
		return wrong(ret_why, "the origin of the checkpoint is none of ours");
	memcpy(line->origin, word, size);
	line->origin[size] = '\0';
	if (!next_word(&at, end, &word, &size) || !read_size(word, size, &line->size))
		return wrong(ret_why, "the size of the checkpoint is no number");
	if (!next_word(&at, end, &word, &size) || !read_base64(word, size, line->root.octets, DIGEST_SIZE))
		return wrong(ret_why, "the root of the checkpoint is no hash");
	if (!next_word(&at, end, &word, &size) || !read_base64(word, size, line->signature, IMPORT_SIGNATURE_SIZE))
		return wrong(ret_why, "the signature of the checkpoint is none");
	return at == end ? 0 : wrong(ret_why, "the checkpoint has a word too many");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Where `start` begins within the line, at its beginning or behind a blank. */
static const char *find_start(const char *text, size_t length, const char *start)
{
	const char *at = text;

	while ((at = memmem(at, length - (size_t)(at - text), start, strlen(start))) != NULL) {
		if (at == text || is_blank(at[-1]))
			return at;
		at++;
	}
	return NULL;
}

/* The last one that begins there. No record has those octets within it: its own strings have their quotes escaped. */
static const char *find_record(const char *text, size_t length, bool *ret_behind_another)
{
	const char *found = NULL, *at = text;

	while ((at = memmem(at, length - (size_t)(at - text), RECORD_START, strlen(RECORD_START))) != NULL) {
		*ret_behind_another = found != NULL;
		found = at;
		at += strlen(RECORD_START);
	}
	return found;
}

int import_line_parse(const char *text, size_t length, struct import_line *ret_line, const char **ret_why)
{
	struct import_line line = {0};
	int r;

	while (length > 0 && is_blank(text[length - 1]))
		length--;
	const char *record = find_record(text, length, &line.is_behind_another);
	const char *checkpoint = record == NULL ? find_start(text, length, CHECKPOINT_START) : NULL;
	const char *start = record != NULL ? record : checkpoint;
	if (start == NULL)
		return wrong(ret_why, "it holds neither a record with an index nor a checkpoint");
	if (start - text > IMPORT_PREFIX_MAX && !line.is_behind_another)
		return wrong(ret_why, "too much stands in front of it");
	length -= (size_t)(start - text);
	if (record != NULL)
		r = parse_record(record, length, &line, ret_why);
	else
		r = parse_checkpoint(
		    start + strlen(CHECKPOINT_START), length - strlen(CHECKPOINT_START), &line, ret_why);
	if (r == 0)
		*ret_line = line;
	return r;
}
