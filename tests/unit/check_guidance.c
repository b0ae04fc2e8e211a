/* guidance: what the administrator wrote is checked when it is loaded, and what the sender reads is that and no more.
 */
#include "rules/guidance.h"
#include "rules/guidance_text.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct problem_list problems;
static struct guidance *guidance;
static struct guidance_reply reply;

static void setup(void)
{
	problem_list_init(&problems);
	guidance = NULL;
	reply = (struct guidance_reply){0};
}

static void teardown(void)
{
	guidance_reply_clear(&reply);
	guidance_free(guidance);
	problem_list_clear(&problems);
}

static int parse_bytes(const char *bytes, size_t size)
{
	struct bundle_file file = {.name = "g", .path = "g", .bytes = (uint8_t *)(uintptr_t)bytes, .size = size};

	return guidance_parse(&file, &problems, &guidance);
}

static int parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static const struct guidance_values values = {"the team", "7QXM-2RDF", "2026-11-23T09:00:00Z", "copy-missing"};

static const struct guidance_item mash = {
    .reason = REASON_COPY_MISSING, .copy_name = "MASH", .copy_address = "mash@example.org"};
static const struct guidance_item form = {
    .reason = REASON_FORM_MISSING, .form_name = "The Form", .file_types = "docx or pdf"};

static int render(const struct guidance_item *items, size_t count)
{
	return guidance_render(guidance, &values, items, count, &reply);
}

static void assert_lines(const char *const *lines, size_t count)
{
	for (size_t i = 0; i < count && i < reply.count; i++)
		ck_assert_str_eq(reply.lines[i], lines[i]);
	ck_assert_uint_eq(reply.count, count);
}

START_TEST(a_reply_is_its_text_with_items_and_values_in_place)
{
	static const char text[] = "# a comment\n\n[reply]\n\nNOT SENT.\n  \n{items}\n# another\n\nAsk {contact}.  \n"
				   "{case} {time} {reason}\n\n[copy-missing]\n* {copy-name}:\n  {copy-address}\n\n"
				   "[form-missing]\r\n* Attach {form-name} ({file-types}).\r\n";
	static const char *const lines[] = {"NOT SENT.", "", "* MASH:", "  mash@example.org",
	    "* Attach The Form (docx or pdf).", "", "Ask the team.", "7QXM-2RDF 2026-11-23T09:00:00Z copy-missing"};
	struct guidance_item items[] = {mash, form};

	ck_assert_int_eq(parse(text), 0);
	ck_assert_uint_eq(problems.count, 0);
	ck_assert_int_eq(render(items, 2), 0);
	assert_lines(lines, 8);
}
END_TEST

START_TEST(each_missing_copy_is_an_item_of_its_own)
{
	static const char *const lines[] = {"* MASH", "* Team"};
	struct guidance_item items[] = {mash, mash};

	items[1].copy_name = "Team";
	ck_assert_int_eq(parse("[reply]\n{items}\n[copy-missing]\n* {copy-name}"), 0);
	ck_assert_int_eq(render(items, 2), 0);
	assert_lines(lines, 2);
}
END_TEST

START_TEST(the_first_four_items_are_printed)
{
	static const char *const lines[] = {"* The Form", "* MASH", "* MASH", "* MASH", "end"};
	struct guidance_item items[] = {form, mash, mash, mash, mash, form};

	ck_assert_int_eq(
	    parse("[reply]\n{items}\nend\n[copy-missing]\n* {copy-name}\n[form-missing]\n* {form-name}"), 0);
	ck_assert_int_eq(render(items, 6), 0);
	assert_lines(lines, 5);
}
END_TEST

