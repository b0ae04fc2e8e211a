/* session: a message is forgotten as a whole, and nothing of an envelope is silently left out. */
#include "milter/session.h"
#include "rules/policy_eval.h"
#include "tests/support/run_suite.h"

#include <arpa/inet.h>
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#define REFERRAL "preventreferrals@met.pnn.police.uk"

static struct budget budget;
static struct generation generation;
static struct generations generations;
static struct session *session;

/* The policy's test, for this one address. */
bool policy_envelope_is_ours(const struct ruleset *ruleset, const struct envelope *envelope)
{
	(void)ruleset;
	for (size_t i = 0; i < envelope->recipient_count; i++)
		if (strcmp(envelope->recipients[i], REFERRAL) == 0)
			return true;
	return false;
}

static int open_descriptors(void)
{
	int count = 0;
	DIR *directory = opendir("/proc/self/fd");

	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}

static void setup(void)
{
	generation = (struct generation){.users = 1};
	generations_init(&generations, &generation);
	budget_init(&budget, 1 << 20);
	session = session_new(&generations, &budget, 1 << 20);
	ck_assert_ptr_nonnull(session);
	session->has_leading_space = true;
}

static void teardown(void)
{
	session_free(session);
	ck_assert_uint_eq(budget_used(&budget), 0);
}

static void is_empty(const struct message *message)
{
	ck_assert_int_eq(message->stage, STAGE_NONE);
	ck_assert_ptr_null(message->envelope.sender);
	ck_assert_uint_eq(message->envelope.recipient_count, 0);
	ck_assert_ptr_null(message->envelope.auth_user);
	ck_assert_ptr_null(message->envelope.client_address);
	ck_assert_int_eq(message->is_over_limit, false);
	ck_assert_int_eq(message->is_torn, false);
	ck_assert_int_eq(message->capture.error, 0);
	ck_assert_uint_eq(message->capture.size, 0);
	ck_assert_int_eq(message->capture.fd, -1);
	ck_assert_ptr_null(message->lineage.message_id);
	ck_assert_uint_eq(message->lineage.reference_count, 0);
	ck_assert_str_eq(message->queue_id, "");
	ck_assert_uint_eq(message->screen.match_count, 0);
	ck_assert_uint_eq(message->screen_us, 0);
}

/* A message with something in every place. */
static void fill(void)
{
	struct message *message = &session->message;

	session_begin(session, "<teacher@school.example>");
	session_set_macro(session, MACRO_AUTH_USER, "teacher");
	session_set_queue_id(session, "4ZxY1z2abc");
	session_add_recipient(session, "<" REFERRAL ">");
	session_add_field(session, "Message-ID", " <one@school.example>");
	session_add_field(session, "References", " <a@example> <b@example>");
	message->screen.matches[message->screen.match_count++] = strdup(REFERRAL);
	message->screen_us = 5;
	capture_begin_body(&message->capture);
	message->stage = STAGE_BODY;
	session_add_body(session, "hello\r\n", 7);
}

START_TEST(ending_a_message_forgets_all_of_it)
{
	int before = open_descriptors();

	for (int i = 0; i < 3; i++) {
		fill();
		ck_assert_int_eq(open_descriptors(), before + 1);
		ck_assert_uint_gt(budget_used(&budget), 0);
		session_end(session);
		is_empty(&session->message);
		ck_assert_int_eq(open_descriptors(), before);
		ck_assert_uint_eq(budget_used(&budget), 0);
	}
	session_end(session); /* nothing to forget is fine, too */
}
END_TEST

START_TEST(a_new_message_forgets_the_one_before)
{
	int before = open_descriptors();

	fill();
	session_begin(session, "");
	ck_assert_str_eq(session->message.envelope.sender, "");
	ck_assert_uint_eq(session->message.envelope.recipient_count, 0);
	ck_assert_ptr_null(session->message.envelope.auth_user);
	ck_assert_ptr_null(session->message.lineage.message_id);
	ck_assert_ptr_null(session_queue_id(session));
	ck_assert_int_eq(session->message.capture.fd, -1);
	ck_assert_int_eq(open_descriptors(), before);
}
END_TEST

START_TEST(closing_forgets_a_message_in_its_midst)
{
	int before = open_descriptors();

	fill();
	session_free(session);
	session = NULL;
	ck_assert_int_eq(open_descriptors(), before);
	ck_assert_uint_eq(budget_used(&budget), 0);
}
END_TEST

