/* Sendmail: the filter, and what becomes of a referral after it. */
#include "milter/mta_check.h"
#include "milter/mta_settings.h"
#include "milter/mta_table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define FILTERS_MAX 25 /* MAXFILTERS of Sendmail */
#define SEND_MIN_MS 5000

static const char *wanted_address(const struct mta_check *check)
{
	return check->ours->socket != NULL ? check->ours->socket : "unix:/run/referral-milter/milter.sock";
}

static void advise_filter(const struct mta_check *check, const char *address)
{
	mta_report_advise(check->report,
	    "INPUT_MAIL_FILTER(`referral-milter', `S=%s, F=T, T=C:1m;S:1m;R:1m;E:5m')dnl in sendmail.mc, before a "
	    "filter "
	    "that signs",
	    address);
}

/* How long Sendmail waits: a part of "C:1m;S:10s". */
static long time_of(const char *times, char letter, long normal_ms)
{
	for (; times != NULL && *(times += strspn(times, "; \t\n")) != '\0'; times += strcspn(times, ";")) {
		size_t length = strcspn(times, ";");
		char value[32];
		if (times[0] != letter || times[1] != ':' || length >= sizeof(value))
			continue;
		memcpy(value, times + 2, length - 2);
		value[length - 2] = '\0';
		value[strcspn(value, " \t")] = '\0';
		return mta_postfix_time(value);
	}
	return normal_ms;
}

static void check_time(const struct mta_check *check, const struct mta_filter *filter, char letter, long normal_ms,
    long wanted_ms, const char *what)
{
	long ms = time_of(mta_filter_get(filter, "T"), letter, normal_ms);

	if (ms >= wanted_ms)
		return;
	mta_report_add(check->report, MTA_ERROR, "milter-timeout",
	    (struct mta_place){check->sendmail->file, filter->line},
	    "T=%c:%lds: referral-milter may take up to %ld s %s; Sendmail would give up before", letter,
	    ms < 0 ? 0 : ms / 1000, (wanted_ms + 999) / 1000, what);
	advise_filter(check, filter->address);
}

static void check_flags(const struct mta_check *check, const struct mta_filter *filter)
{
	const char *flags = mta_filter_get(filter, "F");
	struct mta_place place = {check->sendmail->file, filter->line};

	if (flags == NULL || strpbrk(flags, "TR4") == NULL)
		mta_report_add(check->report, MTA_ERROR, "default-action", place,
		    "X%s has no F=T: while referral-milter does not answer, referrals leave unchecked and unrecorded",
		    filter->name);
	else if (strchr(flags, 'R') != NULL)
		mta_report_add(check->report, MTA_ERROR, "default-action", place,
		    "X%s has F=R: while referral-milter does not answer, all mail bounces", filter->name);
	else if (strchr(flags, '4') != NULL)
		mta_report_add(check->report, MTA_WARNING, "default-action", place,
		    "X%s has F=4: while referral-milter does not answer, connections are ended; mail waits, but "
		    "senders do not "
		    "hear why",
		    filter->name);
	else
		return;
	advise_filter(check, filter->address);
}

static void check_address(const struct mta_check *check, const struct mta_filter *filter)
{
	struct mta_place place = {check->sendmail->file, filter->line};
	struct mta_place at;
	const char *user = mta_sendmail_get(check->sendmail, "RunAsUser", &at);
	char name[64] = "root";

	if (check->ours->socket != NULL && strcmp(check->ours->socket, filter->address) != 0) {
		mta_report_add(check->report, MTA_ERROR, "milter-address", place,
		    "Sendmail asks at %s, but referral-milter listens at %s (%s)", filter->address, check->ours->socket,
		    check->ours->config);
		mta_report_advise(check->report, "one address in both");
	} else if (strncmp(filter->address, "unix:/", 6) == 0) {
		if (user != NULL && *user != '\0' && strlen(user) < sizeof(name))
			snprintf(name, sizeof(name), "%.*s", (int)strcspn(user, ":. "), user);
		mta_check_rights(check, filter->address + 5, name, place);
	} else if (strncmp(filter->address, "unix:", 5) == 0) {
		mta_report_add(check->report, MTA_ERROR, "milter-address", place,
		    "Sendmail needs the whole path of a socket, and has %s", filter->address);
		advise_filter(check, wanted_address(check));
	}
}

