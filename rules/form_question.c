#include "rules/form_question.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ERRNO_MAX 4095 /* the kernel's own bound */

static void names_encode(char *const *names, size_t count, struct writer *writer)
{
	writer_u32(writer, (uint32_t)count);
	for (size_t i = 0; i < count; i++)
		writer_string(writer, names[i]);
}

void form_question_encode(const struct form_question *question, struct writer *writer)
{
	writer_u8(writer, (uint8_t)question->task);
	writer_string(writer, question->sample);
	writer_string(writer, question->form_name);
	writer_string(writer, question->route);
	names_encode(question->current, question->current_count, writer);
	names_encode(question->superseded, question->superseded_count, writer);
}

static void names_clear(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

void form_question_clear(struct form_question *question)
{
	free(question->sample);
	free(question->form_name);
	free(question->route);
	names_clear(question->current, question->current_count);
	names_clear(question->superseded, question->superseded_count);
	*question = (struct form_question){0};
}

/* Errors stick to the reader. */
static void names_decode(struct reader *reader, char ***ret_names, size_t *ret_count)
{
	uint32_t count = reader_count(reader, FORM_QUESTION_FORMS_MAX);
	char **names = calloc((size_t)count + 1, sizeof(*names));

	if (names == NULL && reader->error == 0)
		reader->error = -ENOMEM;
	for (uint32_t i = 0; i < count && reader->error == 0; i++) {
		names[i] = reader_string(reader, BUNDLE_NAME_MAX);
		if (names[i] == NULL && reader->error == 0)
			reader->error = -EBADMSG;
	}
	*ret_names = names;
	*ret_count = names != NULL ? count : 0;
}

int form_question_decode(struct reader *reader, struct form_question *ret_question)
{
	struct form_question question = {.task = (enum form_task)reader_enum(reader, FORM_TASK_COUNT)};

	question.sample = reader_string(reader, FINGERPRINT_WORD_MAX);
	question.form_name = reader_string(reader, FINGERPRINT_WORD_MAX);
	question.route = reader_string(reader, FORM_QUESTION_ROUTE_MAX);
	names_decode(reader, &question.current, &question.current_count);
	names_decode(reader, &question.superseded, &question.superseded_count);
	int r = reader_finish(reader);
	if (r == 0 && question.task == FORM_LEARN && question.sample == NULL)
		r = -EBADMSG;
	if (r < 0) {
		form_question_clear(&question);
		return r;
	}
	*ret_question = question;
	return 0;
}

static void document_encode(const struct form_document *document, struct writer *writer)
{
	writer_string(writer, document->format);
	writer_u32(writer, document->obstacles);
	writer_u32(writer, document->field_count);
	writer_u32(writer, document->filled_count);
	writer_u32(writer, document->cell_count);
}

/* A word of ours, that may be shown to anybody. */
static bool is_format(const char *word)
{
	return word != NULL && word[0] != '\0' && strspn(word, "abcdefghijklmnopqrstuvwxyz") == strlen(word);
}

static void document_decode(struct reader *reader, struct form_document *document)
{
	char *format = reader_string(reader, FORM_QUESTION_FORMAT_MAX);

	if (is_format(format))
		strcpy(document->format, format);
	else if (reader->error == 0)
		reader->error = -EBADMSG;
	free(format);
	document->obstacles = reader_u32(reader);
	document->field_count = reader_u32(reader);
	document->filled_count = reader_u32(reader);
	document->cell_count = reader_u32(reader);
	if (reader->error == 0 && (document->obstacles & ~FORM_OBSTACLES_ALL) != 0)
		reader->error = -EBADMSG;
}

static void comparison_decode(struct reader *reader, struct form_comparison *comparison)
{
	size_t length = 0;
	const uint8_t *lines = reader_bytes(reader, &length);

	if (reader->error == 0 && length > FINGERPRINT_LINES_MAX)
		reader->error = -EBADMSG;
	if (reader->error != 0 || length == 0)
		return;
	comparison->lines = malloc(length);
	if (comparison->lines == NULL) {
		reader->error = -ENOMEM;
		return;
	}
	memcpy(comparison->lines, lines, length);
	comparison->line_count = (uint32_t)length;
}

static void lesson_encode(const struct form_lesson *lesson, struct writer *writer)
{
	writer_u8(writer, (uint8_t)lesson->end);
	document_encode(&lesson->document, writer);
	writer_u8(writer, lesson->is_compared);
	writer_u32(writer, lesson->sample);
	writer_u32(writer, lesson->score);
	writer_u32(writer, lesson->tick_count);
	writer_bytes(writer, lesson->comparison.lines, lesson->comparison.line_count);
	writer_string(writer, lesson->fingerprint);
}

static void lesson_decode(struct reader *reader, struct form_lesson *lesson)
{
	lesson->end = (enum form_lesson_end)reader_enum(reader, LESSON_END_COUNT);
	document_decode(reader, &lesson->document);
	lesson->is_compared = reader_bool(reader);
	lesson->sample = reader_count(reader, FINGERPRINT_SAMPLES_MAX - 1);
	lesson->score = reader_count(reader, 1000);
	lesson->tick_count = reader_u32(reader);
	comparison_decode(reader, &lesson->comparison);
	lesson->fingerprint = reader_string(reader, BUNDLE_FILE_SIZE_MAX);
}

static void trials_encode(const struct form_answer *answer, struct writer *writer)
{
	writer_u8(writer, answer->has_readings);
	writer_u8(writer, answer->is_cut);
	writer_u32(writer, answer->trial_count);
	for (uint32_t i = 0; i < answer->trial_count; i++) {
		const struct form_trial *trial = &answer->trials[i];
		form_report_encode(&trial->report, writer);
		document_encode(&trial->document, writer);
		writer_bytes(writer, trial->comparison.lines, trial->comparison.line_count);
	}
}

static void trials_decode(struct reader *reader, struct form_answer *answer)
{
	answer->has_readings = reader_bool(reader);
	answer->is_cut = reader_bool(reader);
	uint32_t count = reader_count(reader, FORM_REPORTS_MAX);
	answer->trials = calloc((size_t)count + 1, sizeof(*answer->trials));
	if (answer->trials == NULL && reader->error == 0)
		reader->error = -ENOMEM;
	for (uint32_t i = 0; i < count && reader->error == 0; i++) {
		struct form_trial *trial = &answer->trials[i];
		answer->trial_count++;
		form_report_decode(reader, &trial->report);
		document_decode(reader, &trial->document);
		comparison_decode(reader, &trial->comparison);
	}
}

void form_answer_encode(const struct form_answer *answer, struct writer *writer)
{
	writer_u32(writer, (uint32_t)answer->error);
	if (answer->error != 0)
		return;
	writer_u8(writer, (uint8_t)answer->task);
	if (answer->task == FORM_LEARN)
		lesson_encode(&answer->lesson, writer);
	else
		trials_encode(answer, writer);
}

void form_answer_clear(struct form_answer *answer)
{
	free(answer->lesson.comparison.lines);
	free(answer->lesson.fingerprint);
	for (uint32_t i = 0; i < answer->trial_count; i++)
		free(answer->trials[i].comparison.lines);
	free(answer->trials);
	*answer = (struct form_answer){0};
}

int form_answer_decode(struct reader *reader, struct form_answer *ret_answer)
{
	struct form_answer answer = {.error = (int)reader_count(reader, ERRNO_MAX)};

	if (answer.error == 0) {
		answer.task = (enum form_task)reader_enum(reader, FORM_TASK_COUNT);
		if (answer.task == FORM_LEARN)
			lesson_decode(reader, &answer.lesson);
		else
			trials_decode(reader, &answer);
	}
	int r = reader_finish(reader);
	if (r < 0) {
		form_answer_clear(&answer);
		return r;
	}
	*ret_answer = answer;
	return 0;
}
