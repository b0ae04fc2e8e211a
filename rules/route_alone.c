#include "rules/route_alone.h"

#include "rules/config_file.h"
#include "rules/route_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Where the line of that number begins. */
static char *find_line(char *text, int number)
{
	for (int i = 1; i < number && text != NULL; i++) {
		text = strchr(text, '\n');
		text = text != NULL ? text + 1 : NULL;
	}
	return text;
}

/* The value of a mode becomes "off", and blanks to its length: no word for a mode is shorter. */
static int switch_off(char *text, const struct config_value *mode)
{
	char *line = find_line(text, mode->line);
	char *key = line != NULL ? strstr(line, "mode") : NULL;
	char *value = key != NULL ? strchr(key, '=') : NULL;
	size_t length = strlen(mode->text);

	value = value != NULL ? value + 1 + strspn(value + 1, " \t\"'") : NULL;
	if (value == NULL || length < 3 || strncmp(value, mode->text, length) != 0 ||
	    memchr(line, '\n', (size_t)(value - line)) != NULL)
		return -EINVAL;
	bool is_quoted = value[-1] == '"' || value[-1] == '\'';
	memmove(value + 3, value + length, is_quoted ? 1 : 0);
	memset(value + 3 + is_quoted, ' ', length - 3);
	memcpy(value, "off", 3);
	return 0;
}

static int silence(char *text, cfg_t *config, const char *name, bool *found)
{
	int r = 0;

	for (unsigned i = 0; i < cfg_size(config, "route") && r == 0; i++) {
		cfg_t *section = cfg_getnsec(config, "route", i);
		const struct config_value *mode = config_value(section, "mode", 0);
		if (strcmp(cfg_title(section), name) == 0)
			*found = true;
		else if (mode != NULL)
			r = switch_off(text, mode);
	}
	return r;
}

static int add_changed(const struct bundle_file *file, const char *name, struct bundle *bundle, bool *found)
{
	struct problem_list said;
	cfg_t *config = NULL;
	char *text = strndup((const char *)file->bytes, file->size);

	if (text == NULL)
		return -ENOMEM;
	problem_list_init(&said);
	int r = config_file_parse(file->path, file->bytes, file->size, route_options(), &said, &config);
	problem_list_clear(&said);
	if (r == 0) {
		r = silence(text, config, name, found);
		cfg_free(config);
	}
	if (r == 0)
		r = bundle_add(bundle, file->kind, file->name, file->path, text, strlen(text));
	free(text);
	return r;
}

int route_alone(const struct bundle *bundle, const char *name, struct bundle *ret_bundle)
{
	struct bundle alone;
	bool found = false;
	int r = 0;

	bundle_init(&alone);
	for (size_t i = 0; i < bundle->count && r == 0; i++) {
		const struct bundle_file *file = &bundle->files[i];
		if (file->kind == BUNDLE_RULES)
			r = add_changed(file, name, &alone, &found);
		else
			r = bundle_add(&alone, file->kind, file->name, file->path, file->bytes, file->size);
	}
	if (r == 0 && !found)
		r = -ENOENT;
	if (r < 0)
		bundle_clear(&alone);
	else
		*ret_bundle = alone;
	return r;
}
