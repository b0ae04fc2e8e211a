/* policy_check: findings and disposition are those that the route leads to. */
#include "tests/support/policy_forgery.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Findings and disposition. */
static void accept_despite(struct verdict *v)
{
	forge_disposition(v, DISPOSITION_ACCEPT);
}

static void accept_now(struct verdict *v)
{
	v->disposition = DISPOSITION_ACCEPT;
}

static void hold_instead(struct verdict *v)
{
	v->disposition = v->would_disposition = DISPOSITION_HOLD;
}

static void defer_instead(struct verdict *v)
{
	v->disposition = v->would_disposition = DISPOSITION_DEFER;
}

static void refuse_for_nothing(struct verdict *v)
{
	v->disposition = v->would_disposition = DISPOSITION_REFUSE;
}

static void would_accept(struct verdict *v)
{
	v->would_disposition = DISPOSITION_ACCEPT;
}

static void flag_only(struct verdict *v)
{
	v->findings[0].action = ACTION_FLAG;
	forge_disposition(v, DISPOSITION_ACCEPT);
}

static void allow_only(struct verdict *v)
{
	v->findings[0].action = ACTION_ALLOW;
	forge_disposition(v, DISPOSITION_ACCEPT);
}

static void hold_only(struct verdict *v)
{
	v->findings[0].action = ACTION_HOLD;
	hold_instead(v);
}

static void repair_without_leave(struct verdict *v)
{
	v->findings[0].action = ACTION_REPAIR;
	v->copies[1].is_added = true;
	forge_recipient(v, PREVENT);
	verdict_add_edit(v, EDIT_ADD_HEADER, "Cc", 1, PREVENT);
	forge_disposition(v, DISPOSITION_ACCEPT);
}

static void forget_finding(struct verdict *v)
{
	forge_no_findings(v);
	forge_disposition(v, DISPOSITION_ACCEPT);
}

static void forget_one_of_two(struct verdict *v)
{
	v->finding_count--;
}

static void say_twice(struct verdict *v)
{
	v->findings[v->finding_count++] = v->findings[0];
}

static void say_in_wrong_order(struct verdict *v)
{
	struct finding first = v->findings[0];
	v->findings[0] = v->findings[1];
	v->findings[1] = first;
}

static void miss_a_copy_that_is_there(struct verdict *v)
{
	forge_finding(v, REASON_COPY_MISSING, ACTION_REFUSE, 0);
	forge_disposition(v, DISPOSITION_REFUSE);
}

static void copy_out_of_bounds(struct verdict *v)
{
	v->findings[0].subject = 2;
}

static void copy_without_subject(struct verdict *v)
{
	v->findings[0].subject = FINDING_NO_SUBJECT;
}

static void form_with_subject(struct verdict *v)
{
	v->findings[0].subject = 0;
}

static void reason_not_raised(struct verdict *v)
{
	v->findings[0].reason = REASON_FORM_BLANK;
}

static void retired_without_any(struct verdict *v)
{
	v->findings[0].reason = REASON_ADDRESS_RETIRED;
	v->findings[0].subject = 0;
}

static void closed_without_any(struct verdict *v)
{
	v->findings[0].reason = REASON_ADDRESS_CLOSED;
	v->findings[0].subject = 0;
}

static void closed_out_of_bounds(struct verdict *v)
{
	v->findings[0].reason = REASON_ADDRESS_CLOSED;
	v->findings[0].subject = 1;
}

static void retired_out_of_bounds(struct verdict *v)
{
	v->findings[0].reason = REASON_ADDRESS_RETIRED;
	v->findings[0].subject = 1;
}

static void except_without_exception(struct verdict *v)
{
	v->findings[0].is_excepted = true;
	v->exception = 0;
	flag_only(v);
}

static void except_by_expired(struct verdict *v)
{
	v->findings[0].is_excepted = true;
	v->exception = 1;
	flag_only(v);
}

static void except_by_other_index(struct verdict *v)
{
	v->exception = 1;
}

static void except_silently(struct verdict *v)
{
	v->findings[0].is_excepted = false;
}

static void except_unnamed(struct verdict *v)
{
	v->exception = FINDING_NO_SUBJECT;
}

