#include "audit/tool/verify_report.h"

#include "audit/base64.h"
#include "audit/store/record_time.h"
#include "audit/tool/command.h"
#include "audit/tool/output.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define CANNOT_MOST  6
#define ID_HEX_SIZE  9
#define FILE_PATTERN "records-%06u.jsonl:%" PRIu64

/* What nobody can tell from what was given, and with what it could be told. */
static size_t list_cannot(
    const struct verify_options *options, const struct verify_result *result, const char *ret_texts[CANNOT_MOST])
{
	size_t count = 0;

	if (options->key_count == 0)
		ret_texts[count++] =
		    "whether the whole directory was replaced by one that another key signed: give --key "
		    "with the verifier key that you keep elsewhere";
	if (result->old_count == 0)
		ret_texts[count++] =
		    "whether records were cut off at the end together with their checkpoint, or history was "
		    "written anew by somebody who has the signing key: give --checkpoint with an older one "
		    "that was kept elsewhere (the journal has them)";
	else
		ret_texts[count++] =
		    "whether records behind the newest checkpoint that you gave were cut off or written anew: "
		    "only a newer one that was kept elsewhere can tell";
	ret_texts[count++] = "whether everything was recorded: this proves what was written, not what never was";
	ret_texts[count++] = "whether a record is true: who owned the gate's machine could make it sign what it liked";
	ret_texts[count++] = "what happened after the last record";
	return count;
}

/* "records-000001.jsonl:17, record 16, 2026-11-04T10:15:00.123456Z" as far as it is known. */
static void print_place(const struct place *place)
{
	char time[RECORD_TIME_SIZE];

	if (place->segment != 0)
		printf(" " FILE_PATTERN, place->segment, place->line);
	if (place->has_index && place->first == place->last)
		printf(" record %" PRIu64, place->first);
	else if (place->has_index)
		printf(" records %" PRIu64 " to %" PRIu64, place->first, place->last);
	if (place->has_time) {
		record_time_format(place->time_us, time);
		printf(" %s", time);
	}
}

static void print_observations(const struct observations *observations, bool is_fault)
{
	for (size_t i = 0; i < observations->count; i++) {
		const struct observation *item = &observations->items[i];
		if (item->is_fault != is_fault)
			continue;
		printf("%s %s:", is_fault ? "FAULT " : "remark", observation_word(item->kind));
		print_place(&item->place);
		fputs("\n       ", stdout);
		output_text(stdout, item->text, 0);
		putchar('\n');
	}
}

static void print_more(const struct observations *observations)
{
	for (int kind = 0; kind < OBSERVED_COUNT; kind++)
		if (observations->counts[kind] > OBSERVATION_MOST)
			printf("       and %" PRIu64 " more of the kind \"%s\"\n",
			    observations->counts[kind] - OBSERVATION_MOST,
			    observation_word((enum observation_kind)kind));
}

static void print_head(
    const struct store *store, const struct verify_options *options, const struct verify_result *result)
{
	char first[RECORD_TIME_SIZE], last[RECORD_TIME_SIZE];

	output_text(stdout, store->path, 0);
	fputs(": ", stdout);
	output_text(stdout, store->origin[0] != '\0' ? store->origin : "of unknown origin", 0);
	printf("\n  records     %" PRIu64 " there, of %" PRIu64 " that there were", result->record_count,
	    result->tree_size);
	if (result->has_time) {
		record_time_format(result->first_us, first);
		record_time_format(result->last_us, last);
		printf("\n              %s to %s", first, last);
	}
	printf("\n              %" PRIu64 " starts, %" PRIu64 " of them after an end that nobody recorded",
	    result->start_count, result->unclean_count);
	if (result->has_head)
		printf("\n  checkpoint  %" PRIu64 " records, signed by key %08" PRIx32 "%s", result->head.size,
		    result->signer.id,
		    options->key_count == 0 ? " of the directory itself"
		    : result->is_key_given  ? " that you gave, or that it vouched for"
					    : " that you did not give");
	if (result->old_count > 0)
		printf("\n  older       %zu checkpoints asked; the hashes of the first %" PRIu64
		       " records are those that were signed then",
		    result->old_count, result->old_size);
	if (store->is_held)
		fputs("\n  legal hold  nothing may be deleted", stdout);
	fputs("\n\n", stdout);
}

