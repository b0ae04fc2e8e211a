#include "rules/form_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define FILES_SHOWN_MAX 512 /* octets of the names that a problem lists */
#define ANSWERS_MAX	1000

static cfg_opt_t options[] = {CONFIG_LINE, CONFIG_VALUE("required"), CONFIG_LIST("file-types"),
    CONFIG_VALUE("name-pattern"), CONFIG_VALUE("minimum-size"), CONFIG_LIST("fingerprints"), CONFIG_LIST("superseded"),
    CONFIG_VALUE("title-pattern"), CONFIG_LIST("label-patterns"), CONFIG_VALUE("min-labels"),
    CONFIG_VALUE("accept-unreadable"), CONFIG_VALUE("unreadable-name-pattern"), CONFIG_VALUE("match-percent"),
    CONFIG_VALUE("complete-percent"), CONFIG_VALUE("min-answers"), CFG_END()};

cfg_opt_t *form_options(void)
{
	return options;
}

static void list_forms(const struct form_library *forms, char *text, size_t size)
{
	size_t used = 0;

	snprintf(text, size, "none");
	for (size_t i = 0; i < forms->count && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "", forms->items[i].name);
}

static bool is_named(const struct form_rule *form, size_t index)
{
	for (size_t i = 0; i < form->fingerprint_count; i++)
		if (form->fingerprints[i].index == index)
			return true;
	return false;
}

/* One entry of a list of fingerprint files; the array has room. */
static void add_reference(struct rule_reader *reader, const char *name, const struct config_value *value,
    const struct form_library *forms, struct form_rule *form)
{
	const struct learnt_form *learnt = form_library_find(forms, value->text);
	char files[FILES_SHOWN_MAX];

	if (learnt == NULL) {
		list_forms(forms, files, sizeof(files));
		problem_error(reader->problems, reader->file, value->line,
		    "%s: no such file, or one with errors; there are: %s", name, files);
		return;
	}
	size_t index = (size_t)(learnt - forms->items);
	if (is_named(form, index))
		problem_error(reader->problems, reader->file, value->line, "%s: %s: given twice", name, value->text);
	else
		form->fingerprints[form->fingerprint_count++] =
		    (struct form_reference){&learnt->fingerprint, index, name[0] == 's', learnt->name};
}

static void read_references(
    struct rule_reader *reader, cfg_t *section, const struct form_library *forms, struct form_rule *form)
{
	static const char *const names[] = {"fingerprints", "superseded"};
	size_t most = (size_t)cfg_size(section, names[0]) + cfg_size(section, names[1]);

	if (most == 0)
		return;
	form->fingerprints = calloc(most, sizeof(*form->fingerprints));
	if (form->fingerprints == NULL) {
		reader->error = -ENOMEM;
		return;
	}
	for (size_t i = 0; i < 2; i++)
		for (unsigned j = 0; j < cfg_size(section, names[i]); j++)
			add_reference(reader, names[i], config_value(section, names[i], j), forms, form);
}

/* What only shows when all is known. */
static void check(struct rule_reader *reader, cfg_t *section, const struct form_rule *form)
{
	bool has_patterns = cfg_size(section, "label-patterns") > 0;

	if (config_is_given(section, "file-types") && cfg_size(section, "file-types") == 0)
		problem_error(reader->problems, reader->file, config_line(section), "file-types: at least one");
	if (cfg_size(section, "superseded") > 0 && cfg_size(section, "fingerprints") == 0)
		problem_error(reader->problems, reader->file, config_value(section, "superseded", 0)->line,
		    "superseded: needs fingerprints, the version to use instead");
	if (config_value(section, "title-pattern", 0) != NULL && !has_patterns)
		problem_error(reader->problems, reader->file, config_value(section, "title-pattern", 0)->line,
		    "title-pattern: needs label-patterns as well: a letter names the form, too");
	if (has_patterns && form->min_labels > form->label_pattern_count)
		problem_error(reader->problems, reader->file, config_value(section, "label-patterns", 0)->line,
		    "label-patterns: fewer than min-labels, %u, so that nothing could be the form", form->min_labels);
}

void form_read(struct rule_reader *reader, cfg_t *section, const struct form_library *forms, struct form_rule *form)
{
	const char *words[FILE_TYPE_COUNT];

	for (enum file_type type = 0; type < FILE_TYPE_COUNT; type++)
		words[type] = file_type_word(type);
	form->required = true;
	rule_bool(reader, section, "required", &form->required);
	rule_words(reader, section, "file-types", words, FILE_TYPE_COUNT, &form->file_types);
	rule_pattern(reader, section, "name-pattern", &form->name_pattern);
	rule_octets(reader, section, "minimum-size", &form->minimum_size);
	read_references(reader, section, forms, form);
	rule_pattern(reader, section, "title-pattern", &form->title_pattern);
	rule_patterns(reader, section, "label-patterns", &form->label_patterns, &form->label_pattern_count);
	rule_number(reader, section, "min-labels", 1, FORM_RULE_LABELS_MAX, &form->min_labels);
	rule_bool(reader, section, "accept-unreadable", &form->accept_unreadable);
	rule_pattern(reader, section, "unreadable-name-pattern", &form->unreadable_name_pattern);
	rule_number(reader, section, "match-percent", 1, 100, &form->match_percent);
	rule_number(reader, section, "complete-percent", 1, 100, &form->complete_percent);
	rule_number(reader, section, "min-answers", 1, ANSWERS_MAX, &form->min_answers);
	check(reader, section, form);
}
