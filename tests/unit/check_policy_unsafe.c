/* Unsafe content: what is taken out passes, what cannot be is refused, and no answer of an inspector says more. */
#include "rules/policy_eval.h"

#include "tests/support/policy_forgery.h"
#include "tests/support/run_suite.h"

#include <check.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define SHIPPED	     ROUTE("lewisham", "enforce", "")
#define WATCH	     ROUTE("lewisham", "observe", "")
#define REFUSE_ALL   ROUTE("lewisham", "enforce", "unsafe { office-macros = refuse script = refuse }")
#define PASS	     ROUTE("lewisham", "enforce", "unsafe { office-macros = flag script = allow }")
#define BREAK	     ROUTE("lewisham", "enforce", "unsafe { strip-dkim-signed = yes }")
#define REPAIR_DKIM  ROUTE("lewisham", "enforce", "repair-dkim-signed = yes on { copy-missing = repair }")
#define BREAK_BOTH                                                                                                     \
	ROUTE("lewisham", "enforce",                                                                                   \
	    "repair-dkim-signed = yes on { copy-missing = repair } unsafe { strip-dkim-signed = yes }")
#define LAX ROUTE("lewisham", "enforce", "on { content-ambiguous = flag content-uninspectable = flag }")
#define EXCEPT                                                                                                         \
	ROUTE("lewisham", "enforce",                                                                                   \
	    "on { content-uninspectable = flag }\n"                                                                    \
	    "except \"jo\" { users = { \"jo\" } reasons = { content-unsafe, content-uninspectable }"                   \
	    " reason = \"test\" expires = \"2026-12-31\" }")
#define ALL  POLICE " " MASH " " PREVENT
#define DOCX .parts = "docx"

