#include "milter/file_list.h"

#include "rules/grow.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void file_list_clear(struct file_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->paths[i]);
	free(list->paths);
	*list = (struct file_list){0};
}

static int append(struct file_list *list, const char *path)
{
	if (list->count == FILE_LIST_MAX)
		return -E2BIG;
	char **grown = grow_by_one(list->paths, list->count, sizeof(*grown));
	if (grown == NULL)
		return -ENOMEM;
	list->paths = grown;
	list->paths[list->count] = strdup(path);
	if (list->paths[list->count] == NULL)
		return -ENOMEM;
	list->count++;
	return 0;
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int compare(const struct dirent **one, const struct dirent **other)
{
	return strcmp((*one)->d_name, (*other)->d_name);
}

static int add_directory(struct file_list *list, const char *path, int depth);

/* Links in a directory are not followed: they may lead anywhere, and round in circles. */
static int add_entry(struct file_list *list, const char *directory, const char *name, int depth)
{
	struct stat status;
	char *path = NULL;
	int r = 0;

	if (asprintf(&path, "%s%s%s", directory, directory[strlen(directory) - 1] == '/' ? "" : "/", name) < 0)
		return -ENOMEM;
	if (lstat(path, &status) != 0)
		r = errno == ENOENT ? 0 : append(list, path); /* whoever reads it finds out why */
	else if (S_ISDIR(status.st_mode))
		r = add_directory(list, path, depth + 1);
	else if (S_ISREG(status.st_mode))
		r = append(list, path);
	free(path);
	return r;
}

static int add_directory(struct file_list *list, const char *path, int depth)
{
	struct dirent **entries = NULL;
	int r = 0;

	if (depth > FILE_LIST_DEPTH)
		return -E2BIG;
	int count = scandir(path, &entries, is_shown, compare);
	if (count < 0) {
		r = -errno;
		int appended = append(list, path);
		return appended < 0 ? appended : r;
	}
	for (int i = 0; i < count && r == 0; i++)
		r = add_entry(list, path, entries[i]->d_name, depth);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return r;
}

int file_list_add(struct file_list *list, const char *path)
{
	struct stat status;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return add_directory(list, path, 1);
	return append(list, path);
}
