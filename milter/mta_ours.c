#include "milter/mta_ours.h"

#include "milter/check_command.h"
#include "milter/limits.h"
#include "milter/socket_address.h"
#include "rules/address.h"
#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void print_problems(const struct problem_list *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		if (!problems->items[i].is_warning)
			fprintf(stderr, "%s\n", problems->items[i].text);
}

/* Without a configuration: the defaults. */
static int load_options(struct mta_ours *ours, const char *config)
{
	struct problem_list problems;
	int r = 0;

	if (config == NULL && access(ours->options.config_file, F_OK) != 0)
		return 0;
	problem_list_init(&problems);
	r = options_load(&ours->options, ours->config, &problems);
	print_problems(&problems);
	problem_list_clear(&problems);
	return r;
}

static int set_socket(struct mta_ours *ours, const char *socket)
{
	struct socket_address address;

	if (socket != NULL && socket_address_parse(socket, &address) < 0) {
		fputs(CHECK_PROGRAM ": --socket: allowed: " SOCKET_ADDRESS_ALLOWED "\n", stderr);
		return -EINVAL;
	}
	if (socket == NULL && ours->options.lines[OPTION_SOCKET] > 0)
		socket = ours->options.socket;
	if (socket == NULL || strncmp(socket, "fd:", 3) == 0)
		return 0;
	ours->socket = mta_address(socket, false);
	return ours->socket != NULL ? 0 : -ENOMEM;
}

static int add_domain(struct mta_ours *ours, const char *domain)
{
	for (size_t i = 0; i < ours->domain_count; i++)
		if (strcmp(ours->domains[i], domain) == 0)
			return 0;
	char **grown = grow_by_one(ours->domains, ours->domain_count, sizeof(*grown));
	if (grown == NULL)
		return -ENOMEM;
	ours->domains = grown;
	ours->domains[ours->domain_count] = strdup(domain);
	return ours->domains[ours->domain_count++] != NULL ? 0 : -ENOMEM;
}

static int add_domains(struct mta_ours *ours, const struct address_list *list)
{
	int r = 0;

	for (size_t i = 0; i < list->count && r == 0; i++)
		r = add_domain(ours, address_domain(list->items[i]));
	return r;
}

/* Is mail on it relayed anywhere? A test never is. */
static bool is_relayed(const struct route *route)
{
	return route->mode != ROUTE_OFF && !route->is_canary;
}

/* Of the addresses that mail is relayed to. */
static int collect_domains(struct mta_ours *ours)
{
	const struct ruleset *ruleset = ours->policy.ruleset;
	int r = 0;

	for (size_t i = 0; ruleset != NULL && i < ruleset->count; i++)
		for (size_t j = 0; is_relayed(&ruleset->routes[i]) && j < ruleset->routes[i].referral_count; j++) {
			const struct referral_address *referral = &ruleset->routes[i].referrals[j];
			if (r == 0)
				r = add_domains(ours, &referral->by_status[ADDRESS_CURRENT]);
			if (r == 0)
				r = add_domains(ours, &referral->by_status[ADDRESS_LEGACY]);
		}
	return r;
}

int mta_ours_load(struct mta_ours *ours, const char *config, const char *socket)
{
	struct problem_list problems;

	*ours = (struct mta_ours){0};
	policy_init(&ours->policy);
	int r = options_init(&ours->options);
	if (r < 0)
		return r;
	ours->config = strdup(config != NULL ? config : ours->options.config_file);
	r = ours->config != NULL ? load_options(ours, config) : -ENOMEM;
	if (r == 0)
		r = set_socket(ours, socket);
	if (r < 0)
		return r;
	problem_list_init(&problems);
	if (policy_load(&ours->options, (int64_t)time(NULL), &problems, &ours->policy) == -ENOMEM)
		r = -ENOMEM;
	problem_list_clear(&problems);
	return r == 0 ? collect_domains(ours) : r;
}

void mta_ours_clear(struct mta_ours *ours)
{
	for (size_t i = 0; i < ours->domain_count; i++)
		free(ours->domains[i]);
	free(ours->domains);
	free(ours->socket);
	free(ours->config);
	policy_clear(&ours->policy);
	options_clear(&ours->options);
	*ours = (struct mta_ours){0};
}

bool mta_ours_is_called(const struct mta_filter *filter)
{
	return strcasestr(filter->address, "referral") != NULL ||
	       (filter->name != NULL && strcasestr(filter->name, "referral") != NULL);
}

/* Also as a chrooted process or one in the queue directory writes it. */
static bool is_socket(const struct mta_ours *ours, const char *address)
{
	if (ours->socket == NULL)
		return false;
	if (strcmp(address, ours->socket) == 0)
		return true;
	if (strncmp(address, "unix:", 5) != 0 || strncmp(ours->socket, "unix:", 5) != 0)
		return false;
	address += address[5] == '/' ? 6 : 5;
	size_t length = strlen(address), whole = strlen(ours->socket);
	return length > 0 && length < whole && strcmp(ours->socket + whole - length, address) == 0 &&
	       ours->socket[whole - length - 1] == '/';
}

int mta_ours_find(const struct mta_ours *ours, const struct mta_filters *filters)
{
	for (size_t i = 0; i < filters->count; i++)
		if (is_socket(ours, filters->items[i].address))
			return (int)i;
	for (size_t i = 0; i < filters->count; i++)
		if (mta_ours_is_called(&filters->items[i]))
			return (int)i;
	return -1;
}

long mta_ours_header_wait(void)
{
	return LIMIT_SCREEN_MS + LIMIT_SCREENER_RETURN_MS;
}

long mta_ours_message_wait(const struct mta_ours *ours)
{
	return (long)ours->options.slot_wait_ms + LIMIT_TEMPLATE_RETURN_MS +
	       LIMIT_INSPECT_TRIES * ((long)ours->options.inspect_time_ms + LIMIT_INSPECT_MARGIN_MS);
}

bool mta_ours_is_referral(const struct mta_ours *ours, const char *text, size_t length)
{
	char *canonical = NULL;

	if (ours->policy.ruleset == NULL || address_normalise(text, length, &canonical) < 0)
		return false;
	bool is_referral = ruleset_is_referral_address(ours->policy.ruleset, canonical);
	free(canonical);
	return is_referral;
}
