#include "message/sanitise/sanitation.h"

#include "message/reading.h"
#include "message/sanitise/sanitation_plan.h"
#include "message/sanitise/splice_check.h"

#include <errno.h>

void sanitation_init(struct sanitation *sanitation)
{
	*sanitation = (struct sanitation){.mapping = {.fd = -1, .bytes = ""}};
	spliced_init(&sanitation->message);
	outline_init(&sanitation->outline);
}

void sanitation_clear(struct sanitation *sanitation)
{
	mapping_close(&sanitation->mapping);
	spliced_clear(&sanitation->message);
	outline_clear(&sanitation->outline);
	sanitation_init(sanitation);
}

/* Reads the new message as if it came from outside. -EBADMSG: it has not one reading that we can rely on. */
static int read_new(struct sanitation *sanitation, struct part_sniffer *sniffer, struct facts *facts)
{
	int r = mapping_open(sanitation->message.fd, &sanitation->mapping);

	if (r == 0)
		r = reading_make(&sanitation->mapping, sniffer, facts, &sanitation->outline);
	if (r == 0 && (sanitation->outline.count == 0 || facts->ambiguity != TROUBLE_NONE ||
			  facts->uninspectable != TROUBLE_NONE))
		r = -EBADMSG;
	return r;
}

/* What was taken out is gone, nothing else came in its place, and a second time there is nothing to do. */
static int look_again(const struct sanitation *sanitation, const struct route *route, struct part_sniffer *sniffer,
    const struct sanitation_plan *plan, struct facts *facts)
{
	const struct sanitation_source source = {&sanitation->mapping, &sanitation->outline, facts};
	struct sanitation_plan second;
	int r = sanitation_plan_make(&source, route, sniffer, &second);

	if (r < 0)
		return r;
	unsigned left = second.found & unsafe_rule_classes(&route->unsafe, ACTION_STRIP);
	if (second.count > 0 || second.is_past_limit || (second.found & ~plan->found) != 0 ||
	    (left & ~plan->remaining) != 0)
		r = -EBADMSG;
	facts->unsafe_found = plan->found;
	facts->unsafe_removed = plan->found & ~second.found;
	sanitation_plan_clear(&second);
	return r;
}

static int check(
    const struct sanitation *sanitation, const struct sanitation_source *old, const struct sanitation_plan *plan)
{
	const struct described before = {old->mapping, old->outline};
	const struct described after = {&sanitation->mapping, &sanitation->outline};

	return splice_check(&before, &after, plan->replacements, plan->count);
}

static int renew(const struct sanitation_source *old, const struct route *route, struct part_sniffer *sniffer,
    uint64_t most, const struct sanitation_plan *plan, struct facts *facts, struct sanitation *sanitation)
{
	int r = splice_make(old->mapping, old->outline, plan->replacements, plan->count, most, &sanitation->message);

	if (r == 0)
		r = read_new(sanitation, sniffer, facts);
	if (r == 0)
		r = check(sanitation, old, plan);
	if (r == 0)
		r = look_again(sanitation, route, sniffer, plan, facts);
	return r;
}

/* Whether it is the message of which nothing can be made, not we who cannot. */
static bool is_of_message(int error)
{
	return error == -EPERM || error == -E2BIG || error == -EBADMSG;
}

static int take_out(const struct sanitation_source *old, const struct route *route, struct part_sniffer *sniffer,
    uint64_t most, const struct sanitation_plan *plan, struct facts *facts, struct sanitation *ret_sanitation)
{
	struct sanitation sanitation;
	struct facts fresh;

	sanitation_init(&sanitation);
	facts_init(&fresh);
	int r = renew(old, route, sniffer, most, plan, &fresh, &sanitation);
	if (r == 0) {
		sanitation.has_message = true;
		facts_clear(facts);
		*facts = fresh;
		*ret_sanitation = sanitation;
		return 0;
	}
	facts_clear(&fresh);
	sanitation_clear(&sanitation);
	return is_of_message(r) ? 0 : r;
}

int sanitation_make(const struct mapping *mapping, const struct outline *outline, const struct route *route,
    struct part_sniffer *sniffer, uint64_t most, struct facts *facts, struct sanitation *ret_sanitation)
{
	const struct sanitation_source source = {mapping, outline, facts};
	struct sanitation_plan plan;
	int r = sanitation_plan_make(&source, route, sniffer, &plan);

	if (r < 0)
		return r;
	facts->unsafe_found = plan.found;
	facts->unsafe_removed = 0;
	if (plan.is_past_limit)
		facts->uninspectable = TROUBLE_BOMB;
	else if (plan.is_ambiguous)
		facts->ambiguity = TROUBLE_FILE_TYPE;
	else if (plan.count > 0)
		r = take_out(&source, route, sniffer, most, &plan, facts, ret_sanitation);
	sanitation_plan_clear(&plan);
	return r;
}