int verify_report_text(
    const struct store *store, const struct verify_options *options, const struct verify_result *result)
{
	const struct observations *observations = &result->observations;
	const char *cannot[CANNOT_MOST];
	size_t count = list_cannot(options, result, cannot);

	print_head(store, options, result);
	print_observations(observations, true);
	print_observations(observations, false);
	print_more(observations);
	if (observations->count > 0)
		putchar('\n');
	if (observations->fault_count > 0)
		printf("NOT SOUND: %" PRIu64 " fault%s\n", observations->fault_count,
		    observations->fault_count == 1 ? "" : "s");
	else
		puts("SOUND: every record is as it was signed, and where it belongs");
	puts("This cannot tell:");
	for (size_t i = 0; i < count; i++)
		printf("- %s\n", cannot[i]);
	return observations->fault_count > 0 ? STATUS_NO : STATUS_FINE;
}

static json_t *time_or_null(bool is_known, int64_t time_us)
{
	char text[RECORD_TIME_SIZE];

	if (!is_known)
		return json_null();
	record_time_format(time_us, text);
	return json_string(text);
}

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *observation_json(const struct observation *item)
{
	const struct place *place = &item->place;

	return json_pack("{ss sb ss so so so so so}", "kind", observation_word(item->kind), "fault", item->is_fault,
	    "text", item->text, "segment", place->segment != 0 ? number(place->segment) : json_null(), "line",
	    place->segment != 0 ? number(place->line) : json_null(), "first",
	    place->has_index ? number(place->first) : json_null(), "last",
	    place->has_index ? number(place->last) : json_null(), "time",
	    time_or_null(place->has_time, place->time_us));
}

static json_t *observations_json(const struct observations *observations)
{
	json_t *array = json_array();

	for (size_t i = 0; i < observations->count; i++) {
		if (json_array_append_new(array, observation_json(&observations->items[i])) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static json_t *counts_json(const struct observations *observations)
{
	json_t *object = json_object();

	for (int kind = 0; kind < OBSERVED_COUNT; kind++)
		if (observations->counts[kind] > 0 &&
		    json_object_set_new(object, observation_word((enum observation_kind)kind),
			number(observations->counts[kind])) != 0) {
			json_decref(object);
			return NULL;
		}
	return object;
}

static json_t *cannot_json(const struct verify_options *options, const struct verify_result *result)
{
	const char *cannot[CANNOT_MOST];
	size_t count = list_cannot(options, result, cannot);
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_string(cannot[i]));
	return array;
}

static json_t *head_json(const struct verify_result *result)
{
	char root[BASE64_SIZE(DIGEST_SIZE)], key[ID_HEX_SIZE];

	if (!result->has_head)
		return json_null();
	base64_encode(result->head.root.octets, DIGEST_SIZE, root);
	snprintf(key, sizeof(key), "%08" PRIx32, result->signer.id);
	return json_pack("{so ss ss sb}", "size", number(result->head.size), "root", root, "key", key, "key_given",
	    result->is_key_given);
}

int verify_report_json(
    const struct store *store, const struct verify_options *options, const struct verify_result *result)
{
	bool is_sound = result->observations.fault_count == 0;
	json_t *object = json_pack("{ss ss sb so so so so so so so so so so so so}", "directory", store->path, "origin",
	    store->origin, "sound", is_sound, "faults", number(result->observations.fault_count), "records",
	    number(result->record_count), "tree_size", number(result->tree_size), "unsigned",
	    number(result->unsigned_count), "first", time_or_null(result->has_time, result->first_us), "last",
	    time_or_null(result->has_time, result->last_us), "starts", number(result->start_count), "unclean",
	    number(result->unclean_count), "checkpoint", head_json(result), "older_size",
	    result->old_count > 0 ? number(result->old_size) : json_null(), "counts",
	    counts_json(&result->observations), "observations", observations_json(&result->observations));

	if (object != NULL && json_object_set_new(object, "cannot_tell", cannot_json(options, result)) != 0) {
		json_decref(object);
		object = NULL;
	}
	return output_json(object, is_sound ? STATUS_FINE : STATUS_NO);
}
