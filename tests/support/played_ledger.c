#include "tests/support/played_ledger.h"

#include "audit/checkpoint.h"
#include "audit/event.h"
#include "audit/store/record_time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LINE_SIZE 4096
#define WORD_SIZE 64

struct played_ledger {
	const char *directory;
	struct note_signer signer;
	unsigned seed, segment;
	FILE *records, *leaves;
	struct merkle_range tree;
	int64_t time_us;
	char bundle[65];
	unsigned reloads;
	uint64_t heartbeat; /* seconds */
};

static void must(int is_true, const char *what)
{
	if (is_true)
		return;
	fprintf(stderr, "played_ledger: cannot %s\n", what);
	exit(1);
}

static FILE *open_file(const struct played_ledger *ledger, const char *name, const char *mode)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", ledger->directory, name);
	FILE *file = fopen(path, mode);
	must(file != NULL, path);
	return file;
}

static void begin_segment(struct played_ledger *ledger)
{
	char name[32];

	if (ledger->records != NULL)
		must(fclose(ledger->records) == 0, "close a segment");
	snprintf(name, sizeof(name), "records-%06u.jsonl", ++ledger->segment);
	ledger->records = open_file(ledger, name, "w");
}

static void sign(const struct played_ledger *ledger, const char *name)
{
	struct merkle_hash root;
	char *note = NULL;
	FILE *file = open_file(ledger, name, "w");

	must(merkle_range_root(&ledger->tree, &root) == 0, "hash");
	must(checkpoint_sign(&ledger->signer, ledger->tree.size, &root, &note) == 0, "sign");
	must(fputs(note, file) >= 0 && fclose(file) == 0, "write a checkpoint");
	free(note);
}

static void choose_key(struct played_ledger *ledger, char vkey[NOTE_VKEY_SIZE])
{
	uint8_t seed[NOTE_KEY_SIZE] = {7, (uint8_t)ledger->seed, (uint8_t)(ledger->seed >> 8)};
	struct note_verifier verifier;

	must(note_signer_init(&ledger->signer, PLAYED_ORIGIN, seed) == 0, "make a key");
	must(note_verifier_of(&ledger->signer, &verifier) == 0, "make a key");
	note_vkey_format(&verifier, vkey);
}

static void publish_key(struct played_ledger *ledger, const char *vkey)
{
	FILE *file = open_file(ledger, "vkey", "a");

	fprintf(file, "%s\n", vkey);
	must(fclose(file) == 0, "write vkey");
}

/* `line` without its newline begins {"v":1, and gets its index here. */
static void append(struct played_ledger *ledger, const char *line)
{
	char stored[LINE_SIZE];
	struct merkle_hash leaf;

	int length = snprintf(
	    stored, sizeof(stored), "{\"v\":1,\"index\":%" PRIu64 ",%s", ledger->tree.size, line + strlen("{\"v\":1,"));
	must(length > 0 && (size_t)length < sizeof(stored), "hold a line");
	must(merkle_hash_leaf(stored, (size_t)length, &leaf) == 0, "hash");
	must(merkle_range_append(&ledger->tree, &leaf) == 0, "hash");
	must(fprintf(ledger->records, "%s\n", stored) > 0, "write a record");
	must(fwrite(leaf.octets, sizeof(leaf.octets), 1, ledger->leaves) == 1, "write a leaf");
}

static void append_event(struct played_ledger *ledger, const char *kind, const struct event_field *fields, size_t count)
{
	const struct event event = {.kind = kind,
	    .time_us = ledger->time_us,
	    .gateway = PLAYED_GATEWAY,
	    .bundle = strcmp(kind, "signing-key") == 0 ? NULL : ledger->bundle,
	    .fields = fields,
	    .field_count = count};
	char *line = NULL;
	size_t size = 0;

	must(event_format(&event, &line, &size) == 0, "format an event");
	line[size - 1] = '\0';
	append(ledger, line);
	free(line);
}

