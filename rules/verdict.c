#include "rules/verdict.h"

#include "rules/grow.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void verdict_init(struct verdict *verdict)
{
	memset(verdict, 0, sizeof(*verdict));
	verdict->mode = ROUTE_OFF;
	verdict->exception = FINDING_NO_SUBJECT;
}

void verdict_clear(struct verdict *verdict)
{
	free(verdict->route);
	for (size_t i = 0; i < verdict->part_count; i++) {
		free(verdict->parts[i].declared_type);
		free(verdict->parts[i].sniffed_type);
	}
	free(verdict->parts);
	for (size_t i = 0; i < verdict->edit_count; i++) {
		free(verdict->edits[i].name);
		free(verdict->edits[i].value);
	}
	free(verdict->edits);
	free(verdict->forms);
	free(verdict->trace);
	verdict_init(verdict);
}

int verdict_add_finding(struct verdict *verdict, enum reason reason, enum action action, uint32_t subject)
{
	if (verdict->finding_count >= VERDICT_FINDINGS_MAX)
		return -E2BIG;
	verdict->findings[verdict->finding_count++] =
	    (struct finding){.reason = reason, .action = action, .subject = subject};
	return 0;
}

int verdict_add_edit(
    struct verdict *verdict, enum edit_kind kind, const char *name, uint32_t occurrence, const char *value)
{
	struct edit edit = {.kind = kind, .occurrence = occurrence};

	if (verdict->edit_count >= VERDICT_EDITS_MAX || strlen(value) > VERDICT_VALUE_MAX)
		return -E2BIG;
	struct edit *edits = grow_by_one(verdict->edits, verdict->edit_count, sizeof(*edits));
	if (edits == NULL)
		return -ENOMEM;
	verdict->edits = edits;
	edit.name = name != NULL ? strdup(name) : NULL;
	edit.value = strdup(value);
	if (edit.value == NULL || (name != NULL && edit.name == NULL)) {
		free(edit.name);
		free(edit.value);
		return -ENOMEM;
	}
	edits[verdict->edit_count++] = edit;
	return 0;
}

int verdict_add_trace(struct verdict *verdict, enum predicate predicate, uint32_t subject, enum answer answer)
{
	if (verdict->trace_count >= VERDICT_TRACE_MAX)
		return -E2BIG;
	struct trace_entry *trace = grow_by_one(verdict->trace, verdict->trace_count, sizeof(*trace));
	if (trace == NULL)
		return -ENOMEM;
	verdict->trace = trace;
	trace[verdict->trace_count++] =
	    (struct trace_entry){.predicate = predicate, .subject = subject, .answer = answer};
	return 0;
}

bool verdict_replaces_body(const struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->edit_count; i++)
		if (verdict->edits[i].kind == EDIT_REPLACE_BODY)
			return true;
	return false;
}

static const struct finding *first_with_action(const struct verdict *verdict, enum action action)
{
	for (size_t i = 0; i < verdict->finding_count; i++)
		if (verdict->findings[i].action == action)
			return &verdict->findings[i];
	return NULL;
}

const struct finding *verdict_decisive(const struct verdict *verdict)
{
	return verdict_find_decisive(verdict, verdict->disposition);
}

const struct finding *verdict_find_decisive(const struct verdict *verdict, enum disposition disposition)
{
	switch (disposition) {
	case DISPOSITION_REFUSE:
		return first_with_action(verdict, ACTION_REFUSE);
	case DISPOSITION_HOLD:
		return first_with_action(verdict, ACTION_HOLD);
	case DISPOSITION_DEFER:
		return verdict->finding_count > 0 ? &verdict->findings[0] : NULL;
	case DISPOSITION_ACCEPT:
	case DISPOSITION_COUNT:
		break;
	}
	return NULL;
}

const char *finding_word(const struct finding *finding, char text[static FINDING_WORD_MAX])
{
	const char *trouble = trouble_word(finding->trouble);
	bool has_class = reason_is_of_classes(finding->reason) && finding->subject < UNSAFE_CLASS_COUNT;
	const char *class = has_class ? unsafe_word((enum unsafe_class)finding->subject) : "";

	snprintf(text, FINDING_WORD_MAX, "%s%s%s%s%s", reason_word(finding->reason), class[0] != '\0' ? "/" : "", class,
	    trouble[0] != '\0' ? "/" : "", trouble);
	return text;
}

bool mail_class_is_exempt(enum mail_class mail_class)
{
	return mail_class == CLASS_EXEMPT_NULL_SENDER || mail_class == CLASS_EXEMPT_AUTO_SUBMITTED ||
	       mail_class == CLASS_EXEMPT_CALENDAR_REPLY;
}

const char *disposition_word(enum disposition disposition)
{
	static const char *const words[DISPOSITION_COUNT] = {
	    [DISPOSITION_DEFER] = "defer",
	    [DISPOSITION_ACCEPT] = "accept",
	    [DISPOSITION_REFUSE] = "refuse",
	    [DISPOSITION_HOLD] = "hold",
	};

	return words[disposition];
}

const char *mail_class_word(enum mail_class mail_class)
{
	static const char *const words[CLASS_COUNT] = {
	    [CLASS_OTHER] = "other",
	    [CLASS_REFERRAL] = "referral",
	    [CLASS_FOLLOW_UP] = "follow-up",
	    [CLASS_EXEMPT_NULL_SENDER] = "exempt-null-sender",
	    [CLASS_EXEMPT_AUTO_SUBMITTED] = "exempt-auto-submitted",
	    [CLASS_EXEMPT_CALENDAR_REPLY] = "exempt-calendar-reply",
	    [CLASS_NO_ROUTE] = "no-route",
	    [CLASS_MISROUTED] = "misrouted",
	};

	return words[mail_class];
}

const char *predicate_word(enum predicate predicate)
{
	static const char *const words[PREDICATE_COUNT] = {
	    [PREDICATE_SENDER_IS_OURS] = "sender-is-ours",
	    [PREDICATE_REFERRAL_IN_ENVELOPE] = "referral-in-envelope",
	    [PREDICATE_REFERRAL_IN_HEADER] = "referral-in-header",
	    [PREDICATE_IS_EXEMPT] = "is-exempt",
	    [PREDICATE_IS_FOLLOW_UP] = "is-follow-up",
	    [PREDICATE_IS_ENCRYPTED] = "is-encrypted",
	    [PREDICATE_IS_AMBIGUOUS] = "is-ambiguous",
	    [PREDICATE_IS_UNINSPECTABLE] = "is-uninspectable",
	    [PREDICATE_EXCEPTION_APPLIES] = "exception-applies",
	    [PREDICATE_COPY_PRESENT] = "copy-present",
	    [PREDICATE_PART_IS_FORM] = "part-is-form",
	    [PREDICATE_FORM_PRESENT] = "form-present",
	    [PREDICATE_ADDRESS_CURRENT] = "address-current",
	    [PREDICATE_CAN_REPAIR] = "can-repair",
	    [PREDICATE_ADDRESS_NEAR] = "address-near",
	    [PREDICATE_IS_MISROUTED] = "is-misrouted",
	    [PREDICATE_CAN_STRIP] = "can-strip",
	};

	return words[predicate];
}
