#include "milter/form_learning.h"

#include "milter/exit_status.h"
#include "milter/form_inspector.h"
#include "milter/form_learning_json.h"
#include "milter/form_learning_text.h"
#include "milter/form_material.h"
#include "milter/new_file.h"
#include "milter/whole_file.h"
#include "rules/form_rule.h"
#include "rules/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void lesson_clear(struct form_lesson *lesson)
{
	free(lesson->comparison.lines);
	free(lesson->fingerprint);
	*lesson = (struct form_lesson){0};
}

static void learning_clear(struct form_learning *learning)
{
	for (size_t i = 0; i < learning->count; i++) {
		struct form_blank *blank = &learning->blanks[i];
		if (blank->fd >= 0)
			close(blank->fd);
		lesson_clear(&blank->lesson);
		free(blank->sample);
		free(blank->why);
	}
	free(learning->blanks);
	free(learning->text);
	fingerprint_clear(&learning->fingerprint);
}

/* The file's name where a fingerprint can hold it. */
static int name_sample(const char *path, size_t place, char **ret_name)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	size_t length = strlen(name);
	bool is_plain = length > 0 && length <= FINGERPRINT_WORD_MAX && utf8_is_valid(name, length) && name[0] != ' ' &&
			name[length - 1] != ' ';

	for (size_t i = 0; i < length && is_plain; i++)
		is_plain = (unsigned char)name[i] >= ' ' && name[i] != 0x7f;
	if (is_plain)
		*ret_name = strdup(name);
	else if (asprintf(ret_name, "blank %zu", place + 1) < 0)
		*ret_name = NULL;
	return *ret_name != NULL ? 0 : -ENOMEM;
}

static int explain(struct form_blank *blank, enum form_blank_end end, const char *why)
{
	blank->end = end;
	free(blank->why);
	blank->why = strdup(why);
	return blank->why != NULL ? 0 : -ENOMEM;
}

static int open_blank(const struct options *options, const char *path, size_t place, struct form_blank *blank)
{
	uint8_t *octets = NULL;
	size_t size = 0;
	int r = name_sample(path, place, &blank->sample);

	blank->path = path;
	blank->place = place;
	if (r < 0)
		return r;
	r = whole_file_read(AT_FDCWD, path, (size_t)options->message_size_limit, &octets, &size);
	if (r < 0)
		return explain(blank, BLANK_WRONG, r == -EINVAL ? "is no regular file" : strerror(-r));
	r = form_material_seal(octets, size, &blank->fd);
	free(octets);
	return r;
}

/* 0, with the lesson where there is one; -EPROTO and the like when there is no inspector: said to the user. */
static int ask(const struct form_learning *learning, const char *text, struct form_blank *blank)
{
	struct form_question question = {
	    .task = FORM_LEARN, .sample = blank->sample, .form_name = (char *)learning->command->name};
	struct form_material material;
	struct form_answer answer = {0};
	char why[FORM_INSPECTOR_WHY_SIZE] = "";

	form_material_init(&material);
	int r = form_material_learnt(&material, text);
	if (r == 0) {
		r = form_inspector_ask(learning->options, &question, material.bundle_fd, blank->fd, &answer, why);
		if (r < 0 && r != -ECHILD)
			fprintf(stderr, "referral-check: %s\n", why);
	}
	form_material_clear(&material);
	if (r == -ECHILD)
		return explain(blank, BLANK_DIED, why);
	if (r < 0)
		return r;
	lesson_clear(&blank->lesson);
	blank->lesson = answer.lesson;
	answer.lesson = (struct form_lesson){0};
	form_answer_clear(&answer);
	blank->end = BLANK_ADDED;
	return 0;
}

/* Fields of a text document say most of what asks, then those of a page, then tables; a printed page says least. */
static int rank(const struct form_blank *blank)
{
	const struct form_document *document = &blank->lesson.document;
	bool is_page = strcmp(document->format, "pdf") == 0;

	if (document->field_count > 0)
		return is_page ? 1 : 0;
	return document->cell_count > 0 ? 2 : 3;
}

static int compare_blanks(const void *a, const void *b)
{
	const struct form_blank *one = a, *other = b;
	int by_rank = rank(one) - rank(other);

	if (by_rank != 0)
		return by_rank;
	return (one->place > other->place) - (one->place < other->place);
}

static bool is_same_sample(const struct fingerprint_sample *one, const struct fingerprint_sample *other)
{
	bool is_same = one->line_count == other->line_count && strcmp(one->name, other->name) == 0;

	for (size_t i = 0; i < one->line_count && is_same; i++)
		is_same =
		    one->lines[i].kind == other->lines[i].kind && strcmp(one->lines[i].text, other->lines[i].text) == 0;
	return is_same;
}

/* What a process says that has read a stranger's document is no more than a proposal: what was learnt before stays. */
static bool is_continuation(const struct fingerprint *before, const struct fingerprint *after)
{
	bool is_fine = after->sample_count == before->sample_count || after->sample_count == before->sample_count + 1;

	for (size_t i = 0; i < before->sample_count && is_fine; i++)
		is_fine = is_same_sample(&before->samples[i], &after->samples[i]);
	return is_fine;
}

