#include "milter/replay.h"

#include "rules/route_reach.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One record on its way. */
struct replay {
	const struct record_view *record;
	const struct route *old; /* or NULL */
	const struct route *new;
	int64_t now;
	bool refuses, holds;
	bool may_stop; /* something that the record does not say could stop it */
	char why[REPLAY_WHY_SIZE];
	char unknown[REPLAY_WHY_SIZE];
};

__attribute__((format(printf, 2, 3))) static void say(char why[REPLAY_WHY_SIZE], const char *format, ...)
{
	va_list values;

	if (why[0] != '\0')
		return; /* the first is the decisive one */
	va_start(values, format);
	vsnprintf(why, REPLAY_WHY_SIZE, format, values);
	va_end(values);
}

static bool is_word(const char *text, const char *word)
{
	return text != NULL && strcmp(text, word) == 0;
}

static bool stops(enum action action)
{
	return action == ACTION_REFUSE || action == ACTION_HOLD || action == ACTION_REPAIR;
}

/* An exception that could let the message pass: 1 yes, 0 no, -1 could not tell. */
static int is_excepted(const struct replay *replay, enum reason reason)
{
	int excepted = 0;

	for (size_t i = 0; i < replay->new->exception_count; i++) {
		const struct exception_rule *exception = &replay->new->exceptions[i];
		if (!exception->reasons[reason] || replay->now >= exception->expires)
			continue;
		if (is_word(replay->record->exception, exception->name))
			return 1;
		excepted = -1;
	}
	return excepted;
}

static void apply(struct replay *replay, enum reason reason, enum action action)
{
	int excepted = stops(action) ? is_excepted(replay, reason) : 0;

	if (!stops(action) || excepted > 0)
		return;
	if (excepted < 0) {
		say(replay->unknown, "%s: whether an exception applies to this sender", reason_word(reason));
		replay->may_stop = true;
		return;
	}
	if (action == ACTION_HOLD)
		replay->holds = true;
	else
		replay->refuses = true;
	say(replay->why, "%s", reason_word(reason));
}

static const struct finding_view *find(const struct replay *replay, enum reason reason)
{
	for (size_t i = 0; i < replay->record->finding_count; i++)
		if (is_word(replay->record->findings[i].reason, reason_word(reason)))
			return &replay->record->findings[i];
	return NULL;
}

/* The rules of the time did not want to hear of it, or nobody knows whether they did. */
static bool may_be_unsaid(const struct replay *replay, enum reason reason)
{
	return replay->old == NULL || replay->old->actions[reason] == ACTION_ALLOW ||
	       !route_can_find(replay->old, reason);
}

static void note_unsaid(struct replay *replay, enum reason reason)
{
	say(replay->unknown, "%s: the record does not say, as the rules of its time %s", reason_word(reason),
	    replay->old == NULL ? "are not at hand" : "did not ask");
	replay->may_stop = true;
}

static const struct copy_view *find_copy(const struct replay *replay, const char *name)
{
	for (size_t i = 0; i < replay->record->copy_count; i++)
		if (is_word(replay->record->copies[i].name, name))
			return &replay->record->copies[i];
	return NULL;
}

static bool is_seen(const struct replay *replay, const struct copy_view *copy)
{
	bool in_header = is_word(copy->in_header, "yes"), in_envelope = is_word(copy->in_envelope, "yes");

	if (copy->is_sender)
		return true;
	switch (replay->new->copy_evidence) {
	case EVIDENCE_HEADER:
		return in_header;
	case EVIDENCE_ENVELOPE:
		return in_envelope;
	default:
		return in_header && in_envelope;
	}
}

/* What is repaired passes, where it can be repaired: that shows only where it was. */
static void miss_copy(struct replay *replay, const struct copy_view *copy)
{
	enum action action = replay->new->actions[REASON_COPY_MISSING];

	if (is_word(replay->record->mail_class, "follow-up"))
		return;
	if (action != ACTION_REPAIR) {
		apply(replay, REASON_COPY_MISSING, action);
	} else if (!copy->is_added) {
		say(replay->unknown, "copy-missing: whether the message can be repaired");
		replay->may_stop = true;
	}
}

static void judge_copies(struct replay *replay)
{
	if (!stops(replay->new->actions[REASON_COPY_MISSING]))
		return;
	for (size_t i = 0; i < replay->new->copy_count; i++) {
		const struct copy_view *copy = find_copy(replay, replay->new->copies[i].name);
		if (copy == NULL) {
			say(replay->unknown, "copy-missing: whether \"%s\" was there", replay->new->copies[i].name);
			replay->may_stop = true;
		} else if (!is_seen(replay, copy)) {
			miss_copy(replay, copy);
		}
	}
}

/* REASON_COUNT: nothing is wrong with the form; REASON_INTERNAL: could not tell. */
static enum reason reason_of_form(const struct replay *replay, const struct form_view *form)
{
	bool is_known = false, is_superseded = false;

