/* address: one mailbox has one spelling, and two mailboxes never share one. */
#include "rules/address.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MASH "mashagency@lewisham.gov.uk"

static const struct {
	const char *written;
	const char *canonical;
} same[] = {
    {MASH, MASH},
    {"MASHagency@Lewisham.GOV.uk", MASH},
    {"<mashagency@lewisham.gov.uk>", MASH},
    {" <mashagency@lewisham.gov.uk> ", MASH},
    {"< mashagency@lewisham.gov.uk >", MASH},
    {"  mashagency@lewisham.gov.uk", MASH},
    /* trailing dot, of every kind */
    {"mashagency@lewisham.gov.uk.", MASH},
    {"<mashagency@lewisham.gov.uk.>", MASH},
    {"mashagency@lewisham.gov.uk\xe3\x80\x82", MASH},
    /* quoted local part */
    {"\"mashagency\"@lewisham.gov.uk", MASH},
    {"\"MashAgency\"@lewisham.gov.uk", MASH},
    {"\"mash\\agency\"@lewisham.gov.uk", MASH},
    {"\"\\m\\a\\s\\h\\a\\g\\e\\n\\c\\y\"@lewisham.gov.uk", MASH},
    {"mash\\agency@lewisham.gov.uk", MASH},
    {"\"safe.guarding\"@example.org", "safe.guarding@example.org"},
    {"\"safe\".guarding@example.org", "safe.guarding@example.org"},
    {"safe.\"guarding\"@example.org", "safe.guarding@example.org"},
    {"\"safe\".\"guarding\"@example.org", "safe.guarding@example.org"},
    {"\"a b\"@example.org", "\"a b\"@example.org"},
    {"\"A\\ B\"@example.org", "\"a b\"@example.org"},
    {"\"a\\\"b\\\\c\"@example.org", "\"a\\\"b\\\\c\"@example.org"},
    {"\"a@b\"@example.org", "\"a@b\"@example.org"},
    {"\"a..b\"@example.org", "\"a..b\"@example.org"},
    {"\".a\"@example.org", "\".a\"@example.org"},
    {"\"a.\"@example.org", "\"a.\"@example.org"},
    {"\"\".a@example.org", "\".a\"@example.org"},
    {"\" \"@example.org", "\" \"@example.org"},
    {"\"<a>\"@example.org", "\"<a>\"@example.org"},
    {"\">\"@example.org", "\">\"@example.org"},
    {"a\\@b@example.org", "\"a@b\"@example.org"},
    /* source routes */
    {"@relay.example:mashagency@lewisham.gov.uk", MASH},
    {"<@relay.example:mashagency@lewisham.gov.uk>", MASH},
    {"<@one.example,@two.example:MASHagency@lewisham.gov.uk>", MASH},
    {"<@[192.0.2.1],@[IPv6:2001:db8::1]:mashagency@lewisham.gov.uk>", MASH},
    {"<@relay.example:\"mashagency\"@lewisham.gov.uk>", MASH},
    /* international domains */
    {"a@b\xc3\xbc"
     "cher.example",
	"a@xn--bcher-kva.example"},
    {"a@B\xc3\x9c"
     "CHER.example",
	"a@xn--bcher-kva.example"},
    {"a@xn--bcher-kva.example", "a@xn--bcher-kva.example"},
    {"a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example"},
    {"a@bu\xcc\x88"
     "cher.example",
	"a@xn--bcher-kva.example"},
    {"a@b\xc3\xbc"
     "cher.example.",
	"a@xn--bcher-kva.example"},
    {"a@stra\xc3\x9f"
     "e.example",
	"a@xn--strae-oqa.example"},
    {"a@lewisham\xe3\x80\x82gov\xef\xbc\x8euk", "a@lewisham.gov.uk"},
    {"a@lewisham\xef\xbd\xa1gov.uk\xef\xbd\xa1", "a@lewisham.gov.uk"},
    {"a@b\xc3\xbc"
     "cher\xe3\x80\x82"
     "example",
	"a@xn--bcher-kva.example"},
    {"a@\xef\xbd\x8c"
     "ewisham.gov.uk",
	"a@lewisham.gov.uk"}, /* a wide l, which IDNA maps */
    /* international local parts */
    {"gr\xc3\xbc\xc3\x9f@example.org", "gr\xc3\xbc\xc3\x9f@example.org"},
    {"GR\xc3\x9c\xc3\x9f@example.org", "gr\xc3\x9c\xc3\x9f@example.org"},
    {"\"gr\xc3\xbc\"@example.org", "gr\xc3\xbc@example.org"},
    /* address literals */
    {"a@[192.0.2.1]", "a@[192.0.2.1]"},
    {"a@[IPv6:2001:DB8::1]", "a@[ipv6:2001:db8::1]"},
    /* all of atext */
    {"!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org"},
    {"a@under_score.example", "a@under_score.example"},
    {"a@1.2", "a@1.2"},
    {"a@localhost", "a@localhost"},
    /* the null path */
    {"", ""},
    {"<>", ""},
    {" < > ", ""},
};

