/* The policy as shipped: it loads without a word, says what the README says, and reads well to a sender. */
#include "rules/ruleset.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW	     1795392000 /* 2026-11-23 */
#define AFTER_REVIEW 1809216000 /* 2027-05-02 */
#define POLICE	     "preventreferrals@met.pnn.police.uk"
#define LINE_WIDTH   70
#define REPLY_LINES  25

static struct bundle bundle;
static struct problem_list problems;
static struct ruleset *ruleset;

static void setup(void)
{
	bundle_init(&bundle);
	problem_list_init(&problems);
	ruleset = NULL;
}

static void teardown(void)
{
	ruleset_free(ruleset);
	problem_list_clear(&problems);
	bundle_clear(&bundle);
}

/* The text of a shipped file, to be freed. */
static char *shipped(const char *name)
{
	const char *top = getenv("top_srcdir");
	char path[4096], *text = calloc(1, BUNDLE_FILE_SIZE_MAX + 1);

	snprintf(path, sizeof(path), "%s/rules/%s", top != NULL ? top : ".", name);
	FILE *file = fopen(path, "r");
	ck_assert_msg(file != NULL, "cannot open %s", path);
	size_t size = fread(text, 1, BUNDLE_FILE_SIZE_MAX, file);
	fclose(file);
	ck_assert_uint_gt(size, 0);
	return text;
}

static void add(enum bundle_kind kind, const char *name, const char *text)
{
	ck_assert_int_eq(bundle_add(&bundle, kind, name, name, text, strlen(text)), 0);
}

static void add_shipped(enum bundle_kind kind, const char *name, const char *file)
{
	char *text = shipped(file);

	add(kind, name, text);
	free(text);
}

static void add_lewisham(void)
{
	add_shipped(BUNDLE_RULES, "lewisham.conf", "lewisham.conf");
	add_shipped(BUNDLE_GUIDANCE, "lewisham.txt", "guidance/lewisham.txt");
}

/* The example as its first lines say: the first "#" of every line taken off. */
static void add_brent(void)
{
	char *text = shipped("examples/brent.conf"), *to = text;

	for (const char *from = text; *from != '\0'; from++)
		if (*from != '#' || (from > text && from[-1] != '\n'))
			*to++ = *from;
	*to = '\0';
	add(BUNDLE_RULES, "brent.conf", text);
	add_shipped(BUNDLE_GUIDANCE, "brent.txt", "examples/brent.txt");
	free(text);
}

static void load(void)
{
	int r = ruleset_new(&bundle, NOW, &problems, &ruleset);

	ck_assert_msg(problems.count == 0, "%s", problems.count > 0 ? problems.items[0].text : "");
	ck_assert_int_eq(r, 0);
}

START_TEST(lewishams_route_is_the_councils_process)
{
	add_lewisham();
	load();
	ck_assert_uint_eq(ruleset->count, 1);
	const struct route *route = ruleset_find(ruleset, "lewisham");
	ck_assert_ptr_nonnull(route);
	ck_assert_int_eq(route->mode, ROUTE_ENFORCE);
	ck_assert(ruleset_is_referral_address(ruleset, POLICE));
	ck_assert_uint_eq(route->copy_count, 2);
	ck_assert_str_eq(route->copies[0].any_of.items[0], "mashagency@lewisham.gov.uk");
	ck_assert_str_eq(route->copies[1].any_of.items[0], "prevent@lewisham.gov.uk");
	ck_assert(route->form.required);
	ck_assert_int_eq(route->copy_evidence, EVIDENCE_HEADER);
	ck_assert_str_eq(route->contact, "prevent@lewisham.gov.uk");
	ck_assert(!route->repair_dkim_signed);
}
END_TEST

START_TEST(lewisham_refuses_what_is_missing_and_flags_what_is_unreadable)
{
	static const enum action expected[REASON_COUNT] = {[REASON_COPY_MISSING] = ACTION_REFUSE,
	    [REASON_FORM_MISSING] = ACTION_REFUSE,
	    [REASON_FORM_UNREADABLE] = ACTION_FLAG,
	    [REASON_FORM_OLD] = ACTION_FLAG,
	    [REASON_REFERRAL_MISROUTED] = ACTION_FLAG,
	    [REASON_CONTENT_ENCRYPTED] = ACTION_FLAG,
	    [REASON_CONTENT_AMBIGUOUS] = ACTION_REFUSE,
	    [REASON_CONTENT_UNINSPECTABLE] = ACTION_REFUSE};

	add_lewisham();
	load();
	for (enum reason reason = 0; reason < REASON_COUNT; reason++)
		if (reason_is_raised(reason))
			ck_assert_int_eq(ruleset->routes[0].actions[reason], expected[reason]);
}
END_TEST

