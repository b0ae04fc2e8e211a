#include "milter/policy_files.h"

#include "milter/whole_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One directory and what is read from it. */
struct shelf {
	const char *directory;
	enum option_key option;
	enum bundle_kind kind;
	const char *ending;
	const char *noun;    /* for messages */
	bool may_be_empty;   /* nothing there is fine */
	bool may_be_missing; /* nor the directory */
};

static bool ends_with(const char *name, const char *ending)
{
	size_t length = strlen(name), end = strlen(ending);

	return length > end && strcmp(name + length - end, ending) == 0;
}

/* What an administrator or a package leaves beside the files on purpose. */
static bool is_left_aside(const char *name)
{
	static const char *const endings[] = {
	    ".example", ".disabled", ".dpkg-dist", ".dpkg-old", ".dpkg-new", ".dpkg-tmp", "~"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (ends_with(name, endings[i]))
			return true;
	return strncmp(name, "README", 6) == 0;
}

static void complain(const char *path, int error, struct problem_list *problems)
{
	switch (error) {
	case -E2BIG:
		problem_error(problems, path, 0,
		    "larger than allowed: at most %u octets a file, %d files, %u octets together", BUNDLE_FILE_SIZE_MAX,
		    BUNDLE_FILES_MAX, BUNDLE_SIZE_MAX);
		break;
	case -EINVAL:
		problem_error(problems, path, 0,
		    "a regular file is needed, whose name has at most %d octets and no blanks or control characters",
		    BUNDLE_NAME_MAX);
		break;
	default:
		problem_error(problems, path, 0, "cannot be read (%s)", strerror(-error));
		break;
	}
}

/* 0 also for a file with a problem; -ENOMEM. */
static int read_one(
    const struct shelf *shelf, int directory, const char *name, struct problem_list *problems, struct bundle *bundle)
{
	uint8_t *bytes = NULL;
	size_t size = 0;
	char *path;

	if (asprintf(&path, "%s/%s", shelf->directory, name) < 0)
		return -ENOMEM;
	int r = whole_file_read(directory, name, BUNDLE_FILE_SIZE_MAX, &bytes, &size);
	if (r == 0)
		r = bundle_add(bundle, shelf->kind, name, path, bytes, size);
	if (r < 0 && r != -ENOMEM)
		complain(path, r, problems);
	free(bytes);
	free(path);
	return r == -ENOMEM ? r : 0;
}

static int read_entries(const struct shelf *shelf, DIR *directory, struct problem_list *problems, struct bundle *bundle)
{
	const struct dirent *entry;
	size_t found = 0;

	while (errno = 0, (entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] == '.' || is_left_aside(entry->d_name))
			continue;
		if (!ends_with(entry->d_name, shelf->ending)) {
			problem_warning(problems, shelf->directory, 0, "\"%s\" is not read: a %s ends in \"%s\"",
			    entry->d_name, shelf->noun, shelf->ending);
			continue;
		}
		int r = read_one(shelf, dirfd(directory), entry->d_name, problems, bundle);
		if (r < 0)
			return r;
		found++;
	}
	if (errno != 0)
		problem_error(problems, shelf->directory, 0, "cannot be read (%s)", strerror(errno));
	else if (found == 0 && !shelf->may_be_empty)
		problem_error(problems, shelf->directory, 0,
		    "no %s is there: at least one file that ends in \"%s\" is needed", shelf->noun, shelf->ending);
	return 0;
}

static int read_shelf(
    const struct options *options, const struct shelf *shelf, struct problem_list *problems, struct bundle *bundle)
{
	DIR *directory = opendir(shelf->directory);

	if (directory == NULL && errno == ENOENT && shelf->may_be_missing)
		return 0;
	if (directory == NULL) {
		options_problem(options, problems, shelf->option, "\"%s\" is not a directory that can be read (%s)",
		    shelf->directory, strerror(errno));
		return 0;
	}
	int r = read_entries(shelf, directory, problems, bundle);
	closedir(directory);
	return r;
}

int policy_files_read(const struct options *options, struct problem_list *problems, struct bundle *ret_bundle)
{
	const struct shelf shelves[] = {
	    {options->rules, OPTION_RULES, BUNDLE_RULES, ".conf", "rule file", false, false},
	    {options->guidance, OPTION_GUIDANCE, BUNDLE_GUIDANCE, ".txt", "guidance text", false, false},
	    {options->forms, OPTION_FORMS, BUNDLE_FORM, ".fingerprint", "learnt form", true,
		options->lines[OPTION_FORMS] == 0},
	};
	struct bundle bundle;
	int r = 0;

	bundle_init(&bundle);
	for (size_t i = 0; r == 0 && i < sizeof(shelves) / sizeof(*shelves); i++)
		r = read_shelf(options, &shelves[i], problems, &bundle);
	if (r == 0 && problems->has_error)
		r = -EINVAL;
	if (r < 0) {
		bundle_clear(&bundle);
		return r;
	}
	*ret_bundle = bundle;
	return 0;
}
