#include "audit/tool/vkey_option.h"

#include "audit/store/plain_file.h"
#include "audit/tool/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)VKEY_OPTION_MAX * (NOTE_VKEY_SIZE + 1))

static int add_text(struct vkey_option *option, const char *text)
{
	if (option->count == VKEY_OPTION_MAX)
		return -E2BIG;
	int r = note_vkey_parse(text, &option->keys[option->count]);
	option->count += r == 0;
	return r;
}

static int add_file(struct vkey_option *option, const char *path)
{
	char *text = NULL, *rest = NULL;
	size_t size = 0, before = option->count;

	int r = plain_file_read(AT_FDCWD, path, FILE_MAX, &text, &size);
	if (r < 0) {
		output_error("--key: \"%s\" is neither a verifier key nor a file of them: %s", path, strerror(-r));
		return r;
	}
	rest = text;
	for (char *line; r == 0 && (line = strsep(&rest, "\n")) != NULL;)
		if (line[0] != '\0')
			r = add_text(option, line);
	free(text);
	if (r == 0 && option->count == before)
		r = -EBADMSG;
	if (r < 0)
		output_error("--key: %s has a line that is no verifier key; allowed: NAME+ID+KEY, at most %d", path,
		    VKEY_OPTION_MAX);
	return r;
}

int vkey_option_add(struct vkey_option *option, const char *value)
{
	return add_text(option, value) == 0 ? 0 : add_file(option, value);
}