START_TEST(an_item_without_a_section_prints_nothing)
{
	static const char *const lines[] = {"* MASH"};
	struct guidance_item items[] = {form, mash};

	ck_assert_int_eq(parse("[reply]\n{items}\n[copy-missing]\n* {copy-name}"), 0);
	ck_assert_int_eq(render(items, 2), 0);
	assert_lines(lines, 1);
	ck_assert(guidance_has(guidance, REASON_COPY_MISSING));
	ck_assert(!guidance_has(guidance, REASON_FORM_MISSING));
	ck_assert(!guidance_has(guidance, REASON_INTERNAL));
}
END_TEST

START_TEST(every_placeholder_of_an_item_stands_for_its_value)
{
	static const char text[] = "[reply]\n{items}\n[address-retired]\n{address}\n[address-closed]\n{web-form}\n"
				   "[limit]\n{limit}\n[form-unreadable]\n{form-name}, {file-types}";
	static const char *const lines[] = {"new@police.example", "https://police.example/", "64 MB", "F, pdf"};
	static const struct guidance_item items[] = {
	    {.reason = REASON_ADDRESS_RETIRED, .address = "new@police.example"},
	    {.reason = REASON_ADDRESS_CLOSED, .web_form = "https://police.example/"},
	    {.reason = REASON_LIMIT, .limit = "64 MB"},
	    {.reason = REASON_FORM_UNREADABLE, .form_name = "F", .file_types = "pdf"}};

	ck_assert_int_eq(parse(text), 0);
	ck_assert_int_eq(render(items, 4), 0);
	assert_lines(lines, 4);
}
END_TEST

START_TEST(a_trouble_has_a_text_of_its_own_where_the_file_has_one)
{
	static const char text[] = "[reply]\n{items}\n[content-uninspectable/old-format]\nwinmail\n"
				   "[content-ambiguous]\nany\n[content-ambiguous/file-name]\ntwo names\n"
				   "[content-uninspectable]\nunreadable\n";
	static const char *const lines[] = {"two names", "any", "winmail", "unreadable"};
	static const struct guidance_item items[] = {{.reason = REASON_CONTENT_AMBIGUOUS, .trouble = TROUBLE_FILE_NAME},
	    {.reason = REASON_CONTENT_AMBIGUOUS, .trouble = TROUBLE_HEADER},
	    {.reason = REASON_CONTENT_UNINSPECTABLE, .trouble = TROUBLE_OLD_FORMAT},
	    {.reason = REASON_CONTENT_UNINSPECTABLE, .trouble = TROUBLE_NO_ANSWER}};

	ck_assert_int_eq(parse(text), 0);
	ck_assert_int_eq(render(items, 4), 0);
	assert_lines(lines, 4);
}
END_TEST

START_TEST(a_class_has_a_text_of_its_own_where_the_file_has_one_and_a_signature_comes_first)
{
	static const char text[] = "[reply]\n{items}\n[content-unsafe/office-macros]\nmacros\n"
				   "[content-unsafe]\nany: {kind}\n[content-unsafe/signed]\nsigned: {kind}\n";
	static const char *const lines[] = {"macros", "any: a program", "signed: a thing", "any: "};
	static const struct guidance_item items[] = {
	    {.reason = REASON_CONTENT_UNSAFE, .class = UNSAFE_OFFICE_MACROS, .kind = "unused"},
	    {.reason = REASON_CONTENT_UNSAFE, .class = UNSAFE_EXECUTABLE, .kind = "a program"},
	    {.reason = REASON_CONTENT_UNSAFE,
		.class = UNSAFE_OFFICE_MACROS,
		.trouble = TROUBLE_SIGNED,
		.kind = "a thing"},
	    {.reason = REASON_CONTENT_UNSAFE, .class = UNSAFE_HTML_ACTIVE}};

	ck_assert_int_eq(parse(text), 0);
	ck_assert_int_eq(render(items, 4), 0);
	assert_lines(lines, 4);
}
END_TEST

