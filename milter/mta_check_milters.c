#include "milter/mta_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What to write in the list. */
static const char *wanted_address(const struct mta_check *check, char buffer[256])
{
	const char *queue = mta_postfix_get(check->postfix, NULL, "queue_directory", NULL);
	const char *socket = check->ours->socket;
	size_t length = strlen(queue);

	if (socket == NULL)
		return "unix:referral-milter/milter.sock";
	if (strncmp(socket, "unix:", 5) == 0 && strncmp(socket + 5, queue, length) == 0 && socket[5 + length] == '/') {
		snprintf(buffer, 256, "unix:%s", socket + 5 + length + 1);
		return buffer;
	}
	const char *at = strchr(socket, '@');
	if (at != NULL) {
		snprintf(
		    buffer, 256, "inet:%s:%.*s", at + 1, (int)(at - strchr(socket, ':')) - 1, strchr(socket, ':') + 1);
		return buffer;
	}
	return socket;
}

static void report_missing(const struct mta_check *check, const struct mta_service *service, const char *name,
    const struct mta_filters *filters, struct mta_place place)
{
	char buffer[256];
	const char *address = wanted_address(check, buffer);
	bool is_local = strcmp(name, "non_smtpd_milters") == 0;
	const char *mail = is_local ? "submitted on this machine" : "that come by SMTP";

	if (place.file == check->postfix->main_file || service == NULL)
		mta_report_add(check->report, MTA_ERROR, "milter-missing", place,
		    "%s does not name referral-milter%s: referrals %s leave unchecked", name,
		    filters->count > 0 ? " (if one of them is, name its socket with --socket)" : "", mail);
	else
		mta_report_add(check->report, MTA_ERROR, "milter-missing", place,
		    "the service %s has a list of its own in %s, without referral-milter: referrals through it leave "
		    "unchecked",
		    service->name, name);
	const char *old = mta_postfix_get(check->postfix, service, name, NULL);
	mta_report_advise(check->report, "%s = %s%s%s", name, address, *old != '\0' ? ", " : "", old);
}

static void check_order(const struct mta_check *check, const char *name, const struct mta_filters *filters, int ours,
    struct mta_place place)
{
	bool is_sure = false;

	for (int i = 0; i < ours; i++) {
		const char *signer = mta_filter_signer(&filters->items[i], &is_sure);
		if (signer == NULL)
			continue;
		mta_report_add(check->report, is_sure ? MTA_ERROR : MTA_WARNING, "milter-order", place,
		    "%s: %s is asked before referral-milter%s: a copy that is added, or content that is taken out, "
		    "would break the signature",
		    name, signer, is_sure ? "" : "; if it signs");
		mta_report_advise(
		    check->report, "%s = %s, then %s", name, filters->items[ours].address, filters->items[i].address);
	}
}

static void check_twice_listed(const struct mta_check *check, const char *name, const struct mta_filters *filters,
    int ours, struct mta_place place)
{
	for (size_t i = (size_t)ours + 1; i < filters->count; i++) {
		if (strcmp(filters->items[i].address, filters->items[ours].address) != 0)
			continue;
		mta_report_add(check->report, MTA_ERROR, "milter-twice", place,
		    "%s names referral-milter twice: each referral is judged and recorded twice", name);
		mta_report_advise(check->report, "%s once only", filters->items[ours].address);
		return;
	}
}

static void check_list(const struct mta_check *check, const struct mta_service *service, const char *name)
{
	struct mta_place place;
	struct mta_filters filters;
	const char *value = mta_postfix_get(check->postfix, service, name, &place);
	bool is_own = place.file == check->postfix->master_file;

	/* Mail that comes back from a content filter is not to be judged again: mta_check_flow. */
	if (is_own && service != NULL && strcmp(service->type, "inet") == 0 && mta_service_is_local(service))
		return;
	if (mta_filters_parse(&filters, value) < 0) {
		check->report->is_short = true;
	} else {
		int ours = mta_ours_find(check->ours, &filters);
		if (ours < 0) {
			report_missing(check, service, name, &filters, place);
		} else {
			check_order(check, name, &filters, ours, place);
			check_twice_listed(check, name, &filters, ours, place);
			mta_check_milter_settings(check, service, &filters.items[ours]);
			mta_check_socket(check, service, &filters.items[ours], place);
		}
	}
	mta_filters_clear(&filters);
}

static void check_client_maps(const struct mta_check *check, const struct mta_service *service)
{
	struct mta_place place;
	const char *maps = mta_postfix_get(check->postfix, service, "smtpd_milter_maps", &place);

	if (*maps == '\0')
		return;
	mta_report_add(check->report, MTA_WARNING, "milter-maps", place,
	    "smtpd_milter_maps replaces smtpd_milters for the clients in %s: those must not be your own senders, "
	    "unless referral-milter is named there, too",
	    maps);
}

void mta_check_milters(const struct mta_check *check)
{
	struct mta_postfix *postfix = check->postfix;
	bool has_smtpd = false;

	for (size_t i = 0; i < postfix->service_count; i++) {
		const struct mta_service *service = &postfix->services[i];
		if (strcmp(service->command, "smtpd") != 0)
			continue;
		has_smtpd = true;
		check_list(check, service, "smtpd_milters");
		check_client_maps(check, service);
	}
	if (!has_smtpd)
		check_list(check, NULL, "smtpd_milters");
	check_list(check, mta_postfix_find(postfix, "cleanup", "unix"), "non_smtpd_milters");
}
