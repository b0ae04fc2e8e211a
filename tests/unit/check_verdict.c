/* verdict: it crosses to the gate unchanged, within limits, and the decisive finding is the one that stops the mail. */
#include "rules/verdict.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void fill(struct verdict *verdict)
{
	verdict_init(verdict);
	verdict->disposition = DISPOSITION_HOLD;
	verdict->would_disposition = DISPOSITION_HOLD;
	verdict->mail_class = CLASS_FOLLOW_UP;
	verdict->mode = ROUTE_ENFORCE;
	verdict->route = strdup("lewisham");
	verdict->exception = 3;
	verdict->carries_referral = true;
	verdict->breaks_dkim = true;
	ck_assert_int_eq(verdict_add_finding(verdict, REASON_FORM_MISSING, ACTION_FLAG, FINDING_NO_SUBJECT), 0);
	verdict->findings[0].is_excepted = true;
	ck_assert_int_eq(verdict_add_finding(verdict, REASON_COPY_MISSING, ACTION_HOLD, 1), 0);
	ck_assert_int_eq(verdict_add_finding(verdict, REASON_CONTENT_AMBIGUOUS, ACTION_FLAG, FINDING_NO_SUBJECT), 0);
	verdict->findings[2].trouble = TROUBLE_COUNT - 1;
	verdict->copy_count = 2;
	verdict->copies[0] =
	    (struct verdict_copy){.in_header = ANSWER_YES, .in_envelope = ANSWER_NO, .is_sender = true};
	verdict->copies[1] = (struct verdict_copy){.is_added = true};
	verdict->parts = calloc(2, sizeof(*verdict->parts));
	verdict->part_count = 2;
	verdict->parts[0].declared_type = strdup("text/plain");
	verdict->parts[1].declared_type = strdup("other");
	verdict->parts[1].sniffed_type = strdup("application/pdf");
	verdict->parts[1].decoded_size = UINT64_MAX;
	verdict->forms = calloc(2, sizeof(*verdict->forms));
	verdict->form_count = 2;
	verdict->forms[0] =
	    (struct form_report){FORM_OLD, 1, 2, 3, 999, 45, 44, 5, {0, 1, 2, 3, 4, 5, 6, 7}, 8, true, {0, 1, 255}};
	verdict->forms[1] = (struct form_report){.state = FORM_BLANK, .fingerprint = FORM_NO_FINGERPRINT};
	ck_assert_int_eq(verdict_add_edit(verdict, EDIT_ADD_RECIPIENT, NULL, 0, "prevent@lewisham.gov.uk"), 0);
	ck_assert_int_eq(verdict_add_edit(verdict, EDIT_CHANGE_HEADER, "Cc", 1, "a@b.example,\n c@d.example"), 0);
	ck_assert_int_eq(verdict_add_trace(verdict, PREDICATE_PART_IS_FORM, 1, ANSWER_UNKNOWN), 0);
}

START_TEST(a_verdict_comes_back_as_it_was)
{
	struct verdict verdict, decoded;
	struct writer writer, again;
	struct reader reader;

	fill(&verdict);
	writer_init(&writer);
	verdict_encode(&verdict, &writer);
	reader_init(&reader, writer.bytes, writer.length);
	ck_assert_int_eq(verdict_decode(&reader, &decoded), 0);
	ck_assert_int_eq(reader_finish(&reader), 0);
	ck_assert_str_eq(decoded.route, "lewisham");
	ck_assert_int_eq(decoded.disposition, DISPOSITION_HOLD);
	ck_assert_int_eq(decoded.mail_class, CLASS_FOLLOW_UP);
	ck_assert(decoded.carries_referral && decoded.breaks_dkim);
	ck_assert_uint_eq(decoded.finding_count, 3);
	ck_assert_int_eq(decoded.findings[0].trouble, TROUBLE_NONE);
	ck_assert_int_eq(decoded.findings[2].trouble, TROUBLE_COUNT - 1);
	ck_assert(decoded.findings[0].is_excepted);
	ck_assert_uint_eq(decoded.findings[1].subject, 1);
	ck_assert(decoded.copies[0].is_sender && decoded.copies[1].is_added);
	ck_assert_ptr_null(decoded.parts[0].sniffed_type);
	ck_assert_str_eq(decoded.parts[1].sniffed_type, "application/pdf");
	ck_assert_uint_eq(decoded.form_count, 2);
	ck_assert_mem_eq(decoded.forms, verdict.forms, 2 * sizeof(*verdict.forms));
	ck_assert_ptr_null(decoded.edits[0].name);
	ck_assert_str_eq(decoded.edits[1].value, "a@b.example,\n c@d.example");
	ck_assert_int_eq(decoded.trace[0].predicate, PREDICATE_PART_IS_FORM);
	writer_init(&again);
	verdict_encode(&decoded, &again);
	ck_assert_uint_eq(again.length, writer.length);
	ck_assert_mem_eq(again.bytes, writer.bytes, writer.length);
	verdict_clear(&decoded);
	verdict_clear(&verdict);
	writer_clear(&writer);
	writer_clear(&again);
}
END_TEST

