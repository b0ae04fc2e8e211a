#include "tests/cases/case_rules.h"

#include "milter/case_change.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE 4096
#define NOW	  1795168800 /* only for warnings about dates */

static const struct {
	const char *word;
	const char *rules;
	const char *guidance;
	const char *guidance_name;
	bool is_example;
} shipped[] = {
    {"lewisham", "rules/lewisham.conf", "rules/guidance/lewisham.txt", "lewisham.txt", false},
    {"brent", "rules/examples/brent.conf", "rules/examples/brent.txt", "brent.txt", true},
};

static int add_text_file(struct bundle *bundle, enum bundle_kind kind, const char *name, const char *text)
{
	return bundle_add(bundle, kind, name, name, text, strlen(text));
}

static int read_source(const char *source, const char *name, char **ret_text)
{
	char path[PATH_SIZE];
	size_t size = 0;

	snprintf(path, sizeof(path), "%s/%s", source, name);
	return case_file_slurp(path, ret_text, &size);
}

static int add_set(const struct case_file *file, const char *source, size_t index, bool is_first, struct bundle *bundle)
{
	char *rules = NULL, *guidance = NULL, name[32];
	int r = read_source(source, shipped[index].rules, &rules);

	if (r == 0)
		r = read_source(source, shipped[index].guidance, &guidance);
	if (r == 0 && shipped[index].is_example)
		case_change_uncomment(rules);
	if (r == 0 && is_first) {
		rules = case_change_apply(file, rules);
		r = rules != NULL ? 0 : -EINVAL;
	}
	snprintf(name, sizeof(name), "%zu-%s.conf", bundle->count, shipped[index].word);
	if (r == 0)
		r = add_text_file(bundle, BUNDLE_RULES, name, rules);
	if (r == 0)
		r = add_text_file(bundle, BUNDLE_GUIDANCE, shipped[index].guidance_name, guidance);
	free(rules);
	free(guidance);
	return r;
}

/* The learnt form that the case names. */
static int add_form(const struct case_file *file, const char *source, struct bundle *bundle)
{
	const char *name = case_file_value(file, "form");
	char path[256], *text = NULL;

	if (name == NULL)
		return 0;
	snprintf(path, sizeof(path), "tests/cases/files/%s", name);
	int r = read_source(source, path, &text);
	if (r == 0)
		r = add_text_file(bundle, BUNDLE_FORM, name, text);
	free(text);
	return r;
}

/* In the order of the words: the first route that matches wins. */
static int add_sets(const struct case_file *file, const char *source, struct bundle *bundle)
{
	const char *words = case_file_value(file, "rules");
	bool is_first = true;

	for (words = words != NULL ? words : "lewisham"; *words != '\0'; is_first = false) {
		size_t length = strcspn(words, " "), i = 0;
		while (i < sizeof(shipped) / sizeof(shipped[0]) &&
		       (strlen(shipped[i].word) != length || strncmp(shipped[i].word, words, length) != 0))
			i++;
		if (i == sizeof(shipped) / sizeof(shipped[0])) {
			printf("%s: rules: no such set: %s\n", file->path, words);
			return -EINVAL;
		}
		int r = add_set(file, source, i, is_first, bundle);
		if (r < 0)
			return r;
		words += length + strspn(words + length, " ");
	}
	return 0;
}

int case_rules_load(const struct case_file *file, const char *source, struct case_rules *ret_rules)
{
	struct case_rules rules = {0};
	struct problem_list problems;

	bundle_init(&rules.bundle);
	problem_list_init(&problems);
	int r = add_sets(file, source, &rules.bundle);
	if (r == 0)
		r = add_form(file, source, &rules.bundle);
	if (r == 0)
		r = ruleset_new(&rules.bundle, NOW, &problems, &rules.ruleset);
	for (size_t i = 0; i < problems.count && r < 0; i++)
		printf("%s: %s\n", file->path, problems.items[i].text);
	problem_list_clear(&problems);
	if (r < 0) {
		case_rules_clear(&rules);
		return r;
	}
	*ret_rules = rules;
	return 0;
}

void case_rules_clear(struct case_rules *rules)
{
	bundle_clear(&rules->bundle);
	ruleset_free(rules->ruleset);
	rules->ruleset = NULL;
}
