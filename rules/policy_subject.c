#include "rules/policy_subject.h"

#include "rules/address.h"
#include "rules/recipient.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The canonical spelling, or NULL for what is no address. 0, -ENOMEM. */
static int normalise(const char *text, char **ret_canonical)
{
	char *canonical = NULL;
	int r = text != NULL ? address_normalise(text, strlen(text), &canonical) : -EINVAL;

	if (r == -ENOMEM)
		return r;
	*ret_canonical = r == 0 ? canonical : NULL;
	return 0;
}

static int add_recipient(struct policy_subject *subject, const char *recipient)
{
	struct recipient_readings readings;
	int r = recipient_read(recipient, &readings);

	if (r < 0)
		return r;
	for (size_t i = 0; i < readings.count; i++) {
		subject->recipients[subject->recipient_count++] = (struct policy_recipient){
		    .canonical = readings.items[i], .is_strict = i == 0 && readings.has_strict};
		readings.items[i] = NULL;
	}
	recipient_readings_clear(&readings);
	return 0;
}

static int read_recipients(struct policy_subject *subject)
{
	const struct envelope *envelope = subject->envelope;

	if (envelope->recipient_count == 0)
		return 0;
	subject->recipients = calloc(envelope->recipient_count, RECIPIENT_READINGS_MAX * sizeof(*subject->recipients));
	if (subject->recipients == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < envelope->recipient_count; i++) {
		int r = add_recipient(subject, envelope->recipients[i]);
		if (r < 0)
			return r;
	}
	return 0;
}

int policy_subject_init(struct policy_subject *ret_subject, const struct envelope *envelope, const struct facts *facts)
{
	struct policy_subject subject = {.envelope = envelope, .facts = facts};
	int r = normalise(envelope->sender, &subject.sender);

	if (r == 0)
		r = read_recipients(&subject);
	if (r < 0) {
		policy_subject_clear(&subject);
		return r;
	}
	*ret_subject = subject;
	return 0;
}

void policy_subject_clear(struct policy_subject *subject)
{
	free(subject->sender);
	for (size_t i = 0; i < subject->recipient_count; i++)
		free(subject->recipients[i].canonical);
	free(subject->recipients);
	memset(subject, 0, sizeof(*subject));
}

bool policy_subject_is_null_sender(const struct policy_subject *subject)
{
	return subject->sender != NULL && subject->sender[0] == '\0';
}

bool policy_subject_may_reach(const struct policy_subject *subject, const struct address_list *list)
{
	for (size_t i = 0; i < subject->recipient_count; i++)
		if (address_list_has(list, subject->recipients[i].canonical))
			return true;
	return false;
}

bool policy_subject_sends_to(const struct policy_subject *subject, const struct address_list *list)
{
	for (size_t i = 0; i < subject->recipient_count; i++)
		if (subject->recipients[i].is_strict && address_list_has(list, subject->recipients[i].canonical))
			return true;
	return false;
}

bool policy_subject_sends_to_address(const struct policy_subject *subject, const char *canonical)
{
	for (size_t i = 0; i < subject->recipient_count; i++)
		if (subject->recipients[i].is_strict && strcmp(subject->recipients[i].canonical, canonical) == 0)
			return true;
	return false;
}

bool policy_subject_names(const struct policy_subject *subject, const struct address_list *list, unsigned fields)
{
	const struct facts *facts = subject->facts;

	if (facts == NULL) {
		for (size_t i = 0; i < subject->match_count; i++)
			if ((fields & POLICY_TO_CC) != 0 && address_list_has(list, subject->matches[i]))
				return true;
		return false;
	}
	for (size_t i = 0; i < facts->address_count; i++)
		if ((fields & 1U << facts->addresses[i].field) != 0 &&
		    address_list_has(list, facts->addresses[i].canonical))
			return true;
	return false;
}
