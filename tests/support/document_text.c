/* Prints the blocks of documents, for developers' eyes: document_text FILE... */
#include "message/form/document_reader.h"
#include "tests/support/document_dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *name, size_t *ret_size)
{
	FILE *file = fopen(name, "rb");
	char *octets = malloc(1);
	size_t size = 0, got;
	char buffer[65536];

	if (file == NULL)
		return NULL;
	while ((got = fread(buffer, 1, sizeof(buffer), file)) > 0) {
		char *more = realloc(octets, size + got);
		if (more == NULL)
			break;
		octets = more;
		memcpy(octets + size, buffer, got);
		size += got;
	}
	fclose(file);
	*ret_size = size;
	return octets;
}

int main(int argc, char *argv[])
{
	if (argc < 2 || document_warm() < 0)
		return 2;
	for (int i = 1; i < argc; i++) {
		struct document document;
		size_t size = 0;
		char *octets = read_file(argv[i], &size);
		int r = octets != NULL ? document_read(octets, size, &document) : -1;
		free(octets);
		if (r < 0) {
			fprintf(stderr, "document_text: cannot read %s\n", argv[i]);
			return 1;
		}
		if (argc > 2)
			printf("== %s\n", strrchr(argv[i], '/') != NULL ? strrchr(argv[i], '/') + 1 : argv[i]);
		document_dump(&document, stdout);
		document_clear(&document);
	}
	return 0;
}
