#include "audit/tool/gather.h"

#include "audit/store/line_reader.h"
#include "audit/tool/command.h"
#include "audit/tool/output.h"
#include "audit/tool/peers.h"
#include "audit/tool/progress.h"

#include <errno.h>
#include <string.h>

#define TROUBLES_TOLD 5

static void tell(const struct store *store, const struct line *line, const char *problem, struct gathered *gathered)
{
	if (gathered->troubles++ < TROUBLES_TOLD)
		output_error("%s/records-%06u.jsonl:%llu: no record: %s", store->path, line->segment,
		    (unsigned long long)line->number, problem);
}

static const char *trouble_text(enum line_trouble trouble)
{
	switch (trouble) {
	case LINE_LONG:
		return "the line is too long";
	case LINE_NUL:
		return "there is a NUL in it";
	case LINE_TORN:
	case LINE_WHOLE:
		break;
	}
	return "the line is torn";
}

/* A daemon may be writing the last line of the last segment just now. */
static bool is_being_written(const struct store *store, const struct line *line)
{
	return line->trouble == LINE_TORN && store->segment_count > 0 &&
	       line->segment == store->segments[store->segment_count - 1].number;
}

static int take_line(
    const struct store *store, const struct line *line, gather_take *take, void *context, struct gathered *gathered)
{
	char problem[RECORD_VIEW_PROBLEM_SIZE] = "";
	struct record_view view;

	if (line->trouble != LINE_WHOLE) {
		if (!is_being_written(store, line))
			tell(store, line, trouble_text(line->trouble), gathered);
		return 0;
	}
	int r = record_view_parse(line->text, line->size, &view, problem);
	if (r == -EBADMSG) {
		tell(store, line, problem, gathered);
		return 0;
	}
	if (r < 0)
		return r;
	gathered->records++;
	if (view.time_us > gathered->newest_us)
		gathered->newest_us = view.time_us;
	r = take(context, &view);
	record_view_clear(&view);
	return r;
}

static uint64_t octets_of(const struct store *store)
{
	uint64_t octets = 0;

	for (size_t i = 0; i < store->segment_count; i++)
		octets += (uint64_t)store->segments[i].size;
	return octets;
}

static int take_store(const struct store *store, gather_take *take, void *context, struct gathered *gathered)
{
	struct progress progress;
	struct line_reader reader;
	struct line line;
	int r = 0;

	line_reader_init(&reader, store);
	progress_begin(&progress, store->path, octets_of(store));
	while (r == 0 && (r = line_reader_next(&reader, &line)) == 1) {
		r = take_line(store, &line, take, context, gathered);
		progress_show(&progress, reader.octets);
	}
	progress_end(&progress);
	line_reader_clear(&reader);
	return r;
}

static int take_directory(const char *path, gather_take *take, void *context, struct gathered *gathered)
{
	char problem[STORE_PROBLEM_SIZE];
	struct store *store = NULL;

	if (store_open(path, &store, problem) < 0)
		return output_error("%s", problem);
	int r = take_store(store, take, context, gathered);
	store_close(store);
	return r < 0 ? output_error("%s: %s", path, strerror(-r)) : STATUS_FINE;
}

static bool are_copies(const char *path, const char *other_path)
{
	char problem[STORE_PROBLEM_SIZE];
	struct store *one = NULL, *other = NULL;
	bool are_they = store_open(path, &one, problem) == 0 && store_open(other_path, &other, problem) == 0 &&
			peers_are_copies(one, other);

	store_close(one);
	store_close(other);
	return are_they;
}

/* Each record of two copies would be counted twice. */
static int check_copies(char **paths, int count)
{
	for (int i = 0; i < count; i++)
		for (int j = 0; j < i; j++)
			if (are_copies(paths[j], paths[i]))
				return output_error(
				    "%s and %s are copies of one ledger: give the newer one", paths[j], paths[i]);
	return STATUS_FINE;
}

int gather_records(char **paths, int count, gather_take *take, void *context, struct gathered *ret_gathered)
{
	struct gathered gathered = {0};
	int status =
	    count == 0 ? take_directory(STORE_DIRECTORY, take, context, &gathered) : check_copies(paths, count);

	for (int i = 0; i < count && status == STATUS_FINE; i++)
		status = take_directory(paths[i], take, context, &gathered);
	if (gathered.troubles > TROUBLES_TOLD)
		output_error("%llu lines more are no records", (unsigned long long)(gathered.troubles - TROUBLES_TOLD));
	*ret_gathered = gathered;
	return status;
}
