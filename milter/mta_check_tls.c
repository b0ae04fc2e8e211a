/* Whether a referral may leave unencrypted. */
#include "milter/mta_check.h"
#include "milter/mta_table.h"

#include <stdlib.h>
#include <string.h>

static bool is_enough(const char *level)
{
	static const char *const levels[] = {"encrypt", "dane-only", "fingerprint", "verify", "secure"};
	size_t length = strcspn(level, " \t\n");

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (strlen(levels[i]) == length && strncmp(level, levels[i], length) == 0)
			return true;
	return false;
}

static char *find_in_table(const struct mta_check *check, const struct mta_table *table, const char *key, bool *unread)
{
	struct mta_lines lines = {0};
	char *value = NULL, *file = NULL;

	if (strcmp(table->type, "inline") == 0)
		return mta_table_find_inline(table, key);
	if (strcmp(table->type, "static") == 0)
		return strdup(table->name);
	file = mta_table_file(table, check->postfix->directory);
	if (file != NULL && mta_lines_read(&lines, file) == 0)
		value = mta_table_find(&lines, key);
	else
		*unread = true;
	mta_lines_clear(&lines);
	free(file);
	return value;
}

static char *find_key(const struct mta_check *check, const char *key, bool *unread)
{
	const char *list = mta_postfix_get(check->postfix, NULL, "smtp_tls_policy_maps", NULL);
	struct mta_table table;
	char *value = NULL;

	while (value == NULL && mta_table_next(&list, &table)) {
		value = find_in_table(check, &table, key, unread);
		mta_table_clear(&table);
	}
	return value;
}

/* smtp_tls_policy_maps: the next hop as it is written, then ".parent" domains of a plain domain. */
static char *find_policy(const struct mta_check *check, const char *hop, bool *unread)
{
	char *value = find_key(check, hop, unread);

	for (const char *dot = strchr(hop, '.'); value == NULL && hop[0] != '[' && dot != NULL;
	     dot = strchr(dot + 1, '.'))
		value = find_key(check, dot, unread);
	return value;
}

/* The level of the service that delivers by SMTP, to be compared only. */
static const char *general_level(const struct mta_check *check, struct mta_place *ret_place)
{
	const struct mta_service *smtp = mta_postfix_find(check->postfix, "smtp", "unix");
	const char *level = mta_postfix_get(check->postfix, smtp, "smtp_tls_security_level", ret_place);

	if (*level != '\0')
		return level;
	if (strcmp(mta_postfix_get(check->postfix, smtp, "smtp_enforce_tls", NULL), "yes") == 0)
		return "encrypt";
	return strcmp(mta_postfix_get(check->postfix, smtp, "smtp_use_tls", NULL), "yes") == 0 ? "may" : "none";
}

static void check_hop(const struct mta_check *check, const char *hop, const char *mail)
{
	struct mta_place place;
	bool unread = false;
	const char *general = general_level(check, &place);
	char *own = find_policy(check, hop, &unread);
	const char *level = own != NULL ? own : general;

	if (unread && own == NULL) {
		mta_postfix_get(check->postfix, NULL, "smtp_tls_policy_maps", &place);
		mta_report_add(check->report, MTA_WARNING, "tls-unknown", place,
		    "smtp_tls_policy_maps cannot be read here: it should have a line for %s with encrypt or more", hop);
	} else if (!is_enough(level)) {
		if (own != NULL)
			mta_postfix_get(check->postfix, NULL, "smtp_tls_policy_maps", &place);
		mta_report_add(check->report, MTA_WARNING, "tls", place,
		    "the level of TLS for %s is %.*s: %s may leave this host unencrypted", hop,
		    (int)strcspn(level, " \t"), level, mail);
		mta_report_advise(check->report,
		    "smtp_tls_policy_maps = texthash:%s/tls_policy, and in that file: %s encrypt",
		    check->postfix->directory, hop);
	}
	free(own);
}

void mta_check_tls(const struct mta_check *check)
{
	const char *relay = mta_postfix_get(check->postfix, NULL, "relayhost", NULL);

	if (*relay != '\0') {
		check_hop(check, relay, "a referral");
		return;
	}
	for (size_t i = 0; i < check->ours->domain_count; i++)
		check_hop(check, check->ours->domains[i], "a referral to it");
	if (check->ours->policy.ruleset == NULL)
		mta_report_add(check->report, MTA_WARNING, "rules", (struct mta_place){check->ours->config, 0},
		    "the rules of referral-milter cannot be read: aliases and TLS were not compared with the referral "
		    "addresses (\"referral-check config\" says why)");
}
