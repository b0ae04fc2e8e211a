#include "milter/held_ledger.h"

#include "audit/key_shelf.h"
#include "audit/redact.h"
#include "audit/spool.h"
#include "audit/store/line_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT_MS	    10000 /* for the gate, which looks every second */
#define PERIODS_MAX 4	  /* newest keys that are tried: nothing is held for longer */

/* Every held message under every key. */
struct pseudonyms {
	struct redacted *items; /* of message i under key k: items[i * keys + k] */
	size_t keys;
};

/* The owner of the ledger for a while; false when that is not needed or not possible. */
static bool become_owner(const char *ledger)
{
	struct stat status;

	if (geteuid() != 0 || stat(ledger, &status) != 0 || status.st_uid == 0)
		return false;
	if (setegid(status.st_gid) != 0)
		return false;
	if (seteuid(status.st_uid) == 0)
		return true;
	if (setegid(0) != 0)
		abort();
	return false;
}

static void become_root(void)
{
	if (seteuid(0) != 0 || setegid(0) != 0)
		abort();
}

static int make_pseudonyms(const char *keys, const struct held_list *list, struct pseudonyms *pseudonyms)
{
	struct key_shelf shelf = {.count = 0};
	struct period_key key;
	int r = key_shelf_read(keys, &shelf);

	pseudonyms->keys = shelf.count < PERIODS_MAX ? shelf.count : PERIODS_MAX;
	pseudonyms->items = calloc(list->count * pseudonyms->keys + 1, sizeof(*pseudonyms->items));
	if (r == 0 && pseudonyms->items == NULL)
		r = -ENOMEM;
	for (size_t k = 0; k < pseudonyms->keys && r == 0; k++) {
		r = key_shelf_load(keys, shelf.periods[shelf.count - 1 - k], &key);
		for (size_t i = 0; i < list->count && r == 0; i++)
			r = redact_value(&key, REDACT_QUEUE_ID, list->items[i].id, strlen(list->items[i].id),
			    &pseudonyms->items[i * pseudonyms->keys + k]);
	}
	explicit_bzero(&key, sizeof(key));
	key_shelf_clear(&shelf);
	return r;
}

static bool is_one_of(const struct pseudonyms *pseudonyms, size_t message, const char *queue_id)
{
	for (size_t k = 0; k < pseudonyms->keys; k++)
		if (strcmp(pseudonyms->items[message * pseudonyms->keys + k].text, queue_id) == 0)
			return true;
	return false;
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

static void take_record(const json_t *record, const struct pseudonyms *pseudonyms, struct held_list *list)
{
	const char *queue_id = text_of(record, "queue_id"), *code = text_of(record, "case");

	if (strcmp(text_of(record, "verdict"), "hold") != 0 || *queue_id == '\0' || !request_is_case(code))
		return;
	for (size_t i = 0; i < list->count; i++) {
		struct held_message *message = &list->items[i];
		if (!is_one_of(pseudonyms, i, queue_id))
			continue;
		memcpy(message->case_code, code, REQUEST_CASE_SIZE);
		snprintf(message->reason, sizeof(message->reason), "%s", text_of(record, "reason"));
	}
}

static int search(const struct store *store, const struct pseudonyms *pseudonyms, struct held_list *list)
{
	static const char hold[] = "\"verdict\":\"hold\"";
	struct line_reader reader;
	struct line line;
	int r;

	line_reader_init(&reader, store);
	while ((r = line_reader_next(&reader, &line)) == 1) {
		if (line.trouble != LINE_WHOLE || memmem(line.text, line.size, hold, sizeof(hold) - 1) == NULL)
			continue;
		json_t *record = json_loadb(line.text, line.size, 0, NULL);
		take_record(record, pseudonyms, list);
		json_decref(record);
	}
	line_reader_clear(&reader);
	return r;
}

static int find(const char *ledger, const char *keys, struct held_list *list, const char **ret_path)
{
	struct pseudonyms pseudonyms = {NULL, 0};
	char problem[STORE_PROBLEM_SIZE];
	struct store *store = NULL;

	*ret_path = keys;
	int r = make_pseudonyms(keys, list, &pseudonyms);
	if (r == 0) {
		*ret_path = ledger;
		r = store_open(ledger, &store, problem);
	}
	if (r == 0) {
		r = search(store, &pseudonyms, list);
		store_close(store);
	}
	free(pseudonyms.items);
	return r;
}

int held_ledger_find(const char *ledger, const char *keys, struct held_list *list, const char **ret_path)
{
	bool was_root = become_owner(ledger);
	int r = find(ledger, keys, list, ret_path);

	if (was_root)
		become_root();
	return r;
}

/* Who asks: the user who logged in, also behind sudo(8); else the real user. */
static uint32_t asker(void)
{
	unsigned long uid = UINT32_MAX;
	FILE *file = fopen("/proc/self/loginuid", "re");

	if (file != NULL) {
		if (fscanf(file, "%lu", &uid) != 1)
			uid = UINT32_MAX;
		fclose(file);
	}
	return uid < UINT32_MAX ? (uint32_t)uid : (uint32_t)getuid();
}

static int ask(const char *ledger, const struct request *request)
{
	struct request_answer answer = {.error = 0};
	char name[SPOOL_NAME_SIZE] = "";
	int spool = -1, directory = open(ledger, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	int r = directory >= 0 ? spool_open(directory, &spool) : -errno;
	if (r == 0)
		r = spool_leave(spool, request, name);
	if (r == 0)
		r = spool_wait(spool, name, WAIT_MS, &answer);
	if (directory >= 0)
		close(directory);
	if (spool >= 0)
		close(spool);
	return r < 0 ? r : answer.error;
}

int held_ledger_record(const char *ledger, const char *case_code, enum request_why why)
{
	struct request request = {.kind = REQUEST_RELEASE, .uid = asker(), .why = why};

	if (!request_is_case(case_code))
		return -EINVAL;
	memcpy(request.case_code, case_code, REQUEST_CASE_SIZE);
	bool was_root = become_owner(ledger);
	int r = ask(ledger, &request);
	if (was_root)
		become_root();
	return r;
}
