#include "tests/support/world.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>

/* Takes the rules over. */
static int enter(scmp_filter_ctx context, int r)
{
	if (r == 0)
		r = seccomp_load(context);
	seccomp_release(context);
	return r;
}

static int enter_without(int number)
{
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);

	if (context == NULL)
		return -ENOMEM;
	return enter(context, seccomp_rule_add(context, SCMP_ACT_ERRNO(ENOSYS), number, 0));
}

int world_without_landlock(void)
{
	return enter_without(SCMP_SYS(landlock_create_ruleset));
}

int world_without_seccomp(void)
{
	return enter_without(SCMP_SYS(seccomp));
}

int world_without_new_code(void)
{
	const scmp_datum_t both = PROT_WRITE | PROT_EXEC;
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);

	if (context == NULL)
		return -ENOMEM;
	int r = seccomp_rule_add(
	    context, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, both, both));
	if (r == 0)
		r = seccomp_rule_add(context, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mprotect), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
	return enter(context, r);
}
