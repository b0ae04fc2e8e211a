/* network: an address is in a network or not, however it is written. */
#include "rules/network.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>

static const struct {
	const char *network;
	const char *address;
	bool is_inside;
} members[] = {
    {"192.0.2.0/24", "192.0.2.0", true},
    {"192.0.2.0/24", "192.0.2.255", true},
    {"192.0.2.0/24", "192.0.3.0", false},
    {"192.0.2.0/24", "192.0.1.255", false},
    {"192.0.2.7", "192.0.2.7", true},
    {"192.0.2.7", "192.0.2.6", false},
    {"192.0.2.7/32", "192.0.2.7", true},
    {"192.0.2.6/31", "192.0.2.7", true},
    {"192.0.2.6/31", "192.0.2.8", false},
    {"10.128.0.0/9", "10.255.0.1", true},
    {"10.128.0.0/9", "10.127.0.1", false},
    {"0.0.0.0/0", "203.0.113.9", true},
    {"0.0.0.0/0", "2001:db8::1", false},
    {"::/0", "2001:db8::1", true},
    {"::/0", "192.0.2.1", true},
    {"2001:db8::/32", "2001:db8:ffff::1", true},
    {"2001:db8::/32", "2001:DB8:FFFF::1", true},
    {"2001:db8::/32", "2001:db9::1", false},
    {"2001:db8::1", "2001:db8:0:0::1", true},
    {"2001:db8::/33", "2001:db8:7fff::", true},
    {"2001:db8::/33", "2001:db8:8000::", false},
    {"::1", "::1", true},
    {"::1", "IPv6:::1", true},
    {"2001:db8::/32", "ipv6:2001:db8::5", true},
    {"127.0.0.0/8", "::ffff:127.0.0.1", true},
    {"127.0.0.0/8", "IPv6:::ffff:127.0.0.1", true},
    {"127.0.0.0/8", "::127.0.0.1", false},
    {"::ffff:192.0.2.0/120", "192.0.2.9", true},
    {"127.0.0.0/8", "", false},
    {"127.0.0.0/8", "localhost", false},
    {"127.0.0.0/8", "127.1", false},
    {"127.0.0.0/8", "127.0.0.1 ", false},
    {"::/0", "unknown", false},
    {"::/0", "IPv6:", false},
    {"::/0", "fe80::1%eth0", false},
};

START_TEST(an_address_is_inside_or_outside)
{
	struct network network;

	ck_assert_int_eq(network_parse(members[_i].network, &network), 0);
	ck_assert_int_eq(network_contains(&network, members[_i].address), members[_i].is_inside);
}
END_TEST

static const char *const wrong[] = {
    "",
    "/24",
    "192.0.2.0/",
    "192.0.2.0/33",
    "192.0.2.0/-1",
    "192.0.2.0/+8",
    "192.0.2.0/024",
    "192.0.2.0/24 ",
    "192.0.2.0/24/24",
    "192.0.2.0/4294967320",
    "192.0.2.0/255.255.255.0",
    "192.0.2.1/24",
    "192.0.2.1/31",
    "192.0.2",
    "192.0.2.256",
    "0192.0.2.1",
    "2001:db8::/129",
    "2001:db8::1/64",
    "2001:db8::1/127",
    "2001:db8",
    "2001:db8::/32x",
    "example.org",
    "IPv6:::1",
    "1111:2222:3333:4444:5555:6666:7777:8888:9999:0000:1111:2222/128",
};

START_TEST(what_is_no_network_is_refused)
{
	struct network network = {.prefix = 77};

	ck_assert_int_eq(network_parse(wrong[_i], &network), -EINVAL);
	ck_assert_uint_eq(network.prefix, 77);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("network");
	TCase *tcase = tcase_create("networks");

	tcase_add_loop_test(tcase, an_address_is_inside_or_outside, 0, sizeof(members) / sizeof(*members));
	tcase_add_loop_test(tcase, what_is_no_network_is_refused, 0, sizeof(wrong) / sizeof(*wrong));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
