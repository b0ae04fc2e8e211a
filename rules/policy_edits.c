#include "rules/policy_edits.h"

#include "rules/policy_content.h"

#include <string.h>

static const char field_name[] = "Cc";

static bool copy_is_repaired(const struct verdict *verdict, uint32_t copy)
{
	if (verdict->disposition != DISPOSITION_ACCEPT || verdict->mode != ROUTE_ENFORCE)
		return false;
	for (size_t i = 0; i < verdict->finding_count; i++)
		if (verdict->findings[i].reason == REASON_COPY_MISSING && verdict->findings[i].subject == copy)
			return verdict->findings[i].action == ACTION_REPAIR;
	return false;
}

/* Whether the address is the one that is added for a copy. */
static bool is_added_address(
    const struct route *route, const struct verdict *verdict, const char *address, size_t length)
{
	for (size_t i = 0; i < verdict->copy_count; i++) {
		const char *added = route->copies[i].any_of.items[0];
		if (verdict->copies[i].is_added && strlen(added) == length && memcmp(added, address, length) == 0)
			return true;
	}
	return false;
}

static size_t count_recipient(const struct verdict *verdict, const char *address)
{
	size_t count = 0;

	for (size_t i = 0; i < verdict->edit_count; i++)
		if (verdict->edits[i].kind == EDIT_ADD_RECIPIENT && strcmp(verdict->edits[i].value, address) == 0)
			count++;
	return count;
}

/* Exactly the recipients that the repairs call for, each once. */
static bool recipients_follow(
    const struct route *route, const struct policy_subject *subject, const struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->edit_count; i++) {
		const char *value = verdict->edits[i].value;
		if (verdict->edits[i].kind == EDIT_ADD_RECIPIENT &&
		    !is_added_address(route, verdict, value, strlen(value)))
			return false;
	}
	for (size_t i = 0; i < verdict->copy_count; i++) {
		const char *address = route->copies[i].any_of.items[0];
		bool is_wanted = verdict->copies[i].is_added && verdict->carries_referral &&
				 !policy_subject_sends_to_address(subject, address);
		if (verdict->copies[i].is_added && count_recipient(verdict, address) != (is_wanted ? 1 : 0))
			return false;
	}
	return true;
}