static void except_refuses(struct verdict *v)
{
	forge_no_findings(v);
	forge_finding(v, REASON_FORM_MISSING, ACTION_REFUSE, FINDING_NO_SUBJECT);
	forge_disposition(v, DISPOSITION_REFUSE);
}

static void name_an_exception(struct verdict *v)
{
	v->exception = 0;
}

static void missing_and_unreadable(struct verdict *v)
{
	forge_no_findings(v);
	forge_finding(v, REASON_FORM_MISSING, ACTION_REFUSE, FINDING_NO_SUBJECT);
	forge_finding(v, REASON_FORM_UNREADABLE, ACTION_FLAG, FINDING_NO_SUBJECT);
	forge_disposition(v, DISPOSITION_REFUSE);
}

static void missing_though_encrypted(struct verdict *v)
{
	forge_finding(v, REASON_FORM_MISSING, ACTION_REFUSE, FINDING_NO_SUBJECT);
	forge_disposition(v, DISPOSITION_REFUSE);
}

static void refuse_for(struct verdict *v, enum reason reason, enum trouble trouble)
{
	forge_no_findings(v);
	forge_finding(v, reason, ACTION_REFUSE, FINDING_NO_SUBJECT);
	v->findings[0].trouble = trouble;
	forge_disposition(v, DISPOSITION_REFUSE);
}

static void nobody_answered(struct verdict *v)
{
	refuse_for(v, REASON_CONTENT_UNINSPECTABLE, TROUBLE_NO_ANSWER);
	forge_no_parts(v);
}

static void nobody_answered_for_parts(struct verdict *v)
{
	refuse_for(v, REASON_CONTENT_UNINSPECTABLE, TROUBLE_NO_ANSWER);
}

static void uninspectable_without_trouble(struct verdict *v)
{
	refuse_for(v, REASON_CONTENT_UNINSPECTABLE, TROUBLE_NONE);
}

static void uninspectable_for_another_trouble(struct verdict *v)
{
	refuse_for(v, REASON_CONTENT_UNINSPECTABLE, TROUBLE_STRUCTURE);
}

static void ambiguous_without_trouble(struct verdict *v)
{
	refuse_for(v, REASON_CONTENT_AMBIGUOUS, TROUBLE_NONE);
}

static void ambiguous_for_another_trouble(struct verdict *v)
{
	refuse_for(v, REASON_CONTENT_AMBIGUOUS, TROUBLE_OLD_FORMAT);
}

static void ambiguous_flagged(struct verdict *v)
{
	refuse_for(v, REASON_CONTENT_AMBIGUOUS, TROUBLE_STRUCTURE);
	flag_only(v);
}

static void form_missing_with_trouble(struct verdict *v)
{
	v->findings[0].trouble = TROUBLE_STRUCTURE;
}

/* Beside the form that is missing. */
static void put_first(struct verdict *v, enum reason reason, enum trouble trouble)
{
	v->findings[1] = v->findings[0];
	v->findings[0] = (struct finding){.reason = reason, .subject = FINDING_NO_SUBJECT, .trouble = trouble};
	v->finding_count = 2;
}

static void no_answer_and_more(struct verdict *v)
{
	put_first(v, REASON_CONTENT_UNINSPECTABLE, TROUBLE_NO_ANSWER);
}

static void ambiguous_and_form_missing(struct verdict *v)
{
	put_first(v, REASON_CONTENT_AMBIGUOUS, TROUBLE_STRUCTURE);
}

static void uninspectable_and_form_missing(struct verdict *v)
{
	put_first(v, REASON_CONTENT_UNINSPECTABLE, TROUBLE_OLD_FORMAT);
}

/* Everything that a repair does, in a message with more than one reading that the route lets pass. */
static void ambiguous_and_repaired(struct verdict *v)
{
	v->findings[v->finding_count] = v->findings[v->finding_count - 1];
	v->finding_count++;
	v->findings[0] = (struct finding){.reason = REASON_CONTENT_AMBIGUOUS,
	    .action = ACTION_FLAG,
	    .subject = FINDING_NO_SUBJECT,
	    .trouble = TROUBLE_STRUCTURE};
}

