#include "milter/saved_message.h"

#include "milter/enclosure.h"
#include "milter/form_material.h"
#include "milter/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void saved_message_clear(struct saved_message *message)
{
	free(message->octets);
	if (message->fd >= 0)
		close(message->fd);
	*message = (struct saved_message){.fd = -1};
}

/* Octets of the header with its last line's end. */
static size_t find_header(const char *octets, size_t size)
{
	const char *empty = memmem(octets, size, "\r\n\r\n", 4);

	if (size >= 2 && memcmp(octets, "\r\n", 2) == 0)
		return 0;
	return empty != NULL ? (size_t)(empty - octets) + 2 : size;
}

int saved_message_take(char *octets, size_t size, struct saved_message *ret_message)
{
	struct saved_message message = {
	    .octets = octets, .size = size, .header_size = find_header(octets, size), .fd = -1};
	int r = form_material_seal(octets, size, &message.fd);

	if (r < 0)
		saved_message_clear(&message);
	else
		*ret_message = message;
	return r;
}

/* Octets of the line that an mbox has before a message. */
static size_t find_start(const uint8_t *octets, size_t size)
{
	const uint8_t *end = size > 5 && memcmp(octets, "From ", 5) == 0 ? memchr(octets, '\n', size) : NULL;

	return end != NULL ? (size_t)(end - octets) + 1 : 0;
}

int saved_message_read(const char *path, size_t most, struct saved_message *ret_message)
{
	uint8_t *octets = NULL;
	char *restored = NULL;
	size_t size = 0, restored_size = 0;
	int r = whole_file_read(AT_FDCWD, path, most, &octets, &size);

	if (r < 0)
		return r;
	size_t start = find_start(octets, size);
	r = enclosure_restore(octets + start, size - start, &restored, &restored_size);
	free(octets);
	return r < 0 ? r : saved_message_take(restored, restored_size, ret_message);
}

const char *saved_message_field_end(const char *at, const char *end)
{
	do {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		at = feed != NULL ? feed + 1 : end;
	} while (at < end && (*at == ' ' || *at == '\t'));
	return at;
}
