#include "message/form/doc_runs.h"

#include "message/form/document.h"
#include "message/form/limits.h"
#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_SIZE	    512U
#define PAGE_COUNT	    511U /* where a page says how many runs it has */
#define PAGE_MASK	    0x3fffffU
#define PARAGRAPH_ITEM_SIZE 13U

/* Single property modifiers ([MS-DOC] 2.6). */
enum {
	DELETED = 0x0800,
	INSERTED = 0x0801,
	FORM_DATA = 0x0806,
	HIDDEN = 0x083c,
	SPECIAL = 0x0855,
	LOCATION = 0x6a03,
	SYMBOL = 0x6a09,
	IN_TABLE = 0x2416,
	ENDS_ROW = 0x2417,
	ENDS_NESTED_CELL = 0x244b,
	ENDS_NESTED_ROW = 0x244c,
	NESTING = 0x6649,
	TABLE_DEFINITION = 0xd608,
	TAB_STOPS = 0xc615,
	ELSEWHERE = 0x6645, /* all properties are in the Data stream: long ones of table rows */
	ELSEWHERE_TOO = 0x6646
};

/* On, unless it is 0 or as the style, which hides nothing, says. */
static bool is_on(unsigned operand)
{
	return operand == 1 || operand == 0x81;
}

static void apply(const struct doc_stream *stream, unsigned modifier, size_t at, struct doc_properties *properties)
{
	unsigned octet = doc_stream_has(stream, at, 1) ? stream->octets[at] : 0;

	switch (modifier) {
	case DELETED:
		properties->is_deleted = octet != 0;
		break;
	case INSERTED:
		properties->is_inserted = octet != 0;
		break;
	case FORM_DATA:
		properties->is_data = octet != 0;
		break;
	case HIDDEN:
		properties->is_hidden = is_on(octet);
		break;
	case SPECIAL:
		properties->is_special = octet != 0;
		break;
	case LOCATION:
		properties->location = doc_get32(stream, at);
		properties->has_location = true;
		break;
	case SYMBOL:
		properties->symbol_font = doc_get16(stream, at);
		properties->symbol = doc_get16(stream, at + 2);
		break;
	case IN_TABLE:
		properties->is_in_table = octet != 0;
		break;
	case ENDS_ROW:
		properties->ends_row = octet != 0;
		break;
	case ENDS_NESTED_CELL:
		properties->ends_nested_cell = octet != 0;
		break;
	case ENDS_NESTED_ROW:
		properties->ends_nested_row = octet != 0;
		break;
	case NESTING:
		properties->nesting = doc_get32(stream, at) < LIMIT_TABLE_DEPTH + 1 ? (unsigned)doc_get32(stream, at)
										    : LIMIT_TABLE_DEPTH + 1;
		break;
	default:
		break;
	}
}

/* How many octets the operand at `at` has; those that say it included. */
static size_t operand_size(const struct doc_stream *stream, unsigned modifier, size_t at)
{
	static const size_t sizes[] = {1, 1, 2, 4, 2, 2, 0, 3};
	size_t size = sizes[modifier >> 13];

	if (size > 0)
		return size;
	if (modifier == TABLE_DEFINITION)
		return (size_t)doc_get16(stream, at) + 1;
	return doc_stream_has(stream, at, 1) ? (size_t)stream->octets[at] + 1 : 1;
}

/* `data` is NULL within what comes from there. */
static bool apply_all(const struct doc_stream *stream, size_t at, size_t size, const struct doc_stream *data,
    struct doc_properties *properties)
{
	size_t end = at + size;

	if (!doc_stream_has(stream, at, size))
		return false;
	while (at + 2 < end) {
		unsigned modifier = doc_get16(stream, at);
		/* Longer than it says; always the last. */
		if (modifier == TAB_STOPS && stream->octets[at + 2] == 255)
			return true;
		if (modifier == ELSEWHERE || modifier == ELSEWHERE_TOO) {
			size_t there = doc_get32(stream, at + 2);
			return data != NULL && doc_stream_has(data, there, 2) &&
			       apply_all(data, there + 2, doc_get16(data, there), NULL, properties);
		}
		apply(stream, modifier, at + 2, properties);
		at += 2 + operand_size(stream, modifier, at + 2);
	}
	return at <= end;
}

static bool read_character(
    const struct doc_file *file, size_t page, size_t index, size_t count, struct doc_properties *properties)
{
	const struct doc_stream *document = &file->document;
	size_t item = page + (count + 1) * 4 + index;
	size_t at = doc_stream_has(document, item, 1) ? page + (size_t)document->octets[item] * 2 : page;

	/* Nothing of their own. */
	if (at == page)
		return true;
	return at < page + PAGE_COUNT && apply_all(document, at + 1, document->octets[at], NULL, properties);
}

