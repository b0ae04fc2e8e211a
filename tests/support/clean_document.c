/*
 * clean_document [find-]ooxml|odf|pdf|rtf|ole FILE [RESULT]: one line of what the cleaner says of a file, and the
 * cleaned one.
 */
#include "message/form/xml.h"
#include "message/sanitise/odf.h"
#include "message/sanitise/ole_unsafe.h"
#include "message/sanitise/ooxml.h"
#include "message/sanitise/pdf_clean.h"
#include "message/sanitise/rtf_unsafe.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	char *octets = NULL;
	size_t capacity = 0;

	*ret_size = 0;
	if (file == NULL)
		return NULL;
	do {
		capacity += 1U << 20;
		char *more = realloc(octets, capacity);
		if (more == NULL)
			abort();
		octets = more;
		*ret_size += fread(octets + *ret_size, 1, capacity - *ret_size, file);
	} while (*ret_size == capacity);
	fclose(file);
	return octets;
}

static void print_classes(const char *title, unsigned classes)
{
	printf(" %s=", title);
	if (classes == 0)
		putchar('-');
	for (unsigned i = 0, count = 0; i < UNSAFE_CLASS_COUNT; i++)
		if ((classes & UNSAFE_BIT(i)) != 0)
			printf("%s%s", count++ > 0 ? "," : "", unsafe_word((enum unsafe_class)i));
}

static int write_file(const char *path, const struct cleaning *cleaning)
{
	FILE *file = fopen(path, "wb");

	if (file == NULL || fwrite(cleaning->octets, 1, cleaning->size, file) != cleaning->size)
		return 2;
	return fclose(file) == 0 ? 0 : 2;
}

static cleaner find_cleaner(const char *kind)
{
	static const struct {
		const char *kind;
		cleaner clean;
	} cleaners[] = {{"odf", odf_clean}, {"pdf", pdf_clean}, {"rtf", rtf_unsafe}, {"ole", ole_unsafe}};

	for (size_t i = 0; i < sizeof(cleaners) / sizeof(cleaners[0]); i++)
		if (strstr(kind, cleaners[i].kind) != NULL)
			return cleaners[i].clean;
	return ooxml_clean;
}

int main(int argc, char **argv)
{
	static const char *const states[] = {"impossible", "limit", "unchanged", "done"};
	struct cleaning cleaning;
	size_t size = 0;
	char *octets = argc > 2 ? read_file(argv[2], &size) : NULL;

	if (octets == NULL)
		return 2;
	xml_warm();
	unsigned strip = strncmp(argv[1], "find-", 5) == 0 ? 0 : UINT_MAX;
	int r = find_cleaner(argv[1])(octets, size, strip, &cleaning);
	free(octets);
	if (r < 0)
		return 2;
	printf("%s", states[cleaning.state]);
	print_classes("found", cleaning.found);
	print_classes("removed", cleaning.removed);
	printf(" extension=%s\n", cleaning.extension != NULL ? cleaning.extension : "-");
	r = argc > 3 && cleaning.octets != NULL ? write_file(argv[3], &cleaning) : 0;
	cleaning_clear(&cleaning);
	return r;
}
