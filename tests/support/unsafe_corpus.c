#include "tests/support/unsafe_corpus.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const states[] = {
    [CLEANING_IMPOSSIBLE] = "impossible",
    [CLEANING_LIMIT] = "limit",
    [CLEANING_UNCHANGED] = "unchanged",
    [CLEANING_DONE] = "done",
};

#define STATES (sizeof(states) / sizeof(states[0]))

static void stop(const char *what, const char *which)
{
	fprintf(stderr, "%s: %s\n", what, which);
	exit(2);
}

const char *unsafe_state_word(enum cleaning_state state)
{
	return states[state];
}

static enum cleaning_state parse_state(const char *word)
{
	for (size_t i = 0; i < STATES; i++)
		if (strcmp(states[i], word) == 0)
			return (enum cleaning_state)i;
	stop("no state", word);
	return CLEANING_IMPOSSIBLE;
}

/* "-", or words with commas between them. */
static unsigned parse_classes(char *words)
{
	unsigned classes = 0;
	char *rest = NULL;

	if (strcmp(words, "-") == 0)
		return 0;
	for (char *word = strtok_r(words, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
		enum unsafe_class class = UNSAFE_CLASS_COUNT;
		if (unsafe_parse(word, &class) < 0)
			stop("no class", word);
		classes |= UNSAFE_BIT(class);
	}
	return classes;
}

static void parse_row(const char *line, struct unsafe_corpus *corpus)
{
	char state[32], found[256];
	struct unsafe_row *row = &corpus->rows[corpus->count];

	if (corpus->count == UNSAFE_ROWS_MOST || sscanf(line, "%127s %31s %255s", row->name, state, found) != 3)
		stop("no row", line);
	row->state = parse_state(state);
	row->found = parse_classes(found);
	corpus->count++;
}

void unsafe_corpus_read(const char *kind, struct unsafe_corpus *ret_corpus)
{
	const char *top = getenv("top_srcdir") != NULL ? getenv("top_srcdir") : ".";
	char path[4200], line[1024];

	ret_corpus->count = 0;
	snprintf(ret_corpus->folder, sizeof(ret_corpus->folder), "%s/tests/unsafe/%s", top, kind);
	snprintf(path, sizeof(path), "%s/EXPECTED", ret_corpus->folder);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		stop("not there", path);
	while (fgets(line, sizeof(line), file) != NULL)
		if (line[0] != '#' && line[0] != '\n')
			parse_row(line, ret_corpus);
	fclose(file);
}

char *unsafe_corpus_file(const char *folder, const char *name, size_t *ret_size)
{
	char path[4300];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "rb");
	ck_assert_msg(file != NULL, "%s cannot be opened", path);
	ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
	long size = ftell(file);
	ck_assert_int_ge(size, 0);
	rewind(file);
	char *octets = malloc((size_t)size + (size == 0));
	ck_assert_ptr_nonnull(octets);
	ck_assert_uint_eq(fread(octets, 1, (size_t)size, file), (size_t)size);
	fclose(file);
	*ret_size = (size_t)size;
	return octets;
}
