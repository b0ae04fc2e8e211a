/* What Postfix does with our milter: when it does not answer, how long it is waited for, what it is told. */
#include "milter/mta_check.h"

#include <stdlib.h>
#include <string.h>

#define CONNECT_MIN_MS 5000 /* a gate that died is back in less */
#define PROTOCOL_MIN   6

/* One setting for our milter: its own, or that of the service. */
static const char *setting_of(const struct mta_check *check, const struct mta_service *service,
    const struct mta_filter *filter, const char *name, struct mta_place *ret_place)
{
	const char *value = mta_postfix_get(check->postfix, service, name, ret_place);
	const char *own = mta_filter_get(filter, name + strlen("milter_"));

	if (own != NULL)
		mta_postfix_get(check->postfix, service, "smtpd_milters", ret_place);
	return own != NULL ? own : value;
}

static void advise_tempfail(const struct mta_check *check)
{
	mta_report_advise(check->report, "milter_default_action = tempfail");
}

static void check_unset_action(const struct mta_check *check, struct mta_place place)
{
	const struct mta_postfix *postfix = check->postfix;

	if (postfix->major == 0)
		mta_report_add(check->report, MTA_WARNING, "default-action", place,
		    "milter_default_action is not set: tempfail up to Postfix 3.10, shutdown from 3.11; both let mail "
		    "wait while referral-milter does not answer, but say which");
	else if (mta_postfix_is_at_least(postfix, 3, 11))
		mta_report_add(check->report, MTA_WARNING, "default-action", place,
		    "milter_default_action is not set: from Postfix 3.11 that is shutdown, which ends the connection; "
		    "mail waits, but senders do not hear why");
	else
		return;
	advise_tempfail(check);
}

static void check_default_action(
    const struct mta_check *check, const struct mta_service *service, const struct mta_filter *filter)
{
	struct mta_place place;
	const char *action = setting_of(check, service, filter, "milter_default_action", &place);

	if (*action == '\0') {
		check_unset_action(check, place);
		return;
	}
	if (strcmp(action, "tempfail") == 0)
		return;
	if (strcmp(action, "accept") == 0)
		mta_report_add(check->report, MTA_ERROR, "default-action", place,
		    "milter_default_action = accept: while referral-milter does not answer, referrals leave unchecked "
		    "and "
		    "unrecorded");
	else if (strcmp(action, "reject") == 0)
		mta_report_add(check->report, MTA_ERROR, "default-action", place,
		    "milter_default_action = reject: while referral-milter does not answer, all mail bounces");
	else if (strcmp(action, "quarantine") == 0)
		mta_report_add(check->report, MTA_WARNING, "default-action", place,
		    "milter_default_action = quarantine: while referral-milter does not answer, all mail is held until "
		    "somebody releases it");
	else if (strcmp(action, "shutdown") != 0 || check->postfix->major == 0)
		mta_report_add(check->report, strcmp(action, "shutdown") == 0 ? MTA_WARNING : MTA_ERROR,
		    "default-action", place, "milter_default_action = %s: Postfix before 3.11 does not know it",
		    action);
	else if (!mta_postfix_is_at_least(check->postfix, 3, 11))
		mta_report_add(check->report, MTA_ERROR, "default-action", place,
		    "milter_default_action = shutdown: Postfix %d.%d does not know it", check->postfix->major,
		    check->postfix->minor);
	else
		return;
	advise_tempfail(check);
}

static void check_time(const struct mta_check *check, const struct mta_service *service,
    const struct mta_filter *filter, const char *name, long wanted_ms, const char *what)
{
	struct mta_place place;
	const char *value = setting_of(check, service, filter, name, &place);
	long ms = mta_postfix_time(value);

	if (ms >= wanted_ms)
		return;
	mta_report_add(check->report, MTA_ERROR, "milter-timeout", place,
	    "%s = %s: referral-milter may take up to %ld s %s; Postfix would give up before, and treat it as silent",
	    name, value, (wanted_ms + 999) / 1000, what);
	mta_report_advise(check->report, "%s = %ds", name,
	    strcmp(name, "milter_content_timeout") == 0 && wanted_ms < 300000 ? 300 : (int)(wanted_ms / 1000) + 30);
}

/* The greatest of the numbers in "6", "2, 3, 6, no_header_reply". */
static long protocol_of(const char *value)
{
	long greatest = 0;

	while (*(value += strcspn(value, "0123456789")) != '\0') {
		char *end = NULL;
		long number = strtol(value, &end, 10);
		if (number > greatest)
			greatest = number;
		value = end;
	}
	return greatest;
}

static bool has_macro(const char *list, const char *macro)
{
	size_t length = strlen(macro);

	for (; *(list += strspn(list, ", \t")) != '\0'; list += strcspn(list, ", \t")) {
		bool is_braced = *list == '{';
		if (strncmp(list + is_braced, macro, length) == 0 &&
		    strchr(is_braced ? "}" : ", \t", list[is_braced + length]) != NULL)
			return true;
	}
	return false;
}

/* From protocol 6 we say ourselves which macros we want, whatever these lists say. */
static void check_macros(const struct mta_check *check, const struct mta_service *service)
{
	static const struct {
		const char *name, *macro, *use;
	} wanted[] = {{"milter_mail_macros", "auth_authen", "who is logged in, as senders of a route"},
	    {"milter_mail_macros", "auth_type", "who is logged in, as senders of a route"},
	    {"milter_connect_macros", "daemon_name", "which service the mail came by"},
	    {"milter_end_of_data_macros", "i", "the queue id, in logs and records"}};
	struct mta_place place;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const char *list = mta_postfix_get(check->postfix, service, wanted[i].name, &place);
		if (has_macro(list, wanted[i].macro))
			continue;
		const char *open = wanted[i].macro[1] != '\0' ? "{" : "", *end = *open != '\0' ? "}" : "";
		mta_report_add(check->report, MTA_ERROR, "macros-missing", place,
		    "%s lacks %s%s%s: referral-milter does not hear %s", wanted[i].name, open, wanted[i].macro, end,
		    wanted[i].use);
		mta_report_advise(check->report, "%s = %s %s%s%s", wanted[i].name, list, open, wanted[i].macro, end);
	}
}

static void check_protocol(
    const struct mta_check *check, const struct mta_service *service, const struct mta_filter *filter)
{
	struct mta_place place;
	const char *value = setting_of(check, service, filter, "milter_protocol", &place);

	if (protocol_of(value) >= PROTOCOL_MIN)
		return;
	mta_report_add(check->report, MTA_ERROR, "milter-protocol", place,
	    "milter_protocol = %s: below 6 Postfix hides the blanks at the beginning of header fields, waits for an "
	    "answer "
	    "to each of them, and does not ask which macros are wanted",
	    value);
	mta_report_advise(check->report, "milter_protocol = 6, or no line at all");
	check_macros(check, service);
}

void mta_check_milter_settings(
    const struct mta_check *check, const struct mta_service *service, const struct mta_filter *filter)
{
	check_default_action(check, service, filter);
	check_protocol(check, service, filter);
	check_time(
	    check, service, filter, "milter_connect_timeout", CONNECT_MIN_MS, "to come back when it was restarted");
	check_time(check, service, filter, "milter_command_timeout", mta_ours_header_wait(),
	    "at the end of a message's header");
	check_time(check, service, filter, "milter_content_timeout", mta_ours_message_wait(check->ours),
	    "at the end of a message (slot-wait, and inspect-time twice)");
}
