/*
 * package: the parts of a zip container that has exactly one reading.
 *
 * The octets are checked by ourselves before libzip sees them: entries contiguous from offset 0 to the directory, the
 * directory to the end, every local header equal to its directory entry, one entry per name, methods 0 and 8, nothing
 * encrypted, bounded sizes. What breaks that is refused with the reason, not repaired.
 */
#ifndef MESSAGE_FORM_PACKAGE_H
#define MESSAGE_FORM_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

struct package;

/* The octets stay the caller's, and must stay. 0; -EBADMSG with the obstacle (message/form/document.h) added;
 * -ENOMEM. */
int package_open(const void *octets, size_t size, struct package **ret_package, unsigned *obstacles);
void package_free(struct package *package);

/* The name of entry `index`, in the order of the directory, borrowed; NULL past the last. */
const char *package_name(const struct package *package, size_t index);

/* Is entry `index` stored as it is, not deflated? */
bool package_is_stored(const struct package *package, size_t index);

/* Names are compared without regard to case in ASCII, as OPC has it; no entry's name begins with a slash. */
bool package_has(const struct package *package, const char *name);

/*
 * The whole part, inflated and its checksum right; heap, the caller's. 0; -ENOENT; -EBADMSG with the obstacle added;
 * -ENOMEM.
 */
int package_read(struct package *package, const char *name, char **ret_octets, size_t *ret_size, unsigned *obstacles);

#endif
