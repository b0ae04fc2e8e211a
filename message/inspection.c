#include "message/inspection.h"

#include "channel/channel.h"
#include "message/copy_field.h"
#include "message/facts_reader.h"
#include "message/header.h"
#include "message/text.h"
#include "rules/policy_edits.h"
#include "rules/policy_eval.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* With the referral addresses that To and Cc name, as far as they could be read. */
static int judge_unread(const struct ruleset *ruleset, const struct envelope *envelope, const struct facts *facts,
    struct verdict *ret_verdict)
{
	char **matches = calloc(facts->address_count + 1, sizeof(*matches));
	size_t count = 0;

	if (matches == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < facts->address_count; i++) {
		const struct facts_address *address = &facts->addresses[i];
		if ((address->field == FIELD_TO || address->field == FIELD_CC) &&
		    ruleset_is_referral_address(ruleset, address->canonical))
			matches[count++] = address->canonical;
	}
	int r = policy_eval_unread(ruleset, envelope, matches, count, REASON_CONTENT_UNINSPECTABLE, ret_verdict);
	free(matches);
	return r;
}

/* The copies that a repair adds and no field names yet. */
static size_t find_unseen(const struct route *route, const struct verdict *verdict, struct copy_address *ret_copies)
{
	size_t count = 0;

	for (size_t i = 0; i < verdict->copy_count; i++) {
		const struct required_copy *copy = &route->copies[i];
		if (verdict->copies[i].is_added && verdict->copies[i].in_header != ANSWER_YES)
			ret_copies[count++] = (struct copy_address){copy->name, copy->any_of.items[0]};
	}
	return count;
}

static bool find_copy_field(const void *bytes, size_t size, struct header_field *ret_field)
{
	struct header_reader reader;

	header_reader_init(&reader, bytes, size);
	while (header_reader_next(&reader, ret_field))
		if (header_field_is(ret_field, "Cc"))
			return true;
	return false;
}

/* -EBADMSG when the field as the sender wrote it cannot be written again: lines too long, controls in it. */
static int edit_field(
    const void *bytes, size_t size, const struct copy_address *copies, size_t count, struct verdict *verdict)
{
	struct header_field field = {0};
	struct text value = {0};
	bool is_changed = false;
	bool exists = find_copy_field(bytes, size, &field);

	int r = copy_field_write(exists ? field.value : NULL, field.value_length, copies, count, &value, &is_changed);
	if (r == 0 && is_changed) {
		if (strlen(text_string(&value)) != value.length || !policy_edits_value_is_folded(text_string(&value)))
			r = -EBADMSG;
		else
			r = verdict_add_edit(verdict, exists ? EDIT_CHANGE_HEADER : EDIT_ADD_HEADER, "Cc",
			    exists ? 1 : 0, text_string(&value));
	}
	text_clear(&value);
	return r == -E2BIG ? -EBADMSG : r;
}

static int add_copy_field(const struct ruleset *ruleset, int message_fd, struct verdict *verdict)
{
	const struct route *route = verdict->route != NULL ? ruleset_find(ruleset, verdict->route) : NULL;
	struct copy_address copies[RULESET_SECTION_MAX];
	size_t count = route != NULL ? find_unseen(route, verdict, copies) : 0;
	size_t size = 0;

	if (count == 0)
		return 0;
	int r = channel_sealed_size(message_fd, &size);
	if (r < 0)
		return -EIO;
	void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, message_fd, 0);
	if (bytes == MAP_FAILED)
		return -errno;
	r = edit_field(bytes, size, copies, count, verdict);
	munmap(bytes, size);
	return r;
}

static int judge(const struct inspection *inspection, const struct envelope *envelope, const struct facts *facts,
    int message_fd, struct verdict *ret_verdict)
{
	struct verdict verdict;
	int r = policy_eval(inspection->ruleset, envelope, facts, &verdict);

	if (r < 0)
		return r;
	r = add_copy_field(inspection->ruleset, message_fd, &verdict);
	if (r < 0) {
		verdict_clear(&verdict);
		return r;
	}
	*ret_verdict = verdict;
	return 0;
}

void inspection_answer(
    void *context, const struct envelope *envelope, int message_fd, struct inspect_answer *ret_answer)
{
	const struct inspection *inspection = context;
	struct facts facts;

	facts_init(&facts);
	int r = facts_read(message_fd, inspection->sniffer, &facts);
	if (r == 0)
		r = judge(inspection, envelope, &facts, message_fd, &ret_answer->verdict);
	if (r == -EBADMSG)
		r = judge_unread(inspection->ruleset, envelope, &facts, &ret_answer->verdict);
	facts_clear(&facts);
	ret_answer->error = -r;
}