static const struct policy_row rows[] = {
    {"what can be taken out is, and the rest passes", SHIPPED, {.to = ALL, DOCX, .marks = "had:office-macros"},
	"accept referral lewisham content-unsafe/office-macros=strip new-body"},
    {"what cannot is refused", SHIPPED, {.to = ALL, DOCX, .marks = "has:office-macros"},
	"refuse referral lewisham content-unsafe/office-macros=refuse"},
    {"with what else there is, nothing is taken out", SHIPPED,
	{.to = ALL, DOCX, .marks = "had:html-active has:pdf-active had:script"},
	"refuse referral lewisham content-unsafe/html-active=strip content-unsafe/pdf-active=refuse "
	"content-unsafe/script=strip"},
    {"as when the message lacks something", SHIPPED, {.to = POLICE " " MASH, DOCX, .marks = "had:script"},
	"refuse referral lewisham content-unsafe/script=strip copy-missing.1=refuse"},
    {"unless that is added, too", REPAIR, {.to = POLICE " " MASH, DOCX, .marks = "had:script"},
	"accept referral lewisham content-unsafe/script=strip copy-missing.1=repair +1 >" PREVENT " new-body"},
    {"shipped are refusals where nothing can be cut with certainty", SHIPPED,
	{.to = ALL, DOCX, .marks = "has:rtf-object has:ole-macros"},
	"refuse referral lewisham content-unsafe/rtf-object=refuse content-unsafe/ole-macros=refuse"},
    {"and flags for what is merely packed", SHIPPED, {.to = ALL, DOCX, .marks = "has:archive has:encrypted-archive"},
	"accept referral lewisham content-unsafe/archive=flag content-unsafe/encrypted-archive=flag"},
    {"a route may refuse what could be taken out", REFUSE_ALL, {.to = ALL, DOCX, .marks = "had:office-macros"},
	"refuse referral lewisham content-unsafe/office-macros=refuse"},
    {"let it pass with a flag, or without a word", PASS, {.to = ALL, DOCX, .marks = "has:office-macros has:script"},
	"accept referral lewisham content-unsafe/office-macros=flag"},
    {"observing changes nothing, and says what it would do", WATCH, {.to = ALL, DOCX, .marks = "had:office-macros"},
	"accept referral lewisham content-unsafe/office-macros=strip"},
    {"observing refuses nothing", WATCH, {.to = ALL, DOCX, .marks = "has:office-macros"},
	"accept would refuse referral lewisham content-unsafe/office-macros=refuse"},
    {"signed mail is never cut", SHIPPED, {.to = ALL, DOCX, .marks = "signed had:office-macros"},
	"refuse referral lewisham content-unsafe/office-macros/signed=refuse"},
    {"nor where nobody can tell", SHIPPED, {.to = ALL, DOCX, .marks = "signed? had:office-macros"},
	"refuse referral lewisham content-unsafe/office-macros/signed=refuse"},
    {"whatever could not be taken out of it", SHIPPED,
	{.to = ALL, DOCX, .marks = "signed has:script had:office-macros"},
	"refuse referral lewisham content-unsafe/office-macros/signed=refuse content-unsafe/script/signed=refuse"},
    {"a signature is no excuse where the route refuses anyway", REFUSE_ALL,
	{.to = ALL, DOCX, .marks = "signed had:script"}, "refuse referral lewisham content-unsafe/script=refuse"},
    {"signed mail with nothing unsafe in it passes", SHIPPED, {.to = ALL, DOCX, .marks = "signed dkim"},
	"accept referral lewisham"},
    {"nor is a DKIM signature broken", SHIPPED, {.to = ALL, DOCX, .marks = "dkim had:office-macros"},
	"refuse referral lewisham content-unsafe/office-macros/signed=refuse"},
    {"unless the route says so", BREAK, {.to = ALL, DOCX, .marks = "dkim had:office-macros"},
	"accept referral lewisham content-unsafe/office-macros=strip new-body breaks-dkim"},
    {"which does not hold for S/MIME and PGP", BREAK, {.to = ALL, DOCX, .marks = "dkim signed had:office-macros"},
	"refuse referral lewisham content-unsafe/office-macros/signed=refuse"},
    {"nor makes it a break where nothing is changed", BREAK, {.to = ALL, DOCX, .marks = "dkim has:archive"},
	"accept referral lewisham content-unsafe/archive=flag"},
    {"nor for repairs", BREAK, {.to = POLICE " " MASH, DOCX, .marks = "dkim had:office-macros"},
	"refuse referral lewisham content-unsafe/office-macros=strip copy-missing.1=refuse"},
    {"as little as that for repairs holds for cutting", REPAIR_DKIM,
	{.to = POLICE " " MASH, DOCX, .marks = "dkim had:office-macros"},
	"refuse referral lewisham content-unsafe/office-macros/signed=refuse copy-missing.1=repair"},
    {"both may be allowed", BREAK_BOTH, {.to = POLICE " " MASH, DOCX, .marks = "dkim had:office-macros"},
	"accept referral lewisham content-unsafe/office-macros=strip copy-missing.1=repair +1 >" PREVENT
	" new-body breaks-dkim"},
    {"what has more than one reading is never cut", LAX, {.to = ALL, DOCX, .marks = "structure had:office-macros"},
	"refuse referral lewisham content-ambiguous/structure=flag content-unsafe/office-macros=refuse"},
    {"nor is what nobody can look into", LAX, {.to = ALL, DOCX, .marks = "old-format had:office-macros"},
	"refuse referral lewisham content-uninspectable/old-format=flag content-unsafe/office-macros=refuse"},
    {"an exception lets pass what would be refused", EXCEPT, {.user = "jo", .to = ALL, DOCX, .marks = "has:ole-macros"},
	"accept referral lewisham content-unsafe/ole-macros=flag*"},
    {"also because it cannot be taken out", EXCEPT, {.user = "jo", .to = ALL, DOCX, .marks = "signed had:script"},
	"accept referral lewisham content-unsafe/script/signed=flag*"},
    {"but what can be taken out is all the same", EXCEPT,
	{.user = "jo", .to = ALL, DOCX, .marks = "had:office-macros has:script"},
	"accept referral lewisham content-unsafe/office-macros=strip content-unsafe/script=flag* new-body"},
    {"and nobody else is excepted", EXCEPT, {.user = "mo", .to = ALL, DOCX, .marks = "has:ole-macros"},
	"refuse referral lewisham content-unsafe/ole-macros=refuse"},
    {"a bomb is refused", SHIPPED, {.to = ALL, DOCX, .marks = "has:bomb bomb"},
	"refuse referral lewisham content-uninspectable/bomb=refuse"},
    {"whatever the route says, and whoever is excepted", EXCEPT, {.user = "jo", .to = ALL, DOCX, .marks = "bomb"},
	"refuse referral lewisham content-uninspectable/bomb=refuse"},
    {"other than what cannot be looked into", EXCEPT, {.user = "mo", .to = ALL, DOCX, .marks = "old-format"},
	"accept referral lewisham content-uninspectable/old-format=flag"},
    {"observed as everything", WATCH, {.to = ALL, DOCX, .marks = "bomb"},
	"accept would refuse referral lewisham content-uninspectable/bomb=refuse"},
    {"a follow-up is judged like a referral", SHIPPED, {.to = ALL, .marks = "follow-up had:office-macros"},
	"accept follow-up lewisham content-unsafe/office-macros=strip new-body"},
    {"and refused like one", SHIPPED, {.to = ALL, .marks = "follow-up has:ole-macros"},
	"refuse follow-up lewisham content-unsafe/ole-macros=refuse"},
    {"encrypted mail as well", SHIPPED, {.to = ALL, .marks = "encrypted has:executable"},
	"refuse referral lewisham content-encrypted=flag content-unsafe/executable=refuse"},
    {"a null sender is exempt", SHIPPED, {.sender = "<>", .to = POLICE, .marks = "had:script has:ole-macros bomb"},
	"accept exempt-null-sender lewisham"},
    {"an auto-reply is exempt", SHIPPED, {.to = POLICE, .marks = "auto had:script has:ole-macros"},
	"accept exempt-auto-submitted lewisham"},
    {"mail without a route passes", SHIPPED, {.client = "198.51.100.1", .to = POLICE, .marks = "has:ole-macros"},
	"accept no-route -"},
    {"other mail is not looked at", SHIPPED,
	{.rcpt = "head@school.example", .to = "head@school.example", .marks = "has:script bomb"}, "accept other -"},
};

