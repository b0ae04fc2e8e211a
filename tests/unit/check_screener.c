/* screener: a header that could name a referral address in any reading is inspected, and other mail is not. */
#include "message/charsets.h"
#include "message/screener.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define POLICE "preventreferrals@met.pnn.police.uk"

#define MIXED "Content-Type: multipart/mixed; boundary=x\r\n"

static struct ruleset ruleset;
static struct mention *mention;
static struct envelope envelope;

/* Two routes by hand: one that counts and one that is off. */
static void setup(void)
{
	static char current[] = POLICE, idn[] = "team@xn--bcher-kva.example", quoted[] = "\"a b\"@met.police.uk",
		    off[] = "off@met.police.uk";
	static char *items[] = {current, idn, quoted}, *off_items[] = {off};
	static struct referral_address referral, off_referral;
	static struct route routes[2];

	charsets_hold();
	referral.by_status[ADDRESS_CURRENT] = (struct address_list){items, 3};
	off_referral.by_status[ADDRESS_CURRENT] = (struct address_list){off_items, 1};
	routes[0] = (struct route){.mode = ROUTE_ENFORCE, .referrals = &referral, .referral_count = 1};
	routes[1] = (struct route){.mode = ROUTE_OFF, .referrals = &off_referral, .referral_count = 1};
	ruleset = (struct ruleset){.routes = routes, .count = 2};
	ck_assert_int_eq(mention_new(&ruleset, &mention), 0);
	envelope_init(&envelope);
	ck_assert_int_eq(envelope_set_sender(&envelope, "jo@school.example"), 0);
	ck_assert_int_eq(envelope_add_recipient(&envelope, "al@consultant.example"), 0);
	envelope.auth_user = strdup("jo");
}

/* Beside setup(): the route watches what signed-in people send. */
static void watch(void)
{
	ruleset.routes[0].senders.authenticated = true;
	ruleset.routes[0].misrouted.is_watched = true;
	ruleset.routes[0].actions[REASON_REFERRAL_MISROUTED] = ACTION_FLAG;
}

static void teardown(void)
{
	mention_free(mention);
	envelope_clear(&envelope);
}

struct screen_case {
	const char *name, *header;
	size_t matches; /* in the plain reading */
};

