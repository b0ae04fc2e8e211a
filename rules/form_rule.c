#include "rules/form_rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void form_rule_init(struct form_rule *form)
{
	*form = (struct form_rule){.file_types = (1U << FILE_TYPE_COUNT) - 1,
	    .accept_unreadable = true,
	    .match_percent = FORM_MATCH_PERCENT,
	    .complete_percent = FORM_COMPLETE_PERCENT,
	    .min_answers = FORM_MIN_ANSWERS,
	    .min_labels = FORM_MIN_LABELS};
}

void form_rule_clear(struct form_rule *form)
{
	free(form->name);
	free(form->fingerprints);
	pattern_free(form->name_pattern);
	pattern_free(form->title_pattern);
	pattern_free(form->unreadable_name_pattern);
	for (size_t i = 0; i < form->label_pattern_count; i++)
		pattern_free(form->label_patterns[i]);
	free(form->label_patterns);
}

static const char *const file_type_words[FILE_TYPE_COUNT] = {
    [FILE_DOCX] = "docx", [FILE_DOC] = "doc", [FILE_ODT] = "odt", [FILE_RTF] = "rtf", [FILE_PDF] = "pdf"};

const char *file_type_word(enum file_type type)
{
	return file_type_words[type];
}

bool form_rule_is_taught(const struct form_rule *form)
{
	return form->name != NULL && (form->fingerprint_count > 0 || form->label_pattern_count > 0);
}

bool form_rule_takes_unreadable(const struct form_rule *form, char *const *names, size_t count)
{
	if (!form->accept_unreadable || form->unreadable_name_pattern == NULL)
		return form->accept_unreadable;
	for (size_t i = 0; i < count; i++)
		if (pattern_find(form->unreadable_name_pattern, names[i], strlen(names[i])) != ANSWER_NO)
			return true;
	return false;
}

void form_rule_types(const struct form_rule *form, char *text, size_t size)
{
	unsigned left = form->file_types;
	size_t used = 0;

	if (size > 0)
		text[0] = '\0';
	for (size_t i = 0; i < FILE_TYPE_COUNT && used < size; i++) {
		if ((form->file_types & 1U << i) == 0)
			continue;
		left &= ~(1U << i);
		const char *separator = used == 0 ? "" : left == 0 ? " or " : ", ";
		used += (size_t)snprintf(text + used, size - used, "%s%s", separator, file_type_words[i]);
	}
}
