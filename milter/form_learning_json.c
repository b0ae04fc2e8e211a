#include "milter/form_learning_json.h"

#include "milter/form_learning_text.h"
#include "milter/form_section.h"
#include "milter/form_words.h"
#include "milter/json_text.h"

#include <errno.h>

static const char *end_word(enum form_blank_end end)
{
	switch (end) {
	case BLANK_WRONG:
		return "wrong";
	case BLANK_DIED:
		return "uninspectable";
	case BLANK_UNREADABLE:
		return "unreadable";
	case BLANK_NO_LABELS:
		return "no-labels";
	case BLANK_TOO_LARGE:
		return "too-large";
	case BLANK_FILLED:
		return "filled";
	case BLANK_KNOWN:
		return "known";
	case BLANK_ADDED:
		return "learnt";
	}
	return "wrong";
}

static bool put_obstacles(json_t *object, const struct form_document *document)
{
	json_t *list = json_array();
	bool is_fine = json_put(object, "obstacles", list);

	for (uint32_t bit = 1; bit <= FORM_OBSTACLES_ALL && is_fine; bit <<= 1)
		if ((document->obstacles & bit) != 0)
			is_fine = json_push(list, json_text(form_words_obstacle_key((enum form_obstacle)bit)));
	return is_fine;
}

static bool put_answered(json_t *object, const struct form_learning *learning, const struct form_lesson *lesson)
{
	json_t *list = json_array();
	bool is_fine = json_put(object, "answered", list);

	if (!lesson->is_compared || lesson->sample >= learning->fingerprint.sample_count)
		return is_fine;
	const struct fingerprint_sample *sample = &learning->fingerprint.samples[lesson->sample];
	is_fine = is_fine && json_put(object, "like", json_text(sample->name)) &&
		  json_put(object, "score", json_real(lesson->score / 10.0)) &&
		  json_put(object, "tick-count", json_integer(lesson->tick_count));
	for (size_t i = 0; i < sample->line_count && is_fine; i++)
		if (form_line_is_answered(&lesson->comparison, i))
			is_fine = json_push(list, json_text(sample->lines[i].text));
	return is_fine;
}

static bool push_blank(json_t *list, const struct form_learning *learning, const struct form_blank *blank)
{
	const struct form_document *document = &blank->lesson.document;
	json_t *object = json_object();

	return json_push(list, object) && json_put(object, "file", json_text(blank->path)) &&
	       json_put(object, "result", json_text(end_word(blank->end))) &&
	       json_put(object, "error", json_text(blank->why)) &&
	       json_put(object, "format", document->format[0] != '\0' ? json_text(document->format) : json_null()) &&
	       put_obstacles(object, document) &&
	       json_put(object, "field-count", json_integer(document->field_count)) &&
	       json_put(object, "filled-count", json_integer(document->filled_count)) &&
	       put_answered(object, learning, &blank->lesson);
}

static bool push_sample(json_t *list, const struct fingerprint_sample *sample)
{
	json_t *object = json_object(), *labels = json_array();
	bool is_fine = json_push(list, object);

	is_fine = json_put(object, "labels", labels) && is_fine;
	is_fine = is_fine && json_put(object, "name", json_text(sample->name)) &&
		  json_put(object, "version", json_text(form_sample_version(sample)));
	for (size_t i = 0; i < sample->line_count && is_fine; i++)
		if (form_line_is_label(&sample->lines[i]))
			is_fine = json_push(labels, json_text(sample->lines[i].text));
	return is_fine;
}

static int push_warning(void *context, const char *warning)
{
	return json_push(context, json_text(warning)) ? 0 : -ENOMEM;
}

static bool put_lists(json_t *whole, const struct form_learning *learning)
{
	json_t *blanks = json_array(), *samples = json_array(), *warnings = json_array();
	bool is_fine = json_put(whole, "blanks", blanks);

	is_fine = json_put(whole, "samples", samples) && is_fine;
	is_fine = json_put(whole, "warnings", warnings) && is_fine;
	for (size_t i = 0; i < learning->count && is_fine; i++)
		is_fine = push_blank(blanks, learning, &learning->blanks[i]);
	for (size_t i = 0; i < learning->fingerprint.sample_count && is_fine; i++)
		is_fine = push_sample(samples, &learning->fingerprint.samples[i]);
	return is_fine && form_learning_warn(learning, push_warning, warnings) == 0;
}

int form_learning_json_print(const struct form_learning *learning, int status, FILE *stream)
{
	json_t *whole = json_object();
	bool is_fine =
	    json_put(whole, "version", json_integer(1)) && json_put(whole, "status", json_integer(status)) &&
	    json_put(whole, "form", json_text(learning->fingerprint.name)) &&
	    json_put(whole, "written", learning->is_written ? json_text(learning->command->output) : json_null()) &&
	    put_lists(whole, learning);
	int r = is_fine ? 0 : -ENOMEM;

	if (r == 0 && json_dumpf(whole, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(4)) != 0)
		r = -EIO;
	fputc('\n', stream);
	json_decref(whole);
	return r;
}