START_TEST(what_is_unsafe_goes_or_the_message_stays)
{
	fixture_expect(&rows[_i]);
}
END_TEST

/* Lies. */
static struct finding *unsafe(struct verdict *v)
{
	for (size_t i = 0; i < v->finding_count; i++)
		if (v->findings[i].reason == REASON_CONTENT_UNSAFE)
			return &v->findings[i];
	ck_abort_msg("no such finding");
}

static void past_the_classes(struct verdict *v)
{
	unsafe(v)->subject = UNSAFE_CLASS_COUNT;
}

static void without_a_class(struct verdict *v)
{
	unsafe(v)->subject = FINDING_NO_SUBJECT;
}

static void a_bomb(struct verdict *v)
{
	unsafe(v)->subject = UNSAFE_BOMB;
}

static void a_class_that_is_allowed(struct verdict *v)
{
	unsafe(v)->subject = UNSAFE_SCRIPT;
}

static void a_class_that_is_refused(struct verdict *v)
{
	unsafe(v)->subject = UNSAFE_OLE_MACROS;
}

static void flag_instead(struct verdict *v)
{
	unsafe(v)->action = ACTION_FLAG;
}

static void flag_and_pass(struct verdict *v)
{
	flag_instead(v);
	forge_disposition(v, DISPOSITION_ACCEPT);
}

static void strip_and_pass(struct verdict *v)
{
	unsafe(v)->action = ACTION_STRIP;
	forge_disposition(v, DISPOSITION_ACCEPT);
	ck_assert_int_eq(verdict_add_edit(v, EDIT_REPLACE_BODY, NULL, 0, ""), 0);
}

