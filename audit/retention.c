#include "audit/retention.h"

#include "audit/directory.h"
#include "audit/segment.h"
#include "audit/survey.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct extent {
	uint64_t first, last;
	int64_t time_us; /* of the last record */
	bool has_record;
};

/* A hold that cannot be looked for holds. */
static int check_hold(int directory)
{
	if (faccessat(directory, RETENTION_HOLD, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return -EPERM;
	return errno == ENOENT ? 0 : -errno;
}

static int note_line(void *context, const struct ledger_line_head *head, const char *line, size_t size)
{
	struct extent *extent = context;

	(void)line;
	(void)size;
	if (head == NULL)
		return 0;
	if (!extent->has_record)
		extent->first = head->index;
	extent->last = head->index;
	extent->time_us = head->time_us;
	extent->has_record = true;
	return 0;
}

static void add(struct retention *retention, unsigned number, const struct extent *extent)
{
	if (retention->segments++ == 0) {
		retention->first_segment = number;
		retention->first = extent->first;
	}
	retention->last_segment = number;
	retention->last = extent->last;
}

/* A segment without a record is not counted: it goes with the next one that is. */
static int find_old(const struct survey *survey, int64_t before, struct retention *retention)
{
	for (size_t i = 0; i < survey->last; i++) {
		struct extent extent = {.has_record = false};
		int r = survey_visit(survey, i, note_line, &extent);
		if (r < 0)
			return r;
		if (!extent.has_record)
			continue;
		if (extent.time_us < 0 || extent.time_us >= before)
			return 0;
		add(retention, survey->numbers[i], &extent);
	}
	return 0;
}

int retention_find(int directory, int64_t before, struct retention *ret_retention)
{
	struct retention retention = {.segments = 0};
	struct survey survey;
	int r = check_hold(directory);

	if (r == 0)
		r = survey_make(directory, &survey);
	if (r < 0)
		return r;
	if (survey.last < survey.count)
		r = find_old(&survey, before, &retention);
	survey_clear(&survey);
	if (r == 0)
		*ret_retention = retention;
	return r;
}

int retention_apply(int directory, const struct retention *retention)
{
	unsigned *numbers = NULL;
	size_t count = 0;
	int r = segment_list(directory, &numbers, &count);

	for (size_t i = 0; i < count && r == 0; i++) {
		if (numbers[i] < retention->first_segment || numbers[i] > retention->last_segment)
			continue;
		r = check_hold(directory);
		if (r == 0)
			r = segment_remove(directory, numbers[i]);
	}
	free(numbers);
	return r < 0 ? r : directory_sync(directory);
}
