/*
 * case_message: the octets of a case's message: CRLF line ends, attachments in base64.
 *
 * Two ways to attach a file of tests/cases/files: an "attach:" line wraps the text below "--" and the file into a
 * multipart/mixed; and a line of the message that says {base64 form.pdf} is replaced by the file. {octets 0D 00} in a
 * line of the message stands for these octets.
 */
#ifndef MILTER_CASE_MESSAGE_H
#define MILTER_CASE_MESSAGE_H

#include "milter/case_file.h"

#include <stdint.h>

struct case_message {
	uint8_t *bytes;
	size_t size;
	size_t header_size; /* octets before the empty line */
};

/* `files` is the directory of the samples. 0, -EINVAL (said on standard error), other negative errno. */
int case_message_build(const struct case_file *file, const char *files, struct case_message *ret_message);
void case_message_clear(struct case_message *message);

#endif
