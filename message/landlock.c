#include "message/landlock.h"

#include <errno.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's interface as of its sixth version, by number: the headers at hand may be older than the kernel. */
struct ruleset_attributes {
	uint64_t handled_access_fs;
	uint64_t handled_access_net; /* from version 4 */
	uint64_t scoped;	     /* from version 6 */
};

#define ACCESS_FS_1  0x1fffULL	  /* execute ... make symbolic link */
#define ACCESS_FS_2  (1ULL << 13) /* refer */
#define ACCESS_FS_3  (1ULL << 14) /* truncate */
#define ACCESS_FS_5  (1ULL << 15) /* ioctl on devices */
#define ACCESS_NET_4 0x3ULL	  /* bind, connect TCP */
#define SCOPED_6     0x3ULL	  /* abstract unix sockets, signals */

static size_t attributes_of(long version, struct ruleset_attributes *attributes)
{
	attributes->handled_access_fs = ACCESS_FS_1;
	if (version >= 2)
		attributes->handled_access_fs |= ACCESS_FS_2;
	if (version >= 3)
		attributes->handled_access_fs |= ACCESS_FS_3;
	if (version >= 5)
		attributes->handled_access_fs |= ACCESS_FS_5;
	attributes->handled_access_net = version >= 4 ? ACCESS_NET_4 : 0;
	attributes->scoped = version >= 6 ? SCOPED_6 : 0;
	if (version >= 6)
		return sizeof(*attributes);
	return version >= 4 ? offsetof(struct ruleset_attributes, scoped)
			    : offsetof(struct ruleset_attributes, handled_access_net);
}

int landlock_enter(void)
{
	struct ruleset_attributes attributes;
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	if (version < 0)
		return -errno;
	size_t size = attributes_of(version, &attributes);
	int fd = (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
	if (fd < 0)
		return -errno;
	int r = syscall(SYS_landlock_restrict_self, fd, 0) == 0 ? 0 : -errno;
	close(fd);
	return r;
}
