#include "rules/form_library.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void form_library_clear(struct form_library *library)
{
	for (size_t i = 0; i < library->count; i++) {
		free(library->items[i].name);
		fingerprint_clear(&library->items[i].fingerprint);
	}
	free(library->items);
	*library = (struct form_library){0};
}

static int load(const struct bundle_file *file, struct problem_list *problems, struct form_library *library)
{
	struct learnt_form *form = &library->items[library->count];
	int r = fingerprint_parse(file, problems, &form->fingerprint);

	if (r < 0)
		return r == -EINVAL ? 0 : r;
	library->count++;
	form->name = strdup(file->name);
	return form->name != NULL ? 0 : -ENOMEM;
}

int form_library_load(const struct bundle *bundle, struct problem_list *problems, struct form_library *ret_library)
{
	struct form_library library = {.items = calloc(bundle->count + 1, sizeof(*library.items))};
	int r = library.items != NULL ? 0 : -ENOMEM;

	for (size_t i = 0; i < bundle->count && r == 0; i++)
		if (bundle->files[i].kind == BUNDLE_FORM)
			r = load(&bundle->files[i], problems, &library);
	if (r < 0)
		form_library_clear(&library);
	else
		*ret_library = library;
	return r;
}

const struct learnt_form *form_library_find(const struct form_library *library, const char *name)
{
	for (size_t i = 0; i < library->count; i++)
		if (strcmp(library->items[i].name, name) == 0)
			return &library->items[i];
	return NULL;
}
