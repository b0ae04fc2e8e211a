/* Guidance texts and learnt forms that no route uses. */
#include "rules/guidance_text.h"
#include "rules/lint_inside.h"
#include "rules/route_reach.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Whether the route names the file. */
static bool names(const struct lint_route *at, const char *file)
{
	const struct config_value *value = config_value(at->section, "guidance", 0);

	return value != NULL && strcmp(value->text, file) == 0;
}

/* Also what a route only observes may be refused one day. */
static bool is_reason_used(const struct lint *lint, const char *file, enum reason reason)
{
	for (size_t i = 0; i < lint->route_count; i++)
		if (names(&lint->routes[i], file) && route_can_refuse(lint->routes[i].route, reason))
			return true;
	return false;
}

static bool is_file_used(const struct lint *lint, const char *file)
{
	for (size_t i = 0; i < lint->route_count; i++)
		if (names(&lint->routes[i], file))
			return true;
	return false;
}

static void look_at_sections(const struct lint *lint, const struct bundle_file *file)
{
	struct guidance *guidance = NULL;
	struct problem_list said;

	problem_list_init(&said);
	int r = guidance_parse(file, &said, &guidance);
	problem_list_clear(&said);
	if (r < 0)
		return;
	for (enum reason reason = 0; reason < REASON_COUNT; reason++)
		if (guidance->items[reason].number > 0 && !is_reason_used(lint, file->name, reason))
			problem_warning(lint->notes, file->path, guidance->items[reason].number,
			    "[%s]: no route that uses this text refuses for it", reason_word(reason));
	guidance_free(guidance);
}

static bool is_form_used(const struct lint *lint, const char *name)
{
	for (size_t i = 0; i < lint->route_count; i++)
		for (size_t j = 0; j < lint->routes[i].route->form.fingerprint_count; j++)
			if (strcmp(lint->routes[i].route->form.fingerprints[j].name, name) == 0)
				return true;
	return false;
}

void lint_unused_files(const struct lint *lint)
{
	for (size_t i = 0; i < lint->bundle->count; i++) {
		const struct bundle_file *file = &lint->bundle->files[i];
		if (file->kind == BUNDLE_GUIDANCE && is_file_used(lint, file->name))
			look_at_sections(lint, file);
		else if (file->kind == BUNDLE_GUIDANCE)
			problem_warning(lint->warnings, file->path, 0, "no route uses this text (guidance)");
		else if (file->kind == BUNDLE_FORM && !is_form_used(lint, file->name))
			problem_warning(
			    lint->warnings, file->path, 0, "no route uses this form (fingerprints, superseded)");
	}
}
