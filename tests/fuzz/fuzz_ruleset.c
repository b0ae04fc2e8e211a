/*
 * Whatever stands in a rule file and its guidance: problems or a ruleset, never both and never neither; and every reply
 * of a ruleset that loads can be rendered, with the longest values there may be. The input is the rule file, a NUL, and
 * the guidance text.
 */
#include "rules/address.h"
#include "rules/ruleset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

/* The longest text that a value may have, cut to `length`. */
static const char *longest(size_t length)
{
	static char text[ADDRESS_MAX + 1];

	if (text[0] == '\0')
		memset(text, 'a', ADDRESS_MAX);
	return text + ADDRESS_MAX - length;
}

static struct guidance_item longest_item(enum reason reason, enum trouble trouble, enum unsafe_class class)
{
	return (struct guidance_item){.reason = reason,
	    .trouble = trouble,
	    .class = class,
	    .kind = longest(NOTICE_KIND_MAX),
	    .copy_name = longest(RULESET_NAME_MAX),
	    .copy_address = longest(ADDRESS_MAX),
	    .form_name = longest(RULESET_NAME_MAX),
	    .file_types = longest(GUIDANCE_TYPES_MAX),
	    .missing = longest(GUIDANCE_MISSING_MAX),
	    .address = longest(ADDRESS_MAX),
	    .web_form = longest(RULESET_URL_MAX),
	    .limit = longest(GUIDANCE_SIZE_TEXT_MAX)};
}

/* As many of them as one message may have. */
static void check_item(const struct guidance *guidance, const struct guidance_item *item)
{
	static const enum reason repeated[] = {REASON_COPY_MISSING, REASON_ADDRESS_RETIRED, REASON_ADDRESS_CLOSED,
	    REASON_ADDRESS_NEAR_MISS, REASON_CONTENT_UNSAFE};
	struct guidance_values values = {longest(RULESET_CONTACT_MAX), longest(GUIDANCE_CASE_MAX),
	    longest(GUIDANCE_TIME_MAX), longest(GUIDANCE_WORD_MAX)};
	struct guidance_item items[GUIDANCE_ITEMS_MAX];
	struct guidance_reply reply;
	size_t count = 1;

	for (size_t i = 0; i < sizeof(repeated) / sizeof(repeated[0]); i++)
		if (repeated[i] == item->reason)
			count = GUIDANCE_ITEMS_MAX;
	for (size_t i = 0; i < count; i++)
		items[i] = *item;
	require(guidance_render(guidance, &values, items, count, &reply) == 0);
	for (size_t i = 0; i < reply.count; i++)
		require(strlen(reply.lines[i]) <= GUIDANCE_LINE_MAX);
	guidance_reply_clear(&reply);
}

static void check_guidance(const struct guidance *guidance)
{
	for (enum reason reason = 0; reason < REASON_COUNT; reason++)
		for (enum trouble trouble = 0; trouble < TROUBLE_COUNT; trouble++)
			if (trouble_fits(trouble, reason)) {
				struct guidance_item item = longest_item(reason, trouble, UNSAFE_BOMB);
				check_item(guidance, &item);
			}
	for (enum unsafe_class class = 0; class < UNSAFE_CLASS_COUNT; class ++) {
		struct guidance_item item = longest_item(REASON_CONTENT_UNSAFE, TROUBLE_NONE, class);
		check_item(guidance, &item);
	}
	for (enum notice_language i = 0; i < NOTICE_LANGUAGE_COUNT; i++)
		require(notice_check(guidance_notice(guidance, i)) == 0);
}

/* What cannot be done safely cannot be asked for. */
static void check_unsafe(const struct unsafe_rule *unsafe)
{
	for (enum unsafe_class class = 0; class < UNSAFE_CLASS_COUNT; class ++)
		require(unsafe_allows(class, unsafe->actions[class]));
}

static void check_ruleset(const struct ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->count; i++) {
		const struct route *route = &ruleset->routes[i];
		require(ruleset_find(ruleset, route->name) == route);
		require(route->referral_count > 0 && route->contact != NULL && route->guidance != NULL);
		for (size_t j = 0; j < route->copy_count; j++)
			require(route->copies[j].name != NULL && route->copies[j].any_of.count > 0);
		for (size_t j = 0; j < route->exception_count; j++)
			require(route->exceptions[j].why != NULL && route->exceptions[j].expires > 0);
		check_unsafe(&route->unsafe);
		check_guidance(route->guidance);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size > 0 ? memchr(data, '\0', size) : NULL;
	size_t rules_size = nul != NULL ? (size_t)(nul - data) : size;
	struct bundle bundle;
	struct problem_list problems;
	struct ruleset *ruleset = NULL;

	bundle_init(&bundle);
	problem_list_init(&problems);
	if (bundle_add(&bundle, BUNDLE_RULES, "r", "r", data, rules_size) == 0 &&
	    (nul == NULL ||
		bundle_add(&bundle, BUNDLE_GUIDANCE, "g.txt", "g.txt", nul + 1, size - rules_size - 1) == 0)) {
		int r = ruleset_new(&bundle, 0, &problems, &ruleset);
		require((r == 0) == (ruleset != NULL));
		require((r == 0) == !problems.has_error);
		if (r == 0)
			check_ruleset(ruleset);
	}
	ruleset_free(ruleset);
	problem_list_clear(&problems);
	bundle_clear(&bundle);
	return 0;
}
