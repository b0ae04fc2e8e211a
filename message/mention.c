#include "message/mention.h"

#include "message/encoded_word.h"
#include "message/squashed.h"
#include "message/text.h"
#include "rules/address.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A referral address, squashed like the text. */
struct needle {
	char *local;
	size_t local_length;
	char *domain;
	size_t domain_length;
};

struct mention {
	struct needle *needles;
	size_t count;
};

static bool is_atext(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("!#$&*+-/=?^_`{|}~.", c) != NULL;
}

/* Whether the local part ends before `at` and does not begin in the middle of a longer one. */
static bool has_local(const struct squashed *squashed, size_t at, const struct needle *needle)
{
	const char *octets = squashed->octets;

	if (at < needle->local_length)
		return false;
	size_t start = at - needle->local_length;
	return memcmp(octets + start, needle->local, needle->local_length) == 0 &&
	       (start == 0 || squashed_has_gap(squashed, start) || !is_atext(octets[start - 1]));
}

/* Whether the domain may end at `at`; a dot may follow it. */
static bool ends_domain(const struct squashed *squashed, size_t at)
{
	if (!squashed_has_gap(squashed, at) && squashed->octets[at] == '.')
		at++;
	return squashed_has_gap(squashed, at) || !is_atext(squashed->octets[at]);
}

/* The octets that may be a domain, at most so many as one may have. */
static size_t domain_length(const struct squashed *squashed, size_t at, bool *ret_is_ascii)
{
	size_t length = 0;

	*ret_is_ascii = true;
	while (length < ADDRESS_DOMAIN_MAX && (length == 0 || !squashed_has_gap(squashed, at + length))) {
		char c = squashed->octets[at + length];
		if ((unsigned char)c >= 0x80)
			*ret_is_ascii = false;
		else if (!is_atext(c))
			break;
		length++;
	}
	return length;
}

static bool has_domain(const struct squashed *squashed, size_t at, const struct needle *needle)
{
	bool is_ascii = true, is_equal = false;
	char *domain = NULL;

	if (squashed->length - at >= needle->domain_length &&
	    memcmp(squashed->octets + at, needle->domain, needle->domain_length) == 0)
		return ends_domain(squashed, at + needle->domain_length);
	if (at == squashed->length)
		return false;
	/* U-labels become the A-labels of the address. */
	size_t length = domain_length(squashed, at, &is_ascii);
	if (is_ascii)
		return false;
	int r = address_domain_normalise(squashed->octets + at, length, &domain);
	if (r < 0)
		return r == -ENOMEM;
	is_equal = strcmp(domain, needle->domain) == 0;
	free(domain);
	return is_equal;
}

static bool has_needle(const struct squashed *squashed, const struct mention *mention)
{
	for (size_t at = 0; at < squashed->length; at++) {
		if (squashed->octets[at] != '@')
			continue;
		for (size_t i = 0; i < mention->count; i++)
			if (has_local(squashed, at, &mention->needles[i]) &&
			    has_domain(squashed, at + 1, &mention->needles[i]))
				return true;
	}
	return false;
}

/* Under each treatment of comments, where that makes a difference. */
static bool occurs_plain(const struct mention *mention, const char *text, size_t length)
{
	bool has_comment = memchr(text, '(', length) != NULL, found = false;

	for (int i = SQUASH_COMMENTS_KEPT; i < SQUASH_COMMENTS_COUNT && !found; i++) {
		struct squashed squashed;
		found = squashed_init(&squashed, text, length, (enum squash_comments)i) < 0 ||
			has_needle(&squashed, mention);
		squashed_clear(&squashed);
		if (!has_comment)
			break;
	}
	return found;
}

bool mention_occurs(const struct mention *mention, const char *text, size_t length)
{
	struct text decoded = {0};

	if (length == 0 || occurs_plain(mention, text, length))
		return length > 0;
	if (!encoded_word_occurs(text, length))
		return false;
	bool found = encoded_word_decode(text, length, &decoded) < 0 ||
		     occurs_plain(mention, text_string(&decoded), decoded.length);
	text_clear(&decoded);
	return found;
}

/* The local part loses its quotes as the text will. */
static int needle_init(struct needle *needle, const char *canonical)
{
	const char *domain = address_domain(canonical);
	size_t length = (size_t)(domain - canonical) - 1;
	struct squashed local;

	int r = squashed_init(&local, canonical, length, SQUASH_COMMENTS_KEPT);
	memset(needle, 0, sizeof(*needle));
	needle->domain_length = strlen(domain);
	needle->domain = strdup(domain);
	if (r == 0) {
		needle->local_length = local.length;
		needle->local = strndup(local.octets, local.length);
	}
	squashed_clear(&local);
	return needle->local != NULL && needle->domain != NULL ? 0 : -ENOMEM;
}

static size_t count_addresses(const struct ruleset *ruleset)
{
	size_t count = 0;

	for (size_t i = 0; i < ruleset->count; i++)
		for (size_t j = 0; j < ruleset->routes[i].referral_count; j++)
			for (size_t k = 0; k < ADDRESS_STATUS_COUNT; k++)
				count += ruleset->routes[i].referrals[j].by_status[k].count;
	return count;
}

static int add_referral(struct mention *mention, const struct referral_address *referral)
{
	for (size_t i = 0; i < ADDRESS_STATUS_COUNT; i++) {
		const struct address_list *list = &referral->by_status[i];
		for (size_t j = 0; j < list->count; j++) {
			int r = needle_init(&mention->needles[mention->count++], list->items[j]);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

int mention_new(const struct ruleset *ruleset, struct mention **ret_mention)
{
	struct mention *mention = calloc(1, sizeof(*mention));
	int r = 0;

	if (mention == NULL)
		return -ENOMEM;
	mention->needles = calloc(count_addresses(ruleset) + 1, sizeof(*mention->needles));
	if (mention->needles == NULL)
		r = -ENOMEM;
	for (size_t i = 0; i < ruleset->count && r == 0; i++)
		for (size_t j = 0; j < ruleset->routes[i].referral_count && r == 0; j++)
			if (ruleset->routes[i].mode != ROUTE_OFF)
				r = add_referral(mention, &ruleset->routes[i].referrals[j]);
	if (r < 0) {
		mention_free(mention);
		return r;
	}
	*ret_mention = mention;
	return 0;
}

void mention_free(struct mention *mention)
{
	if (mention == NULL)
		return;
	for (size_t i = 0; i < mention->count; i++) {
		free(mention->needles[i].local);
		free(mention->needles[i].domain);
	}
	free(mention->needles);
	free(mention);
}