START_TEST(every_class_but_bombs_can_have_a_text)
{
	static const char *const lines[] = {"its own"};
	const struct guidance_item item = {.reason = REASON_CONTENT_UNSAFE, .class = (enum unsafe_class)_i};
	char text[200];

	snprintf(
	    text, sizeof(text), "[reply]\n{items}\n[content-unsafe/%s]\nits own\n", unsafe_word((enum unsafe_class)_i));
	ck_assert_int_eq(parse(text), _i != UNSAFE_BOMB ? 0 : -EINVAL);
	if (_i == UNSAFE_BOMB)
		return;
	ck_assert(!guidance_has(guidance, REASON_CONTENT_UNSAFE));
	ck_assert_int_eq(render(&item, 1), 0);
	assert_lines(lines, 1);
}
END_TEST

START_TEST(a_file_may_say_what_stands_for_a_removed_part)
{
	ck_assert_int_eq(
	    parse("[reply]\n{items}\n[removed]\n\nGone: {kind}.  \n\n# comment\nAsk {contact} {kind}\n\n"), 0);
	ck_assert_str_eq(guidance_notice(guidance, NOTICE_ENGLISH), "Gone: {kind}.\n\nAsk {contact} {kind}\n");
	ck_assert_str_eq(guidance_notice(guidance, NOTICE_WELSH), notice_template(NOTICE_WELSH));
	ck_assert_int_eq(notice_check(guidance_notice(guidance, NOTICE_ENGLISH)), 0);
}
END_TEST

START_TEST(the_notice_of_welsh_mail_is_a_section_of_its_own)
{
	ck_assert_int_eq(parse("[removed/welsh]\n{contact}: {kind}\n[reply]\n{items}\n"), 0);
	ck_assert_str_eq(guidance_notice(guidance, NOTICE_WELSH), "{contact}: {kind}\n");
	ck_assert_str_eq(guidance_notice(guidance, NOTICE_ENGLISH), notice_template(NOTICE_ENGLISH));
}
END_TEST

START_TEST(a_notice_is_held_to_its_length)
{
	static const char head[] = "[reply]\n{items}\n[removed]\n", marks[] = "{kind}{contact}";
	char text[sizeof(head) + NOTICE_TEMPLATE_MAX + 2];
	size_t length = (size_t)NOTICE_TEMPLATE_MAX - 1 + (size_t)_i; /* and the line's end */

	memset(text, 'x', sizeof(text));
	memcpy(text, head, strlen(head));
	memcpy(text + strlen(head), marks, strlen(marks));
	text[strlen(head) + length] = '\0';
	ck_assert_int_eq(parse(text), _i == 0 ? 0 : -EINVAL);
	if (_i == 0)
		ck_assert_uint_eq(strlen(guidance_notice(guidance, NOTICE_ENGLISH)), NOTICE_TEMPLATE_MAX);
	else
		ck_assert_str_eq(problems.items[0].text, "g:3: [removed]: 2001 octets; allowed: 2000");
}
END_TEST

START_TEST(a_text_for_a_trouble_is_none_for_its_reason)
{
	ck_assert_int_eq(parse("[reply]\n{items}\n[content-ambiguous/header]\nx\n"), 0);
	ck_assert(!guidance_has(guidance, REASON_CONTENT_AMBIGUOUS));
}
END_TEST

START_TEST(a_value_cannot_bring_in_another_placeholder_or_line)
{
	static const char *const lines[] = {"{contact}", "a??b?"};
	struct guidance_item items[] = {mash, mash};

	items[0].copy_name = "{contact}";
	items[1].copy_name = "a\r\nb\xe9";
	ck_assert_int_eq(parse("[reply]\n{items}\n[copy-missing]\n{copy-name}"), 0);
	ck_assert_int_eq(render(items, 2), 0);
	assert_lines(lines, 2);
}
END_TEST

START_TEST(a_value_that_is_not_given_prints_nothing)
{
	static const char *const lines[] = {"<>"};
	struct guidance_item item = {.reason = REASON_COPY_MISSING};

	ck_assert_int_eq(parse("[reply]\n{items}\n[copy-missing]\n<{copy-name}>"), 0);
	ck_assert_int_eq(render(&item, 1), 0);
	assert_lines(lines, 1);
}
END_TEST

