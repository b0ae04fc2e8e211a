#include "milter/case_bundle.h"

#include "milter/case_change.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct making {
	const struct options *options;
	const struct case_file *file;
	struct bundle *bundle;
	size_t count; /* rule files so far */
};

/* The first is what a case changes. Takes the text over. */
static int add_rules(struct making *making, const char *name, const char *path, char *text)
{
	char ordered[BUNDLE_NAME_MAX + 1];

	if (making->count == 0)
		text = case_change_apply(making->file, text);
	if (text == NULL)
		return -EINVAL;
	snprintf(ordered, sizeof(ordered), "%zu-%s", making->count++, name);
	int r = bundle_add(making->bundle, BUNDLE_RULES, ordered, path, text, strlen(text));
	free(text);
	return r;
}

static int read_rules(const struct making *making, const char *word, int length, char **ret_path, char **ret_text)
{
	size_t size = 0;

	if (asprintf(ret_path, "%s/%.*s.conf", making->options->rules, length, word) < 0)
		return -ENOMEM;
	int r = case_file_slurp(*ret_path, ret_text, &size);
	if (r != -ENOENT)
		return r;
	free(*ret_path);
	if (asprintf(ret_path, "%s/%.*s.conf.example", making->options->rules, length, word) < 0) {
		*ret_path = NULL;
		return -ENOMEM;
	}
	r = case_file_slurp(*ret_path, ret_text, &size);
	if (r == 0)
		case_change_uncomment(*ret_text);
	return r;
}

static int add_named(struct making *making, const char *word, int length)
{
	char *path = NULL, *text = NULL;
	int r = read_rules(making, word, length, &path, &text);

	if (r == 0)
		r = add_rules(making, strrchr(path, '/') + 1, path, text);
	else
		fprintf(stderr, "%s: rules: %s: %s\n", making->file->path, path != NULL ? path : "", strerror(-r));
	free(path);
	return r < 0 && r != -ENOMEM ? -EINVAL : r;
}

static int add_all_named(struct making *making, const char *words)
{
	int r = 0;

	while (*words != '\0' && r == 0) {
		size_t length = strcspn(words, " ");
		if (memchr(words, '/', length) != NULL) {
			fprintf(stderr, "%s: rules: names of files in %s, without \".conf\"\n", making->file->path,
			    making->options->rules);
			return -EINVAL;
		}
		r = add_named(making, words, (int)length);
		words += length + strspn(words + length, " ");
	}
	return r;
}

static int add_configured(struct making *making, const struct bundle *configured, bool has_rules)
{
	int r = 0;

	for (size_t i = 0; i < configured->count && r == 0; i++) {
		const struct bundle_file *file = &configured->files[i];
		if (file->kind != BUNDLE_RULES)
			r = bundle_add(making->bundle, file->kind, file->name, file->path, file->bytes, file->size);
		else if (has_rules) {
			char *text = strndup((const char *)file->bytes, file->size);
			r = text != NULL ? add_rules(making, file->name, file->path, text) : -ENOMEM;
		}
	}
	return r;
}

int case_bundle_make(const struct options *options, const struct bundle *configured, const struct case_file *file,
    struct bundle *ret_bundle)
{
	struct bundle bundle;
	struct making making = {.options = options, .file = file, .bundle = &bundle};
	const char *words = case_file_value(file, "rules");

	bundle_init(&bundle);
	int r = add_configured(&making, configured, words == NULL);
	if (r == 0 && words != NULL)
		r = add_all_named(&making, words);
	if (r < 0)
		bundle_clear(&bundle);
	else
		*ret_bundle = bundle;
	return r;
}
