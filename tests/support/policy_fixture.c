#include "tests/support/policy_fixture.h"

#include "rules/policy_content.h"
#include "rules/policy_eval.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char guidance[] = "[reply]\nNOT SENT. Ask {contact}.\n{items}\nCase {case}, {time}, {reason}\n"
			       "[copy-missing]\n* {copy-name}: {copy-address}\n"
			       "[form-missing]\n* {form-name} as {file-types}\n"
			       "[form-unreadable]\n* unreadable {form-name}\n"
			       "[form-blank]\n* blank {form-name}: {missing}\n"
			       "[form-old]\n* old {form-name}\n"
			       "[form-link]\n* link\n"
			       "[address-near-miss]\n* meant {address}\n"
			       "[referral-misrouted]\n* {form-name} goes to {address}\n"
			       "[content-encrypted]\n* encrypted\n"
			       "[content-uninspectable]\n* uninspectable\n"
			       "[content-uninspectable/old-format]\n* winmail\n"
			       "[content-ambiguous]\n* ambiguous\n"
			       "[content-ambiguous/file-name]\n* two names\n"
			       "[content-unsafe]\n* unsafe: {kind}\n"
			       "[content-unsafe/office-macros]\n* macros\n"
			       "[content-unsafe/signed]\n* signed: {kind}\n"
			       "[limit]\n* at most {limit}\n"
			       "[address-retired]\n* use {address}\n"
			       "[address-closed]\n* use {web-form}\n";

static const char current_form[] = "form-fingerprint 1\nname Prevent Referral Form\nsample blank.docx\n"
				   "title Prevent Referral Form\nheading About the person\nlabel Forename:\n"
				   "label Surname\nheading Pryd a ble \"y digwyddodd\" \xc5\xb5\nlabel Your concerns\n"
				   "text Thank you.\n";
static const char old_form[] = "form-fingerprint 1\nname Old Form\nsample old.docx\nlabel Name\n";

struct ruleset *fixture_ruleset(const char *text)
{
	struct ruleset *ruleset = NULL;
	struct problem_list problems;
	struct bundle bundle;

	bundle_init(&bundle);
	problem_list_init(&problems);
	ck_assert_int_eq(bundle_add(&bundle, BUNDLE_RULES, "test.conf", "test.conf", text, strlen(text)), 0);
	ck_assert_int_eq(
	    bundle_add(&bundle, BUNDLE_GUIDANCE, "guidance.txt", "guidance.txt", guidance, strlen(guidance)), 0);
	ck_assert_int_eq(
	    bundle_add(&bundle, BUNDLE_FORM, FIXTURE_FORM, FIXTURE_FORM, current_form, strlen(current_form)), 0);
	ck_assert_int_eq(bundle_add(&bundle, BUNDLE_FORM, FIXTURE_OLD, FIXTURE_OLD, old_form, strlen(old_form)), 0);
	int r = ruleset_new(&bundle, FIXTURE_TIME, &problems, &ruleset);
	ck_assert_msg(r == 0, "%s", problems.count > 0 ? problems.items[0].text : "no ruleset");
	problem_list_clear(&problems);
	bundle_clear(&bundle);
	return ruleset;
}

/* Calls for every word of the text. */
typedef void word_take(void *context, const char *word);

static void each_word(const char *text, word_take *take, void *context)
{
	char *copy = text != NULL ? strdup(text) : NULL;
	char *rest = NULL;

	for (char *word = copy != NULL ? strtok_r(copy, " ", &rest) : NULL; word != NULL;
	     word = strtok_r(NULL, " ", &rest))
		take(context, word);
	free(copy);
}

static void take_recipient(void *context, const char *word)
{
	ck_assert_int_eq(envelope_add_recipient(context, word), 0);
}

void fixture_envelope(const struct mail *mail, struct envelope *ret_envelope)
{
	const char *client = mail->client != NULL ? mail->client : "192.0.2.7";

	envelope_init(ret_envelope);
	ck_assert_int_eq(envelope_set_sender(ret_envelope, mail->sender != NULL ? mail->sender : TEACHER), 0);
	each_word(mail->rcpt != NULL ? mail->rcpt : POLICE, take_recipient, ret_envelope);
	ret_envelope->auth_user = mail->user != NULL ? strdup(mail->user) : NULL;
	ret_envelope->client_address = strcmp(client, "-") != 0 ? strdup(client) : NULL;
	ret_envelope->received_at = mail->at != 0 ? mail->at : FIXTURE_TIME;
}

#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define ODT  "application/vnd.oasis.opendocument.text"