#define IN_REPLY "{items}, {contact}, {case}, {time}, {reason}"
#define SECTIONS                                                                                                       \
	"[reply], [limit], [content-uninspectable], [content-encrypted], [content-ambiguous], [content-unsafe], "      \
	"[address-closed], [address-retired], [address-near-miss], [referral-misrouted], [form-missing], "             \
	"[form-link], [form-blank], [form-old], [form-unreadable], [copy-missing], [removed], [removed/welsh]"
#define AMBIGUOUS                                                                                                      \
	"[content-ambiguous/header], [content-ambiguous/addresses], [content-ambiguous/characters], "                  \
	"[content-ambiguous/structure], [content-ambiguous/encoding], [content-ambiguous/file-name], "                 \
	"[content-ambiguous/file-type], [content-ambiguous/readers]"
#define UNINSPECTABLE                                                                                                  \
	"[content-uninspectable/old-format], [content-uninspectable/fragment], [content-uninspectable/elsewhere], "    \
	"[content-uninspectable/too-much], [content-uninspectable/no-answer], [content-uninspectable/bomb]"
#define UNSAFE                                                                                                         \
	"[content-unsafe/signed], [content-unsafe/html-active], [content-unsafe/html-remote], "                        \
	"[content-unsafe/office-macros], [content-unsafe/office-external], [content-unsafe/office-embedded], "         \
	"[content-unsafe/fields-dde], [content-unsafe/odf-active], [content-unsafe/pdf-active], "                      \
	"[content-unsafe/pdf-attachments], [content-unsafe/rtf-object], [content-unsafe/ole-macros], "                 \
	"[content-unsafe/executable], [content-unsafe/script], [content-unsafe/shortcut], "                            \
	"[content-unsafe/disk-image], [content-unsafe/archive], [content-unsafe/html-attachment], "                    \
	"[content-unsafe/svg-attachment], [content-unsafe/type-mismatch], [content-unsafe/encrypted-archive]"
#define ASCII "only printable ASCII can be sent: no accents, no tabs, plain quotes"
#define OK    "[reply]\n{items}\n"

