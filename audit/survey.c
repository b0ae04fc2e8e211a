#include "audit/survey.h"

#include "audit/segment.h"
#include "audit/segment_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int visit_lines(struct segment_reader *reader, survey_visitor visitor, void *context)
{
	const char *line = NULL;
	size_t size = 0;
	int r = 0;

	while (r == 0) {
		struct ledger_line_head head;
		r = segment_reader_next(reader, &line, &size);
		if (r == 0)
			r = visitor(context, ledger_line_read(line, size, &head) == 0 ? &head : NULL, line, size);
		else if (r == -EMSGSIZE)
			r = visitor(context, NULL, NULL, 0);
	}
	return r == -ENODATA ? 0 : r;
}

int survey_visit(const struct survey *survey, size_t position, survey_visitor visitor, void *context)
{
	struct segment_reader reader;
	off_t size = 0, whole = 0;
	int fd = -1;

	int r = segment_open(survey->directory, survey->numbers[position], &fd);
	if (r < 0)
		return r;
	r = segment_measure(fd, &size, &whole);
	if (r == 0)
		r = segment_reader_init(&reader, fd, whole);
	if (r == 0) {
		r = visit_lines(&reader, visitor, context);
		segment_reader_clear(&reader);
	}
	close(fd);
	return r;
}

struct first {
	struct ledger_line_head head;
	bool is_found, has_foreign;
};

static int find_first(void *context, const struct ledger_line_head *head, const char *line, size_t size)
{
	struct first *first = context;

	(void)line;
	(void)size;
	if (head == NULL) {
		first->has_foreign = true;
		return 0;
	}
	first->head = *head;
	first->is_found = true;
	return 1;
}

/* From the newest segment back to one that has a record. */
static int find_last(struct survey *survey)
{
	survey->last = survey->count;
	for (size_t i = survey->count; i > 0; i--) {
		struct first first = {.is_found = false};
		int r = survey_visit(survey, i - 1, find_first, &first);
		if (r < 0)
			return r;
		if (first.is_found && i == survey->count)
			survey->newest_time = first.head.time_us;
		if (first.is_found) {
			survey->last = i - 1;
			survey->first_index = first.head.index;
			return 0;
		}
		survey->has_foreign |= first.has_foreign;
	}
	return 0;
}

static int measure_newest(struct survey *survey)
{
	int fd = -1;

	if (survey->count == 0)
		return 0;
	int r = segment_open(survey->directory, survey->numbers[survey->count - 1], &fd);
	if (r < 0)
		return r;
	r = segment_measure(fd, &survey->size, &survey->whole);
	close(fd);
	return r;
}

int survey_make(int directory, struct survey *ret_survey)
{
	struct survey survey = {.directory = directory, .newest_time = -1};
	int r = segment_list(directory, &survey.numbers, &survey.count);

	if (r == 0)
		r = measure_newest(&survey);
	if (r == 0)
		r = find_last(&survey);
	if (r < 0) {
		survey_clear(&survey);
		return r;
	}
	*ret_survey = survey;
	return 0;
}

void survey_clear(struct survey *survey)
{
	free(survey->numbers);
	survey->numbers = NULL;
}
