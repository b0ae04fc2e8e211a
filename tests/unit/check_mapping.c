/* mapping: the octets of a sealed message, and of nothing else. */
#include "channel/channel.h"
#include "message/mapping.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static int open_octets(const char *octets, bool is_sealed)
{
	int fd = -1;

	ck_assert_int_eq(channel_memfd("message", &fd), 0);
	ck_assert_int_eq(channel_write(fd, octets, strlen(octets)), 0);
	if (is_sealed)
		ck_assert_int_eq(channel_seal(fd), 0);
	return fd;
}

START_TEST(the_octets_are_there)
{
	static const char *const messages[] = {"From: a@x.example\r\n\r\nHello\r\n", "x", ""};
	struct mapping mapping = {0};
	int fd = open_octets(messages[_i], true);

	ck_assert_int_eq(mapping_open(fd, &mapping), 0);
	ck_assert_uint_eq(mapping.size, strlen(messages[_i]));
	ck_assert_int_eq(memcmp(mapping.bytes, messages[_i], mapping.size), 0);
	ck_assert_int_eq(mapping.fd, fd);
	mapping_close(&mapping);
	mapping_close(&mapping);
	close(fd);
}
END_TEST

START_TEST(a_descriptor_that_is_no_sealed_message_is_our_own_fault)
{
	struct mapping mapping = {.fd = -2};
	int fd = open_octets("From: a@x.example\r\n\r\n", false);

	ck_assert_int_eq(mapping_open(fd, &mapping), -EIO);
	ck_assert_int_eq(mapping_open(STDIN_FILENO, &mapping), -EIO);
	ck_assert_int_eq(mapping_open(-1, &mapping), -EIO);
	ck_assert_int_eq(mapping.fd, -2);
	close(fd);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mapping");
	TCase *tcase = tcase_create("octets");

	tcase_add_loop_test(tcase, the_octets_are_there, 0, 3);
	tcase_add_test(tcase, a_descriptor_that_is_no_sealed_message_is_our_own_fault);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
