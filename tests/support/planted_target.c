/* A fuzz target with a bug: what shows that a replay finds one. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 7 && memcmp(data, "planted", 7) == 0)
		abort();
	return 0;
}
