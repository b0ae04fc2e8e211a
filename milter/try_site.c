#include "milter/try_site.h"

#include "milter/check_command.h"
#include "milter/policy_files.h"
#include "rules/route_alone.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Errors, and nothing else: warnings are for `referral-check config`. */
static void say(const struct problem_list *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		if (!problems->items[i].is_warning)
			fprintf(stderr, "%s\n", problems->items[i].text);
}

static int choose_route(struct try_site *site, const char *route)
{
	struct bundle alone;
	int r = route_alone(&site->configured, route, &alone);

	if (r == -ENOENT)
		fprintf(stderr, CHECK_PROGRAM ": --route: no route is called \"%s\"\n", route);
	else if (r == -EINVAL)
		fprintf(
		    stderr, CHECK_PROGRAM ": --route: the mode of another route stands where it cannot be changed\n");
	if (r < 0)
		return r == -ENOMEM ? r : -EINVAL;
	bundle_clear(&site->configured);
	site->configured = alone;
	return 0;
}

int try_site_open(struct try_site *site, const struct options *options, const char *route)
{
	struct problem_list problems;

	*site = (struct try_site){.options = options};
	bundle_init(&site->configured);
	policy_init(&site->policy);
	problem_list_init(&problems);
	int r = policy_files_read(options, &problems, &site->configured);
	say(&problems);
	problem_list_clear(&problems);
	return r == 0 && route != NULL ? choose_route(site, route) : r;
}

static void stop(struct try_site *site)
{
	if (site->is_open)
		tryout_close(&site->tryout);
	site->is_open = false;
	policy_clear(&site->policy);
}

void try_site_close(struct try_site *site)
{
	stop(site);
	bundle_clear(&site->configured);
}

static int start(struct try_site *site)
{
	if (site->is_open)
		return 0;
	int r = tryout_open(&site->tryout, site->options, &site->policy);
	site->is_open = true;
	if (r < 0)
		fprintf(stderr, CHECK_PROGRAM ": %s\n", site->tryout.why);
	return r < 0 ? -EINVAL : 0;
}

int try_site_use(struct try_site *site, const struct bundle *bundle)
{
	struct problem_list problems;
	struct policy policy;

	problem_list_init(&problems);
	int r = policy_from_bundle(bundle, (int64_t)time(NULL), &problems, &policy);
	say(&problems);
	problem_list_clear(&problems);
	if (r < 0)
		return r;
	if (strcmp(policy.digest, site->policy.digest) == 0) {
		policy_clear(&policy);
		return start(site);
	}
	stop(site);
	site->policy = policy;
	return start(site);
}
