#include "rules/fingerprint.h"

#include "rules/grow.h"
#include "rules/utf8.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_WORD "form-fingerprint"

static const char *const kind_words[FINGERPRINT_KIND_COUNT] = {
    [FINGERPRINT_TEXT] = "text",
    [FINGERPRINT_TITLE] = "title",
    [FINGERPRINT_HEADING] = "heading",
    [FINGERPRINT_LABEL] = "label",
    [FINGERPRINT_BOX] = "box",
    [FINGERPRINT_HINT] = "hint",
    [FINGERPRINT_VERSION] = "version",
};

const char *fingerprint_kind_word(enum fingerprint_kind kind)
{
	return kind_words[kind];
}

void fingerprint_init(struct fingerprint *fingerprint)
{
	*fingerprint = (struct fingerprint){0};
}

static void sample_clear(struct fingerprint_sample *sample)
{
	for (size_t i = 0; i < sample->line_count; i++)
		free(sample->lines[i].text);
	free(sample->lines);
	free(sample->name);
}

void fingerprint_clear(struct fingerprint *fingerprint)
{
	for (size_t i = 0; i < fingerprint->sample_count; i++)
		sample_clear(&fingerprint->samples[i]);
	free(fingerprint->samples);
	free(fingerprint->name);
	fingerprint_init(fingerprint);
}

int fingerprint_add_sample(struct fingerprint *fingerprint, const char *name)
{
	if (fingerprint->sample_count == FINGERPRINT_SAMPLES_MAX || strlen(name) > FINGERPRINT_WORD_MAX)
		return -E2BIG;
	struct fingerprint_sample *grown = grow_by_one(fingerprint->samples, fingerprint->sample_count, sizeof(*grown));
	if (grown == NULL)
		return -ENOMEM;
	fingerprint->samples = grown;
	char *copy = strdup(name);
	if (copy == NULL)
		return -ENOMEM;
	fingerprint->samples[fingerprint->sample_count++] = (struct fingerprint_sample){.name = copy};
	return 0;
}

int fingerprint_add_line(struct fingerprint *fingerprint, enum fingerprint_kind kind, const char *text)
{
	struct fingerprint_sample *sample = &fingerprint->samples[fingerprint->sample_count - 1];

	if (sample->line_count == FINGERPRINT_LINES_MAX || strlen(text) > FINGERPRINT_TEXT_MAX)
		return -E2BIG;
	struct fingerprint_line *grown = grow_by_one(sample->lines, sample->line_count, sizeof(*grown));
	if (grown == NULL)
		return -ENOMEM;
	sample->lines = grown;
	char *copy = strdup(text);
	if (copy == NULL)
		return -ENOMEM;
	sample->lines[sample->line_count++] = (struct fingerprint_line){kind, copy};
	return 0;
}

/* One file in the reading. */
struct parser {
	const char *path;
	struct problem_list *problems;
	struct fingerprint *fingerprint;
	int number; /* of the line */
	bool has_begun;
	bool is_broken;
	bool is_foreign; /* another file: what is in it is no business of ours */
	int error;	 /* the first that is not the file's fault */
};

#define complain(parser, ...)                                                                                          \
	((parser)->is_broken = true, problem_error((parser)->problems, (parser)->path, (parser)->number, __VA_ARGS__))

static void read_first(struct parser *parser, const char *word, const char *rest)
{
	char expected[16];

	snprintf(expected, sizeof(expected), "%d", FINGERPRINT_FORMAT);
	parser->has_begun = true;
	parser->is_foreign = strcmp(word, FIRST_WORD) != 0 || strcmp(rest, expected) != 0;
	if (parser->is_foreign)
		complain(parser, "the first line of a fingerprint is \"%s %s\"", FIRST_WORD, expected);
}

static void read_name(struct parser *parser, const char *rest)
{
	struct fingerprint *fingerprint = parser->fingerprint;

	if (fingerprint->name != NULL) {
		complain(parser, "name: given twice");
	} else if (fingerprint->sample_count > 0) {
		complain(parser, "name: belongs above the first sample");
	} else if (strlen(rest) > FINGERPRINT_WORD_MAX) {
		complain(parser, "name: at most %d octets", FINGERPRINT_WORD_MAX);
	} else {
		fingerprint->name = strdup(rest);
		if (fingerprint->name == NULL)
			parser->error = -ENOMEM;
	}
}

static void note_error(struct parser *parser, int r, const char *word)
{
	if (r == -E2BIG)
		complain(parser,
		    "%s: a fingerprint has at most %d samples of %d lines; a line has at most %d octets, a name %d",
		    word, FINGERPRINT_SAMPLES_MAX, FINGERPRINT_LINES_MAX, FINGERPRINT_TEXT_MAX, FINGERPRINT_WORD_MAX);
	else if (r < 0)
		parser->error = r;
}

static void read_sample_line(struct parser *parser, const char *word, const char *rest)
{
	enum fingerprint_kind kind = 0;

	while (kind < FINGERPRINT_KIND_COUNT && strcmp(kind_words[kind], word) != 0)
		kind++;
	if (kind == FINGERPRINT_KIND_COUNT)
		complain(
		    parser, "a line begins with name, sample, version, title, heading, label, box, hint, text or #");
	else if (parser->fingerprint->sample_count == 0)
		complain(parser, "%s: a line \"sample NAME\" is missing above it", word);
	else
		note_error(parser, fingerprint_add_line(parser->fingerprint, kind, rest), word);
}

