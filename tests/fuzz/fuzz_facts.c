/* Whatever the octets of a message: both readings give an answer, their facts keep to their limits, and what both
 * accept they agree about. */
#include "channel/channel.h"
#include "message/facts_reader.h"
#include "message/limits.h"
#include "message/reading.h"

#include <errno.h>
#include <stdbool.h>
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

static void check_facts(const struct facts *facts, bool is_whole, size_t size)
{
	require(facts->address_count <= LIMIT_ADDRESSES && facts->part_count <= LIMIT_PARTS);
	require(facts->ambiguity < TROUBLE_COUNT && facts->uninspectable < TROUBLE_COUNT);
	for (size_t i = 0; is_whole && i < facts->part_count; i++)
		check_part(&facts->parts[i], size);
}

/* One reading has parts that were all read. */
static void read_strictly(const struct mapping *mapping)
{
	struct outline outline;
	struct facts facts;
	bool is_one;

	facts_init(&facts);
	outline_init(&outline);
	require(reading_make(mapping, sniffer, &facts, &outline) == 0);
	is_one = facts.ambiguity == TROUBLE_NONE && facts.uninspectable != TROUBLE_TOO_MUCH;
	require(!is_one || facts.part_count > 0);
	check_facts(&facts, is_one, mapping->size);
	outline_clear(&outline);
	facts_clear(&facts);
}

static void read_generously(const struct mapping *mapping)
{
	struct facts facts;

	facts_init(&facts);
	int r = facts_read(mapping, NULL, sniffer, &facts);
	require(r == 0 || r == -EBADMSG || r == -E2BIG);
	check_facts(&facts, r == 0, mapping->size);
	facts_clear(&facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mapping mapping = {0};
	int fd = -1;

	if (sniffer == NULL) {
		facts_reader_warm();
		require(part_sniffer_new(&sniffer) == 0);
	}
	require(channel_memfd("message", &fd) == 0 && channel_write(fd, data, size) == 0 && channel_seal(fd) == 0);
	require(mapping_open(fd, &mapping) == 0);
	read_strictly(&mapping);
	read_generously(&mapping);
	mapping_close(&mapping);
	close(fd);
	return 0;
}
