/* policy_edits: nobody is added but required copies, and nothing changes but Cc. */
#include "rules/policy_edits.h"

#include "rules/policy_eval.h"

#include "tests/support/policy_forgery.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Edits. The honest verdict adds PREVENT as recipient and in a new Cc. */
static void recipient_not_required(struct verdict *v)
{
	forge_recipient(v, "stranger@example.net");
}

static void recipient_twice(struct verdict *v)
{
	forge_recipient(v, PREVENT);
}

static void recipient_of_copy_present(struct verdict *v)
{
	forge_recipient(v, MASH);
}

static void recipient_other_of_set(struct verdict *v)
{
	forge_no_edits(v, EDIT_ADD_RECIPIENT);
	forge_recipient(v, "mash@lewisham.gov.uk");
}

static void recipient_missing(struct verdict *v)
{
	forge_no_edits(v, EDIT_ADD_RECIPIENT);
}

static void recipient_not_canonical(struct verdict *v)
{
	forge_no_edits(v, EDIT_ADD_RECIPIENT);
	forge_recipient(v, "Prevent@lewisham.gov.uk");
}

static void recipient_with_more(struct verdict *v)
{
	forge_no_edits(v, EDIT_ADD_RECIPIENT);
	forge_recipient(v, PREVENT "> NOTIFY=NEVER");
}

static void recipient_though_present(struct verdict *v)
{
	forge_recipient(v, PREVENT);
}

static void recipient_in_split_part(struct verdict *v)
{
	forge_recipient(v, PREVENT);
}

static void not_added(struct verdict *v)
{
	v->copies[1].is_added = false;
}

static void added_though_present(struct verdict *v)
{
	v->copies[0].is_added = true;
}

static void not_repaired(struct verdict *v)
{
	not_added(v);
	forge_no_edits(v, EDIT_ADD_RECIPIENT);
	forge_no_edits(v, EDIT_ADD_HEADER);
}

static void repair_in_observe(struct verdict *v)
{
	v->copies[1].is_added = true;
	forge_recipient(v, PREVENT);
	forge_field(v, EDIT_ADD_HEADER, "Cc", 1, PREVENT);
}

static void half_a_repair(struct verdict *v)
{
	v->findings[0].action = ACTION_REFUSE;
	forge_disposition(v, DISPOSITION_REFUSE);
}

static void cc_missing(struct verdict *v)
{
	forge_no_edits(v, EDIT_ADD_HEADER);
}

static void cc_twice(struct verdict *v)
{
	verdict_add_edit(v, EDIT_ADD_HEADER, "Cc", 1, PREVENT);
}

static void cc_of_nothing(struct verdict *v)
{
	verdict_add_edit(v, EDIT_ADD_HEADER, "Cc", 1, PREVENT);
}

static void field_subject(struct verdict *v)
{
	forge_field(v, EDIT_ADD_HEADER, "Subject", 1, PREVENT);
}

static void field_bcc(struct verdict *v)
{
	forge_field(v, EDIT_ADD_HEADER, "Bcc", 1, PREVENT);
}

static void field_injected(struct verdict *v)
{
	forge_field(v, EDIT_ADD_HEADER, "Cc: x\nSubject", 1, PREVENT);
}

static void field_besides(struct verdict *v)
{
	verdict_add_edit(v, EDIT_ADD_HEADER, "X-Note", 1, "hello");
}

static void second_cc(struct verdict *v)
{
	forge_no_edits(v, EDIT_ADD_HEADER);
	verdict_add_edit(v, EDIT_CHANGE_HEADER, "Cc", 2, MASH ", " PREVENT);
}

static void no_cc(struct verdict *v)
{
	forge_no_edits(v, EDIT_ADD_HEADER);
	verdict_add_edit(v, EDIT_CHANGE_HEADER, "Cc", 0, MASH ", " PREVENT);
}

static void cc_of_others(struct verdict *v)
{
	forge_field(v, EDIT_ADD_HEADER, "Cc", 1, PREVENT ", stranger@example.net");
}

static void cc_of_others_only(struct verdict *v)
{
	forge_field(v, EDIT_CHANGE_HEADER, "Cc", 1, MASH);
}