static void internal_flagged(struct verdict *v)
{
	forge_no_findings(v);
	forge_finding(v, REASON_INTERNAL, ACTION_FLAG, FINDING_NO_SUBJECT);
	defer_instead(v);
	forge_no_parts(v);
	v->copies[0].in_header = v->copies[1].in_header = ANSWER_UNKNOWN;
}

/* As policy_eval_unread would say it. */
static void uninspectable(struct verdict *v)
{
	refuse_for(v, REASON_CONTENT_UNINSPECTABLE, TROUBLE_TOO_MUCH);
	v->copies[0].in_header = v->copies[1].in_header = ANSWER_UNKNOWN;
}

static void uninspectable_with_parts(struct verdict *v)
{
	uninspectable(v);
}

static void uninspectable_follow_up(struct verdict *v)
{
	uninspectable(v);
	forge_no_parts(v);
	v->mail_class = CLASS_FOLLOW_UP;
}

static void ambiguous_with_trouble(struct verdict *v)
{
	refuse_for(v, REASON_CONTENT_AMBIGUOUS, TROUBLE_STRUCTURE);
}

static void refuse_for_first_copy(struct verdict *v)
{
	v->findings[1].action = ACTION_REFUSE;
}

static void would_refuse(struct verdict *v)
{
	v->would_disposition = DISPOSITION_REFUSE;
}

static void too_many_copies(struct verdict *v)
{
	v->copy_count = RULESET_SECTION_MAX + 1;
}

static void too_many_parts(struct verdict *v)
{
	v->part_count = VERDICT_PARTS_MAX + 1;
}

static void too_many_edits(struct verdict *v)
{
	v->edit_count = VERDICT_EDITS_MAX + 1;
}

static void too_long_a_trace(struct verdict *v)
{
	v->trace_count = VERDICT_TRACE_MAX + 1;
}

static void too_many_findings(struct verdict *v)
{
	v->finding_count = VERDICT_FINDINGS_MAX + 1;
}

static void other_mail_refused(struct verdict *v)
{
	forge_finding(v, REASON_FORM_MISSING, ACTION_REFUSE, FINDING_NO_SUBJECT);
	forge_disposition(v, DISPOSITION_REFUSE);
}

#define AMBIGUOUS_PASSES ROUTE("lewisham", "enforce", "on { copy-missing = repair content-ambiguous = flag }")

