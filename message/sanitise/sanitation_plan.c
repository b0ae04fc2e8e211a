#include "message/sanitise/sanitation_plan.h"

#include "message/leaf_content.h"
#include "message/sanitise/archive_search.h"
#include "message/sanitise/file_class.h"
#include "message/sanitise/mail_language.h"
#include "message/sanitise/mail_search.h"
#include "message/sanitise/notice.h"
#include "message/sanitise/part_cleaner.h"
#include "rules/policy_predicates.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MISMATCH UNSAFE_BIT(UNSAFE_TYPE_MISMATCH)
#define BOMB	 UNSAFE_BIT(UNSAFE_BOMB)
#define ARCHIVE	 UNSAFE_BIT(UNSAFE_ARCHIVE)

struct planner {
	const struct sanitation_source *source;
	const struct route *route;
	struct part_sniffer *sniffer;
	unsigned strip; /* bits of classes */
	bool may_cut;	/* the message as a whole */
	struct archive_search archives;
	enum notice_language language;
	bool has_language;
	struct sanitation_plan plan;
};

/* One leaf, as it was found. */
struct leaf {
	size_t index;
	const struct outline_part *part;
	struct leaf_content content;
	struct file_class class;
	bool may_cut;
};

/* Takes the content over. */
static void add_replacement(struct planner *planner, const struct replacement *replacement, char *content)
{
	planner->plan.replacements[planner->plan.count] = *replacement;
	planner->plan.contents[planner->plan.count] = content;
	planner->plan.count++;
}

static enum unsafe_class first_class(unsigned classes)
{
	enum unsafe_class class = UNSAFE_HTML_ACTIVE;

	while ((classes & UNSAFE_BIT(class)) == 0)
		class ++;
	return class;
}

static int find_language(struct planner *planner)
{
	const struct sanitation_source *source = planner->source;

	if (planner->has_language)
		return 0;
	planner->has_language = true;
	return mail_language_find(source->mapping, source->outline, source->facts, &planner->language);
}

static int add_notice(struct planner *planner, const struct leaf *leaf, unsigned classes)
{
	struct text text;
	int r = find_language(planner);

	if (r < 0)
		return r;
	text_init(&text);
	r = notice_write(guidance_notice(planner->route->guidance, planner->language),
	    notice_kind(planner->language, first_class(classes)), planner->route->contact, &text);
	size_t size = text.length;
	char *octets = r == 0 ? text_take(&text) : NULL;
	text_clear(&text);
	if (octets == NULL)
		return r < 0 ? r : -ENOMEM;
	const struct replacement replacement = {.part = leaf->index, .octets = octets, .size = size, .is_notice = true};
	add_replacement(planner, &replacement, octets);
	return 0;
}

/* A text of the mail itself is what it says that it is. */
static enum file_format format_of(const struct planner *planner, const struct leaf *leaf)
{
	if (planner->source->facts->parts[leaf->index].role != PART_BODY)
		return leaf->class.format;
	if (strcmp(leaf->part->type, "text/html") == 0)
		return FORMAT_HTML;
	return leaf->class.format == FORMAT_HTML ? FORMAT_OTHER : leaf->class.format;
}

/* The new content, the new name, or both. */
static void replace(struct planner *planner, const struct leaf *leaf, bool is_renamed, struct part_cleaning *cleaned)
{
	struct cleaning *cleaning = &cleaned->cleaning;
	bool is_cleaned = cleaning->state == CLEANING_DONE;
	struct replacement replacement = {.part = leaf->index};

	if (!is_renamed && !is_cleaned)
		return;
	if (is_renamed)
		replacement.name = leaf->part->names[0];
	if (is_cleaned) {
		replacement.octets = cleaning->octets;
		replacement.size = cleaning->size;
		replacement.type = cleaning->type;
		replacement.charset = cleaned->charset;
		replacement.extension = cleaning->extension;
	}
	char *content = cleaning->octets;
	cleaning->octets = NULL;
	add_replacement(planner, &replacement, content);
}

static int clean(struct planner *planner, const struct leaf *leaf)
{
	unsigned strip = leaf->may_cut ? planner->strip : 0;
	bool is_renamed = leaf->class.hides_type && (strip & MISMATCH) != 0 && leaf->part->name_count > 0;
	struct part_cleaning cleaned;
	int r = part_cleaner_clean(
	    format_of(planner, leaf), leaf->content.octets, leaf->content.size, leaf->part->charset, strip, &cleaned);

	if (r < 0)
		return r;
	planner->plan.is_past_limit = planner->plan.is_past_limit || cleaned.cleaning.state == CLEANING_LIMIT;
	planner->plan.is_ambiguous =
	    planner->plan.is_ambiguous || (cleaned.cleaning.is_ambiguous && cleaned.cleaning.found == 0);
	planner->plan.found |= cleaned.cleaning.found;
	planner->plan.remaining |= cleaned.cleaning.found & planner->strip & ~(cleaned.cleaning.removed & strip);
	planner->plan.remaining |= leaf->class.found & planner->strip & ~(is_renamed ? MISMATCH : 0);
	replace(planner, leaf, is_renamed, &cleaned);
	cleaning_clear(&cleaned.cleaning);
	return 0;
}

