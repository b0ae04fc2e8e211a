#include "milter/mta_sendmail.h"

#include "milter/mta_lines.h"
#include "milter/mta_settings.h"
#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BLANKS " \t\r\n"

void mta_sendmail_clear(struct mta_sendmail *sendmail)
{
	mta_filters_clear(&sendmail->filters);
	mta_settings_clear(&sendmail->options);
	mta_settings_clear(&sendmail->maps);
	free(sendmail->file);
	free(sendmail->directory);
	*sendmail = (struct mta_sendmail){0};
}

/* "name, S=address, F=T, T=S:1m;R:1m" behind the X. */
static int read_filter(struct mta_sendmail *sendmail, const struct mta_line *line)
{
	char *copy = strdup(line->text + 1), *rest = copy;
	struct mta_filter filter = {.line = line->line};
	struct mta_filter *grown =
	    grow_by_one(sendmail->filters.items, sendmail->filters.count, sizeof(*sendmail->filters.items));
	int r = copy != NULL && grown != NULL ? 0 : -ENOMEM;

	if (grown != NULL)
		sendmail->filters.items = grown;
	for (char *part = strsep(&rest, ","); part != NULL && r == 0; part = strsep(&rest, ",")) {
		part += strspn(part, BLANKS);
		if (filter.name == NULL) {
			filter.name = strndup(part, strcspn(part, BLANKS));
			r = filter.name != NULL ? 0 : -ENOMEM;
		} else {
			r = mta_settings_add(&filter.own, part, strlen(part), line->line);
		}
	}
	if (r == 0) {
		const struct mta_setting *socket = mta_settings_find(&filter.own, "S");
		filter.address = mta_address(socket != NULL ? socket->value : "", false);
		r = filter.address != NULL ? 0 : -ENOMEM;
	}
	if (grown != NULL)
		sendmail->filters.items[sendmail->filters.count++] = filter;
	free(copy);
	return r;
}

/* "Kname class -flags file": the file is the last word. */
static int read_map(struct mta_sendmail *sendmail, const struct mta_line *line)
{
	const char *name = line->text + 1, *end = line->text + strlen(line->text);
	char *setting = NULL;

	while (end > name && strchr(BLANKS, end[-1]) != NULL)
		end--;
	const char *file = end;
	while (file > name && strchr(BLANKS, file[-1]) == NULL)
		file--;
	if (asprintf(&setting, "%.*s=%.*s", (int)strcspn(name, BLANKS), name, (int)(end - file), file) < 0)
		return -ENOMEM;
	int r = mta_settings_add(&sendmail->maps, setting, strlen(setting), line->line);
	free(setting);
	return r;
}

static int read_line(struct mta_sendmail *sendmail, const struct mta_line *line)
{
	const char *text = line->text;

	if (text[0] == 'X')
		return read_filter(sendmail, line);
	if (text[0] == 'K')
		return read_map(sendmail, line);
	if (text[0] == 'O' && text[1] == ' ')
		return mta_settings_add(&sendmail->options, text + 2, strlen(text + 2), line->line);
	return 0;
}

/* Every sendmail.cf says its version. */
static bool is_configuration(const struct mta_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		if (lines->items[i].text[0] == 'V')
			return true;
	return false;
}

int mta_sendmail_read(struct mta_sendmail *sendmail, const char *file)
{
	const char *slash = strrchr(file, '/');
	struct mta_lines lines = {0};

	*sendmail = (struct mta_sendmail){
	    .file = strdup(file), .directory = slash == NULL ? strdup(".") : strndup(file, (size_t)(slash - file))};
	int r = sendmail->file != NULL && sendmail->directory != NULL ? mta_lines_read(&lines, file) : -ENOMEM;
	if (r == 0 && !is_configuration(&lines))
		r = -EBADMSG;
	for (size_t i = 0; i < lines.count && r == 0; i++)
		r = read_line(sendmail, &lines.items[i]);
	mta_lines_clear(&lines);
	return r;
}

const char *mta_sendmail_get(const struct mta_sendmail *sendmail, const char *name, struct mta_place *ret_place)
{
	*ret_place = (struct mta_place){sendmail->file, 0};
	for (size_t i = sendmail->options.count; i > 0; i--) {
		const struct mta_setting *option = &sendmail->options.items[i - 1];
		if (strcasecmp(option->name, name) != 0)
			continue;
		ret_place->line = option->line;
		return option->value;
	}
	return NULL;
}

size_t mta_sendmail_list(
    const struct mta_sendmail *sendmail, const char *list, const struct mta_filter **filters, size_t most)
{
	size_t count = 0;

	for (; *(list += strspn(list, ",; \t\n")) != '\0'; list += strcspn(list, ",; \t\n")) {
		size_t length = strcspn(list, ",; \t\n");
		for (size_t i = 0; i < sendmail->filters.count && count < most; i++) {
			const char *name = sendmail->filters.items[i].name;
			if (strlen(name) == length && strncmp(name, list, length) == 0)
				filters[count++] = &sendmail->filters.items[i];
		}
	}
	return count;
}

char *mta_sendmail_part(const char *text, char letter)
{
	while (*(text += strspn(text, ", \t\n")) != '\0') {
		size_t length = strcspn(text, ",");
		const char *sign = memchr(text, '=', length);
		if (sign != NULL && strncasecmp(text, &letter, 1) == 0)
			return strndup(sign + 1, length - (size_t)(sign + 1 - text));
		text += length;
	}
	return NULL;
}
