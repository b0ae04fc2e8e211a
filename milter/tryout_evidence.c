#include "milter/tryout_evidence.h"

#include "milter/printable.h"
#include "rules/address.h"
#include "rules/media_type.h"
#include "rules/policy_near.h"

#include <stdlib.h>
#include <string.h>

/* A list that is being printed. */
struct list {
	FILE *stream;
	bool is_revealing;
	bool has_items;
};

static void put(struct list *list, const char *what, const char *value)
{
	char *shown = list->is_revealing && value != NULL ? printable_new(value) : NULL;

	fprintf(list->stream, "%s%s%s%s", list->has_items ? ", " : "", what, shown != NULL ? " " : "",
	    shown != NULL ? shown : "");
	list->has_items = true;
	free(shown);
}

static const struct evidence_parts *parts_of(const struct explanation *explanation)
{
	static const struct evidence_parts none;

	return explanation->tried->evidence != NULL ? &explanation->tried->evidence->parts : &none;
}

static const char *section_name(const struct route *route, uint32_t index)
{
	if (route == NULL)
		return "";
	if (index < route->referral_count)
		return route->referrals[index].name;
	return index - route->referral_count < route->copy_count ? route->copies[index - route->referral_count].name
								 : "";
}

static const char *copy_name(const struct route *route, uint32_t index)
{
	return route != NULL && index < route->copy_count ? route->copies[index].name : "";
}

static const char *part_path(const struct explanation *explanation, uint32_t index)
{
	const struct evidence_parts *parts = parts_of(explanation);
	static char text[EVIDENCE_PATH_MAX + 8];

	snprintf(text, sizeof(text), "part %s", index < parts->count ? parts->items[index].path : "?");
	return text;
}

const char *tryout_subject(const struct explanation *explanation, const struct trace_entry *entry)
{
	const struct route *route = explanation->route;
	uint32_t index = entry->subject;

	if (index == FINDING_NO_SUBJECT)
		return "";
	switch (entry->predicate) {
	case PREDICATE_SENDER_IS_OURS:
	case PREDICATE_REFERRAL_IN_ENVELOPE:
	case PREDICATE_REFERRAL_IN_HEADER:
		return index < explanation->ruleset->count ? explanation->ruleset->routes[index].name : "";
	case PREDICATE_EXCEPTION_APPLIES:
		return route != NULL && index < route->exception_count ? route->exceptions[index].name : "";
	case PREDICATE_COPY_PRESENT:
		return copy_name(route, index);
	case PREDICATE_PART_IS_FORM:
		return part_path(explanation, index);
	case PREDICATE_ADDRESS_CURRENT:
	case PREDICATE_ADDRESS_NEAR:
		return section_name(route, index);
	case PREDICATE_CAN_STRIP:
		return index < UNSAFE_CLASS_COUNT ? unsafe_word((enum unsafe_class)index) : "";
	default:
		return "";
	}
}

const char *tryout_finding_subject(const struct explanation *explanation, const struct finding *finding)
{
	if (finding->subject == FINDING_NO_SUBJECT || reason_is_of_classes(finding->reason))
		return NULL;
	if (finding->reason == REASON_COPY_MISSING)
		return copy_name(explanation->route, finding->subject);
	return section_name(explanation->route, finding->subject);
}

typedef bool is_meant(const struct explanation *explanation, const struct trace_entry *entry, const char *canonical);

static const struct route *route_of(const struct explanation *explanation, const struct trace_entry *entry)
{
	return entry->subject < explanation->ruleset->count ? &explanation->ruleset->routes[entry->subject] : NULL;
}

static bool is_referral_of_route(
    const struct explanation *explanation, const struct trace_entry *entry, const char *canonical)
{
	const struct route *route = route_of(explanation, entry);
	enum address_status status;
	size_t index;

	return route != NULL && route_find_referral(route, canonical, &status, &index);
}

static bool is_of_section(const struct explanation *explanation, const struct trace_entry *entry, const char *canonical)
{
	enum address_status status;
	size_t index;

	return explanation->route != NULL && route_find_referral(explanation->route, canonical, &status, &index) &&
	       index == entry->subject;
}

static bool is_of_copy(const struct explanation *explanation, const struct trace_entry *entry, const char *canonical)
{
	return explanation->route != NULL && entry->subject < explanation->route->copy_count &&
	       address_list_has(&explanation->route->copies[entry->subject].any_of, canonical);
}

static bool is_near(const struct explanation *explanation, const struct trace_entry *entry, const char *canonical)
{
	return explanation->route != NULL && policy_near_address(explanation->ruleset, explanation->route,
						 entry->subject, canonical) != NEAR_MISS_NONE;
}

static void put_fields(
    const struct explanation *explanation, const struct trace_entry *entry, is_meant *meant, struct list *list)
{
	const struct evidence *evidence = explanation->tried->evidence;

	for (size_t i = 0; evidence != NULL && i < evidence->address_count; i++)
		if (meant(explanation, entry, evidence->addresses[i].canonical))
			put(list, facts_field_word(evidence->addresses[i].field), evidence->addresses[i].canonical);
}

