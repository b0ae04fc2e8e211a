#include "audit/request.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define INDEX_MAX INT64_MAX

static const char *const words[REQUEST_KIND_COUNT] = {
    [REQUEST_MATCH] = "match",
    [REQUEST_ROTATE_SIGNING] = "rotate-signing",
    [REQUEST_DESTROY] = "destroy",
    [REQUEST_RETAIN] = "retain",
    [REQUEST_RELEASE] = "release",
};

static const char *const whys[WHY_COUNT] = {
    [WHY_CHECKED] = "checked",
    [WHY_URGENT] = "urgent",
    [WHY_MISTAKE] = "mistake",
    [WHY_TEST] = "test",
};

/* The errors that an asker is told apart; any other is told as EIO. */
static const struct {
	const char *name;
	int error;
} errors[] = {{"EPERM", EPERM}, {"ENOENT", ENOENT}, {"EBUSY", EBUSY}, {"EROFS", EROFS}, {"ENOSPC", ENOSPC},
    {"EBADMSG", EBADMSG}, {"EIO", EIO}};

#define ERROR_COUNT (sizeof(errors) / sizeof(errors[0]))

static bool is_digits(const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

bool request_is_period(const char *text)
{
	size_t length = strnlen(text, KEYS_PERIOD_MAX);

	if (length < 4 || !is_digits(text, 4))
		return false;
	if (length == 4)
		return true;
	if (length == 6)
		return text[4] == 'Q' && text[5] >= '1' && text[5] <= '4';
	if (length != 7 || text[4] != '-' || !is_digits(text + 5, 2))
		return false;
	int month = (text[5] - '0') * 10 + text[6] - '0';
	return month >= 1 && month <= 12;
}

bool request_is_case(const char *text)
{
	size_t length = strnlen(text, REQUEST_CASE_SIZE);

	if (length != REQUEST_CASE_SIZE - 1 || text[4] != '-')
		return false;
	for (size_t i = 0; i < length; i++)
		if (i != 4 && !(text[i] >= 'A' && text[i] <= 'Z') && !(text[i] >= '0' && text[i] <= '9'))
			return false;
	return true;
}

const char *request_why_word(enum request_why why)
{
	return whys[why];
}

bool request_why_parse(const char *word, enum request_why *ret_why)
{
	for (int why = 0; why < WHY_COUNT; why++) {
		if (strcmp(whys[why], word) == 0) {
			*ret_why = (enum request_why)why;
			return true;
		}
	}
	return false;
}

static bool has_period(enum request_kind kind)
{
	return kind == REQUEST_MATCH || kind == REQUEST_DESTROY;
}

void request_format(const struct request *request, char ret_text[REQUEST_SIZE_MAX])
{
	int length = snprintf(ret_text, REQUEST_SIZE_MAX, "{\"v\":1,\"request\":\"%s\",\"uid\":%" PRIu32,
	    words[request->kind], request->uid);
	char *end = ret_text + length;
	size_t room = REQUEST_SIZE_MAX - (size_t)length;

	if (has_period(request->kind))
		snprintf(end, room, ",\"period\":\"%s\"}\n", request->period);
	else if (request->kind == REQUEST_RETAIN)
		snprintf(end, room, ",\"days\":%" PRIu32 "}\n", request->days);
	else if (request->kind == REQUEST_RELEASE)
		snprintf(end, room, ",\"case\":\"%s\",\"why\":\"%s\"}\n", request->case_code, whys[request->why]);
	else
		snprintf(end, room, "}\n");
}

static const char *error_name(int error)
{
	for (size_t i = 0; i < ERROR_COUNT; i++)
		if (errors[i].error == -error)
			return errors[i].name;
	return "EIO";
}

void request_answer_format(const struct request_answer *answer, char ret_text[REQUEST_SIZE_MAX])
{
	if (answer->error != 0)
		snprintf(ret_text, REQUEST_SIZE_MAX, "{\"v\":1,\"done\":false,\"error\":\"%s\"}\n",
		    error_name(answer->error));
	else
		snprintf(ret_text, REQUEST_SIZE_MAX,
		    "{\"v\":1,\"done\":true,\"segments\":%" PRIu32 ",\"first\":%" PRIu64 ",\"last\":%" PRIu64 "}\n",
		    answer->segments, answer->first, answer->last);
}

/* A whole number from 0 to `most`. */
static bool read_number(const json_t *object, const char *name, int64_t most, uint64_t *ret_number)
{
	const json_t *value = json_object_get(object, name);
	json_int_t number = json_integer_value(value);

	if (!json_is_integer(value) || number < 0 || number > most)
		return false;
	*ret_number = (uint64_t)number;
	return true;
}

/* An object of schema version 1; NULL for anything else. */
static json_t *read_object(const char *text, size_t size)
{
	json_t *object = size < REQUEST_SIZE_MAX ? json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
	uint64_t version = 0;

	if (json_is_object(object) && read_number(object, "v", 1, &version) && version == 1)
		return object;
	json_decref(object);
	return NULL;
}

static bool read_kind(const json_t *object, enum request_kind *ret_kind)
{
	const char *word = json_string_value(json_object_get(object, "request"));

	for (int kind = 0; word != NULL && kind < REQUEST_KIND_COUNT; kind++) {
		if (strcmp(words[kind], word) == 0) {
			*ret_kind = (enum request_kind)kind;
			return true;
		}
	}
	return false;
}

static bool read_period(const json_t *object, char period[KEYS_PERIOD_MAX])
{
	const char *text = json_string_value(json_object_get(object, "period"));

	if (text == NULL || !request_is_period(text) || strlen(text) >= KEYS_PERIOD_MAX)
		return false;
	memcpy(period, text, strlen(text) + 1);
	return true;
}

static bool read_release(const json_t *object, struct request *request)
{
	const char *case_code = json_string_value(json_object_get(object, "case"));
	const char *why = json_string_value(json_object_get(object, "why"));

	if (json_object_size(object) != 5 || case_code == NULL || why == NULL || !request_is_case(case_code) ||
	    !request_why_parse(why, &request->why))
		return false;
	memcpy(request->case_code, case_code, REQUEST_CASE_SIZE);
	return true;
}

static bool read_request(const json_t *object, struct request *request)
{
	uint64_t uid = 0, days = 0;

	if (!read_kind(object, &request->kind) || !read_number(object, "uid", UINT32_MAX, &uid))
		return false;
	request->uid = (uint32_t)uid;
	if (has_period(request->kind))
		return json_object_size(object) == 4 && read_period(object, request->period);
	if (request->kind == REQUEST_RELEASE)
		return read_release(object, request);
	if (request->kind != REQUEST_RETAIN)
		return json_object_size(object) == 3;
	if (json_object_size(object) != 4 || !read_number(object, "days", REQUEST_DAYS_MAX, &days) || days == 0)
		return false;
	request->days = (uint32_t)days;
	return true;
}

int request_parse(const char *text, size_t size, struct request *ret_request)
{
	json_t *object = read_object(text, size);
	struct request request = {.kind = REQUEST_MATCH};
	bool is_good = object != NULL && read_request(object, &request);

	json_decref(object);
	if (!is_good)
		return -EBADMSG;
	*ret_request = request;
	return 0;
}

static bool read_error(const json_t *object, int *ret_error)
{
	const char *name = json_string_value(json_object_get(object, "error"));

	for (size_t i = 0; name != NULL && i < ERROR_COUNT; i++) {
		if (strcmp(errors[i].name, name) == 0) {
			*ret_error = -errors[i].error;
			return true;
		}
	}
	return false;
}

static bool read_answer(const json_t *object, struct request_answer *answer)
{
	const json_t *done = json_object_get(object, "done");
	uint64_t segments = 0;

	if (json_is_false(done))
		return json_object_size(object) == 3 && read_error(object, &answer->error);
	if (!json_is_true(done) || json_object_size(object) != 5 ||
	    !read_number(object, "segments", UINT32_MAX, &segments))
		return false;
	answer->segments = (uint32_t)segments;
	return read_number(object, "first", INDEX_MAX, &answer->first) &&
	       read_number(object, "last", INDEX_MAX, &answer->last);
}

int request_answer_parse(const char *text, size_t size, struct request_answer *ret_answer)
{
	json_t *object = read_object(text, size);
	struct request_answer answer = {.error = 0};
	bool is_good = object != NULL && read_answer(object, &answer);

	json_decref(object);
	if (!is_good)
		return -EBADMSG;
	*ret_answer = answer;
	return 0;
}