static const struct forgery edits[] = {
    {"a recipient that nobody requires", REPAIR, &mail_no_copy, recipient_not_required},
    {"a recipient twice", REPAIR, &mail_no_copy, recipient_twice},
    {"a recipient for a copy that is there", REPAIR, &mail_no_copy, recipient_of_copy_present},
    {"another recipient of the set than the first", REPAIR, &mail_no_copies, recipient_other_of_set},
    {"no recipient where one is to be added", REPAIR, &mail_no_copy, recipient_missing},
    {"a recipient spelled another way", REPAIR, &mail_no_copy, recipient_not_canonical},
    {"a recipient with parameters", REPAIR, &mail_no_copy, recipient_with_more},
    {"a recipient that is one already", REPAIR, &mail_bcc, recipient_though_present},
    {"a recipient in the part that does not carry the referral", REPAIR, &mail_split, recipient_in_split_part},
    {"a recipient where nothing is repaired", RULES, &mail_complete, recipient_though_present},
    {"a recipient of refused mail", RULES, &mail_no_copy, recipient_though_present},
    {"a recipient of mail without a route", RULES, &mail_from_outside, recipient_though_present},
    {"a recipient of other mail", RULES, &mail_elsewhere, recipient_though_present},
    {"a recipient of exempt mail", RULES, &mail_automatic, recipient_though_present},
    {"a repair that adds nothing", REPAIR, &mail_no_copy, not_added},
    {"a repair that was left out", REPAIR, &mail_no_copy, not_repaired},
    {"a copy added that is there", REPAIR, &mail_no_copy, added_though_present},
    {"a repair where the route observes", OBSERVE, &mail_no_copy, repair_in_observe},
    {"refused, and repaired all the same", REPAIR, &mail_no_copy, half_a_repair},
    {"one of two repaired, the other refused", REPAIR, &mail_no_copies, half_a_repair},
    {"no visible Cc", REPAIR, &mail_no_copy, cc_missing},
    {"two Cc edits", REPAIR, &mail_no_copy, cc_twice},
    {"a Cc where nothing is added", RULES, &mail_complete, cc_of_nothing},
    {"a Cc of mail without a route", RULES, &mail_from_outside, cc_of_nothing},
    {"another field", REPAIR, &mail_no_copy, field_subject},
    {"a Bcc", REPAIR, &mail_no_copy, field_bcc},
    {"a field in the field's name", REPAIR, &mail_no_copy, field_injected},
    {"another field beside the Cc", REPAIR, &mail_no_copy, field_besides},
    {"the second Cc", REPAIR, &mail_no_copy, second_cc},
    {"the Cc before the first", REPAIR, &mail_no_copy, no_cc},
    {"a new Cc that names a stranger", REPAIR, &mail_no_copy, cc_of_others},
    {"a Cc without the copy that is added", REPAIR, &mail_no_copy, cc_of_others_only},
};

START_TEST(only_required_copies_are_added_and_only_to_cc)
{
	forgery_expect_disbelief(&edits[_i]);
}
END_TEST