static void check_filter(const struct mta_check *check, const struct mta_filter *filter)
{
	check_flags(check, filter);
	check_address(check, filter);
	check_time(check, filter, 'S', 10000, SEND_MIN_MS, "to take what it is sent");
	check_time(check, filter, 'R', 10000, mta_ours_header_wait(), "at the end of a message's header");
	check_time(check, filter, 'E', 300000, mta_ours_message_wait(check->ours),
	    "at the end of a message (slot-wait, and inspect-time twice)");
}

static void check_order(const struct mta_check *check, const struct mta_filter *const *list, size_t count,
    const struct mta_filter *ours, struct mta_place place)
{
	bool is_sure = false;

	for (size_t i = 0; i < count && list[i] != ours; i++) {
		const char *signer = mta_filter_signer(list[i], &is_sure);
		if (signer == NULL)
			continue;
		mta_report_add(check->report, is_sure ? MTA_ERROR : MTA_WARNING, "milter-order", place,
		    "InputMailFilters: %s is asked before referral-milter%s: a copy that is added, or content that is "
		    "taken "
		    "out, would break the signature",
		    signer, is_sure ? "" : "; if it signs");
		mta_report_advise(
		    check->report, "the INPUT_MAIL_FILTER line of %s before that of %s", ours->name, list[i]->name);
	}
}

static bool lists(const struct mta_check *check, const char *value, const struct mta_filter *ours,
    struct mta_place place, bool has_order)
{
	const struct mta_filter *list[FILTERS_MAX];
	size_t count = mta_sendmail_list(check->sendmail, value, list, FILTERS_MAX);

	for (size_t i = 0; i < count; i++) {
		if (list[i] != ours)
			continue;
		if (has_order)
			check_order(check, list, count, ours, place);
		return true;
	}
	return false;
}

/* A daemon with a list of its own: "DaemonPortOptions=Name=MSA, InputMailFilters=...". */
static void check_daemons(const struct mta_check *check, const struct mta_filter *ours)
{
	for (size_t i = 0; i < check->sendmail->options.count; i++) {
		const struct mta_setting *option = &check->sendmail->options.items[i];
		struct mta_place place = {check->sendmail->file, option->line};
		if (strcasecmp(option->name, "DaemonPortOptions") != 0)
			continue;
		char *list = mta_sendmail_part(option->value, 'I'), *name = mta_sendmail_part(option->value, 'N');
		if (list != NULL && !lists(check, list, ours, place, true)) {
			mta_report_add(check->report, MTA_ERROR, "milter-missing", place,
			    "the daemon %s has a list of its own in InputMailFilters, without referral-milter: "
			    "referrals "
			    "through it leave unchecked",
			    name != NULL ? name : "of this line");
			mta_report_advise(check->report, "InputMailFilters=%s;%s", ours->name, list);
		}
		free(list);
		free(name);
	}
}

static void check_filters(const struct mta_check *check)
{
	const struct mta_sendmail *sendmail = check->sendmail;
	int index = mta_ours_find(check->ours, &sendmail->filters);
	struct mta_place place;
	const char *value = mta_sendmail_get(sendmail, "InputMailFilters", &place);

	if (index < 0) {
		mta_report_add(check->report, MTA_ERROR, "milter-missing", place,
		    "no filter is referral-milter%s: referrals leave unchecked",
		    sendmail->filters.count > 0 ? " (if one of them is, name its socket with --socket)" : "");
		advise_filter(check, wanted_address(check));
		return;
	}
	const struct mta_filter *ours = &sendmail->filters.items[index];
	if (value == NULL || !lists(check, value, ours, place, true)) {
		mta_report_add(check->report, MTA_ERROR, "milter-missing", place,
		    "X%s is defined, but InputMailFilters does not name it: referrals leave unchecked", ours->name);
		mta_report_advise(
		    check->report, "INPUT_MAIL_FILTER instead of MAIL_FILTER, or O InputMailFilters=%s", ours->name);
	}
	check_filter(check, ours);
	check_daemons(check, ours);
}

