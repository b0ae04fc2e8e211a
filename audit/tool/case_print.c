#include "audit/tool/case_print.h"

#include "audit/store/record_time.h"
#include "audit/tool/output.h"

#include <stdlib.h>
#include <string.h>

#define HOUR_US	     (INT64_C(3600) * 1000000)
#define DAY_US	     (24 * HOUR_US)
#define AGE_SIZE     32
#define CODES_SIZE   256
#define CODES_COLUMN 20 /* characters: two codes */
#define MINUTE_END   16 /* characters of "2026-11-04T10:15" */

/* Whatever its age where none is asked for; and a case from the future has a gateway with a wrong clock, not time. */
static bool is_chosen(const struct case_file *file, const struct case_choice *choice, enum case_state state)
{
	int64_t age_us = choice->now_us - file->opened_us;

	return file->state == state && (choice->older_us == 0 || age_us >= choice->older_us || age_us < -HOUR_US);
}

size_t case_print_number(const struct cases *cases, const struct case_choice *choice, enum case_state state)
{
	size_t number = 0;

	for (size_t i = 0; i < cases_count(cases); i++)
		number += is_chosen(cases_at(cases, i), choice, state);
	return number;
}

static const char *stop_word(const struct case_file *file)
{
	switch (file->stop) {
	case CASE_EVENT_HELD:
		return "held";
	case CASE_EVENT_DEFERRED:
		return "deferred";
	case CASE_EVENT_UNHEARD:
		return "unheard";
	default:
		return "refused";
	}
}

/* "3 days", "5 hours". */
static void format_age(int64_t us, char text[AGE_SIZE])
{
	bool is_days = us >= 2 * DAY_US;
	long long number = us < 0 ? 0 : us / (is_days ? DAY_US : HOUR_US);

	snprintf(text, AGE_SIZE, "%lld %s%s", number, is_days ? "day" : "hour", number == 1 ? "" : "s");
}

/* The newest last: it is what the sender read. "-" where the sender was given none. */
static void format_codes(const struct case_file *file, char text[CODES_SIZE])
{
	size_t at = 0;

	strcpy(text, "-");
	for (size_t i = 0; i < file->code_count && at < CODES_SIZE; i++) {
		int length = snprintf(text + at, CODES_SIZE - at, "%s%s", i > 0 ? ", " : "", file->codes[i]);
		at += length > 0 ? (size_t)length : 0;
	}
}

/* To the minute: "2026-11-04 10:15". */
static void format_time(int64_t us, char text[RECORD_TIME_SIZE])
{
	record_time_format(us, text);
	text[10] = ' ';
	text[MINUTE_END] = '\0';
}

static void print_file(FILE *stream, const struct case_file *file, const struct case_choice *choice)
{
	char age[AGE_SIZE], codes[CODES_SIZE], since[RECORD_TIME_SIZE];

	format_age((file->state == CASE_OPEN ? choice->now_us : file->closed_us) - file->opened_us, age);
	format_codes(file, codes);
	format_time(file->opened_us, since);
	fprintf(stream, "  %-9s %s  ", age, since);
	output_text(stream, codes, CODES_COLUMN);
	fprintf(stream, "  %-8s %3u  ", stop_word(file), file->attempts);
	output_text(stream, file->reason, CODES_COLUMN);
	fputs("  ", stream);
	output_text(stream, file->route, 0);
	fputc('\n', stream);
}

static void print_state(
    FILE *stream, const struct cases *cases, const struct case_choice *choice, enum case_state state, const char *title)
{
	size_t number = case_print_number(cases, choice, state);

	fprintf(stream, "%s: %zu\n", title, number);
	if (number == 0)
		return;
	fprintf(stream, "  %-9s %-16s  %-*s  %-8s %s  %-*s  %s\n", state == CASE_OPEN ? "age" : "took", "since (UTC)",
	    CODES_COLUMN, "code", "last", "tries", CODES_COLUMN - 2, "reason", "route");
	for (size_t i = 0; i < cases_count(cases); i++)
		if (is_chosen(cases_at(cases, i), choice, state))
			print_file(stream, cases_at(cases, i), choice);
}

