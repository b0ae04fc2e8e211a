#include "tests/support/new_message.h"

#include "channel/channel.h"
#include "message/charsets.h"
#include "message/grammar/grammar.h"
#include "message/sanitise/splice.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST	 (64U << 20)
#define TOO_MUCH ((64U << 20) + 1) /* octets; the daemon's default for a message is less */

#define MUST(condition)                                                                                                \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			_exit(4);                                                                                      \
	} while (0)

static const char notice[] = "An attachment was taken out of this message: a program. Please ask.\n";

bool new_message_is_meant(const char *word)
{
	return strncmp(word, "strip", strlen("strip")) == 0;
}

static int copy(const void *octets, size_t size, bool is_sealed)
{
	int fd = -1;

	MUST(channel_memfd("test", &fd) == 0 && channel_write(fd, octets, size) == 0);
	MUST(!is_sealed || channel_seal(fd) == 0);
	return fd;
}

static void splice(int message_fd, struct spliced *ret_spliced)
{
	struct replacement replacement = {.octets = notice, .size = sizeof(notice) - 1, .is_notice = true};
	struct grammar_fault fault;
	struct mapping mapping;
	struct outline outline;

	charsets_hold();
	MUST(mapping_open(message_fd, &mapping) == 0);
	MUST(grammar_check(mapping.bytes, mapping.size, &outline, &fault) == 0);
	replacement.part = outline.count - 1;
	MUST(splice_make(&mapping, &outline, &replacement, 1, MOST, ret_spliced) == 0);
}

static void say(const char *word, const struct spliced *spliced, struct verdict *verdict)
{
	bool is_flagged = strcmp(word, "strip-flagged") == 0;

	if (strcmp(word, "strip-unsaid") != 0)
		verdict_add_finding(
		    verdict, REASON_CONTENT_UNSAFE, is_flagged ? ACTION_FLAG : ACTION_STRIP, UNSAFE_EXECUTABLE);
	verdict_add_edit(verdict, EDIT_REPLACE_BODY, NULL, 0, "");
	for (size_t i = 0; i < spliced->field_count; i++) {
		const struct spliced_field *field = &spliced->fields[i];
		verdict_add_edit(verdict, field->is_added ? EDIT_ADD_HEADER : EDIT_CHANGE_HEADER, field->name,
		    field->is_added ? 0 : 1, field->value);
	}
	if (strcmp(word, "strip-subject") == 0)
		verdict_add_edit(verdict, EDIT_CHANGE_HEADER, "Subject", 1, " not yours");
	if (strcmp(word, "strip-structure") == 0)
		verdict_add_edit(verdict, EDIT_CHANGE_HEADER, "Content-Type", 1, " multipart/mixed;\n\tboundary=\"x\"");
}

/* Another file than the new message. */
static int other_file(const char *word, int fd)
{
	static const char garbage[] = "Subject: x\r\n\r\nno\0 lines\rat\nall";

	if (strcmp(word, "strip-unsealed") == 0)
		return copy("Subject: x\r\n\r\n\r\n", 16, false);
	if (strcmp(word, "strip-garbage") == 0)
		return copy(garbage, sizeof(garbage), true);
	if (strcmp(word, "strip-large") == 0) {
		fd = copy("", 0, false);
		MUST(ftruncate(fd, TOO_MUCH) == 0 && channel_seal(fd) == 0);
	}
	return fd;
}

void new_message_make(
    const char *word, int message_fd, struct inspect_answer *answer, struct new_message *ret_new_message)
{
	struct new_message made = {.fd_count = 1};
	struct spliced spliced;

	splice(message_fd, &spliced);
	answer->body_offset = spliced.body_offset;
	made.fds[0] = made.fds[1] = other_file(word, spliced.fd);
	if (strcmp(word, "strip-garbage") == 0)
		answer->body_offset = strlen("Subject: x\r\n\r\n");
	if (strcmp(word, "strip-nowhere") == 0)
		answer->body_offset = MOST;
	if (strcmp(word, "strip-nothing") == 0)
		made.fd_count = 0;
	if (strcmp(word, "strip-twice") == 0)
		made.fd_count = 2;
	if (strcmp(word, "strip-unasked") == 0)
		answer->body_offset = 0;
	else
		say(word, &spliced, &answer->verdict);
	*ret_new_message = made;
}
