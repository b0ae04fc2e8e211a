#include "milter/form_material.h"

#include "channel/channel.h"
#include "milter/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void form_material_init(struct form_material *material)
{
	*material = (struct form_material){.bundle_fd = -1};
	policy_init(&material->policy);
}

void form_material_clear(struct form_material *material)
{
	if (material->bundle_fd >= 0)
		close(material->bundle_fd);
	policy_clear(&material->policy);
	form_library_clear(&material->library);
	form_question_clear(&material->question);
	form_material_init(material);
}

int form_material_seal(const void *octets, size_t size, int *ret_fd)
{
	int fd = -1;
	int r = channel_memfd("document", &fd);

	if (r < 0)
		return r;
	r = channel_write(fd, octets, size);
	if (r == 0)
		r = channel_seal(fd);
	if (r < 0)
		close(fd);
	else
		*ret_fd = fd;
	return r;
}

static bool demands_form(const struct route *route)
{
	return route->form.name != NULL;
}

static void complain_of_routes(
    const struct options *options, const struct ruleset *ruleset, const char *route, struct problem_list *problems)
{
	if (route != NULL)
		problem_error(problems, options->rules, 0, "no route is called \"%s\"", route);
	for (size_t i = 0; i < ruleset->count; i++)
		if (demands_form(&ruleset->routes[i]))
			problem_error(problems, ruleset->routes[i].file, 0, "--route=%s would be possible",
			    ruleset->routes[i].name);
	if (!problems->has_error)
		problem_error(
		    problems, options->rules, 0, "no route has a form section: name fingerprints with --form");
}

static const struct route *find_route(const struct ruleset *ruleset, const char *name)
{
	const struct route *only = NULL;

	if (name != NULL)
		return ruleset_find(ruleset, name);
	for (size_t i = 0; i < ruleset->count; i++) {
		if (!demands_form(&ruleset->routes[i]))
			continue;
		if (only != NULL)
			return NULL;
		only = &ruleset->routes[i];
	}
	return only;
}

int form_material_route(
    struct form_material *material, const struct options *options, const char *route, struct problem_list *problems)
{
	int r = policy_load(options, (int64_t)time(NULL), problems, &material->policy);

	if (r < 0)
		return r;
	material->route = find_route(material->policy.ruleset, route);
	if (material->route == NULL) {
		complain_of_routes(options, material->policy.ruleset, route, problems);
		return -EINVAL;
	}
	if (!demands_form(material->route)) {
		problem_error(problems, material->route->file, 0, "route \"%s\" has no form section", route);
		return -EINVAL;
	}
	material->forms = &material->policy.ruleset->forms;
	material->question.route = strdup(material->route->name);
	material->bundle_fd = fcntl(material->policy.bundle_fd, F_DUPFD_CLOEXEC, 0);
	if (material->bundle_fd < 0)
		return -errno;
	return material->question.route != NULL ? 0 : -ENOMEM;
}

static void complain_of_file(const char *path, int error, struct problem_list *problems)
{
	if (error == -E2BIG)
		problem_error(problems, path, 0, "larger than a fingerprint may be (%u octets)", BUNDLE_FILE_SIZE_MAX);
	else if (error == -EEXIST)
		problem_error(problems, path, 0, "another fingerprint has the same file name");
	else if (error == -EINVAL)
		problem_error(problems, path, 0, "is no regular file with a plain name");
	else
		problem_error(problems, path, 0, "cannot be read (%s)", strerror(-error));
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static int add_file(struct bundle *bundle, const char *path, struct problem_list *problems)
{
	uint8_t *octets = NULL;
	size_t size = 0;
	int r = whole_file_read(AT_FDCWD, path, BUNDLE_FILE_SIZE_MAX, &octets, &size);

	if (r == 0)
		r = bundle_add(bundle, BUNDLE_FORM, base_name(path), path, octets, size);
	free(octets);
	if (r < 0 && r != -ENOMEM)
		complain_of_file(path, r, problems);
	return r == -ENOMEM ? r : 0;
}

/* The files' names, which is how the inspector knows them, and the files into the bundle. */
static int add_files(char *const *paths, size_t count, struct bundle *bundle, struct problem_list *problems,
    char ***ret_names, size_t *ret_count)
{
	char **names = calloc(count + 1, sizeof(*names));
	int r = names != NULL ? 0 : -ENOMEM;

	*ret_names = names;
	for (size_t i = 0; i < count && r == 0; i++) {
		r = add_file(bundle, paths[i], problems);
		if (r < 0)
			break;
		names[i] = strdup(base_name(paths[i]));
		r = names[i] != NULL ? 0 : -ENOMEM;
		*ret_count = i + (r == 0);
	}
	return r;
}

/* Packed, sealed, and read as the inspector will: in the order of names. */
static int take_bundle(struct form_material *material, const struct bundle *bundle, struct problem_list *problems)
{
	struct bundle sorted;
	uint8_t *packed = NULL;
	size_t size = 0;
	int r = bundle_pack(bundle, &packed, &size);

	if (r == 0)
		r = form_material_seal(packed, size, &material->bundle_fd);
	if (r == 0)
		r = bundle_unpack(packed, size, &sorted);
	free(packed);
	if (r < 0)
		return r;
	r = form_library_load(&sorted, problems, &material->library);
	bundle_clear(&sorted);
	material->forms = &material->library;
	return r == 0 && problems->has_error ? -EINVAL : r;
}

int form_material_forms(struct form_material *material, char *const *current, size_t current_count,
    char *const *superseded, size_t superseded_count, struct problem_list *problems)
{
	struct form_question *question = &material->question;
	struct bundle bundle;

	bundle_init(&bundle);
	int r = add_files(current, current_count, &bundle, problems, &question->current, &question->current_count);
	if (r == 0)
		r = add_files(superseded, superseded_count, &bundle, problems, &question->superseded,
		    &question->superseded_count);
	if (r == 0)
		r = problems->has_error ? -EINVAL : take_bundle(material, &bundle, problems);
	bundle_clear(&bundle);
	return r;
}

int form_material_learnt(struct form_material *material, const char *text)
{
	struct problem_list problems;
	struct bundle bundle;
	int r = 0;

	bundle_init(&bundle);
	problem_list_init(&problems);
	if (text != NULL)
		r = bundle_add(&bundle, BUNDLE_FORM, "learnt.fingerprint", "learnt.fingerprint", text, strlen(text));
	if (r == 0)
		r = take_bundle(material, &bundle, &problems);
	problem_list_clear(&problems);
	bundle_clear(&bundle);
	return r;
}

const struct learnt_form *form_material_find(const struct form_material *material, uint32_t index)
{
	return material->forms != NULL && index < material->forms->count ? &material->forms->items[index] : NULL;
}

bool form_material_is_superseded(const struct form_material *material, const struct learnt_form *form)
{
	const struct form_question *question = &material->question;

	for (size_t i = 0; i < question->superseded_count; i++)
		if (strcmp(question->superseded[i], form->name) == 0)
			return true;
	for (size_t i = 0; material->route != NULL && i < material->route->form.fingerprint_count; i++)
		if (material->route->form.fingerprints[i].fingerprint == &form->fingerprint)
			return material->route->form.fingerprints[i].is_superseded;
	return false;
}
