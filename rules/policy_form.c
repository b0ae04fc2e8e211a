/* Is this part the form? The one predicate that is long enough for a file of its own. */
#include "rules/media_type.h"
#include "rules/policy_predicates.h"

#include <string.h>

static unsigned claimed_types(const struct facts_part *part)
{
	unsigned claimed = media_type_claims(part->declared_type);

	for (size_t i = 0; i < part->name_count; i++)
		claimed |= media_name_claims(part->names[i]);
	return claimed;
}

static enum answer is_allowed_type(const struct form_rule *form, const struct facts_part *part)
{
	unsigned claimed = claimed_types(part) & form->file_types;

	if (part->sniffed_type == NULL)
		return claimed != 0 ? ANSWER_UNKNOWN : ANSWER_NO;
	struct media_octets octets = media_type_octets(part->sniffed_type);
	if ((octets.is & form->file_types) != 0 || (octets.may_be & claimed) != 0)
		return ANSWER_YES;
	return (octets.hides & claimed) != 0 ? ANSWER_UNKNOWN : ANSWER_NO;
}

static enum answer name_matches(const struct form_rule *form, const struct facts_part *part)
{
	enum answer answer = ANSWER_NO;

	if (form->name_pattern == NULL)
		return ANSWER_YES;
	for (size_t i = 0; i < part->name_count; i++)
		answer = answer_or(answer, pattern_find(form->name_pattern, part->names[i], strlen(part->names[i])));
	return answer;
}

/* A picture of a form, taken with a telephone: told from a logo by its size. */
static bool is_photo(const struct route *route, const struct facts_part *part)
{
	bool is_image = media_type_is_image(part->declared_type) ||
			(part->sniffed_type != NULL && media_type_is_image(part->sniffed_type));

	return is_image && part->role != PART_INLINE && part->decoded_size >= route->photo_size;
}

static enum answer attachment_is_form(const struct form_rule *form, const struct facts_part *part)
{
	enum answer answer = is_allowed_type(form, part);

	if (answer == ANSWER_NO)
		return answer;
	answer = answer_and(answer, answer_of(part->decoded_size >= form->minimum_size));
	return answer_and(answer, name_matches(form, part));
}

static enum answer file_is_form(const struct route *route, const struct facts_part *part)
{
	enum answer answer = ANSWER_NO;

	if (part->role == PART_UNKNOWN)
		return ANSWER_UNKNOWN;
	if (part->role == PART_ATTACHMENT)
		answer = attachment_is_form(&route->form, part);
	if (answer == ANSWER_NO && (part->is_opaque || is_photo(route, part)))
		return ANSWER_UNKNOWN;
	return answer;
}

enum answer predicate_part_is_form(const struct route *route, const struct facts_part *part)
{
	enum answer answer = file_is_form(route, part);

	if (answer == ANSWER_UNKNOWN && !form_rule_takes_unreadable(&route->form, part->names, part->name_count))
		return ANSWER_NO;
	return answer;
}
