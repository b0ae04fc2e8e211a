/* What the sender of a refused referral reads: the findings that refuse, as items of the route's guidance. */
#include "rules/policy_eval.h"

#include "rules/form_naming.h"
#include "rules/policy_near.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* What the items of one reply point into. */
struct texts {
	char file_types[GUIDANCE_TYPES_MAX + 1];
	char missing[GUIDANCE_MISSING_MAX + 1];
	char limit[GUIDANCE_SIZE_TEXT_MAX + 1];
	char time[GUIDANCE_TIME_MAX + 1];
};

static int format_time(int64_t seconds, char *text, size_t size)
{
	time_t when = (time_t)seconds;
	struct tm utc;

	if (gmtime_r(&when, &utc) == NULL || strftime(text, size, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
		return -EINVAL;
	return 0;
}

static void format_size(uint64_t octets, char *text, size_t size)
{
	if (octets >= 1U << 20)
		snprintf(text, size, "%" PRIu64 " MB", octets >> 20);
	else
		snprintf(text, size, "%" PRIu64 " KB", octets >> 10);
}

static void fill_copy(const struct route *route, uint32_t index, struct guidance_item *item)
{
	item->copy_name = route->copies[index].name;
	item->copy_address = route->copies[index].any_of.items[0];
}

static void fill_referral(const struct route *route, uint32_t index, struct guidance_item *item)
{
	const struct referral_address *referral = &route->referrals[index];

	if (referral->by_status[ADDRESS_CURRENT].count > 0)
		item->address = referral->by_status[ADDRESS_CURRENT].items[0];
	item->web_form = referral->web_form;
}

static const char *first_referral(const struct route *route)
{
	const char *address = NULL;

	for (size_t i = 0; i < route->referral_count && address == NULL; i++)
		address = policy_near_meant(route, i);
	return address;
}

/* What the form that is most like ours has empty, in the words of the gate's own copy of it. */
static void name_missing(const struct route *route, const struct verdict *verdict, char *text, size_t size)
{
	const struct form_report *blank = NULL;

	for (size_t i = 0; i < verdict->form_count; i++)
		if (verdict->forms[i].state == FORM_BLANK && (blank == NULL || verdict->forms[i].score > blank->score))
			blank = &verdict->forms[i];
	form_naming_list(&route->form, blank, text, size);
}

static struct guidance_item item_of(const struct route *route, const struct finding *finding, const struct texts *texts)
{
	struct guidance_item item = {.reason = finding->reason, .trouble = finding->trouble, .limit = texts->limit};

	if (route->form.name != NULL) {
		item.form_name = route->form.name;
		item.file_types = texts->file_types;
	}
	switch (finding->reason) {
	case REASON_COPY_MISSING:
		fill_copy(route, finding->subject, &item);
		break;
	case REASON_ADDRESS_RETIRED:
	case REASON_ADDRESS_CLOSED:
		fill_referral(route, finding->subject, &item);
		break;
	case REASON_ADDRESS_NEAR_MISS:
		item.address = policy_near_meant(route, finding->subject);
		break;
	case REASON_CONTENT_UNSAFE:
		item.class = (enum unsafe_class)finding->subject;
		item.kind = notice_kind(NOTICE_ENGLISH, item.class);
		break;
	case REASON_REFERRAL_MISROUTED:
		item.address = first_referral(route);
		break;
	case REASON_FORM_BLANK:
		item.missing = texts->missing;
		break;
	default:
		break;
	}
	return item;
}

static size_t collect_items(const struct route *route, const struct verdict *verdict, const struct texts *texts,
    struct guidance_item items[static GUIDANCE_ITEMS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < verdict->finding_count && count < GUIDANCE_ITEMS_MAX; i++)
		if (verdict->findings[i].action == ACTION_REFUSE)
			items[count++] = item_of(route, &verdict->findings[i], texts);
	return count;
}

int policy_reply(const struct ruleset *ruleset, const struct verdict *verdict, const char *case_code, int64_t time,
    uint64_t limit_size, struct guidance_reply *ret_reply)
{
	const struct route *route = verdict->route != NULL ? ruleset_find(ruleset, verdict->route) : NULL;
	const struct finding *decisive = verdict_decisive(verdict);
	struct guidance_item items[GUIDANCE_ITEMS_MAX];
	struct texts texts = {0};

	if (route == NULL || decisive == NULL || verdict->disposition != DISPOSITION_REFUSE)
		return -EINVAL;
	int r = format_time(time, texts.time, sizeof(texts.time));
	if (r < 0)
		return r;
	form_rule_types(&route->form, texts.file_types, sizeof(texts.file_types));
	name_missing(route, verdict, texts.missing, sizeof(texts.missing));
	format_size(limit_size, texts.limit, sizeof(texts.limit));
	size_t count = collect_items(route, verdict, &texts, items);
	struct guidance_values values = {.contact = route->contact,
	    .case_code = case_code,
	    .time = texts.time,
	    .reason = reason_word(decisive->reason)};
	return guidance_render(route->guidance, &values, items, count, ret_reply);
}
