#include "audit/tool/import_write.h"

#include "audit/base64.h"
#include "audit/directory.h"
#include "audit/ledger.h"
#include "audit/segment.h"
#include "audit/store/plain_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ORIGIN_TAIL "/referral-ledger"

struct writer {
	int directory;
	const struct import_table *table;
	struct import_spool *spool;
	char *line; /* LEDGER_LINE_MAX + LEDGER_INDEX_MAX octets, and a newline */
	unsigned segment;
	FILE *records;
	uint64_t size; /* of the segment */
	size_t key;    /* whose handover is written */
};

int import_write_name(const char *origin, char ret_name[IMPORT_NAME_SIZE])
{
	size_t length = strlen(origin), tail = strlen(ORIGIN_TAIL), at = 0;

	if (length > tail && strcmp(origin + length - tail, ORIGIN_TAIL) == 0)
		length -= tail;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)origin[i];
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		bool is_plain = is_letter || c == '-' || c == '_' || (c == '.' && i > 0);
		if (at + 4 > IMPORT_NAME_SIZE)
			return -ENAMETOOLONG;
		at += (size_t)snprintf(ret_name + at, IMPORT_NAME_SIZE - at, is_plain ? "%c" : "%%%02X", c);
	}
	return at > 0 ? 0 : -ENAMETOOLONG;
}

static int finish(FILE *stream)
{
	int r = fflush(stream) == 0 && !ferror(stream) && fsync(fileno(stream)) == 0 ? 0 : -EIO;

	return fclose(stream) == 0 ? r : -EIO;
}

static int begin_segment(struct writer *writer)
{
	int fd = -1;
	int r = writer->records != NULL ? finish(writer->records) : 0;

	writer->records = NULL;
	writer->segment++;
	writer->size = 0;
	if (r == 0)
		r = segment_create(writer->directory, &writer->segment, &fd);
	if (r < 0)
		return r;
	writer->records = fdopen(fd, "a");
	if (writer->records == NULL) {
		close(fd);
		return -ENOMEM;
	}
	return 0;
}

static int write_line(FILE *stream, struct writer *writer, const struct import_slot *slot)
{
	int r = import_spool_read(writer->spool, slot->offset, writer->line, slot->length);

	if (r < 0)
		return r;
	writer->line[slot->length] = '\n';
	return fwrite(writer->line, 1, slot->length + 1, stream) == slot->length + 1 ? 0 : -EIO;
}

static int write_record(struct writer *writer, uint64_t index)
{
	struct import_slot slot = {0};
	int r = import_table_get(writer->table, index, &slot);

	if (r == 0 && (writer->records == NULL || writer->size + slot.length + 1 > LEDGER_SEGMENT_SIZE_MAX))
		r = begin_segment(writer);
	if (r < 0)
		return r;
	writer->size += slot.length + 1;
	return write_line(writer->records, writer, &slot);
}

static int write_records(struct writer *writer)
{
	uint64_t index = 0;
	int r;

	while ((r = import_table_next(writer->table, index, &index)) == 1) {
		r = write_record(writer, index);
		if (r < 0)
			break;
		index++;
	}
	if (writer->records != NULL) {
		int end = finish(writer->records);
		r = r < 0 ? r : end;
	}
	return r < 0 ? r : directory_sync(writer->directory);
}

/* The segments up to number `last`: their lines are all in later ones now. */
static int remove_segments(int directory, unsigned last)
{
	DIR *entries = NULL;
	struct dirent *entry;
	int r = directory_list(directory, &entries);

	if (r < 0)
		return r;
	while ((entry = readdir(entries)) != NULL) {
		unsigned number = segment_number(entry->d_name);
		if (number > 0 && number <= last)
			unlinkat(directory, entry->d_name, 0);
	}
	closedir(entries);
	return directory_sync(directory);
}

static int replace_records(struct writer *writer)
{
	unsigned last = 0;
	int r = segment_find_last(writer->directory, &last);

	writer->segment = last;
	if (r == 0)
		r = write_records(writer);
	return r == 0 && last > 0 ? remove_segments(writer->directory, last) : r;
}

/* A file that takes the place of the one of that name when it is whole and durable. */
typedef int put_content(FILE *stream, struct writer *writer, const struct import_outcome *outcome);

