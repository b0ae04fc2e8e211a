/* Whether Postfix finds our socket, and may use it. */
#include "milter/mta_check.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define GROUPS_MAX 256

/* Where the process looks, to be freed. */
static char *path_seen(const char *path, const char *queue, bool is_chrooted)
{
	char *seen = NULL;

	if (path[0] == '/' && !is_chrooted)
		return strdup(path);
	return asprintf(&seen, "%s%s%s", queue, path[0] == '/' ? "" : "/", path) < 0 ? NULL : seen;
}

static bool is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* A chrooted process sees nothing but the queue directory. */
static bool check_chroot(const struct mta_check *check, const struct mta_service *service, const char *path,
    const char *queue, const char *seen, struct mta_place place)
{
	const char *known = check->ours->socket;
	bool is_known = known != NULL && strncmp(known, "unix:", 5) == 0;

	if (path[0] != '/' || (is_known && strcmp(known + 5, seen) == 0))
		return true;
	if (is_below(path, queue)) {
		mta_report_add(check->report, MTA_ERROR, "milter-chroot", place,
		    "%s runs chrooted in %s (%s:%d), and would look for %s", service->command, queue,
		    check->postfix->master_file, service->line, seen);
		mta_report_advise(check->report, "unix:%s", path + strlen(queue) + 1);
		return false;
	}
	if (!is_known && !is_below(path, "/run") && !is_below(path, "/var") && !is_below(path, "/tmp"))
		return true;
	mta_report_add(check->report, MTA_ERROR, "milter-chroot", place,
	    "%s runs chrooted in %s (%s:%d): it cannot see %s", service->command, queue, check->postfix->master_file,
	    service->line, path);
	mta_report_advise(check->report,
	    "unix:referral-milter/milter.sock, and let the socket be %s/referral-milter/milter.sock", queue);
	return false;
}

static void check_unix(
    const struct mta_check *check, const struct mta_service *service, const char *path, struct mta_place place)
{
	const char *queue = mta_postfix_get(check->postfix, NULL, "queue_directory", NULL);
	const char *known = check->ours->socket;
	bool is_chrooted = service != NULL && service->is_chrooted;
	char *seen = path_seen(path, queue, is_chrooted);

	if (seen == NULL) {
		check->report->is_short = true;
		return;
	}
	if (is_chrooted && !check_chroot(check, service, path, queue, seen, place)) {
		free(seen);
		return;
	}
	if (known != NULL && (strncmp(known, "unix:", 5) != 0 || strcmp(known + 5, seen) != 0)) {
		mta_report_add(check->report, MTA_ERROR, "milter-address", place,
		    "Postfix asks at %s, but referral-milter listens at %s (%s)", seen, known, check->ours->config);
		mta_report_advise(check->report, "one address in both");
	} else {
		mta_check_rights(check, seen, mta_postfix_get(check->postfix, NULL, "mail_owner", NULL), place);
	}
	free(seen);
}

void mta_check_socket(const struct mta_check *check, const struct mta_service *service, const struct mta_filter *filter,
    struct mta_place place)
{
	const char *known = check->ours->socket;

	if (strncmp(filter->address, "unix:", 5) == 0) {
		check_unix(check, service, filter->address + 5, place);
		return;
	}
	if (known == NULL || strcmp(known, filter->address) == 0)
		return;
	mta_report_add(check->report, MTA_ERROR, "milter-address", place,
	    "Postfix asks at %s, but referral-milter listens at %s (%s)", filter->address, known, check->ours->config);
	mta_report_advise(check->report, "one address in both");
}

static bool may(const struct stat *status, const struct passwd *user, const gid_t *groups, int count, mode_t bit)
{
	if (user->pw_uid == 0)
		return true;
	if (status->st_uid == user->pw_uid)
		return (status->st_mode & (bit << 6)) != 0;
	for (int i = 0; i < count; i++)
		if (groups[i] == status->st_gid)
			return (status->st_mode & (bit << 3)) != 0;
	return (status->st_mode & bit) != 0;
}

static void report_rights(const struct mta_check *check, const char *path, const char *user, struct mta_place place)
{
	mta_report_add(check->report, MTA_ERROR, "milter-rights", place, "the user %s may not use %s", user, path);
	mta_report_advise(check->report,
	    "socket-group = \"%s\" and socket-mode = \"0660\" in %s, and a directory that it may enter", user,
	    check->ours->config);
}

/* Each directory above it must be passable. Writes into `path`, and restores it. */
static bool may_reach(char *path, const struct passwd *user, const gid_t *groups, int count)
{
	struct stat status;
	bool is_fine = true;

	for (char *slash = strchr(path + 1, '/'); slash != NULL && is_fine; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		is_fine = stat(path, &status) != 0 || may(&status, user, groups, count, 1);
		*slash = '/';
	}
	return is_fine;
}

void mta_check_rights(const struct mta_check *check, const char *path, const char *user, struct mta_place place)
{
	gid_t groups[GROUPS_MAX];
	int count = GROUPS_MAX;
	struct stat status;
	const struct passwd *owner = getpwnam(user);
	char *copy = NULL;

	if (stat(path, &status) != 0) {
		if (check->is_this_machine && (errno == ENOENT || errno == ENOTDIR))
			mta_report_add(check->report, MTA_WARNING, "milter-absent", place,
			    "there is nothing at %s: is referral-milter.socket started?", path);
		return;
	}
	if (owner == NULL || getgrouplist(user, owner->pw_gid, groups, &count) < 0)
		return;
	copy = strdup(path);
	if (copy == NULL)
		check->report->is_short = true;
	else if (!S_ISSOCK(status.st_mode))
		mta_report_add(check->report, MTA_ERROR, "milter-rights", place, "%s is no socket", path);
	else if (!may(&status, owner, groups, count, 2) || !may_reach(copy, owner, groups, count))
		report_rights(check, path, user, place);
	else if ((status.st_mode & S_IWOTH) != 0)
		mta_report_add(check->report, MTA_WARNING, "milter-rights", place,
		    "everybody on this machine may talk to %s, and have mail judged and recorded that never was", path);
	free(copy);
}