	for (size_t i = 0; i < replay->new->form.fingerprint_count && form->form != NULL; i++)
		if (strcmp(replay->new->form.fingerprints[i].name, form->form) == 0) {
			is_known = true;
			is_superseded = replay->new->form.fingerprints[i].is_superseded;
		}
	if (form->form != NULL && !is_known)
		return REASON_INTERNAL;
	if (is_word(form->state, "blank"))
		return REASON_FORM_BLANK;
	if (is_word(form->state, "unreadable"))
		return REASON_FORM_UNREADABLE;
	if (is_word(form->state, "another"))
		return REASON_FORM_MISSING;
	return is_superseded ? REASON_FORM_OLD : REASON_COUNT;
}

/* The better of two. */
static enum reason better_form(enum reason one, enum reason other)
{
	static const enum reason order[] = {REASON_COUNT, REASON_INTERNAL, REASON_FORM_OLD, REASON_FORM_UNREADABLE,
	    REASON_FORM_BLANK, REASON_FORM_MISSING};

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		if (one == order[i] || other == order[i])
			return order[i];
	return REASON_FORM_MISSING;
}

static const enum reason form_reasons[] = {
    REASON_FORM_MISSING, REASON_FORM_LINK, REASON_FORM_BLANK, REASON_FORM_OLD, REASON_FORM_UNREADABLE};

/* Of a message whose files nobody compared with a form. */
static enum reason reason_without_reports(const struct replay *replay)
{
	bool has_files = replay->record->part_count == 0;

	for (size_t i = 0; i < sizeof(form_reasons) / sizeof(*form_reasons); i++)
		if (find(replay, form_reasons[i]) != NULL)
			return form_reasons[i];
	for (size_t i = 0; i < replay->record->part_count; i++) {
		const char *type = replay->record->parts[i].type;
		has_files |= type == NULL || (strncmp(type, "text/", 5) != 0 && strncmp(type, "multipart/", 10) != 0);
	}
	if (!has_files)
		return REASON_FORM_MISSING;
	return replay->old != NULL && route_demands_form(replay->old) ? REASON_COUNT : REASON_INTERNAL;
}

static void judge_form(struct replay *replay)
{
	enum reason reason = replay->record->form_count > 0 ? REASON_FORM_MISSING : reason_without_reports(replay);

	if (!route_demands_form(replay->new) || is_word(replay->record->mail_class, "follow-up"))
		return;
	for (size_t i = 0; i < replay->record->form_count; i++)
		reason = better_form(reason, reason_of_form(replay, &replay->record->forms[i]));
	if (reason == REASON_FORM_MISSING && find(replay, REASON_FORM_LINK) != NULL)
		reason = REASON_FORM_LINK;
	if (reason == REASON_INTERNAL) {
		say(replay->unknown, "form-missing: whether what was attached is the form");
		replay->may_stop = true;
	} else if (reason != REASON_COUNT) {
		apply(replay, reason, replay->new->actions[reason]);
	}
}

static bool is_same_list(const struct address_list *one, const struct address_list *other)
{
	if (one->count != other->count)
		return false;
	for (size_t i = 0; i < one->count; i++)
		if (!address_list_has(other, one->items[i]))
			return false;
	return true;
}

static bool has_same_addresses(const struct route *old, const struct route *new, enum address_status status)
{
	if (old == NULL || old->referral_count != new->referral_count)
		return false;
	for (size_t i = 0; i < old->referral_count; i++)
		if (!is_same_list(&old->referrals[i].by_status[status], &new->referrals[i].by_status[status]))
			return false;
	return true;
}

/* Which address was used is not recorded. */
static void judge_address(struct replay *replay, enum reason reason, enum address_status status)
{
	if (!stops(replay->new->actions[reason]) || !route_can_find(replay->new, reason))
		return;
	if (has_same_addresses(replay->old, replay->new, status)) {
		if (find(replay, reason) != NULL)
			apply(replay, reason, replay->new->actions[reason]);
		else if (may_be_unsaid(replay, reason))
			note_unsaid(replay, reason);
		return;
	}
	say(replay->unknown, "%s: which address was used", reason_word(reason));
	replay->may_stop = true;
}

/* What is found in the message whatever the rules; only whether anybody wanted to hear of it is theirs. */
static void judge_content(struct replay *replay, enum reason reason)
{
	enum action action = replay->new->actions[reason];

	if (!stops(action) || !route_can_find(replay->new, reason))
		return;
	if (find(replay, reason) != NULL)
		apply(replay, reason, action);
	else if (may_be_unsaid(replay, reason))
		note_unsaid(replay, reason);
}

static void judge_class(struct replay *replay, const struct finding_view *finding)
{
	enum unsafe_class class;

	if (finding->subject == NULL || unsafe_parse(finding->subject, &class) < 0) {
		say(replay->unknown, "content-unsafe: a class that is not known here");
		replay->may_stop = true;
		return;
	}
	enum action action = replay->new->unsafe.actions[class];
	if (action == ACTION_STRIP && !is_word(finding->action, "strip")) {
		say(replay->unknown, "content-unsafe: whether %s can be stripped", unsafe_word(class));
		replay->may_stop = true;
	} else {
		apply(replay, REASON_CONTENT_UNSAFE, action);
	}
}