static void allow_instead(struct verdict *v)
{
	unsafe(v)->action = ACTION_ALLOW;
}

static void hold_instead(struct verdict *v)
{
	unsafe(v)->action = ACTION_HOLD;
	forge_no_edits(v, EDIT_REPLACE_BODY);
	forge_disposition(v, DISPOSITION_HOLD);
}

static void excuse(struct verdict *v)
{
	flag_and_pass(v);
	unsafe(v)->is_excepted = true;
	v->exception = 0;
}

static void keep_the_body(struct verdict *v)
{
	forge_no_edits(v, EDIT_REPLACE_BODY);
}

static void replace_the_body(struct verdict *v)
{
	ck_assert_int_eq(verdict_add_edit(v, EDIT_REPLACE_BODY, NULL, 0, ""), 0);
}

static void say_nothing(struct verdict *v)
{
	forge_no_findings(v);
}

static void say_nothing_and_pass(struct verdict *v)
{
	forge_no_findings(v);
	forge_disposition(v, DISPOSITION_ACCEPT);
	replace_the_body(v);
}

static void twice(struct verdict *v)
{
	v->findings[v->finding_count] = *unsafe(v);
	v->finding_count++;
}

static void in_another_order(struct verdict *v)
{
	struct finding first = v->findings[0];

	v->findings[0] = v->findings[1];
	v->findings[1] = first;
}

static void by_a_signature(struct verdict *v)
{
	unsafe(v)->trouble = TROUBLE_SIGNED;
}

static void by_a_bomb(struct verdict *v)
{
	unsafe(v)->trouble = TROUBLE_BOMB;
}

static void one_by_a_signature(struct verdict *v)
{
	v->findings[1].trouble = TROUBLE_NONE;
}

static void break_dkim(struct verdict *v)
{
	v->breaks_dkim = true;
}

static void ambiguous_first(struct verdict *v)
{
	for (size_t i = v->finding_count++; i > 0; i--)
		v->findings[i] = v->findings[i - 1];
	v->findings[0] = (struct finding){.reason = REASON_CONTENT_AMBIGUOUS,
	    .action = ACTION_FLAG,
	    .subject = FINDING_NO_SUBJECT,
	    .trouble = TROUBLE_STRUCTURE};
}

static void uninspectable_first(struct verdict *v)
{
	ambiguous_first(v);
	v->findings[0].reason = REASON_CONTENT_UNINSPECTABLE;
	v->findings[0].trouble = TROUBLE_OLD_FORMAT;
}

static void bomb_that_passes(struct verdict *v)
{
	v->findings[0].action = ACTION_FLAG;
	forge_disposition(v, DISPOSITION_ACCEPT);
}

static void bomb_that_is_excepted(struct verdict *v)
{
	bomb_that_passes(v);
	v->findings[0].is_excepted = true;
	v->exception = 0;
}

static void strip_of_exempt(struct verdict *v)
{
	forge_finding(v, REASON_CONTENT_UNSAFE, ACTION_STRIP, UNSAFE_SCRIPT);
	replace_the_body(v);
}

static const struct mail mail_stripped = {.to = ALL, DOCX, .marks = "had:office-macros"};
static const struct mail mail_stuck = {.to = ALL, DOCX, .marks = "has:office-macros"};
static const struct mail mail_legacy = {.to = ALL, DOCX, .marks = "has:ole-macros"};
static const struct mail mail_packed = {.to = ALL, DOCX, .marks = "has:archive"};
static const struct mail mail_two = {.to = ALL, DOCX, .marks = "had:office-macros had:script"};
static const struct mail mail_signed = {.to = ALL, DOCX, .marks = "signed had:office-macros had:script"};
static const struct mail mail_added = {.to = POLICE " " MASH, DOCX, .marks = "had:office-macros"};
static const struct mail mail_bomb = {.to = ALL, DOCX, .marks = "bomb"};
static const struct mail mail_bomb_of_jo = {.user = "jo", .to = ALL, DOCX, .marks = "bomb"};

