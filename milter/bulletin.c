#include "milter/bulletin.h"

#include "channel/channel.h"
#include "milter/control.h"
#include "milter/limits.h"
#include "milter/log.h"
#include "milter/public_file.h"
#include "milter/stopwatch.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEND_TIMEOUT_MS 1000
#define SIGNATURE_MARK	"\xe2\x80\x94 " /* an em dash and a blank */

void bulletin_init(
    struct bulletin *bulletin, struct books *books, const char *gateway, const char *directory, int control_fd)
{
	*bulletin =
	    (struct bulletin){.books = books, .gateway = gateway, .directory = directory, .control_fd = control_fd};
}

/* The octets up to the newline, which is passed; NULL: there is none. */
static const char *take_line(const char **at, int *ret_length)
{
	const char *line = *at, *end = strchr(line, '\n');

	if (end == NULL || end - line > BULLETIN_LINE_MAX)
		return NULL;
	*ret_length = (int)(end - line);
	*at = end + 1;
	return line;
}

int bulletin_line(const char *note, char ret_line[BULLETIN_LINE_MAX])
{
	const char *texts[5] = {NULL}; /* origin, size, root, nothing, signature */
	int lengths[5] = {0};
	size_t mark = strlen(SIGNATURE_MARK);

	for (size_t i = 0; i < 5; i++)
		if ((texts[i] = take_line(&note, &lengths[i])) == NULL)
			return -EBADMSG;
	const char *signature = texts[4] + lengths[4];
	while (signature > texts[4] && signature[-1] != ' ')
		signature--;
	if (lengths[3] != 0 || strncmp(texts[4], SIGNATURE_MARK, mark) != 0 || signature <= texts[4] + mark)
		return -EBADMSG;
	int size = snprintf(ret_line, BULLETIN_LINE_MAX, "checkpoint %.*s %.*s %.*s %.*s", lengths[0], texts[0],
	    lengths[1], texts[1], lengths[2], texts[2], (int)(texts[4] + lengths[4] - signature), signature);
	return size < BULLETIN_LINE_MAX ? 0 : -EBADMSG;
}

static int replace_file(const struct bulletin *bulletin, const char *note)
{
	char path[PATH_MAX];

	if ((size_t)snprintf(path, sizeof(path), "%s/%.*s.checkpoint", bulletin->directory, NOTE_NAME_MAX,
		bulletin->gateway) >= sizeof(path))
		return -ENAMETOOLONG;
	return public_file_write(path, note, strlen(note));
}

/* The command reads it from its standard input. */
static int send_note(const struct bulletin *bulletin, const char *note)
{
	const struct control control = {.kind = CONTROL_CHECKPOINT};
	int fd = -1;
	int r = channel_memfd("checkpoint", &fd);

	if (r < 0)
		return r;
	r = channel_write(fd, note, strlen(note));
	if (r == 0)
		r = channel_seal(fd);
	if (r == 0)
		r = control_send(bulletin->control_fd, &control, fd, SEND_TIMEOUT_MS);
	close(fd);
	return r;
}

static void say(const struct bulletin *bulletin, const char *note)
{
	char line[BULLETIN_LINE_MAX];

	if (bulletin_line(note, line) == 0)
		log_write(LOG_LEVEL_NOTICE, NULL, "%s", line);
	int r = bulletin->directory != NULL ? replace_file(bulletin, note) : 0;
	if (r < 0)
		log_write(
		    LOG_LEVEL_WARNING, NULL, "%s: cannot write the checkpoint: %s", bulletin->directory, strerror(-r));
	r = bulletin->control_fd >= 0 ? send_note(bulletin, note) : 0;
	if (r < 0)
		log_write(LOG_LEVEL_WARNING, NULL, "cannot hand on the checkpoint: %s", strerror(-r));
}

void bulletin_tend(struct bulletin *bulletin, bool is_due)
{
	uint64_t size = 0;
	char *note = NULL;

	if (!is_due && stopwatch_left_ms(bulletin->due) > 0)
		return;
	if (books_checkpoint(bulletin->books, &note, &size) < 0)
		return;
	if (size != bulletin->said) {
		say(bulletin, note);
		bulletin->said = size;
		bulletin->due = stopwatch_deadline(LIMIT_BULLETIN_MS);
	}
	free(note);
}