static char *normalise(const char *text)
{
	char *canonical = NULL;
	int r = address_normalise(text, strlen(text), &canonical);

	ck_assert_msg(r == 0, "%s: %d", text, r);
	return canonical;
}

START_TEST(an_address_has_one_spelling)
{
	char *canonical = normalise(same[_i].written);

	ck_assert_str_eq(canonical, same[_i].canonical);
	free(canonical);
}
END_TEST

START_TEST(the_canonical_spelling_is_its_own)
{
	char *canonical = normalise(same[_i].canonical);

	ck_assert_str_eq(canonical, same[_i].canonical);
	free(canonical);
}
END_TEST

/* Each a look-alike, or a mailbox that only seems to be the other. */
static const char *const others[][2] = {
    {"prevent@lewisham.gov.uk", "prevents@lewisham.gov.uk"},
    {"prevent@lewisham.gov.uk", "prevent@lewisham.gov.uk.example"},
    {"prevent@lewisham.gov.uk", "prevent@lewisharn.gov.uk"},
    {"prevent@lewisham.gov.uk", "prevent@lew\xd1\x96sham.gov.uk"},     /* Cyrillic i */
    {"prevent@lewisham.gov.uk", "pr\xd0\xb5vent@lewisham.gov.uk"},     /* Cyrillic e */
    {"prevent@lewisham.gov.uk", "\xef\xbd\x90revent@lewisham.gov.uk"}, /* a wide p in the local part */
    {"prevent@lewisham.gov.uk", "prevent%lewisham.gov.uk@example.org"},
    {"prevent@lewisham.gov.uk", "\"prevent@lewisham.gov.uk\"@example.org"},
    {"prevent@lewisham.gov.uk", "\" prevent\"@lewisham.gov.uk"},
    {"prevent@lewisham.gov.uk", "\"prevent \"@lewisham.gov.uk"},
    {"prevent@lewisham.gov.uk", "\"\\\"prevent\\\"\"@lewisham.gov.uk"},
    {"prevent@lewisham.gov.uk", "prevent+a@lewisham.gov.uk"},
    {"preventreferrals@met.police.uk", "preventreferrals@met.pnn.police.uk"},
    {"a.b@example.org", "ab@example.org"},
    {"a@fass.example", "a@fa\xc3\x9f.example"},
};

START_TEST(a_look_alike_is_another_mailbox)
{
	char *one = normalise(others[_i][0]), *two = normalise(others[_i][1]);

	ck_assert_str_ne(one, two);
	free(one);
	free(two);
}
END_TEST

static const char *const wrong[] = {
    "a", "@", "a@", "@example.org", "\"\"@example.org", "a b@example.org", "a@b c", "a@b@c", "a@b@", "a..b@example.org",
    ".a@example.org", "a.@example.org", "a,b@example.org", "a;b@example.org", "a:b@example.org",
    "(comment)a@example.org", "a@example.org(comment)", "Name <a@example.org>", "<a@example.org", "a@example.org>",
    "<<a@example.org>>", "<a@example.org>x", "<", ">", "\"a@example.org", "\"a\"b@example.org", "a\"b\"@example.org",
    "\"a\\", "a\\", "\"a\"", "a@.example.org", "a@example..org", "a@example.org..", "a@.", "a@-example.org",
    "a@example-.org", "a@exa/mple.org", "a@exa%mple.org", "a@[]", "a@[192.0.2.1", "a@[192.0.2.1]x", "a@[192.0.2.1].",
    "a@[a@b]", "a@192.0.2.1]", "@relay.example", "@relay.example:", "@:a@example.org", "@relay.example,a@example.org",
    "@relay.example,:a@example.org", "@relay example:a@example.org", "@relay.example:<a@example.org>",
    "a@lewisham\xe2\x80\xa4gov.uk", /* one dot leader */
    "a@\xe2\x84\x80.example",	    /* a sign that stands for a/c */
    "a@\xe3\x80\x82",
    "a@b\xe3\x80\x82\xe3\x80\x82"
    "c",
    "a@xn--\xc3\xbc.example",
    "a@\xcc\x88"
    "b.example", /* a combining mark first */
    "\xff@example.org", "a@\xff.example", "a\x01@example.org", "a\t@example.org", "a@exam\tple.org",
    "\"a\x7f\"@example.org", "\"a\\\r\"@example.org", "a\n@example.org", "a@example.org\r\n",
    "\"a\xc2\x85\"@example.org", /* a C1 control */
};