static const struct forgery lies[] = {
    {"a class that does not exist", SHIPPED, &mail_stripped, past_the_classes},
    {"no class at all", SHIPPED, &mail_stripped, without_a_class},
    {"a bomb as a class", SHIPPED, &mail_stuck, a_bomb},
    {"a finding that the route does not want to hear of", PASS, &mail_packed, a_class_that_is_allowed},
    {"stripping what the route refuses", SHIPPED, &mail_stripped, a_class_that_is_refused},
    {"a flag for what is to be stripped", SHIPPED, &mail_stripped, flag_instead},
    {"a flag for what is refused", SHIPPED, &mail_legacy, flag_and_pass},
    {"a flag for what could not be stripped", SHIPPED, &mail_stuck, flag_and_pass},
    {"stripping what cannot be", SHIPPED, &mail_legacy, strip_and_pass},
    {"stripping what the route flags", SHIPPED, &mail_packed, strip_and_pass},
    {"stripping what the route refuses, of another class", REFUSE_ALL, &mail_stripped, strip_and_pass},
    {"an action that leaves no finding", SHIPPED, &mail_stripped, allow_instead},
    {"holding", SHIPPED, &mail_stripped, hold_instead},
    {"an exception that does not apply", EXCEPT, &mail_stuck, excuse},
    {"stripped, with the old body", SHIPPED, &mail_stripped, keep_the_body},
    {"stripped with two bodies", SHIPPED, &mail_stripped, replace_the_body},
    {"refused, with a new body", SHIPPED, &mail_stuck, replace_the_body},
    {"observed, with a new body", WATCH, &mail_stripped, replace_the_body},
    {"flagged, with a new body", SHIPPED, &mail_packed, replace_the_body},
    {"a new body for nothing", SHIPPED, &mail_stripped, say_nothing},
    {"a new body for nothing, of what was refused", SHIPPED, &mail_stuck, say_nothing_and_pass},
    {"the same class twice", SHIPPED, &mail_stripped, twice},
    {"classes out of order", SHIPPED, &mail_two, in_another_order},
    {"a signature that keeps from nothing", SHIPPED, &mail_stripped, by_a_signature},
    {"a signature where the route refuses anyway", SHIPPED, &mail_legacy, by_a_signature},
    {"a signature where the route flags", SHIPPED, &mail_packed, by_a_signature},
    {"a trouble of another reason", SHIPPED, &mail_stuck, by_a_bomb},
    {"a signature that keeps from half of it", SHIPPED, &mail_signed, one_by_a_signature},
    {"a DKIM signature broken where that is not allowed", SHIPPED, &mail_stripped, break_dkim},
    {"a DKIM signature broken where only repairs may", REPAIR_DKIM, &mail_stripped, break_dkim},
    {"a DKIM signature broken by a repair where only stripping may",
	ROUTE("lewisham", "enforce", "on { copy-missing = repair } unsafe { strip-dkim-signed = yes }"), &mail_added,
	break_dkim},
    {"a DKIM signature broken by nothing", BREAK, &mail_packed, break_dkim},
    {"a DKIM signature broken in a refusal", BREAK, &mail_stuck, break_dkim},
    {"a DKIM signature broken while observing", ROUTE("lewisham", "observe", "unsafe { strip-dkim-signed = yes }"),
	&mail_stripped, break_dkim},
    {"a DKIM signature broken in mail without a route", SHIPPED, &mail_from_outside, break_dkim},
    {"a DKIM signature broken in exempt mail", BREAK, &mail_automatic, break_dkim},
    {"stripping what has more than one reading", LAX, &mail_stripped, ambiguous_first},
    {"stripping what nobody can look into", LAX, &mail_stripped, uninspectable_first},
    {"a bomb that passes where others do", LAX, &mail_bomb, bomb_that_passes},
    {"a bomb that is excepted", EXCEPT, &mail_bomb_of_jo, bomb_that_is_excepted},
    {"stripping an auto-reply", SHIPPED, &mail_automatic, strip_of_exempt},
    {"stripping other mail", SHIPPED, &mail_elsewhere, strip_of_exempt},
    {"stripping mail without a route", SHIPPED, &mail_from_outside, strip_of_exempt},
};

