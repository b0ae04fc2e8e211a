#include "audit/tool/ledger_findings.h"

#include "audit/store/verify.h"
#include "audit/tool/command.h"
#include "audit/tool/output.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FAULTS_TOLD 5

static void tell_faults(FILE *stream, const struct observations *observations)
{
	uint64_t told = 0;

	for (size_t i = 0; i < observations->count && told < FAULTS_TOLD; i++) {
		const struct observation *observation = &observations->items[i];
		if (!observation->is_fault)
			continue;
		fprintf(stream, "%c%s. ", toupper((unsigned char)observation->text[0]), observation->text + 1);
		told++;
	}
	if (observations->fault_count > told)
		fprintf(stream, "And %" PRIu64 " more. ", observations->fault_count - told);
}

static char *details_of(const struct verify_result *result)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	if (stream == NULL)
		return NULL;
	tell_faults(stream, &result->observations);
	if (result->has_head)
		fprintf(stream, "The newest checkpoint is signed by %s.", result->signer.name);
	else
		fputs("There is no checkpoint that a known key has signed.", stream);
	if (fclose(stream) == 0)
		return text;
	free(text);
	return NULL;
}

static int add(struct ledger_findings *findings, const struct store *store, const struct verify_result *result)
{
	struct ledger_finding *items = reallocarray(findings->items, findings->count + 1, sizeof(*items));
	bool is_sound = result->observations.fault_count == 0;

	if (items == NULL)
		return -ENOMEM;
	findings->items = items;
	struct ledger_finding *finding = &items[findings->count++];
	*finding = (struct ledger_finding){.origin = strdup(store->origin[0] != '\0' ? store->origin : "unknown"),
	    .verdict = is_sound ? "sound" : "not sound",
	    .details = details_of(result)};
	if (finding->origin == NULL || finding->details == NULL)
		return -ENOMEM;
	return is_sound ? STATUS_FINE : STATUS_NO;
}

static int verify(const char *path, struct ledger_findings *findings)
{
	const struct verify_options options = {.old = &(struct kept_heads){0}};
	char problem[STORE_PROBLEM_SIZE];
	struct verify_result result;
	struct store *store = NULL;

	if (store_open(path, &store, problem) < 0)
		return output_error("%s", problem);
	int r = verify_store(store, &options, &result);
	if (r == 0)
		r = add(findings, store, &result);
	verify_result_clear(&result);
	store_close(store);
	return r < 0 ? output_error("%s: %s", path, strerror(-r)) : r;
}

int ledger_findings_make(char **paths, int count, struct ledger_findings *ret_findings)
{
	int worst = STATUS_FINE;

	*ret_findings = (struct ledger_findings){0};
	if (count == 0)
		return verify(STORE_DIRECTORY, ret_findings);
	for (int i = 0; i < count; i++) {
		int status = verify(paths[i], ret_findings);
		if (status > worst)
			worst = status;
	}
	return worst;
}

void ledger_findings_clear(struct ledger_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		free(findings->items[i].origin);
		free(findings->items[i].details);
	}
	free(findings->items);
	*findings = (struct ledger_findings){0};
}