static int adopt(struct form_learning *learning, struct form_blank *blank)
{
	struct bundle_file file = {.kind = BUNDLE_FORM,
	    .name = blank->sample,
	    .path = (char *)blank->path,
	    .bytes = (uint8_t *)blank->lesson.fingerprint,
	    .size = strlen(blank->lesson.fingerprint)};
	struct problem_list problems;
	struct fingerprint fingerprint;

	problem_list_init(&problems);
	int r = fingerprint_parse(&file, &problems, &fingerprint);
	problem_list_clear(&problems);
	if (r == -ENOMEM)
		return r;
	if (r == 0 && !is_continuation(&learning->fingerprint, &fingerprint)) {
		fingerprint_clear(&fingerprint);
		r = -EINVAL;
	}
	if (r < 0)
		return explain(blank, BLANK_DIED, "the inspector gave no answer that can be believed");
	fingerprint_clear(&learning->fingerprint);
	learning->fingerprint = fingerprint;
	free(learning->text);
	learning->text = blank->lesson.fingerprint;
	blank->lesson.fingerprint = NULL;
	return 0;
}

/* Answers in fields, or where an earlier blank has none. */
static bool seems_filled(const struct form_blank *blank)
{
	const struct form_lesson *lesson = &blank->lesson;

	if (lesson->document.filled_count > 0)
		return true;
	if (!lesson->is_compared || lesson->score < FORM_MATCH_PERCENT * 10)
		return false;
	for (uint32_t i = 0; i < lesson->comparison.line_count; i++)
		if ((lesson->comparison.lines[i] & FORM_LINE_ANSWERED) != 0)
			return true;
	return lesson->tick_count > 0;
}

static int learn(struct form_learning *learning, struct form_blank *blank)
{
	if (blank->end != BLANK_ADDED)
		return 0;
	int r = ask(learning, learning->text, blank);
	if (r < 0 || blank->end != BLANK_ADDED)
		return r;
	switch (blank->lesson.end) {
	case LESSON_UNREADABLE:
		blank->end = BLANK_UNREADABLE;
		return 0;
	case LESSON_NO_LABELS:
		blank->end = BLANK_NO_LABELS;
		return 0;
	case LESSON_TOO_LARGE:
		blank->end = BLANK_TOO_LARGE;
		return 0;
	case LESSON_KNOWN:
		blank->end = BLANK_KNOWN;
		break;
	case LESSON_ADDED:
	case LESSON_END_COUNT:
		break;
	}
	if (seems_filled(blank) && !learning->command->is_own_text) {
		blank->end = BLANK_FILLED;
		return 0;
	}
	if (blank->lesson.fingerprint == NULL)
		return explain(blank, BLANK_DIED, "the inspector gave no answer that can be believed");
	return adopt(learning, blank);
}

/* Each alone, to see what it is; then in the best order, each beside those before it. */
static int learn_all(struct form_learning *learning)
{
	const struct form_command *command = learning->command;
	int r = 0;

	for (size_t i = 0; i < command->file_count && r == 0; i++) {
		struct form_blank *blank = &learning->blanks[i];
		blank->fd = -1;
		learning->count++;
		r = open_blank(learning->options, command->files[i], i, blank);
		if (r == 0 && blank->fd >= 0)
			r = ask(learning, NULL, blank);
	}
	if (r < 0)
		return r;
	qsort(learning->blanks, learning->count, sizeof(*learning->blanks), compare_blanks);
	for (size_t i = 0; i < learning->count && r == 0; i++)
		r = learn(learning, &learning->blanks[i]);
	learning->is_usable = learning->fingerprint.sample_count > 0;
	for (size_t i = 0; i < learning->count; i++)
		if (learning->blanks[i].end != BLANK_KNOWN && learning->blanks[i].end != BLANK_ADDED)
			learning->is_usable = false;
	return r;
}

static int write_file(struct form_learning *learning)
{
	const struct form_command *command = learning->command;
	int r = new_file_write(command->output, learning->text, command->may_replace);

	learning->is_written = r == 0;
	if (r == -EEXIST)
		fprintf(stderr, "referral-check: %s is there already: --force replaces it\n", command->output);
	else if (r < 0)
		fprintf(stderr, "referral-check: %s cannot be written: %s\n", command->output, strerror(-r));
	return r;
}

static int status_of(const struct form_learning *learning)
{
	if (learning->is_written)
		return EXIT_STATUS_FINE;
	for (size_t i = 0; i < learning->count; i++)
		if (learning->blanks[i].end == BLANK_WRONG)
			return EXIT_STATUS_WRONG;
	return learning->is_usable ? EXIT_STATUS_WRONG : EXIT_STATUS_NO;
}

static int report(const struct form_learning *learning, int status)
{
	int r = learning->command->as_json ? form_learning_json_print(learning, status, stdout)
					   : form_learning_text_print(learning, stdout);

	if (r == 0 && fflush(stdout) != 0)
		r = -errno;
	return r;
}

int form_learning_run(const struct form_command *command, const struct options *options)
{
	struct form_learning learning = {.command = command, .options = options};
	int status = EXIT_STATUS_WRONG;

	if (!command->may_replace && access(command->output, F_OK) == 0) {
		fprintf(stderr, "referral-check: %s is there already: --force replaces it\n", command->output);
		return EXIT_STATUS_WRONG;
	}
	learning.blanks = calloc(command->file_count, sizeof(*learning.blanks));
	int r = learning.blanks != NULL ? learn_all(&learning) : -ENOMEM;
	if (r == 0) {
		if (learning.is_usable)
			write_file(&learning);
		status = status_of(&learning);
		r = report(&learning, status);
	}
	if (r == -ENOMEM)
		fputs("referral-check: out of memory\n", stderr);
	learning_clear(&learning);
	return r == 0 ? status : EXIT_STATUS_WRONG;
}