START_TEST(what_is_no_address_is_refused)
{
	char *canonical = NULL;

	ck_assert_int_eq(address_normalise(wrong[_i], strlen(wrong[_i]), &canonical), -EINVAL);
	ck_assert_ptr_null(canonical);
}
END_TEST

START_TEST(a_nul_is_refused_everywhere)
{
	static const char text[] = "<\"a\"@example.org>";
	char *canonical = NULL;

	for (size_t i = 0; i < sizeof(text); i++) {
		char planted[sizeof(text)];
		memcpy(planted, text, i);
		planted[i] = '\0';
		memcpy(planted + i + 1, text + i, sizeof(text) - 1 - i);
		ck_assert_int_eq(address_normalise(planted, sizeof(text), &canonical), -EINVAL);
	}
	ck_assert_ptr_null(canonical);
}
END_TEST

/* An address with a local part and a domain of these lengths; labels of 63. */
static char *long_address(size_t local, size_t domain)
{
	char *text = malloc(local + domain + 2);

	memset(text, 'a', local);
	text[local] = '@';
	for (size_t i = 0; i < domain; i++)
		text[local + 1 + i] = i % 64 == 63 ? '.' : 'b';
	text[local + 1 + domain] = '\0';
	return text;
}

static const struct {
	size_t local, domain;
	int result;
} lengths[] = {
    {ADDRESS_LOCAL_MAX, 10, 0},
    {ADDRESS_LOCAL_MAX + 1, 10, -E2BIG},
    {1, ADDRESS_DOMAIN_MAX, 0},
    {1, ADDRESS_DOMAIN_MAX + 2, -E2BIG},
    {ADDRESS_LOCAL_MAX, ADDRESS_DOMAIN_MAX, 0},
    {1, ADDRESS_TEXT_MAX - 2, -E2BIG},
    {1, ADDRESS_TEXT_MAX, -E2BIG},
};

START_TEST(an_address_has_a_longest_length)
{
	char *text = long_address(lengths[_i].local, lengths[_i].domain), *canonical = NULL;

	ck_assert_int_eq(address_normalise(text, strlen(text), &canonical), lengths[_i].result);
	ck_assert_int_eq(canonical != NULL, lengths[_i].result == 0);
	free(canonical);
	free(text);
}
END_TEST

START_TEST(an_international_domain_has_a_longest_length_as_it_is_looked_up)
{
	char text[300] = "a@b", *canonical = NULL;

	for (int i = 0; i < 18; i++)
		strcat(text, ".b\xc3\xbc"
			     "cher"); /* 14 octets more as an A-label */
	ck_assert_int_eq(address_normalise(text, strlen(text), &canonical), 0);
	ck_assert_uint_eq(strlen(canonical), 2 + 1 + 18 * 14);
	free(canonical);
	canonical = NULL;
	strcat(text, ".b\xc3\xbc"
		     "cher");
	ck_assert_int_eq(address_normalise(text, strlen(text), &canonical), -E2BIG);
	ck_assert_ptr_null(canonical);
}
END_TEST

START_TEST(a_label_has_a_longest_length)
{
	char text[100] = "a@", *canonical = NULL;

	memset(text + 2, 'b', 63);
	ck_assert_int_eq(address_normalise(text, strlen(text), &canonical), 0);
	free(canonical);
	canonical = NULL;
	text[65] = 'b';
	ck_assert_int_eq(address_normalise(text, strlen(text), &canonical), -EINVAL);
	ck_assert_ptr_null(canonical);
}
END_TEST

START_TEST(quotes_count_in_the_local_part)
{
	char text[100] = "\" ", *canonical = NULL;

	memset(text + 2, 'a', ADDRESS_LOCAL_MAX - 3);
	strcat(text, "\"@b");
	ck_assert_int_eq(address_normalise(text, strlen(text), &canonical), 0);
	free(canonical);
	canonical = NULL;
	memset(text + 2, 'a', ADDRESS_LOCAL_MAX - 2);
	strcpy(text + ADDRESS_LOCAL_MAX, "\"@b");
	ck_assert_int_eq(address_normalise(text, strlen(text), &canonical), -E2BIG);
	ck_assert_ptr_null(canonical);
}
END_TEST

