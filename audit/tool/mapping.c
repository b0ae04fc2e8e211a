#include "audit/tool/mapping.h"

#include "audit/ledger.h"
#include "audit/store/record_time.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define ORIGIN_TAIL "/referral-ledger"

int mapping_put(json_t *object, const char *name, json_t *value)
{
	return json_object_set_new(object, name, value) == 0 ? 0 : -ENOMEM;
}

int mapping_put_text(json_t *object, const char *name, const char *text)
{
	return text != NULL && text[0] != '\0' ? mapping_put(object, name, json_string(text)) : 0;
}

int mapping_copy(json_t *object, const char *name, const json_t *record, const char *field)
{
	const json_t *value = json_object_get(record, field);

	return value != NULL && !json_is_null(value) ? mapping_put(object, name, json_deep_copy(value)) : 0;
}

int mapping_first(int r, int next)
{
	return r < 0 ? r : next;
}

const char *mapping_text(const json_t *record, const char *field)
{
	return json_string_value(json_object_get(record, field));
}

json_t *mapping_origin(const json_t *record)
{
	const char *gateway = mapping_text(record, "gateway");

	return json_sprintf("%s" ORIGIN_TAIL, gateway != NULL ? gateway : "");
}

json_t *mapping_place(const json_t *record)
{
	const char *gateway = mapping_text(record, "gateway");
	json_int_t index = json_integer_value(json_object_get(record, "index"));

	return json_sprintf("%s" ORIGIN_TAIL "#%" JSON_INTEGER_FORMAT, gateway != NULL ? gateway : "", index);
}

int mapping_time(const json_t *record, int64_t *ret_milliseconds)
{
	const json_t *time = json_object_get(record, "time");
	int64_t time_us = 0;

	if (!json_is_string(time) || record_time_parse(json_string_value(time), json_string_length(time), &time_us) < 0)
		return -EBADMSG;
	*ret_milliseconds = time_us / 1000;
	return 0;
}

void mapping_sender(const json_t *record, char ret_address[MAPPING_SENDER_MAX])
{
	const char *sender = mapping_text(record, "sender"), *period = mapping_text(record, "period");

	if (sender != NULL && period != NULL)
		snprintf(ret_address, MAPPING_SENDER_MAX, "%.32s@%.16s.pseudonym.invalid", sender, period);
	else
		snprintf(ret_address, MAPPING_SENDER_MAX, "null-sender@pseudonym.invalid");
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

json_t *mapping_rest(const json_t *record, const char *const *taken, size_t count)
{
	json_t *rest = json_object(), *value;
	const char *name;

	json_object_foreach((json_t *)record, name, value)
	{
		if (rest != NULL && !json_is_null(value) && !is_one_of(name, taken, count) &&
		    mapping_put(rest, name, json_deep_copy(value)) < 0) {
			json_decref(rest);
			return NULL;
		}
	}
	return rest;
}

static const char *done_word(const char *verdict)
{
	static const struct {
		const char *verdict;
		const char *done;
	} words[] = {{"accept", "accepted"}, {"refuse", "refused"}, {"hold", "held"}, {"defer", "deferred"}};

	for (size_t i = 0; verdict != NULL && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].verdict, verdict) == 0)
			return words[i].done;
	return "seen";
}

json_t *mapping_message(const json_t *record)
{
	const char *kind = mapping_text(record, "kind"), *verdict = mapping_text(record, "verdict");
	const char *class = mapping_text(record, "class"), *reason = mapping_text(record, "reason");

	if (verdict == NULL)
		return json_sprintf("audit ledger: %s", kind != NULL ? kind : "unknown");
	return json_sprintf("mail of class %s was %s%s%s", class != NULL ? class : "unknown", done_word(verdict),
	    reason != NULL ? ": " : "", reason != NULL ? reason : "");
}
