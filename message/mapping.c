#include "message/mapping.h"

#include "channel/channel.h"

#include <errno.h>
#include <sys/mman.h>

int mapping_open(int fd, struct mapping *ret_mapping)
{
	struct mapping mapping = {.fd = fd, .bytes = ""};

	if (channel_sealed_size(fd, &mapping.size) < 0)
		return -EIO;
	/* Nothing cannot be mapped. */
	if (mapping.size > 0) {
		void *bytes = mmap(NULL, mapping.size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes == MAP_FAILED)
			return -errno;
		mapping.bytes = bytes;
	}
	*ret_mapping = mapping;
	return 0;
}

void mapping_close(struct mapping *mapping)
{
	if (mapping->size > 0)
		munmap((void *)mapping->bytes, mapping->size);
	mapping->bytes = "";
	mapping->size = 0;
}