START_TEST(the_client_stays_for_all_messages_of_a_connection)
{
	struct sockaddr_in address = {.sin_family = AF_INET};

	inet_pton(AF_INET, "192.0.2.7", &address.sin_addr);
	session_set_client(session, (const struct sockaddr *)&address);
	for (int i = 0; i < 2; i++) {
		session_begin(session, "a@example");
		ck_assert_str_eq(session->message.envelope.client_address, "192.0.2.7");
	}
}
END_TEST

START_TEST(an_ipv6_client_is_written_as_text)
{
	struct sockaddr_in6 address = {.sin6_family = AF_INET6};

	inet_pton(AF_INET6, "2001:db8::7", &address.sin6_addr);
	session_set_client(session, (const struct sockaddr *)&address);
	session_begin(session, "a@example");
	ck_assert_str_eq(session->message.envelope.client_address, "2001:db8::7");
}
END_TEST

START_TEST(a_local_or_unknown_client_has_no_address)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/x"};

	session_set_client(session, _i == 0 ? NULL : (const struct sockaddr *)&address);
	session_begin(session, "a@example");
	ck_assert_ptr_null(session->message.envelope.client_address);
}
END_TEST

START_TEST(the_client_that_mail_names_is_the_newer_one)
{
	struct sockaddr_in address = {.sin_family = AF_INET};

	session_set_client(session, (const struct sockaddr *)&address);
	session_begin(session, "a@example");
	session_set_macro(session, MACRO_CLIENT_ADDRESS, "192.0.2.9");
	ck_assert_str_eq(session->message.envelope.client_address, "192.0.2.9");
	session_set_macro(session, MACRO_CLIENT_ADDRESS, NULL);
	session_set_macro(session, MACRO_CLIENT_ADDRESS, "");
	ck_assert_str_eq(session->message.envelope.client_address, "192.0.2.9");
}
END_TEST

START_TEST(macros_have_a_limit_and_are_never_left_out)
{
	char value[ENVELOPE_VALUE_MAX + 2];

	memset(value, 'x', sizeof(value));
	value[ENVELOPE_VALUE_MAX + _i] = '\0';
	session_begin(session, "a@example");
	session_set_macro(session, MACRO_AUTH_USER, value);
	ck_assert_uint_eq(strlen(session->message.envelope.auth_user), ENVELOPE_VALUE_MAX);
	ck_assert_int_eq(session->message.is_over_limit, _i == 1);
}
END_TEST

START_TEST(each_macro_has_its_place)
{
	session_begin(session, "a@example");
	session_set_macro(session, MACRO_AUTH_USER, "user");
	session_set_macro(session, MACRO_AUTH_TYPE, "PLAIN");
	session_set_macro(session, MACRO_CLIENT_ADDRESS, "192.0.2.1");
	session_set_macro(session, MACRO_CLIENT_NAME, "client.example");
	session_set_macro(session, MACRO_DAEMON_NAME, "mx.example");
	ck_assert_str_eq(session->message.envelope.auth_user, "user");
	ck_assert_str_eq(session->message.envelope.auth_type, "PLAIN");
	ck_assert_str_eq(session->message.envelope.client_address, "192.0.2.1");
	ck_assert_str_eq(session->message.envelope.client_name, "client.example");
	ck_assert_str_eq(session->message.envelope.daemon_name, "mx.example");
}
END_TEST

START_TEST(a_sender_that_is_too_long_does_not_become_the_null_sender)
{
	char sender[ENVELOPE_VALUE_MAX + 2];

	memset(sender, 'x', sizeof(sender));
	sender[ENVELOPE_VALUE_MAX + _i] = '\0';
	session_begin(session, sender);
	ck_assert_int_eq(session->message.envelope.sender[0], 'x');
	ck_assert_int_eq(session->message.is_over_limit, _i == 1);
	ck_assert_int_eq(session->message.is_torn, false);
}
END_TEST

static void add_recipients(int count)
{
	char text[64];

	for (int i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "<r%d@example>", i);
		session_add_recipient(session, text);
	}
}