static void append_start(struct played_ledger *ledger, int is_clean)
{
	char vkey[NOTE_VKEY_SIZE];

	choose_key(ledger, vkey);
	const struct event_field fields[] = {{"clean", EVENT_BOOL, .number = (uint64_t)is_clean},
	    {"vkey", EVENT_TEXT, vkey}, {"heartbeat", EVENT_NUMBER, .number = ledger->heartbeat}};
	append_event(ledger, "start", fields, 3);
}

static void rotate(struct played_ledger *ledger)
{
	char old[NOTE_VKEY_SIZE], vkey[NOTE_VKEY_SIZE], name[32];
	struct note_verifier verifier;

	choose_key(ledger, old);
	must(note_vkey_parse(old, &verifier) == 0, "read a key");
	snprintf(name, sizeof(name), "handover-%08" PRIx32, verifier.id);
	struct note_signer before = ledger->signer;
	ledger->seed++;
	choose_key(ledger, vkey);
	const struct event_field fields[] = {{"vkey", EVENT_TEXT, vkey}, {"previous", EVENT_TEXT, old}};
	append_event(ledger, "signing-key", fields, 2);
	struct note_signer after = ledger->signer;
	ledger->signer = before;
	sign(ledger, name);
	ledger->signer = after;
	publish_key(ledger, vkey);
}

/* The next key is named by the record, and signs nothing; or the present one is named again. */
static void announce(struct played_ledger *ledger, unsigned next)
{
	char vkey[NOTE_VKEY_SIZE];

	ledger->seed += next;
	choose_key(ledger, vkey);
	ledger->seed -= next;
	const struct event_field fields[] = {{"vkey", EVENT_TEXT, vkey}, {"previous", EVENT_TEXT, NULL}};
	append_event(ledger, "signing-key", fields, 2);
	choose_key(ledger, vkey);
}

static void use_old_key(struct played_ledger *ledger)
{
	char vkey[NOTE_VKEY_SIZE];

	ledger->seed--;
	choose_key(ledger, vkey);
}

static void swap_bundle(struct played_ledger *ledger)
{
	memset(ledger->bundle, "abcdef"[++ledger->reloads % 6], sizeof(ledger->bundle) - 1);
}

static void reload(struct played_ledger *ledger)
{
	char previous[sizeof(ledger->bundle)];

	memcpy(previous, ledger->bundle, sizeof(previous));
	swap_bundle(ledger);
	const struct event_field fields[] = {{"previous", EVENT_TEXT, previous}};
	append_event(ledger, "reload", fields, 1);
}

static void append_verdict(struct played_ledger *ledger, int is_refused)
{
	char line[LINE_SIZE], time[RECORD_TIME_SIZE];
	uint64_t index = ledger->tree.size;

	record_time_format(ledger->time_us, time);
	snprintf(line, sizeof(line),
	    "{\"v\":1,\"kind\":\"verdict\",\"time\":\"%s\",\"gateway\":\"" PLAYED_GATEWAY "\",\"salt\":\"%032" PRIx64
	    "\","
	    "\"software\":\"referral-milter 0.1.0\",\"bundle\":\"%s\",\"route\":\"lewisham\",\"mode\":\"enforce\","
	    "\"class\":\"referral\",\"verdict\":\"%s\",\"would\":\"%s\",\"reason\":%s,\"findings\":[%s],"
	    "\"exception\":null,\"addresses\":[{\"name\":\"Metropolitan "
	    "Police\",\"current\":\"yes\",\"legacy\":false}],"
	    "\"copies\":[{\"name\":\"Lewisham "
	    "MASH\",\"header\":\"yes\",\"envelope\":\"yes\",\"sender\":false,\"added\":"
	    "false},{\"name\":\"Lewisham Prevent "
	    "team\",\"header\":\"%s\",\"envelope\":\"no\",\"sender\":false,\"added\":"
	    "false}],\"parts\":[{\"type\":\"text/plain\",\"sniffed\":null,\"size\":512}],\"forms\":[{\"state\":"
	    "\"completed\",\"part\":0,\"form\":\"prevent.fingerprint\",\"score\":981,\"labels\":40,\"answers\":33,"
	    "\"ticks\":4,\"digest\":\"%032" PRIx64 "\"}],\"edits\":[],%s\"period\":\"2026Q4\",\"sender\":\"%032" PRIx64
	    "\",\"sender_domain\":\"other\",\"message_id\":\"%032" PRIx64
	    "\",\"references\":[],\"queue_id\":\"%032" PRIx64
	    "\",\"previous\":null,\"timings\":{\"screen_us\":210,\"wait_us\":4,\"inspect_us\":5120},\"recipients\":3,"
	    "\"size\":40960,\"deaths\":0}",
	    time, index * 7919, ledger->bundle, is_refused ? "refuse" : "accept", is_refused ? "refuse" : "accept",
	    is_refused ? "\"copy-missing\"" : "null",
	    is_refused ? "{\"reason\":\"copy-missing\",\"action\":\"refuse\",\"subject\":\"Lewisham Prevent team\","
			 "\"excepted\":false,\"trouble\":null}"
		       : "",
	    is_refused ? "no" : "yes", index * 31, is_refused ? "\"case\":\"7QXM-2RDF\"," : "", index % 97, index * 101,
	    index * 13);
	append(ledger, line);
	ledger->time_us += 1000000;
}