START_TEST(a_digest_comes_whole_or_not_at_all)
{
	static const struct {
		uint32_t size;
		int error;
	} rows[] = {{0, 0}, {1, -EBADMSG}, {FORM_DIGEST_SIZE - 1, -EBADMSG}, {FORM_DIGEST_SIZE, 0},
	    {FORM_DIGEST_SIZE + 1, -EBADMSG}};
	struct form_report report = {.state = FORM_BLANK};
	uint8_t octets[FORM_DIGEST_SIZE + 1] = {7};
	struct writer writer;
	struct reader reader;

	writer_init(&writer);
	form_report_encode(&report, &writer);
	writer.length -= sizeof(uint32_t);
	writer_bytes(&writer, octets, rows[_i].size);
	reader_init(&reader, writer.bytes, writer.length);
	form_report_decode(&reader, &report);
	ck_assert_int_eq(reader_finish(&reader), rows[_i].error);
	ck_assert(report.has_digest == (rows[_i].size == FORM_DIGEST_SIZE));
	writer_clear(&writer);
}
END_TEST

START_TEST(every_truncation_is_refused_and_leaves_the_output_alone)
{
	struct verdict verdict, decoded;
	struct writer writer;
	struct reader reader;

	fill(&verdict);
	verdict_init(&decoded);
	writer_init(&writer);
	verdict_encode(&verdict, &writer);
	for (size_t cut = 0; cut < writer.length; cut++) {
		reader_init(&reader, writer.bytes, cut);
		ck_assert_int_eq(verdict_decode(&reader, &decoded), -EBADMSG);
		ck_assert_ptr_null(decoded.route);
	}
	verdict_clear(&verdict);
	writer_clear(&writer);
}
END_TEST

START_TEST(no_octet_can_be_changed_into_something_out_of_bounds)
{
	struct verdict verdict, decoded;
	struct writer writer;
	struct reader reader;

	fill(&verdict);
	writer_init(&writer);
	verdict_encode(&verdict, &writer);
	for (size_t at = 0; at < writer.length; at++) {
		uint8_t kept = writer.bytes[at];
		for (unsigned value = 0; value < 256; value++) {
			writer.bytes[at] = (uint8_t)value;
			reader_init(&reader, writer.bytes, writer.length);
			if (verdict_decode(&reader, &decoded) < 0)
				continue;
			ck_assert(decoded.disposition < DISPOSITION_COUNT && decoded.mail_class < CLASS_COUNT);
			ck_assert(decoded.finding_count <= VERDICT_FINDINGS_MAX);
			ck_assert(decoded.copy_count <= RULESET_SECTION_MAX);
			verdict_clear(&decoded);
		}
		writer.bytes[at] = kept;
	}
	verdict_clear(&verdict);
	writer_clear(&writer);
}
END_TEST

