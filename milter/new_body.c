#include "milter/new_body.h"

#include "channel/channel.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#define LINE_OCTETS_MAX 998 /* without CRLF; RFC 5322 section 2.1.1 */

static bool is_line(const char *line, const char *feed)
{
	size_t length = (size_t)(feed - line);

	if (length == 0 || feed[-1] != '\r' || length - 1 > LINE_OCTETS_MAX)
		return false;
	return memchr(line, '\r', length - 1) == NULL && memchr(line, '\0', length - 1) == NULL;
}

static bool has_good_lines(const char *octets, size_t size)
{
	const char *end = octets + size;

	while (octets < end) {
		const char *feed = memchr(octets, '\n', (size_t)(end - octets));
		if (feed == NULL || !is_line(octets, feed))
			return false;
		octets = feed + 1;
	}
	return true;
}

static int map(int fd, uint64_t offset, struct new_body *body)
{
	void *mapping = mmap(NULL, body->mapped, PROT_READ, MAP_PRIVATE, fd, 0);

	if (mapping == MAP_FAILED)
		return -ENOMEM;
	body->mapping = mapping;
	body->octets = (const char *)mapping + offset;
	body->size = body->mapped - (size_t)offset;
	return has_good_lines(body->octets, body->size) ? 0 : -EBADMSG;
}

int new_body_open(int fd, uint64_t offset, uint64_t most, struct budget *budget, struct new_body *ret_body)
{
	struct new_body body = {.budget = budget};
	size_t size = 0;

	if (channel_sealed_size(fd, &size) < 0 || size > most || offset == 0 || offset > size)
		return -EBADMSG;
	if (!budget_take(budget, size))
		return -ENOBUFS;
	body.mapped = size;
	int r = map(fd, offset, &body);
	if (r < 0)
		new_body_clear(&body);
	else
		*ret_body = body;
	return r;
}

void new_body_clear(struct new_body *body)
{
	if (body->mapping != NULL)
		munmap(body->mapping, body->mapped);
	if (body->budget != NULL)
		budget_give(body->budget, body->mapped);
	*body = (struct new_body){.octets = NULL};
}