static const struct forgery findings[] = {
    {"accepted although a finding refuses", RULES, &mail_no_form, accept_despite},
    {"accepted now although it would refuse", RULES, &mail_no_form, accept_now},
    {"refused although it would accept", RULES, &mail_no_form, would_accept},
    {"held although a finding refuses", RULES, &mail_no_form, hold_instead},
    {"deferred although a finding refuses", RULES, &mail_no_form, defer_instead},
    {"refused for nothing", RULES, &mail_complete, refuse_for_nothing},
    {"deferred for nothing", RULES, &mail_complete, defer_instead},
    {"refused for what is only flagged", RULES, &mail_locked, refuse_for_nothing},
    {"flagged where the route refuses", RULES, &mail_no_form, flag_only},
    {"allowed where the route refuses", RULES, &mail_no_form, allow_only},
    {"held where the route refuses", RULES, &mail_no_form, hold_only},
    {"repaired where the route refuses", RULES, &mail_no_copy, repair_without_leave},
    {"a copy that is missing goes unsaid", RULES, &mail_no_copy, forget_finding},
    {"one of two copies goes unsaid", RULES, &mail_no_copies, forget_one_of_two},
    {"a finding twice", RULES, &mail_no_form, say_twice},
    {"findings in the wrong order", RULES, &mail_nothing, say_in_wrong_order},
    {"a copy is missed that is there", RULES, &mail_complete, miss_a_copy_that_is_there},
    {"a copy that the route does not have", RULES, &mail_no_copy, copy_out_of_bounds},
    {"a copy that is not named", RULES, &mail_no_copy, copy_without_subject},
    {"a form with a number", RULES, &mail_no_form, form_with_subject},
    {"a reason that this version does not raise", RULES, &mail_no_form, reason_not_raised},
    {"a retired address where none is retired", RULES, &mail_no_form, retired_without_any},
    {"a closed address where none is closed", RULES, &mail_no_form, closed_without_any},
    {"a closed address that the route does not have", RULES, &mail_no_form, closed_out_of_bounds},
    {"a retired address that the route does not have", RULES, &mail_no_form, retired_out_of_bounds},
    {"one copy that cannot be added, and one that can", REPAIR, &mail_nothing, refuse_for_first_copy},
    {"other mail that would be refused", RULES, &mail_elsewhere, would_refuse},
    {"nobody could read it, and its parts were seen", RULES, &mail_no_form, uninspectable_with_parts},
    {"nobody could read it, and it is a follow-up", RULES, &mail_no_form, uninspectable_follow_up},
    {"more copies than there can be", RULES, &mail_no_form, too_many_copies},
    {"more parts than there can be", RULES, &mail_no_form, too_many_parts},
    {"more edits than there can be", RULES, &mail_no_form, too_many_edits},
    {"a trace longer than it can be", RULES, &mail_no_form, too_long_a_trace},
    {"excepted, where nobody is excepted", RULES, &mail_no_form, except_without_exception},
    {"excepted by what has expired", RULES, &mail_no_copy, except_by_expired},
    {"excepted by another exception", RULES, &mail_excepted, except_by_other_index},
    {"excepted, and not said", RULES, &mail_excepted, except_silently},
    {"excepted, and by what is not said", RULES, &mail_excepted, except_unnamed},
    {"refused although an exception applies", RULES, &mail_excepted, except_refuses},
    {"an exception without a finding", RULES, &mail_complete, name_an_exception},
    {"the form both missing and unreadable", RULES, &mail_no_form, missing_and_unreadable},
    {"the form missing in encrypted mail", RULES, &mail_encrypted, missing_though_encrypted},
    {"nobody could read it, and its copies were seen", RULES, &mail_no_form, nobody_answered},
    {"nobody could read it, and its parts and copies were seen", RULES, &mail_no_form, nobody_answered_for_parts},
    {"nobody could read it, and something else", RULES, &mail_locked, no_answer_and_more},
    {"uninspectable without its trouble", RULES, &mail_no_form, uninspectable_without_trouble},
    {"uninspectable for a trouble of another reason", RULES, &mail_no_form, uninspectable_for_another_trouble},
    {"uninspectable, and the form surely missing", RULES, &mail_no_form, uninspectable_and_form_missing},
    {"ambiguous without its trouble", RULES, &mail_no_form, ambiguous_without_trouble},
    {"ambiguous for a trouble of another reason", RULES, &mail_no_form, ambiguous_for_another_trouble},
    {"ambiguous, and flagged where the route refuses", RULES, &mail_no_form, ambiguous_flagged},
    {"ambiguous, and the form surely missing", RULES, &mail_no_form, ambiguous_and_form_missing},
    {"ambiguous, and repaired", AMBIGUOUS_PASSES, &mail_no_copy, ambiguous_and_repaired},
    {"ambiguous, and refused in exempt mail", RULES, &mail_automatic, ambiguous_with_trouble},
    {"a missing form with a trouble", RULES, &mail_no_form, form_missing_with_trouble},
    {"our own fault, flagged", RULES, &mail_no_form, internal_flagged},
    {"more findings than there can be", RULES, &mail_no_form, too_many_findings},
    {"other mail refused", RULES, &mail_elsewhere, other_mail_refused},
    {"mail without a route refused", RULES, &mail_from_outside, other_mail_refused},
    {"an exempt message refused", RULES, &mail_automatic, other_mail_refused},
    {"a null sender refused", RULES, &mail_null_sender, other_mail_refused},
    {"a follow-up refused for its form", RULES, &mail_follow_up, other_mail_refused},
};

START_TEST(findings_and_disposition_follow_from_the_route)
{
	forgery_expect_disbelief(&findings[_i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_findings");
	TCase *tcase = tcase_create("policy_findings");

	tcase_add_loop_test(tcase, findings_and_disposition_follow_from_the_route, 0, COUNT(findings));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
