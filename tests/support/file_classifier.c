/*
 * What file_class_find() says of files: for each line "PATH TAB ROLE TAB TYPE TAB NAME", where ROLE is "body" or
 * "attachment" and NAME may be empty, one line of its format, the words of the classes, "hides-type" and "past-limit".
 */
#include "message/sanitise/file_class.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const formats[FORMAT_COUNT] = {
    "other", "html", "ooxml", "odf", "flat-odf", "office-text", "pdf", "rtf", "ole"};

static char *load(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	long size = 0;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) {
		perror(path);
		exit(2);
	}
	rewind(file);
	/* Exactly as large, so that a sanitizer sees what is read behind it. */
	char *octets = malloc(size > 0 ? (size_t)size : 1);
	if (octets == NULL || fread(octets, 1, (size_t)size, file) != (size_t)size)
		exit(2);
	fclose(file);
	*ret_size = (size_t)size;
	return octets;
}

static void print(const struct file_class *class)
{
	printf("%s", formats[class->format]);
	for (enum unsafe_class i = 0; i < UNSAFE_CLASS_COUNT; i++)
		if ((class->found & UNSAFE_BIT(i)) != 0)
			printf(" %s", unsafe_word(i));
	printf("%s%s\n", class->hides_type ? " hides-type" : "", class->is_past_limit ? " past-limit" : "");
	fflush(stdout);
}

static void classify(char *line, struct part_sniffer *sniffer)
{
	char *path = strsep(&line, "\t"), *role = strsep(&line, "\t"), *type = strsep(&line, "\t");
	struct facts_part part = {.declared_type = type};
	struct file_class class = {0};
	size_t size = 0;

	if (type == NULL || line == NULL)
		exit(2);
	part.role = strcmp(role, "body") == 0 ? PART_BODY : PART_ATTACHMENT;
	if (line[0] != '\0')
		part.names[part.name_count++] = line;
	char *octets = load(path, &size);
	if (file_class_find(&part, octets, size, sniffer, &class) < 0)
		exit(2);
	print(&class);
	free(octets);
}

int main(void)
{
	struct part_sniffer *sniffer = NULL;
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;

	if (part_sniffer_new(&sniffer) < 0)
		return 2;
	while ((length = getline(&line, &capacity, stdin)) > 0) {
		line[length - 1] = '\0';
		classify(line, sniffer);
	}
	free(line);
	part_sniffer_free(sniffer);
	return 0;
}
