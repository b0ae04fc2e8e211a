#include "rules/config_file.h"

#include "rules/config_text.h"
#include "rules/config_walk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whom libconfuse is reading for: its error function is given nothing to find that out by. */
static const char *current_file;
static struct problem_list *current_problems;
static bool current_is_broken;

static void on_error(cfg_t *section, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

static void on_error(cfg_t *section, const char *format, va_list arguments)
{
	char text[256];

	/* Asking for what is not there is an error to libconfuse, too. */
	if (current_problems == NULL)
		return;
	vsnprintf(text, sizeof(text), format, arguments);
	problem_error(current_problems, current_file, section->line, "%s", text);
	current_is_broken = true;
}

static int parse(const char *text, cfg_opt_t *options, cfg_t **ret_config)
{
	cfg_t *config = cfg_init(options, CFGF_NONE);

	if (config == NULL)
		return -ENOMEM;
	cfg_set_error_function(config, on_error);
	current_is_broken = false;
	if (cfg_parse_buf(config, text) != CFG_SUCCESS) {
		cfg_free(config);
		return current_is_broken ? -EINVAL : -ENOMEM;
	}
	*ret_config = config;
	return 0;
}

int config_file_parse(const char *file, const void *bytes, size_t size, cfg_opt_t *options,
    struct problem_list *problems, cfg_t **ret_config)
{
	char *text = NULL;
	int r = config_text_new(file, bytes, size, problems, &text);

	if (r < 0)
		return r;
	r = config_walk(file, text, options, problems);
	if (r == 0) {
		current_file = file;
		current_problems = problems;
		r = parse(text, options, ret_config);
		current_file = NULL;
		current_problems = NULL;
	}
	free(text);
	return r;
}

int config_line(cfg_t *section)
{
	const struct config_value *value = cfg_getptr(section, "{line}");

	return value != NULL ? value->line : 0;
}

const struct config_value *config_value(cfg_t *section, const char *name, unsigned index)
{
	return cfg_getnptr(section, name, index);
}

bool config_is_given(cfg_t *section, const char *name)
{
	const cfg_opt_t *option = cfg_getopt(section, name);

	return option != NULL && (option->flags & CFGF_MODIFIED) != 0;
}

int config_value_new(cfg_t *section, cfg_opt_t *option, const char *text, void *result)
{
	size_t size = strlen(text) + 1;
	struct config_value *value = malloc(sizeof(*value) + size);

	(void)option;
	if (value == NULL)
		return -1;
	value->line = section->line;
	memcpy(value->text, text, size);
	*(void **)result = value;
	return 0;
}

void config_value_free(void *value)
{
	free(value);
}