/* Each of these some reader takes for the referral address. */
static const struct screen_case ours[] = {
    {"To", "To: " POLICE "\r\n", 1},
    {"Cc", "Cc: a@b.example, " POLICE "\r\n", 1},
    {"a second To", "To: a@b.example\r\nTo: " POLICE "\r\n", 1},
    {"named twice, a match once", "To: " POLICE "\r\nCc: P <" POLICE ">\r\n", 1},
    {"Bcc", "Bcc: " POLICE "\r\n", 0},
    {"Resent-To", "Resent-To: " POLICE "\r\n", 0},
    {"Resent-Cc", "Resent-Cc: " POLICE "\r\n", 0},
    {"Resent-Bcc", "Resent-Bcc: " POLICE "\r\n", 0},
    {"another case", "TO: PreventReferrals@MET.PNN.Police.UK\r\n", 1},
    {"blanks before the colon", "To \t: " POLICE "\r\n", 1},
    {"a quoted local part", "To: \"preventreferrals\"@met.pnn.police.uk\r\n", 1},
    {"comments", "To: preventreferrals(x)@(y)met.(z)pnn.police.uk\r\n", 1},
    {"folds", "To: preventreferrals\r\n @met.pnn.\r\n\tpolice.uk\r\n", 1},
    {"a source route", "To: <@relay.example:" POLICE ">\r\n", 1},
    {"a group", "To: Police: " POLICE ";\r\n", 1},
    {"a trailing dot", "To: " POLICE ".\r\n", 1},
    {"an ideographic full stop", "To: preventreferrals@met\xe3\x80\x82pnn.police.uk\r\n", 1},
    {"a U-label",
	"To: team@b\xc3\xbc"
	"cher.example\r\n",
	1},
    {"a local part that needs quotes", "To: \"a b\"@met.police.uk\r\n", 1},
    {"no comma", "To: a@b.example " POLICE "\r\n", 0},
    {"a display name only", "To: \"" POLICE "\" <a@b.example>\r\n", 0},
    {"an encoded word", "To: =?utf-8?q?preventreferrals=40met.pnn.police.uk?=\r\n", 0},
    {"an encoded word in base64", "To: =?utf-8?b?cHJldmVudHJlZmVycmFsc0BtZXQucG5uLnBvbGljZS51aw==?=\r\n", 0},
    {"an encoded local part", "To: =?us-ascii?q?preventreferrals?=@met.pnn.police.uk\r\n", 0},
    {"encoded words that cut it", "To: =?utf-8?q?preventref?= =?utf-8?q?errals=40met.pnn.police.uk?=\r\n", 0},
    {"encoded in UTF-16",
	"To: =?utf-16be?b?AHAAcgBlAHYAZQBuAHQAcgBlAGYAZQByAHIAYQBsAHMAQABtAGUAdAAuAHAAbgBuAC4AcABv"
	"AGwAaQBjAGUALgB1AGs=?=\r\n",
	0},
    {"encoded in UTF-7", "To: =?utf-7?q?preventreferrals+AEA-met.pnn.police.uk?=\r\n", 0},
    {"backslashes", "To: \\p\\r\\eventreferrals@met.pnn.police.uk\r\n", 0},
    {"an open quote", "To: \"preventreferrals@met.pnn.police.uk\r\n", 0},
    {"an open comment", "To: (preventreferrals@met.pnn.police.uk\r\n", 0},
    {"a comment in quotes", "To: \"(\" x, preventreferrals(\")\")@met.pnn.police.uk\r\n", 0},
    {"blanks within", "To: prevent referrals @ met . pnn . police . uk\r\n", 0},
    {"a control within", "To: prevent\x01referrals@met.pnn.police.uk\r\n", 0},
    {"a percent sign", "To: preventreferrals%met.pnn.police.uk@relay.example\r\n", 0},
    {"a percent code", "To: preventreferrals%40met.pnn.police.uk\r\n", 0},
    {"full-width letters", "To: \xef\xbd\x90reventreferrals@met.pnn.police.uk\r\n", 0},
    {"a full-width at sign", "To: preventreferrals\xef\xbc\xa0met.pnn.police.uk\r\n", 0},
    {"a soft hyphen", "To: prevent\xc2\xadreferrals@met.pnn.police.uk\r\n", 0},
    {"a zero-width space", "To: preventreferrals@met.pnn\xe2\x80\x8b.police.uk\r\n", 1},
    {"a no-break space before", "To: x\xc2\xa0preventreferrals@met.pnn.police.uk\r\n", 0},
    {"a no-break space of Latin-1 before", "To: x\xa0preventreferrals@met.pnn.police.uk\r\n", 0},
    {"a bare CR that some take for a line end", "Subject: x\rTo: " POLICE "\r\n", 0},
    {"a name with a blank", "T o: " POLICE "\r\n", 0},
    {"a line without a colon", "To\r\n " POLICE "\r\n", 0},
    {"semicolons", "To: a@b.example; " POLICE "\r\n", 1},
    {"a mailto", "To: <mailto:" POLICE ">\r\n", 0},
};

static const struct screen_case others[] = {
    {"no recipient at all", "Subject: x\r\n", 0},
    {"an empty header", "", 0},
    {"another recipient", "To: a@b.example\r\n", 0},
    {"the address in the subject", "Subject: " POLICE "\r\nTo: a@b.example\r\n", 0},
    {"the address as sender", "From: " POLICE "\r\nTo: a@b.example\r\n", 0},
    {"a longer local part", "To: notpreventreferrals@met.pnn.police.uk\r\n", 0},
    {"another local part", "To: preventreferrals2@met.pnn.police.uk\r\n", 0},
    {"a longer domain", "To: " POLICE ".example\r\n", 0},
    {"a domain that goes on", "To: " POLICE "ers.example\r\n", 0},
    {"a shorter domain", "To: preventreferrals@met.pnn.police\r\n", 0},
    {"the route that is off", "To: off@met.police.uk\r\n", 0},
    {"plus addressing is another mailbox", "To: preventreferrals+x@met.pnn.police.uk\r\n", 0},
};

static struct screen_answer screen(const char *header, size_t size)
{
	struct screen_answer answer;

	screen_header(&ruleset, mention, &envelope, header, size, &answer);
	return answer;
}

START_TEST(a_referral_address_in_any_reading_is_inspected)
{
	struct screen_answer answer = screen(ours[_i].header, strlen(ours[_i].header));

	ck_assert_msg(answer.interest == SCREEN_INSPECT, "%s", ours[_i].name);
	ck_assert_msg(answer.match_count == ours[_i].matches, "%s: %zu matches", ours[_i].name, answer.match_count);
	screen_answer_clear(&answer);
}
END_TEST

