#include "audit/store/line_reader.h"

#include "audit/store/line_head.h"
#include "audit/store/plain_file.h"
#include "audit/stretch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int block_init(struct block *block)
{
	*block = (struct block){.octets = malloc(READER_BLOCK_SIZE)};
	return block->octets != NULL ? 0 : -ENOMEM;
}

void block_clear(struct block *block)
{
	free(block->octets);
	*block = (struct block){0};
}

void line_reader_init(struct line_reader *reader, const struct store *store)
{
	*reader = (struct line_reader){.store = store, .fd = -1, .line = 1};
}

void line_reader_clear(struct line_reader *reader)
{
	if (reader->fd >= 0)
		close(reader->fd);
	reader->fd = -1;
	block_clear(&reader->block);
}

void line_reader_seek(struct line_reader *reader, size_t segment)
{
	if (reader->fd >= 0)
		close(reader->fd);
	reader->fd = -1;
	reader->segment = segment;
	reader->offset = 0;
	reader->line = 1;
	reader->block.size = reader->block.at = 0;
}

/* The reader stands behind the beginning of a line that is too long: on to the next, in pieces. */
static int skip_line(struct line_reader *reader)
{
	char *piece = malloc(READER_BLOCK_SIZE);
	const char *feed = NULL;
	size_t size = 0;
	int r = piece != NULL ? 0 : -ENOMEM;

	while (r == 0 && feed == NULL) {
		r = stretch_read_some(reader->fd, piece, READER_BLOCK_SIZE, reader->offset, &size);
		if (r < 0 || size == 0)
			break;
		feed = memchr(piece, '\n', size);
		reader->offset += feed != NULL ? feed + 1 - piece : (off_t)size;
	}
	free(piece);
	return r;
}

static uint64_t count_lines(const char *octets, size_t size)
{
	const char *end = octets + size;
	uint64_t count = 0;

	for (const char *feed; octets < end && (feed = memchr(octets, '\n', (size_t)(end - octets))) != NULL; count++)
		octets = feed + 1;
	return count;
}

/* What of the octets is handed out: whole lines; at the end of the file the torn one too. */
static int cut_block(struct line_reader *reader, struct block *block, size_t size)
{
	const char *feed = memrchr(block->octets, '\n', size);

	block->segment = reader->store->segments[reader->segment].number;
	block->next_line = reader->line;
	block->at = 0;
	block->is_cut = feed == NULL && size > READER_LINE_MAX;
	block->size = block->is_cut ? READER_LINE_MAX : feed != NULL ? (size_t)(feed + 1 - block->octets) : size;
	reader->line += block->is_cut ? 1 : count_lines(block->octets, block->size);
	reader->offset += (off_t)block->size;
	return block->is_cut ? skip_line(reader) : 0;
}

int line_reader_fill(struct line_reader *reader, struct block *block)
{
	size_t size = 0;
	int r = 0;

	while (reader->segment < reader->store->segment_count) {
		if (reader->fd < 0)
			r = plain_file_open_segment(
			    reader->store->directory, reader->store->segments[reader->segment].number, &reader->fd);
		if (r == 0)
			r = stretch_read_some(reader->fd, block->octets, READER_BLOCK_SIZE, reader->offset, &size);
		if (r < 0)
			return r;
		if (size > 0) {
			off_t before = reader->offset;
			r = cut_block(reader, block, size);
			reader->octets += (uint64_t)(reader->offset - before);
			return r < 0 ? r : 1;
		}
		line_reader_seek(reader, reader->segment + 1);
	}
	return 0;
}

static enum line_trouble trouble_of(const struct block *block, const struct line *line, bool has_feed)
{
	if (block->is_cut || line->size + 1 > READER_LINE_MAX)
		return LINE_LONG;
	if (!has_feed)
		return LINE_TORN;
	return memchr(line->text, '\0', line->size) != NULL ? LINE_NUL : LINE_WHOLE;
}

bool block_next(struct block *block, struct line *ret_line)
{
	const char *start = block->octets + block->at;

	if (block->at == block->size)
		return false;
	const char *feed = memchr(start, '\n', block->size - block->at);
	size_t size = feed != NULL ? (size_t)(feed - start) : block->size - block->at;
	struct line line = {.text = start, .size = size, .segment = block->segment, .number = block->next_line++};
	line.trouble = trouble_of(block, &line, feed != NULL);
	block->at += size + (feed != NULL);
	*ret_line = line;
	return true;
}

int line_reader_next(struct line_reader *reader, struct line *ret_line)
{
	int r = reader->block.octets != NULL ? 1 : block_init(&reader->block);

	while (r >= 0) {
		if (block_next(&reader->block, ret_line))
			return 1;
		r = line_reader_fill(reader, &reader->block);
		if (r == 0)
			return 0;
	}
	return r;
}

static bool index_of(const struct line *line, uint64_t *ret_index)
{
	struct line_head head;

	if (line->trouble != LINE_WHOLE || line_head_scan(line->text, line->size, &head) < 0 || !head.has_index)
		return false;
	*ret_index = head.index;
	return true;
}

/* The last segment whose first line does not come after the record. */
static int seek_segment(struct line_reader *reader, uint64_t index)
{
	size_t best = 0;

	for (size_t i = 0; i < reader->store->segment_count; i++) {
		struct line line;
		uint64_t first = 0;
		line_reader_seek(reader, i);
		int r = line_reader_next(reader, &line);
		if (r < 0)
			return r;
		if (r == 1 && reader->store->segments[i].number == line.segment && index_of(&line, &first) &&
		    first <= index)
			best = i;
	}
	line_reader_seek(reader, best);
	return 0;
}

/* From where the reader stands. */
static int search(struct line_reader *reader, uint64_t index, struct line *ret_line)
{
	struct line line;
	uint64_t found = 0;
	int r = 0;

	while ((r = line_reader_next(reader, &line)) == 1) {
		if (!index_of(&line, &found) || found != index)
			continue;
		*ret_line = line;
		return 1;
	}
	return r;
}

/* Where somebody put the lines out of order it may stand anywhere. */
int line_reader_find(struct line_reader *reader, uint64_t index, struct line *ret_line)
{
	int r = seek_segment(reader, index);

	if (r == 0)
		r = search(reader, index, ret_line);
	if (r != 0)
		return r;
	line_reader_seek(reader, 0);
	return search(reader, index, ret_line);
}
