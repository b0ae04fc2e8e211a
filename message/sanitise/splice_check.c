#include "message/sanitise/splice_check.h"

#include "message/header.h"

#include <errno.h>
#include <string.h>

/* Octets of one of the messages. */
struct range {
	const char *at;
	size_t size;
};

/* Both messages, as far as they were compared. */
struct comparison {
	const struct described *before, *after;
	size_t old_offset, new_offset;
};

static bool is_same_string(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

static bool is_same_range(struct range one, struct range other)
{
	return one.size == other.size && memcmp(one.at, other.at, one.size) == 0;
}

static struct range range_of(const struct described *described, size_t start, size_t end)
{
	if (start > end || end > described->message->size)
		return (struct range){"", 0};
	return (struct range){described->message->bytes + start, end - start};
}

static bool has_name(const struct outline_part *part, const char *name)
{
	for (size_t i = 0; i < part->name_count; i++)
		if (strcmp(part->names[i], name) == 0)
			return true;
	return false;
}

/* A field that is written anew has the first reading only; no reading comes about that was none before. */
static bool names_are_kept(const struct outline_part *old, const struct outline_part *new)
{
	if ((old->name_count == 0) != (new->name_count == 0))
		return false;
	for (size_t i = 0; i < new->name_count; i++)
		if (!has_name(old, new->names[i]))
			return false;
	return true;
}

static bool names_follow(const struct outline_part *old, const struct outline_part *new, const struct part_plan *plan)
{
	if (!plan->has_new_name)
		return names_are_kept(old, new);
	if (plan->name == NULL)
		return new->name_count == 0;
	return new->name_count == 1 && strcmp(new->names[0], plan->name) == 0;
}

static bool stands_alike(const struct outline_part *old, const struct outline_part *new)
{
	return old->parent == new->parent && old->depth == new->depth && old->kind == new->kind;
}

/* Octets of a text whose line ends are CRLF. */
static size_t text_length(const char *octets, size_t size, bool is_last)
{
	size_t length = size;

	for (size_t i = 0; i < size; i++)
		length += octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r');
	return size > 0 && is_last && octets[size - 1] != '\n' ? length + strlen("\r\n") : length;
}

static bool has_planned_length(const struct described *after, const struct outline_part *old,
    const struct outline_part *new, const struct part_plan *plan, const struct replacement *replacement)
{
	bool is_last = new->body_offset + new->body_length == after->message->size;

	if (!plan->has_new_content)
		return new->decoded_length == old->decoded_length;
	if (plan->encoding != OUTLINE_QUOTED_PRINTABLE)
		return new->decoded_length == replacement->size;
	return new->decoded_length == text_length(replacement->octets, replacement->size, is_last);
}

/* The next field that no replacement changes. */
static bool next_other_field(struct header_reader *reader, struct header_field *ret_field)
{
	static const char *const ours[] = {
	    "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version", "Content-MD5"};

	while (header_reader_next(reader, ret_field)) {
		bool is_ours = false;
		for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
			is_ours = is_ours || header_field_is(ret_field, ours[i]);
		if (!is_ours)
			return true;
	}
	return false;
}

static bool other_fields_are_kept(
    const struct comparison *comparison, const struct outline_part *old_part, const struct outline_part *new_part)
{
	struct range old = range_of(comparison->before, old_part->header_offset, old_part->body_offset);
	struct range new = range_of(comparison->after, new_part->header_offset, new_part->body_offset);
	struct header_field old_field = {0}, new_field = {0};
	struct header_reader old_reader, new_reader;
	bool has_old, has_new;

	header_reader_init(&old_reader, old.at, old.size);
	header_reader_init(&new_reader, new.at, new.size);
	do {
		has_old = next_other_field(&old_reader, &old_field);
		has_new = next_other_field(&new_reader, &new_field);
		if (has_old && has_new &&
		    (!is_same_range((struct range){old_field.name, old_field.name_length},
			 (struct range){new_field.name, new_field.name_length}) ||
			!is_same_range((struct range){old_field.value, old_field.value_length},
			    (struct range){new_field.value, new_field.value_length})))
			return false;
	} while (has_old && has_new);
	return has_old == has_new;
}

/* What stands before a replaced part, or behind the last one, is the same. An empty body may have shared its
 * delimiter's line end with its header, which a new body cannot. */
static bool between_is_kept(struct comparison *comparison, size_t old_end, size_t new_end)
{
	static const char crlf[] = {'\r', '\n'};
	struct range old = range_of(comparison->before, comparison->old_offset, old_end);
	struct range new = range_of(comparison->after, comparison->new_offset, new_end);

	if (new.size == old.size + sizeof(crlf) && memcmp(new.at, crlf, sizeof(crlf)) == 0) {
		new.at += sizeof(crlf);
		new.size -= sizeof(crlf);
	}
	return is_same_range(old, new);
}

static bool content_is_kept(
    const struct comparison *comparison, const struct outline_part *old, const struct outline_part *new)
{
	return is_same_range(range_of(comparison->before, old->body_offset, old->body_offset + old->body_length),
	    range_of(comparison->after, new->body_offset, new->body_offset + new->body_length));
}

/* -EBADMSG, -ENOMEM. */
static int check_replaced(struct comparison *comparison, const struct replacement *replacement, size_t index)
{
	const struct outline_part *old = &comparison->before->outline->parts[index];
	const struct outline_part *new = &comparison->after->outline->parts[index];
	struct part_plan plan;
	int r = part_plan_make(old, replacement, &plan);

	if (r < 0)
		return r;
	bool is_planned =
	    strcmp(new->type, plan.type) == 0 && is_same_string(new->charset, plan.charset) &&
	    new->encoding == plan.encoding &&new->disposition == plan.disposition &&names_follow(old, new, &plan) &&
	    has_planned_length(comparison->after, old, new, &plan, replacement) &&
	    (plan.has_new_content || content_is_kept(comparison, old, new)) &&
	    other_fields_are_kept(comparison, old, new) &&
	    between_is_kept(comparison, old->header_offset, new->header_offset);
	part_plan_clear(&plan);
	comparison->old_offset = old->body_offset + old->body_length;
	comparison->new_offset = new->body_offset + new->body_length;
	return is_planned ? 0 : -EBADMSG;
}

/* That its octets are the same follows from what is compared around the replaced ones; this from the outline alone. */
static int check_kept(const struct comparison *comparison, size_t index)
{
	const struct outline_part *old = &comparison->before->outline->parts[index];
	const struct outline_part *new = &comparison->after->outline->parts[index];

	if (strcmp(old->type, new->type) != 0 || !is_same_string(old->charset, new->charset) ||
	    old->encoding != new->encoding || old->disposition != new->disposition ||
	    old->name_count != new->name_count || !names_are_kept(old, new) ||
	    old->decoded_length != new->decoded_length ||
	    old->body_offset - old->header_offset != new->body_offset - new->header_offset)
		return -EBADMSG;
	return 0;
}

static const struct replacement *find(const struct replacement *replacements, size_t count, size_t part)
{
	for (size_t i = 0; i < count; i++)
		if (replacements[i].part == part)
			return &replacements[i];
	return NULL;
}

int splice_check(
    const struct described *before, const struct described *after, const struct replacement *replacements, size_t count)
{
	struct comparison comparison = {.before = before, .after = after};
	int r = before->outline->count == after->outline->count ? 0 : -EBADMSG;

	for (size_t i = 0; i < before->outline->count && r == 0; i++) {
		const struct replacement *replacement = find(replacements, count, i);
		if (!stands_alike(&before->outline->parts[i], &after->outline->parts[i]))
			return -EBADMSG;
		r = replacement != NULL ? check_replaced(&comparison, replacement, i) : check_kept(&comparison, i);
	}
	if (r == 0 && !between_is_kept(&comparison, before->message->size, after->message->size))
		r = -EBADMSG;
	return r;
}
