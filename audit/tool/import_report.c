#include "audit/tool/import_report.h"

#include "audit/tool/output.h"

#include <errno.h>
#include <inttypes.h>

struct range {
	uint64_t first, last;
};

struct missing {
	struct range ranges[IMPORT_RANGES_MAX];
	size_t count; /* of all ranges, also of those that are not named */
	uint64_t records;
};

static void add_range(struct missing *missing, uint64_t first, uint64_t last)
{
	if (missing->count < IMPORT_RANGES_MAX)
		missing->ranges[missing->count] = (struct range){first, last};
	missing->count++;
	missing->records += last - first + 1;
}

/* A checkpoint says how many there must be at least. */
static int find_missing(const struct import_table *table, uint64_t promised, struct missing *missing)
{
	uint64_t expected = 0, next = 0;
	int r;

	while ((r = import_table_next(table, expected, &next)) == 1) {
		if (next > expected)
			add_range(missing, expected, next - 1);
		expected = next + 1;
		/* Where nothing is missing further on there is nothing to look at. */
		if (table->count == table->end)
			expected = table->end;
	}
	if (r == 0 && promised > table->end)
		add_range(missing, table->end, promised - 1);
	return r;
}

static void print_missing(const struct missing *missing)
{
	size_t named = missing->count < IMPORT_RANGES_MAX ? missing->count : IMPORT_RANGES_MAX;

	if (missing->count == 0)
		return;
	printf("  %" PRIu64 " missing:", missing->records);
	for (size_t i = 0; i < named; i++) {
		const struct range *range = &missing->ranges[i];
		printf("%s %" PRIu64, i > 0 ? "," : "", range->first);
		if (range->last > range->first)
			printf(" to %" PRIu64, range->last);
	}
	if (missing->count > named)
		printf(", and %zu more gaps", missing->count - named);
	putchar('\n');
}

static void print_conflicts(const struct import_table *table, const struct import_outcome *outcome)
{
	if (table->other_count == 0)
		return;
	printf("  %zu lines have the index of another record, first record %" PRIu64 ": kept in conflicts.jsonl",
	    table->other_count, table->others[0].index);
	printf(outcome->settled >= table->other_count ? "; a checkpoint tells which is the signed one\n" : "\n");
}

static void print_proof(const struct import_outcome *outcome)
{
	if (outcome->newest == NULL)
		puts("  not verified: no checkpoint came that a known key has signed");
	else
		printf("  %" PRIu64 " of %" PRIu64 " records without a gap are verified, by %zu checkpoint%s\n",
		    outcome->proven, outcome->contiguous, outcome->checked, outcome->checked == 1 ? "" : "s");
	if (outcome->wrong > 0)
		printf("  TAMPERED: %zu signed checkpoints are of other records than these, the first of %" PRIu64
		       " records\n",
		    outcome->wrong, outcome->first_wrong);
	if (outcome->forged > 0)
		printf("  %zu checkpoints with a wrong signature were left out\n", outcome->forged);
	if (outcome->unknown > 0)
		printf("  %zu checkpoints are signed by a key that nobody vouches for\n", outcome->unknown);
	if (!outcome->is_vouched)
		puts("  no key was given for this origin: the records' own word was taken for it (--key)");
}

static void print_origin(
    const struct import_table *table, const struct import_outcome *outcome, const struct missing *missing)
{
	output_text(stdout, table->origin, 0);
	printf(": %" PRIu64 " records, %" PRIu64 " of them new, %" PRIu64 " lines came again\n", table->count,
	    table->fresh, table->duplicates);
	print_missing(missing);
	print_conflicts(table, outcome);
	print_proof(outcome);
}

static json_t *ranges_json(const struct missing *missing)
{
	json_t *array = json_array();

	for (size_t i = 0; i < missing->count && i < IMPORT_RANGES_MAX; i++)
		json_array_append_new(array,
		    json_pack("[I, I]", (json_int_t)missing->ranges[i].first, (json_int_t)missing->ranges[i].last));
	return array;
}

static json_t *origin_json(
    const struct import_table *table, const struct import_outcome *outcome, const struct missing *missing, bool is_good)
{
	return json_pack("{s:s, s:b, s:I, s:I, s:I, s:I, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b}", "origin",
	    table->origin, "good", is_good, "records", (json_int_t)table->count, "new", (json_int_t)table->fresh,
	    "again", (json_int_t)table->duplicates, "missing", (json_int_t)missing->records, "missing_ranges",
	    ranges_json(missing), "conflicts", (json_int_t)table->other_count, "settled", (json_int_t)outcome->settled,
	    "contiguous", (json_int_t)outcome->contiguous, "verified", (json_int_t)outcome->proven, "checkpoints",
	    (json_int_t)outcome->checked, "wrong_checkpoints", (json_int_t)outcome->wrong, "forged_checkpoints",
	    (json_int_t)outcome->forged, "unknown_checkpoints", (json_int_t)outcome->unknown, "key_given",
	    outcome->is_vouched);
}

int import_report(const struct import_table *table, const struct import_outcome *outcome, json_t *array, bool *ret_good)
{
	struct missing missing = {.count = 0};
	int r = find_missing(table, outcome->promised, &missing);

	if (r < 0)
		return r;
	bool is_good = missing.count == 0 && table->other_count == 0 && outcome->newest != NULL &&
		       outcome->checked > 0 && outcome->wrong == 0;
	if (array == NULL)
		print_origin(table, outcome, &missing);
	else if (json_array_append_new(array, origin_json(table, outcome, &missing, is_good)) != 0)
		return -ENOMEM;
	*ret_good = is_good;
	return 0;
}
