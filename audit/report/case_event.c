#include "audit/report/case_event.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is(const char *text, const char *word)
{
	return text != NULL && strcmp(text, word) == 0;
}

static enum case_event_kind kind_of(const struct record_view *view)
{
	static const struct {
		const char *verdict;
		enum case_event_kind kind;
	} kinds[] = {{"accept", CASE_EVENT_ACCEPTED}, {"refuse", CASE_EVENT_REFUSED}, {"hold", CASE_EVENT_HELD},
	    {"defer", CASE_EVENT_DEFERRED}};

	if (!is(view->kind, "verdict") && !is(view->kind, "outcome-unknown"))
		return CASE_EVENT_NONE;
	/* Nobody sends a test again. */
	if (record_view_flag(view, "canary", false))
		return CASE_EVENT_NONE;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (is(view->verdict, kinds[i].verdict))
			return kinds[i].kind;
	return CASE_EVENT_NONE;
}

static int copy(const char *text, char **ret_copy)
{
	*ret_copy = text != NULL ? strdup(text) : NULL;
	return text == NULL || *ret_copy != NULL ? 0 : -ENOMEM;
}

static int copy_texts(struct case_event *event, const struct record_view *view)
{
	int r = copy(view->gateway, &event->gateway);

	if (r == 0)
		r = copy(view->route, &event->route);
	if (r == 0)
		r = copy(view->case_code, &event->code);
	if (r == 0)
		r = copy(view->reason, &event->reason);
	return r == 0 ? copy(view->sender_domain, &event->domain) : r;
}

/* A blank form is everybody's, and another document may be a leaflet: neither tells one referral from the next. */
static bool tells_apart(const struct form_view *form)
{
	return !is(form->state, "blank") && !is(form->state, "another");
}

static int copy_forms(struct case_event *event, const struct record_view *view)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < view->form_count; i++) {
		if (!tells_apart(&view->forms[i]))
			continue;
		r = token_list_add_text(&event->forms, view->forms[i].digest);
		if (r == 0 && i < view->previous.forms.count)
			r = token_list_add_text(&event->forms, view->previous.forms.items[i]);
	}
	return r;
}

static int copy_names(struct case_event *event, const struct pseudonyms *names)
{
	int r = token_list_add_text(&event->senders, names->sender);

	if (r == 0)
		r = token_list_add_text(&event->ids, names->message_id);
	for (size_t i = 0; r == 0 && i < names->references.count; i++)
		r = token_list_add_text(&event->references, names->references.items[i]);
	return r;
}

int case_event_init(struct case_event *event, const struct record_view *view, size_t sequence)
{
	*event = (struct case_event){.kind = kind_of(view), .sequence = sequence, .time_us = view->time_us};
	if (event->kind == CASE_EVENT_NONE)
		return 0;
	event->is_referral = is(view->mail_class, "referral");
	event->is_follow_up = is(view->mail_class, "follow-up");
	event->is_carried = record_view_flag(view, "carried", true);
	event->is_unknown = is(view->kind, "outcome-unknown");
	event->is_would_refusal = event->kind == CASE_EVENT_ACCEPTED && is(view->would, "refuse");
	int r = copy_texts(event, view);
	if (r == 0)
		r = copy_names(event, &view->now);
	if (r == 0)
		r = copy_names(event, &view->previous);
	if (r == 0)
		r = copy_forms(event, view);
	if (r == 0)
		r = token_list_add_text(&event->queue_ids, view->queue_id);
	if (r < 0)
		case_event_clear(event);
	return r;
}

void case_event_clear(struct case_event *event)
{
	free(event->gateway);
	free(event->route);
	free(event->code);
	free(event->reason);
	free(event->domain);
	token_list_clear(&event->senders);
	token_list_clear(&event->ids);
	token_list_clear(&event->references);
	token_list_clear(&event->forms);
	token_list_clear(&event->queue_ids);
	*event = (struct case_event){0};
}
