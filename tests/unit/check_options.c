/* options: each option has a default, a row for each value that is taken, and a row for each error with its line. */
#include "milter/limits.h"
#include "milter/option_keys.h"
#include "milter/options.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/check-options-XXXXXX";
static char file[64];
static struct options options;
static struct problem_list problems;

static void setup(void)
{
	strcpy(strrchr(directory, '-') + 1, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(file, sizeof(file), "%s/f.conf", directory);
	ck_assert_int_eq(options_init(&options), 0);
	problem_list_init(&problems);
}

static void teardown(void)
{
	unlink(file);
	rmdir(directory);
	options_clear(&options);
	problem_list_clear(&problems);
}

static void write_file(const char *text)
{
	FILE *stream = fopen(file, "w");

	ck_assert_ptr_nonnull(stream);
	fputs(text, stream);
	fclose(stream);
}

static int load(const char *text)
{
	write_file(text);
	return options_load(&options, file, &problems);
}

/* The text of a problem without the directory that it is in. */
static const char *problem(size_t index)
{
	ck_assert_uint_lt(index, problems.count);
	const char *text = problems.items[index].text;
	ck_assert(strncmp(text, file, strlen(file)) == 0);
	return text + strlen(file) - strlen("f.conf");
}

START_TEST(an_empty_file_leaves_the_defaults)
{
	ck_assert_int_eq(load(_i == 0 ? "" : "# nothing\n"), 0);
	ck_assert_uint_eq(problems.count, 0);
	ck_assert_str_eq(options.config_file, file);
	ck_assert_str_eq(options.socket, "unix:/run/referral-milter/milter.sock");
	ck_assert_ptr_null(options.socket_owner);
	ck_assert_ptr_null(options.socket_group);
	ck_assert_uint_eq(options.socket_mode, 0660);
	ck_assert_str_eq(options.user, "referral-milter");
	ck_assert_ptr_null(options.group);
	ck_assert_uint_eq(options.case_window_days, 28);
	ck_assert_ptr_null(options.signing_key);
	ck_assert_int_eq(options.key_period, KEYS_QUARTER);
	ck_assert_uint_eq(options.segment_age_days, 30);
	ck_assert_uint_eq(options.heartbeat_s, 3600);
	ck_assert_ptr_null(options.checkpoint_directory);
	ck_assert_ptr_null(options.checkpoint_command);
	ck_assert_uint_eq(options.screeners, 0);
	ck_assert_uint_eq(options.inspectors, 0);
	ck_assert(!options.allow_unconfined);
	ck_assert_uint_eq(options.message_size_limit, LIMIT_MESSAGE_SIZE);
	ck_assert_uint_eq(options.byte_budget, LIMIT_BYTE_BUDGET);
	ck_assert_uint_eq(options.slot_wait_ms, LIMIT_SLOT_WAIT_MS);
	ck_assert_uint_eq(options.inspect_time_ms, LIMIT_INSPECT_WALL_MS);
	ck_assert_uint_eq(options.inspect_cpu_s, LIMIT_INSPECT_CPU_S);
	ck_assert_uint_eq(options.inspect_memory_mb, LIMIT_INSPECT_MEMORY_MB);
	ck_assert_uint_gt(strlen(options.gateway), 0);
	ck_assert_uint_gt(options_screeners(&options), 0);
	ck_assert_uint_ge(options_inspectors(&options), 2);
}
END_TEST

START_TEST(every_option_is_read)
{
	ck_assert_int_eq(
	    load("socket = \"inet:8890@127.0.0.1\"\nsocket-owner = alice\nsocket-group = 'postfix'\n"
		 "socket-mode = 0600\nrules = /a/rules\nguidance = /a/guidance\nforms = /a/forms\nledger = /a/ledger\n"
		 "keys = \"/a/keys\"\nstate = /a/state\nuser = bob\ngroup = staff\ninspector = /a/inspector\n"
		 "gateway = mx1.lewisham.gov.uk\ncase-window = 14 screeners = 3\ninspectors = 5\nsandbox = partial\n"
		 "message-size-limit = 5000\nbyte-budget = 70000000000 slot-wait = 0\ninspect-time = 100\n"
		 "inspect-cpu = 2\ninspect-memory = 256\nsigning-key = /a/key\nkey-period = month\nsegment-age = 7\n"
		 "heartbeat = 60\ncheckpoint-directory = /a/dir\ncheckpoint-command = /a/command\n"),
	    -EINVAL);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_str_eq(problem(0), "f.conf:19: byte-budget: a whole number from 4096 to 68719476736 (octets)");
	ck_assert_str_eq(options.socket, "inet:8890@127.0.0.1");
	ck_assert_str_eq(options.socket_owner, "alice");
	ck_assert_str_eq(options.socket_group, "postfix");
	ck_assert_uint_eq(options.socket_mode, 0600);
	ck_assert_str_eq(options.rules, "/a/rules");
	ck_assert_str_eq(options.guidance, "/a/guidance");
	ck_assert_str_eq(options.forms, "/a/forms");
	ck_assert_str_eq(options.ledger, "/a/ledger");
	ck_assert_str_eq(options.keys, "/a/keys");
	ck_assert_str_eq(options.state, "/a/state");
	ck_assert_str_eq(options.user, "bob");
	ck_assert_str_eq(options.group, "staff");
	ck_assert_str_eq(options.inspector, "/a/inspector");
	ck_assert_str_eq(options.gateway, "mx1.lewisham.gov.uk");
	ck_assert_uint_eq(options.case_window_days, 14);
	ck_assert_str_eq(options.signing_key, "/a/key");
	ck_assert_int_eq(options.key_period, KEYS_MONTH);
	ck_assert_uint_eq(options.segment_age_days, 7);
	ck_assert_uint_eq(options.heartbeat_s, 60);
	ck_assert_str_eq(options.checkpoint_directory, "/a/dir");
	ck_assert_str_eq(options.checkpoint_command, "/a/command");
	ck_assert_uint_eq(options_screeners(&options), 3);
	ck_assert_uint_eq(options_inspectors(&options), 5);
	ck_assert(options.allow_unconfined);
	ck_assert_uint_eq(options.message_size_limit, 5000);
	ck_assert_uint_eq(options.byte_budget, LIMIT_BYTE_BUDGET);
	ck_assert_uint_eq(options.slot_wait_ms, 0);
	ck_assert_uint_eq(options.inspect_time_ms, 100);
	ck_assert_uint_eq(options.inspect_cpu_s, 2);
	ck_assert_uint_eq(options.inspect_memory_mb, 256);
}
END_TEST

#define SOCKETS                                                                                                        \
	"unix:PATH (absolute, at most 107 octets), inet:PORT@ADDRESS, inet6:PORT@ADDRESS (numeric) or fd:N (3 or "     \
	"more)"
#define NAME	"the name of a user or group: at most 32 letters, digits, \"_\", \"-\" and \".\""
#define PATH	"an absolute path"
#define HOST	"a host name: at most 112 letters, digits, \"-\" and \".\""
#define MODE	"an octal number from 0 to 0777"
#define NAME_32 "abcdefghijklmnopqrstuvwxyz012345"

static const struct {
	const char *text;
	const char *problem; /* NULL: taken */
} values[] = {
    {"socket = unix:/a", NULL},
    {"socket = \"tcp:25\"", "f.conf:1: socket: " SOCKETS},
    {"socket-owner = " NAME_32, NULL},
    {"socket-owner = " NAME_32 "6", "f.conf:1: socket-owner: " NAME},
    {"\n\nsocket-owner = \"\"", "f.conf:3: socket-owner: " NAME},
    {"socket-group = \"-x\"", "f.conf:1: socket-group: " NAME},
    {"socket-group = \"a b\"", "f.conf:1: socket-group: " NAME},
    {"user = \"a:b\"", "f.conf:1: user: " NAME},
    {"group = \".\"", "f.conf:1: group: " NAME},
    {"socket-mode = 0", NULL},
    {"socket-mode = 777", NULL},
    {"socket-mode = 1000", "f.conf:1: socket-mode: " MODE},
    {"socket-mode = 0668", "f.conf:1: socket-mode: " MODE},
    {"socket-mode = rw", "f.conf:1: socket-mode: " MODE},
    {"rules = rules.d", "f.conf:1: rules: " PATH},
    {"guidance = ''", "f.conf:1: guidance: " PATH},
    {"forms = forms", "f.conf:1: forms: " PATH},
    {"ledger = ~/ledger", "f.conf:1: ledger: " PATH},
    {"# comment\nkeys = keys # another", "f.conf:2: keys: " PATH},
    {"/* a\n comment */ state = .", "f.conf:2: state: " PATH},
    {"inspector = referral-inspector", "f.conf:1: inspector: " PATH},
    {"gateway = mx-1.example.org", NULL},
    {"gateway = \"mx 1\"", "f.conf:1: gateway: " HOST},
    {"gateway = " NAME_32 NAME_32 NAME_32 "0123456789abcdef", NULL},
    {"gateway = " NAME_32 NAME_32 NAME_32 "0123456789abcdefg", "f.conf:1: gateway: " HOST},
    {"signing-key = key", "f.conf:1: signing-key: " PATH},
    {"key-period = quarter", NULL},
    {"key-period = year", NULL},
    {"key-period = week", "f.conf:1: key-period: \"quarter\", \"month\" or \"year\""},
    {"key-period = \"\"", "f.conf:1: key-period: \"quarter\", \"month\" or \"year\""},
    {"segment-age = 0", NULL},
    {"segment-age = 3660", NULL},
    {"segment-age = 3661", "f.conf:1: segment-age: a whole number from 0 to 3660 (days; 0: however old)"},
    {"heartbeat = 1", NULL},
    {"heartbeat = 0", "f.conf:1: heartbeat: a whole number from 1 to 86400 (seconds)"},
    {"heartbeat = 86400", NULL},
    {"heartbeat = 86401", "f.conf:1: heartbeat: a whole number from 1 to 86400 (seconds)"},
    {"checkpoint-directory = .", "f.conf:1: checkpoint-directory: " PATH},
    {"checkpoint-command = \"sh -c x\"", "f.conf:1: checkpoint-command: " PATH},
    {"case-window = 90", NULL},
    {"case-window = 91", "f.conf:1: case-window: a whole number from 0 to 90 (days)"},
    {"screeners = 64", NULL},
    {"screeners = 65", "f.conf:1: screeners: a whole number from 0 to 64 (0: one per core)"},
    {"screeners = -1", "f.conf:1: screeners: a whole number from 0 to 64 (0: one per core)"},
    {"screeners = 0x10", "f.conf:1: screeners: a whole number from 0 to 64 (0: one per core)"},
    {"screeners = \" 1\"", "f.conf:1: screeners: a whole number from 0 to 64 (0: one per core)"},
    {"screeners = \"\"", "f.conf:1: screeners: a whole number from 0 to 64 (0: one per core)"},
    {"inspectors = 256", NULL},
    {"inspectors = 257", "f.conf:1: inspectors: a whole number from 0 to 256 (0: two per core)"},
    {"sandbox = required", NULL},
    {"sandbox = none", "f.conf:1: sandbox: \"required\" or \"partial\""},
    {"message-size-limit = 4096", NULL},
    {"message-size-limit = 4095", "f.conf:1: message-size-limit: a whole number from 4096 to 1073741824 (octets)"},
    {"message-size-limit = 1073741824", NULL},
    {"message-size-limit = 1073741825",
	"f.conf:1: message-size-limit: a whole number from 4096 to 1073741824 (octets)"},
    {"message-size-limit = 10M", "f.conf:1: message-size-limit: a whole number from 4096 to 1073741824 (octets)"},
    {"byte-budget = 68719476736", NULL},
    {"byte-budget = 68719476737", "f.conf:1: byte-budget: a whole number from 4096 to 68719476736 (octets)"},
    {"byte-budget = 99999999999999999999999",
	"f.conf:1: byte-budget: a whole number from 4096 to 68719476736 (octets)"},
    {"slot-wait = 270000", NULL},
    {"slot-wait = 270001", "f.conf:1: slot-wait: a whole number from 0 to 270000 (milliseconds)"},
    {"inspect-time = 99", "f.conf:1: inspect-time: a whole number from 100 to 270000 (milliseconds)"},
    {"inspect-cpu = 600", NULL},
    {"inspect-cpu = 0", "f.conf:1: inspect-cpu: a whole number from 1 to 600 (seconds)"},
    {"inspect-cpu = 601", "f.conf:1: inspect-cpu: a whole number from 1 to 600 (seconds)"},
    {"inspect-memory = 128", NULL},
    {"inspect-memory = 127", "f.conf:1: inspect-memory: a whole number from 128 to 65536 (MiB)"},
    {"inspect-memory = 65537", "f.conf:1: inspect-memory: a whole number from 128 to 65536 (MiB)"},
    {"user = a\nuser = b", "f.conf:2: user: given twice, first on line 1"},
    {"user", "f.conf:1: user: one value: = VALUE"},
    {"user = {\"a\"}", "f.conf:1: user: one value: = VALUE"},
    {"user { }", "f.conf:1: user: one value: = VALUE"},
    {"user += a", "f.conf:1: user: one value: = VALUE"},
    {"\nuser = \"a\nb\"", "f.conf:2: a string ends on the line where it begins: a closing quote is missing"},
    {"user = ${HOME}", "f.conf:1: ${...}: environment variables are not used here, write the value itself"},
};

START_TEST(what_is_not_allowed_is_said_with_file_and_line)
{
	if (values[_i].problem == NULL) {
		ck_assert_int_eq(load(values[_i].text), 0);
		ck_assert_uint_eq(problems.count, 0);
		return;
	}
	ck_assert_int_eq(load(values[_i].text), -EINVAL);
	ck_assert_str_eq(problem(0), values[_i].problem);
}
END_TEST

static const char *const unknown[] = {"form = /a", "include = /etc/passwd", "User = a", "pid-file = /a", "a|b = c"};

START_TEST(an_option_that_does_not_exist_is_an_error)
{
	ck_assert_int_eq(load(unknown[_i]), -EINVAL);
	ck_assert_uint_eq(problems.count, 1);
}
END_TEST

START_TEST(including_another_file_is_no_option)
{
	ck_assert_int_eq(load("user = bob\ninclude(\"/etc/passwd\")\n"), -EINVAL);
	ck_assert(strncmp(problem(0), "f.conf:2: ", 10) == 0);
}
END_TEST

static bool is_said(const char *start)
{
	for (size_t i = 0; i < problems.count; i++)
		if (strncmp(problem(i), start, strlen(start)) == 0)
			return true;
	return false;
}

START_TEST(all_errors_are_shown_in_one_run)
{
	ck_assert_int_eq(
	    load("# one\nfirst = 1\nscreeners = many\nsecond = \"2\" /* two\n lines */\nsandbox = no\n"), -EINVAL);
	ck_assert_uint_eq(problems.count, 4);
	ck_assert(is_said("f.conf:2: first: not known here; allowed: socket, socket-owner, "));
	ck_assert(is_said("f.conf:3: screeners: "));
	ck_assert(is_said("f.conf:4: second: not known here"));
	ck_assert(is_said("f.conf:6: sandbox: "));
	ck_assert_str_eq(strrchr(problem(0), ','), ", inspect-memory");
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_an_error)
{
	const char *path = file;

	if (_i == 1)
		path = directory;
	if (_i == 2) {
		write_file("");
		ck_assert_int_eq(truncate(file, (64 << 10) + 1), 0);
	}
	ck_assert_int_eq(options_load(&options, path, &problems), -EINVAL);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_ptr_nonnull(
	    strstr(problems.items[0].text, ": cannot be read: a regular file of at most 65536 octets is needed ("));
}
END_TEST

static const struct {
	const char *text;
	const char *problem; /* NULL: none */
} checks[] = {
    {"inspector = /bin/true", NULL},
    {"inspector = /bin/true slot-wait = 70000 inspect-time = 100000", NULL},
    {"inspector = /bin/true slot-wait = 70001\ninspect-time = 100000",
	"f.conf:2: inspect-time: slot-wait and 2 times inspect-time are at most 270000 milliseconds together: the MTA "
	"waits no longer"},
    {"inspector = /bin/true message-size-limit = 5000 byte-budget = 5000", NULL},
    {"inspector = /bin/true message-size-limit = 5001 byte-budget = 5000",
	"f.conf:1: byte-budget: at least message-size-limit (5001 octets)"},
    {"inspector = /bin/true\nsocket-owner = no-such-user",
	"f.conf:2: socket-owner: \"no-such-user\" is not a user of this system"},
    {"inspector = /bin/true socket-group = no-such-group",
	"f.conf:1: socket-group: \"no-such-group\" is not a group of this system"},
    {"inspector = /etc/passwd", "f.conf:1: inspector: \"/etc/passwd\" is not a program that can be executed"},
    {"inspector = /bin", "f.conf:1: inspector: \"/bin\" is not a program that can be executed"},
    {"inspector = /bin/true checkpoint-command = /bin/true", NULL},
    {"inspector = /bin/true\ncheckpoint-command = /etc/passwd",
	"f.conf:2: checkpoint-command: \"/etc/passwd\" is not a program that can be executed"},
    {"\ninspector = /nowhere/x", "f.conf:2: inspector: \"/nowhere/x\" is not a program that can be executed"},
};

START_TEST(what_the_system_does_not_have_is_an_error)
{
	ck_assert_int_eq(load(checks[_i].text), 0);
	int r = options_check(&options, &problems);
	if (checks[_i].problem == NULL) {
		ck_assert_int_eq(r, 0);
		ck_assert_uint_eq(problems.count, 0);
		return;
	}
	ck_assert_int_eq(r, -EINVAL);
	ck_assert_str_eq(problem(0), checks[_i].problem);
}
END_TEST

START_TEST(an_option_that_the_file_does_not_set_has_no_line)
{
	ck_assert_int_eq(load("screeners = 1"), 0);
	ck_assert_int_eq(option_set(&options, OPTION_INSPECTOR, "/nowhere/x"), 0);
	ck_assert_int_eq(options_check(&options, &problems), -EINVAL);
	ck_assert_str_eq(problem(0), "f.conf: inspector: \"/nowhere/x\" is not a program that can be executed");
}
END_TEST

START_TEST(the_default_file_may_be_loaded_by_its_own_name)
{
	write_file("user = bob");
	free(options.config_file);
	options.config_file = strdup(file);
	ck_assert_int_eq(options_load(&options, options.config_file, &problems), 0);
	ck_assert_str_eq(options.user, "bob");
}
END_TEST

START_TEST(a_mode_for_what_is_no_unix_socket_is_warned_of)
{
	ck_assert_int_eq(load("inspector = /bin/true\nsocket-mode = 0600 socket = fd:3"), 0);
	ck_assert_int_eq(options_check(&options, &problems), 0);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert(problems.items[0].is_warning);
	ck_assert_str_eq(
	    problem(0), "f.conf:2: socket-mode: means something for a unix: socket only, and the socket is fd:3");
}
END_TEST

/* Of the shipped file every "# key = value", as an administrator would uncomment it. */
static size_t uncomment(FILE *shipped, FILE *stream)
{
	char line[256], key[64], sign[8];
	size_t count = 0;

	while (fgets(line, sizeof(line), shipped) != NULL) {
		if (sscanf(line, "# %63[a-z-] %7s", key, sign) == 2 && strcmp(sign, "=") == 0) {
			fputs(line + 2, stream);
			count++;
		}
	}
	return count;
}

START_TEST(the_shipped_file_has_every_option_with_its_default)
{
	const char *source = getenv("top_srcdir") != NULL ? getenv("top_srcdir") : ".";
	char path[512];
	struct options plain;

	snprintf(path, sizeof(path), "%s/milter/referral-milter.conf", source);
	FILE *shipped = fopen(path, "r"), *stream = fopen(file, "w");
	ck_assert_ptr_nonnull(shipped);
	ck_assert_uint_eq(uncomment(shipped, stream), OPTION_COUNT);
	fclose(stream);
	fclose(shipped);
	ck_assert_int_eq(options_load(&options, file, &problems), 0);
	ck_assert_int_eq(options_init(&plain), 0);
	ck_assert_str_eq(options.socket, plain.socket);
	ck_assert_uint_eq(options.socket_mode, plain.socket_mode);
	ck_assert_str_eq(options.socket_owner, plain.user);
	ck_assert_str_eq(options.user, plain.user);
	ck_assert_str_eq(options.rules, "/etc/referral-milter/rules.d");
	ck_assert_str_eq(options.guidance, "/etc/referral-milter/guidance");
	ck_assert_str_eq(options.forms, "/etc/referral-milter/forms");
	ck_assert_str_eq(options.ledger, "/var/lib/referral-milter/ledger");
	ck_assert_str_eq(options.keys, "/var/lib/referral-milter/keys");
	ck_assert_str_eq(options.state, "/var/lib/referral-milter");
	ck_assert_str_eq(options.inspector, "/usr/libexec/referral-milter/referral-inspector");
	ck_assert_int_eq(options.key_period, plain.key_period);
	ck_assert_uint_eq(options.segment_age_days, plain.segment_age_days);
	ck_assert_uint_eq(options.heartbeat_s, plain.heartbeat_s);
	ck_assert_uint_eq(options.screeners, plain.screeners);
	ck_assert_uint_eq(options.inspectors, plain.inspectors);
	ck_assert(options.allow_unconfined == plain.allow_unconfined);
	ck_assert_uint_eq(options.message_size_limit, plain.message_size_limit);
	ck_assert_uint_eq(options.byte_budget, plain.byte_budget);
	ck_assert_uint_eq(options.slot_wait_ms, plain.slot_wait_ms);
	ck_assert_uint_eq(options.inspect_time_ms, plain.inspect_time_ms);
	ck_assert_uint_eq(options.inspect_cpu_s, plain.inspect_cpu_s);
	ck_assert_uint_eq(options.inspect_memory_mb, plain.inspect_memory_mb);
	options_clear(&plain);
}
END_TEST

START_TEST(the_shipped_file_changes_nothing)
{
	const char *source = getenv("top_srcdir") != NULL ? getenv("top_srcdir") : ".";
	char path[512];

	snprintf(path, sizeof(path), "%s/milter/referral-milter.conf", source);
	ck_assert_int_eq(options_load(&options, path, &problems), 0);
	ck_assert_uint_eq(problems.count, 0);
	for (unsigned key = 0; key < OPTION_COUNT; key++)
		ck_assert_int_eq(options.lines[key], 0);
}
END_TEST

START_TEST(the_command_line_socket_goes_before_the_files)
{
	ck_assert_int_eq(load("socket = fd:3"), 0);
	ck_assert_int_eq(options_set_socket(&options, "nonsense"), -EINVAL);
	ck_assert_str_eq(options.socket, "fd:3");
	ck_assert_int_eq(options_set_socket(&options, "fd:4"), 0);
	ck_assert_str_eq(options.socket, "fd:4");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("options");
	TCase *tcase = tcase_create("file");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, an_empty_file_leaves_the_defaults, 0, 2);
	tcase_add_test(tcase, every_option_is_read);
	tcase_add_loop_test(tcase, what_is_not_allowed_is_said_with_file_and_line, 0, sizeof(values) / sizeof(*values));
	tcase_add_loop_test(tcase, an_option_that_does_not_exist_is_an_error, 0, sizeof(unknown) / sizeof(*unknown));
	tcase_add_test(tcase, including_another_file_is_no_option);
	tcase_add_test(tcase, all_errors_are_shown_in_one_run);
	tcase_add_loop_test(tcase, a_file_that_cannot_be_read_is_an_error, 0, 3);
	tcase_add_loop_test(tcase, what_the_system_does_not_have_is_an_error, 0, sizeof(checks) / sizeof(*checks));
	tcase_add_test(tcase, an_option_that_the_file_does_not_set_has_no_line);
	tcase_add_test(tcase, the_default_file_may_be_loaded_by_its_own_name);
	tcase_add_test(tcase, a_mode_for_what_is_no_unix_socket_is_warned_of);
	tcase_add_test(tcase, the_shipped_file_has_every_option_with_its_default);
	tcase_add_test(tcase, the_shipped_file_changes_nothing);
	tcase_add_test(tcase, the_command_line_socket_goes_before_the_files);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
