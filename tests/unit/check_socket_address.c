/* socket_address: what an administrator may write for the milter socket, and what not. */
#include "milter/socket_address.h"
#include "tests/support/run_suite.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define PATH_100                                                                                                       \
	"/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"                                                           \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define PATH_107 PATH_100 "bbbbbbb"
_Static_assert(sizeof(PATH_107) == 107 + 1, "the longest path that a sockaddr_un holds");

static const char *const refused[] = {
    "",
    "unix",
    "unix:",
    "unix:relative/path",
    "unix:/directory/",
    "unix:" PATH_107 "c",
    "local:/run/x.sock",
    "/run/x.sock",
    "inet:",
    "inet:8890",
    "inet:@127.0.0.1",
    "inet:0@127.0.0.1",
    "inet:65536@127.0.0.1",
    "inet:+1@127.0.0.1",
    "inet: 1@127.0.0.1",
    "inet:0x10@127.0.0.1",
    "inet:8890@localhost",
    "inet:8890@127.0.0.1 ",
    "inet:8890@::1",
    "inet6:8890@127.0.0.1",
    "inet6:8890@[::1]",
    "inet6:8890@",
    "fd:",
    "fd:2",
    "fd:-1",
    "fd:3x",
    "fd:1024",
    "fd:99999999999999999999",
};

START_TEST(what_is_no_address_is_refused)
{
	struct socket_address address = {.fd = 77};

	ck_assert_int_eq(socket_address_parse(refused[_i], &address), -EINVAL);
	ck_assert_int_eq(address.fd, 77);
}
END_TEST

static const char *const unix_paths[] = {"/x", "/run/referral-milter/milter.sock", PATH_107};

START_TEST(a_unix_path_is_taken_up_to_what_the_kernel_holds)
{
	struct socket_address address;
	char text[200] = "unix:";

	strcat(text, unix_paths[_i]);
	ck_assert_int_eq(socket_address_parse(text, &address), 0);
	ck_assert_int_eq(address.kind, SOCKET_UNIX);
	ck_assert_str_eq(address.name.local.sun_path, unix_paths[_i]);
}
END_TEST

static const struct {
	const char *text;
	int family;
	const char *address;
	int port;
} inet[] = {
    {"inet:1@127.0.0.1", AF_INET, "127.0.0.1", 1},
    {"inet:65535@0.0.0.0", AF_INET, "0.0.0.0", 65535},
    {"inet6:8890@::1", AF_INET6, "::1", 8890},
    {"inet6:8890@::", AF_INET6, "::", 8890},
};

START_TEST(a_numeric_address_and_a_port_are_taken)
{
	struct socket_address address;
	char text[64];

	ck_assert_int_eq(socket_address_parse(inet[_i].text, &address), 0);
	ck_assert_int_eq(address.kind, SOCKET_INET);
	ck_assert_int_eq(address.name.any.sa_family, inet[_i].family);
	if (inet[_i].family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)&address.name.storage;
		ck_assert_str_eq(inet_ntop(AF_INET, &in->sin_addr, text, sizeof(text)), inet[_i].address);
		ck_assert_int_eq(ntohs(in->sin_port), inet[_i].port);
		ck_assert_uint_eq(address.name_size, sizeof(*in));
	} else {
		const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)&address.name.storage;
		ck_assert_str_eq(inet_ntop(AF_INET6, &in->sin6_addr, text, sizeof(text)), inet[_i].address);
		ck_assert_int_eq(ntohs(in->sin6_port), inet[_i].port);
		ck_assert_uint_eq(address.name_size, sizeof(*in));
	}
}
END_TEST

START_TEST(a_descriptor_is_taken)
{
	struct socket_address address;

	ck_assert_int_eq(socket_address_parse(_i == 0 ? "fd:3" : "fd:1023", &address), 0);
	ck_assert_int_eq(address.kind, SOCKET_FD);
	ck_assert_int_eq(address.fd, _i == 0 ? 3 : 1023);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("socket_address");
	TCase *tcase = tcase_create("parse");

	tcase_add_loop_test(tcase, what_is_no_address_is_refused, 0, sizeof(refused) / sizeof(*refused));
	tcase_add_loop_test(tcase, a_unix_path_is_taken_up_to_what_the_kernel_holds, 0, 3);
	tcase_add_loop_test(tcase, a_numeric_address_and_a_port_are_taken, 0, sizeof(inet) / sizeof(*inet));
	tcase_add_loop_test(tcase, a_descriptor_is_taken, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
