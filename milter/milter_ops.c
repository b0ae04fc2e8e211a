#include "milter/milter_ops.h"

#include <errno.h>
#include <libmilter/mfapi.h>
#include <stdlib.h>
#include <string.h>

#define REPLY_LINES 32	  /* of smfi_setmlreply() */
#define BODY_CHUNK  65535 /* octets: MILTER_CHUNK_SIZE, which every MTA takes in one packet */

/* libmilter takes its texts as char *, and writes to none of them. */
static char *text(const char *constant)
{
	return (char *)(uintptr_t)constant;
}

static int result(int r)
{
	return r == MI_SUCCESS ? 0 : -EIO;
}

static int add_recipient(void *milter, const char *address)
{
	const struct milter_call *call = milter;

	return result(smfi_addrcpt(call->ctx, text(address)));
}

/* The value with the space that this MTA wants from us, to be freed. */
static char *spaced(const struct milter_call *call, const char *value)
{
	bool needs_space = call->has_leading_space && *value != ' ' && *value != '\t' && *value != '\n';
	size_t size = strlen(value) + 1;
	char *copy = malloc(size + 1);

	if (copy == NULL)
		return NULL;
	copy[0] = ' ';
	memcpy(copy + (needs_space ? 1 : 0), value, size);
	return copy;
}

static int add_header(void *milter, const char *name, const char *value)
{
	const struct milter_call *call = milter;
	char *copy = spaced(call, value);

	if (copy == NULL)
		return -EIO;
	int r = result(smfi_addheader(call->ctx, text(name), copy));
	free(copy);
	return r;
}

static int change_header(void *milter, const char *name, uint32_t occurrence, const char *value)
{
	const struct milter_call *call = milter;
	char *copy = spaced(call, value);

	if (copy == NULL)
		return -EIO;
	int r = result(smfi_chgheader(call->ctx, text(name), (int)occurrence, copy));
	free(copy);
	return r;
}

static int replace_body(void *milter, const char *octets, size_t size)
{
	const struct milter_call *call = milter;
	int r = 0;

	/* An empty body is said, too. */
	do {
		size_t chunk = size < BODY_CHUNK ? size : BODY_CHUNK;
		r = result(smfi_replacebody(call->ctx, (unsigned char *)text(octets), (int)chunk));
		octets += chunk;
		size -= chunk;
	} while (r == 0 && size > 0);
	return r;
}

static int quarantine(void *milter, const char *reason)
{
	const struct milter_call *call = milter;

	return result(smfi_quarantine(call->ctx, text(reason)));
}

/* With "%" doubled, to be freed: the MTA takes the text for a format. */
static char *escaped(const char *line)
{
	char *copy = malloc(2 * strlen(line) + 1);

	if (copy == NULL)
		return NULL;
	char *at = copy;
	for (; *line != '\0'; line++) {
		if (*line == '%')
			*at++ = '%';
		*at++ = *line;
	}
	*at = '\0';
	return copy;
}

static int set_reply(void *milter, const char *code, const char *enhanced, char *const *lines, size_t count)
{
	const struct milter_call *call = milter;
	char *l[REPLY_LINES] = {NULL};
	int r = count > 0 && count <= REPLY_LINES ? 0 : -EIO;

	for (size_t i = 0; r == 0 && i < count; i++) {
		l[i] = escaped(lines[i]);
		if (l[i] == NULL)
			r = -EIO;
	}
	/* The list ends at the first NULL. */
	if (r == 0)
		r = result(smfi_setmlreply(call->ctx, code, enhanced, l[0], l[1], l[2], l[3], l[4], l[5], l[6], l[7],
		    l[8], l[9], l[10], l[11], l[12], l[13], l[14], l[15], l[16], l[17], l[18], l[19], l[20], l[21],
		    l[22], l[23], l[24], l[25], l[26], l[27], l[28], l[29], l[30], l[31], NULL));
	for (size_t i = 0; i < REPLY_LINES; i++)
		free(l[i]);
	return r;
}

static int progress(void *milter)
{
	const struct milter_call *call = milter;

	return result(smfi_progress(call->ctx));
}

const struct milter_ops milter_ops_libmilter = {
    .add_recipient = add_recipient,
    .add_header = add_header,
    .change_header = change_header,
    .replace_body = replace_body,
    .quarantine = quarantine,
    .set_reply = set_reply,
    .progress = progress,
};
