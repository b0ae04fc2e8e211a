/*
 * council_directory: made addresses of the kind that people at councils, schools and police forces write to.
 *
 * Role mailboxes and made-up people at the domains of the London boroughs, of other councils, of schools and of police
 * forces. The same seed gives the same addresses.
 */
#ifndef TESTS_SUPPORT_COUNCIL_DIRECTORY_H
#define TESTS_SUPPORT_COUNCIL_DIRECTORY_H

#include <stddef.h>
#include <stdint.h>

#define COUNCIL_ADDRESS_MAX 96

/* Writes the next address; *seed moves on. */
void council_directory_next(uint64_t *seed, char address[static COUNCIL_ADDRESS_MAX]);

#endif