static int replace_file(const char *name, struct writer *writer, const struct import_outcome *outcome, put_content *put)
{
	char beside[64];

	snprintf(beside, sizeof(beside), ".new-%s", name);
	unlinkat(writer->directory, beside, 0);
	int fd = openat(writer->directory, beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	FILE *stream = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (stream == NULL) {
		int r = -errno;
		if (fd >= 0)
			close(fd);
		return r;
	}
	int r = put(stream, writer, outcome);
	int end = finish(stream);
	r = r < 0 ? r : end;
	if (r == 0 && renameat(writer->directory, beside, writer->directory, name) != 0)
		r = -errno;
	if (r < 0)
		unlinkat(writer->directory, beside, 0);
	return r;
}

static int put_leaves(FILE *stream, struct writer *writer, const struct import_outcome *outcome)
{
	for (uint64_t index = 0; index < outcome->contiguous; index++) {
		struct import_slot slot = {0};
		int r = import_table_get(writer->table, index, &slot);
		if (r < 0)
			return r;
		if (fwrite(slot.leaf.octets, DIGEST_SIZE, 1, stream) != 1)
			return -EIO;
	}
	return 0;
}

static int put_note(FILE *stream, struct writer *writer, const struct import_checkpoint *checkpoint)
{
	char *note = import_check_note(writer->table, checkpoint);
	int r = note == NULL ? -ENOMEM : fputs(note, stream) < 0 ? -EIO : 0;

	free(note);
	return r;
}

static int put_newest(FILE *stream, struct writer *writer, const struct import_outcome *outcome)
{
	return put_note(stream, writer, outcome->newest);
}

static int put_handover(FILE *stream, struct writer *writer, const struct import_outcome *outcome)
{
	return put_note(stream, writer, outcome->keys[writer->key].last);
}

/* The last checkpoint of each key that has a successor, as the ledger itself keeps it. */
static int write_handovers(struct writer *writer, const struct import_outcome *outcome)
{
	char name[sizeof("handover-") + 8];
	int r = 0;

	for (size_t i = 0; i + 1 < outcome->key_count && r == 0; i++) {
		if (outcome->keys[i].last == NULL)
			continue;
		writer->key = i;
		snprintf(name, sizeof(name), "handover-%08" PRIx32, outcome->keys[i].verifier.id);
		r = replace_file(name, writer, outcome, put_handover);
	}
	return r;
}

static int put_vkeys(FILE *stream, struct writer *writer, const struct import_outcome *outcome)
{
	(void)writer;
	for (size_t i = 0; i < outcome->key_count; i++) {
		char text[NOTE_VKEY_SIZE];
		int r = note_vkey_format(&outcome->keys[i].verifier, text);
		if (r < 0)
			return r;
		fprintf(stream, "%s\n", text);
	}
	return 0;
}

static int put_checkpoints(FILE *stream, struct writer *writer, const struct import_outcome *outcome)
{
	const struct import_table *table = writer->table;
	char root[BASE64_SIZE(DIGEST_SIZE)], signature[BASE64_SIZE(IMPORT_SIGNATURE_SIZE)];

	(void)outcome;
	for (size_t i = 0; i < table->checkpoint_count; i++) {
		const struct import_checkpoint *checkpoint = &table->checkpoints[i];
		if (checkpoint->is_forged)
			continue;
		base64_encode(checkpoint->root.octets, DIGEST_SIZE, root);
		base64_encode(checkpoint->signature, IMPORT_SIGNATURE_SIZE, signature);
		fprintf(stream, "checkpoint %s %" PRIu64 " %s %s\n", table->origin, checkpoint->size, root, signature);
	}
	return 0;
}

static int put_others(FILE *stream, struct writer *writer, const struct import_outcome *outcome)
{
	int r = 0;

	(void)outcome;
	for (size_t i = 0; i < writer->table->other_count && r == 0; i++)
		r = write_line(stream, writer, &writer->table->others[i].slot);
	return r;
}

static int write_all(struct writer *writer, const struct import_outcome *outcome)
{
	const struct import_table *table = writer->table;
	bool is_changed = table->fresh > 0 || outcome->settled > 0 || table->is_untidy;
	int r = is_changed ? replace_records(writer) : 0;

	if (r == 0)
		r = replace_file("leaves", writer, outcome, put_leaves);
	if (r == 0 && outcome->key_count > 0)
		r = replace_file("vkey", writer, outcome, put_vkeys);
	if (r == 0)
		r = write_handovers(writer, outcome);
	if (r == 0 && table->checkpoint_count > 0)
		r = replace_file("checkpoints", writer, outcome, put_checkpoints);
	if (r == 0 && table->other_count > 0)
		r = replace_file("conflicts.jsonl", writer, outcome, put_others);
	if (r == 0 && outcome->newest != NULL)
		r = replace_file("checkpoint", writer, outcome, put_newest);
	return r < 0 ? r : directory_sync(writer->directory);
}

int import_write(
    int directory, const struct import_table *table, struct import_spool *spool, const struct import_outcome *outcome)
{
	struct writer writer = {.directory = directory, .table = table, .spool = spool};

	writer.line = malloc(LEDGER_LINE_MAX + LEDGER_INDEX_MAX + 1);
	if (writer.line == NULL)
		return -ENOMEM;
	int r = write_all(&writer, outcome);
	free(writer.line);
	return r;
}
