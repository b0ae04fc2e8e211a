/* What ordinary mail programs write has one reading, and GMime has the same. */
#include "message/facts_reader.h"
#include "message/grammar/grammar.h"
#include "message/reading.h"
#include "tests/support/inspector.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct part_sniffer *sniffer;
static glob_t files;

static void setup(void)
{
	facts_reader_warm();
	ck_assert_int_eq(part_sniffer_new(&sniffer), 0);
}

static void teardown(void)
{
	part_sniffer_free(sniffer);
}

static size_t load(const char *path, char **ret_octets)
{
	FILE *file = fopen(path, "r");
	char *octets = malloc(1 << 20);

	ck_assert_msg(file != NULL, "%s", path);
	size_t size = fread(octets, 1, 1 << 20, file);
	ck_assert_msg(feof(file) && size > 0, "%s", path);
	fclose(file);
	*ret_octets = octets;
	return size;
}

/* Which rule, for whoever has to find out. */
static const char *broken_rule(const char *octets, size_t size)
{
	struct grammar_fault fault = {0};
	struct outline outline;

	outline_init(&outline);
	int r = grammar_check(octets, size, &outline, &fault);
	outline_clear(&outline);
	return r == 0 ? "none" : grammar_rule_word(fault.rule);
}

START_TEST(a_message_of_an_ordinary_program_has_one_reading)
{
	const char *path = files.gl_pathv[_i];
	struct mapping mapping = {0};
	struct outline outline;
	struct facts facts;
	char *octets = NULL;
	size_t size = load(path, &octets);
	int fd = inspector_message(octets, size);

	facts_init(&facts);
	ck_assert_int_eq(mapping_open(fd, &mapping), 0);
	outline_init(&outline);
	ck_assert_int_eq(reading_make(&mapping, sniffer, &facts, &outline), 0);
	ck_assert_msg(facts.ambiguity == TROUBLE_NONE, "%s: ambiguous, %s; broken rule: %s", path,
	    trouble_word(facts.ambiguity), broken_rule(octets, size));
	ck_assert_msg(
	    facts.uninspectable == TROUBLE_NONE, "%s: uninspectable, %s", path, trouble_word(facts.uninspectable));
	ck_assert_uint_eq(outline.count, facts.part_count);
	outline_clear(&outline);
	facts_clear(&facts);
	mapping_close(&mapping);
	close(fd);
	free(octets);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ordinary_mail");
	TCase *tcase = tcase_create("messages");
	char pattern[4096];

	snprintf(pattern, sizeof(pattern), "%s/tests/mail/*.eml", getenv("top_srcdir"));
	if (glob(pattern, 0, NULL, &files) != 0)
		return EXIT_FAILURE;
	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_message_of_an_ordinary_program_has_one_reading, 0, (int)files.gl_pathc);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
