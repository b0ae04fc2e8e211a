#include "milter/mta_postfix.h"

#include "milter/mta_lines.h"
#include "milter/mta_settings.h"
#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS "\n\r\t "
#define FIELDS                                                                                                         \
	7 /* of master.cf before the command: service, type, private, unprivileged, chroot, wakeup, processes          \
	   */

/* The end of the word: at a blank, but not inside braces. */
static const char *word_end(const char *at)
{
	for (int depth = 0; *at != '\0' && (depth > 0 || strchr(BLANKS, *at) == NULL); at++)
		depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
	return at;
}

/* The next word, to be freed, or NULL at the end; *at moves behind it, *ret_begin is where it begins. */
static char *next_word(const char **at, const char **ret_begin)
{
	*at += strspn(*at, BLANKS);
	if (**at == '\0')
		return NULL;
	const char *end = word_end(*at);
	char *word = strndup(*at, (size_t)(end - *at));
	*ret_begin = *at;
	*at = end;
	return word;
}

/* Of "-o name=value" what stands behind "-o". */
static int add_override(struct mta_service *service, const char *text, int line)
{
	size_t length = strlen(text);

	if (length >= 2 && text[0] == '{' && text[length - 1] == '}')
		return mta_settings_add(&service->own, text + 1, length - 2, line);
	return mta_settings_add(&service->own, text, length, line);
}

static int read_overrides(struct mta_service *service, const struct mta_line *line, const char *at)
{
	const char *begin = at;
	bool is_value = false;
	char *word;
	int r = 0;

	while (r == 0 && (word = next_word(&at, &begin)) != NULL) {
		if (is_value)
			r = add_override(service, word, mta_line_of(line, begin));
		else if (strncmp(word, "-o", 2) == 0 && word[2] != '\0')
			r = add_override(service, word + 2, mta_line_of(line, begin));
		is_value = !is_value && strcmp(word, "-o") == 0;
		free(word);
	}
	return r;
}

static void clear_service(struct mta_service *service)
{
	free(service->name);
	free(service->type);
	free(service->command);
	mta_settings_clear(&service->own);
}

static int keep_service(struct mta_postfix *postfix, const struct mta_service *service)
{
	struct mta_service *grown = grow_by_one(postfix->services, postfix->service_count, sizeof(*grown));

	if (grown == NULL)
		return -ENOMEM;
	postfix->services = grown;
	postfix->services[postfix->service_count++] = *service;
	return 0;
}

/* master(5): "-" is the default of the column: no since Postfix 3.0, with a compatibility level from 1. */
static bool is_chrooted(struct mta_postfix *postfix, const char *column)
{
	if (*column != '-')
		return *column == 'y';
	return strtol(mta_postfix_get(postfix, NULL, "compatibility_level", NULL), NULL, 10) < 1;
}

/* A line that is no service says nothing. */
static int read_service(struct mta_postfix *postfix, const struct mta_line *line)
{
	struct mta_service service = {.line = line->line};
	const char *at = line->text, *begin = at;
	char *columns[FIELDS + 1] = {NULL};
	int r = 0;

	for (size_t i = 0; i <= FIELDS; i++)
		columns[i] = next_word(&at, &begin);
	if (columns[FIELDS] != NULL) {
		service.name = strdup(columns[0]);
		service.type = strdup(columns[1]);
		service.command = strdup(columns[FIELDS]);
		service.is_chrooted = is_chrooted(postfix, columns[4]);
		r = service.name != NULL && service.type != NULL && service.command != NULL ? 0 : -ENOMEM;
		if (r == 0)
			r = read_overrides(&service, line, at);
		if (r == 0)
			r = keep_service(postfix, &service);
		if (r < 0)
			clear_service(&service);
	}
	for (size_t i = 0; i <= FIELDS; i++)
		free(columns[i]);
	return r;
}

static int read_main(struct mta_postfix *postfix)
{
	struct mta_lines lines = {0};
	int r = mta_lines_read(&lines, postfix->main_file);

	for (size_t i = 0; i < lines.count && r == 0; i++)
		r = mta_settings_add(
		    &postfix->settings, lines.items[i].text, strlen(lines.items[i].text), lines.items[i].line);
	mta_lines_clear(&lines);
	return r;
}

static int read_master(struct mta_postfix *postfix)
{
	struct mta_lines lines = {0};
	int r = mta_lines_read(&lines, postfix->master_file);

	for (size_t i = 0; i < lines.count && r == 0; i++)
		r = read_service(postfix, &lines.items[i]);
	mta_lines_clear(&lines);
	return r;
}

static char *file_in(const char *directory, const char *name)
{
	char *path = NULL;

	return asprintf(&path, "%s%s%s", directory, directory[strlen(directory) - 1] == '/' ? "" : "/", name) < 0
		   ? NULL
		   : path;
}

int mta_postfix_read(struct mta_postfix *postfix, const char *directory, const char **ret_file)
{
	*postfix = (struct mta_postfix){.directory = strdup(directory)};
	postfix->main_file = file_in(directory, "main.cf");
	postfix->master_file = file_in(directory, "master.cf");
	if (postfix->directory == NULL || postfix->main_file == NULL || postfix->master_file == NULL)
		return -ENOMEM;
	*ret_file = postfix->main_file;
	int r = read_main(postfix);
	if (r == 0) {
		*ret_file = postfix->master_file;
		r = read_master(postfix);
	}
	return r == 0 && postfix->is_short ? -ENOMEM : r;
}

void mta_postfix_clear(struct mta_postfix *postfix)
{
	for (size_t i = 0; i < postfix->service_count; i++)
		clear_service(&postfix->services[i]);
	for (size_t i = 0; i < postfix->value_count; i++)
		free(postfix->values[i]);
	free(postfix->services);
	free(postfix->values);
	mta_settings_clear(&postfix->settings);
	free(postfix->directory);
	free(postfix->main_file);
	free(postfix->master_file);
	*postfix = (struct mta_postfix){0};
}

const struct mta_service *mta_postfix_find(const struct mta_postfix *postfix, const char *name, const char *type)
{
	for (size_t i = 0; i < postfix->service_count; i++)
		if (strcmp(postfix->services[i].name, name) == 0 && strcmp(postfix->services[i].type, type) == 0)
			return &postfix->services[i];
	return NULL;
}

bool mta_service_is_local(const struct mta_service *service)
{
	static const char *const hosts[] = {"127.", "localhost:", "[::1]:", "::1:", "[127."};

	if (strcmp(service->type, "inet") != 0)
		return strcmp(service->type, "unix") == 0;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (strncmp(service->name, hosts[i], strlen(hosts[i])) == 0)
			return true;
	return false;
}