/* The file names every class with what is the default anyway, and the words that may stand there. */
START_TEST(lewisham_writes_out_what_happens_to_each_class_of_unsafe_content)
{
	enum unsafe_class class = (enum unsafe_class)_i;
	char *text = shipped("lewisham.conf"), start[40], expected[120];

	snprintf(start, sizeof(start), "\n    %-17s = ", unsafe_word(class));
	snprintf(expected, sizeof(expected), "%s%-9s# %s", start, action_word(unsafe_default(class)),
	    unsafe_allowed_words(class));
	const char *line = strstr(text, start);
	ck_assert_msg(line != NULL, "%s is not in it", unsafe_word(class));
	ck_assert_int_eq(strncmp(line, expected, strlen(expected)), 0);
	ck_assert(line[strlen(expected)] == ':' || line[strlen(expected)] == '\n');
	free(text);
	add_lewisham();
	load();
	ck_assert_int_eq(ruleset->routes[0].unsafe.actions[class], unsafe_default(class));
	ck_assert(!ruleset->routes[0].unsafe.strip_dkim_signed);
}
END_TEST

START_TEST(a_passed_review_date_is_a_warning)
{
	add_lewisham();
	ck_assert_int_eq(ruleset_new(&bundle, AFTER_REVIEW, &problems, &ruleset), 0);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert(problems.items[0].is_warning);
}
END_TEST

START_TEST(the_example_does_nothing_as_it_is_shipped)
{
	char *text = shipped("examples/brent.conf");

	for (const char *line = text; line != NULL && *line != '\0';) {
		ck_assert_int_eq(*line, '#');
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	add(BUNDLE_RULES, "brent.conf", text);
	ck_assert_int_eq(ruleset_new(&bundle, NOW, &problems, &ruleset), 0);
	ck_assert_uint_eq(ruleset->count, 0);
	free(text);
}
END_TEST

START_TEST(the_example_is_a_second_route_to_the_same_police_address)
{
	enum address_status status = ADDRESS_STATUS_COUNT;
	size_t index = 9;

	add_lewisham();
	add_brent();
	load();
	ck_assert_uint_eq(ruleset->count, 2);
	const struct route *brent = &ruleset->routes[0], *lewisham = &ruleset->routes[1];
	ck_assert_str_eq(brent->name, "brent");
	ck_assert_str_eq(lewisham->name, "lewisham");
	ck_assert(route_find_referral(brent, POLICE, &status, &index));
	ck_assert_int_eq(status, ADDRESS_CURRENT);
	ck_assert(route_find_referral(lewisham, POLICE, &status, &index));
	ck_assert_uint_eq(brent->copy_count, 1);
	ck_assert(!address_list_has(&lewisham->copies[0].any_of, brent->copies[0].any_of.items[0]));
	ck_assert_uint_eq(brent->senders.domains.count, 2);
	ck_assert_int_eq(brent->mode, ROUTE_OBSERVE);
	ck_assert_int_eq(brent->actions[REASON_COPY_MISSING], ACTION_REPAIR);
	ck_assert_uint_eq(brent->exception_count, 1);
	ck_assert_int_eq(brent->unsafe.actions[UNSAFE_ENCRYPTED_ARCHIVE], ACTION_REFUSE);
	ck_assert_int_eq(brent->unsafe.actions[UNSAFE_SCRIPT], unsafe_default(UNSAFE_SCRIPT));
}
END_TEST

static const struct guidance_values values = {
    "prevent@lewisham.gov.uk", "7QXM-2RDF", "2026-11-23T09:12:44Z", "copy-missing"};

static const struct guidance_item usual[] = {
    {.reason = REASON_FORM_MISSING, .form_name = "Prevent Referral Form", .file_types = "docx, doc, odt, rtf or pdf"},
    {.reason = REASON_COPY_MISSING, .copy_name = "Lewisham MASH", .copy_address = "mashagency@lewisham.gov.uk"},
    {.reason = REASON_COPY_MISSING, .copy_name = "Lewisham Prevent team", .copy_address = "prevent@lewisham.gov.uk"},
};

/* The line that holds the text; -1 when none does. */
static int line_with(const struct guidance_reply *reply, const char *text)
{
	for (size_t i = 0; i < reply->count; i++)
		if (strstr(reply->lines[i], text) != NULL)
			return (int)i;
	return -1;
}

static void render(const struct guidance_item *items, size_t count, struct guidance_reply *ret_reply)
{
	add_lewisham();
	load();
	ck_assert_int_eq(guidance_render(ruleset->routes[0].guidance, &values, items, count, ret_reply), 0);
}

START_TEST(the_sender_reads_what_matters_first)
{
	static const char *const order[] = {"NOT SENT", "call 999", "What is missing", "Prevent Referral Form",
	    "mashagency@lewisham.gov.uk", "What to do now", "Sent Items", "Questions", "child protection procedures",
	    "https://www.support-people-susceptible-to-radicalisation.service.gov.uk/portal#referrals-course",
	    "7QXM-2RDF"};
	struct guidance_reply reply;
	int before = -1;

	render(usual, 3, &reply);
	ck_assert_int_eq(line_with(&reply, "NOT SENT"), 0);
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		int at = line_with(&reply, order[i]);
		ck_assert_msg(at > before, "\"%s\" is missing or out of order", order[i]);
		before = at;
	}
	guidance_reply_clear(&reply);
}
END_TEST

