#include "rules/sender_overlap.h"

#include <string.h>

bool sender_domain_covers(const char *outer, const char *inner)
{
	size_t length = strlen(outer), size = strlen(inner);

	if (strcmp(outer, inner) == 0)
		return true;
	return outer[0] == '.' && size > length && strcmp(inner + size - length, outer) == 0;
}

static bool has_covering(const struct address_list *list, const char *domain)
{
	for (size_t i = 0; i < list->count; i++)
		if (sender_domain_covers(list->items[i], domain))
			return true;
	return false;
}

/* No list of domains is all of them. */
static bool domains_cover(const struct address_list *outer, const struct address_list *inner)
{
	if (outer->count == 0)
		return true;
	for (size_t i = 0; i < inner->count; i++)
		if (!has_covering(outer, inner->items[i]))
			return false;
	return inner->count > 0;
}

static bool domains_meet(const struct address_list *one, const struct address_list *other)
{
	if (one->count == 0 || other->count == 0)
		return true;
	for (size_t i = 0; i < one->count; i++)
		if (has_covering(other, one->items[i]))
			return true;
	for (size_t i = 0; i < other->count; i++)
		if (has_covering(one, other->items[i]))
			return true;
	return false;
}

static bool is_in(const struct network_list *list, const struct network *network)
{
	for (size_t i = 0; i < list->count; i++)
		if (network_covers(&list->items[i], network))
			return true;
	return false;
}

static bool networks_cover(const struct network_list *outer, const struct network_list *inner)
{
	for (size_t i = 0; i < inner->count; i++)
		if (!is_in(outer, &inner->items[i]))
			return false;
	return true;
}

static bool networks_meet(const struct network_list *one, const struct network_list *other)
{
	for (size_t i = 0; i < one->count; i++)
		if (is_in(other, &one->items[i]))
			return true;
	for (size_t i = 0; i < other->count; i++)
		if (is_in(one, &other->items[i]))
			return true;
	return false;
}

bool sender_rule_covers(const struct sender_rule *outer, const struct sender_rule *inner)
{
	return (outer->authenticated || !inner->authenticated) && networks_cover(&outer->networks, &inner->networks) &&
	       domains_cover(&outer->domains, &inner->domains);
}

/* Whoever signs in may do so from any network. */
bool sender_rules_meet(const struct sender_rule *one, const struct sender_rule *other)
{
	return domains_meet(&one->domains, &other->domains) &&
	       (one->authenticated || other->authenticated || networks_meet(&one->networks, &other->networks));
}
