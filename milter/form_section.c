#include "milter/form_section.h"

bool form_line_is_label(const struct fingerprint_line *line)
{
	return line->kind == FINGERPRINT_LABEL;
}

bool form_line_is_answered(const struct form_comparison *comparison, size_t line)
{
	return line < comparison->line_count && (comparison->lines[line] & FORM_LINE_ANSWERED) != 0;
}

bool form_line_is_present(const struct form_comparison *comparison, size_t line)
{
	return line < comparison->line_count && (comparison->lines[line] & FORM_LINE_PRESENT) != 0;
}

struct form_section form_section_at(
    const struct fingerprint_sample *sample, const struct form_comparison *comparison, size_t at)
{
	struct form_section section = {.first = at};

	if (at < sample->line_count && sample->lines[at].kind == FINGERPRINT_HEADING) {
		section.heading = &sample->lines[at];
		section.first++;
	}
	size_t i = section.first;
	for (; i < sample->line_count && sample->lines[i].kind != FINGERPRINT_HEADING; i++) {
		if (!form_line_is_label(&sample->lines[i]))
			continue;
		section.label_count++;
		section.answer_count += form_line_is_answered(comparison, i);
	}
	section.end = i;
	return section;
}

const char *form_sample_version(const struct fingerprint_sample *sample)
{
	for (size_t i = 0; i < sample->line_count; i++)
		if (sample->lines[i].kind == FINGERPRINT_VERSION)
			return sample->lines[i].text;
	return NULL;
}
