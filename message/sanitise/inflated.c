#include "message/sanitise/inflated.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#define FIRST_CAPACITY 16384

struct growing {
	char *octets;
	size_t size, capacity, most;
};

/* One octet more than `most` is room enough to see that there is more. */
static int grow(struct growing *growing)
{
	size_t capacity = growing->capacity == 0 ? FIRST_CAPACITY : growing->capacity * 2;

	if (growing->size > growing->most)
		return -EFBIG;
	if (capacity > growing->most + 1)
		capacity = growing->most + 1;
	char *octets = realloc(growing->octets, capacity);
	if (octets == NULL)
		return -ENOMEM;
	growing->octets = octets;
	growing->capacity = capacity;
	return 0;
}

static int run(z_stream *stream, struct growing *growing)
{
	int status = Z_OK;

	while (status != Z_STREAM_END) {
		int r = growing->size == growing->capacity ? grow(growing) : 0;
		if (r < 0)
			return r;
		size_t room = growing->capacity - growing->size;
		stream->next_out = (Bytef *)growing->octets + growing->size;
		stream->avail_out = (uInt)room;
		status = inflate(stream, Z_NO_FLUSH);
		growing->size += room - stream->avail_out;
		if (status == Z_MEM_ERROR)
			return -ENOMEM;
		if (status != Z_OK && status != Z_STREAM_END)
			return -EBADMSG;
	}
	return growing->size > growing->most ? -EFBIG : 0;
}

int inflated_read(const void *octets, size_t size, size_t most, char **ret_octets, size_t *ret_size)
{
	struct growing growing = {.most = most};
	z_stream stream = {.next_in = (Bytef *)octets, .avail_in = (uInt)size};

	if (size > UINT_MAX || most >= UINT_MAX)
		return -EFBIG;
	if (inflateInit(&stream) != Z_OK)
		return -ENOMEM;
	int r = run(&stream, &growing);
	inflateEnd(&stream);
	if (r < 0) {
		free(growing.octets);
		return r;
	}
	*ret_octets = growing.octets;
	*ret_size = growing.size;
	return 0;
}
