/*
 * form_section: the lines of a sample that ask for an answer, section by section, with what a document has of them.
 */
#ifndef MILTER_FORM_SECTION_H
#define MILTER_FORM_SECTION_H

#include "rules/fingerprint.h"
#include "rules/form_question.h"

#include <stdbool.h>
#include <stddef.h>

struct form_section {
	const struct fingerprint_line *heading; /* NULL: before the first */
	size_t first, end;			/* its lines, without the heading */
	size_t label_count;
	size_t answer_count;
};

/* The section that begins at line `at` (a heading, or 0); the next begins at its `end`. */
struct form_section form_section_at(
    const struct fingerprint_sample *sample, const struct form_comparison *comparison, size_t at);

bool form_line_is_label(const struct fingerprint_line *line);
bool form_line_is_answered(const struct form_comparison *comparison, size_t line);
bool form_line_is_present(const struct form_comparison *comparison, size_t line);

/* What the sample says of its version, or NULL. */
const char *form_sample_version(const struct fingerprint_sample *sample);

#endif
