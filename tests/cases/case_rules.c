#include "tests/cases/case_rules.h"

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

/* As the example's own comment tells the administrator: the first # off every line. */
static void uncomment(char *text)
{
	char *to = text;
	bool is_start = true;

	for (const char *from = text; *from != '\0'; from++) {
		bool is_sign = is_start && *from == '#';
		is_start = *from == '\n';
		if (!is_sign)
			*to++ = *from;
	}
	*to = '\0';
}

/* Where the value of the key's only line begins; NULL when there is no such line, or more than one. */
static char *find_value(char *text, const char *key, size_t length)
{
	char *found = NULL;

	for (char *line = text; line != NULL; line = strchr(line, '\n')) {
		line += strspn(line, "\n \t");
		const char *behind = line + length;
		if (strncmp(line, key, length) != 0 || behind[strspn(behind, " \t")] != '=')
			continue;
		if (found != NULL)
			return NULL;
		found = strchr(line, '=') + 1;
	}
	return found;
}

/* Text up to `at`, the new text, and what follows `rest`. */
static char *splice(const char *text, const char *at, const char *new, const char *rest)
{
	char *spliced = NULL;

	if (asprintf(&spliced, "%.*s%s%s", (int)(at - text), text, new, rest) < 0)
		return NULL;
	return spliced;
}

static char *set_value(const struct case_file *file, char *text, const char *setting)
{
	size_t length = strcspn(setting, " =");
	char *value = find_value(text, setting, length);
	const char *equals = strchr(setting, '=');

	if (value == NULL || equals == NULL) {
		printf("%s: set: not one line for it: %s\n", file->path, setting);
		return NULL;
	}
	return splice(text, value, equals + 1, value + strcspn(value, "\n"));
}

static char *add_text(char *text, const char *line)
{
	const char *end = strrchr(text, '}');

	return end != NULL ? splice(text, end, line, end - 1) : NULL;
}

/* A learnt form, in the route's form section. */
static char *teach(const struct case_file *file, const char *text, const char *name)
{
	const char *section = strstr(text, "\n  form \"");
	const char *end = section != NULL ? strchr(section, '{') : NULL;
	char *line = NULL, *taught = NULL;

	if (end == NULL) {
		printf("%s: form: the route has no such section\n", file->path);
		return NULL;
	}
	if (asprintf(&line, " fingerprints = { \"%s\" }", name) >= 0)
		taught = splice(text, end + 1, line, end + 1);
	free(line);
	return taught;
}

/* The text with what the case changes; the old one is freed. NULL when it cannot be done. */
static char *change(const struct case_file *file, char *text)
{
	for (size_t i = 0; i < file->line_count && text != NULL; i++) {
		const struct case_line *line = &file->lines[i];
		char *changed = text;
		if (strcmp(line->key, "set") == 0)
			changed = set_value(file, text, line->value);
		else if (strcmp(line->key, "add") == 0)
			changed = add_text(text, line->value);
		else if (strcmp(line->key, "form") == 0)
			changed = teach(file, text, line->value);
		if (changed != text)
			free(text);
		text = changed;
	}
	return text;
}

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
		uncomment(rules);
	if (r == 0 && is_first) {
		rules = change(file, rules);
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
