#include "rules/network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define MAPPED_BITS  96 /* the length of ::ffff:0:0/96, before an IPv4 address */
#define PREFIX_TEXT  3	/* digits of a prefix length */
#define NETWORK_TEXT (INET6_ADDRSTRLEN + 1 + PREFIX_TEXT)

static const uint8_t mapped[MAPPED_BITS / 8] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/* Bits of an address as written, 32 or 128; 0 when it is none. */
static unsigned address_bytes(const char *text, uint8_t bytes[16])
{
	if (inet_pton(AF_INET, text, bytes + sizeof(mapped)) == 1) {
		memcpy(bytes, mapped, sizeof(mapped));
		return 32;
	}
	return inet_pton(AF_INET6, text, bytes) == 1 ? 128 : 0;
}

/* Decimal digits and nothing else, without a leading zero. */
static int prefix_parse(const char *text, unsigned most, unsigned *ret_prefix)
{
	unsigned prefix = 0;
	size_t length = strlen(text);

	if (length == 0 || length > PREFIX_TEXT || (length > 1 && text[0] == '0'))
		return -EINVAL;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		prefix = prefix * 10 + (unsigned)(text[i] - '0');
	}
	if (prefix > most)
		return -EINVAL;
	*ret_prefix = prefix;
	return 0;
}

static bool bit_at(const uint8_t *bytes, unsigned bit)
{
	return (bytes[bit / 8] >> (7 - bit % 8) & 1) != 0;
}

int network_parse(const char *text, struct network *ret_network)
{
	char address[NETWORK_TEXT + 1];
	struct network network = {.prefix = 128};
	size_t length = strlen(text);

	if (length >= sizeof(address))
		return -EINVAL;
	memcpy(address, text, length + 1);
	char *slash = strchr(address, '/');
	if (slash != NULL)
		*slash = '\0';
	unsigned bits = address_bytes(address, network.bytes);
	if (bits == 0)
		return -EINVAL;
	if (slash != NULL) {
		unsigned prefix = 0;
		if (prefix_parse(slash + 1, bits, &prefix) < 0)
			return -EINVAL;
		network.prefix = prefix + (128 - bits);
	}
	for (unsigned bit = network.prefix; bit < 128; bit++)
		if (bit_at(network.bytes, bit))
			return -EINVAL;
	*ret_network = network;
	return 0;
}

static bool has_prefix(const struct network *network, const uint8_t bytes[16])
{
	unsigned whole = network->prefix / 8;

	if (memcmp(bytes, network->bytes, whole) != 0)
		return false;
	for (unsigned bit = whole * 8; bit < network->prefix; bit++)
		if (bit_at(bytes, bit) != bit_at(network->bytes, bit))
			return false;
	return true;
}

bool network_contains(const struct network *network, const char *address)
{
	uint8_t bytes[16];

	if (strncasecmp(address, "IPv6:", 5) == 0)
		address += 5;
	return address_bytes(address, bytes) != 0 && has_prefix(network, bytes);
}

bool network_covers(const struct network *network, const struct network *inner)
{
	return network->prefix <= inner->prefix && has_prefix(network, inner->bytes);
}