START_TEST(findings_edits_and_trace_are_held_to_their_limits)
{
	struct verdict verdict;

	verdict_init(&verdict);
	for (int i = 0; i < VERDICT_FINDINGS_MAX; i++)
		ck_assert_int_eq(verdict_add_finding(&verdict, REASON_LIMIT, ACTION_FLAG, 0), 0);
	ck_assert_int_eq(verdict_add_finding(&verdict, REASON_LIMIT, ACTION_FLAG, 0), -E2BIG);
	for (int i = 0; i < VERDICT_EDITS_MAX; i++)
		ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_ADD_RECIPIENT, NULL, 0, "a@b.example"), 0);
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_ADD_RECIPIENT, NULL, 0, "a@b.example"), -E2BIG);
	for (int i = 0; i < VERDICT_TRACE_MAX; i++)
		ck_assert_int_eq(verdict_add_trace(&verdict, PREDICATE_IS_EXEMPT, 0, ANSWER_NO), 0);
	ck_assert_int_eq(verdict_add_trace(&verdict, PREDICATE_IS_EXEMPT, 0, ANSWER_NO), -E2BIG);
	verdict_clear(&verdict);
}
END_TEST

START_TEST(an_edited_value_is_held_to_its_limit)
{
	struct verdict verdict;
	char *value = malloc(VERDICT_VALUE_MAX + 2);

	verdict_init(&verdict);
	memset(value, 'a', VERDICT_VALUE_MAX + 1);
	value[VERDICT_VALUE_MAX + 1] = '\0';
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_ADD_HEADER, "Cc", 0, value), -E2BIG);
	value[VERDICT_VALUE_MAX] = '\0';
	ck_assert_int_eq(verdict_add_edit(&verdict, EDIT_ADD_HEADER, "Cc", 0, value), 0);
	verdict_clear(&verdict);
	free(value);
}
END_TEST

/* One field that a forger may set, and whether the result is still a verdict. */
static const struct {
	const char *what;
	enum edit_kind kind;
	const char *name;
	int error;
} shapes[] = {
    {"a recipient has no field name", EDIT_ADD_RECIPIENT, NULL, 0},
    {"a recipient with a field name", EDIT_ADD_RECIPIENT, "Cc", -EBADMSG},
    {"a header field has a name", EDIT_ADD_HEADER, "Cc", 0},
    {"a body has no field name", EDIT_REPLACE_BODY, NULL, 0},
    {"a body with a field name", EDIT_REPLACE_BODY, "Cc", -EBADMSG},
    {"a header field without a name", EDIT_CHANGE_HEADER, NULL, -EBADMSG},
};

START_TEST(an_edit_has_a_name_only_where_it_needs_one)
{
	struct verdict verdict, decoded;
	struct writer writer;
	struct reader reader;

	verdict_init(&verdict);
	ck_assert_int_eq(verdict_add_edit(&verdict, shapes[_i].kind, shapes[_i].name, 1, "a@b.example"), 0);
	writer_init(&writer);
	verdict_encode(&verdict, &writer);
	reader_init(&reader, writer.bytes, writer.length);
	ck_assert_msg(verdict_decode(&reader, &decoded) == shapes[_i].error, "%s", shapes[_i].what);
	if (shapes[_i].error == 0)
		verdict_clear(&decoded);
	verdict_clear(&verdict);
	writer_clear(&writer);
}
END_TEST

START_TEST(the_decisive_finding_is_the_first_that_stops_the_mail)
{
	struct verdict verdict;

	verdict_init(&verdict);
	verdict.disposition = DISPOSITION_ACCEPT;
	ck_assert_ptr_null(verdict_decisive(&verdict));
	verdict_add_finding(&verdict, REASON_CONTENT_ENCRYPTED, ACTION_FLAG, FINDING_NO_SUBJECT);
	verdict_add_finding(&verdict, REASON_FORM_MISSING, ACTION_HOLD, FINDING_NO_SUBJECT);
	verdict_add_finding(&verdict, REASON_COPY_MISSING, ACTION_REFUSE, 0);
	verdict_add_finding(&verdict, REASON_COPY_MISSING, ACTION_REFUSE, 1);
	ck_assert_ptr_null(verdict_decisive(&verdict));
	verdict.disposition = DISPOSITION_REFUSE;
	ck_assert_ptr_eq(verdict_decisive(&verdict), &verdict.findings[2]);
	verdict.disposition = DISPOSITION_HOLD;
	ck_assert_ptr_eq(verdict_decisive(&verdict), &verdict.findings[1]);
	verdict_clear(&verdict);
	verdict_add_finding(&verdict, REASON_INTERNAL, ACTION_FLAG, FINDING_NO_SUBJECT);
	verdict.disposition = DISPOSITION_DEFER;
	ck_assert_ptr_eq(verdict_decisive(&verdict), &verdict.findings[0]);
	verdict_clear(&verdict);
	ck_assert_int_eq(verdict.disposition, DISPOSITION_DEFER);
	ck_assert_ptr_null(verdict_decisive(&verdict));
}
END_TEST

