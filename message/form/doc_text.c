#include "message/form/doc_text.h"

#include "message/form/document.h"
#include "message/form/limits.h"

#include <errno.h>
#include <stdlib.h>

#define PROPERTIES	 1 /* kinds of a Clx's parts */
#define PIECES		 2
#define PIECE_SIZE	 8
#define PLACE_COMPRESSED 0x40000000U
#define PLACE_MASK	 0x3fffffffU

static int refuse(unsigned *obstacles, enum document_obstacle obstacle)
{
	*obstacles |= obstacle;
	return -EBADMSG;
}

/* Windows-1252 where it differs from Latin-1 ([MS-DOC] 2.9.73). */
static uint16_t decode(uint8_t octet)
{
	static const uint16_t characters[32] = {0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,
	    0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013,
	    0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178};

	return octet >= 0x80 && octet < 0xa0 ? characters[octet - 0x80] : octet;
}

/* Behind what may come before it, the piece table is the Clx's last part. */
static bool find_pieces(const struct doc_file *file, size_t *ret_at, size_t *ret_size)
{
	const struct doc_stream *table = &file->table;
	size_t at = 0, size = 0;

	if (!doc_file_table(file, DOC_PIECES, &at, &size))
		return false;
	size_t end = at + size;
	while (at + 3 <= end && table->octets[at] == PROPERTIES)
		at += 3 + doc_get16(table, at + 1);
	if (at + 5 > end || table->octets[at] != PIECES || doc_get32(table, at + 1) != end - at - 5)
		return false;
	*ret_at = at + 5;
	*ret_size = end - at - 5;
	return true;
}

static int read_piece(
    const struct doc_stream *document, uint32_t place, size_t first, size_t count, struct doc_text *text)
{
	bool is_compressed = (place & PLACE_COMPRESSED) != 0;
	size_t width = is_compressed ? 1 : 2, at = (place & PLACE_MASK) / (is_compressed ? 2 : 1);

	if (!doc_stream_has(document, at, count * width))
		return -EBADMSG;
	for (size_t i = 0; i < count; i++, at += width) {
		text->units[first + i] =
		    is_compressed ? decode(document->octets[at]) : (uint16_t)doc_get16(document, at);
		text->places[first + i] = (uint32_t)at;
	}
	return 0;
}

/* `at` is where the positions stand; the pieces follow them. */
static int read_pieces(const struct doc_file *file, size_t at, size_t count, struct doc_text *text, unsigned *obstacles)
{
	const struct doc_stream *table = &file->table;
	size_t piece = at + (count + 1) * 4, position = 0;

	for (size_t i = 0; i < count; i++, at += 4, piece += PIECE_SIZE) {
		size_t first = doc_get32(table, at), next = doc_get32(table, at + 4);
		if (first != position || next <= first || next > text->count)
			return refuse(obstacles, OBSTACLE_DAMAGED);
		/* Properties on top of the characters' own: of a document that was saved fast. */
		if (doc_get16(table, piece + 6) != 0)
			return refuse(obstacles, OBSTACLE_UNSUPPORTED);
		if (read_piece(&file->document, doc_get32(table, piece + 2), first, next - first, text) < 0)
			return refuse(obstacles, OBSTACLE_DAMAGED);
		position = next;
	}
	return 0;
}

int doc_text_read(const struct doc_file *file, struct doc_text *ret_text, unsigned *obstacles)
{
	struct doc_text text = {0};
	size_t at = 0, size = 0, needed = 0;

	if (!find_pieces(file, &at, &size) || size < 4 + 4 + PIECE_SIZE || (size - 4) % (4 + PIECE_SIZE) != 0)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	size_t count = (size - 4) / (4 + PIECE_SIZE);
	text.count = doc_get32(&file->table, at + count * 4);
	for (size_t i = 0; i < DOC_PART_COUNT; i++)
		needed += file->lengths[i];
	if (count > LIMIT_DOC_PIECES || text.count > LIMIT_DOC_CHARACTERS)
		return refuse(obstacles, OBSTACLE_LIMIT);
	if (text.count < needed)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	text.units = calloc(text.count, sizeof(*text.units));
	text.places = calloc(text.count, sizeof(*text.places));
	int r = text.units == NULL || text.places == NULL ? -ENOMEM : read_pieces(file, at, count, &text, obstacles);
	if (r < 0)
		doc_text_clear(&text);
	else
		*ret_text = text;
	return r;
}

void doc_text_clear(struct doc_text *text)
{
	free(text->units);
	free(text->places);
	*text = (struct doc_text){0};
}
