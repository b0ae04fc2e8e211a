/*
 * network: is this client address in one of these networks? CIDR notation, RFC 4632 and RFC 4291; an
 * IPv4-mapped IPv6 address (::ffff:0:0/96) is the IPv4 address. Pure: no name is ever looked up.
 */
#ifndef RULES_NETWORK_H
#define RULES_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

struct network {
	uint8_t bytes[16]; /* IPv4 as IPv4-mapped IPv6 */
	unsigned prefix;   /* bits, 0 to 128, counted on the 16 bytes */
};

/* "192.0.2.0/24", "2001:db8::/32" or a single address. 0, or -EINVAL: also when host bits are set. */
int network_parse(const char *text, struct network *ret_network);

/* Whether the textual address lies in the network; false for text that is no address. "IPv6:" before it, as some
 * MTAs write, is ignored. */
bool network_contains(const struct network *network, const char *address);

/* Whether all of `inner` lies in the network. Of two networks one covers the other, or they have nothing in common. */
bool network_covers(const struct network *network, const struct network *inner);

#endif