static void read_words(struct parser *parser, const char *word, const char *rest)
{
	if (!parser->has_begun)
		read_first(parser, word, rest);
	else if (rest[0] == '\0')
		complain(parser, "%s: nothing follows it", word);
	else if (strcmp(word, "name") == 0)
		read_name(parser, rest);
	else if (strcmp(word, "sample") == 0)
		note_error(parser, fingerprint_add_sample(parser->fingerprint, rest), word);
	else
		read_sample_line(parser, word, rest);
}

/* Controls (a tab, the carriage return of another system) would be lost in comparing. */
static bool is_plain(const char *line)
{
	for (; *line != '\0'; line++)
		if ((unsigned char)*line < ' ' || *line == 0x7f)
			return false;
	return true;
}

/* One line without its end, changed in place. */
static void read_line(struct parser *parser, char *line, size_t length)
{
	if (length > 0 && line[length - 1] == '\r')
		line[--length] = '\0';
	while (length > 0 && line[length - 1] == ' ')
		line[--length] = '\0';
	if (strlen(line) != length || !is_plain(line) || !utf8_is_valid(line, length)) {
		complain(parser, "only text in UTF-8, without control characters");
		parser->is_foreign = !parser->has_begun;
		return;
	}
	if (line[0] == '#' || line[0] == '\0')
		return;
	char *rest = line + strcspn(line, " ");
	if (*rest != '\0')
		*rest++ = '\0';
	read_words(parser, line, rest + strspn(rest, " "));
}

static void read_lines(struct parser *parser, char *text, size_t size)
{
	for (char *line = text; line < text + size && parser->error == 0 && !parser->is_foreign;) {
		char *end = memchr(line, '\n', (size_t)(text + size - line));
		if (end == NULL)
			end = text + size;
		*end = '\0';
		parser->number++;
		read_line(parser, line, (size_t)(end - line));
		line = end + 1;
	}
}

static bool has_label(const struct fingerprint_sample *sample)
{
	for (size_t i = 0; i < sample->line_count; i++)
		if (sample->lines[i].kind == FINGERPRINT_LABEL)
			return true;
	return false;
}

static void check_whole(struct parser *parser)
{
	const struct fingerprint *fingerprint = parser->fingerprint;

	if (parser->is_foreign)
		return;
	parser->number = 0;
	if (!parser->has_begun)
		complain(parser, "the first line of a fingerprint is \"%s %d\"", FIRST_WORD, FINGERPRINT_FORMAT);
	if (fingerprint->name == NULL)
		complain(parser, "name: missing; it is what the sender is told that the form is called");
	if (fingerprint->sample_count == 0)
		complain(parser, "sample: missing; learn one with \"referral-check form learn\"");
	for (size_t i = 0; i < fingerprint->sample_count; i++)
		if (!has_label(&fingerprint->samples[i]))
			complain(parser, "sample %s: has no label, so that nothing could be answered",
			    fingerprint->samples[i].name);
}

int fingerprint_parse(
    const struct bundle_file *file, struct problem_list *problems, struct fingerprint *ret_fingerprint)
{
	struct fingerprint fingerprint;
	struct parser parser = {.path = file->path, .problems = problems, .fingerprint = &fingerprint};
	char *text = malloc(file->size + 1);

	if (text == NULL)
		return -ENOMEM;
	memcpy(text, file->bytes, file->size);
	text[file->size] = '\0';
	fingerprint_init(&fingerprint);
	read_lines(&parser, text, file->size);
	if (parser.error == 0)
		check_whole(&parser);
	free(text);
	if (parser.error < 0 || parser.is_broken) {
		fingerprint_clear(&fingerprint);
		return parser.error < 0 ? parser.error : -EINVAL;
	}
	*ret_fingerprint = fingerprint;
	return 0;
}

static bool is_writable(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && text[0] != ' ' && text[length - 1] != ' ' && is_plain(text) && utf8_is_valid(text, length);
}

static int write_line(FILE *file, const char *word, const char *text)
{
	if (!is_writable(text))
		return -EINVAL;
	return fprintf(file, "%s %s\n", word, text) < 0 ? -ENOMEM : 0;
}

static int write_sample(FILE *file, const struct fingerprint_sample *sample)
{
	fputc('\n', file);
	int r = write_line(file, "sample", sample->name);
	for (size_t i = 0; i < sample->line_count && r == 0; i++)
		r = write_line(file, kind_words[sample->lines[i].kind], sample->lines[i].text);
	return r;
}

static int write_all(FILE *file, const struct fingerprint *fingerprint)
{
	int r = fprintf(file, "%s %d\n", FIRST_WORD, FINGERPRINT_FORMAT) < 0 ? -ENOMEM : 0;

	if (r == 0)
		r = write_line(file, "name", fingerprint->name);
	for (size_t i = 0; i < fingerprint->sample_count && r == 0; i++)
		r = write_sample(file, &fingerprint->samples[i]);
	return r;
}

int fingerprint_format(const struct fingerprint *fingerprint, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	if (file == NULL)
		return -ENOMEM;
	int r = write_all(file, fingerprint);
	if (fclose(file) != 0 && r == 0)
		r = -ENOMEM;
	if (r == 0 && size > BUNDLE_FILE_SIZE_MAX)
		r = -E2BIG;
	if (r < 0)
		free(text);
	else
		*ret_text = text;
	return r;
}