START_TEST(an_address_stands_alone_to_be_copied)
{
	struct guidance_reply reply;

	render(usual, 3, &reply);
	ck_assert_str_eq(reply.lines[line_with(&reply, "mashagency@")], "  mashagency@lewisham.gov.uk");
	ck_assert_str_eq(reply.lines[line_with(&reply, "  prevent@")], "  prevent@lewisham.gov.uk");
	guidance_reply_clear(&reply);
}
END_TEST

START_TEST(the_reply_is_short_enough_to_be_read)
{
	struct guidance_reply reply;

	render(usual, 3, &reply);
	ck_assert_uint_le(reply.count, REPLY_LINES);
	for (size_t i = 0; i < reply.count; i++)
		if (strstr(reply.lines[i], "https://") == NULL)
			ck_assert_msg(strlen(reply.lines[i]) <= LINE_WIDTH, "%s", reply.lines[i]);
	guidance_reply_clear(&reply);
}
END_TEST

static const struct guidance_item others[] = {
    {.reason = REASON_FORM_UNREADABLE,
	.form_name = "Prevent Referral Form",
	.file_types = "docx, doc, odt, rtf or pdf"},
    {.reason = REASON_CONTENT_ENCRYPTED},
    {.reason = REASON_CONTENT_AMBIGUOUS},
    {.reason = REASON_CONTENT_UNINSPECTABLE},
    {.reason = REASON_LIMIT, .limit = "64 MB"},
    {.reason = REASON_ADDRESS_RETIRED, .address = POLICE},
    {.reason = REASON_ADDRESS_CLOSED, .web_form = "https://www.met.police.uk/"},
};

START_TEST(there_is_advice_for_every_reason_that_can_be_raised)
{
	struct guidance_reply reply;

	render(&others[_i], 1, &reply);
	int first = line_with(&reply, "What is missing");
	ck_assert_int_eq(reply.lines[first + 1][0], '*');
	for (size_t i = 0; i < reply.count; i++)
		if (strstr(reply.lines[i], "https://") == NULL)
			ck_assert_msg(strlen(reply.lines[i]) <= LINE_WIDTH, "%s", reply.lines[i]);
	guidance_reply_clear(&reply);
}
END_TEST

/* What nobody would know who never looked into a mail program. */
static const char *const jargon[] = {"MIME", "boundary", "base64", "encoded", "encoding", "header", "multipart",
    "parser", "charset", "octet", "RFC", "syntax", "ambiguous", "parameter"};

static void check_plain(const struct guidance_reply *reply)
{
	for (size_t i = 0; i < reply->count; i++) {
		if (strstr(reply->lines[i], "https://") == NULL)
			ck_assert_msg(strlen(reply->lines[i]) <= LINE_WIDTH, "%s", reply->lines[i]);
		for (size_t j = 0; j < sizeof(jargon) / sizeof(*jargon); j++)
			ck_assert_msg(strstr(reply->lines[i], jargon[j]) == NULL, "%s", reply->lines[i]);
	}
}

static const char *longest_kind(void)
{
	const char *longest = "";

	for (enum unsafe_class i = 0; i < UNSAFE_CLASS_COUNT; i++)
		if (strlen(notice_kind(NOTICE_ENGLISH, i)) > strlen(longest))
			longest = notice_kind(NOTICE_ENGLISH, i);
	return longest;
}

