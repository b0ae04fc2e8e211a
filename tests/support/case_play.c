#include "tests/support/case_play.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE INT64_C(60000000) /* microseconds */

static const char *keep(struct play_event *event, const char *text)
{
	ck_assert_uint_lt(event->text_count, sizeof(event->texts) / sizeof(*event->texts));
	char *kept = event->texts[event->text_count++];
	ck_assert_uint_lt(strlen(text), sizeof(event->texts[0]));
	return strcpy(kept, text);
}

static const char *pseudonym(struct play_event *event, const char *number)
{
	char text[40];

	snprintf(text, sizeof(text), "%032x", (unsigned)strtoul(number, NULL, 10));
	return keep(event, text);
}

static void add_reference(struct play_event *event, struct text_list *list, const char **items, const char *number)
{
	ck_assert_uint_lt(list->count, 4);
	list->items = items;
	items[list->count++] = pseudonym(event, number);
}

static void read_name(struct play_event *event, const char *name, const char *value)
{
	struct record_view *view = &event->view;

	if (strcmp(name, "from") == 0)
		view->now.sender = strcmp(value, "nobody") == 0 ? NULL : pseudonym(event, value);
	else if (strcmp(name, "wasfrom") == 0)
		view->previous.sender = pseudonym(event, value);
	else if (strcmp(name, "id") == 0)
		view->now.message_id = pseudonym(event, value);
	else if (strcmp(name, "wasid") == 0)
		view->previous.message_id = pseudonym(event, value);
	else if (strcmp(name, "ref") == 0)
		add_reference(event, &view->now.references, event->references, value);
	else if (strcmp(name, "wasref") == 0)
		add_reference(event, &view->previous.references, event->was_references, value);
	else if (strcmp(name, "form") == 0)
		event->form.digest = pseudonym(event, value);
	else if (strcmp(name, "wasform") == 0)
		add_reference(event, &view->previous.forms, event->was_forms, value);
	else if (strcmp(name, "queue") == 0)
		view->queue_id = pseudonym(event, value);
	else
		ck_abort_msg("no such name: %s", name);
}

static void read_word(struct play_event *event, const char *name, const char *value)
{
	struct record_view *view = &event->view;

	if (strcmp(name, "code") == 0)
		view->case_code = keep(event, value);
	else if (strcmp(name, "route") == 0)
		view->route = strcmp(value, "none") == 0 ? NULL : keep(event, value);
	else if (strcmp(name, "class") == 0)
		view->mail_class = keep(event, value);
	else if (strcmp(name, "state") == 0)
		event->form.state = keep(event, value);
	else if (strcmp(name, "gateway") == 0)
		view->gateway = keep(event, value);
	else if (strcmp(name, "would") == 0)
		view->would = keep(event, value);
	else if (strcmp(name, "domain") == 0)
		view->sender_domain = keep(event, value);
	else if (strcmp(name, "reason") == 0)
		view->reason = keep(event, value);
	else
		read_name(event, name, value);
}

static void read_verdict(struct play_event *event, const char *word)
{
	bool is_unheard = strcmp(word, "unheard") == 0;

	event->view.kind = is_unheard ? "outcome-unknown" : "verdict";
	event->view.verdict = event->view.would = is_unheard ? "accept" : keep(event, word);
}

static void read_time(struct play_event *event, const char *word)
{
	char *end = NULL;
	int64_t number = strtoll(word, &end, 10);

	ck_assert_msg(strcmp(end, "m") == 0 || strcmp(end, "d") == 0, "no time: %s", word);
	event->view.time_us = PLAY_START + number * (end[0] == 'd' ? 24 * 60 * MINUTE : MINUTE);
}

static void read_event(struct play_event *event, char *text)
{
	char *rest = NULL;
	char *word = strtok_r(text, " ", &rest);

	*event =
	    (struct play_event){.view = {.gateway = "mx1", .route = "r", .mode = "enforce", .mail_class = "referral"}};
	event->form.state = "completed";
	event->view.object = json_object();
	read_time(event, word);
	read_verdict(event, strtok_r(NULL, " ", &rest));
	while ((word = strtok_r(NULL, " ", &rest)) != NULL) {
		char *equals = strchr(word, '=');
		if (strcmp(word, "uncarried") == 0) {
			json_object_set_new(event->view.object, "carried", json_false());
			continue;
		}
		ck_assert_msg(equals != NULL, "no name=value: %s", word);
		*equals = '\0';
		read_word(event, word, equals + 1);
	}
	if (event->form.digest != NULL) {
		event->view.forms = &event->form;
		event->view.form_count = 1;
	}
}

void play_read(struct play *play, const char *script)
{
	char *copy = strdup(script), *rest = NULL;

	play->count = 0;
	for (char *text = strtok_r(copy, ";", &rest); text != NULL; text = strtok_r(NULL, ";", &rest)) {
		ck_assert_uint_lt(play->count, PLAY_EVENTS_MAX);
		read_event(&play->events[play->count++], text);
	}
	free(copy);
}

void play_clear(struct play *play)
{
	for (size_t i = 0; i < play->count; i++)
		json_decref(play->events[i].view.object);
	play->count = 0;
}