static bool read_paragraph(
    const struct doc_file *file, size_t page, size_t index, size_t count, struct doc_properties *properties)
{
	const struct doc_stream *document = &file->document;
	size_t item = page + (count + 1) * 4 + index * PARAGRAPH_ITEM_SIZE;
	size_t at = doc_stream_has(document, item, 1) ? page + (size_t)document->octets[item] * 2 : page;

	if (at == page)
		return true;
	if (at + 2 >= page + PAGE_COUNT)
		return false;
	size_t size = (size_t)document->octets[at] * 2;
	if (size == 0) {
		at++;
		size = (size_t)document->octets[at] * 2;
	} else {
		size--;
	}
	if (size < 2)
		return false;
	properties->style = doc_get16(document, at + 1);
	return apply_all(document, at + 3, size - 2, &file->data, properties);
}

static int add_run(struct doc_runs *runs, const struct doc_run *run, unsigned *obstacles)
{
	if (runs->count >= LIMIT_DOC_RUNS) {
		*obstacles |= OBSTACLE_LIMIT;
		return -EBADMSG;
	}
	struct doc_run *items = grow_by_one(runs->items, runs->count, sizeof(*items));
	if (items == NULL)
		return -ENOMEM;
	runs->items = items;
	items[runs->count++] = *run;
	return 0;
}

static int read_page(
    const struct doc_file *file, size_t page, bool is_paragraph, struct doc_runs *runs, unsigned *obstacles)
{
	const struct doc_stream *document = &file->document;

	if (!doc_stream_has(document, page, PAGE_SIZE))
		return -EBADMSG;
	size_t count = document->octets[page + PAGE_COUNT];
	if ((count + 1) * 4 + count * (is_paragraph ? PARAGRAPH_ITEM_SIZE : 1) > PAGE_COUNT)
		return -EBADMSG;
	for (size_t i = 0; i < count; i++) {
		struct doc_run run = {
		    .first = doc_get32(document, page + i * 4), .next = doc_get32(document, page + i * 4 + 4)};
		bool is_read = is_paragraph ? read_paragraph(file, page, i, count, &run.properties)
					    : read_character(file, page, i, count, &run.properties);
		/* In order, and no octet twice. */
		if (!is_read || run.next <= run.first ||
		    (runs->count > 0 && run.first < runs->items[runs->count - 1].next))
			return -EBADMSG;
		int r = add_run(runs, &run, obstacles);
		if (r < 0)
			return r;
	}
	return 0;
}

int doc_runs_read(const struct doc_file *file, enum doc_table table, struct doc_runs *ret_runs, unsigned *obstacles)
{
	struct doc_runs runs = {0};
	size_t at = 0, size = 0;
	int r = doc_file_table(file, table, &at, &size) && size >= 4 && (size - 4) % 8 == 0 ? 0 : -EBADMSG;
	size_t count = r == 0 ? (size - 4) / 8 : 0;

	for (size_t i = 0; i < count && r == 0; i++) {
		uint32_t page = doc_get32(&file->table, at + (count + 1) * 4 + i * 4) & PAGE_MASK;
		r = read_page(file, (size_t)page * PAGE_SIZE, table == DOC_PARAGRAPH_PAGES, &runs, obstacles);
	}
	if (r < 0) {
		doc_runs_clear(&runs);
		if (r == -EBADMSG && *obstacles == 0)
			*obstacles |= OBSTACLE_DAMAGED;
		return r;
	}
	*ret_runs = runs;
	return 0;
}

void doc_runs_clear(struct doc_runs *runs)
{
	free(runs->items);
	*runs = (struct doc_runs){0};
}

static int compare(const void *key, const void *item)
{
	uint32_t place = *(const uint32_t *)key;
	const struct doc_run *run = item;

	if (place < run->first)
		return -1;
	return place >= run->next;
}

const struct doc_properties *doc_runs_find(const struct doc_runs *runs, uint32_t place)
{
	const struct doc_run *run =
	    runs->count > 0 ? bsearch(&place, runs->items, runs->count, sizeof(*runs->items), compare) : NULL;

	return run != NULL ? &run->properties : NULL;
}

/* By the octets of the modifier: it says yes too often rather than once too rarely. */
bool doc_styles_may_hide(const struct doc_file *file)
{
	static const uint8_t hidden[] = {HIDDEN & 0xff, HIDDEN >> 8, 1};
	size_t at = 0, size = 0;

	if (!doc_file_table(file, DOC_STYLES, &at, &size))
		return true;
	return memmem(file->table.octets + at, size, hidden, sizeof(hidden)) != NULL;
}
