#include "tests/unit/gate_scene.h"

#include "milter/callbacks.h"
#include "milter/log.h"
#include "rules/policy_eval.h"

#include <arpa/inet.h>
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct scene scene;

static char top[64];
static struct ruleset *ruleset;
static struct generation generation;
static struct generations generations;
static struct watch_tally watched;
static struct metrics metrics;

__attribute__((format(printf, 3, 0))) static void take_down(
    enum log_level level, const char *queue_id, const char *format, va_list list)
{
	size_t length = strlen(scene.log);

	length += (size_t)snprintf(
	    scene.log + length, sizeof(scene.log) - length, "%d %s: ", level, queue_id != NULL ? queue_id : "-");
	length += (size_t)vsnprintf(scene.log + length, sizeof(scene.log) - length, format, list);
	snprintf(scene.log + length, sizeof(scene.log) - length, "\n");
}

void log_write(enum log_level level, const char *queue_id, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	take_down(level, queue_id, format, list);
	va_end(list);
}

void log_write_fields(
    enum log_level level, const char *queue_id, const struct log_fields *fields, const char *format, ...)
{
	va_list list;

	ck_assert_ptr_nonnull(fields);
	va_start(list, format);
	take_down(level, queue_id, format, list);
	va_end(list);
}

int pool_screen(struct pool *pool, const struct envelope *envelope, const void *header, size_t header_size,
    struct screen_answer *ret_answer)
{
	(void)pool;
	(void)envelope;
	(void)header;
	(void)header_size;
	scene.screened++;
	memset(ret_answer, 0, sizeof(*ret_answer));
	ret_answer->interest = scene.interest;
	return scene.screen_result;
}

int pool_inspect(struct pool *pool, enum inspect_purpose purpose, const struct envelope *envelope, int message_fd,
    struct inspect_answer *ret_answer, struct pool_inspection *ret_inspection)
{
	struct facts facts;
	int r = scene.inspect_result;

	(void)pool;
	scene.inspected++;
	scene.purpose = purpose;
	*ret_inspection = (struct pool_inspection){.deaths = scene.deaths};
	ssize_t size = pread(message_fd, scene.message, sizeof(scene.message) - 1, 0);
	ck_assert_int_ge((int)size, 0);
	scene.message[size] = '\0';
	facts_init(&facts);
	facts.is_follow_up = facts.is_auto_submitted = facts.is_calendar_reply = ANSWER_NO;
	facts.is_encrypted = facts.is_signed = facts.is_dkim_signed = ANSWER_NO;
	if (purpose == PURPOSE_JUDGE) {
		facts_add_address(&facts, FIELD_TO, REFERRAL);
		if (scene.has_copies)
			facts_add_address(&facts, FIELD_CC, MASH);
		facts_add_address(&facts, FIELD_CC, TEAM);
	} else if (scene.has_form) {
		facts.are_forms_read = ANSWER_YES;
		facts.forms[facts.form_count++] = (struct form_report){
		    .state = FORM_COMPLETED, .fingerprint = FORM_NO_FINGERPRINT, .has_digest = true};
	}
	if (scene.has_form) {
		struct facts_part *part = facts_add_part(&facts);
		part->role = PART_ATTACHMENT;
		part->declared_type = strdup("application/pdf");
		part->sniffed_type = strdup("application/pdf");
		part->decoded_size = 50000;
		facts_part_add_name(part, "form.pdf");
	}
	if (r == 0)
		r = policy_eval(ruleset, envelope, &facts, &ret_answer->verdict);
	/* message/ writes the visible Cc of a repair. */
	if (r == 0 && ret_answer->verdict.copies[0].is_added)
		r = verdict_add_edit(&ret_answer->verdict, EDIT_CHANGE_HEADER, "Cc", 1, TEAM ",\n " MASH);
	facts_clear(&facts);
	return r;
}

static char *read_text(const char *name)
{
	char path[4096];
	const char *source = getenv("top_srcdir");
	char *text = calloc(1, 65536);

	snprintf(path, sizeof(path), "%s/rules/%s", source != NULL ? source : ".", name);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_gt(fread(text, 1, 65535, file), 0);
	fclose(file);
	return text;
}

static void replace(char *text, const char *old, const char *new)
{
	char *at = strstr(text, old);

	ck_assert_ptr_nonnull(at);
	ck_assert_uint_le(strlen(new), strlen(old));
	memset(at, ' ', strlen(old));
	memcpy(at, new, strlen(new));
}

/* The shipped rules, with one text replaced by a shorter one. */
void scene_load_rules(const char *old, const char *new)
{
	struct problem_list problems;
	struct bundle bundle;
	char *rules = read_text("lewisham.conf"), *guidance = read_text("guidance/lewisham.txt");

	if (old != NULL)
		replace(rules, old, new);
	bundle_init(&bundle);
	problem_list_init(&problems);
	ck_assert_int_eq(bundle_add(&bundle, BUNDLE_RULES, "lewisham.conf", "lewisham.conf", rules, strlen(rules)), 0);
	ck_assert_int_eq(
	    bundle_add(&bundle, BUNDLE_GUIDANCE, "lewisham.txt", "lewisham.txt", guidance, strlen(guidance)), 0);
	ruleset_free(ruleset);
	ruleset = NULL;
	ck_assert_int_eq(ruleset_new(&bundle, 1790000000, &problems, &ruleset), 0);
	generation.ruleset = ruleset;
	problem_list_clear(&problems);
	bundle_clear(&bundle);
	free(rules);
	free(guidance);
}

