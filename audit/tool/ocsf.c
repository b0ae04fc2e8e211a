#include "audit/tool/ocsf.h"

#include "audit/tool/mapping.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Ids and captions as the schema publishes them. */
struct id {
	int id;
	const char *caption;
};

struct class
{
	int category;
	const char *category_caption;
	int uid;
	const char *caption;
	struct id activity;
};

/* What became of a message: action_id and disposition_id of the profile security_control. */
struct outcome {
	struct id action, disposition, severity;
};

static const struct id informational = {1, "Informational"}, low = {2, "Low"};

static bool is(const char *text, const char *word)
{
	return text != NULL && strcmp(text, word) == 0;
}

static bool is_about_mail(const json_t *record)
{
	return mapping_text(record, "verdict") != NULL;
}

static struct class class_of(const json_t *record)
{
	const char *kind = mapping_text(record, "kind");

	if (is_about_mail(record))
		return (struct class){4, "Network Activity", 4009, "Email Activity", {3, "Scan"}};
	if (is(kind, "start"))
		return (struct class){6, "Application Activity", 6002, "Application Lifecycle", {3, "Start"}};
	if (is(kind, "stop"))
		return (struct class){6, "Application Activity", 6002, "Application Lifecycle", {4, "Stop"}};
	return (struct class){0, "Uncategorized", 0, "Base Event", {99, kind}};
}

static int put_id(json_t *object, const char *id_name, const char *name, struct id id)
{
	int r = mapping_put(object, id_name, json_integer(id.id));

	return mapping_first(r, mapping_put_text(object, name, id.caption));
}

static int put_class(json_t *event, const struct class *class)
{
	int r = put_id(event, "category_uid", "category_name", (struct id){class->category, class->category_caption});

	r = mapping_first(r, put_id(event, "class_uid", "class_name", (struct id){class->uid, class->caption}));
	r = mapping_first(r, put_id(event, "activity_id", "activity_name", class->activity));
	r = mapping_first(r, mapping_put(event, "type_uid", json_integer(class->uid * 100 + class->activity.id)));
	return mapping_first(
	    r, mapping_put(event, "type_name", json_sprintf("%s: %s", class->caption, class->activity.caption)));
}

static json_t *product(const json_t *record)
{
	const char *software = mapping_text(record, "software");
	const char *version = software != NULL ? strchr(software, ' ') : NULL;

	return json_pack("{s:s, s:s, s:s*}", "name", "referral-milter", "vendor_name", "referral-milter", "version",
	    version != NULL ? version + 1 : NULL);
}

static int put_metadata(json_t *event, const json_t *record)
{
	json_t *metadata = json_object();
	int r = mapping_put(metadata, "version", json_string(OCSF_VERSION));

	r = mapping_first(r, mapping_put(metadata, "product", product(record)));
	r = mapping_first(r, mapping_put(metadata, "profiles", json_pack("[s, s]", "host", "security_control")));
	r = mapping_first(r, mapping_put(metadata, "log_name", mapping_origin(record)));
	r = mapping_first(r, mapping_put(metadata, "original_event_uid", mapping_place(record)));
	r = mapping_first(r, mapping_copy(metadata, "sequence", record, "index"));
	r = mapping_first(r, mapping_copy(metadata, "original_time", record, "time"));
	r = mapping_first(r, mapping_copy(metadata, "event_code", record, "kind"));
	r = mapping_first(r, mapping_put(metadata, "log_version", json_string("1")));
	r = mapping_first(r, mapping_put(metadata, "log_format", json_string("JSON")));
	r = mapping_first(r, mapping_copy(metadata, "correlation_uid", record, "case"));
	if (r < 0) {
		json_decref(metadata);
		return r;
	}
	return mapping_put(event, "metadata", metadata);
}

static struct outcome outcome_of(const json_t *record)
{
	const char *verdict = mapping_text(record, "verdict");
	bool is_stopped_by_rule = !is(mapping_text(record, "would"), "accept");
	bool is_edited = json_array_size(json_object_get(record, "edits")) > 0;

	if (is(verdict, "refuse"))
		return (struct outcome){{2, "Denied"}, {25, "Rejected"}, low};
	if (is(verdict, "hold"))
		return (struct outcome){{2, "Denied"}, {3, "Quarantined"}, low};
	if (is(verdict, "defer"))
		return (struct outcome){{2, "Denied"}, {14, "Delayed"}, low};
	if (!is(verdict, "accept"))
		return (struct outcome){{0, "Unknown"}, {0, "Unknown"}, {0, "Unknown"}};
	if (is_stopped_by_rule)
		return (struct outcome){{3, "Observed"}, {15, "Detected"}, low};
	if (is_edited)
		return (struct outcome){{4, "Modified"}, {11, "Corrected"}, informational};
	return (struct outcome){{1, "Allowed"}, {1, "Allowed"}, informational};
}