START_TEST(a_source_route_does_not_count)
{
	char text[ADDRESS_TEXT_MAX + 2], *canonical = NULL;
	size_t tail = strlen(":" MASH);

	memset(text, 'a', sizeof(text));
	text[0] = '@';
	strcpy(text + ADDRESS_TEXT_MAX - tail, ":" MASH);
	ck_assert_int_eq(address_normalise(text, ADDRESS_TEXT_MAX, &canonical), 0);
	ck_assert_str_eq(canonical, MASH);
	free(canonical);
	canonical = NULL;
	text[ADDRESS_TEXT_MAX] = '.';
	ck_assert_int_eq(address_normalise(text, ADDRESS_TEXT_MAX + 1, &canonical), -E2BIG);
	ck_assert_ptr_null(canonical);
}
END_TEST

START_TEST(only_so_many_octets_are_read)
{
	char *canonical = NULL;

	ck_assert_int_eq(address_normalise("a@example.orgx", 13, &canonical), 0);
	ck_assert_str_eq(canonical, "a@example.org");
	free(canonical);
}
END_TEST

static const struct {
	const char *canonical;
	const char *domain;
	bool matches;
} domains[] = {
    {"a@example.org", "example.org", true},
    {"a@sub.example.org", "example.org", false},
    {"a@sub.example.org", ".example.org", true},
    {"a@deep.sub.example.org", ".example.org", true},
    {"a@example.org", ".example.org", false},
    {"a@badexample.org", ".example.org", false},
    {"a@badexample.org", "example.org", false},
    {"\"b@example.org\"@other.example", "example.org", false},
    {"\"b@example.org\"@other.example", "other.example", true},
    {"a@[192.0.2.1]", "[192.0.2.1]", true},
    {"", "example.org", false},
    {"", "", false},
    {"", ".", false},
    {"a@example.org", "", false},
};

START_TEST(a_domain_matches_itself_or_what_is_below_it)
{
	ck_assert_int_eq(address_domain_matches(domains[_i].canonical, domains[_i].domain), domains[_i].matches);
}
END_TEST

START_TEST(the_domain_is_behind_the_last_at)
{
	ck_assert_str_eq(address_domain("a@example.org"), "example.org");
	ck_assert_str_eq(address_domain("\"a@b\"@example.org"), "example.org");
	ck_assert_str_eq(address_domain(""), "");
}
END_TEST

static const struct {
	const char *written;
	const char *canonical; /* NULL: none */
} domain_rows[] = {
    {"example.org", "example.org"},
    {"Example.ORG.", "example.org"},
    {"b\xc3\xbc"
     "cher.example",
	"xn--bcher-kva.example"},
    {"lewisham\xe3\x80\x82gov.uk", "lewisham.gov.uk"},
    {"[192.0.2.1]", "[192.0.2.1]"},
    {"", NULL},
    {".", NULL},
    {".example.org", NULL},
    {"a@example.org", NULL},
    {"exam ple.org", NULL},
    {" example.org", NULL},
    {"*.example.org", NULL},
    {"\xff.example", NULL},
};

START_TEST(a_domain_has_one_spelling)
{
	char *domain = NULL;
	int r = address_domain_normalise(domain_rows[_i].written, strlen(domain_rows[_i].written), &domain);

	ck_assert_int_eq(r, domain_rows[_i].canonical != NULL ? 0 : -EINVAL);
	if (r == 0)
		ck_assert_str_eq(domain, domain_rows[_i].canonical);
	free(domain);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	Suite *suite = suite_create("address");
	TCase *tcase = tcase_create("addresses");

	tcase_add_loop_test(tcase, an_address_has_one_spelling, 0, ROWS(same));
	tcase_add_loop_test(tcase, the_canonical_spelling_is_its_own, 0, ROWS(same));
	tcase_add_loop_test(tcase, a_look_alike_is_another_mailbox, 0, ROWS(others));
	tcase_add_loop_test(tcase, what_is_no_address_is_refused, 0, ROWS(wrong));
	tcase_add_test(tcase, a_nul_is_refused_everywhere);
	tcase_add_loop_test(tcase, an_address_has_a_longest_length, 0, ROWS(lengths));
	tcase_add_test(tcase, an_international_domain_has_a_longest_length_as_it_is_looked_up);
	tcase_add_test(tcase, a_label_has_a_longest_length);
	tcase_add_test(tcase, quotes_count_in_the_local_part);
	tcase_add_test(tcase, a_source_route_does_not_count);
	tcase_add_test(tcase, only_so_many_octets_are_read);
	tcase_add_loop_test(tcase, a_domain_matches_itself_or_what_is_below_it, 0, ROWS(domains));
	tcase_add_test(tcase, the_domain_is_behind_the_last_at);
	tcase_add_loop_test(tcase, a_domain_has_one_spelling, 0, ROWS(domain_rows));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