static const struct {
	const char *text;
	const char *problem;
} mistakes[] = {
    {"", "g: [reply] is missing"},
    {"[limit]\nx\n", "g: [reply] is missing"},
    {"Hello\n[reply]\n{items}\n", "g:1: text before the first section: [reply] is missing above it"},
    {"[reply]\nHello\n", "g:1: [reply]: a line with {items} is missing"},
    {"\n[reply]\n", "g:2: [reply]: a line with {items} is missing"},
    {"[reply]\n{items}\n\n{items}\n", "g:4: {items}: given twice, first on line 2"},
    {"[reply]\nMissing: {items}\n", "g:2: {items}: stands on a line of its own"},
    {"[reply]\n {items}\n", "g:2: {items}: stands on a line of its own"},
    {"[reply]\n{items}\nAsk {contract}\n", "g:3: {contract}: not a placeholder of [reply]; allowed: " IN_REPLY},
    {"[reply]\n{items}\n{copy-name}\n", "g:3: {copy-name}: not a placeholder of [reply]; allowed: " IN_REPLY},
    {"[reply]\n{items}\n{}\n", "g:3: {}: not a placeholder of [reply]; allowed: " IN_REPLY},
    {"[reply]\n{items}\n{ contact }\n", "g:3: { contact }: not a placeholder of [reply]; allowed: " IN_REPLY},
    {"[reply]\n{items}\nAsk {contact\n", "g:3: {: a placeholder is not closed by }"},
    {OK "[copy-missing]\n{contact}\n",
	"g:4: {contact}: not a placeholder of [copy-missing]; allowed: {copy-name}, {copy-address}"},
    {OK "[copy-missing]\n{items}\n",
	"g:4: {items}: not a placeholder of [copy-missing]; allowed: {copy-name}, {copy-address}"},
    {OK "[form-missing]\n{copy-name}\n",
	"g:4: {copy-name}: not a placeholder of [form-missing]; allowed: {form-name}, {file-types}"},
    {OK "[address-retired]\n{web-form}\n",
	"g:4: {web-form}: not a placeholder of [address-retired]; allowed: {address}"},
    {OK "[address-closed]\n{address}\n", "g:4: {address}: not a placeholder of [address-closed]; allowed: {web-form}"},
    {OK "[limit]\n{case}\n", "g:4: {case}: not a placeholder of [limit]; allowed: {limit}"},
    {OK "[content-encrypted]\n{limit}\n", "g:4: {limit}: not a placeholder of [content-encrypted]; allowed: none"},
    {OK "[copies-missing]\nx\n", "g:3: not a section; allowed: " SECTIONS},
    {OK "[internal]\nx\n", "g:3: not a section; allowed: " SECTIONS},
    {OK "[]\nx\n", "g:3: not a section; allowed: " SECTIONS},
    {OK "[Reply]\nx\n", "g:3: not a section; allowed: " SECTIONS},
    {OK "[content-ambiguous/]\nx\n", "g:3: not a section; allowed: " AMBIGUOUS},
    {OK "[content-ambiguous/Header]\nx\n", "g:3: not a section; allowed: " AMBIGUOUS},
    {OK "[content-ambiguous/fragment]\nx\n", "g:3: not a section; allowed: " AMBIGUOUS},
    {OK "[content-ambiguous/header/header]\nx\n", "g:3: not a section; allowed: " AMBIGUOUS},
    {OK "[content-uninspectable/header]\nx\n", "g:3: not a section; allowed: " UNINSPECTABLE},
    {OK "[content-unsafe/macros]\nx\n", "g:3: not a section; allowed: " UNSAFE},
    {OK "[content-unsafe/bomb]\nx\n", "g:3: not a section; allowed: " UNSAFE},
    {OK "[content-uninspectable/script]\nx\n", "g:3: not a section; allowed: " UNINSPECTABLE},
    {OK "[content-unsafe/script]\n{limit}\n", "g:4: {limit}: not a placeholder of [content-unsafe]; allowed: {kind}"},
    {OK "[content-unsafe/script]\n\n", "g:3: an empty section: say what the sender should do"},
    {OK "[limit]\n{kind}\n", "g:4: {kind}: not a placeholder of [limit]; allowed: {limit}"},
    {OK "[removed/english]\nx\n", "g:3: not a section; allowed: " SECTIONS},
    {OK "[removed]\n{kind}{contact}\n[removed]\nx\n", "g:5: [removed]: given twice, first on line 3"},
    {OK "[removed]\n\nAsk {contact}.\n", "g:3: [removed]: {kind} is missing: what was taken out"},
    {OK "\n[removed/welsh]\n{kind}\n", "g:4: [removed/welsh]: {contact} is missing: whom to ask"},
    {OK "[removed]\n", "g:3: [removed]: {kind} is missing: what was taken out"},
    {OK "[removed]\n{kind}\n{contact}\n{case}\n",
	"g:6: [removed]: a brace that is no placeholder; allowed: {kind}, {contact}"},
    {OK "[removed]\n{kind} }\n{contact}\n",
	"g:4: [removed]: a brace that is no placeholder; allowed: {kind}, {contact}"},
    {OK "[removed]\n{kind}{contact}\xc5\xb5\n", "g:4: " ASCII},
    {OK "[limit/header]\nx\n", "g:3: there are no kinds of limit: [limit]"},
    {OK "[reply/header]\nx\n", "g:3: not a section; allowed: " SECTIONS},
    {OK "[/header]\nx\n", "g:3: not a section; allowed: " SECTIONS},
    {OK "[content-ambiguous/header]\nx\n[content-ambiguous/header]\ny\n",
	"g:5: [content-ambiguous/header]: given twice, first on line 3"},
    {OK "[content-ambiguous/header]\n\n", "g:3: an empty section: say what the sender should do"},
    {OK "[content-ambiguous/header]\n{limit}\n",
	"g:4: {limit}: not a placeholder of [content-ambiguous]; allowed: none"},
    {OK "[limit\nx\n", "g:3: a line that begins with [ is the name of a section and ends with ]"},
    {OK "[\nx\n", "g:3: a line that begins with [ is the name of a section and ends with ]"},
    {OK "[limit] x\n", "g:3: a line that begins with [ is the name of a section and ends with ]"},
    {OK "[limit]\nx\n[limit]\ny\n", "g:5: [limit]: given twice, first on line 3"},
    {OK "[reply]\n{items}\n", "g:3: [reply]: given twice, first on line 1"},
    {OK "[limit]\n\n# comment\n[form-missing]\nx\n", "g:3: an empty section: say what the sender should do"},
    {OK "[limit]\ncaf\xc3\xa9\n", "g:4: " ASCII},
    {OK "[limit]\nx\ty\n", "g:4: " ASCII},
    {OK "[limit]\nx\x7f\n", "g:4: " ASCII},
    {OK "# caf\xc3\xa9\n", "g:3: " ASCII},
    {"[reply]\n{items}\nx\ry\n", "g:3: " ASCII},
};

