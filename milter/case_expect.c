#include "milter/case_expect.h"

#include "rules/policy_misrouted.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_SIZE 4096

struct comparison {
	const struct case_file *file;
	const struct ruleset *ruleset;
	const struct route *route; /* or NULL */
	const struct judged *judged;
	const struct verdict *verdict;
	FILE *stream; /* or NULL */
	unsigned disagreements;
};

static void disagree(struct comparison *comparison, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void disagree(struct comparison *comparison, const char *format, ...)
{
	va_list arguments;

	comparison->disagreements++;
	if (comparison->stream == NULL)
		return;
	fputs("  ", comparison->stream);
	va_start(arguments, format);
	vfprintf(comparison->stream, format, arguments);
	va_end(arguments);
	fputc('\n', comparison->stream);
}

static void compare_text(struct comparison *comparison, const char *key, const char *expected, const char *found)
{
	if (strcmp(expected, found) != 0)
		disagree(comparison, "%s: expected \"%s\", found \"%s\"", key, expected, found);
}

/* "accept", "hold form-missing", "refuse copy-missing 5.7.901". */
static void describe_disposition(const struct verdict *verdict, char *text, size_t size)
{
	const struct finding *decisive = verdict_decisive(verdict);

	snprintf(text, size, "%s", disposition_word(verdict->disposition));
	if (decisive != NULL)
		snprintf(text, size, "%s %s%s%s", disposition_word(verdict->disposition), reason_word(decisive->reason),
		    verdict->disposition == DISPOSITION_REFUSE ? " " : "",
		    verdict->disposition == DISPOSITION_REFUSE ? reason_code(decisive->reason) : "");
}

static const char *subject_name(const struct route *route, const struct finding *finding)
{
	/* The class is in the finding's word. */
	if (route == NULL || finding->subject == FINDING_NO_SUBJECT || reason_is_of_classes(finding->reason))
		return NULL;
	if (finding->reason == REASON_COPY_MISSING)
		return finding->subject < route->copy_count ? route->copies[finding->subject].name : "?";
	if (finding->reason == REASON_ADDRESS_NEAR_MISS && finding->subject >= route->referral_count)
		return finding->subject - route->referral_count < route->copy_count
			   ? route->copies[finding->subject - route->referral_count].name
			   : "?";
	return finding->subject < route->referral_count ? route->referrals[finding->subject].name : "?";
}

/* "copy-missing refuse Lewisham MASH", "content-ambiguous/header flag, excepted by cases". */
static void describe_finding(const struct comparison *comparison, size_t index, char *text, size_t size)
{
	const struct finding *finding = &comparison->verdict->findings[index];
	const char *subject = subject_name(comparison->route, finding);
	uint32_t exception = comparison->verdict->exception;
	const char *by = "?";
	char word[FINDING_WORD_MAX];

	if (comparison->route != NULL && exception < comparison->route->exception_count)
		by = comparison->route->exceptions[exception].name;
	snprintf(text, size, "%s %s%s%s%s%s", finding_word(finding, word), action_word(finding->action),
	    subject != NULL ? " " : "", subject != NULL ? subject : "", finding->is_excepted ? ", excepted by " : "",
	    finding->is_excepted ? by : "");
}

/* "recipient ADDRESS", "add Cc VALUE", "change Cc VALUE": LF as \n, tab as \t. */
static void describe_edit(const struct comparison *comparison, size_t index, char *text, size_t size)
{
	static const char *const words[EDIT_KIND_COUNT] = {"recipient", "add ", "change ", "body"};
	const struct edit *edit = &comparison->verdict->edits[index];
	size_t used = (size_t)snprintf(text, size, "%s%s%s", words[edit->kind], edit->name != NULL ? edit->name : "",
	    edit->kind != EDIT_REPLACE_BODY ? " " : "");

	for (const char *c = edit->value + strspn(edit->value, " "); *c != '\0' && used + 3 < size; c++) {
		if (*c == '\n' || *c == '\t') {
			text[used++] = '\\';
			text[used++] = *c == '\n' ? 'n' : 't';
		} else {
			text[used++] = *c;
		}
	}
	text[used] = '\0';
}

typedef void describe_item(const struct comparison *comparison, size_t index, char *text, size_t size);

static bool expects(const struct case_file *file, const char *key, const char *text)
{
	for (size_t i = 0; i < file->line_count; i++)
		if (strcmp(file->lines[i].key, key) == 0 && strcmp(file->lines[i].value, text) == 0)
			return true;
	return false;
}

/* All that was found is expected, and as much is expected as was found. */
static void compare_list(struct comparison *comparison, const char *key, size_t count, describe_item *describe)
{
	size_t expected = 0;
	char text[TEXT_SIZE];

	for (size_t i = 0; i < comparison->file->line_count; i++)
		expected += strcmp(comparison->file->lines[i].key, key) == 0;
	for (size_t i = 0; i < count; i++) {
		describe(comparison, i, text, sizeof(text));
		if (!expects(comparison->file, key, text))
			disagree(comparison, "%s: found \"%s\"", key, text);
	}
	if (expected != count)
		disagree(comparison, "%s: expected %zu, found %zu", key, expected, count);
}

/* "Lewisham MASH: header yes, envelope no" and ", sender", ", added". */
static void compare_copy(struct comparison *comparison, const char *expected)
{
	size_t length = strcspn(expected, ":");
	char text[TEXT_SIZE] = "no such copy";

	for (size_t i = 0; comparison->route != NULL && i < comparison->verdict->copy_count; i++) {
		const struct verdict_copy *copy = &comparison->verdict->copies[i];
		const char *name = comparison->route->copies[i].name;
		if (strlen(name) == length && strncmp(name, expected, length) == 0)
			snprintf(text, sizeof(text), "%s: header %s, envelope %s%s%s", name,
			    answer_word(copy->in_header), answer_word(copy->in_envelope),
			    copy->is_sender ? ", sender" : "", copy->is_added ? ", added" : "");
	}
	compare_text(comparison, "expect-copy", expected, text);
}

/* "form-present could not tell", "address-current 0 no". */
static void compare_trace(struct comparison *comparison, const char *expected)
{
	const struct verdict *verdict = comparison->verdict;
	char text[TEXT_SIZE], number[16];

	for (size_t i = 0; i < verdict->trace_count; i++) {
		const struct trace_entry *entry = &verdict->trace[i];
		snprintf(number, sizeof(number), " %u", entry->subject);
		snprintf(text, sizeof(text), "%s%s %s", predicate_word(entry->predicate),
		    entry->subject != FINDING_NO_SUBJECT ? number : "", answer_word(entry->answer));
		if (strcmp(text, expected) == 0)
			return;
	}
	disagree(comparison, "expect-trace: \"%s\" is not in the trace", expected);
}

static bool reply_says(const struct guidance_reply *reply, const char *text)
{
	for (size_t i = 0; i < reply->count; i++)
		if (strstr(reply->lines[i], text) != NULL)
			return true;
	return false;
}

static const char *const screen_words[SCREEN_INTEREST_COUNT] = {
    [SCREEN_INSPECT] = "inspect", [SCREEN_OTHER] = "other", [SCREEN_WATCH] = "watch"};

static void compare_line(struct comparison *comparison, const char *key, const char *expected)
{
	const struct verdict *verdict = comparison->verdict;
	char text[TEXT_SIZE];

	if (strcmp(key, "expect") == 0) {
		describe_disposition(verdict, text, sizeof(text));
		compare_text(comparison, key, expected, text);
	} else if (strcmp(key, "expect-would") == 0) {
		compare_text(comparison, key, expected, disposition_word(verdict->would_disposition));
	} else if (strcmp(key, "expect-class") == 0) {
		compare_text(comparison, key, expected, mail_class_word(verdict->mail_class));
	} else if (strcmp(key, "expect-route") == 0) {
		compare_text(comparison, key, expected, verdict->route != NULL ? verdict->route : "none");
	} else if (strcmp(key, "expect-record") == 0) {
		compare_text(comparison, key, expected, verdict->mail_class != CLASS_OTHER ? "yes" : "no");
	} else if (strcmp(key, "expect-copy") == 0) {
		compare_copy(comparison, expected);
	} else if (strcmp(key, "expect-trace") == 0) {
		compare_trace(comparison, expected);
	} else if (strcmp(key, "expect-screen") == 0) {
		compare_text(comparison, key, expected, screen_words[comparison->judged->screen.interest]);
	} else if (strcmp(key, "expect-item") == 0) {
		if (!reply_says(&comparison->judged->reply, expected))
			disagree(comparison, "%s: the reply does not say \"%s\"", key, expected);
	} else if (strcmp(key, "expect-no-item") == 0 && reply_says(&comparison->judged->reply, expected)) {
		disagree(comparison, "%s: the reply says \"%s\"", key, expected);
	}
}

/* Nothing of the message may be in the reply: here its sender and its subject. */
static void check_privacy(struct comparison *comparison)
{
	const char *subject = strstr(comparison->file->message, "Subject: ");
	char text[TEXT_SIZE] = "";

	if (subject != NULL) {
		subject += strlen("Subject: ");
		snprintf(text, sizeof(text), "%.*s", (int)strcspn(subject, "\n"), subject);
	}
	if (text[0] != '\0' && reply_says(&comparison->judged->reply, text))
		disagree(comparison, "the reply has the subject in it");
	if (comparison->judged->envelope.sender[0] != '\0' &&
	    reply_says(&comparison->judged->reply, comparison->judged->envelope.sender))
		disagree(comparison, "the reply has the sender in it");
}

static void check_reply(struct comparison *comparison)
{
	const struct guidance_reply *reply = &comparison->judged->reply;

	if ((comparison->verdict->disposition == DISPOSITION_REFUSE) != (reply->count > 0))
		disagree(comparison, "a refusal and its reply go together");
	for (size_t i = 0; i < reply->count; i++) {
		size_t length = strlen(reply->lines[i]);
		if (length > GUIDANCE_LINE_MAX)
			disagree(comparison, "line %zu of the reply is too long", i + 1);
		for (size_t j = 0; j < length; j++)
			if (reply->lines[i][j] < ' ' || reply->lines[i][j] > '~')
				disagree(comparison, "line %zu of the reply is not printable ASCII", i + 1);
	}
	if (reply->count > 0 && (strncmp(reply->lines[0], "NOT SENT", 8) != 0 || !reply_says(reply, "999")))
		disagree(comparison, "the reply does not begin as every reply must");
	check_privacy(comparison);
}

/* What the gate relies on, whatever the case says. */
static void check_always(struct comparison *comparison)
{
	const struct judged *judged = comparison->judged;

	if (judged->check < 0)
		disagree(comparison, "the gate does not believe the verdict");
	if (judged->is_ours_by_envelope && comparison->verdict->mail_class == CLASS_OTHER)
		disagree(comparison, "the envelope names a referral address, and the inspector says other mail");
	if (!judged->is_ours_by_envelope && judged->screen.interest == SCREEN_OTHER &&
	    comparison->verdict->mail_class != CLASS_OTHER)
		disagree(comparison, "the screener lets pass what the inspector would judge");
	if (!judged->is_ours_by_envelope && judged->screen.interest == SCREEN_WATCH &&
	    comparison->verdict->mail_class != CLASS_OTHER && comparison->verdict->mail_class != CLASS_MISROUTED)
		disagree(comparison, "the screener only watches what the inspector judges");
	if (comparison->verdict->mail_class == CLASS_MISROUTED &&
	    !policy_envelope_is_watched(comparison->ruleset, &judged->envelope))
		disagree(comparison, "the inspector looked into what no route watches");
	check_reply(comparison);
}

unsigned case_expect_compare(
    const struct case_file *file, const struct ruleset *ruleset, const struct judged *judged, FILE *stream)
{
	const char *name = judged->verdict.route;
	struct comparison comparison = {.file = file,
	    .ruleset = ruleset,
	    .route = name != NULL ? ruleset_find(ruleset, name) : NULL,
	    .judged = judged,
	    .verdict = &judged->verdict,
	    .stream = stream};

	for (size_t i = 0; i < file->line_count; i++)
		compare_line(&comparison, file->lines[i].key, file->lines[i].value);
	compare_list(&comparison, "expect-finding", judged->verdict.finding_count, describe_finding);
	compare_list(&comparison, "expect-edit", judged->verdict.edit_count, describe_edit);
	check_always(&comparison);
	return comparison.disagreements;
}
