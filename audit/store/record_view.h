/*
 * record_view: a line of the ledger as a struct. audit/record.c says what the fields mean.
 *
 * The strings belong to the view; NULL is null, or a field that the record's kind does not have. Fields that are not
 * known here are let be: a later version may have more. Never logs.
 */
#ifndef AUDIT_STORE_RECORD_VIEW_H
#define AUDIT_STORE_RECORD_VIEW_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_VIEW_PROBLEM_SIZE 256

struct finding_view {
	const char *reason, *action, *subject, *trouble;
	bool is_excepted;
};

struct form_view {
	const char *state, *form, *digest;
	uint64_t part, score, labels, answers, ticks;
};

struct part_view {
	const char *type, *sniffed;
	uint64_t size;
};

struct copy_view {
	const char *name, *in_header, *in_envelope; /* "yes", "no", "could not tell" */
	bool is_sender, is_added;
};

struct text_list {
	const char **items;
	size_t count;
};

/* The pseudonyms under one period's key. */
struct pseudonyms {
	const char *period, *sender, *message_id;
	struct text_list references;
	struct text_list forms; /* digests; of the present period they are the forms' own */
};

struct record_view {
	uint64_t index;
	bool has_index;
	const char *kind;
	int64_t time_us;
	const char *time; /* as written */
	const char *gateway, *software, *bundle;
	const char *route, *mode, *mail_class, *verdict, *would, *reason, *exception;
	struct finding_view *findings;
	size_t finding_count;
	struct form_view *forms;
	size_t form_count;
	struct part_view *parts;
	size_t part_count;
	struct copy_view *copies;
	size_t copy_count;
	struct text_list edits;
	const char *case_code;
	struct pseudonyms now, previous; /* previous.period NULL: not there */
	const char *sender_domain, *queue_id;
	uint64_t recipients, size, deaths;
	uint64_t screen_us, wait_us, inspect_us;
	json_t *object; /* everything, for what is not above */
};

/* 0; -EBADMSG: no record of ours, and `ret_problem` says why; -ENOMEM. The line needs no terminator. */
int record_view_parse(
    const char *line, size_t size, struct record_view *ret_view, char ret_problem[RECORD_VIEW_PROBLEM_SIZE]);
void record_view_clear(struct record_view *view);

/* A field of an event by its name: NULL or `otherwise` where it is not there or of another type. */
const char *record_view_text(const struct record_view *view, const char *name);
bool record_view_flag(const struct record_view *view, const char *name, bool otherwise);
uint64_t record_view_number(const struct record_view *view, const char *name, uint64_t otherwise);

#endif
