#include "milter/mta_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define SEPARATORS ", \t\r\n"
#define BLANKS	   " \t\r\n"

void mta_table_clear(struct mta_table *table)
{
	free(table->type);
	free(table->name);
	*table = (struct mta_table){0};
}

/* Of a word with braces in it: up to a separator that is in none. */
static size_t word_length(const char *at)
{
	size_t length = 0;

	for (int depth = 0; at[length] != '\0' && (depth > 0 || strchr(SEPARATORS, at[length]) == NULL); length++)
		depth += at[length] == '{' ? 1 : at[length] == '}' ? -1 : 0;
	return length;
}

bool mta_table_next(const char **list, struct mta_table *ret_table)
{
	const char *at = *list + strspn(*list, SEPARATORS);
	size_t length = word_length(at);

	*ret_table = (struct mta_table){0};
	if (length == 0)
		return false;
	const char *end = at + length;
	if (strncmp(at, "proxy:", 6) == 0)
		at += 6;
	const char *colon = memchr(at, ':', (size_t)(end - at));
	ret_table->type = strndup(at, colon != NULL ? (size_t)(colon - at) : 0);
	ret_table->name =
	    colon != NULL ? strndup(colon + 1, (size_t)(end - colon - 1)) : strndup(at, (size_t)(end - at));
	if (ret_table->type == NULL || ret_table->name == NULL) {
		mta_table_clear(ret_table);
		return false;
	}
	*list = end;
	return true;
}

char *mta_table_file(const struct mta_table *table, const char *directory)
{
	static const char *const types[] = {
	    "hash", "btree", "lmdb", "cdb", "dbm", "sdbm", "texthash", "regexp", "pcre"};
	const char *slash = strrchr(table->name, '/');
	char *beside = NULL;
	bool has_text = false;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		has_text = has_text || strcmp(types[i], table->type) == 0;
	if (!has_text || slash == NULL)
		return NULL;
	if (asprintf(&beside, "%s/%s", directory, slash + 1) < 0)
		return NULL;
	if (access(beside, F_OK) == 0)
		return beside;
	free(beside);
	return strdup(table->name);
}

char *mta_table_find(const struct mta_lines *lines, const char *key)
{
	size_t length = strlen(key);

	for (size_t i = 0; i < lines->count; i++) {
		const char *text = lines->items[i].text;
		size_t end = strcspn(text, BLANKS);
		if (end == length && strncasecmp(text, key, length) == 0)
			return strdup(text + end + strspn(text + end, BLANKS));
	}
	return NULL;
}

char *mta_table_find_inline(const struct mta_table *table, const char *key)
{
	size_t length = strlen(key);

	for (const char *at = table->name; *(at += strspn(at, "{}, \t\r\n")) != '\0';) {
		size_t end = strcspn(at, "={}, \t\r\n"), equals = end + strspn(at + end, BLANKS);
		bool is_key = at[equals] == '=';
		if (is_key && end == length && strncasecmp(at, key, length) == 0) {
			const char *value = at + equals + 1 + strspn(at + equals + 1, BLANKS);
			return strndup(value, strcspn(value, "},"));
		}
		at += is_key ? equals + 1 : end;
		if (is_key)
			at += strspn(at, BLANKS) + strcspn(at + strspn(at, BLANKS), "},");
		else if (end == 0)
			at++;
	}
	return NULL;
}