/* Parts by name: an attachment of 20,000 octets unless it says otherwise. */
static const struct {
	const char *word;
	const char *declared;
	const char *sniffed;
	const char *name;
	uint64_t size;
	enum part_role role;
	bool is_opaque;
} parts[] = {
    {"text", "text/plain", "text/plain", NULL, 200, PART_BODY, false},
    {"docx", DOCX, DOCX, "form.docx", 0, PART_ATTACHMENT, false},
    {"doc", "application/msword", "application/msword", "form.doc", 0, PART_ATTACHMENT, false},
    {"odt", ODT, ODT, "form.odt", 0, PART_ATTACHMENT, false},
    {"rtf", "application/rtf", "text/rtf", "form.rtf", 0, PART_ATTACHMENT, false},
    {"pdf", "application/pdf", "application/pdf", "form.pdf", 0, PART_ATTACHMENT, false},
    {"zip", "application/zip", "application/zip", "form.zip", 0, PART_ATTACHMENT, true},
    {"winmail", "application/ms-tnef", "application/vnd.ms-tnef", "winmail.dat", 0, PART_ATTACHMENT, true},
    {"photo", "image/jpeg", "image/jpeg", "photo.jpg", 51200, PART_ATTACHMENT, false},
    {"small-photo", "image/jpeg", "image/jpeg", "photo.jpg", 51199, PART_ATTACHMENT, false},
    {"logo", "image/png", "image/png", "logo.png", 90000, PART_INLINE, false},
    {"unknown", "application/octet-stream", NULL, NULL, 0, PART_UNKNOWN, false},
    {"exe", DOCX, "application/x-dosexec", "form.docx", 0, PART_ATTACHMENT, false},
    {"locked", DOCX, "application/encrypted", "form.docx", 0, PART_ATTACHMENT, false},
};

void fixture_part(struct facts *facts, const char *word)
{
	for (size_t i = 0; i < COUNT(parts); i++) {
		if (strcmp(parts[i].word, word) != 0)
			continue;
		struct facts_part *part = facts_add_part(facts);
		ck_assert_ptr_nonnull(part);
		part->path = strdup("1");
		part->declared_type = strdup(parts[i].declared);
		part->sniffed_type = parts[i].sniffed != NULL ? strdup(parts[i].sniffed) : NULL;
		part->decoded_size = parts[i].size != 0 ? parts[i].size : 20000;
		part->role = parts[i].role;
		part->is_opaque = parts[i].is_opaque;
		if (parts[i].name != NULL)
			ck_assert_int_eq(facts_part_add_name(part, parts[i].name), 0);
		return;
	}
	ck_abort_msg("no such part: %s", word);
}

static void take_part(void *context, const char *word)
{
	fixture_part(context, word);
}

/* A trouble by its word: whichever of the two facts it belongs to. */
static void take_trouble(struct facts *facts, const char *word)
{
	enum trouble trouble = TROUBLE_NONE;

	ck_assert_msg(trouble_parse(word, &trouble) == 0, "no such mark: %s", word);
	if (trouble_fits(trouble, REASON_CONTENT_AMBIGUOUS))
		facts->ambiguity = trouble;
	else
		facts->uninspectable = trouble;
}

/* "has:office-macros", and "had:office-macros" of what is taken out. */
static bool take_class(struct facts *facts, const char *word)
{
	bool is_removed = strncmp(word, "had:", 4) == 0;
	enum unsafe_class class = 0;

	if (!is_removed && strncmp(word, "has:", 4) != 0)
		return false;
	ck_assert_msg(unsafe_parse(word + 4, &class) == 0, "no such class: %s", word);
	facts->unsafe_found |= UNSAFE_BIT(class);
	facts->unsafe_removed |= is_removed ? UNSAFE_BIT(class) : 0;
	return true;
}

/* A mark is the name of a fact; with "?" behind it the fact could not be told. */
static void take_mark(void *context, const char *word)
{
	struct facts *facts = context;
	const struct {
		const char *word;
		enum answer *answer;
	} marks[] = {
	    {"follow-up", &facts->is_follow_up},
	    {"auto", &facts->is_auto_submitted},
	    {"calendar", &facts->is_calendar_reply},
	    {"encrypted", &facts->is_encrypted},
	    {"signed", &facts->is_signed},
	    {"dkim", &facts->is_dkim_signed},
	    {"resent", &facts->is_resent},
	    {"link", &facts->has_share_link},
	};
	size_t length = strcspn(word, "?");

	for (size_t i = 0; i < COUNT(marks); i++)
		if (strlen(marks[i].word) == length && strncmp(marks[i].word, word, length) == 0) {
			*marks[i].answer = word[length] == '?' ? ANSWER_UNKNOWN : ANSWER_YES;
			return;
		}
	if (strcmp(word, "two-cc") == 0)
		facts->cc_field_count = 2;
	else if (!take_class(facts, word))
		take_trouble(facts, word);
}

/* A report of the next part; the last part again where there are more reports than parts. */
static void take_form(void *context, const char *word)
{
	struct facts *facts = context;
	struct form_report *report = &facts->forms[facts->form_count];
	size_t part = facts->form_count + 1;

	*report = (struct form_report){.fingerprint = FORM_NO_FINGERPRINT, .has_digest = true};
	report->part = (uint32_t)(part < facts->part_count ? part : facts->part_count - 1);
	ck_assert_msg(form_state_parse(word, &report->state) == 0, "no such state: %s", word);
	facts->form_count++;
}

struct field_taker {
	struct facts *facts;
	enum facts_field field;
};

static void take_address(void *context, const char *word)
{
	const struct field_taker *taker = context;

	ck_assert_int_eq(facts_add_address(taker->facts, taker->field, word), 0);
}

