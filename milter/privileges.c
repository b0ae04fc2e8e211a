#include "milter/privileges.h"

#include "milter/limits.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static int find_user(const struct options *options, struct problem_list *problems, struct identity *ret_identity)
{
	const struct passwd *entry = getpwnam(options->user);

	if (entry == NULL) {
		options_problem(options, problems, OPTION_USER, "\"%s\" is not a user of this system", options->user);
		return -EINVAL;
	}
	if (entry->pw_uid == 0) {
		options_problem(options, problems, OPTION_USER, "any user but root: the daemon reads hostile mail");
		return -EINVAL;
	}
	if (geteuid() != 0 && geteuid() != entry->pw_uid) {
		options_problem(options, problems, OPTION_USER,
		    "started as user number %ld, which is neither root nor \"%s\"", (long)geteuid(), options->user);
		return -EINVAL;
	}
	*ret_identity = (struct identity){.user = entry->pw_uid, .group = entry->pw_gid};
	return 0;
}

/* Changes nothing when no group is configured. */
static int find_group(const struct options *options, struct problem_list *problems, struct identity *identity)
{
	if (options->group == NULL)
		return 0;
	const struct group *entry = getgrnam(options->group);
	if (entry == NULL) {
		options_problem(
		    options, problems, OPTION_GROUP, "\"%s\" is not a group of this system", options->group);
		return -EINVAL;
	}
	if (geteuid() != 0 && getegid() != entry->gr_gid) {
		options_problem(options, problems, OPTION_GROUP,
		    "started with group number %ld, which is not \"%s\", and only root can change it", (long)getegid(),
		    options->group);
		return -EINVAL;
	}
	identity->group = entry->gr_gid;
	return 0;
}

int privileges_find(const struct options *options, struct problem_list *problems, struct identity *ret_identity)
{
	struct identity identity = {0};
	bool is_user = find_user(options, problems, &identity) == 0;
	bool is_group = find_group(options, problems, &identity) == 0;

	if (!is_user || !is_group)
		return -EINVAL;
	*ret_identity = identity;
	return 0;
}

/* What the calls said they did, and that root does not come back. */
static int verify(const struct identity *identity, gid_t group)
{
	uid_t real, effective, saved;
	gid_t real_group, effective_group, saved_group;

	if (getresuid(&real, &effective, &saved) != 0 || getresgid(&real_group, &effective_group, &saved_group) != 0)
		return -errno;
	if (real != identity->user || effective != identity->user || saved != identity->user)
		return -EPERM;
	if (real_group != group || effective_group != group || saved_group != group)
		return -EPERM;
	if (setuid(0) == 0 || seteuid(0) == 0)
		return -EPERM;
	return 0;
}

int privileges_drop(const struct options *options, const struct identity *identity)
{
	gid_t group = getegid();

	if (geteuid() == 0) {
		group = identity->group;
		if (initgroups(options->user, group) != 0 || setresgid(group, group, group) != 0 ||
		    setresuid(identity->user, identity->user, identity->user) != 0)
			return -errno;
	}
	int r = verify(identity, group);
	if (r < 0)
		return r;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : -errno;
}

int privileges_limit(uint64_t *ret_descriptors)
{
	struct rlimit none = {0, 0};
	struct rlimit files;

	if (setrlimit(RLIMIT_CORE, &none) != 0 || getrlimit(RLIMIT_NOFILE, &files) != 0)
		return -errno;
	if (files.rlim_cur < LIMIT_DESCRIPTORS) {
		files.rlim_cur = files.rlim_max < LIMIT_DESCRIPTORS ? files.rlim_max : LIMIT_DESCRIPTORS;
		if (setrlimit(RLIMIT_NOFILE, &files) != 0)
			return -errno;
	}
#ifndef SANITIZED /* the leak checker attaches to its own process */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return -errno;
#endif
	*ret_descriptors = files.rlim_cur;
	return 0;
}