static void put_recipients(
    const struct explanation *explanation, const struct trace_entry *entry, is_meant *meant, struct list *list)
{
	const struct envelope *envelope = &explanation->tried->judged.envelope;
	char text[32];

	for (size_t i = 0; i < envelope->recipient_count; i++) {
		char *canonical = NULL;
		const char *recipient = envelope->recipients[i];
		if (address_normalise(recipient, strlen(recipient), &canonical) < 0)
			continue;
		snprintf(text, sizeof(text), "recipient %zu", i + 1);
		if (meant(explanation, entry, canonical))
			put(list, text, recipient);
		free(canonical);
	}
}

static void put_both(
    const struct explanation *explanation, const struct trace_entry *entry, is_meant *meant, struct list *list)
{
	put_fields(explanation, entry, meant, list);
	put_recipients(explanation, entry, meant, list);
}

static void put_sender(const struct explanation *explanation, const struct trace_entry *entry, struct list *list)
{
	const struct envelope *envelope = &explanation->tried->judged.envelope;
	const struct route *route = route_of(explanation, entry);

	put(list, envelope->auth_user != NULL ? "signed in" : "not signed in", envelope->auth_user);
	for (size_t i = 0; route != NULL && envelope->client_address != NULL && i < route->senders.networks.count; i++)
		if (network_contains(&route->senders.networks.items[i], envelope->client_address)) {
			put(list, "client in networks", envelope->client_address);
			return;
		}
	put(list, "client in none of the networks", envelope->client_address);
}

static void put_exempt(const struct explanation *explanation, struct list *list)
{
	const struct evidence *evidence = explanation->tried->evidence;

	if (explanation->tried->judged.envelope.sender[0] == '\0')
		put(list, "null sender", NULL);
	if (evidence != NULL && evidence->is_auto_submitted == ANSWER_YES)
		put(list, "Auto-Submitted, or a report", NULL);
	if (evidence != NULL && evidence->is_calendar_reply == ANSWER_YES)
		put(list, "calendar reply", NULL);
}

static void put_part(const struct explanation *explanation, uint32_t index, struct list *list)
{
	const struct evidence_parts *parts = parts_of(explanation);

	if (index < parts->count)
		put(list, media_type_reduce(parts->items[index].type), parts->items[index].name);
}

static void put_forms(const struct explanation *explanation, struct list *list)
{
	const struct verdict *verdict = &explanation->tried->judged.verdict;
	char text[EVIDENCE_PATH_MAX + 64];

	for (size_t i = 0; i < verdict->form_count; i++) {
		snprintf(text, sizeof(text), "%s: %s", part_path(explanation, verdict->forms[i].part),
		    form_state_word(verdict->forms[i].state));
		put(list, text, NULL);
	}
	if (explanation->tried->evidence != NULL && explanation->tried->evidence->has_share_link == ANSWER_YES)
		put(list, "a link to a file", NULL);
}

/* The trouble that makes a message ambiguous, or impossible to look into. */
static void put_trouble(const struct explanation *explanation, enum reason reason, struct list *list)
{
	const struct verdict *verdict = &explanation->tried->judged.verdict;

	for (size_t i = 0; i < verdict->finding_count; i++)
		if (verdict->findings[i].reason == reason && verdict->findings[i].trouble != TROUBLE_NONE)
			put(list, trouble_word(verdict->findings[i].trouble), NULL);
}

void tryout_evidence_print(const struct explanation *explanation, const struct trace_entry *entry, FILE *stream)
{
	struct list list = {.stream = stream, .is_revealing = explanation->is_revealing};

	switch (entry->predicate) {
	case PREDICATE_SENDER_IS_OURS:
		put_sender(explanation, entry, &list);
		break;
	case PREDICATE_REFERRAL_IN_ENVELOPE:
		put_recipients(explanation, entry, is_referral_of_route, &list);
		break;
	case PREDICATE_REFERRAL_IN_HEADER:
		put_fields(explanation, entry, is_referral_of_route, &list);
		break;
	case PREDICATE_IS_EXEMPT:
		put_exempt(explanation, &list);
		break;
	case PREDICATE_IS_FOLLOW_UP:
		if (entry->answer == ANSWER_YES)
			put(&list, "In-Reply-To or References", NULL);
		break;
	case PREDICATE_IS_AMBIGUOUS:
		put_trouble(explanation, REASON_CONTENT_AMBIGUOUS, &list);
		break;
	case PREDICATE_IS_UNINSPECTABLE:
		put_trouble(explanation, REASON_CONTENT_UNINSPECTABLE, &list);
		break;
	case PREDICATE_COPY_PRESENT:
		put_both(explanation, entry, is_of_copy, &list);
		break;
	case PREDICATE_ADDRESS_CURRENT:
		put_both(explanation, entry, is_of_section, &list);
		break;
	case PREDICATE_ADDRESS_NEAR:
		put_both(explanation, entry, is_near, &list);
		break;
	case PREDICATE_PART_IS_FORM:
		put_part(explanation, entry->subject, &list);
		break;
	case PREDICATE_FORM_PRESENT:
	case PREDICATE_IS_MISROUTED:
		put_forms(explanation, &list);
		break;
	default:
		break;
	}
}
