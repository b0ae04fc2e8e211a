/*
 * address: when are two mailboxes the same mailbox?
 *
 * One canonical spelling per mailbox, so that equality is a string comparison: RFC 5321 source route and angle
 * brackets dropped, quoted local part unquoted where it needs no quotes, local part and domain in lower case
 * (ASCII), the IDN full stops U+3002, U+FF0E, U+FF61 taken for ".", the domain as A-labels (IDNA 2008, libidn2),
 * one trailing dot dropped. A look-alike is never equal.
 *
 * Never here: display names, comments and groups (RFC 5322 address lists are read in message/).
 */
#ifndef RULES_ADDRESS_H
#define RULES_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#define ADDRESS_LOCAL_MAX  64  /* octets, RFC 5321 section 4.5.3.1.1 */
#define ADDRESS_DOMAIN_MAX 255 /* octets, RFC 5321 section 4.5.3.1.2 */
#define ADDRESS_MAX	   (ADDRESS_LOCAL_MAX + 1 + ADDRESS_DOMAIN_MAX)
#define ADDRESS_TEXT_MAX   1024 /* octets of an address as written, source route included */

/*
 * The canonical spelling of `text` (`length` octets: an addr-spec, or an RFC 5321 path with or without angle
 * brackets), to be freed by the caller. The null path ("" or "<>") gives "".
 * 0, -EINVAL (not an address), -E2BIG (longer than the limits above), -ENOMEM.
 */
int address_normalise(const char *text, size_t length, char **ret_canonical);

/* The domain of a canonical address: points into it; "" for the null path. */
const char *address_domain(const char *canonical);

/* Whether the domain of a canonical address is `domain` (canonical as well) or, with a leading dot in
 * `domain`, below it. */
bool address_domain_matches(const char *canonical, const char *domain);

/* The canonical A-label spelling of a domain, to be freed. 0, -EINVAL, -E2BIG, -ENOMEM. */
int address_domain_normalise(const char *text, size_t length, char **ret_domain);

#endif
