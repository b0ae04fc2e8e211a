/* rule: every rule has its word, its section and its sentence, and the manual page has them all, and no other. */
#include "message/grammar/rule.h"
#include "message/limits.h"
#include "rules/facts.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_MAX   (256U << 10)
#define ENTRY_MAX  1024
#define ENTRY_MARK "\n.It Cm "

static bool is_word(const char *word)
{
	return word[0] != '\0' && strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(word);
}

START_TEST(every_rule_says_everything)
{
	enum grammar_rule rule = (enum grammar_rule)_i;
	const char *sentence = grammar_rule_sentence(rule);

	ck_assert(is_word(grammar_rule_word(rule)));
	ck_assert_msg(strncmp(grammar_rule_section(rule), "RFC ", 4) == 0, "%s", grammar_rule_word(rule));
	ck_assert_msg(sentence[strlen(sentence) - 1] == '.', "%s", grammar_rule_word(rule));
	ck_assert_msg(grammar_rule_trouble(rule) != TROUBLE_NONE, "%s", grammar_rule_word(rule));
}
END_TEST

START_TEST(no_two_rules_share_a_word)
{
	for (int i = 0; i < RULE_COUNT; i++)
		for (int j = 0; j < i; j++)
			ck_assert_str_ne(
			    grammar_rule_word((enum grammar_rule)i), grammar_rule_word((enum grammar_rule)j));
}
END_TEST

START_TEST(nothing_broken_is_no_trouble)
{
	ck_assert_str_eq(grammar_rule_word(RULE_NONE), "none");
	ck_assert_int_eq(grammar_rule_trouble(RULE_NONE), TROUBLE_NONE);
}
END_TEST

START_TEST(a_fault_is_noted_and_returned)
{
	struct grammar_fault fault = {RULE_NONE, 0};

	ck_assert_int_eq(grammar_fault_set(&fault, RULE_BASE64, 7), -EBADMSG);
	ck_assert_int_eq(fault.rule, RULE_BASE64);
	ck_assert_uint_eq(fault.offset, 7);
}
END_TEST

/* The page, to be freed. */
static char *read_page(void)
{
	const char *top = getenv("top_srcdir");
	char path[4096], *page = calloc(1, PAGE_MAX);

	snprintf(path, sizeof(path), "%s/man/referral-grammar.7", top != NULL ? top : ".");
	FILE *file = fopen(path, "r");
	ck_assert_msg(file != NULL, "cannot open %s", path);
	size_t size = fread(page, 1, PAGE_MAX - 1, file);
	fclose(file);
	ck_assert_uint_gt(size, 0);
	return page;
}

/* What the page says of a rule first: its sentence on one line or more, its section, the kind of trouble. */
static void make_entry(enum grammar_rule rule, char entry[static ENTRY_MAX])
{
	snprintf(entry, ENTRY_MAX, "%s%s\n%s\n.Pq %s , Li %s\n", ENTRY_MARK, grammar_rule_word(rule),
	    grammar_rule_sentence(rule), grammar_rule_section(rule), trouble_word(grammar_rule_trouble(rule)));
}

/* Whether the text begins with the entry, line ends for blanks allowed. */
static bool begins_with(const char *text, const char *entry)
{
	for (; *entry != '\0'; entry++, text++)
		if (*text != *entry && !(*text == '\n' && *entry == ' '))
			return false;
	return true;
}

static bool page_has(const char *page, enum grammar_rule rule)
{
	char entry[ENTRY_MAX];

	make_entry(rule, entry);
	for (const char *at = page; (at = strstr(at, ENTRY_MARK)) != NULL; at++)
		if (begins_with(at, entry))
			return true;
	return false;
}

/* Entries in the page, known or not. */
static int count_entries(const char *page)
{
	int count = 0;

	for (const char *at = page; (at = strstr(at, ENTRY_MARK)) != NULL; at++)
		count++;
	return count;
}

START_TEST(the_page_says_what_the_table_says)
{
	char *page = read_page();

	for (int i = RULE_NONE + 1; i < RULE_COUNT; i++)
		ck_assert_msg(page_has(page, (enum grammar_rule)i), "%s", grammar_rule_word((enum grammar_rule)i));
	ck_assert_int_eq(count_entries(page), RULE_COUNT - 1);
	free(page);
}
END_TEST

START_TEST(a_page_that_says_otherwise_is_noticed)
{
	char *page = read_page();
	char *sentence = strstr(page, "No octet is zero.");

	ck_assert_ptr_nonnull(sentence);
	ck_assert(page_has(page, RULE_NUL));
	memcpy(sentence, "No octet is seven", strlen("No octet is seven"));
	ck_assert(!page_has(page, RULE_NUL));
	free(page);
}
END_TEST

START_TEST(the_page_says_the_limits)
{
	static const struct {
		const char *name;
		unsigned long value;
	} limits[] = {{"containers around a part", LIMIT_DEPTH}, {"parts", LIMIT_PARTS},
	    {"octets of a header field", LIMIT_FIELD_BYTES},
	    {"octets of Content-Type or Content-Disposition", LIMIT_PARAMETER_BYTES},
	    {"parameters in such a field", LIMIT_PARAMETERS}, {"readings of the name of a part", FACTS_NAMES_MAX}};
	char *page = read_page(), line[128];

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		snprintf(line, sizeof(line), "\n.It %s Ta %lu\n", limits[i].name, limits[i].value);
		ck_assert_msg(strstr(page, line) != NULL, "%s", line);
	}
	free(page);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rule");
	TCase *tcase = tcase_create("table");

	tcase_add_loop_test(tcase, every_rule_says_everything, RULE_NONE + 1, RULE_COUNT);
	tcase_add_test(tcase, no_two_rules_share_a_word);
	tcase_add_test(tcase, nothing_broken_is_no_trouble);
	tcase_add_test(tcase, a_fault_is_noted_and_returned);
	tcase_add_test(tcase, the_page_says_what_the_table_says);
	tcase_add_test(tcase, a_page_that_says_otherwise_is_noticed);
	tcase_add_test(tcase, the_page_says_the_limits);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