static void play_word(struct played_ledger *ledger, const char *word)
{
	if (strcmp(word, "start") == 0 || strcmp(word, "unclean") == 0)
		append_start(ledger, word[0] == 's');
	else if (strcmp(word, "verdict") == 0 || strcmp(word, "refuse") == 0)
		append_verdict(ledger, word[0] == 'r');
	else if (strcmp(word, "stop") == 0)
		append_event(ledger, word, NULL, 0);
	else if (strcmp(word, "heartbeat") == 0)
		append_event(
		    ledger, word, &(struct event_field){"heartbeat", EVENT_NUMBER, .number = ledger->heartbeat}, 1);
	else if (strncmp(word, "every=", 6) == 0)
		ledger->heartbeat = strtoull(word + 6, NULL, 10);
	else if (strcmp(word, "reload") == 0)
		reload(ledger);
	else if (strcmp(word, "rotate") == 0)
		rotate(ledger);
	else if (strcmp(word, "announce") == 0 || strcmp(word, "withdraw") == 0)
		announce(ledger, word[0] == 'a');
	else if (strcmp(word, "oldkey") == 0)
		use_old_key(ledger);
	else if (strcmp(word, "swap") == 0)
		swap_bundle(ledger);
	else if (strcmp(word, "segment") == 0)
		begin_segment(ledger);
	else if (strcmp(word, "sign") == 0)
		sign(ledger, "checkpoint");
	else if (strcmp(word, "keep") == 0)
		sign(ledger, "older");
	else if (word[0] == '+' || word[0] == '-')
		ledger->time_us += strtoll(word, NULL, 10) * 1000000;
	else
		must(strcmp(word, "unsigned") == 0, word);
}

static void play_words(struct played_ledger *ledger, const char *script)
{
	char word[WORD_SIZE] = "";

	for (int used = 0; sscanf(script, "%63s%n", word, &used) == 1; script += used) {
		char *times = strchr(word, '*');
		unsigned long count = times != NULL ? strtoul(times + 1, NULL, 10) : 1;
		if (times != NULL)
			*times = '\0';
		while (count-- > 0)
			play_word(ledger, word);
	}
	if (strcmp(word, "unsigned") != 0)
		sign(ledger, "checkpoint");
}

void ledger_play(const char *directory, unsigned seed, const char *script)
{
	struct played_ledger ledger = {
	    .directory = directory, .seed = seed, .time_us = PLAYED_START, .heartbeat = 3600};
	char vkey[NOTE_VKEY_SIZE];

	must(mkdir(directory, 0700) == 0, directory);
	memset(ledger.bundle, 'a', sizeof(ledger.bundle) - 1);
	choose_key(&ledger, vkey);
	publish_key(&ledger, vkey);
	ledger.leaves = open_file(&ledger, "leaves", "w");
	begin_segment(&ledger);
	play_words(&ledger, script);
	must(fclose(ledger.records) == 0 && fclose(ledger.leaves) == 0, "close");
}
