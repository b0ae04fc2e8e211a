#include "message/sanitise/archive_search.h"

#include "message/form/limits.h"
#include "message/form/package.h"
#include "message/sanitise/mail_search.h"
#include "message/sanitise/part_cleaner.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int search_archive(struct archive_search *search, const char *octets, size_t size, unsigned depth);

static int search_document(struct archive_search *search, enum file_format format, const char *octets, size_t size)
{
	struct part_cleaning cleaning;

	if (search->documents == LIMIT_ARCHIVE_ENTRIES) {
		search->is_past_limit = true;
		return 0;
	}
	search->documents++;
	int r = part_cleaner_clean(format, octets, size, NULL, 0, &cleaning);
	if (r < 0)
		return r;
	search->found |= cleaning.cleaning.found;
	search->is_past_limit = search->is_past_limit || cleaning.cleaning.state == CLEANING_LIMIT;
	search->is_ambiguous = search->is_ambiguous || (cleaning.cleaning.is_ambiguous && cleaning.cleaning.found == 0);
	cleaning_clear(&cleaning.cleaning);
	return 0;
}

static int search_file(struct archive_search *search, const char *name, const char *octets, size_t size, unsigned depth)
{
	struct facts_part part = {.path = (char *)(uintptr_t) "",
	    .declared_type = (char *)(uintptr_t) "application/octet-stream",
	    .names = {(char *)(uintptr_t)name},
	    .name_count = 1,
	    .decoded_size = size,
	    .role = PART_ATTACHMENT};
	struct file_class class = {0};
	int r = file_class_find(&part, octets, size, search->sniffer, &class);

	if (r < 0)
		return r;
	if (class.format != FORMAT_OTHER)
		return search_document(search, class.format, octets, size);
	if ((class.found & UNSAFE_BIT(UNSAFE_ARCHIVE)) != 0)
		return search_archive(search, octets, size, depth);
	return mail_search_add(search, &part, octets, size);
}

static int search_entry(struct archive_search *search, struct package *package, const char *name, unsigned depth)
{
	unsigned obstacles = 0;
	char *octets = NULL;
	size_t size = 0;
	int r = package_read(package, name, &octets, &size, &obstacles);

	/* What cannot be unpacked is for file_class, which has looked at the archive as a whole. */
	if (r == -EBADMSG || r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	search->inflated += size;
	search->is_past_limit = search->is_past_limit || search->inflated > LIMIT_ARCHIVE_TOTAL;
	r = search_file(search, name, octets, size, depth);
	free(octets);
	return r;
}

static int search_archive(struct archive_search *search, const char *octets, size_t size, unsigned depth)
{
	struct package *package = NULL;
	unsigned obstacles = 0;
	const char *name;

	if (depth == LIMIT_ARCHIVE_DEPTH)
		return 0;
	int r = package_open(octets, size, &package, &obstacles);
	if (r == -EBADMSG)
		return 0;
	for (size_t i = 0; r == 0 && !search->is_past_limit && (name = package_name(package, i)) != NULL; i++)
		if (name[0] != '\0' && name[strlen(name) - 1] != '/')
			r = search_entry(search, package, name, depth + 1);
	package_free(package);
	return r;
}

int archive_search_add(struct archive_search *search, const char *octets, size_t size)
{
	return size >= 4 && memcmp(octets, "PK\3\4", 4) == 0 ? search_archive(search, octets, size, 0) : 0;
}
