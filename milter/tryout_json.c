/* What became of a message, for programs: referral-check(1) says what the members mean. */
#include "milter/json_text.h"
#include "milter/tryout_diff.h"
#include "milter/tryout_print.h"

#include <stdlib.h>
#include <string.h>

/* Takes the object; frees it where it is not whole. */
static bool push_whole(json_t *array, json_t *object, bool is_whole)
{
	if (is_whole)
		return json_push(array, object);
	json_decref(object);
	return false;
}

/* What a function prints into memory; NULL for want of it. */
typedef int print_piece(const struct tryout_report *report, const struct trace_entry *entry, FILE *stream);

static int print_evidence(const struct tryout_report *report, const struct trace_entry *entry, FILE *stream)
{
	tryout_evidence_print(&report->explanation, entry, stream);
	return 0;
}

static int print_diff(const struct tryout_report *report, const struct trace_entry *entry, FILE *stream)
{
	(void)entry;
	return tryout_diff_print(report->message, report->explanation.tried, false, "", stream);
}

static json_t *text_of(print_piece *print, const struct tryout_report *report, const struct trace_entry *entry)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (memory == NULL)
		return NULL;
	int r = print(report, entry, memory);
	json_t *value = fclose(memory) != 0 || r < 0 ? NULL : size == 0 ? json_null() : json_string(text);
	free(text);
	return value;
}

static json_t *name_or_null(const char *name)
{
	return name == NULL || name[0] == '\0' ? json_null() : json_string(name);
}

static bool add_asked(json_t *array, const struct tryout_report *report, const struct trace_entry *entry)
{
	json_t *object = json_object();
	bool is_fine = json_put(object, "predicate", json_string(predicate_word(entry->predicate)));

	is_fine = is_fine && json_put(object, "subject", name_or_null(tryout_subject(&report->explanation, entry)));
	is_fine = is_fine && json_put(object, "answer", json_string(answer_word(entry->answer)));
	is_fine = is_fine && json_put(object, "evidence", text_of(print_evidence, report, entry));
	return push_whole(array, object, is_fine);
}

static json_t *asked(const struct tryout_report *report)
{
	const struct verdict *verdict = &report->explanation.tried->judged.verdict;
	json_t *array = json_array();
	bool is_fine = array != NULL;

	for (size_t i = 0; i < verdict->trace_count && is_fine; i++)
		is_fine = add_asked(array, report, &verdict->trace[i]);
	if (is_fine)
		return array;
	json_decref(array);
	return NULL;
}

static bool add_finding(json_t *array, const struct tryout_report *report, const struct finding *finding)
{
	json_t *object = json_object();
	char word[FINDING_WORD_MAX];
	bool is_fine = json_put(object, "reason", json_string(finding_word(finding, word)));

	is_fine = is_fine && json_put(object, "code", json_string(reason_code(finding->reason)));
	is_fine = is_fine && json_put(object, "action", json_string(action_word(finding->action)));
	is_fine =
	    is_fine && json_put(object, "subject", name_or_null(tryout_finding_subject(&report->explanation, finding)));
	is_fine = is_fine && json_put(object, "excepted", json_boolean(finding->is_excepted));
	return push_whole(array, object, is_fine);
}

static json_t *found(const struct tryout_report *report)
{
	const struct verdict *verdict = &report->explanation.tried->judged.verdict;
	json_t *array = json_array();
	bool is_fine = array != NULL;

	for (size_t i = 0; i < verdict->finding_count && is_fine; i++)
		is_fine = add_finding(array, report, &verdict->findings[i]);
	if (is_fine)
		return array;
	json_decref(array);
	return NULL;
}

static json_t *reply(const struct tryout_report *report)
{
	const struct guidance_reply *lines = &report->explanation.tried->judged.reply;
	json_t *array = json_array();
	bool is_fine = array != NULL;

	for (size_t i = 0; i < lines->count && is_fine; i++)
		is_fine = json_push(array, json_string(lines->lines[i]));
	if (is_fine)
		return array;
	json_decref(array);
	return NULL;
}

static json_t *record(const struct tried *tried)
{
	json_t *object = tried->record != NULL ? json_loads(tried->record, 0, NULL) : NULL;

	return object != NULL ? object : json_null();
}

json_t *tryout_print_json(const struct tryout_report *report)
{
	const struct tried *tried = report->explanation.tried;
	const struct verdict *verdict = &tried->judged.verdict;
	json_t *object = json_object();
	bool is_fine = json_put(object, "file", json_text(report->path));

	is_fine = is_fine && json_put(object, "verdict", json_string(disposition_word(verdict->disposition)));
	is_fine = is_fine && json_put(object, "would", json_string(disposition_word(verdict->would_disposition)));
	is_fine = is_fine && json_put(object, "believed", json_boolean(tried->judged.check == 0));
	is_fine = is_fine && json_put(object, "class", json_string(mail_class_word(verdict->mail_class)));
	is_fine = is_fine && json_put(object, "route", name_or_null(verdict->route));
	is_fine = is_fine && json_put(object, "mode",
				 verdict->route != NULL ? json_string(route_mode_word(verdict->mode)) : json_null());
	is_fine = is_fine && json_put(object, "envelope", json_string(report->origin));
	is_fine = is_fine && json_put(object, "asked", asked(report));
	is_fine = is_fine && json_put(object, "found", found(report));
	is_fine = is_fine && json_put(object, "reply", reply(report));
	is_fine = is_fine && json_put(object, "diff", text_of(print_diff, report, NULL));
	is_fine = is_fine && json_put(object, "record", record(tried));
	if (is_fine)
		return object;
	json_decref(object);
	return NULL;
}
