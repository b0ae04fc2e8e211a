#include "message/form/form_lesson.h"

#include "message/form/document_reader.h"
#include "message/form/form_document.h"
#include "message/form/form_learn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A blank that says something where an earlier one asks may be no blank: whoever learns is told where. */
static int compare(const struct fingerprint *fingerprint, const struct document *blank, struct form_lesson *lesson)
{
	struct form_match match;
	int r = form_match_find(fingerprint, blank, &match);

	if (r == -ENOENT || r == -E2BIG)
		return 0;
	if (r < 0)
		return r;
	lesson->is_compared = true;
	lesson->sample = (uint32_t)match.sample;
	lesson->score = match.score;
	lesson->tick_count = match.tick_count;
	r = form_document_compare(&match, &lesson->comparison);
	form_match_clear(&match);
	return r;
}

/* A form is called something: as was asked for, as its title says, or as its blank. */
static int set_name(const char *name, struct fingerprint *fingerprint)
{
	if (name == NULL || fingerprint->name != NULL)
		return 0;
	fingerprint->name = strdup(name);
	return fingerprint->name != NULL ? 0 : -ENOMEM;
}

static int learn(const struct form_question *question, const struct document *blank, struct fingerprint *fingerprint,
    struct form_lesson *lesson)
{
	bool is_added = false;
	int r = set_name(question->form_name, fingerprint);

	if (r == 0)
		r = form_learn_add(fingerprint, blank, question->sample, &is_added);
	if (r == 0)
		r = set_name(question->sample, fingerprint);
	if (r == 0)
		r = fingerprint_format(fingerprint, &lesson->fingerprint);
	if (r == 0)
		lesson->end = is_added ? LESSON_ADDED : LESSON_KNOWN;
	else if (r == -EINVAL)
		lesson->end = LESSON_NO_LABELS;
	else if (r == -E2BIG)
		lesson->end = LESSON_TOO_LARGE;
	else
		return r;
	return 0;
}

int form_lesson_give(const struct form_question *question, const void *octets, size_t size,
    struct fingerprint *fingerprint, struct form_lesson *ret_lesson)
{
	struct form_lesson lesson = {.end = LESSON_UNREADABLE};
	struct document blank;

	document_init(&blank);
	int r = document_read(octets, size, &blank);
	if (r == 0) {
		form_document_describe(&blank, &lesson.document);
		if (document_is_complete(&blank) && blank.format != DOCUMENT_FORMAT_UNKNOWN) {
			r = compare(fingerprint, &blank, &lesson);
			if (r == 0)
				r = learn(question, &blank, fingerprint, &lesson);
		}
	}
	document_clear(&blank);
	if (r < 0) {
		free(lesson.comparison.lines);
		free(lesson.fingerprint);
		return r;
	}
	*ret_lesson = lesson;
	return 0;
}
