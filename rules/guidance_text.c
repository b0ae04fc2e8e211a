#include "rules/guidance_text.h"

#include "rules/address.h"
#include "rules/ruleset.h"

#include <stdio.h>
#include <string.h>

#define OF(reason) (1U << REASON_##reason)

#define ABOUT_FORM (OF(FORM_MISSING) | OF(FORM_LINK) | OF(FORM_BLANK) | OF(FORM_OLD) | OF(FORM_UNREADABLE))

static const struct guidance_placeholder in_reply[] = {
    {"{contact}", RULESET_CONTACT_MAX, offsetof(struct guidance_values, contact), 0},
    {"{case}", GUIDANCE_CASE_MAX, offsetof(struct guidance_values, case_code), 0},
    {"{time}", GUIDANCE_TIME_MAX, offsetof(struct guidance_values, time), 0},
    {"{reason}", GUIDANCE_WORD_MAX, offsetof(struct guidance_values, reason), 0},
};

/* An item may use what the policy is sure to know when it has the finding. */
static const struct guidance_placeholder in_item[] = {
    {"{copy-name}", RULESET_NAME_MAX, offsetof(struct guidance_item, copy_name), OF(COPY_MISSING)},
    {"{copy-address}", ADDRESS_MAX, offsetof(struct guidance_item, copy_address), OF(COPY_MISSING)},
    {"{form-name}", RULESET_NAME_MAX, offsetof(struct guidance_item, form_name), ABOUT_FORM | OF(REFERRAL_MISROUTED)},
    {"{file-types}", GUIDANCE_TYPES_MAX, offsetof(struct guidance_item, file_types), ABOUT_FORM},
    {"{missing}", GUIDANCE_MISSING_MAX, offsetof(struct guidance_item, missing), OF(FORM_BLANK)},
    {"{address}", ADDRESS_MAX, offsetof(struct guidance_item, address),
	OF(ADDRESS_RETIRED) | OF(ADDRESS_NEAR_MISS) | OF(REFERRAL_MISROUTED)},
    {"{web-form}", 2 * RULESET_URL_MAX, offsetof(struct guidance_item, web_form), OF(ADDRESS_CLOSED)},
    {NOTICE_KIND, NOTICE_KIND_MAX, offsetof(struct guidance_item, kind), OF(CONTENT_UNSAFE)},
    {"{limit}", GUIDANCE_SIZE_TEXT_MAX, offsetof(struct guidance_item, limit), OF(LIMIT)},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

bool guidance_piece_next(const char **at, struct guidance_piece *ret_piece)
{
	const char *start = *at;

	if (*start == '\0')
		return false;
	size_t length = strcspn(start, "{");
	bool is_placeholder = false;
	if (length == 0) {
		const char *end = strchr(start, '}');
		is_placeholder = end != NULL;
		length = end != NULL ? (size_t)(end - start) + 1 : strlen(start);
	}
	*ret_piece = (struct guidance_piece){start, length, is_placeholder};
	*at = start + length;
	return true;
}

static bool is_named(const struct guidance_placeholder *placeholder, const struct guidance_piece *piece)
{
	return strlen(placeholder->name) == piece->length && memcmp(placeholder->name, piece->text, piece->length) == 0;
}

const struct guidance_placeholder *guidance_reply_placeholder(const struct guidance_piece *piece)
{
	for (size_t i = 0; i < COUNT(in_reply); i++)
		if (is_named(&in_reply[i], piece))
			return &in_reply[i];
	return NULL;
}

const struct guidance_placeholder *guidance_item_placeholder(const struct guidance_piece *piece, enum reason reason)
{
	for (size_t i = 0; i < COUNT(in_item); i++)
		if ((in_item[i].reasons & 1U << reason) != 0 && is_named(&in_item[i], piece))
			return &in_item[i];
	return NULL;
}

void guidance_reply_placeholders(char *text, size_t size)
{
	size_t used = (size_t)snprintf(text, size, "%s", GUIDANCE_ITEMS);

	for (size_t i = 0; i < COUNT(in_reply) && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, ", %s", in_reply[i].name);
}

void guidance_item_placeholders(enum reason reason, char *text, size_t size)
{
	size_t used = 0;

	snprintf(text, size, "none");
	for (size_t i = 0; i < COUNT(in_item) && used < size; i++)
		if ((in_item[i].reasons & 1U << reason) != 0)
			used +=
			    (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "", in_item[i].name);
}

size_t guidance_wire_length(const char *text, size_t length)
{
	size_t octets = length;

	for (size_t i = 0; i < length; i++)
		octets += text[i] == '%';
	return octets;
}

bool guidance_is_repeated(enum reason reason)
{
	return reason == REASON_COPY_MISSING || reason == REASON_ADDRESS_RETIRED || reason == REASON_ADDRESS_CLOSED ||
	       reason == REASON_ADDRESS_NEAR_MISS || reason == REASON_CONTENT_UNSAFE;
}
