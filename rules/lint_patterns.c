/* The patterns of a route, tried on what is worst for them. */
#include "rules/lint_inside.h"
#include "rules/pattern_cost.h"

static void try_value(
    const struct lint *lint, const struct lint_route *at, cfg_t *section, const char *option, unsigned i)
{
	const struct config_value *value = config_value(section, option, i);
	struct pattern_cost cost = {.is_met = false};
	struct pattern *pattern = NULL;
	char error[64];

	if (value == NULL || pattern_new(value->text, &pattern, error, sizeof(error)) < 0)
		return;
	pattern_cost_find(pattern, value->text, &cost);
	pattern_free(pattern);
	if (cost.is_met)
		problem_warning(lint->warnings, at->route->file, value->line,
		    "%s: gives up after %d steps on %zu octets of \"%s\" again and again: a sender could blind it; "
		    "make "
		    "what repeats within it shorter, or give it a bound",
		    option, PATTERN_MATCH_LIMIT, cost.length, cost.unit);
}

static void try_all(const struct lint *lint, const struct lint_route *at, cfg_t *section, const char *option)
{
	for (unsigned i = 0; section != NULL && i < cfg_size(section, option); i++)
		try_value(lint, at, section, option, i);
}

void lint_patterns(const struct lint *lint, const struct lint_route *at)
{
	static const char *const options[] = {
	    "name-pattern", "title-pattern", "label-patterns", "unreadable-name-pattern"};
	cfg_t *form = cfg_getnsec(at->section, "form", 0);

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		try_all(lint, at, form, options[i]);
	try_all(lint, at, at->section, "link-patterns");
}
