#include "milter/preflight.h"

#include "milter/directories.h"
#include "milter/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Mail does not depend on it: no reason to keep the daemon from starting. */
static void check_metrics(const struct options *options, struct problem_list *problems)
{
	char above[PATH_MAX];
	int length = options->metrics != NULL ? (int)(strrchr(options->metrics, '/') - options->metrics) : 0;

	if (options->metrics == NULL)
		return;
	snprintf(above, sizeof(above), "%.*s", length > 0 ? length : 1, options->metrics);
	if (faccessat(AT_FDCWD, above, W_OK | X_OK, AT_EACCESS) != 0)
		problem_warning(problems, options->config_file, options->lines[OPTION_METRICS],
		    "metrics: user \"%s\" cannot make a file in \"%s\" (%s)", options->user, above, strerror(errno));
}

/* With the eyes of the daemon's user where there is one. */
static void check_as_user(const struct options *options, struct problem_list *problems)
{
	struct identity identity;
	bool is_root = geteuid() == 0;

	if (privileges_find(options, problems, &identity) < 0)
		return;
	int r = is_root ? privileges_drop(options, &identity) : 0;
	if (r < 0)
		options_problem(
		    options, problems, OPTION_USER, "cannot become \"%s\" (%s)", options->user, strerror(-r));
	directories_check(options, &identity, is_root, problems);
	check_metrics(options, problems);
}

/* The list that policy_load() judges by must not have the errors of the rest. */
static int check_policy(
    const struct options *options, int64_t now, struct problem_list *problems, struct policy *policy)
{
	struct problem_list said;

	problem_list_init(&said);
	int r = policy_load(options, now, &said, policy);
	if (r < 0 && r != -EINVAL)
		options_problem(options, &said, OPTION_RULES, "cannot be loaded (%s)", strerror(-r));
	problem_list_move(&said, problems);
	return r;
}

int preflight_check(const struct options *options, int64_t now, struct problem_list *problems, struct policy *policy)
{
	check_as_user(options, problems);
	options_check(options, problems);
	int r = check_policy(options, now, problems, policy);
	return r == 0 && problems->has_error ? -EINVAL : r;
}
