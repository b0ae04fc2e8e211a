#include "tests/support/policy_forgery.h"

#include "rules/policy_eval.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ALL POLICE " " MASH " " PREVENT

const struct mail mail_complete = {.to = ALL, .parts = "docx"};
const struct mail mail_no_copy = {.to = POLICE, .cc = MASH, .parts = "docx"};
const struct mail mail_no_copies = {.to = POLICE, .parts = "docx"};
const struct mail mail_no_form = {.to = ALL};
const struct mail mail_nothing = {.to = POLICE};
const struct mail mail_excepted = {.to = ALL, .user = "jo"};
const struct mail mail_bcc = {.rcpt = ALL, .to = POLICE, .cc = MASH, .parts = "docx"};
const struct mail mail_split = {.rcpt = MASH, .to = POLICE, .cc = MASH, .parts = "docx"};
const struct mail mail_elsewhere = {.rcpt = "head@school.example", .to = "head@school.example"};
const struct mail mail_from_outside = {.client = "198.51.100.1", .to = POLICE, .parts = "docx"};
const struct mail mail_null_sender = {.sender = "<>", .to = POLICE};
const struct mail mail_automatic = {.to = POLICE, .marks = "auto"};
const struct mail mail_follow_up = {.to = POLICE, .marks = "follow-up"};
const struct mail mail_locked = {.to = ALL, .parts = "locked"};
const struct mail mail_encrypted = {.to = ALL, .marks = "encrypted"};
const struct mail mail_from_copy = {.sender = PREVENT, .from = PREVENT, .to = POLICE, .cc = MASH, .parts = "docx"};

void forge_route(struct verdict *verdict, const char *name)
{
	free(verdict->route);
	verdict->route = name != NULL ? strdup(name) : NULL;
}

void forge_no_findings(struct verdict *verdict)
{
	verdict->finding_count = 0;
	verdict->exception = FINDING_NO_SUBJECT;
}

void forge_disposition(struct verdict *verdict, enum disposition disposition)
{
	verdict->disposition = verdict->would_disposition = disposition;
}

void forge_finding(struct verdict *verdict, enum reason reason, enum action action, uint32_t subject)
{
	ck_assert_int_eq(verdict_add_finding(verdict, reason, action, subject), 0);
}

void forge_no_parts(struct verdict *verdict)
{
	while (verdict->part_count > 0) {
		struct verdict_part *part = &verdict->parts[--verdict->part_count];
		free(part->declared_type);
		free(part->sniffed_type);
	}
}

void forge_no_edits(struct verdict *verdict, enum edit_kind kind)
{
	for (size_t i = 0; i < verdict->edit_count;) {
		if (verdict->edits[i].kind != kind) {
			i++;
			continue;
		}
		free(verdict->edits[i].name);
		free(verdict->edits[i].value);
		verdict->edits[i] = verdict->edits[--verdict->edit_count];
	}
}

void forge_field(struct verdict *verdict, enum edit_kind kind, const char *name, uint32_t occurrence, const char *value)
{
	forge_no_edits(verdict, EDIT_ADD_HEADER);
	ck_assert_int_eq(verdict_add_edit(verdict, kind, name, occurrence, value), 0);
}

void forge_recipient(struct verdict *verdict, const char *address)
{
	ck_assert_int_eq(verdict_add_edit(verdict, EDIT_ADD_RECIPIENT, NULL, 0, address), 0);
}

/* Counts past their limits, so that the verdict can be cleared. */
static void restore_counts(struct verdict *verdict, const struct verdict *honest)
{
	if (verdict->part_count > VERDICT_PARTS_MAX)
		verdict->part_count = honest->part_count;
	if (verdict->edit_count > VERDICT_EDITS_MAX)
		verdict->edit_count = honest->edit_count;
	if (verdict->trace_count > VERDICT_TRACE_MAX)
		verdict->trace_count = honest->trace_count;
}

void forgery_expect_disbelief(const struct forgery *forgery)
{
	struct ruleset *ruleset = fixture_ruleset(forgery->rules);
	struct envelope envelope;
	struct verdict verdict, honest;

	fixture_judge(ruleset, forgery->mail, &envelope, &verdict);
	honest = verdict;
	ck_assert_msg(policy_check(ruleset, &envelope, &verdict) == 0, "%s: before it is forged", forgery->what);
	forgery->forge(&verdict);
	ck_assert_msg(policy_check(ruleset, &envelope, &verdict) == -EPROTO, "%s", forgery->what);
	restore_counts(&verdict, &honest);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
