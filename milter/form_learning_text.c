#include "milter/form_learning_text.h"

#include "milter/form_section.h"
#include "milter/form_words.h"
#include "milter/printable.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const struct fingerprint_sample *form_learning_sample(const struct form_learning *learning, const char *name)
{
	for (size_t i = 0; i < learning->fingerprint.sample_count; i++)
		if (strcmp(learning->fingerprint.samples[i].name, name) == 0)
			return &learning->fingerprint.samples[i];
	return NULL;
}

static size_t count_labels(const struct fingerprint_sample *sample)
{
	size_t count = 0;

	for (size_t i = 0; i < sample->line_count; i++)
		count += form_line_is_label(&sample->lines[i]);
	return count;
}

/* Who is told, one warning at a time. */
struct listener {
	int (*say)(void *context, const char *warning);
	void *context;
};

__attribute__((format(printf, 2, 3))) static int say(const struct listener *listener, const char *format, ...)
{
	char *text = NULL;
	va_list values;

	va_start(values, format);
	int length = vasprintf(&text, format, values);
	va_end(values);
	if (length < 0)
		return -ENOMEM;
	int r = listener->say(listener->context, text);
	free(text);
	return r;
}

static int warn_of_lines(const struct fingerprint_sample *sample, const struct listener *listener)
{
	int r = 0;

	for (size_t i = 0; i < sample->line_count && r == 0; i++)
		if (form_line_is_label(&sample->lines[i]) && strlen(sample->lines[i].text) > FORM_LEARNING_LONG_LABEL)
			r = say(listener, "%s: a long label, perhaps rather instructions (\"text\"): %.60s...",
			    sample->name, sample->lines[i].text);
	return r;
}

static int warn_of_sample(
    const struct fingerprint_sample *sample, const struct fingerprint_sample *first, const struct listener *listener)
{
	size_t labels = count_labels(sample), usual = count_labels(first);
	int r = 0;

	if (labels < FORM_LEARNING_FEW_LABELS)
		r = say(listener, "%s: only %zu label%s found: mark in the file what asks for an answer", sample->name,
		    labels, labels == 1 ? " was" : "s were");
	else if (labels * 4 < usual * 3 || usual * 4 < labels * 3)
		r = say(
		    listener, "%s: %zu labels were found, where %s has %zu", sample->name, labels, first->name, usual);
	if (r == 0 && form_sample_version(sample) == NULL)
		r = say(listener,
		    "%s: no line says which version it is: another version may be taken for it (\"version\")",
		    sample->name);
	return r == 0 ? warn_of_lines(sample, listener) : r;
}

int form_learning_warn(
    const struct form_learning *learning, int (*say_it)(void *context, const char *warning), void *context)
{
	const struct fingerprint *fingerprint = &learning->fingerprint;
	const struct listener listener = {say_it, context};
	const char *output = learning->command->output;
	size_t length = strlen(output);
	int r = 0;

	for (size_t i = 0; i < fingerprint->sample_count && r == 0; i++)
		r = warn_of_sample(&fingerprint->samples[i], &fingerprint->samples[0], &listener);
	if (r == 0 && (length < 12 || strcmp(output + length - 12, ".fingerprint") != 0))
		r = say(&listener, "the daemon reads only files whose names end in \".fingerprint\"");
	return r;
}

/* Runs of the user's terminal: nothing moves the cursor. */
static int print(FILE *stream, const char *before, const char *text, const char *after)
{
	char *shown = printable_new(text);

	if (shown == NULL)
		return -ENOMEM;
	fprintf(stream, "%s%s%s", before, shown, after);
	free(shown);
	return 0;
}

static void print_obstacles(const struct form_document *document, FILE *stream)
{
	if (strcmp(document->format, "unknown") == 0 &&
	    (document->obstacles & ~(uint32_t)FORM_OBSTACLE_UNSUPPORTED) == 0) {
		fputs("    it is no document of a format that is read: docx, odt, rtf, pdf or doc\n", stream);
		return;
	}
	for (uint32_t bit = 1; bit <= FORM_OBSTACLES_ALL; bit <<= 1)
		if ((document->obstacles & bit) != 0)
			fprintf(stream, "    %s\n", form_words_obstacle((enum form_obstacle)bit));
}

