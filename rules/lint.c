#include "rules/lint.h"

#include "rules/lint_inside.h"
#include "rules/route_read.h"

#include <errno.h>

int lint_line(cfg_t *section, const char *option)
{
	const struct config_value *value = config_value(section, option, 0);

	return value != NULL ? value->line : config_line(section);
}

int lint_address_line(
    const struct lint_route *at, const char *name, unsigned index, const char *option, const char *address)
{
	return rule_address_line(cfg_getnsec(at->section, name, index), option, address);
}

/* In the order of the ruleset: by file, then by place; nothing is left out of a ruleset without errors. */
static int read_file(struct lint *lint, const struct bundle_file *file)
{
	struct problem_list said;
	cfg_t *config = NULL;

	problem_list_init(&said);
	int r = config_file_parse(file->path, file->bytes, file->size, route_options(), &said, &config);
	problem_list_clear(&said);
	if (r < 0)
		return r == -EINVAL ? 0 : r;
	lint->files[lint->file_count++] = config;
	for (unsigned i = 0; i < cfg_size(config, "route") && lint->route_count < lint->ruleset->count; i++) {
		lint->routes[lint->route_count] = (struct lint_route){
		    .route = &lint->ruleset->routes[lint->route_count], .section = cfg_getnsec(config, "route", i)};
		lint->route_count++;
	}
	return 0;
}

int lint_policy(const struct bundle *bundle, const struct ruleset *ruleset, int64_t now, struct problem_list *warnings,
    struct problem_list *notes)
{
	struct lint lint = {.bundle = bundle, .ruleset = ruleset, .now = now, .warnings = warnings, .notes = notes};
	int r = 0;

	for (size_t i = 0; i < bundle->count && r == 0; i++)
		if (bundle->files[i].kind == BUNDLE_RULES)
			r = read_file(&lint, &bundle->files[i]);
	for (size_t i = 0; i < lint.route_count && r == 0; i++) {
		lint_one_route(&lint, &lint.routes[i]);
		lint_patterns(&lint, &lint.routes[i]);
	}
	if (r == 0) {
		lint_between_routes(&lint);
		lint_unused_files(&lint);
	}
	for (size_t i = 0; i < lint.file_count; i++)
		cfg_free(lint.files[i]);
	return r;
}
