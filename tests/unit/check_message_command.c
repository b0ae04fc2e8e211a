/* message_command: what the command line of referral-check message means, and what is wrong with it. */
#include "milter/message_command.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct message_command command;
static char error[MESSAGE_COMMAND_ERROR_SIZE];

static int parse(const char *line)
{
	static char words[512];
	static char *arguments[32];
	int count = 0;

	snprintf(words, sizeof(words), "message %s", line);
	for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " "))
		arguments[count++] = word;
	arguments[count] = NULL;
	return message_command_parse(count, arguments, &command, error);
}

START_TEST(options_and_files_may_stand_in_any_order)
{
	ck_assert_int_eq(parse("a.eml --from=a@b.example --rcpt c@d.example b.case --rcpt=e@f.example --client=::1 "
			       "--user=terry --route=x -c site.conf --reveal"),
	    0);
	ck_assert_uint_eq(command.file_count, 2);
	ck_assert_str_eq(command.files[1], "b.case");
	ck_assert_str_eq(command.from, "a@b.example");
	ck_assert_uint_eq(command.recipient_count, 2);
	ck_assert_str_eq(command.recipients[1], "e@f.example");
	ck_assert_str_eq(command.client, "::1");
	ck_assert_str_eq(command.user, "terry");
	ck_assert_str_eq(command.route, "x");
	ck_assert_str_eq(command.config, "site.conf");
	ck_assert(command.is_revealing && !command.as_json);
	message_command_clear(&command);
}
END_TEST

START_TEST(what_is_not_given_is_null)
{
	ck_assert_int_eq(parse("a.eml"), 0);
	ck_assert_ptr_null(command.from);
	ck_assert_ptr_null(command.client);
	ck_assert_ptr_null(command.config);
	ck_assert_uint_eq(command.recipient_count, 0);
	message_command_clear(&command);
}
END_TEST

static const struct {
	const char *line;
	const char *error;
} wrong[] = {
    {"", "which messages? None is named"},
    {"--json", "which messages? None is named"},
    {"a --reveal --json", "--reveal or --json, not both: what is revealed is for your eyes alone"},
    {"a --client=here", "--client: an IP address, or \"unknown\", is allowed here"},
    {"a --client=127.0.0.1/8", "--client: an IP address, or \"unknown\", is allowed here"},
    {"a --user=", "--user: a name is allowed here"},
    {"a --rcpt", "--rcpt: a value is missing"},
    {"a --colour",
	"--colour: no such option; allowed: --config, --from, --rcpt, --client, --user, --route, --json, --reveal"},
};

START_TEST(what_is_wrong_is_said)
{
	ck_assert_int_eq(parse(wrong[_i].line), -EINVAL);
	ck_assert_str_eq(error, wrong[_i].error);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("message_command");
	TCase *tcase = tcase_create("command lines");

	tcase_add_test(tcase, options_and_files_may_stand_in_any_order);
	tcase_add_test(tcase, what_is_not_given_is_null);
	tcase_add_loop_test(tcase, what_is_wrong_is_said, 0, sizeof(wrong) / sizeof(*wrong));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
