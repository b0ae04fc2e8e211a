/*
 * near_miss: was this address probably meant to be that one?
 *
 * A typing error, a look-alike letter, another ending of the same domain. Never equal: equality is rules/address.h.
 * Both addresses are canonical. What is merely similar is not near: colleagues at the same council have addresses that
 * differ by a letter or two, and "prevent@" exists in every borough; the distances below were measured against such
 * addresses (tests/bench/near_misses). Pure.
 */
#ifndef RULES_NEAR_MISS_H
#define RULES_NEAR_MISS_H

/* Characters of the listed local part: up to SHORT another may differ by look-alikes only, from LONG on by two slips
 * (rules/typing.h), between them by one. */
#define NEAR_MISS_SHORT 6
#define NEAR_MISS_LONG	9

enum near_miss {
	NEAR_MISS_NONE = 0,
	NEAR_MISS_SIBLING, /* police.uk beside pnn.police.uk: plausible, and nobody confirmed it */
	NEAR_MISS_MISTYPED /* one or two slips, or letters that look alike */
};

/* How near `canonical` is to `listed`. Equal addresses are NEAR_MISS_NONE, and so is what cannot be compared. */
enum near_miss near_miss_compare(const char *canonical, const char *listed);

#endif
