/*
 * What a fuzz target found worth keeping, run again without libFuzzer: replay_NOUN feeds each file of
 * tests/fuzz/corpus/NOUN to the target, whole and cut off at every octet. A finding aborts.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_MAX_REPLAYED (64U << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t octets[SIZE_MAX_REPLAYED];

/* On the heap and exactly as large, so that a sanitizer sees what is read behind it. */
static void run(size_t size)
{
	uint8_t *data = malloc(size + 1);

	if (data == NULL)
		exit(2);
	memcpy(data + 1, octets, size);
	LLVMFuzzerTestOneInput(data + 1, size);
	free(data);
}

static void replay(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (file == NULL) {
		perror(path);
		exit(2);
	}
	size_t size = fread(octets, 1, sizeof(octets), file);
	fclose(file);
	for (size_t cut = 0; cut <= size; cut++)
		run(cut);
}

static unsigned replay_directory(const char *directory)
{
	DIR *entries = opendir(directory);
	unsigned count = 0;

	if (entries == NULL) {
		perror(directory);
		exit(2);
	}
	for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
		char path[4096];
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		replay(path);
		count++;
	}
	closedir(entries);
	return count;
}

int main(int argc, char **argv)
{
	const char *source = getenv("top_srcdir"), *name = strstr(argv[0], "replay_");
	char directory[2048];

	(void)argc;
	if (name == NULL)
		return 2;
	snprintf(directory, sizeof(directory), "%s/tests/fuzz/corpus/%s", source != NULL ? source : ".",
	    name + strlen("replay_"));
	unsigned count = replay_directory(directory);
	printf("%u passed, 0 failed, 0 skipped\n", count);
	return count > 0 ? 0 : 1;
}