START_TEST(other_mail_is_none_of_our_business)
{
	struct screen_answer answer = screen(others[_i].header, strlen(others[_i].header));

	ck_assert_msg(answer.interest == SCREEN_OTHER, "%s", others[_i].name);
	ck_assert_uint_eq(answer.match_count, 0);
	screen_answer_clear(&answer);
}
END_TEST

struct watch_case {
	const char *name, *header;
	enum screen_interest watching, not_watching;
};

static const struct watch_case watch_cases[] = {
    {"a mail that may carry a file", "To: al@consultant.example\r\n" MIXED, SCREEN_WATCH, SCREEN_OTHER},
    {"a plain mail", "To: al@consultant.example\r\n", SCREEN_OTHER, SCREEN_OTHER},
    {"mail that names the referral address", "To: " POLICE "\r\n" MIXED, SCREEN_INSPECT, SCREEN_INSPECT},
    {"in some reading", "To: \"" POLICE "\" <al@consultant.example>\r\n" MIXED, SCREEN_INSPECT, SCREEN_INSPECT},
    {"the type first", MIXED "To: al@consultant.example\r\n", SCREEN_WATCH, SCREEN_OTHER},
    {"an irregular header", "nonsense\r\n" MIXED, SCREEN_WATCH, SCREEN_OTHER},
    {"a type behind the empty line", "To: al@consultant.example\r\n\r\n" MIXED, SCREEN_OTHER, SCREEN_OTHER},
};

START_TEST(what_may_carry_a_file_is_watched_where_a_route_says_so)
{
	const struct watch_case *c = &watch_cases[_i];
	struct screen_answer answer = screen(c->header, strlen(c->header));

	ck_assert_msg(answer.interest == c->not_watching, "%s, not watching", c->name);
	screen_answer_clear(&answer);
	watch();
	answer = screen(c->header, strlen(c->header));
	ck_assert_msg(answer.interest == c->watching, "%s, watching", c->name);
	screen_answer_clear(&answer);
}
END_TEST

START_TEST(mail_to_a_colleague_is_not_watched)
{
	static const char header[] = "To: head@school.example\r\n" MIXED;

	watch();
	envelope_clear(&envelope);
	envelope_init(&envelope);
	ck_assert_int_eq(envelope_set_sender(&envelope, "jo@school.example"), 0);
	ck_assert_int_eq(envelope_add_recipient(&envelope, "head@school.example"), 0);
	envelope.auth_user = strdup("jo");
	struct screen_answer answer = screen(header, strlen(header));
	ck_assert_int_eq(answer.interest, SCREEN_OTHER);
	screen_answer_clear(&answer);
}
END_TEST

struct near_case {
	const char *name, *header, *recipient;
	bool is_ours_to_ask; /* it comes from the route's own people */
	enum screen_interest interest;
};

static const struct near_case near_cases[] = {
    {"another mailbox of theirs, in To", "To: preventteam@met.pnn.police.uk\r\n", "a@b.example", true, SCREEN_OTHER},
    {"one slip, in To", "To: preventrefferrals@met.pnn.police.uk\r\n", "a@b.example", true, SCREEN_INSPECT},
    {"one slip, in Cc", "Cc: x, preventrefferrals@met.pnn.police.uk\r\n", "a@b.example", true, SCREEN_INSPECT},
    {"one slip, in the envelope", "To: a@b.example\r\n", "preventrefferrals@met.pnn.police.uk", true, SCREEN_INSPECT},
    {"one slip, of somebody else's", "To: preventrefferrals@met.pnn.police.uk\r\n", "a@b.example", false, SCREEN_OTHER},
    {"somebody else", "To: enquiries@met.pnn.police.uk\r\n", "enquiries@met.pnn.police.uk", true, SCREEN_OTHER},
};

START_TEST(what_nearly_names_a_referral_address_is_inspected)
{
	const struct near_case *c = &near_cases[_i];

	watch();
	ruleset.routes[0].actions[REASON_ADDRESS_NEAR_MISS] = ACTION_REFUSE;
	envelope_clear(&envelope);
	envelope_init(&envelope);
	ck_assert_int_eq(envelope_set_sender(&envelope, "jo@school.example"), 0);
	ck_assert_int_eq(envelope_add_recipient(&envelope, c->recipient), 0);
	envelope.auth_user = c->is_ours_to_ask ? strdup("jo") : NULL;
	struct screen_answer answer = screen(c->header, strlen(c->header));
	ck_assert_msg(answer.interest == c->interest, "%s", c->name);
	ck_assert_uint_eq(answer.match_count, 0);
	screen_answer_clear(&answer);
}
END_TEST

