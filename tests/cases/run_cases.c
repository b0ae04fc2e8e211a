/*
 * run_cases: runs the cases of tests/cases through the real inspectors and the gate's own checks.
 *
 * Without arguments all of them, then those of must-fail/, each of which must disagree: the proof that a case can fail.
 * With arguments the cases of these names. Needs top_srcdir and top_builddir, as `make check` sets them.
 */
#include "milter/case_expect.h"
#include "tests/cases/case_outcome.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE 4096

struct run {
	const char *source;    /* top of the source tree */
	char files[PATH_SIZE]; /* samples */
	struct case_inspectors inspectors;
	unsigned passed;
	unsigned failed;
};

/* The number of disagreements, or negative errno when the case could not be run. */
static int run_case(struct run *run, const struct case_file *file, bool is_quiet)
{
	struct case_rules rules = {0};
	struct case_message message = {0};
	struct judged outcome = {0};
	int r = case_rules_load(file, run->source, &rules);

	if (r < 0)
		return r;
	r = case_message_build(file, run->files, &message);
	if (r == 0)
		r = case_outcome_get(file, &rules, &message, &run->inspectors, &outcome);
	if (r == 0) {
		r = (int)case_expect_compare(file, rules.ruleset, &outcome, is_quiet ? NULL : stdout);
		judged_clear(&outcome);
	}
	case_message_clear(&message);
	case_rules_clear(&rules);
	return r;
}

static void count(struct run *run, const char *name, bool is_fine, const char *what)
{
	printf("%s: %s: %s\n", is_fine ? "ok" : "FAIL", name, what);
	fflush(stdout);
	if (is_fine)
		run->passed++;
	else
		run->failed++;
}

static void run_path(struct run *run, const char *path, bool must_fail)
{
	struct case_file file = {0};

	if (case_file_read(path, &file) < 0) {
		count(run, path, false, "cannot be read");
		return;
	}
	int r = run_case(run, &file, must_fail);
	if (must_fail)
		count(run, file.name, r > 0, file.sentence);
	else
		count(run, file.name, r == 0, file.sentence);
	case_file_clear(&file);
}

static int compare_by_rules(const void *a, const void *b)
{
	return case_file_compare(a, b);
}

static void run_sorted(struct run *run, struct case_file *files, size_t file_count)
{
	qsort(files, file_count, sizeof(*files), compare_by_rules);
	for (size_t i = 0; i < file_count; i++)
		count(run, files[i].name, run_case(run, &files[i], false) == 0, files[i].sentence);
}

/* All cases of the directory. */
static void run_directory(struct run *run)
{
	char pattern[PATH_SIZE];
	glob_t found = {0};
	size_t file_count = 0;

	snprintf(pattern, sizeof(pattern), "%s/tests/cases/*.case", run->source);
	if (glob(pattern, 0, NULL, &found) != 0) {
		count(run, pattern, false, "there are no cases");
		return;
	}
	struct case_file *files = calloc(found.gl_pathc, sizeof(*files));
	for (size_t i = 0; files != NULL && i < found.gl_pathc; i++) {
		if (case_file_read(found.gl_pathv[i], &files[file_count]) == 0)
			file_count++;
		else
			count(run, found.gl_pathv[i], false, "cannot be read");
	}
	if (files != NULL)
		run_sorted(run, files, file_count);
	for (size_t i = 0; i < file_count; i++)
		case_file_clear(&files[i]);
	free(files);
	globfree(&found);
}

static void run_must_fail(struct run *run)
{
	char pattern[PATH_SIZE];
	glob_t found = {0};

	snprintf(pattern, sizeof(pattern), "%s/tests/cases/must-fail/*.case", run->source);
	if (glob(pattern, 0, NULL, &found) != 0)
		count(run, pattern, false, "there is no proof that a case can fail");
	for (size_t i = 0; i < found.gl_pathc; i++)
		run_path(run, found.gl_pathv[i], true);
	globfree(&found);
}

/* The helpers of tests/support say what they miss through check; so all of it is one test of check's. */
static struct run run;
static char *const *names; /* NULL at the end; none: all */

START_TEST(every_case_holds)
{
	char path[PATH_SIZE];

	for (char *const *name = names; *name != NULL; name++) {
		snprintf(path, sizeof(path), "%s/tests/cases/%s.case", run.source, *name);
		run_path(&run, path, false);
	}
	if (*names == NULL) {
		run_directory(&run);
		run_must_fail(&run);
	}
	case_inspectors_stop(&run.inspectors);
}
END_TEST

static void run_in_check(void)
{
	Suite *suite = suite_create("cases");
	TCase *tcase = tcase_create("cases");
	SRunner *runner = srunner_create(suite);

	tcase_add_test(tcase, every_case_holds);
	suite_add_tcase(suite, tcase);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_SILENT);
	if (srunner_ntests_failed(runner) > 0) {
		TestResult **failures = srunner_failures(runner);
		count(&run, "the inspectors", false, tr_msg(failures[0]));
		free(failures);
	}
	srunner_free(runner);
}

int main(int argc, char *argv[])
{
	(void)argc;
	names = argv + 1;
	run.source = getenv("top_srcdir");
	if (run.source == NULL)
		run.source = ".";
	snprintf(run.files, sizeof(run.files), "%s/tests/cases/files", run.source);
	run_in_check();
	printf("%u passed, %u failed, 0 skipped\n", run.passed, run.failed);
	return run.failed == 0 ? 0 : 1;
}
