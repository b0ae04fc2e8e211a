/* What becomes of a referral's recipients after us: aliases, and copies that nobody sees. */
#include "milter/mta_check.h"
#include "milter/mta_table.h"

#include <stdlib.h>
#include <string.h>

#define SEPARATORS ", \t\r\n"

static void report_alias(const struct mta_check *check, const char *key, size_t length, struct mta_place place)
{
	mta_report_add(check->report, MTA_ERROR, "alias", place,
	    "%.*s leads to a referral address, and is expanded after referral-milter: mail to it reaches the police "
	    "unchecked",
	    (int)length, key);
	mta_report_advise(check->report, "the alias in \"legacy\" of that referral-address in your route");
}

static void check_line(const struct mta_check *check, const struct mta_lines *lines, const struct mta_line *line)
{
	size_t key = strcspn(line->text, " \t\n");
	const char *at = line->text + key;
	size_t name = key > 0 && line->text[key - 1] == ':' ? key - 1 : key;

	if (mta_ours_is_referral(check->ours, line->text, name))
		return;
	while (*(at += strspn(at, SEPARATORS)) != '\0') {
		size_t length = strcspn(at, SEPARATORS);
		if (mta_ours_is_referral(check->ours, at, length)) {
			report_alias(check, line->text, name, (struct mta_place){lines->file, mta_line_of(line, at)});
			return;
		}
		at += length;
	}
}

bool mta_check_alias_file(const struct mta_check *check, const char *file)
{
	struct mta_lines lines = {0};
	int r = mta_lines_read(&lines, file);

	for (size_t i = 0; i < lines.count && r == 0; i++)
		check_line(check, &lines, &lines.items[i]);
	mta_lines_clear(&lines);
	return r == 0;
}

static void check_table(
    const struct mta_check *check, const char *parameter, const struct mta_table *table, struct mta_place place)
{
	char *file = mta_table_file(table, check->postfix->directory);
	bool is_read = file != NULL && mta_check_alias_file(check, file);

	if (!is_read && strcmp(table->type, "static") != 0)
		mta_report_add(check->report, MTA_WARNING, "alias-unknown", place,
		    "%s: %s:%s cannot be read here, and is applied after referral-milter: if an address in it leads to "
		    "the "
		    "police, name that address in \"legacy\" of the route",
		    parameter, table->type, table->name);
	free(file);
}

static void check_tables(const struct mta_check *check, const char *parameter)
{
	struct mta_place place;
	struct mta_table table;
	const char *list = mta_postfix_get(check->postfix, NULL, parameter, &place);

	while (mta_table_next(&list, &table)) {
		check_table(check, parameter, &table, place);
		mta_table_clear(&table);
	}
}

static void check_copies(const struct mta_check *check, const char *parameter)
{
	struct mta_place place;
	const char *value = mta_postfix_get(check->postfix, NULL, parameter, &place);

	if (*value == '\0')
		return;
	mta_report_add(check->report, MTA_WARNING, "blind-copy", place,
	    "%s = %s: a copy of referrals may go there, after referral-milter; no record names it", parameter, value);
	mta_report_advise(check->report, "no line, or make sure that whoever reads it may see referrals");
}

void mta_check_aliases(const struct mta_check *check)
{
	/* Canonical maps also write the header anew, what we judged. */
	static const char *const tables[] = {"virtual_alias_maps", "canonical_maps", "recipient_canonical_maps"};
	static const char *const copies[] = {"always_bcc", "recipient_bcc_maps", "sender_bcc_maps"};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		check_tables(check, tables[i]);
	/* The default is /etc/aliases; where it is not there, there are none. */
	if (mta_postfix_is_set(check->postfix, NULL, "alias_maps"))
		check_tables(check, "alias_maps");
	for (size_t i = 0; i < sizeof(copies) / sizeof(copies[0]); i++)
		check_copies(check, copies[i]);
}
