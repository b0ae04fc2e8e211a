/* form_command: what the command line of referral-check form means, and what is wrong with it. */
#include "milter/form_command.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <string.h>

static struct form_command command;
static char error[FORM_COMMAND_ERROR_SIZE];

static int parse(const char *line)
{
	static char words[512];
	static char *arguments[32];
	int count = 0;

	strcpy(words, line);
	for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " "))
		arguments[count++] = word;
	arguments[count] = NULL;
	return form_command_parse(count, arguments, &command, error);
}

START_TEST(learning_has_blanks_and_a_file_to_write)
{
	ck_assert_int_eq(parse("learn a.docx -o f.fingerprint b.pdf"), 0);
	ck_assert_int_eq(command.verb, FORM_VERB_LEARN);
	ck_assert_str_eq(command.output, "f.fingerprint");
	ck_assert_uint_eq(command.file_count, 2);
	ck_assert_str_eq(command.files[1], "b.pdf");
	ck_assert(!command.may_replace && !command.is_own_text && !command.as_json);
	ck_assert_ptr_null(command.name);
	form_command_clear(&command);
}
END_TEST

START_TEST(every_option_of_learning_is_read)
{
	ck_assert_int_eq(parse("learn --output=f --name=Form --force --own-text --json --config=c -- -a"), 0);
	ck_assert_str_eq(command.name, "Form");
	ck_assert_str_eq(command.config, "c");
	ck_assert(command.may_replace && command.is_own_text && command.as_json);
	ck_assert_str_eq(command.files[0], "-a");
	form_command_clear(&command);
}
END_TEST

START_TEST(every_option_of_testing_is_read)
{
	ck_assert_int_eq(parse("test a --form=f --form g --superseded=h -s --json -c c"), 0);
	ck_assert_int_eq(command.verb, FORM_VERB_TEST);
	ck_assert_uint_eq(command.form_count, 2);
	ck_assert_str_eq(command.forms[1], "g");
	ck_assert_str_eq(command.superseded[0], "h");
	ck_assert(command.is_summary && command.as_json);
	form_command_clear(&command);
	ck_assert_int_eq(parse("test a --route=lewisham"), 0);
	ck_assert_str_eq(command.route, "lewisham");
	form_command_clear(&command);
}
END_TEST

static const struct {
	const char *line;
	const char *error;
} mistakes[] = {
    {"", "form: \"learn\" or \"test\" is allowed here"},
    {"learnt a", "form: \"learn\" or \"test\" is allowed here"},
    {"learn -o f", "which blanks? No file is named"},
    {"learn a", "--output=FILE is missing: the fingerprint to write"},
    {"learn a -o", "-o: a value is missing"},
    {"learn a -o f --name=", "--name: a form's name has 1 to 128 octets"},
    {"learn a -o f --form=g", "--form is for \"form test\""},
    {"learn a -o f --nothing", "--nothing: no such option"},
    {"test", "which files? None is named"},
    {"test a --force", "--force is for \"form learn\""},
    {"test a --superseded=g", "--superseded: a current form is needed too, with --form"},
    {"test a --form=f --route=r", "--form or --route, not both: a route names its own forms"},
};

START_TEST(a_mistake_is_said)
{
	ck_assert_int_eq(parse(mistakes[_i].line), -EINVAL);
	ck_assert_str_eq(error, mistakes[_i].error);
}
END_TEST

START_TEST(a_name_may_be_as_long_as_a_form_has_room_for)
{
	char line[256] = "learn a -o f --name=";

	memset(line + strlen(line), 'n', 128);
	ck_assert_int_eq(parse(line), 0);
	form_command_clear(&command);
	strcat(line, "n");
	ck_assert_int_eq(parse(line), -EINVAL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("form_command");
	TCase *tcase = tcase_create("form_command");

	tcase_add_test(tcase, learning_has_blanks_and_a_file_to_write);
	tcase_add_test(tcase, every_option_of_learning_is_read);
	tcase_add_test(tcase, every_option_of_testing_is_read);
	tcase_add_loop_test(tcase, a_mistake_is_said, 0, (int)(sizeof(mistakes) / sizeof(*mistakes)));
	tcase_add_test(tcase, a_name_may_be_as_long_as_a_form_has_room_for);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