START_TEST(no_lie_about_it_is_believed)
{
	forgery_expect_disbelief(&lies[_i]);
}
END_TEST

/* Of what only the message could tell either answer is believed: could it be taken out? */
static const struct {
	const char *rules;
	const struct mail *mail;
	void (*change)(struct verdict *verdict);
} guesses[] = {
    {SHIPPED, &mail_stuck, strip_and_pass},
    {SHIPPED, &mail_stuck, by_a_signature},
    {BREAK, &mail_stripped, break_dkim},
    {BREAK_BOTH, &mail_added, break_dkim},
};

START_TEST(what_only_the_message_can_tell_is_believed)
{
	struct ruleset *ruleset = fixture_ruleset(guesses[_i].rules);
	struct envelope envelope;
	struct verdict verdict;

	fixture_judge(ruleset, guesses[_i].mail, &envelope, &verdict);
	guesses[_i].change(&verdict);
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), 0);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

/* What the route wants stripped is asked, class by class. */
START_TEST(the_trace_says_what_could_be_stripped)
{
	static const struct mail mail = {.to = ALL, DOCX, .marks = "had:office-macros has:script has:ole-macros"};
	struct ruleset *ruleset = fixture_ruleset(SHIPPED);
	struct envelope envelope;
	struct verdict verdict;
	unsigned asked = 0, could = 0;

	fixture_judge(ruleset, &mail, &envelope, &verdict);
	for (size_t i = 0; i < verdict.trace_count; i++)
		if (verdict.trace[i].predicate == PREDICATE_CAN_STRIP) {
			asked |= UNSAFE_BIT(verdict.trace[i].subject);
			could |= verdict.trace[i].answer == ANSWER_YES ? UNSAFE_BIT(verdict.trace[i].subject) : 0;
		}
	ck_assert_uint_eq(asked, UNSAFE_BIT(UNSAFE_OFFICE_MACROS) | UNSAFE_BIT(UNSAFE_SCRIPT));
	ck_assert_uint_eq(could, UNSAFE_BIT(UNSAFE_OFFICE_MACROS));
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

/* One finding for each class, and room for them. */
START_TEST(a_message_may_have_everything)
{
	struct mail mail = {.to = POLICE};
	struct ruleset *ruleset = fixture_ruleset(SHIPPED);
	struct envelope envelope;
	struct verdict verdict;
	struct facts facts;

	fixture_envelope(&mail, &envelope);
	fixture_facts(&mail, &facts);
	facts.unsafe_found = UNSAFE_BIT(UNSAFE_CLASS_COUNT) - 1;
	ck_assert_int_eq(policy_eval(ruleset, &envelope, &facts, &verdict), 0);
	ck_assert_uint_eq(verdict.finding_count, UNSAFE_CLASS_COUNT - 1 + 3);
	for (size_t i = 0; i < UNSAFE_CLASS_COUNT - 1; i++)
		ck_assert_uint_eq(verdict.findings[i].subject, i);
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), 0);
	verdict_clear(&verdict);
	facts_clear(&facts);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_unsafe");
	TCase *tcase = tcase_create("policy_unsafe");

	tcase_add_loop_test(tcase, what_is_unsafe_goes_or_the_message_stays, 0, COUNT(rows));
	tcase_add_loop_test(tcase, no_lie_about_it_is_believed, 0, COUNT(lies));
	tcase_add_loop_test(tcase, what_only_the_message_can_tell_is_believed, 0, COUNT(guesses));
	tcase_add_test(tcase, the_trace_says_what_could_be_stripped);
	tcase_add_test(tcase, a_message_may_have_everything);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
