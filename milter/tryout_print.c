#include "milter/tryout_print.h"

#include "milter/printable.h"
#include "milter/tryout_diff.h"
#include "rules/media_type.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const interest_words[SCREEN_INTEREST_COUNT] = {
    [SCREEN_INSPECT] = "inspect", [SCREEN_OTHER] = "other", [SCREEN_WATCH] = "watch"};

static const struct verdict *verdict_of(const struct tryout_report *report)
{
	return &report->explanation.tried->judged.verdict;
}

bool tryout_is_accepted(const struct tried *tried)
{
	return tried->judged.check == 0 && tried->judged.verdict.disposition == DISPOSITION_ACCEPT;
}

/* "refuse (form-missing, 5.7.902)" */
static void print_disposition(const struct verdict *verdict, enum disposition disposition, FILE *stream)
{
	const struct finding *decisive = verdict_find_decisive(verdict, disposition);

	fputs(disposition_word(disposition), stream);
	if (decisive != NULL)
		fprintf(stream, " (%s, %s)", reason_word(decisive->reason), reason_code(decisive->reason));
}

static void print_head(const struct tryout_report *report, FILE *stream)
{
	const struct judged *judged = &report->explanation.tried->judged;
	const struct verdict *verdict = verdict_of(report);
	char *path = printable_new(report->path);

	fprintf(stream, "%s: ", path != NULL ? path : "");
	free(path);
	print_disposition(verdict, verdict->disposition, stream);
	fputc('\n', stream);
	if (verdict->would_disposition != verdict->disposition) {
		fputs("    in mode enforce: ", stream);
		print_disposition(verdict, verdict->would_disposition, stream);
		fputc('\n', stream);
	}
	if (judged->check < 0)
		fputs("    the gate would not believe this verdict, and defer the message\n", stream);
	fprintf(stream, "    envelope: %s\n", report->origin);
	fprintf(stream, "    screened: %s%s\n", interest_words[judged->screen.interest],
	    judged->is_ours_by_envelope ? "; a recipient is a referral address" : "");
	fprintf(stream, "    class: %s; route: %s", mail_class_word(verdict->mail_class),
	    verdict->route != NULL ? verdict->route : "none");
	fprintf(stream, verdict->route != NULL ? " (%s)\n" : "\n", route_mode_word(verdict->mode));
}

static void print_trace(const struct tryout_report *report, FILE *stream)
{
	const struct verdict *verdict = verdict_of(report);

	if (verdict->trace_count > 0)
		fputs("    asked:\n", stream);
	for (size_t i = 0; i < verdict->trace_count; i++) {
		const struct trace_entry *entry = &verdict->trace[i];
		const char *subject = tryout_subject(&report->explanation, entry);
		char *evidence = NULL;
		size_t size = 0;
		FILE *memory = open_memstream(&evidence, &size);
		if (memory != NULL) {
			tryout_evidence_print(&report->explanation, entry, memory);
			fclose(memory);
		}
		fprintf(stream, "        %s%s%s%s: %s%s%s%s\n", predicate_word(entry->predicate),
		    subject[0] != '\0' ? " (" : "", subject, subject[0] != '\0' ? ")" : "", answer_word(entry->answer),
		    size > 0 ? " [" : "", size > 0 ? evidence : "", size > 0 ? "]" : "");
		free(evidence);
	}
}

static void print_findings(const struct tryout_report *report, FILE *stream)
{
	const struct verdict *verdict = verdict_of(report);
	char word[FINDING_WORD_MAX];

	if (verdict->finding_count > 0)
		fputs("    found:\n", stream);
	for (size_t i = 0; i < verdict->finding_count; i++) {
		const struct finding *finding = &verdict->findings[i];
		const char *subject = tryout_finding_subject(&report->explanation, finding);
		fprintf(stream, "        %s%s%s: %s%s\n", finding_word(finding, word), subject != NULL ? ", " : "",
		    subject != NULL ? subject : "", action_word(finding->action),
		    finding->is_excepted ? ", excepted" : "");
	}
}

static const char *reply_code(const struct verdict *verdict)
{
	const struct finding *decisive = verdict_decisive(verdict);

	return decisive != NULL ? reason_code(decisive->reason) : "";
}

static void print_reply(const struct tryout_report *report, FILE *stream)
{
	const struct guidance_reply *reply = &report->explanation.tried->judged.reply;

	if (reply->count > 0)
		fputs("    the sender gets:\n", stream);
	for (size_t i = 0; i < reply->count; i++)
		fprintf(stream, "        550%c%s %s\n", i + 1 < reply->count ? '-' : ' ',
		    reply_code(verdict_of(report)), reply->lines[i]);
}

static const struct evidence_part *find_part(const struct evidence_parts *parts, const char *path)
{
	for (size_t i = 0; i < parts->count; i++)
		if (strcmp(parts->items[i].path, path) == 0)
			return &parts->items[i];
	return NULL;
}

/* A part that is not as it came. */
static bool has_changed(const struct evidence_part *old, const struct evidence_part *new)
{
	return new == NULL || old->size != new->size || strcmp(old->type, new->type) != 0;
}

static void print_parts(const struct tryout_report *report, FILE *stream)
{
	const struct evidence *evidence = report->explanation.tried->evidence;

	for (size_t i = 0;
	     report->explanation.tried->new_message != NULL && evidence != NULL && i < evidence->old.count; i++) {
		const struct evidence_part *old = &evidence->old.items[i];
		const struct evidence_part *new = find_part(&evidence->parts, old->path);
		if (old->role == PART_CONTAINER || !has_changed(old, new))
			continue;
		fprintf(stream, "        part %s: %s, %llu octets, becomes ", old->path, media_type_reduce(old->type),
		    (unsigned long long)old->size);
		if (new != NULL)
			fprintf(
			    stream, "%s, %llu octets\n", media_type_reduce(new->type), (unsigned long long)new->size);
		else
			fputs("nothing\n", stream);
	}
}

static int print_edits(const struct tryout_report *report, FILE *stream)
{
	const struct verdict *verdict = verdict_of(report);

	if (verdict->edit_count == 0)
		return 0;
	fputs("    would change:\n", stream);
	for (size_t i = 0; i < verdict->copy_count && report->explanation.route != NULL; i++)
		if (verdict->copies[i].is_added)
			fprintf(stream, "        adds %s\n", report->explanation.route->copies[i].name);
	for (size_t i = 0; i < verdict->edit_count; i++)
		if (verdict->edits[i].kind == EDIT_ADD_RECIPIENT)
			fprintf(stream, "        adds a recipient: %s\n", verdict->edits[i].value);
	print_parts(report, stream);
	return tryout_diff_print(
	    report->message, report->explanation.tried, report->explanation.is_revealing, "        ", stream);
}

int tryout_print_text(const struct tryout_report *report, FILE *stream)
{
	const char *record = report->explanation.tried->record;

	print_head(report, stream);
	print_trace(report, stream);
	print_findings(report, stream);
	print_reply(report, stream);
	int r = print_edits(report, stream);
	fprintf(stream, "    record: %s\n", record != NULL ? record : "none: other mail is not recorded");
	return r;
}