START_TEST(a_mistake_is_told_with_its_line)
{
	ck_assert_int_eq(parse(mistakes[_i].text), -EINVAL);
	ck_assert_ptr_null(guidance);
	ck_assert(problems.has_error);
	ck_assert_str_eq(problems.items[0].text, mistakes[_i].problem);
}
END_TEST

START_TEST(a_nul_is_told)
{
	ck_assert_int_eq(parse_bytes(OK "[limit]\nx\0y", sizeof(OK "[limit]\nx\0y") - 1), -EINVAL);
	ck_assert_str_eq(problems.items[0].text, "g:4: control characters are not allowed");
}
END_TEST

START_TEST(every_mistake_shows_in_one_run)
{
	ck_assert_int_eq(
	    parse("x\n[reply]\n{item}\n[limit]\n[foo]\n{bar}\n[copy-missing]\n{limit} {case}\n\xff\n"), -EINVAL);
	ck_assert_uint_eq(problems.count, 8);
	ck_assert_str_eq(problems.items[7].text,
	    "g:8: {case}: not a placeholder of [copy-missing]; allowed: {copy-name}, {copy-address}");
}
END_TEST

START_TEST(errors_of_other_files_are_not_this_ones)
{
	problem_error(&problems, "other", 1, "wrong");
	ck_assert_int_eq(parse(OK), 0);
}
END_TEST

/* A guidance text with so many lines in the reply, {items} among them, and in the sections. */
static int parse_lines(int in_reply, int in_copy, int in_form, int in_limit, int in_trouble)
{
	static const char *const names[] = {
	    "reply", "copy-missing", "form-missing", "limit", "content-ambiguous/header", "content-ambiguous"};
	const int counts[] = {in_reply - 1, in_copy, in_form, in_limit, in_trouble, in_trouble > 0};
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	for (int i = 0; i < 6; i++) {
		if (i == 0 || counts[i] > 0)
			fprintf(stream, "[%s]\n%s", names[i], i == 0 ? "{items}\n" : "");
		for (int j = 0; j < counts[i]; j++)
			fprintf(stream, "x\n");
	}
	fclose(stream);
	int r = parse(text);
	free(text);
	return r;
}