START_TEST(a_nul_hides_nothing)
{
	static const char within[] = "To: prevent\0referrals@met.pnn.police.uk\r\n",
			  before[] = "To: x\0, " POLICE "\r\n";
	struct screen_answer answer = screen(within, sizeof(within) - 1);

	ck_assert_int_eq(answer.interest, SCREEN_INSPECT);
	screen_answer_clear(&answer);
	answer = screen(before, sizeof(before) - 1);
	ck_assert_int_eq(answer.interest, SCREEN_INSPECT);
	screen_answer_clear(&answer);
}
END_TEST

START_TEST(matches_are_canonical)
{
	static const char header[] = "Cc: \"PreventReferrals\"@MET.pnn.police.uk.\r\n";
	struct screen_answer answer = screen(header, strlen(header));

	ck_assert_uint_eq(answer.match_count, 1);
	ck_assert_str_eq(answer.matches[0], POLICE);
	screen_answer_clear(&answer);
}
END_TEST

START_TEST(what_stands_behind_the_empty_line_counts)
{
	static const char header[] = "Subject: x\r\n\r\nTo: " POLICE "\r\n";
	struct screen_answer answer = screen(header, strlen(header));

	ck_assert_int_eq(answer.interest, SCREEN_INSPECT);
	screen_answer_clear(&answer);
}
END_TEST

static double seconds_for(const char *header, size_t size, int times)
{
	struct timespec begin, end;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	for (int i = 0; i < times; i++) {
		struct screen_answer answer = screen(header, size);
		screen_answer_clear(&answer);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	return (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
}

/* Quadratic time would take minutes. */
START_TEST(the_largest_header_takes_no_longer_than_a_blink)
{
	static const char *const pieces[] = {"a@b.example, ", "preventreferrals@x ", "(", "\"", "=?utf-8?q?", "%40",
	    "\xcc\x80\xcc\xa7", "@\xc3\xbc", "@preventreferrals", ",", "To: x\r\n", "\r\n "};
	size_t size = 256 << 10, length = strlen(pieces[_i]), at = 4;
	char *header = malloc(size + 64);

	memcpy(header, "To: ", 4);
	while (at < size) {
		memcpy(header + at, pieces[_i], length);
		at += length;
	}
	memcpy(header + at, "\r\n", 2);
	double seconds = seconds_for(header, at + 2, 1);
	ck_assert_msg(seconds < 2.0, "%s: %.3f s", pieces[_i], seconds);
	free(header);
}
END_TEST

START_TEST(an_ordinary_header_takes_microseconds)
{
	static char header[8192];
	size_t at = 0;

	at += (size_t)snprintf(header, sizeof(header),
	    "From: Terry <terry@school.example.org>\r\nTo: Sam "
	    "<sam@council.example.org>,\r\n\tlee@council.example.org\r\n"
	    "Cc: =?utf-8?q?Zo=C3=AB?= <zoe@council.example.org>\r\nSubject: x\r\n");
	while (at < 4096)
		at += (size_t)snprintf(header + at, sizeof(header) - at,
		    "Received: from a.example (a.example [192.0.2.1])\r\n\tby b.example; Mon, 23 Nov 2026 10:00:00 "
		    "+0000\r\n");
	double seconds = seconds_for(header, at, 1000) / 1000;
	printf("a header of %zu octets: %.1f us\n", at, seconds * 1e6);
	/* The aim is 50 us; a machine under load and a sanitizer get room. */
	ck_assert_msg(seconds < 1e-3, "%.1f us", seconds * 1e6);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("screener");
	TCase *tcase = tcase_create("headers");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_referral_address_in_any_reading_is_inspected, 0, COUNT(ours));
	tcase_add_loop_test(tcase, other_mail_is_none_of_our_business, 0, COUNT(others));
	tcase_add_loop_test(tcase, what_may_carry_a_file_is_watched_where_a_route_says_so, 0, COUNT(watch_cases));
	tcase_add_test(tcase, mail_to_a_colleague_is_not_watched);
	tcase_add_loop_test(tcase, what_nearly_names_a_referral_address_is_inspected, 0, COUNT(near_cases));
	tcase_add_test(tcase, a_nul_hides_nothing);
	tcase_add_test(tcase, matches_are_canonical);
	tcase_add_test(tcase, what_stands_behind_the_empty_line_counts);
	tcase_add_loop_test(tcase, the_largest_header_takes_no_longer_than_a_blink, 0, 12);
	tcase_add_test(tcase, an_ordinary_header_takes_microseconds);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
