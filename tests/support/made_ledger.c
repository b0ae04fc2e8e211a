/*
 * made_ledger: a real ledger for tests of the auditor's tool, and its one writer, as a gate would be.
 *
 * Usage: made_ledger DIRECTORY KEYS GATEWAY SEGMENT-SIZE. It obeys the lines of its standard input, and prints a line
 * for each: a record (it begins with "{") is appended; "event KIND" appends one of that kind; "key PERIOD" makes the
 * pseudonym key of a period; "sender PERIOD ADDRESS" prints a pseudonym; "vkey" the
 * verifier key; "serve" does what the next request of the spool
 * asks; "take" begins it and never answers. At the end of the input the ledger is closed.
 */
#include "audit/errand.h"
#include "audit/event.h"
#include "audit/key_file.h"
#include "audit/key_shelf.h"
#include "audit/ledger.h"
#include "audit/redact.h"
#include "audit/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SERVE_TRIES 1000 /* pauses of a hundredth of a second */

struct world {
	const char *directory, *keys;
	struct ledger *ledger;
	int spool;
};

static void need(int r, const char *what)
{
	if (r < 0) {
		fprintf(stderr, "made_ledger: %s: %s\n", what, strerror(-r));
		exit(2);
	}
}

static void make_key(const struct world *world, const char *period)
{
	uint8_t key[DIGEST_SIZE];
	char name[64];
	int fd = open(world->keys, O_RDONLY | O_DIRECTORY);

	snprintf(name, sizeof(name), "pseudonym-%s.key", period);
	need(key_file_load_or_make(fd, name, key), "key");
	close(fd);
	puts("made");
}

static void print_sender(const struct world *world, char *arguments)
{
	char *address = strchr(arguments, ' ');
	struct period_key key;
	struct redacted redacted;

	*address++ = '\0';
	need(key_shelf_load(world->keys, arguments, &key), "key");
	need(redact_value(&key, REDACT_SENDER, address, strlen(address), &redacted), "pseudonym");
	puts(redacted.text);
}

static void print_vkey(const struct world *world)
{
	char vkey[NOTE_VKEY_SIZE] = "";

	need(ledger_vkey(world->ledger, vkey), "verifier key");
	puts(vkey);
}

static void serve(const struct world *world, bool is_answered)
{
	const struct timespec pause = {.tv_nsec = 10000000};
	char name[SPOOL_NAME_SIZE];
	struct request request;
	struct request_answer answer;
	int r = 0;

	for (int i = 0; i < SERVE_TRIES && (r = spool_take(world->spool, name, &request)) == 0; i++)
		nanosleep(&pause, NULL);
	need(r == 0 ? -ETIMEDOUT : r, "request");
	if (is_answered) {
		errand_run(world->ledger, world->directory, world->keys, &request, (int64_t)time(NULL), NULL, &answer);
		need(spool_answer(world->spool, name, &answer), "answer");
	}
	puts("served");
}

static void append(const struct world *world, const char *record)
{
	char *line = NULL;
	int length = asprintf(&line, "%s\n", record);

	need(length < 0 ? -ENOMEM : ledger_append(world->ledger, line, (size_t)length), "append");
	free(line);
	puts("appended");
}

static void obey(const struct world *world, char *line)
{
	struct event event = {.kind = line + strlen("event ")};

	if (line[0] == '{')
		append(world, line);
	else if (strncmp(line, "event ", 6) == 0) {
		need(ledger_append_event(world->ledger, &event), "event");
		puts("appended");
	} else if (strncmp(line, "key ", 4) == 0)
		make_key(world, line + 4);
	else if (strncmp(line, "sender ", 7) == 0)
		print_sender(world, line + 7);
	else if (strcmp(line, "vkey") == 0)
		print_vkey(world);
	else
		serve(world, strcmp(line, "serve") == 0);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct world world = {.spool = -1};
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;

	if (argc != 5)
		need(-EINVAL, "arguments");
	world.directory = argv[1];
	world.keys = argv[2];
	mkdir(world.keys, 0700);
	const struct ledger_options options = {
	    .directory = argv[1], .keys = argv[2], .gateway = argv[3], .segment_size = strtoull(argv[4], NULL, 10)};
	need(ledger_open(&options, &world.ledger, NULL), "ledger");
	int directory = open(world.directory, O_RDONLY | O_DIRECTORY);
	need(spool_open(directory, &world.spool), "spool");
	puts("open");
	fflush(stdout);
	while ((length = getline(&line, &capacity, stdin)) > 0) {
		line[length - (line[length - 1] == '\n')] = '\0';
		obey(&world, line);
	}
	free(line);
	ledger_close(world.ledger);
	close(world.spool);
	close(directory);
	return 0;
}
