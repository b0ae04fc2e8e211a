#include "milter/held_mail.h"

#include "milter/held_program.h"
#include "milter/mta_sendmail.h"
#include "rules/grow.h"

#include <errno.h>
#include <glob.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 4096 /* of a line in a queue file: longer ones are no reason of ours */
#define REASON	  "referral-milter: held, case "

void held_list_clear(struct held_list *list)
{
	free(list->items);
	*list = (struct held_list){0};
}

static int add(struct held_list *list, const struct held_message *message)
{
	struct held_message *grown = grow_by_one(list->items, list->count, sizeof(*grown));

	if (grown == NULL)
		return -ENOMEM;
	list->items = grown;
	if (list->count == HELD_MAX)
		return -E2BIG;
	list->items[list->count++] = *message;
	return 0;
}

static bool set_id(struct held_message *message, const char *id)
{
	size_t length = strspn(id, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

	if (length == 0 || length >= sizeof(message->id) || id[length] != '\0')
		return false;
	memcpy(message->id, id, length + 1);
	return true;
}

/* One line of "postqueue -j". */
static int take_entry(struct held_list *list, const char *line)
{
	json_t *entry = json_loads(line, 0, NULL);
	struct held_message message = {.arrived = json_integer_value(json_object_get(entry, "arrival_time"))};
	const char *queue = json_string_value(json_object_get(entry, "queue_name"));
	const char *id = json_string_value(json_object_get(entry, "queue_id"));
	int r = 0;

	if (queue != NULL && strcmp(queue, "hold") == 0 && id != NULL && set_id(&message, id))
		r = add(list, &message);
	json_decref(entry);
	return r;
}

static int list_postfix(const char *directory, struct held_list *list)
{
	const char *const arguments[] = {"postqueue", "-c", directory, "-j", NULL};
	struct held_program program;
	int r = held_program_start(arguments, &program), ended = 0;
	char *line = NULL;
	size_t size = 0;

	if (r < 0)
		return r;
	while (r == 0 && getline(&line, &size, program.output) > 0)
		r = take_entry(list, line);
	free(line);
	ended = held_program_end(&program);
	return r < 0 ? r : ended;
}

bool held_reason_parse(const char *text, struct held_message *message)
{
	size_t begin = strlen(REASON), length = REQUEST_CASE_SIZE - 1;

	if (strncmp(text, REASON, begin) != 0 || strnlen(text, begin + length) < begin + length)
		return false;
	char code[REQUEST_CASE_SIZE];
	memcpy(code, text + begin, length);
	code[length] = '\0';
	const char *reason = text + begin + length;
	if (!request_is_case(code) || strncmp(reason, ", reason ", 9) != 0)
		return false;
	reason += 9;
	size_t word = strspn(reason, "abcdefghijklmnopqrstuvwxyz-/");
	if (word >= HELD_REASON_SIZE)
		return false;
	memcpy(message->case_code, code, sizeof(code));
	memcpy(message->reason, reason, word);
	message->reason[word] = '\0';
	return true;
}

/* A queue file of Sendmail: "q" is the reason of the quarantine, "T" the time of arrival. */
static int take_file(struct held_list *list, const char *path)
{
	struct held_message message = {.arrived = 0};
	char line[LINE_SIZE];
	FILE *file = fopen(path, "re");

	if (file == NULL)
		return errno == ENOENT ? 0 : -errno;
	while (fgets(line, sizeof(line), file) != NULL) {
		if (line[0] == 'T')
			message.arrived = strtoll(line + 1, NULL, 10);
		else if (line[0] == 'q')
			held_reason_parse(line + 1, &message);
	}
	fclose(file);
	return set_id(&message, strrchr(path, '/') + 3) ? add(list, &message) : 0;
}

static int list_files(struct held_list *list, const char *directory, const char *below)
{
	char *pattern = NULL;
	glob_t found = {0};
	int r = 0;

	if (asprintf(&pattern, "%s%s/hf*", directory, below) < 0)
		return -ENOMEM;
	if (glob(pattern, GLOB_NOSORT, NULL, &found) == GLOB_NOSPACE)
		r = -ENOMEM;
	for (size_t i = 0; i < found.gl_pathc && r == 0; i++)
		r = take_file(list, found.gl_pathv[i]);
	globfree(&found);
	free(pattern);
	return r;
}

static int list_sendmail(const char *file, struct held_list *list)
{
	struct mta_sendmail sendmail;
	struct mta_place place;
	int r = mta_sendmail_read(&sendmail, file);
	const char *directory = r == 0 ? mta_sendmail_get(&sendmail, "QueueDirectory", &place) : NULL;

	if (r == 0 && directory == NULL)
		directory = "/var/spool/mqueue";
	if (r == 0)
		r = list_files(list, directory, "");
	if (r == 0)
		r = list_files(list, directory, "/qf");
	mta_sendmail_clear(&sendmail);
	return r;
}

int held_mail_list(const struct mta_choice *mta, struct held_list *ret_list)
{
	*ret_list = (struct held_list){0};
	int r = mta->postfix != NULL ? list_postfix(mta->postfix, ret_list) : list_sendmail(mta->sendmail, ret_list);
	if (r < 0)
		held_list_clear(ret_list);
	return r;
}

static int run(const char *const *arguments)
{
	struct held_program program;
	int r = held_program_start(arguments, &program);

	if (r < 0)
		return r;
	while (fgetc(program.output) != EOF)
		continue;
	return held_program_end(&program);
}

/* postsuper(1): -H, since -r would have the message judged and held again. It lies in the deferred queue then. */
static int release_postfix(const char *directory, const char *id)
{
	const char *const release[] = {"postsuper", "-c", directory, "-H", id, NULL};
	const char *const deliver[] = {"postqueue", "-c", directory, "-i", id, NULL};
	int r = run(release);

	return r < 0 ? r : run(deliver);
}

/* sendmail(8): -Q without a reason takes the quarantine from what -qQ and -qI name; what follows runs the queue. */
static int release_sendmail(const char *file, const char *id)
{
	char which[HELD_ID_SIZE + 4];
	const char *const release[] = {"sendmail", "-C", file, "-qQ", which, "-Q", NULL};
	const char *const deliver[] = {"sendmail", "-C", file, which, NULL};

	snprintf(which, sizeof(which), "-qI%s", id);
	int r = run(release);
	return r < 0 ? r : run(deliver);
}

int held_mail_release(const struct mta_choice *mta, const char *id)
{
	return mta->postfix != NULL ? release_postfix(mta->postfix, id) : release_sendmail(mta->sendmail, id);
}