START_TEST(only_what_nobody_wrote_is_exempt)
{
	for (int i = 0; i < CLASS_COUNT; i++)
		ck_assert(mail_class_is_exempt((enum mail_class)i) ==
			  (strncmp(mail_class_word((enum mail_class)i), "exempt-", 7) == 0));
}
END_TEST

static const struct {
	struct finding finding;
	const char *word;
} finding_words[] = {
    {{.reason = REASON_COPY_MISSING, .subject = 1}, "copy-missing"},
    {{.reason = REASON_CONTENT_AMBIGUOUS, .trouble = TROUBLE_HEADER}, "content-ambiguous/header"},
    {{.reason = REASON_CONTENT_UNINSPECTABLE, .trouble = TROUBLE_BOMB}, "content-uninspectable/bomb"},
    {{.reason = REASON_CONTENT_UNSAFE, .subject = UNSAFE_HTML_ACTIVE}, "content-unsafe/html-active"},
    {{.reason = REASON_CONTENT_UNSAFE, .subject = UNSAFE_ENCRYPTED_ARCHIVE, .trouble = TROUBLE_SIGNED},
	"content-unsafe/encrypted-archive/signed"},
    {{.reason = REASON_CONTENT_UNSAFE, .subject = FINDING_NO_SUBJECT}, "content-unsafe"},
};

START_TEST(a_finding_has_one_word)
{
	char word[FINDING_WORD_MAX];

	ck_assert_str_eq(finding_word(&finding_words[_i].finding, word), finding_words[_i].word);
}
END_TEST

START_TEST(every_member_has_a_word)
{
	for (int i = 0; i < DISPOSITION_COUNT; i++)
		ck_assert_ptr_nonnull(disposition_word((enum disposition)i));
	for (int i = 0; i < CLASS_COUNT; i++)
		ck_assert_ptr_nonnull(mail_class_word((enum mail_class)i));
	for (int i = 0; i < PREDICATE_COUNT; i++)
		ck_assert_ptr_nonnull(predicate_word((enum predicate)i));
	ck_assert_str_eq(disposition_word(DISPOSITION_ACCEPT), "accept");
	ck_assert_str_eq(mail_class_word(CLASS_FOLLOW_UP), "follow-up");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("verdict");
	TCase *tcase = tcase_create("verdict");

	tcase_add_test(tcase, a_verdict_comes_back_as_it_was);
	tcase_add_loop_test(tcase, a_digest_comes_whole_or_not_at_all, 0, 5);
	tcase_add_test(tcase, every_truncation_is_refused_and_leaves_the_output_alone);
	tcase_add_test(tcase, no_octet_can_be_changed_into_something_out_of_bounds);
	tcase_add_test(tcase, findings_edits_and_trace_are_held_to_their_limits);
	tcase_add_test(tcase, an_edited_value_is_held_to_its_limit);
	tcase_add_loop_test(
	    tcase, an_edit_has_a_name_only_where_it_needs_one, 0, (int)(sizeof(shapes) / sizeof(shapes[0])));
	tcase_add_test(tcase, the_decisive_finding_is_the_first_that_stops_the_mail);
	tcase_add_test(tcase, only_what_nobody_wrote_is_exempt);
	tcase_add_loop_test(tcase, a_finding_has_one_word, 0, (int)(sizeof(finding_words) / sizeof(finding_words[0])));
	tcase_add_test(tcase, every_member_has_a_word);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