void case_print_text(FILE *stream, const struct cases *cases, const struct case_choice *choice)
{
	char newest[RECORD_TIME_SIZE] = "never";

	if (choice->newest_us > 0)
		format_time(choice->newest_us, newest);
	print_state(stream, cases, choice, CASE_OPEN, "Open: stopped, and not sent again");
	print_state(stream, cases, choice, CASE_PRESUMED,
	    "Presumed closed: the sender sent another referral, which may be about another child");
	if (choice->with_closed)
		print_state(stream, cases, choice, CASE_CLOSED, "Closed: accepted later");
	if (cases_would_refuse_count(cases) > 0)
		fprintf(
		    stream, "Would have been refused on routes that observe: %zu\n", cases_would_refuse_count(cases));
	fprintf(stream, "The newest record that was read is of %s (UTC).\n", newest);
}

void case_print_escalation(FILE *stream, const struct cases *cases, const struct case_choice *choice)
{
	char age[AGE_SIZE], codes[CODES_SIZE], since[RECORD_TIME_SIZE];

	if (case_print_number(cases, choice, CASE_OPEN) == 0)
		return;
	fputs("These referrals were stopped on their way, and as far as is known not sent again.\n"
	      "Their senders have the code; no names are recorded. If anyone is in immediate\n"
	      "danger call 999.\n\n",
	    stream);
	for (size_t i = 0; i < cases_count(cases); i++) {
		const struct case_file *file = cases_at(cases, i);
		if (!is_chosen(file, choice, CASE_OPEN))
			continue;
		format_age(choice->now_us - file->opened_us, age);
		format_codes(file, codes);
		format_time(file->opened_us, since);
		output_text(stream, codes, CODES_COLUMN);
		fprintf(stream, "  %s since %s UTC (%s), route ", stop_word(file), since, age);
		output_text(stream, file->route, 0);
		fputc('\n', stream);
	}
}

static json_t *text_or_null(const char *text)
{
	return text != NULL ? json_string(text) : json_null();
}

static json_t *time_or_null(int64_t us)
{
	char text[RECORD_TIME_SIZE];

	if (us == 0)
		return json_null();
	record_time_format(us, text);
	return json_string(text);
}

static json_t *codes_json(const struct case_file *file)
{
	json_t *codes = json_array();

	for (size_t i = 0; i < file->code_count; i++)
		json_array_append_new(codes, json_string(file->codes[i]));
	return codes;
}

static json_t *file_json(const struct case_file *file)
{
	static const char *const states[] = {
	    [CASE_OPEN] = "open", [CASE_PRESUMED] = "presumed", [CASE_CLOSED] = "closed"};

	return json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:I, s:o, s:o}", "state", states[file->state], "codes",
	    codes_json(file), "last", stop_word(file), "opened", time_or_null(file->opened_us), "last_stopped",
	    time_or_null(file->last_us), "closed", time_or_null(file->closed_us), "attempts",
	    (json_int_t)file->attempts, "reason", text_or_null(file->reason), "route", text_or_null(file->route));
}

json_t *case_print_json(const struct cases *cases, const struct case_choice *choice)
{
	json_t *list = json_array();

	for (size_t i = 0; i < cases_count(cases); i++) {
		const struct case_file *file = cases_at(cases, i);
		if (is_chosen(file, choice, file->state) && (file->state != CASE_CLOSED || choice->with_closed))
			json_array_append_new(list, file_json(file));
	}
	return json_pack("{s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:o}", "now", time_or_null(choice->now_us),
	    "newest_record", time_or_null(choice->newest_us), "window_days", (json_int_t)choice->window_days, "open",
	    (json_int_t)case_print_number(cases, choice, CASE_OPEN), "presumed",
	    (json_int_t)case_print_number(cases, choice, CASE_PRESUMED), "closed",
	    (json_int_t)case_print_number(cases, choice, CASE_CLOSED), "would_refuse",
	    (json_int_t)cases_would_refuse_count(cases), "cases", list);
}
