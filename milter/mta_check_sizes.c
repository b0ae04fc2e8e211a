#include "milter/mta_check.h"

#include <inttypes.h>
#include <stdlib.h>

/* With any milter Postfix cuts header fields at so many octets, whatever it is told (REC_TYPE_NORM, 60000). */
#define FIELD_MAX 60000

static void check_message_size(const struct mta_check *check)
{
	struct mta_place place;
	const char *value = mta_postfix_get(check->postfix, NULL, "message_size_limit", &place);
	uint64_t theirs = strtoull(value, NULL, 10), ours = check->ours->options.message_size_limit;

	if (theirs != 0 && theirs <= ours)
		return;
	mta_report_add(check->report, MTA_WARNING, "message-size", place,
	    "message_size_limit = %s%s, but message-size-limit is %" PRIu64
	    " (%s): a referral between the two is taken "
	    "by Postfix, and refused by referral-milter",
	    value, theirs == 0 ? ", which is no limit" : "", ours, check->ours->config);
	mta_report_advise(check->report, "message_size_limit = %" PRIu64 ", or a larger message-size-limit", ours);
}

static void check_header_size(const struct mta_check *check)
{
	struct mta_place place;
	const char *value = mta_postfix_get(check->postfix, NULL, "header_size_limit", &place);

	if (strtoull(value, NULL, 10) >= FIELD_MAX)
		return;
	mta_report_add(check->report, MTA_WARNING, "header-size", place,
	    "header_size_limit = %s: longer fields are cut before referral-milter sees them; addresses of a long To or "
	    "Cc "
	    "are lost, and a copy would be missed",
	    value);
	mta_report_advise(check->report, "header_size_limit = 102400, or no line at all");
}

void mta_check_sizes(const struct mta_check *check)
{
	check_message_size(check);
	check_header_size(check);
}