static const struct {
	int in_reply, in_copy, in_form, in_limit, in_trouble;
	int lines; /* in the worst case */
} counts[] = {
    {33, 0, 0, 0, 0, 32},
    {34, 0, 0, 0, 0, 33},
    {1, 8, 0, 0, 0, 32}, /* four copies may be missing */
    {2, 8, 0, 0, 0, 33},
    {1, 0, 32, 0, 0, 32}, /* but only one form */
    {1, 0, 33, 0, 0, 33},
    {1, 7, 11, 0, 0, 32}, /* one form and three copies */
    {1, 7, 12, 0, 0, 33},
    {1, 4, 12, 12, 0, 32},
    {2, 4, 12, 12, 0, 33},
    {1, 0, 0, 0, 32, 32}, /* the text for a trouble instead of that for its reason */
    {1, 0, 0, 0, 33, 33},
    {1, 4, 12, 0, 12, 32},
};

START_TEST(the_longest_reply_has_so_many_lines_and_no_more)
{
	char expected[100];

	if (counts[_i].lines <= GUIDANCE_LINES_MAX) {
		ck_assert_int_eq(parse_lines(counts[_i].in_reply, counts[_i].in_copy, counts[_i].in_form,
				     counts[_i].in_limit, counts[_i].in_trouble),
		    0);
		return;
	}
	ck_assert_int_eq(parse_lines(counts[_i].in_reply, counts[_i].in_copy, counts[_i].in_form, counts[_i].in_limit,
			     counts[_i].in_trouble),
	    -EINVAL);
	snprintf(expected, sizeof(expected), "g:1: [reply]: up to %d lines with the 4 longest items; allowed: 32",
	    counts[_i].lines);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_str_eq(problems.items[0].text, expected);
}
END_TEST

START_TEST(the_longest_reply_can_be_rendered)
{
	struct guidance_item items[] = {form, mash, mash, mash};

	ck_assert_int_eq(parse_lines(1, 7, 11, 0, 0), 0);
	ck_assert_int_eq(render(items, 4), 0);
	ck_assert_uint_eq(reply.count, GUIDANCE_LINES_MAX);
}
END_TEST

static const struct {
	const char *placeholder;
	const char *section;
	int longest;
} placeholders[] = {
    {"", "reply", 0},
    {"{contact}", "reply", 128},
    {"{case}", "reply", 16},
    {"{time}", "reply", 32},
    {"{reason}", "reply", 32},
    {"%", "reply", 2},
    {"%", "limit", 2},
    {"{copy-name}", "copy-missing", 64},
    {"{copy-address}", "copy-missing", 320},
    {"{form-name}", "form-missing", 64},
    {"{file-types}", "form-missing", 64},
    {"{address}", "address-retired", 320},
    {"{web-form}", "address-closed", 512},
    {"{limit}", "limit", 24},
};

static int parse_padded(const char *section, const char *placeholder, int padding)
{
	char text[1200];

	if (strcmp(section, "reply") == 0)
		snprintf(text, sizeof(text), "[reply]\n{items}\n%0*d%s\n", padding, 0, placeholder);
	else
		snprintf(text, sizeof(text), OK "[%s]\n%0*d%s\n", section, padding, 0, placeholder);
	return parse(text);
}

START_TEST(the_longest_line_has_so_many_octets_and_no_more)
{
	const char *section = placeholders[_i].section, *placeholder = placeholders[_i].placeholder;
	int padding = GUIDANCE_LINE_MAX - placeholders[_i].longest;
	char expected[100];

	ck_assert_int_eq(parse_padded(section, placeholder, padding), 0);
	guidance_free(guidance);
	guidance = NULL;
	ck_assert_int_eq(parse_padded(section, placeholder, padding + 1), -EINVAL);
	snprintf(expected, sizeof(expected), "g:%d: up to 901 octets with the longest values; allowed: 900",
	    strcmp(section, "reply") == 0 ? 3 : 4);
	ck_assert_str_eq(problems.items[0].text, expected);
}
END_TEST

