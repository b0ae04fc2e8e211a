#include "message/sanitise/trial.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define WINDOW_RAW    (-MAX_WBITS)
#define WINDOW_GZIP   (16 + MAX_WBITS)
#define BUFFER_OCTETS (64U << 10)
#define KEEP_FIRST    4096

struct run {
	z_stream stream;
	enum trial_format format;
	size_t keep, capacity;
	uint64_t most;
	struct trial trial;
	char buffer[BUFFER_OCTETS];
};

static int keep_octets(struct run *run, size_t count)
{
	struct trial *trial = &run->trial;
	size_t wanted = run->keep - trial->kept;

	if (wanted > count)
		wanted = count;
	if (wanted == 0)
		return 0;
	if (trial->kept + wanted > run->capacity) {
		size_t capacity = run->capacity == 0 ? KEEP_FIRST : run->capacity * 2;
		capacity = capacity < trial->kept + wanted ? trial->kept + wanted : capacity;
		char *octets = realloc(trial->octets, capacity < run->keep ? capacity : run->keep);
		if (octets == NULL)
			return -ENOMEM;
		trial->octets = octets;
		run->capacity = capacity < run->keep ? capacity : run->keep;
	}
	memcpy(trial->octets + trial->kept, run->buffer, wanted);
	trial->kept += wanted;
	return 0;
}

/* Some more octets; *ret_is_over when there are none, or the data is damaged. */
static int step(struct run *run, bool *ret_is_over)
{
	run->stream.next_out = (Bytef *)run->buffer;
	run->stream.avail_out = BUFFER_OCTETS;
	int status = inflate(&run->stream, Z_NO_FLUSH);
	if (status == Z_MEM_ERROR)
		return -ENOMEM;
	size_t count = BUFFER_OCTETS - run->stream.avail_out;
	run->trial.size += count;
	int r = keep_octets(run, count);
	if (r == 0 && run->trial.size > run->most)
		r = -EFBIG;
	if (status == Z_STREAM_END && run->format == TRIAL_GZIP && run->stream.avail_in > 0)
		status = inflateReset(&run->stream);
	*ret_is_over = status != Z_OK;
	return r;
}

int trial_inflate(
    enum trial_format format, const void *octets, size_t size, size_t keep, uint64_t most, struct trial *ret_trial)
{
	bool is_over = false;
	int r = 0;

	if (size > UINT_MAX)
		return -EFBIG;
	struct run *run = calloc(1, sizeof(*run));
	if (run == NULL)
		return -ENOMEM;
	run->format = format;
	run->keep = keep;
	run->most = most;
	run->stream.next_in = (Bytef *)octets;
	run->stream.avail_in = (uInt)size;
	if (inflateInit2(&run->stream, format == TRIAL_RAW ? WINDOW_RAW : WINDOW_GZIP) != Z_OK) {
		free(run);
		return -ENOMEM;
	}
	while (r == 0 && !is_over)
		r = step(run, &is_over);
	inflateEnd(&run->stream);
	if (r == 0)
		*ret_trial = run->trial;
	else
		trial_clear(&run->trial);
	free(run);
	return r;
}

void trial_clear(struct trial *trial)
{
	free(trial->octets);
	*trial = (struct trial){0};
}