static void check_message_size(const struct mta_check *check)
{
	struct mta_place place;
	const char *value = mta_sendmail_get(check->sendmail, "MaxMessageSize", &place);
	uint64_t theirs = value != NULL ? strtoull(value, NULL, 10) : 0, ours = check->ours->options.message_size_limit;

	if (theirs != 0 && theirs <= ours)
		return;
	mta_report_add(check->report, MTA_WARNING, "message-size", place,
	    "MaxMessageSize is %s, but message-size-limit is %" PRIu64 " (%s): a referral between the two is taken by "
	    "Sendmail, and refused by referral-milter",
	    theirs == 0 ? "not set, which is no limit" : value, ours, check->ours->config);
	mta_report_advise(check->report, "define(`confMAX_MESSAGE_SIZE', `%" PRIu64 "')dnl", ours);
}

/* Some name the database instead of the text that it is made of. */
static void cut_database(char *path)
{
	size_t length = strlen(path);

	if (length > 3 && strcmp(path + length - 3, ".db") == 0)
		path[length - 3] = '\0';
}

/* The text of a table: of a copied configuration the one beside it. */
static char *text_file(const struct mta_check *check, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *beside = NULL;

	path += strncmp(path, "hash:", 5) == 0 ? 5 : 0;
	if (slash == NULL || asprintf(&beside, "%s%s", check->sendmail->directory, slash) < 0)
		return NULL;
	cut_database(beside);
	if (access(beside, F_OK) == 0)
		return beside;
	free(beside);
	char *file = strdup(path);
	if (file != NULL)
		cut_database(file);
	return file;
}

static void check_alias_table(const struct mta_check *check, const char *name, const char *path, struct mta_place place)
{
	char *file = text_file(check, path);

	if (file == NULL || !mta_check_alias_file(check, file))
		mta_report_add(check->report, MTA_WARNING, "alias-unknown", place,
		    "%s: %s cannot be read here, and is applied after referral-milter: if an address in it leads to "
		    "the police, "
		    "name that address in \"legacy\" of the route",
		    name, path);
	free(file);
}

static void check_aliases(const struct mta_check *check)
{
	struct mta_place place;
	const char *aliases = mta_sendmail_get(check->sendmail, "AliasFile", &place);
	const struct mta_setting *users = mta_settings_find(&check->sendmail->maps, "virtuser");

	if (aliases != NULL && *aliases != '\0')
		check_alias_table(check, "AliasFile", aliases, place);
	if (users != NULL)
		check_alias_table(
		    check, "virtusertable", users->value, (struct mta_place){check->sendmail->file, users->line});
}

/* Whether the access table asks for encryption: "TLS_Rcpt:police.example ENCR:128". */
static bool is_encrypted(const struct mta_lines *lines, const char *domain)
{
	static const char *const tags[] = {"TLS_Rcpt:", "TLS_Srv:"};
	char key[512];
	bool is_encrypted = false;

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]) && !is_encrypted; i++)
		for (const char *at = domain; at != NULL && !is_encrypted;
		     at = strchr(at, '.') ? strchr(at, '.') + 1 : NULL) {
			snprintf(key, sizeof(key), "%s%s", tags[i], at);
			char *value = mta_table_find(lines, key);
			is_encrypted =
			    value != NULL && (strstr(value, "ENCR") != NULL || strstr(value, "VERIFY") != NULL);
			free(value);
		}
	return is_encrypted;
}

static void check_tls(const struct mta_check *check)
{
	const struct mta_setting *access_map = mta_settings_find(&check->sendmail->maps, "access");
	struct mta_place place = {check->sendmail->file, access_map != NULL ? access_map->line : 0};
	char *file = access_map != NULL ? text_file(check, access_map->value) : NULL;
	struct mta_lines lines = {0};
	bool is_read = file != NULL && mta_lines_read(&lines, file) == 0;

	for (size_t i = 0; i < check->ours->domain_count; i++) {
		const char *domain = check->ours->domains[i];
		if (is_read && is_encrypted(&lines, domain))
			continue;
		mta_report_add(check->report, MTA_WARNING, "tls", place,
		    "%s: a referral to %s may leave this host unencrypted",
		    access_map == NULL ? "there is no access table"
		    : is_read	       ? "the access table does not ask for encryption"
				       : "the access table cannot be read here",
		    domain);
		mta_report_advise(check->report, "TLS_Rcpt:%s ENCR:128 in the access table%s", domain,
		    access_map == NULL ? ", and FEATURE(`access_db') in sendmail.mc" : "");
	}
	mta_lines_clear(&lines);
	free(file);
}

void mta_check_sendmail(const struct mta_check *check)
{
	check_filters(check);
	check_message_size(check);
	check_aliases(check);
	check_tls(check);
}
