/* Whatever a file of the spool or a line of a log holds: what is read is within its limits, and a request or an answer
 * is written again as it was read. */
#include "audit/request.h"
#include "audit/tool/import_line.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void read_request(const char *text, size_t size)
{
	struct request request, again;
	char written[REQUEST_SIZE_MAX];

	if (request_parse(text, size, &request) < 0)
		return;
	require(request.kind < REQUEST_KIND_COUNT && request.days <= REQUEST_DAYS_MAX);
	request_format(&request, written);
	require(request_parse(written, strlen(written), &again) == 0);
	require(again.kind == request.kind && again.uid == request.uid && again.days == request.days);
	require(strcmp(again.period, request.period) == 0);
}

static void read_answer(const char *text, size_t size)
{
	struct request_answer answer, again;
	char written[REQUEST_SIZE_MAX];

	if (request_answer_parse(text, size, &answer) < 0)
		return;
	request_answer_format(&answer, written);
	require(request_answer_parse(written, strlen(written), &again) == 0);
	require(again.error == answer.error && again.segments == answer.segments && again.last == answer.last);
}

static void read_line(const char *text, size_t size)
{
	struct import_line line;
	const char *why = NULL;

	if (import_line_parse(text, size, &line, &why) < 0) {
		require(why != NULL);
		return;
	}
	require(strlen(line.origin) > 0);
	if (line.kind == IMPORT_RECORD)
		require(
		    line.record >= text && line.record + line.length <= text + size && line.index <= IMPORT_INDEX_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;

	read_request(text, size);
	read_answer(text, size);
	read_line(text, size);
	return 0;
}
