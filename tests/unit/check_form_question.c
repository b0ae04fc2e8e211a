/* form_question: questions and answers about forms come back as they were, and anything else is refused. */
#include "rules/form_question.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct writer writer;
static struct reader reader;
static struct form_question question;
static struct form_answer answer;

static void setup(void)
{
	writer_init(&writer);
	question = (struct form_question){0};
	answer = (struct form_answer){0};
}

static void teardown(void)
{
	writer_clear(&writer);
	form_question_clear(&question);
	form_answer_clear(&answer);
}

static void rewind_to(size_t length)
{
	ck_assert_int_eq(writer.error, 0);
	reader_init(&reader, writer.bytes, length);
}

static char sample_name[] = "blank.docx", form_name[] = "Our form", one[] = "a.fingerprint", two[] = "b.fingerprint";
static char route_name[] = "lewisham", fingerprint_text[] = "form-fingerprint 1\n";
static char *current[] = {one, two}, *superseded[] = {two};

START_TEST(a_question_comes_back)
{
	const struct form_question asked = {.task = FORM_LEARN, .sample = sample_name, .form_name = form_name};
	const struct form_question tested = {.route = route_name,
	    .current = current,
	    .current_count = 2,
	    .superseded = superseded,
	    .superseded_count = 1};

	form_question_encode(&asked, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(form_question_decode(&reader, &question), 0);
	ck_assert_int_eq(question.task, FORM_LEARN);
	ck_assert_str_eq(question.sample, sample_name);
	ck_assert_str_eq(question.form_name, form_name);
	ck_assert_ptr_null(question.route);
	teardown();
	setup();
	form_question_encode(&tested, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(form_question_decode(&reader, &question), 0);
	ck_assert_int_eq(question.task, FORM_TEST);
	ck_assert_str_eq(question.route, route_name);
	ck_assert_uint_eq(question.current_count, 2);
	ck_assert_str_eq(question.current[1], two);
	ck_assert_str_eq(question.superseded[0], two);
}
END_TEST

START_TEST(a_question_to_learn_without_a_name_is_none)
{
	const struct form_question asked = {.task = FORM_LEARN};

	form_question_encode(&asked, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(form_question_decode(&reader, &question), -EBADMSG);
}
END_TEST

static uint8_t flags[] = {FORM_LINE_PRESENT, FORM_LINE_PRESENT | FORM_LINE_ANSWERED, 0};

static struct form_answer lesson_answer(void)
{
	return (struct form_answer){.task = FORM_LEARN,
	    .lesson = {.end = LESSON_ADDED,
		.document = {.format = "docx",
		    .obstacles = FORM_OBSTACLE_LIMIT,
		    .field_count = 7,
		    .filled_count = 2,
		    .cell_count = 90},
		.is_compared = true,
		.sample = FINGERPRINT_SAMPLES_MAX - 1,
		.score = 1000,
		.tick_count = 3,
		.comparison = {flags, sizeof(flags)},
		.fingerprint = fingerprint_text}};
}

START_TEST(a_lesson_comes_back)
{
	const struct form_answer given = lesson_answer();

	form_answer_encode(&given, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(form_answer_decode(&reader, &answer), 0);
	ck_assert_int_eq(answer.lesson.end, LESSON_ADDED);
	ck_assert_str_eq(answer.lesson.document.format, "docx");
	ck_assert_uint_eq(answer.lesson.document.filled_count, 2);
	ck_assert_uint_eq(answer.lesson.document.cell_count, 90);
	ck_assert_uint_eq(answer.lesson.score, 1000);
	ck_assert_uint_eq(answer.lesson.comparison.line_count, sizeof(flags));
	ck_assert_mem_eq(answer.lesson.comparison.lines, flags, sizeof(flags));
	ck_assert_str_eq(answer.lesson.fingerprint, fingerprint_text);
}
END_TEST

static struct form_trial trials[FORM_REPORTS_MAX + 1];

static struct form_answer test_answer(uint32_t count)
{
	for (size_t i = 0; i <= FORM_REPORTS_MAX; i++)
		trials[i] = (struct form_trial){.document = {.format = "pdf"},
		    .report = {.state = FORM_PARTIAL,
			.part = (uint32_t)i,
			.label_count = 45,
			.answer_count = 45,
			.score = 987,
			.empty = {4, 9},
			.empty_count = 2},
		    .comparison = {flags, sizeof(flags)}};
	return (struct form_answer){.is_cut = true, .trials = trials, .trial_count = count};
}

START_TEST(trials_come_back)
{
	const struct form_answer given = test_answer(FORM_REPORTS_MAX);

	form_answer_encode(&given, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(form_answer_decode(&reader, &answer), 0);
	ck_assert(answer.is_cut && !answer.has_readings);
	ck_assert_uint_eq(answer.trial_count, FORM_REPORTS_MAX);
	ck_assert_uint_eq(answer.trials[FORM_REPORTS_MAX - 1].report.part, FORM_REPORTS_MAX - 1);
	ck_assert_int_eq(answer.trials[0].report.state, FORM_PARTIAL);
	ck_assert_uint_eq(answer.trials[0].report.empty[1], 9);
	ck_assert_uint_eq(answer.trials[0].report.score, 987);
	ck_assert_mem_eq(answer.trials[0].comparison.lines, flags, sizeof(flags));
}
END_TEST

START_TEST(an_answer_that_is_cut_off_is_none)
{
	const struct form_answer given[] = {lesson_answer(), test_answer(2)};

	for (size_t i = 0; i < 2; i++) {
		form_answer_encode(&given[i], &writer);
		for (size_t length = 0; length < writer.length; length++) {
			rewind_to(length);
			ck_assert_int_eq(form_answer_decode(&reader, &answer), -EBADMSG);
		}
		writer_clear(&writer);
		writer_init(&writer);
	}
}
END_TEST

START_TEST(an_error_comes_back_alone)
{
	const struct form_answer given = {.error = ENOMEM};

	form_answer_encode(&given, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(form_answer_decode(&reader, &answer), 0);
	ck_assert_int_eq(answer.error, ENOMEM);
}
END_TEST

static struct form_answer made;

static void too_many_trials(void)
{
	made = test_answer(FORM_REPORTS_MAX + 1);
}

static void too_many_answers(void)
{
	made = test_answer(1);
	trials[0].report.answer_count = 46;
}

static void too_many_labels(void)
{
	made = test_answer(1);
	trials[0].report.label_count = FINGERPRINT_LINES_MAX + 1;
}

static void too_many_lines(void)
{
	static uint8_t lines[FINGERPRINT_LINES_MAX + 1];

	made = test_answer(1);
	trials[0].comparison = (struct form_comparison){lines, sizeof(lines)};
}

static void no_such_line(void)
{
	made = test_answer(1);
	trials[0].report.empty[0] = FINGERPRINT_LINES_MAX;
}

static void no_such_state(void)
{
	made = test_answer(1);
	trials[0].report.state = FORM_STATE_COUNT;
}

static void no_such_obstacle(void)
{
	made = test_answer(1);
	trials[0].document.obstacles = FORM_OBSTACLES_ALL + 1;
}

static void a_score_past_all(void)
{
	made = lesson_answer();
	made.lesson.score = 1001;
}

static void no_such_sample(void)
{
	made = lesson_answer();
	made.lesson.sample = FINGERPRINT_SAMPLES_MAX;
}

static void no_word_for_the_format(void)
{
	made = lesson_answer();
	strcpy(made.lesson.document.format, "\033[2J");
}

static void no_format(void)
{
	made = lesson_answer();
	made.lesson.document.format[0] = '\0';
}

static void (*const forgeries[])(void) = {too_many_trials, too_many_answers, too_many_labels, too_many_lines,
    no_such_line, no_such_state, no_such_obstacle, a_score_past_all, no_such_sample, no_word_for_the_format, no_format};

START_TEST(an_answer_that_cannot_be_is_none)
{
	forgeries[_i]();
	form_answer_encode(&made, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(form_answer_decode(&reader, &answer), -EBADMSG);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("form_question");
	TCase *tcase = tcase_create("form_question");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_question_comes_back);
	tcase_add_test(tcase, a_question_to_learn_without_a_name_is_none);
	tcase_add_test(tcase, a_lesson_comes_back);
	tcase_add_test(tcase, trials_come_back);
	tcase_add_test(tcase, an_answer_that_is_cut_off_is_none);
	tcase_add_test(tcase, an_error_comes_back_alone);
	tcase_add_loop_test(tcase, an_answer_that_cannot_be_is_none, 0, (int)(sizeof(forgeries) / sizeof(*forgeries)));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