START_TEST(recipients_have_a_limit)
{
	session_begin(session, "a@example");
	add_recipients(ENVELOPE_RECIPIENTS_MAX + _i);
	ck_assert_int_eq(session->message.is_over_limit, _i == 1);
	ck_assert_uint_eq(session->message.envelope.recipient_count, ENVELOPE_RECIPIENTS_MAX);
}
END_TEST

START_TEST(a_referral_address_past_the_limit_is_not_overlooked)
{
	const struct envelope *envelope = &session->message.envelope;

	session_begin(session, "a@example");
	add_recipients(ENVELOPE_RECIPIENTS_MAX + 10);
	ck_assert(!policy_envelope_is_ours(NULL, envelope));
	session_add_recipient(session, "<" REFERRAL ">");
	add_recipients(10);
	ck_assert(policy_envelope_is_ours(NULL, envelope));
	ck_assert_uint_eq(envelope->recipient_count, ENVELOPE_RECIPIENTS_MAX);
	ck_assert_int_eq(session->message.is_over_limit, true);
}
END_TEST

START_TEST(a_recipient_that_is_too_long_puts_the_message_over_the_limit)
{
	char recipient[ENVELOPE_VALUE_MAX + 2];

	memset(recipient, 'x', sizeof(recipient));
	recipient[ENVELOPE_VALUE_MAX + 1] = '\0';
	session_begin(session, "a@example");
	session_add_recipient(session, recipient);
	ck_assert_int_eq(session->message.is_over_limit, true);
	ck_assert_uint_eq(session->message.envelope.recipient_count, 0);
	session_add_recipient(session, REFERRAL);
	session_add_recipient(session, recipient);
	ck_assert_uint_eq(session->message.envelope.recipient_count, 1);
}
END_TEST

struct id_case {
	const char *id, *kept;
};

static const struct id_case id_cases[] = {
    {"4ZxY1z2abc", "4ZxY1z2abc"},
    {"3BF2A1C0DE", "3BF2A1C0DE"},
    {"0123456789012345678901234567890123456789012345678901234567890123",
	"0123456789012345678901234567890123456789012345678901234567890123"},
    {"01234567890123456789012345678901234567890123456789012345678901234", NULL},
    {"line\nbreak", NULL},
    {"a b", NULL},
    {"", NULL},
    {NULL, NULL},
};

START_TEST(only_what_can_be_a_queue_id_is_taken_for_one)
{
	session_begin(session, "a@example");
	session_set_queue_id(session, id_cases[_i].id);
	if (id_cases[_i].kept != NULL)
		ck_assert_str_eq(session_queue_id(session), id_cases[_i].kept);
	else
		ck_assert_ptr_null(session_queue_id(session));
}
END_TEST

START_TEST(a_queue_id_that_comes_late_is_taken)
{
	session_begin(session, "a@example");
	session_set_queue_id(session, NULL);
	session_set_queue_id(session, "LATER");
	session_set_queue_id(session, NULL);
	ck_assert_str_eq(session_queue_id(session), "LATER");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("session");
	TCase *tcase = tcase_create("messages");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, ending_a_message_forgets_all_of_it);
	tcase_add_test(tcase, a_new_message_forgets_the_one_before);
	tcase_add_test(tcase, closing_forgets_a_message_in_its_midst);
	tcase_add_test(tcase, the_client_stays_for_all_messages_of_a_connection);
	tcase_add_test(tcase, an_ipv6_client_is_written_as_text);
	tcase_add_loop_test(tcase, a_local_or_unknown_client_has_no_address, 0, 2);
	tcase_add_test(tcase, the_client_that_mail_names_is_the_newer_one);
	tcase_add_loop_test(tcase, macros_have_a_limit_and_are_never_left_out, 0, 2);
	tcase_add_test(tcase, each_macro_has_its_place);
	tcase_add_loop_test(tcase, a_sender_that_is_too_long_does_not_become_the_null_sender, 0, 2);
	tcase_add_loop_test(tcase, recipients_have_a_limit, 0, 2);
	tcase_add_test(tcase, a_referral_address_past_the_limit_is_not_overlooked);
	tcase_add_test(tcase, a_recipient_that_is_too_long_puts_the_message_over_the_limit);
	tcase_add_loop_test(tcase, only_what_can_be_a_queue_id_is_taken_for_one, 0, 8);
	tcase_add_test(tcase, a_queue_id_that_comes_late_is_taken);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
