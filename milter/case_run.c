#include "milter/case_run.h"

#include "milter/case_bundle.h"
#include "milter/case_envelope.h"
#include "milter/case_expect.h"
#include "milter/case_message.h"
#include "milter/json_text.h"
#include "rules/grow.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASE_CODE "CASE-0001" /* in every reply */
#define SAMPLES	  "files"     /* directory beside a case with what it attaches */

void case_run_clear(struct case_run *run)
{
	for (size_t i = 0; i < run->file_count; i++)
		case_file_clear(&run->files[i]);
	free(run->files);
	json_decref(run->results);
	*run = (struct case_run){.site = NULL};
}

int case_run_add(struct case_run *run, const char *path)
{
	struct case_file *grown = grow_by_one(run->files, run->file_count, sizeof(*grown));
	struct case_file file;

	if (grown == NULL)
		return -ENOMEM;
	run->files = grown;
	int r = case_file_read(path, &file);
	if (r == 0)
		run->files[run->file_count++] = file;
	else if (r != -EINVAL)
		fprintf(stderr, "%s: %s\n", path, strerror(-r));
	return r;
}

static int build_message(const struct case_file *file, struct saved_message *ret_message)
{
	struct case_message message = {.bytes = NULL};
	const char *slash = strrchr(file->path, '/');
	char *samples = NULL;

	if (asprintf(&samples, "%.*s%s", slash != NULL ? (int)(slash - file->path) + 1 : 0, file->path, SAMPLES) < 0)
		return -ENOMEM;
	int r = case_message_build(file, samples, &message);
	free(samples);
	return r < 0 ? r : saved_message_take((char *)message.bytes, message.size, ret_message);
}

/* By the rules at hand. The number of disagreements, which are said on `stream`, or negative errno. */
static int judge(struct case_run *run, const struct case_file *file, FILE *stream)
{
	struct saved_message message = {.fd = -1};
	struct envelope envelope;
	struct tried tried;

	envelope_init(&envelope);
	int r = case_envelope_fill(file, &envelope);
	if (r == 0)
		r = build_message(file, &message);
	if (r == 0) {
		run->site->tryout.fixed_code = CASE_CODE;
		r = tryout_judge(&run->site->tryout, &message, &envelope, &tried);
		if (r < 0)
			fprintf(stream, "  %s\n", run->site->tryout.why);
	}
	if (r == 0) {
		r = (int)case_expect_compare(file, run->site->policy.ruleset, &tried.judged, stream);
		tried_clear(&tried);
	}
	envelope_clear(&envelope);
	saved_message_clear(&message);
	return r;
}

static int run_one(struct case_run *run, const struct case_file *file, FILE *stream)
{
	struct bundle bundle;
	int r = case_bundle_make(run->site->options, &run->site->configured, file, &bundle);

	if (r < 0)
		return r;
	r = try_site_use(run->site, &bundle);
	bundle_clear(&bundle);
	return r < 0 ? r : judge(run, file, stream);
}

static bool add_result(struct case_run *run, const struct case_file *file, bool is_fine, const char *said)
{
	json_t *object = json_object();
	bool is_whole = json_put(object, "file", json_text(file->path)) &&
			json_put(object, "sentence", json_text(file->sentence)) &&
			json_put(object, "passed", json_boolean(is_fine)) &&
			json_put(object, "said", json_string(said));

	if (is_whole)
		return json_push(run->results, object);
	json_decref(object);
	return false;
}

static int tell(struct case_run *run, const struct case_file *file, bool is_fine, const char *said)
{
	run->passed += is_fine;
	run->failed += !is_fine;
	if (run->results != NULL)
		return add_result(run, file, is_fine, said) ? 0 : -ENOMEM;
	printf("%s: %s: %s\n%s", is_fine ? "ok" : "FAIL", file->name, file->sentence, said);
	return 0;
}

static int compare(const void *a, const void *b)
{
	return case_file_compare(a, b);
}

int case_run_all(struct case_run *run)
{
	int r = 0;

	if (run->file_count > 1)
		qsort(run->files, run->file_count, sizeof(*run->files), compare);
	for (size_t i = 0; i < run->file_count && r == 0; i++) {
		char *said = NULL;
		size_t size = 0;
		FILE *stream = open_memstream(&said, &size);
		if (stream == NULL)
			return -ENOMEM;
		int disagreements = run_one(run, &run->files[i], stream);
		r = fclose(stream) == 0 ? tell(run, &run->files[i], disagreements == 0, said) : -ENOMEM;
		free(said);
	}
	return r;
}