/* Each class has advice of its own, and says in signed mail what it is. */
START_TEST(there_is_plain_advice_for_every_class_of_unsafe_content)
{
	const struct guidance_item items[] = {{.reason = REASON_CONTENT_UNSAFE, .class = (enum unsafe_class)_i},
	    {.reason = REASON_CONTENT_UNSAFE,
		.class = (enum unsafe_class)_i,
		.trouble = TROUBLE_SIGNED,
		.kind = notice_kind(NOTICE_ENGLISH, (enum unsafe_class)_i)},
	    {.reason = REASON_CONTENT_UNSAFE, .class = UNSAFE_BOMB, .kind = longest_kind()}};
	struct guidance_reply reply, general;

	render(items, 2, &reply);
	ck_assert_int_eq(guidance_render(ruleset->routes[0].guidance, &values, items + 2, 1, &general), 0);
	int first = line_with(&reply, "What is missing") + 1;
	ck_assert_str_ne(reply.lines[first], general.lines[first]);
	ck_assert_int_gt(line_with(&reply, "digitally signed"), first);
	ck_assert_int_gt(line_with(&reply, items[1].kind), first);
	ck_assert_int_ge(line_with(&reply, "attach"), first);
	check_plain(&reply);
	check_plain(&general);
	guidance_reply_clear(&reply);
	guidance_reply_clear(&general);
}
END_TEST

START_TEST(what_stands_for_a_removed_part_is_written_out_to_be_changed)
{
	add_lewisham();
	load();
	for (enum notice_language i = 0; i < NOTICE_LANGUAGE_COUNT; i++)
		ck_assert_str_eq(guidance_notice(ruleset->routes[0].guidance, i), notice_template(i));
}
END_TEST

/* Each kind of trouble has advice of its own; but two, of which nothing more can be said than of their reason. */
START_TEST(there_is_plain_advice_for_every_trouble)
{
	enum trouble trouble = (enum trouble)_i;
	enum reason reason = 0;
	struct guidance_reply reply, general;

	while (!trouble_fits(trouble, reason))
		reason++;
	const struct guidance_item items[] = {{.reason = reason, .trouble = trouble, .kind = longest_kind()},
	    {.reason = reason, .class = UNSAFE_BOMB, .kind = longest_kind()}};

	render(items, 1, &reply);
	ck_assert_int_eq(guidance_render(ruleset->routes[0].guidance, &values, items + 1, 1, &general), 0);
	int first = line_with(&reply, "What is missing") + 1;
	ck_assert_int_eq(reply.lines[first][0], '*');
	ck_assert_int_eq(strcmp(reply.lines[first], general.lines[first]) != 0,
	    trouble != TROUBLE_READERS && trouble != TROUBLE_NO_ANSWER);
	check_plain(&reply);
	ck_assert_msg(line_with(&reply, "attach ") >= 0, "%s: says nothing to attach", trouble_word(trouble));
	guidance_reply_clear(&reply);
	guidance_reply_clear(&general);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("shipped_rules");
	TCase *tcase = tcase_create("policy");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, lewishams_route_is_the_councils_process);
	tcase_add_test(tcase, lewisham_refuses_what_is_missing_and_flags_what_is_unreadable);
	tcase_add_loop_test(
	    tcase, lewisham_writes_out_what_happens_to_each_class_of_unsafe_content, 0, UNSAFE_CLASS_COUNT);
	tcase_add_test(tcase, a_passed_review_date_is_a_warning);
	tcase_add_test(tcase, the_example_does_nothing_as_it_is_shipped);
	tcase_add_test(tcase, the_example_is_a_second_route_to_the_same_police_address);
	tcase_add_test(tcase, the_sender_reads_what_matters_first);
	tcase_add_test(tcase, an_address_stands_alone_to_be_copied);
	tcase_add_test(tcase, the_reply_is_short_enough_to_be_read);
	tcase_add_loop_test(
	    tcase, there_is_advice_for_every_reason_that_can_be_raised, 0, sizeof(others) / sizeof(*others));
	tcase_add_loop_test(tcase, there_is_plain_advice_for_every_class_of_unsafe_content, 0, UNSAFE_BOMB);
	tcase_add_test(tcase, what_stands_for_a_removed_part_is_written_out_to_be_changed);
	tcase_add_loop_test(tcase, there_is_plain_advice_for_every_trouble, TROUBLE_NONE + 1, TROUBLE_COUNT);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
