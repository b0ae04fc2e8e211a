/*
 * inspect_messages: asks a real, confined inspector about message files, as the gate would, for tests in Python.
 *
 * inspect_messages [--rules FILE] [--fresh] reads lines of JSON: {"in": FILE, "out": FILE or absent}; it writes for
 * each a line: {"result": 0 or a negative errno (-EPIPE: the inspector died), "disposition", "findings": [[reason,
 * trouble, subject, action], ...], "fields": [[name, value, added], ...], "replaced": whether there is a new body,
 * "forms": of the forms read, [status, ...], "cpu_ms", "peak_kb", "wall_ms"}. The new message is written to "out".
 * With --fresh each message has an inspector of its own, and time and memory are those of it and all its children;
 * otherwise they are 0.
 */
#include "channel/channel.h"
#include "rules/unsafe.h"
#include "tests/support/inspector.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* As the daemon has it where nobody configured anything. */
static const char *const arguments[] = {"template", "--children=2", "--wall-ms=20000", "--cpu-seconds=10",
    "--memory-mb=512", "--message-size=67108864", NULL};

#define ANSWER_MS 30000 /* more than an inspector has */

static char *read_file(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	struct stat status;

	if (file == NULL || fstat(fileno(file), &status) != 0)
		exit(2);
	char *octets = malloc((size_t)status.st_size + 1);
	if (octets == NULL || fread(octets, 1, (size_t)status.st_size, file) != (size_t)status.st_size)
		exit(2);
	fclose(file);
	*ret_size = (size_t)status.st_size;
	octets[*ret_size] = '\0';
	return octets;
}

static void write_message(int fd, const char *path)
{
	FILE *file = fopen(path, "wb");
	char buffer[65536];
	off_t at = 0;

	if (file == NULL)
		exit(2);
	for (ssize_t got; (got = pread(fd, buffer, sizeof(buffer), at)) > 0; at += got)
		if (fwrite(buffer, 1, (size_t)got, file) != (size_t)got)
			exit(2);
	if (fclose(file) != 0)
		exit(2);
}

static json_t *describe_findings(const struct verdict *verdict)
{
	json_t *findings = json_array();

	for (size_t i = 0; i < verdict->finding_count; i++) {
		const struct finding *finding = &verdict->findings[i];
		const char *subject = finding->reason == REASON_CONTENT_UNSAFE && finding->subject < UNSAFE_CLASS_COUNT
					  ? unsafe_word((enum unsafe_class)finding->subject)
					  : "";
		json_array_append_new(
		    findings, json_pack("[s, s, s, s]", reason_word(finding->reason), trouble_word(finding->trouble),
				  subject, action_word(finding->action)));
	}
	return findings;
}

static json_t *describe_fields(const struct verdict *verdict)
{
	json_t *fields = json_array();

	for (size_t i = 0; i < verdict->edit_count; i++) {
		const struct edit *edit = &verdict->edits[i];
		if (edit->name != NULL)
			json_array_append_new(
			    fields, json_pack("[s, s, b]", edit->name, edit->value, edit->kind == EDIT_ADD_HEADER));
	}
	return fields;
}

static void describe(json_t *said, const struct inspect_answer *answer)
{
	const struct verdict *verdict = &answer->verdict;

	json_object_set_new(said, "disposition", json_string(disposition_word(verdict->disposition)));
	json_object_set_new(said, "class", json_string(mail_class_word(verdict->mail_class)));
	json_object_set_new(said, "findings", describe_findings(verdict));
	json_object_set_new(said, "fields", describe_fields(verdict));
	json_object_set_new(said, "replaced", json_boolean(verdict_replaces_body(verdict)));
	json_t *forms = json_array();
	for (size_t i = 0; i < verdict->form_count; i++)
		json_array_append_new(forms, json_integer(verdict->forms[i].state));
	json_object_set_new(said, "forms", forms);
}

/* Asks, and keeps the new message. */
static json_t *ask(const struct inspector *inspector, const char *octets, size_t size, const char *out)
{
	struct inspect_answer answer = {.message_fd = -1};
	struct envelope envelope;
	struct packet packet;
	struct reader reader;
	int reply = -1, fd = inspector_message(octets, size);

	inspector_envelope(&envelope);
	inspector_ask(inspector, &envelope, fd, &reply);
	envelope_clear(&envelope);
	close(fd);
	int r = channel_receive(reply, ANSWER_MS, &packet);
	close(reply);
	if (r == 0) {
		reader_init(&reader, packet.bytes, packet.size);
		r = inspect_answer_decode(&reader, &answer);
		if (r == 0 && answer.error != 0)
			r = -answer.error;
		json_t *said = json_pack("{s:i}", "result", r);
		if (r == 0)
			describe(said, &answer);
		if (r == 0 && packet.fd_count > 0 && out != NULL)
			write_message(packet.fds[0], out);
		inspect_answer_clear(&answer);
		packet_clear(&packet);
		return said;
	}
	return json_pack("{s:i}", "result", r);
}

static long long milliseconds(struct timeval time)
{
	return (long long)time.tv_sec * 1000 + time.tv_usec / 1000;
}

/* The largest process and the time of all: what an inspector waited for counts as its own. */
static json_t *ask_fresh(const char *rules, const char *octets, size_t size, const char *out)
{
	struct inspector inspector = {0};
	struct timespec start, end;
	struct rusage usage;
	int status = 0;

	inspector_start(&inspector, rules, arguments);
	clock_gettime(CLOCK_MONOTONIC, &start);
	json_t *said = ask(&inspector, octets, size, out);
	clock_gettime(CLOCK_MONOTONIC, &end);
	close(inspector.socket);
	if (wait4(inspector.pid, &status, 0, &usage) != inspector.pid || status != 0)
		exit(3);
	json_object_set_new(said, "cpu_ms", json_integer(milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime)));
	json_object_set_new(said, "peak_kb", json_integer(usage.ru_maxrss));
	json_object_set_new(said, "wall_ms",
	    json_integer((end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000));
	return said;
}

static void answer_line(const char *line, const char *rules, const struct inspector *inspector)
{
	json_t *request = json_loads(line, 0, NULL);
	const char *in = json_string_value(json_object_get(request, "in"));
	const char *out = json_string_value(json_object_get(request, "out"));
	size_t size = 0;

	if (in == NULL)
		exit(2);
	char *octets = read_file(in, &size);
	json_t *said = inspector != NULL ? ask(inspector, octets, size, out) : ask_fresh(rules, octets, size, out);
	free(octets);
	json_dumpf(said, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(said);
	json_decref(request);
}

int main(int argc, char **argv)
{
	struct inspector inspector = {0};
	bool is_fresh = false;
	char *rules = NULL, *line = NULL;
	size_t capacity = 0, size = 0;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--fresh") == 0)
			is_fresh = true;
		else if (strcmp(argv[i], "--rules") == 0 && i + 1 < argc)
			rules = read_file(argv[++i], &size);
		else
			return 2;
	}
	if (!is_fresh)
		inspector_start(&inspector, rules, arguments);
	while (getline(&line, &capacity, stdin) > 0)
		answer_line(line, rules, is_fresh ? NULL : &inspector);
	free(line);
	free(rules);
	return is_fresh || inspector_stop(&inspector) == 0 ? 0 : 3;
}
