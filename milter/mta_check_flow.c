/* Mail that passes referral-milter twice, or never, and mail that it must not see. */
#include "milter/mta_check.h"

#include <string.h>

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (; *(list += strspn(list, ", \t")) != '\0'; list += strcspn(list, ", \t"))
		if (strncmp(list, word, length) == 0 && strchr(", \t", list[length]) != NULL)
			return true;
	return false;
}

/* Where mail comes in that was not judged: by SMTP from others, and from programs on this machine. */
static bool is_entrance(const struct mta_check *check, const struct mta_service *service)
{
	struct mta_place place;

	if (strcmp(service->command, "pickup") == 0)
		return true;
	if (strcmp(service->command, "smtpd") != 0)
		return false;
	mta_postfix_get(check->postfix, service, "receive_override_options", &place);
	return !(place.file == check->postfix->master_file && strcmp(service->type, "inet") == 0 &&
		 mta_service_is_local(service));
}

static void check_no_milters(const struct mta_check *check, const struct mta_service *service)
{
	struct mta_place place;

	if (!has_word(mta_postfix_get(check->postfix, service, "receive_override_options", &place), "no_milters"))
		return;
	if (place.file == check->postfix->main_file)
		mta_report_add(check->report, MTA_ERROR, "no-milters", place,
		    "receive_override_options = no_milters for everything: no mail is checked at all");
	else
		mta_report_add(check->report, MTA_ERROR, "no-milters", place,
		    "the service %s has receive_override_options with no_milters: what comes by it leaves unchecked",
		    service->name);
	mta_report_advise(
	    check->report, "no_milters only for the port on 127.0.0.1 that a content filter gives mail back to");
}

/* A port for mail that a content filter gives back: on this host, and without another filter of its own. */
static bool is_way_back(const struct mta_check *check, const struct mta_service *service)
{
	return strcmp(service->command, "smtpd") == 0 && strcmp(service->type, "inet") == 0 &&
	       mta_service_is_local(service) &&
	       *mta_postfix_get(check->postfix, service, "content_filter", NULL) == '\0';
}

static bool is_filtered(const struct mta_check *check, struct mta_place *ret_place)
{
	for (size_t i = 0; i < check->postfix->service_count; i++) {
		const struct mta_service *service = &check->postfix->services[i];
		if ((strcmp(service->command, "smtpd") == 0 || strcmp(service->command, "pickup") == 0) &&
		    *mta_postfix_get(check->postfix, service, "content_filter", ret_place) != '\0')
			return true;
	}
	return false;
}

static void report_twice(const struct mta_check *check, const struct mta_service *service)
{
	mta_report_add(check->report, MTA_ERROR, "judged-twice",
	    (struct mta_place){check->postfix->master_file, service->line},
	    "mail that the content filter gives back to %s passes referral-milter a second time: it is judged and "
	    "recorded twice, as this machine's own",
	    service->name);
	mta_report_advise(check->report, "-o smtpd_milters= for %s", service->name);
}

static void check_way_back(const struct mta_check *check, const struct mta_service *service)
{
	struct mta_filters filters = {0};

	if (has_word(mta_postfix_get(check->postfix, service, "receive_override_options", NULL), "no_milters"))
		return;
	if (mta_filters_parse(&filters, mta_postfix_get(check->postfix, service, "smtpd_milters", NULL)) < 0)
		check->report->is_short = true;
	else if (mta_ours_find(check->ours, &filters) >= 0)
		report_twice(check, service);
	mta_filters_clear(&filters);
}

static void check_content_filter(const struct mta_check *check)
{
	struct mta_place place;
	bool has_way_back = false;

	if (!is_filtered(check, &place))
		return;
	for (size_t i = 0; i < check->postfix->service_count; i++) {
		if (!is_way_back(check, &check->postfix->services[i]))
			continue;
		has_way_back = true;
		check_way_back(check, &check->postfix->services[i]);
	}
	if (has_way_back)
		return;
	mta_report_add(check->report, MTA_WARNING, "judged-twice", place,
	    "content_filter is set, and no smtpd on 127.0.0.1 takes the mail back: if it comes back by sendmail(1) or "
	    "from "
	    "another host, referral-milter judges it a second time");
	mta_report_advise(check->report,
	    "a port on 127.0.0.1 in master.cf with -o content_filter= -o smtpd_milters= to give it back to");
}

static void check_internal_mail(const struct mta_check *check)
{
	struct mta_place place;
	const char *classes = mta_postfix_get(check->postfix, NULL, "internal_mail_filter_classes", &place);

	if (*classes == '\0')
		return;
	mta_report_add(check->report, MTA_ERROR, "internal-mail", place,
	    "internal_mail_filter_classes = %s: bounces and notices of Postfix itself pass referral-milter, and one "
	    "that "
	    "brings a refused referral back to its sender could be refused, too",
	    classes);
	mta_report_advise(check->report, "internal_mail_filter_classes =");
}

void mta_check_flow(const struct mta_check *check)
{
	for (size_t i = 0; i < check->postfix->service_count; i++)
		if (is_entrance(check, &check->postfix->services[i]))
			check_no_milters(check, &check->postfix->services[i]);
	check_content_filter(check);
	check_internal_mail(check);
}