static void negotiate(unsigned long steps)
{
	unsigned long actions = 0, wanted = 0, f2 = 1, f3 = 1;

	ck_assert_int_eq(
	    fake_filter.xxfi_negotiate(&scene.connection, SMFI_CURR_ACTS, steps, 0, 0, &actions, &wanted, &f2, &f3),
	    SMFIS_CONTINUE);
	ck_assert_uint_eq(wanted & ~steps, 0);
}

void scene_open(void)
{
	memset(&scene, 0, sizeof(scene));
	snprintf(top, sizeof(top), "/tmp/gate_scene.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	snprintf(scene.ledger, sizeof(scene.ledger), "%s/ledger", top);
	snprintf(scene.keys, sizeof(scene.keys), "%s/keys", top);
	scene.interest = SCREEN_OTHER;
	scene.has_form = true;
	generation = (struct generation){.digest = "b0", .users = 1};
	generations_init(&generations, &generation);
	scene.parts =
	    (struct parts){.generations = &generations, .gateway = "mx.example", .message_size_limit = 1 << 20};
	budget_init(&scene.parts.budget, 1 << 20);
	watch_tally_init(&watched);
	scene.parts.watched = &watched;
	metrics_init(&metrics, 1790000000);
	scene.parts.metrics = &metrics;
	const struct books_place place = {
	    .ledger = {.directory = scene.ledger, .keys = scene.keys, .gateway = "mx1.example"}, .heartbeat_s = 3600};
	ck_assert_int_eq(books_new(&place, &scene.parts.books), 0);
	scene_load_rules(NULL, NULL);
	ck_assert_int_eq(callbacks_register(&scene.parts), 0);
	negotiate(SMFI_CURR_PROT);
}

void scene_close(void)
{
	char command[128];

	fake_filter.xxfi_close(&scene.connection);
	ck_assert_ptr_null(scene.connection.private_data);
	ck_assert_uint_eq(budget_used(&scene.parts.budget), 0);
	books_free(scene.parts.books);
	ruleset_free(ruleset);
	snprintf(command, sizeof(command), "rm -rf %s", top);
	ck_assert_int_eq(system(command), 0);
}

void scene_connect(const char *address)
{
	struct sockaddr_in from = {.sin_family = AF_INET};
	char name[] = "client.example";

	ck_assert_int_eq(inet_pton(AF_INET, address, &from.sin_addr), 1);
	ck_assert_int_eq(fake_filter.xxfi_connect(&scene.connection, name, (_SOCK_ADDR *)(void *)&from), SMFIS_NOREPLY);
}

void scene_argument(sfsistat (*callback)(SMFICTX *, char **), const char *text)
{
	char copy[256];
	char *arguments[] = {copy, NULL};

	snprintf(copy, sizeof(copy), "%s", text);
	ck_assert_int_eq(callback(&scene.connection, arguments), SMFIS_NOREPLY);
}

void scene_field(const char *name, const char *value)
{
	char name_copy[64], value_copy[256];

	snprintf(name_copy, sizeof(name_copy), "%s", name);
	snprintf(value_copy, sizeof(value_copy), "%s", value);
	ck_assert_int_eq(fake_filter.xxfi_header(&scene.connection, name_copy, value_copy), SMFIS_NOREPLY);
}

/* Envelope and header; the status at the end of the header. */
sfsistat scene_begin(const char *sender, const char *recipient)
{
	scene_argument(fake_filter.xxfi_envfrom, sender);
	scene_argument(fake_filter.xxfi_envrcpt, recipient);
	fake_set_macro(&scene.connection, "i", "4ZxY1z2abc");
	scene_field("Message-ID", " <one@school.example>");
	scene_field("To", " Met <" REFERRAL ">");
	return fake_filter.xxfi_eoh(&scene.connection);
}

void scene_body(void)
{
	unsigned char text[] = BODY;

	ck_assert_int_eq(fake_filter.xxfi_body(&scene.connection, text, sizeof(text) - 1), SMFIS_NOREPLY);
}

/* One referral from a teacher who signed in; the status at its end. */
sfsistat scene_refer(void)
{
	fake_set_macro(&scene.connection, "{auth_authen}", "teacher");
	scene.connection.log[0] = '\0';
	scene.connection.requests = 0;
	ck_assert_int_eq(scene_begin("<teacher@school.example>", "<" REFERRAL ">"), SMFIS_CONTINUE);
	scene_body();
	return fake_filter.xxfi_eom(&scene.connection);
}

const char *scene_ledger(void)
{
	static char text[65536];
	char path[128];

	snprintf(path, sizeof(path), "%s/records-000001.jsonl", scene.ledger);
	memset(text, 0, sizeof(text));
	FILE *file = fopen(path, "r");
	if (file != NULL) {
		size_t size = fread(text, 1, sizeof(text) - 1, file);
		ck_assert_uint_lt(size, sizeof(text) - 1);
		fclose(file);
	}
	return text;
}

unsigned scene_records(void)
{
	unsigned count = 0;

	for (const char *at = scene_ledger(); (at = strchr(at, '\n')) != NULL; at++)
		count++;
	return count;
}

void scene_names_nobody(const char *text)
{
	static const char *const named[] = {"teacher", "school.example", "one@", "form.pdf", "Met <", "192.0.2"};

	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		ck_assert_msg(strstr(text, named[i]) == NULL, "\"%s\" stands in: %s", named[i], text);
}

void scene_block(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY, 0600);

	ck_assert_int_ge(fd, 0);
	close(fd);
}

int scene_descriptors(void)
{
	int count = 0;
	DIR *directory = opendir("/proc/self/fd");

	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}
