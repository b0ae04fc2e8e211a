#include "audit/vkeys.h"

#include "audit/small_file.h"
#include "audit/stretch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int vkeys_put(struct vkeys *keys, const struct note_verifier *verifier)
{
	struct note_verifier *list = realloc(keys->list, (keys->count + 1) * sizeof(*list));

	if (list == NULL)
		return -ENOMEM;
	list[keys->count++] = *verifier;
	keys->list = list;
	return 0;
}

/* The lines of a text that is cut up in doing so. */
static int parse(char *text, struct vkeys *keys)
{
	char *rest = NULL;
	int r = 0;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL && r == 0; line = strtok_r(NULL, "\n", &rest)) {
		struct note_verifier verifier;
		r = note_vkey_parse(line, &verifier);
		r = r == 0 ? vkeys_put(keys, &verifier) : r == -EBADMSG ? 0 : r;
	}
	return r;
}

int vkeys_read(int directory, struct vkeys *ret_keys)
{
	struct vkeys keys = {.list = NULL};
	char *text = NULL;
	size_t size = 0;
	int r = small_file_read(directory, VKEYS_NAME, VKEYS_SIZE_MAX, &text, &size);

	if (r == 0)
		r = parse(text, &keys);
	free(text);
	if (r < 0 && r != -ENOENT) {
		vkeys_clear(&keys);
		return r;
	}
	*ret_keys = keys;
	return 0;
}

void vkeys_clear(struct vkeys *keys)
{
	free(keys->list);
	*keys = (struct vkeys){.list = NULL};
}

bool vkeys_is_current(const struct vkeys *keys, const struct note_verifier *verifier)
{
	const struct note_verifier *last = keys->count > 0 ? &keys->list[keys->count - 1] : NULL;

	return last != NULL && strcmp(last->name, verifier->name) == 0 &&
	       memcmp(last->public_key, verifier->public_key, NOTE_KEY_SIZE) == 0;
}

static int write_with(const struct ledger_ops *ops, int directory, const char *text, const char *vkey)
{
	size_t length = strlen(text);
	const char *feed = length > 0 && text[length - 1] != '\n' ? "\n" : "";
	char *whole = NULL;
	int size = asprintf(&whole, "%s%s%s\n", text, feed, vkey);

	if (size < 0)
		return -ENOMEM;
	int r = stretch_replace(ops, directory, VKEYS_NAME, whole, (size_t)size, true);
	free(whole);
	return r;
}

int vkeys_add(struct vkeys *keys, const struct ledger_ops *ops, int directory, const struct note_verifier *verifier)
{
	char vkey[NOTE_VKEY_SIZE] = "", *text = NULL;
	size_t size = 0;
	int r = note_vkey_format(verifier, vkey);

	if (r == 0)
		r = small_file_read(directory, VKEYS_NAME, VKEYS_SIZE_MAX - sizeof(vkey), &text, &size);
	if (r == 0 || r == -ENOENT)
		r = write_with(ops, directory, text != NULL ? text : "", vkey);
	free(text);
	return r < 0 ? r : vkeys_put(keys, verifier);
}
