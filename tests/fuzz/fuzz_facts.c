/* Whatever the octets of a message: its facts keep to their limits, and the reader gives an answer. */
#include "channel/channel.h"
#include "message/facts_reader.h"
#include "message/limits.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct part_sniffer *sniffer;

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_part(const struct facts_part *part, size_t size)
{
	require(part->path != NULL && part->declared_type != NULL);
	require(strchr(part->declared_type, '/') != NULL);
	require(part->name_count <= FACTS_NAMES_MAX && part->role < PART_ROLE_COUNT);
	/* No transfer encoding makes content grow, but quoted-printable with bare line feeds by their CR. */
	require(part->decoded_size <= 2 * (uint64_t)size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mapping mapping = {0};
	struct facts facts;
	int fd = -1;

	if (sniffer == NULL) {
		facts_reader_warm();
		require(part_sniffer_new(&sniffer) == 0);
	}
	require(channel_memfd("message", &fd) == 0 && channel_write(fd, data, size) == 0 && channel_seal(fd) == 0);
	facts_init(&facts);
	require(mapping_open(fd, &mapping) == 0);
	int r = facts_read(&mapping, NULL, sniffer, &facts);
	require(r == 0 || r == -EBADMSG || r == -E2BIG);
	require(facts.address_count <= LIMIT_ADDRESSES && facts.part_count <= LIMIT_PARTS);
	for (size_t i = 0; r == 0 && i < facts.part_count; i++)
		check_part(&facts.parts[i], size);
	facts_clear(&facts);
	mapping_close(&mapping);
	close(fd);
	return 0;
}
