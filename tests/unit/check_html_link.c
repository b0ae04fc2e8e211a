/* html_url, html_link: where an address leads, and whether a link says so. */
#include "message/sanitise/html_link.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *value;
	enum html_url_kind kind;
	const char *written;
} addresses[] = {
    {"https://a.example/b?c#d", HTML_URL_WEB, "https://a.example/b?c#d"},
    {" HTTP:\\\\A.example\\b?c\\d ", HTML_URL_WEB, "http://A.example/b?c%5Cd"},
    {"ht\ttps:/a.example", HTML_URL_WEB, "https://a.example"},
    {"https://a.example/\"<>` ^{|}", HTML_URL_WEB, "https://a.example/%22%3C%3E%60%20%5E%7B%7C%7D"},
    {"mailto:a@b.example?subject=c d", HTML_URL_MAIL, "mailto:a@b.example?subject=c%20d"},
    {"mailto:a@b.example?ATTACH=c", HTML_URL_ACTIVE, NULL},
    {"tel:+44 1", HTML_URL_TEL, "tel:+44%201"},
    {"cid:a@b", HTML_URL_CID, "cid:a@b"},
    {"data:image/png;base64,A", HTML_URL_PICTURE, NULL},
    {"data:image/svg+xml,A", HTML_URL_ACTIVE, NULL},
    {"data:,A", HTML_URL_ACTIVE, NULL},
    {"//a.example", HTML_URL_UNC, NULL},
    {"\\\\a\\b", HTML_URL_UNC, NULL},
    {"/\n\\a", HTML_URL_UNC, NULL},
    {"javascript:a", HTML_URL_ACTIVE, NULL},
    {"\1java\nscript\t:a", HTML_URL_ACTIVE, NULL},
    {"C:\\a", HTML_URL_ACTIVE, NULL},
    {"about:blank", HTML_URL_NONE, NULL},
    {"about:blanks", HTML_URL_ACTIVE, NULL},
    {"sip:a@b", HTML_URL_HARMLESS, NULL},
    {"", HTML_URL_NONE, NULL},
    {" #a", HTML_URL_NONE, NULL},
    {"www.a.example", HTML_URL_RELATIVE, NULL},
    {"a/b:c", HTML_URL_RELATIVE, NULL},
    {"/a", HTML_URL_RELATIVE, NULL},
};

START_TEST(an_address_is_of_one_kind_and_written_in_one_way)
{
	struct text text, again;

	ck_assert_int_eq(html_url_kind(addresses[_i].value), addresses[_i].kind);
	if (addresses[_i].written == NULL)
		return;
	text_init(&text);
	text_init(&again);
	html_url_append(addresses[_i].value, &text);
	ck_assert_str_eq(text_string(&text), addresses[_i].written);
	html_url_append(text_string(&text), &again);
	ck_assert_str_eq(text_string(&again), addresses[_i].written);
	text_clear(&again);
	text_clear(&text);
}
END_TEST

static const struct {
	const char *value;
	const char *host; /* NULL: none that could be one */
	bool is_odd;
} hosts[] = {
    {"https://A.Example:8080/b", "a.example", false},
    {"https:a.example", "a.example", false},
    {"https://a.example.", "a.example", false},
    {"https://b.example@a.example/", "a.example", true},
    {"https://b.example\\@a.example/", "b.example", false},
    {"https://[2001:DB8::1]:80/", "[2001:db8::1]", false},
    {"https://[2001:db8::1", NULL, false},
    {"https://a%2eexample/", NULL, false},
    {"https://", NULL, false},
    {"https:///?a", NULL, false},
};

START_TEST(a_web_address_has_a_host_or_none)
{
	char host[HTML_HOST_SIZE];
	bool is_odd;

	ck_assert_int_eq(html_url_host(hosts[_i].value, host, &is_odd), hosts[_i].host != NULL);
	if (hosts[_i].host == NULL)
		return;
	ck_assert_str_eq(host, hosts[_i].host);
	ck_assert_int_eq(is_odd, hosts[_i].is_odd);
}
END_TEST

START_TEST(a_host_of_full_length_is_read_and_a_longer_one_is_not)
{
	char value[HTML_HOST_SIZE + 16] = "https://", host[HTML_HOST_SIZE];
	bool is_odd;

	memset(value + 8, 'a', HTML_HOST_SIZE);
	value[8 + HTML_HOST_SIZE - 1] = '\0';
	ck_assert(html_url_host(value, host, &is_odd));
	value[8 + HTML_HOST_SIZE - 1] = 'a';
	value[8 + HTML_HOST_SIZE] = '\0';
	ck_assert(!html_url_host(value, host, &is_odd));
}
END_TEST

static const struct {
	const char *href;
	const char *shown;
	bool deceives;
} links[] = {
    {"https://a.example/", "our page", false},
    {"https://a.example/", "a.example", false},
    {"https://www.gov.uk/x", "gov.uk", false},
    {"https://gov.uk/x", "see www.gov.uk/x", false},
    {"https://a.gov.uk/", "www.gov.uk", false},
    {"https://evil.example/", "gov.uk", true},
    {"https://evil.example/", "see www.gov.uk", true},
    {"https://evil.example/", "https://www.gov.uk", true},
    {"https://evilgov.uk/", "gov.uk", true},
    {"https://gov.uk.evil.example/", "gov.uk", true},
    {"https://evil.example/", "the gov.uk guidance", false},
    {"https://evil.example/", "Referral form.docx", false},
    {"https://evil.example/", "README.md", false},
    {"https://evil.example/", "e.g.", false},
    {"https://evil.example/", "3.1", false},
    {"https://evil.example/", "gov.uk [evil.example]", false},
    {"https://evil.example/", "www.gov.uk [other.example]", true},
    {"https://gov.uk@evil.example/", "our page", true},
    {"https://evil.example/", "a@gov.uk", true},
    {"https://urldefense.com/v3/__https://www.gov.uk/x__;!!a$", "www.gov.uk/x", false},
    {"https://urldefense.com/v3/__https://evil.example/x__;!!a$", "www.gov.uk/x", true},
    {"https://a.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.gov.uk%2F&data=x", "www.gov.uk", false},
    {"https://a.safelinks.protection.outlook.com/?url=https%3A%2F%2Fgov.uk%40evil.example%2F", "www.gov.uk", true},
};

START_TEST(a_link_that_shows_another_host_deceives)
{
	char host[HTML_HOST_SIZE];

	ck_assert_int_eq(html_link_deceives(links[_i].href, links[_i].shown, host), links[_i].deceives);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("html_link");
	TCase *tests = tcase_create("addresses");

	tcase_add_loop_test(
	    tests, an_address_is_of_one_kind_and_written_in_one_way, 0, sizeof(addresses) / sizeof(addresses[0]));
	tcase_add_loop_test(tests, a_web_address_has_a_host_or_none, 0, sizeof(hosts) / sizeof(hosts[0]));
	tcase_add_test(tests, a_host_of_full_length_is_read_and_a_longer_one_is_not);
	tcase_add_loop_test(tests, a_link_that_shows_another_host_deceives, 0, sizeof(links) / sizeof(links[0]));
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
