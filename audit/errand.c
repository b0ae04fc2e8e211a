#include "audit/errand.h"

#include "audit/event.h"
#include "audit/key_shelf.h"
#include "audit/retention.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MICROSECONDS 1000000
#define DAY	     86400

int errand_is_held(const char *directory)
{
	struct stat status;
	char *path = NULL;

	if (asprintf(&path, "%s/" RETENTION_HOLD, directory) < 0)
		return -ENOMEM;
	int r = lstat(path, &status) == 0 ? 1 : errno == ENOENT ? 0 : -errno;
	free(path);
	return r;
}

static int record_period(struct ledger *ledger, const char *kind, const struct request *request, const char *bundle)
{
	const struct event_field fields[] = {
	    {.name = "period", .text = request->period}, {.name = "uid", .type = EVENT_NUMBER, .number = request->uid}};
	const struct event event = {.kind = kind, .bundle = bundle, .fields = fields, .field_count = 2};

	return ledger_append_event(ledger, &event);
}

static int record_release(struct ledger *ledger, const struct request *request, const char *bundle)
{
	const struct event_field fields[] = {{.name = "case", .text = request->case_code},
	    {.name = "why", .text = request_why_word(request->why)},
	    {.name = "uid", .type = EVENT_NUMBER, .number = request->uid}};
	const struct event event = {.kind = "release", .bundle = bundle, .fields = fields, .field_count = 3};

	return ledger_append_event(ledger, &event);
}

static int destroy(struct ledger *ledger, const char *directory, const char *keys, const struct request *request,
    int64_t now, const char *bundle)
{
	struct period_key key;
	int held = errand_is_held(directory);

	if (held != 0)
		return held < 0 ? held : -EPERM;
	if (key_shelf_is_current(request->period, now))
		return -EBUSY;
	int r = key_shelf_load(keys, request->period, &key);
	explicit_bzero(&key, sizeof(key));
	/* One that is damaged can be destroyed too. */
	if (r < 0 && r != -EBADMSG)
		return r;
	r = record_period(ledger, "key-destroyed", request, bundle);
	return r < 0 ? r : key_shelf_destroy(keys, request->period);
}

static int retain(struct ledger *ledger, const struct request *request, int64_t now, struct request_answer *answer)
{
	struct ledger_retained retained = {.segments = 0};
	int64_t before = (now - (int64_t)request->days * DAY) * MICROSECONDS;

	int r = ledger_retain(ledger, before, &retained);
	if (r == 0) {
		answer->segments = retained.segments;
		answer->first = retained.first;
		answer->last = retained.last;
	}
	return r;
}

void errand_run(struct ledger *ledger, const char *directory, const char *keys, const struct request *request,
    int64_t now, const char *bundle, struct request_answer *ret_answer)
{
	*ret_answer = (struct request_answer){.error = -EIO};
	int error = -EBADMSG;

	switch (request->kind) {
	case REQUEST_MATCH:
		error = record_period(ledger, "match", request, bundle);
		break;
	case REQUEST_ROTATE_SIGNING:
		error = ledger_rotate_key(ledger);
		break;
	case REQUEST_DESTROY:
		error = destroy(ledger, directory, keys, request, now, bundle);
		break;
	case REQUEST_RETAIN:
		error = retain(ledger, request, now, ret_answer);
		break;
	case REQUEST_RELEASE:
		error = record_release(ledger, request, bundle);
		break;
	case REQUEST_KIND_COUNT:
		break;
	}
	ret_answer->error = error;
}