static bool has_class(const struct replay *replay, enum unsafe_class class)
{
	for (size_t i = 0; i < replay->record->finding_count; i++)
		if (is_word(replay->record->findings[i].subject, unsafe_word(class)))
			return true;
	return false;
}

static void judge_unsafe(struct replay *replay)
{
	for (size_t i = 0; i < replay->record->finding_count; i++)
		if (is_word(replay->record->findings[i].reason, reason_word(REASON_CONTENT_UNSAFE)))
			judge_class(replay, &replay->record->findings[i]);
	for (enum unsafe_class class = 0; class < UNSAFE_CLASS_COUNT; class ++) {
		enum action action = replay->new->unsafe.actions[class];
		bool is_stopping = action == ACTION_REFUSE || action == ACTION_STRIP;
		if (is_stopping && class != UNSAFE_BOMB && !has_class(replay, class) &&
		    (replay->old == NULL || replay->old->unsafe.actions[class] == ACTION_ALLOW)) {
			say(replay->unknown, "content-unsafe: whether there was %s", unsafe_word(class));
			replay->may_stop = true;
		}
	}
}

static void judge_referral(struct replay *replay)
{
	static const enum reason of_content[] = {REASON_LIMIT, REASON_CONTENT_UNINSPECTABLE, REASON_CONTENT_ENCRYPTED,
	    REASON_CONTENT_AMBIGUOUS, REASON_ADDRESS_NEAR_MISS};

	for (size_t i = 0; i < sizeof(of_content) / sizeof(*of_content); i++)
		judge_content(replay, of_content[i]);
	judge_unsafe(replay);
	judge_address(replay, REASON_ADDRESS_CLOSED, ADDRESS_CLOSED);
	judge_address(replay, REASON_ADDRESS_RETIRED, ADDRESS_RETIRED);
	judge_form(replay);
	judge_copies(replay);
}

static void judge_misrouted(struct replay *replay)
{
	if (replay->new->misrouted.is_watched)
		apply(replay, REASON_REFERRAL_MISROUTED, replay->new->actions[REASON_REFERRAL_MISROUTED]);
}

/* Refusing is certain whatever else there was; anything else only when nothing more could have stopped it. */
static void conclude(const struct replay *replay, struct replayed *replayed)
{
	const struct record_view *record = replay->record;

	if (!replay->refuses && replay->may_stop) {
		memcpy(replayed->why, replay->unknown, sizeof(replayed->why));
		return;
	}
	replayed->would = replay->refuses ? DISPOSITION_REFUSE : replay->holds ? DISPOSITION_HOLD : DISPOSITION_ACCEPT;
	replayed->verdict = replay->new->mode == ROUTE_ENFORCE ? replayed->would : DISPOSITION_ACCEPT;
	replayed->change = is_word(record->verdict, disposition_word(replayed->verdict)) &&
				   is_word(record->would, disposition_word(replayed->would))
			       ? REPLAY_SAME
			       : REPLAY_CHANGED;
	memcpy(replayed->why, replay->why, sizeof(replayed->why));
	if (replayed->change == REPLAY_CHANGED)
		say(replayed->why, "nothing stops it");
}

/* A deferred message was judged by nobody, and one that no route covered has no route whose rules could be asked. */
static const char *find_obstacle(const struct record_view *record, const struct route *route)
{
	if (is_word(record->verdict, "defer"))
		return "it was deferred for a fault of our own";
	if (record->route == NULL)
		return "no route covered it then";
	if (route == NULL)
		return "its route is not there any more";
	return NULL;
}

static void judge(struct replay *replay, struct replayed *replayed)
{
	if (is_word(replay->record->mail_class, "misrouted"))
		judge_misrouted(replay);
	else
		judge_referral(replay);
	conclude(replay, replayed);
}

struct replayed replay_judge(
    const struct record_view *record, const struct ruleset *old, const struct ruleset *new, int64_t now)
{
	struct replayed replayed = {
	    .change = REPLAY_PASSED_BY, .verdict = DISPOSITION_ACCEPT, .would = DISPOSITION_ACCEPT};
	struct replay replay = {.record = record, .now = now};

	if (!is_word(record->kind, "verdict") || record->mail_class == NULL)
		return replayed;
	if (record->route != NULL) {
		replay.old = old != NULL ? ruleset_find(old, record->route) : NULL;
		replay.new = ruleset_find(new, record->route);
	}
	if (strncmp(record->mail_class, "exempt", 6) == 0) {
		replayed.change = REPLAY_SAME; /* by what it is, whatever the route says */
		return replayed;
	}
	const char *obstacle = find_obstacle(record, replay.new);
	replayed.change = REPLAY_UNKNOWN;
	if (obstacle != NULL)
		say(replayed.why, "%s", obstacle);
	else if (replay.new->mode == ROUTE_OFF)
		say(replayed.why, "its route is off: another may cover it");
	else
		judge(&replay, &replayed);
	return replayed;
}