/* What is not ASCII is the sender's own Cc, kept as it stands: RFC 6532, or 8-bit text of older mail programs. */
static bool is_printable(char c)
{
	return (c >= ' ' && c <= '~') || c == '\t' || (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

bool policy_edits_value_is_folded(const char *value)
{
	size_t length = strlen(field_name) + 1;
	bool has_text = true; /* the field's name */

	for (const char *at = value; *at != '\0'; at++) {
		if (*at == '\n') {
			if (!has_text || (at[1] != ' ' && at[1] != '\t'))
				return false;
			length = 0;
			has_text = false;
			continue;
		}
		has_text = has_text || !is_blank(*at);
		if (!is_printable(*at) || ++length > POLICY_LINE_MAX)
			return false;
	}
	return has_text;
}

/* One entry of an address list, and where it ends. */
struct entry {
	const char *start;
	size_t length;
	bool is_last;
	bool is_closed; /* no quoted string, comment or domain literal is left open at its end */
};

/* What a comma, among others, has no meaning in. */
struct enclosure {
	char close;	/* what ends a quoted string or a domain literal; NUL outside */
	unsigned depth; /* of comments */
};

static void read_octet(struct enclosure *enclosure, char c)
{
	if (enclosure->close != '\0') {
		if (c == enclosure->close)
			enclosure->close = '\0';
	} else if (c == '(') {
		enclosure->depth++;
	} else if (enclosure->depth > 0) {
		enclosure->depth -= c == ')';
	} else if (c == '"' || c == '[') {
		enclosure->close = c == '"' ? '"' : ']';
	}
}

/* RFC 5322: a comma separates entries except in a quoted string, a comment or a domain literal, where a backslash takes
 * the meaning from what follows it. */
static struct entry read_entry(const char *at)
{
	struct entry entry = {.start = at};
	struct enclosure enclosure = {0};

	for (; *at != '\0'; at++) {
		bool is_open = enclosure.close != '\0' || enclosure.depth > 0;
		if (!is_open && *at == ',')
			break;
		if (is_open && *at == '\\' && at[1] != '\0')
			at++;
		else
			read_octet(&enclosure, *at);
	}
	entry.length = (size_t)(at - entry.start);
	entry.is_last = *at == '\0';
	entry.is_closed = enclosure.close == '\0' && enclosure.depth == 0;
	return entry;
}

/* Leaves only the address: of `Name <address>` what stands in the last angle brackets. */
static void strip_to_address(struct entry *entry)
{
	while (entry->length > 0 && is_blank(entry->start[entry->length - 1]))
		entry->length--;
	while (entry->length > 0 && is_blank(entry->start[0])) {
		entry->start++;
		entry->length--;
	}
	if (entry->length == 0 || entry->start[entry->length - 1] != '>')
		return;
	size_t open = entry->length - 1;
	while (open > 0 && entry->start[open] != '<')
		open--;
	if (entry->start[open] != '<')
		return;
	entry->start += open + 1;
	entry->length -= open + 2;
}

/* Whether the list names the address as an entry of its own. */
static bool list_names(const char *value, const char *address)
{
	bool is_named = false;
	struct entry entry;

	do {
		entry = read_entry(value);
		value = entry.start + entry.length + 1;
		if (!entry.is_closed)
			return false;
		strip_to_address(&entry);
		is_named =
		    is_named || (entry.length == strlen(address) && memcmp(entry.start, address, entry.length) == 0);
	} while (!entry.is_last);
	return is_named;
}

/* Whether the list names nothing but copies that are added: a new field has no text of the sender's. */
static bool list_is_ours(const struct route *route, const struct verdict *verdict, const char *value)
{
	struct entry entry;

	do {
		entry = read_entry(value);
		value = entry.start + entry.length + 1;
		strip_to_address(&entry);
		if (!is_added_address(route, verdict, entry.start, entry.length))
			return false;
	} while (!entry.is_last);
	return true;
}

static bool field_follows(const struct route *route, const struct verdict *verdict, const struct edit *edit)
{
	if (strcmp(edit->name, field_name) != 0 || !policy_edits_value_is_folded(edit->value))
		return false;
	if (edit->kind == EDIT_CHANGE_HEADER && edit->occurrence != 1)
		return false;
	if (edit->kind == EDIT_ADD_HEADER && !list_is_ours(route, verdict, edit->value))
		return false;
	for (size_t i = 0; i < verdict->copy_count; i++)
		if (verdict->copies[i].is_added && verdict->copies[i].in_header != ANSWER_YES &&
		    !list_names(edit->value, route->copies[i].any_of.items[0]))
			return false;
	return true;
}

/* The visible Cc: one field changed or added where a copy is added that the header does not name, and only there. */
static bool header_follows(const struct route *route, const struct verdict *verdict)
{
	const struct edit *field = NULL;
	bool is_allowed = false;
	bool is_demanded = false;

	for (size_t i = 0; i < verdict->copy_count; i++) {
		is_allowed = is_allowed || verdict->copies[i].is_added;
		is_demanded =
		    is_demanded || (verdict->copies[i].is_added && verdict->copies[i].in_header != ANSWER_YES);
	}
	for (size_t i = 0; i < verdict->edit_count; i++) {
		if (verdict->edits[i].kind == EDIT_ADD_RECIPIENT || verdict->edits[i].kind == EDIT_REPLACE_BODY ||
		    policy_content_is_field(&verdict->edits[i]))
			continue;
		if (field != NULL)
			return false;
		field = &verdict->edits[i];
	}
	if (field == NULL)
		return !is_demanded;
	return is_allowed && field_follows(route, verdict, field);
}

static bool is_copy_written(const struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->copy_count; i++)
		if (verdict->copies[i].is_added && verdict->copies[i].in_header != ANSWER_YES)
			return true;
	return false;
}

bool policy_edits_change_message(const struct verdict *verdict)
{
	return policy_content_is_stripped(verdict) || is_copy_written(verdict);
}

/* A signature is broken only by changes that the route allows to signed mail. */
static bool signature_follows(const struct route *route, const struct verdict *verdict)
{
	bool is_repaired = false;

	for (size_t i = 0; i < verdict->copy_count; i++)
		is_repaired = is_repaired || verdict->copies[i].is_added;
	return !verdict->breaks_dkim ||
	       (policy_edits_change_message(verdict) && (route->repair_dkim_signed || !is_repaired) &&
		   (route->unsafe.strip_dkim_signed || !policy_content_is_stripped(verdict)));
}

bool policy_edits_follow(const struct route *route, const struct policy_subject *subject, const struct verdict *verdict)
{
	for (uint32_t i = 0; i < verdict->copy_count; i++)
		if (verdict->copies[i].is_added != copy_is_repaired(verdict, i))
			return false;
	return recipients_follow(route, subject, verdict) && header_follows(route, verdict) &&
	       policy_content_follows(verdict) && signature_follows(route, verdict);
}