static bool is_outbound(const char *class)
{
	return is(class, "referral") || is(class, "follow-up") || is(class, "misrouted") || is(class, "no-route");
}

static int put_email(json_t *event, const json_t *record)
{
	json_t *email = json_object();
	char sender[MAPPING_SENDER_MAX] = "";

	mapping_sender(record, sender);
	int r = mapping_put(email, "from", json_string(sender));
	r = mapping_first(r, mapping_copy(email, "message_uid", record, "message_id"));
	r = mapping_first(r, mapping_copy(email, "size", record, "size"));
	if (r < 0) {
		json_decref(email);
		return r;
	}
	return mapping_put(event, "email", email);
}

/* The route is the policy, the bundle's digest its version. */
static int put_policy(json_t *event, const json_t *record)
{
	const char *route = mapping_text(record, "route"), *bundle = mapping_text(record, "bundle");
	json_t *policy = json_pack("{s:s, s:s*, s:b}", "name", route != NULL ? route : "no-route", "version", bundle,
	    "is_applied", is(mapping_text(record, "mode"), "enforce"));

	return mapping_put(event, "policy", policy);
}

static int put_mail(json_t *event, const json_t *record)
{
	struct outcome outcome = outcome_of(record);
	bool is_known = !is(mapping_text(record, "kind"), "outcome-unknown");
	struct id status = is_known ? (struct id){1, "Success"} : (struct id){0, "Unknown"};
	struct id direction =
	    is_outbound(mapping_text(record, "class")) ? (struct id){2, "Outbound"} : (struct id){0, "Unknown"};

	int r = put_id(event, "severity_id", "severity", outcome.severity);
	r = mapping_first(r, put_id(event, "status_id", "status", status));
	r = mapping_first(r, mapping_copy(event, "status_code", record, "reason"));
	r = mapping_first(r, put_id(event, "direction_id", "direction", direction));
	r = mapping_first(r, put_id(event, "action_id", "action", outcome.action));
	r = mapping_first(r, put_id(event, "disposition_id", "disposition", outcome.disposition));
	r = mapping_first(r, mapping_put(event, "protocol_name", json_string("SMTP")));
	r = mapping_first(r, mapping_copy(event, "message_trace_uid", record, "queue_id"));
	r = mapping_first(r, put_policy(event, record));
	return mapping_first(r, put_email(event, record));
}

static int put_life(json_t *event, const json_t *record, const struct class *class)
{
	int r = put_id(event, "severity_id", "severity", informational);

	r = mapping_first(r, mapping_copy(event, "status_detail", record, "detail"));
	if (class->uid == 6002)
		r = mapping_first(r, mapping_put(event, "app", product(record)));
	return r;
}

static int put_device(json_t *event, const json_t *record)
{
	json_t *device =
	    json_pack("{s:i, s:s, s:s*}", "type_id", 1, "type", "Server", "hostname", mapping_text(record, "gateway"));

	return mapping_put(event, "device", device);
}

static int put_unmapped(json_t *event, const json_t *record)
{
	static const char *const taken[] = {"v", "index", "kind", "time", "gateway", "software", "case", "reason",
	    "detail", "queue_id", "message_id", "size"};

	return mapping_put(event, "unmapped", mapping_rest(record, taken, sizeof(taken) / sizeof(taken[0])));
}

int ocsf_event(const json_t *record, json_t **ret_event)
{
	struct class class = class_of(record);
	int64_t time = 0;

	if (mapping_text(record, "kind") == NULL || mapping_time(record, &time) < 0)
		return -EBADMSG;
	json_t *event = json_object();
	int r = put_class(event, &class);
	r = mapping_first(r, mapping_put(event, "time", json_integer(time)));
	r = mapping_first(r, mapping_put(event, "message", mapping_message(record)));
	r = mapping_first(r, is_about_mail(record) ? put_mail(event, record) : put_life(event, record, &class));
	r = mapping_first(r, put_device(event, record));
	r = mapping_first(r, put_metadata(event, record));
	r = mapping_first(r, put_unmapped(event, record));
	if (r < 0) {
		json_decref(event);
		return r;
	}
	*ret_event = event;
	return 0;
}