void fixture_facts(const struct mail *mail, struct facts *ret_facts)
{
	const char *fields[FACTS_FIELD_COUNT] = {[FIELD_FROM] = mail->from != NULL ? mail->from : TEACHER,
	    [FIELD_TO] = mail->to,
	    [FIELD_CC] = mail->cc,
	    [FIELD_BCC] = mail->bcc};

	facts_init(ret_facts);
	ret_facts->is_follow_up = ret_facts->is_auto_submitted = ret_facts->is_calendar_reply = ANSWER_NO;
	ret_facts->is_encrypted = ret_facts->is_signed = ret_facts->is_dkim_signed = ANSWER_NO;
	ret_facts->is_resent = ANSWER_NO;
	ret_facts->cc_field_count = mail->cc != NULL;
	for (size_t i = 0; i < FACTS_FIELD_COUNT; i++) {
		struct field_taker taker = {ret_facts, (enum facts_field)i};
		each_word(fields[i], take_address, &taker);
	}
	fixture_part(ret_facts, "text");
	each_word(mail->parts, take_part, ret_facts);
	if (mail->forms != NULL)
		ret_facts->are_forms_read = ANSWER_YES;
	if (mail->forms != NULL && strcmp(mail->forms, "none") != 0)
		each_word(mail->forms, take_form, ret_facts);
	each_word(mail->marks, take_mark, ret_facts);
}

static void append(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void append(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text + used, size - used, format, arguments);
	va_end(arguments);
}

void fixture_add_cc(const struct ruleset *ruleset, struct verdict *verdict)
{
	const struct route *route = verdict->route != NULL ? ruleset_find(ruleset, verdict->route) : NULL;
	char value[1024] = "";

	for (size_t i = 0; i < verdict->copy_count; i++)
		if (verdict->copies[i].is_added && verdict->copies[i].in_header != ANSWER_YES)
			append(value, sizeof(value), "%s%s", value[0] != '\0' ? ",\n\t" : "",
			    route->copies[i].any_of.items[0]);
	if (value[0] != '\0')
		ck_assert_int_eq(verdict_add_edit(verdict, EDIT_ADD_HEADER, "Cc", 1, value), 0);
}

const char *fixture_describe(const struct verdict *verdict)
{
	static char text[1024];

	text[0] = '\0';
	append(text, sizeof(text), "%s", disposition_word(verdict->disposition));
	if (verdict->would_disposition != verdict->disposition)
		append(text, sizeof(text), " would %s", disposition_word(verdict->would_disposition));
	append(text, sizeof(text), " %s %s", mail_class_word(verdict->mail_class),
	    verdict->route != NULL ? verdict->route : "-");
	for (size_t i = 0; i < verdict->finding_count; i++) {
		const struct finding *finding = &verdict->findings[i];
		char word[FINDING_WORD_MAX];
		append(text, sizeof(text), " %s", finding_word(finding, word));
		if (finding->subject != FINDING_NO_SUBJECT && !reason_is_of_classes(finding->reason))
			append(text, sizeof(text), ".%u", finding->subject);
		append(text, sizeof(text), "=%s%s", action_word(finding->action), finding->is_excepted ? "*" : "");
	}
	for (size_t i = 0; i < verdict->copy_count; i++)
		if (verdict->copies[i].is_added)
			append(text, sizeof(text), " +%zu", i);
	for (size_t i = 0; i < verdict->edit_count; i++)
		if (verdict->edits[i].kind == EDIT_ADD_RECIPIENT)
			append(text, sizeof(text), " >%s", verdict->edits[i].value);
	append(text, sizeof(text), "%s%s", verdict_replaces_body(verdict) ? " new-body" : "",
	    verdict->breaks_dkim ? " breaks-dkim" : "");
	return text;
}

/* What the inspector would send beside a new body. */
static void add_body(struct verdict *verdict)
{
	if (policy_content_is_stripped(verdict))
		ck_assert_int_eq(verdict_add_edit(verdict, EDIT_REPLACE_BODY, NULL, 0, ""), 0);
}

void fixture_judge(
    const struct ruleset *ruleset, const struct mail *mail, struct envelope *ret_envelope, struct verdict *ret_verdict)
{
	struct facts facts;

	fixture_envelope(mail, ret_envelope);
	fixture_facts(mail, &facts);
	ck_assert_int_eq(policy_eval(ruleset, ret_envelope, &facts, ret_verdict), 0);
	fixture_add_cc(ruleset, ret_verdict);
	add_body(ret_verdict);
	facts_clear(&facts);
}

void fixture_expect(const struct policy_row *row)
{
	struct ruleset *ruleset = fixture_ruleset(row->rules);
	struct envelope envelope;
	struct verdict verdict;

	fixture_judge(ruleset, &row->mail, &envelope, &verdict);
	ck_assert_msg(strcmp(fixture_describe(&verdict), row->expected) == 0, "%s: %s, not %s", row->what,
	    fixture_describe(&verdict), row->expected);
	ck_assert_msg(policy_check(ruleset, &envelope, &verdict) == 0, "%s: the gate does not believe it", row->what);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