/* What stands after "Cc:", and whether a gate lets it through, where PREVENT is added. */
static const struct {
	const char *what;
	const char *value;
	bool is_believed;
} values[] = {
    {"the sender's text and the copy", MASH ", " PREVENT, true},
    {"folded with a tab", MASH ",\n\t" PREVENT, true},
    {"folded with a blank", MASH ",\n " PREVENT, true},
    {"the leading blank that libmilter keeps", " " MASH ", " PREVENT, true},
    {"display names, quoted commas and comments", "\"Hub, The\" <" MASH "> (a, b), Team <" PREVENT ">", true},
    {"a group", "Partners: " MASH ";, " PREVENT, true},
    {"the copy first", PREVENT ", " MASH, true},
    {"the copy in a display name", "\"" PREVENT "\" <stranger@example.net>", false},
    {"the copy in a comment", MASH " (" PREVENT ")", false},
    {"the copy in a comment, between commas", MASH " (," PREVENT ",)", false},
    {"the copy in an open quoted string", MASH ", \"x, " PREVENT, false},
    {"the copy in an open comment", MASH ", (x, " PREVENT, false},
    {"the copy behind an escaped quote", MASH ", \"x\\\", " PREVENT ",\"", false},
    {"the copy as part of a longer address", "x" PREVENT, false},
    {"the copy under another domain", PREVENT ".example.net", false},
    {"the copy spelled another way", MASH ", Prevent@Lewisham.gov.uk", false},
    {"nothing", "", false},
    {"carriage return", MASH ",\r\n " PREVENT, false},
    {"a line that does not continue", MASH "\n" PREVENT, false},
    {"a second field", PREVENT "\nSubject: changed", false},
    {"the end of the header", PREVENT "\n\nbody", false},
    {"a line feed at the end", PREVENT "\n", false},
    {"a blank line in the fold", PREVENT ",\n \n " MASH, false},
    {"a blank last line", PREVENT "\n ", false},
    {"the sender's own 8-bit text", "J\xc3\xb6 <" MASH ">, " PREVENT, true},
    {"a control character", "Team\x1b <" MASH ">, " PREVENT, false},
    {"delete", "Team\x7f <" MASH ">, " PREVENT, false},
    {"the last control character", "Team\x1f <" MASH ">, " PREVENT, false},
    {"the last octet", "Team\xff <" MASH ">, " PREVENT, true},
    {"a carriage return in the sender's text", "Team\r <" MASH ">, " PREVENT, false},
    {"the copy, and an open quoted string", PREVENT ", \"x", false},
    {"the copy, and an open comment", PREVENT ", (x", false},
    {"the copy behind a closed comment", "(x) (y), " PREVENT, true},
    {"the copy behind empty entries", " ,, " PREVENT, true},
    {"the copy before empty entries", PREVENT ", ,", true},
    {"the copy behind brackets that do not match", ">, x>, <, " PREVENT, true},
    {"the copy behind a parenthesis that does not match", "x), " PREVENT, true},
    {"the copy behind an escaped parenthesis", "(\\(), " PREVENT, true},
    {"the copy behind a domain literal with a quote in it", "x@[\"], " PREVENT, true},
    {"the copy in an open domain literal", "x@[1, " PREVENT, false},
    {"the copy in a domain literal", "x@[1, " PREVENT ",]", false},
    {"the copy behind a quoted bracket", "\"[\", " PREVENT, true},
    {"the copy behind a bracket and a quote in a comment", "([\"), " PREVENT, true},
    {"the copy behind a backslash", "x\\, " PREVENT, true},
};

static bool is_believed(const char *value)
{
	struct ruleset *ruleset = fixture_ruleset(REPAIR);
	struct envelope envelope;
	struct verdict verdict;

	fixture_judge(ruleset, &mail_no_copy, &envelope, &verdict);
	forge_field(&verdict, EDIT_CHANGE_HEADER, "Cc", 1, value);
	int r = policy_check(ruleset, &envelope, &verdict);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
	return r == 0;
}

START_TEST(a_cc_can_end_no_line_and_hide_no_copy)
{
	ck_assert_msg(is_believed(values[_i].value) == values[_i].is_believed, "%s", values[_i].what);
}
END_TEST

/* A Cc whose first or last line has so many octets, the field's name and its colon included. */
static bool first_line_is_believed(size_t length)
{
	char value[2100];
	size_t filled = length - strlen("Cc:");

	memset(value, 'a', filled);
	strcpy(value + filled, "\n ," PREVENT);
	return is_believed(value);
}

static bool last_line_is_believed(size_t length)
{
	char value[2100] = PREVENT ",\n ";
	size_t used = strlen(value);

	memset(value + used, 'a', length - 1);
	value[used + length - 1] = '\0';
	return is_believed(value);
}

START_TEST(a_line_may_be_as_long_as_the_limit_and_no_longer)
{
	ck_assert(first_line_is_believed(POLICY_LINE_MAX));
	ck_assert(!first_line_is_believed(POLICY_LINE_MAX + 1));
	ck_assert(last_line_is_believed(POLICY_LINE_MAX));
	ck_assert(!last_line_is_believed(POLICY_LINE_MAX + 1));
}
END_TEST

START_TEST(both_copies_stand_in_one_new_field)
{
	struct ruleset *ruleset = fixture_ruleset(REPAIR);
	struct envelope envelope;
	struct verdict verdict;

	fixture_judge(ruleset, &mail_no_copies, &envelope, &verdict);
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), 0);
	forge_field(&verdict, EDIT_ADD_HEADER, "Cc", 1, PREVENT);
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), -EPROTO);
	forge_field(&verdict, EDIT_ADD_HEADER, "Cc", 1, PREVENT ", " MASH);
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), 0);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_edits");
	TCase *tcase = tcase_create("policy_edits");

	tcase_add_loop_test(tcase, only_required_copies_are_added_and_only_to_cc, 0, COUNT(edits));
	tcase_add_loop_test(tcase, a_cc_can_end_no_line_and_hide_no_copy, 0, COUNT(values));
	tcase_add_test(tcase, a_line_may_be_as_long_as_the_limit_and_no_longer);
	tcase_add_test(tcase, both_copies_stand_in_one_new_field);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
