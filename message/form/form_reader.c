#include "message/form/form_reader.h"

#include "message/form/form_file.h"
#include "message/form/share_link.h"
#include "message/leaf_content.h"
#include "rules/policy_predicates.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* May the part be a file that the sender attached? Not the text of the mail, nor a picture in it. */
static bool is_file(const struct facts_part *part)
{
	return part->role == PART_ATTACHMENT || part->role == PART_UNKNOWN;
}

/* Without a pattern every name does; one that could not tell stands in nobody's way. */
static bool has_name(const struct pattern *pattern, const struct facts_part *part)
{
	if (pattern == NULL)
		return true;
	for (size_t i = 0; i < part->name_count; i++)
		if (pattern_find(pattern, part->names[i], strlen(part->names[i])) != ANSWER_NO)
			return true;
	return false;
}

/* What the route says of a file's name and size, beside what is in it. */
static bool is_taken(const struct form_rule *rule, const struct facts_part *part, enum form_state state)
{
	if (!has_name(rule->name_pattern, part) || part->decoded_size < rule->minimum_size)
		return false;
	return state != FORM_UNREADABLE || (rule->accept_unreadable && has_name(rule->unreadable_name_pattern, part));
}

static void hold_to_rule(
    const struct form_rule *rule, const struct facts_part *part, size_t before, struct facts *facts)
{
	for (size_t i = before; i < facts->form_count; i++)
		if (!is_taken(rule, part, facts->forms[i].state))
			facts->forms[i].state = FORM_ANOTHER;
}

static int read_part(struct form_files *files, const struct mapping *mapping, const struct outline_part *outline_part,
    const struct route *route, size_t index)
{
	const struct facts_part *part = &files->facts->parts[index];
	size_t before = files->facts->form_count;
	struct leaf_content content = {0};
	bool is_known = false;
	int r = leaf_content_read(mapping, outline_part, &content);

	if (r == 0)
		r = form_file_read(files, index, content.octets, content.size, &is_known);
	if (r == 0 && !is_known && predicate_part_is_form(route, part) == ANSWER_UNKNOWN)
		form_file_add_unreadable(files, index, content.octets, content.size);
	leaf_content_clear(&content);
	if (r < 0)
		return r;
	hold_to_rule(&route->form, part, before, files->facts);
	return 0;
}

/* A file that was not attached is perhaps behind a link. */
static int read_links(
    const struct mapping *mapping, const struct outline *outline, const struct route *route, struct facts *facts)
{
	enum answer answer = ANSWER_NO;
	int r = 0;

	for (size_t i = 0; i < outline->count && r == 0 && answer != ANSWER_YES; i++) {
		struct leaf_content content = {0};
		if (outline->parts[i].kind != OUTLINE_LEAF || facts->parts[i].role != PART_BODY)
			continue;
		r = leaf_content_read(mapping, &outline->parts[i], &content);
		if (r == 0)
			answer = answer_or(answer, share_link_occurs(content.octets, content.size, route->link_patterns,
						       route->link_pattern_count));
		leaf_content_clear(&content);
	}
	facts->has_share_link = answer;
	return r;
}

int form_reader_read(const struct mapping *mapping, const struct outline *outline, const struct route *route,
    const struct form_witness *witness, struct facts *facts)
{
	struct form_files files = {.rule = &route->form, .facts = facts, .witness = witness};
	int r = 0;

	if (outline->count != facts->part_count)
		return -EINVAL;
	for (size_t i = 0; i < outline->count && r == 0; i++)
		if (outline->parts[i].kind == OUTLINE_LEAF && is_file(&facts->parts[i]))
			r = read_part(&files, mapping, &outline->parts[i], route, i);
	if (r == 0)
		r = read_links(mapping, outline, route, facts);
	if (r == 0)
		facts->are_forms_read = files.is_past_limit ? ANSWER_UNKNOWN : ANSWER_YES;
	return r;
}
