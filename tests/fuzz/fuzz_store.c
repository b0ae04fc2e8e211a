/* Whatever the files of a ledger hold: it is opened and verified without a fault of memory, and what is not signed is
 * never called sound. The input is split at NUL into records, leaves, checkpoint and vkey. */
#include "audit/store/verify.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char directory[] = "/dev/shm/fuzz-store.XXXXXX";

static void require(int holds)
{
	if (!holds)
		abort();
}

static void make_directory(void)
{
	static int is_made;

	if (!is_made)
		require(mkdtemp(directory) != NULL);
	is_made = 1;
}

static void write_file(const char *name, const uint8_t *octets, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	require(fd >= 0 && write(fd, octets, size) == (ssize_t)size);
	close(fd);
}

static void write_files(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"checkpoint", "vkey", "records-000001.jsonl", "records-000002.jsonl"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const uint8_t *end = size > 0 ? memchr(data, '\0', size) : NULL;
		size_t part = end != NULL ? (size_t)(end - data) : size;
		write_file(names[i], data, part);
		data += part + (end != NULL);
		size -= part + (end != NULL);
	}
	write_file("leaves", data, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct verify_options options = {.heartbeat = LIFE_HEARTBEAT};
	char problem[STORE_PROBLEM_SIZE];
	struct store *store = NULL;
	struct verify_result result;

	make_directory();
	write_files(data, size);
	if (store_open(directory, &store, problem) < 0)
		return 0;
	require(verify_store(store, &options, &result) == 0);
	require(result.has_head || result.observations.fault_count > 0);
	verify_result_clear(&result);
	store_close(store);
	return 0;
}
