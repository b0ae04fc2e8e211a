/* Whatever the octets: a line is a record or it is not; what the scanner of heads finds, the reader of records finds
 * too; and what is a proof comes out as it went in. */
#include "audit/store/kept_head.h"
#include "audit/store/line_head.h"
#include "audit/store/log_proof.h"
#include "audit/store/record_view.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_line(const char *text, size_t size)
{
	char problem[RECORD_VIEW_PROBLEM_SIZE];
	struct record_view view;
	struct line_head head;
	bool is_scanned = line_head_scan(text, size, &head) == 0;

	if (record_view_parse(text, size, &view, problem) < 0)
		return;
	if (is_scanned && head.has_index)
		require(view.has_index && view.index == head.index);
	/* Names may be escaped in JSON, which the scanner does not read. */
	if (is_scanned && head.has_time && memchr(text, '\\', size) == NULL)
		require(view.time_us == head.time_us);
	record_view_clear(&view);
}

static void check_proof(const char *text, size_t size)
{
	struct log_proof proof;
	char *again = NULL;
	size_t again_size = 0;

	if (log_proof_parse(text, size, &proof) < 0)
		return;
	require(log_proof_format(&proof, &again, &again_size) == 0);
	require(again_size == size && memcmp(again, text, size) == 0);
	free(again);
	log_proof_clear(&proof);
}

static void check_heads(const char *text, size_t size)
{
	struct kept_heads heads = {0};

	if (kept_heads_parse(&heads, "fuzz", text, size) == 0)
		require(heads.count > 0);
	kept_heads_clear(&heads);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_line((const char *)data, size);
	check_proof((const char *)data, size);
	check_heads((const char *)data, size);
	return 0;
}