START_TEST(a_value_past_its_length_is_not_rendered)
{
	char name[GUIDANCE_LINE_MAX + 2];
	struct guidance_item item = mash;

	memset(name, 'a', sizeof(name));
	name[GUIDANCE_LINE_MAX] = '\0';
	item.copy_name = name;
	ck_assert_int_eq(parse("[reply]\n{items}\n[copy-missing]\n{copy-name}"), 0);
	ck_assert_int_eq(render(&item, 1), 0);
	ck_assert_uint_eq(strlen(reply.lines[0]), GUIDANCE_LINE_MAX);
	guidance_reply_clear(&reply);
	name[0] = '%'; /* doubled for libmilter */
	ck_assert_int_eq(render(&item, 1), -E2BIG);
	name[0] = 'a';
	name[GUIDANCE_LINE_MAX] = 'a';
	name[GUIDANCE_LINE_MAX + 1] = '\0';
	ck_assert_int_eq(render(&item, 1), -E2BIG);
	ck_assert_uint_eq(reply.count, 0);
}
END_TEST

START_TEST(a_percent_sign_is_left_for_the_caller_to_double)
{
	ck_assert_int_eq(parse("[reply]\n100 %\n{items}"), 0);
	ck_assert_int_eq(render(NULL, 0), 0);
	ck_assert_uint_eq(reply.count, 1);
	ck_assert_str_eq(reply.lines[0], "100 %");
}
END_TEST

START_TEST(freeing_and_clearing_nothing_is_legal)
{
	guidance_free(NULL);
	guidance_reply_clear(&reply);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	Suite *suite = suite_create("guidance");
	TCase *tcase = tcase_create("texts");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_reply_is_its_text_with_items_and_values_in_place);
	tcase_add_test(tcase, each_missing_copy_is_an_item_of_its_own);
	tcase_add_test(tcase, the_first_four_items_are_printed);
	tcase_add_test(tcase, an_item_without_a_section_prints_nothing);
	tcase_add_test(tcase, every_placeholder_of_an_item_stands_for_its_value);
	tcase_add_test(tcase, a_trouble_has_a_text_of_its_own_where_the_file_has_one);
	tcase_add_test(tcase, a_class_has_a_text_of_its_own_where_the_file_has_one_and_a_signature_comes_first);
	tcase_add_loop_test(tcase, every_class_but_bombs_can_have_a_text, 0, UNSAFE_CLASS_COUNT);
	tcase_add_test(tcase, a_file_may_say_what_stands_for_a_removed_part);
	tcase_add_test(tcase, the_notice_of_welsh_mail_is_a_section_of_its_own);
	tcase_add_loop_test(tcase, a_notice_is_held_to_its_length, 0, 2);
	tcase_add_test(tcase, a_text_for_a_trouble_is_none_for_its_reason);
	tcase_add_test(tcase, a_value_cannot_bring_in_another_placeholder_or_line);
	tcase_add_test(tcase, a_value_that_is_not_given_prints_nothing);
	tcase_add_loop_test(tcase, a_mistake_is_told_with_its_line, 0, ROWS(mistakes));
	tcase_add_test(tcase, a_nul_is_told);
	tcase_add_test(tcase, every_mistake_shows_in_one_run);
	tcase_add_test(tcase, errors_of_other_files_are_not_this_ones);
	tcase_add_loop_test(tcase, the_longest_reply_has_so_many_lines_and_no_more, 0, ROWS(counts));
	tcase_add_test(tcase, the_longest_reply_can_be_rendered);
	tcase_add_loop_test(tcase, the_longest_line_has_so_many_octets_and_no_more, 0, ROWS(placeholders));
	tcase_add_test(tcase, a_value_past_its_length_is_not_rendered);
	tcase_add_test(tcase, a_percent_sign_is_left_for_the_caller_to_double);
	tcase_add_test(tcase, freeing_and_clearing_nothing_is_legal);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
