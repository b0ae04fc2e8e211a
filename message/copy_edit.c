#include "message/copy_edit.h"

#include "message/copy_field.h"
#include "message/header.h"
#include "message/text.h"
#include "rules/policy_edits.h"

#include <errno.h>
#include <string.h>

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

int copy_edit_add(const struct ruleset *ruleset, const struct mapping *mapping, struct verdict *verdict)
{
	const struct route *route = verdict->route != NULL ? ruleset_find(ruleset, verdict->route) : NULL;
	struct copy_address copies[RULESET_SECTION_MAX];
	size_t count = route != NULL ? find_unseen(route, verdict, copies) : 0;

	return count > 0 ? edit_field(mapping->bytes, mapping->size, copies, count, verdict) : 0;
}