/* What is found in the documents of an archive can only go with the archive. */
static int search(struct planner *planner, const struct leaf *leaf)
{
	int r = archive_search_add(&planner->archives, leaf->content.octets, leaf->content.size);

	planner->plan.found |= planner->archives.found;
	planner->plan.remaining |= planner->archives.found & planner->strip;
	planner->plan.is_ambiguous = planner->plan.is_ambiguous || planner->archives.is_ambiguous;
	planner->plan.is_past_limit = planner->plan.is_past_limit || planner->archives.is_past_limit;
	return r;
}

/* What is found in a mail that is attached as a file goes with the file. */
static int search_mail(struct planner *planner, const struct leaf *leaf)
{
	const struct facts_part *part = &planner->source->facts->parts[leaf->index];
	struct archive_search *search = &planner->archives;
	unsigned before = search->found;

	search->found = 0;
	int r = mail_search_add(search, part, leaf->content.octets, leaf->content.size);
	unsigned found = search->found, reasons = found & planner->strip & ~(MISMATCH | BOMB);
	search->found |= before;
	planner->plan.found |= found;
	planner->plan.is_ambiguous = planner->plan.is_ambiguous || search->is_ambiguous;
	planner->plan.is_past_limit = planner->plan.is_past_limit || search->is_past_limit || (found & BOMB) != 0;
	if (r < 0 || planner->plan.is_past_limit)
		return r;
	if (reasons != 0 && leaf->may_cut)
		return add_notice(planner, leaf, reasons);
	planner->plan.remaining |= found & planner->strip;
	return 0;
}

/* A leaf in whose place nothing else comes may be a mail. */
static int look_further(struct planner *planner, const struct leaf *leaf, size_t replaced)
{
	if ((leaf->class.found & ARCHIVE) != 0)
		return search(planner, leaf);
	return leaf->class.format == FORMAT_OTHER && planner->plan.count == replaced ? search_mail(planner, leaf) : 0;
}

static int judge(struct planner *planner, const struct leaf *leaf)
{
	unsigned found = leaf->class.found;
	/* That octets contradict their name says only that something is wrong, not what it is. */
	unsigned reasons = found & planner->strip & ~(MISMATCH | BOMB);

	planner->plan.found |= found;
	planner->plan.is_past_limit = planner->plan.is_past_limit || leaf->class.is_past_limit || (found & BOMB) != 0;
	if (planner->plan.is_past_limit)
		return 0;
	if (reasons != 0 && leaf->may_cut)
		return add_notice(planner, leaf, reasons);
	size_t replaced = planner->plan.count;
	int r = clean(planner, leaf);
	return r < 0 ? r : look_further(planner, leaf, replaced);
}

static int look_at(struct planner *planner, size_t index)
{
	const struct sanitation_source *source = planner->source;
	struct leaf leaf = {.index = index, .part = &source->outline->parts[index]};
	int r = leaf_content_read(source->mapping, leaf.part, &leaf.content);

	if (r < 0)
		return r;
	leaf.may_cut = planner->may_cut && replacement_is_allowed(source->outline, index);
	r = file_class_find(
	    &source->facts->parts[index], leaf.content.octets, leaf.content.size, planner->sniffer, &leaf.class);
	if (r == 0)
		r = judge(planner, &leaf);
	leaf_content_clear(&leaf.content);
	return r;
}

static int begin(struct planner *planner)
{
	size_t count = planner->source->outline->count;

	if (count != planner->source->facts->part_count)
		return -EINVAL;
	planner->plan.replacements = calloc(count + 1, sizeof(*planner->plan.replacements));
	planner->plan.contents = calloc(count + 1, sizeof(*planner->plan.contents));
	return planner->plan.replacements != NULL && planner->plan.contents != NULL ? 0 : -ENOMEM;
}

int sanitation_plan_make(const struct sanitation_source *source, const struct route *route,
    struct part_sniffer *sniffer, struct sanitation_plan *ret_plan)
{
	struct planner planner = {.source = source,
	    .route = route,
	    .sniffer = sniffer,
	    .strip = unsafe_rule_classes(&route->unsafe, ACTION_STRIP),
	    .may_cut = predicate_may_strip(route, source->facts) == ANSWER_YES,
	    .archives = {.sniffer = sniffer}};
	int r = begin(&planner);

	for (size_t i = 0; i < source->outline->count && r == 0 && !planner.plan.is_past_limit; i++)
		if (source->outline->parts[i].kind == OUTLINE_LEAF)
			r = look_at(&planner, i);
	if (r < 0)
		sanitation_plan_clear(&planner.plan);
	else
		*ret_plan = planner.plan;
	return r;
}

void sanitation_plan_clear(struct sanitation_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		free(plan->contents[i]);
	free(plan->contents);
	free(plan->replacements);
	*plan = (struct sanitation_plan){.count = 0};
}
