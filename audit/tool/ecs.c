#include "audit/tool/ecs.h"

#include "audit/tool/mapping.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static bool is(const char *text, const char *word)
{
	return text != NULL && strcmp(text, word) == 0;
}

/* Appends to `object` what a function below made, or nothing when it failed. */
static int put_made(json_t *object, const char *name, json_t *made, int r)
{
	if (r < 0) {
		json_decref(made);
		return r;
	}
	return mapping_put(object, name, made);
}

/* The types that ECS expects of the categories "email" and "process". */
static json_t *types_of(const char *kind, bool is_mail)
{
	bool is_edge = !is_mail && (is(kind, "start") || is(kind, "stop"));

	return json_pack("[s]", !is_edge ? "info" : is(kind, "start") ? "start" : "end");
}

/* The verdict from the gate's own point of view: whether it did what it says. */
static const char *outcome_of(const json_t *record)
{
	return is(mapping_text(record, "kind"), "outcome-unknown") ? "unknown" : "success";
}

static int put_event(json_t *ecs, const json_t *record)
{
	const char *kind = mapping_text(record, "kind"), *verdict = mapping_text(record, "verdict");
	json_t *event = json_object();

	int r = mapping_put(event, "kind", json_string("event"));
	r = mapping_first(r, mapping_put(event, "category", json_pack("[s]", verdict != NULL ? "email" : "process")));
	r = mapping_first(r, mapping_put(event, "type", types_of(kind, verdict != NULL)));
	r = mapping_first(r, mapping_put(event, "action", json_string(verdict != NULL ? verdict : kind)));
	r = mapping_first(r, mapping_put(event, "outcome", json_string(outcome_of(record))));
	r = mapping_first(r, mapping_copy(event, "reason", record, "reason"));
	r = mapping_first(r, mapping_copy(event, "code", record, "kind"));
	r = mapping_first(r, mapping_copy(event, "sequence", record, "index"));
	r = mapping_first(r, mapping_put(event, "id", mapping_place(record)));
	r = mapping_first(r, mapping_put(event, "module", json_string("referral-milter")));
	r = mapping_first(r, mapping_put(event, "dataset", json_string("referral-milter.ledger")));
	r = mapping_first(r, mapping_put(event, "provider", mapping_origin(record)));
	return put_made(ecs, "event", event, r);
}

static int add_attachment(json_t *array, const json_t *part)
{
	json_t *file = json_object();
	int r = mapping_copy(file, "mime_type", part, "type");

	r = mapping_first(r, mapping_copy(file, "size", part, "size"));
	if (r < 0) {
		json_decref(file);
		return r;
	}
	return json_array_append_new(array, json_pack("{s:o}", "file", file)) == 0 ? 0 : -ENOMEM;
}

static int put_attachments(json_t *email, const json_t *record)
{
	const json_t *parts = json_object_get(record, "parts");
	json_t *array = json_array();
	int r = array != NULL ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && i < json_array_size(parts); i++)
		r = add_attachment(array, json_array_get(parts, i));
	return put_made(email, "attachments", array, r);
}

static int put_email(json_t *ecs, const json_t *record)
{
	const char *class = mapping_text(record, "class");
	char sender[MAPPING_SENDER_MAX] = "";
	json_t *email = json_object();

	if (mapping_text(record, "verdict") == NULL) {
		json_decref(email);
		return 0;
	}
	mapping_sender(record, sender);
	int r = mapping_put(email, "sender", json_pack("{s:s}", "address", sender));
	if (is(class, "referral") || is(class, "follow-up") || is(class, "misrouted") || is(class, "no-route"))
		r = mapping_first(r, mapping_put(email, "direction", json_string("outbound")));
	r = mapping_first(r, mapping_copy(email, "message_id", record, "message_id"));
	r = mapping_first(r, mapping_copy(email, "local_id", record, "queue_id"));
	r = mapping_first(r, put_attachments(email, record));
	return put_made(ecs, "email", email, r);
}

static int put_observer(json_t *ecs, const json_t *record)
{
	const char *software = mapping_text(record, "software");
	const char *version = software != NULL ? strchr(software, ' ') : NULL;
	json_t *observer = json_pack("{s:s*, s:s, s:s, s:s*, s:s}", "hostname", mapping_text(record, "gateway"),
	    "product", "referral-milter", "vendor", "referral-milter", "version", version != NULL ? version + 1 : NULL,
	    "type", "mail-filter");

	return mapping_put(ecs, "observer", observer);
}

static int put_rule(json_t *ecs, const json_t *record)
{
	json_t *rule = json_object();
	int r = mapping_copy(rule, "name", record, "reason");

	r = mapping_first(r, mapping_copy(rule, "ruleset", record, "route"));
	r = mapping_first(r, mapping_copy(rule, "version", record, "bundle"));
	return put_made(ecs, "rule", rule, r);
}

static int put_rest(json_t *ecs, const json_t *record)
{
	static const char *const taken[] = {"v", "index", "kind", "time", "gateway", "software", "bundle", "route",
	    "reason", "verdict", "message_id", "queue_id"};

	return mapping_put(ecs, "referral_milter", mapping_rest(record, taken, sizeof(taken) / sizeof(taken[0])));
}

int ecs_event(const json_t *record, json_t **ret_event)
{
	int64_t time = 0;

	if (mapping_text(record, "kind") == NULL || mapping_time(record, &time) < 0)
		return -EBADMSG;
	json_t *ecs = json_object();
	int r = mapping_copy(ecs, "@timestamp", record, "time");
	r = mapping_first(r, mapping_put(ecs, "ecs", json_pack("{s:s}", "version", ECS_VERSION)));
	r = mapping_first(r, mapping_put(ecs, "message", mapping_message(record)));
	r = mapping_first(r, put_event(ecs, record));
	r = mapping_first(r, put_email(ecs, record));
	r = mapping_first(r, put_observer(ecs, record));
	r = mapping_first(r, put_rule(ecs, record));
	r = mapping_first(r, put_rest(ecs, record));
	if (r < 0) {
		json_decref(ecs);
		return r;
	}
	*ret_event = ecs;
	return 0;
}