/* Names of labels, never what is behind them. */
static int print_answered(const struct form_learning *learning, const struct form_blank *blank, FILE *stream)
{
	const struct form_lesson *lesson = &blank->lesson;
	int r = 0;

	if (lesson->document.filled_count > 0)
		fprintf(stream, "    fields that hold something: %u\n", lesson->document.filled_count);
	if (!lesson->is_compared || lesson->sample >= learning->fingerprint.sample_count)
		return 0;
	const struct fingerprint_sample *sample = &learning->fingerprint.samples[lesson->sample];
	if (lesson->tick_count > 0)
		fprintf(stream, "    boxes that are ticked: %u\n", lesson->tick_count);
	for (size_t i = 0; i < sample->line_count && r == 0; i++)
		if (form_line_is_answered(&lesson->comparison, i))
			r = print(stream, "    something more stands behind: ", sample->lines[i].text, "\n");
	return r;
}

static int print_known(const struct form_learning *learning, const struct form_blank *blank, FILE *stream)
{
	const struct form_lesson *lesson = &blank->lesson;
	int r;

	if (lesson->sample >= learning->fingerprint.sample_count) {
		fputs("known already\n", stream);
		return 0;
	}
	r = print(stream, "known already: ", learning->fingerprint.samples[lesson->sample].name, " fits it");
	fprintf(stream, " (%u.%u %%)\n", lesson->score / 10, lesson->score % 10);
	return r;
}

static int print_end(const struct form_learning *learning, const struct form_blank *blank, FILE *stream)
{
	const struct fingerprint_sample *sample = form_learning_sample(learning, blank->sample);

	switch (blank->end) {
	case BLANK_WRONG:
	case BLANK_DIED:
		return print(stream, "not learnt: ", blank->why, "\n");
	case BLANK_UNREADABLE:
		fputs("not learnt: not all of it can be read\n", stream);
		print_obstacles(&blank->lesson.document, stream);
		return 0;
	case BLANK_NO_LABELS:
		fputs(
		    "not learnt: nothing in it asks for an answer (no field, no empty cell, no line that ends in \":\" "
		    "or \"?\")\n",
		    stream);
		return 0;
	case BLANK_TOO_LARGE:
		fputs("not learnt: it is longer than a form may be\n", stream);
		return 0;
	case BLANK_FILLED:
		fputs("not learnt: it seems to be filled in, and answers must not be learnt\n", stream);
		return print_answered(learning, blank, stream);
	case BLANK_KNOWN:
		return print_known(learning, blank, stream);
	case BLANK_ADDED:
		fprintf(stream, "learnt: %zu labels\n", sample != NULL ? count_labels(sample) : 0);
		return 0;
	}
	return 0;
}

static int print_blank(const struct form_learning *learning, const struct form_blank *blank, FILE *stream)
{
	const struct form_document *document = &blank->lesson.document;
	int r = print(stream, "", blank->path, "");

	if (r == 0 && document->format[0] != '\0' && strcmp(document->format, "unknown") != 0)
		fprintf(stream, " (%s, %u field%s)", document->format, document->field_count,
		    document->field_count == 1 ? "" : "s");
	fputs(": ", stream);
	return r == 0 ? print_end(learning, blank, stream) : r;
}

static int print_warning(void *context, const char *warning)
{
	return print(context, "warning: ", warning, "\n");
}

static int print_form(const struct form_learning *learning, FILE *stream)
{
	const struct fingerprint *fingerprint = &learning->fingerprint;
	int r = print(stream, "form \"", fingerprint->name, "\"");

	fprintf(stream, ": %zu sample%s\n", fingerprint->sample_count, fingerprint->sample_count == 1 ? "" : "s");
	for (size_t i = 0; i < fingerprint->sample_count && r == 0; i++) {
		const char *version = form_sample_version(&fingerprint->samples[i]);
		r = print(stream, "    ", fingerprint->samples[i].name, ": ");
		if (r == 0)
			r = print(stream, "", version != NULL ? version : "no version", "\n");
	}
	return r;
}

static bool has_filled(const struct form_learning *learning)
{
	for (size_t i = 0; i < learning->count; i++)
		if (learning->blanks[i].end == BLANK_FILLED)
			return true;
	return false;
}

int form_learning_text_print(const struct form_learning *learning, FILE *stream)
{
	int r = 0;

	for (size_t i = 0; i < learning->count && r == 0; i++)
		r = print_blank(learning, &learning->blanks[i], stream);
	if (r == 0 && learning->fingerprint.sample_count > 0)
		r = print_form(learning, stream);
	if (r == 0)
		r = form_learning_warn(learning, print_warning, stream);
	if (r < 0)
		return r;
	if (learning->is_written)
		return print(stream, "written to ", learning->command->output, "\n");
	fputs("nothing was written\n", stream);
	if (has_filled(learning))
		fputs(
		    "Learn from a blank that nobody has filled in. Where what is there is the form's own text (hints, "
		    "defaults), --own-text takes it.\n",
		    stream);
	return 0;
}
