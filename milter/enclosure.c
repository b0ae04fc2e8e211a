#include "milter/enclosure.h"

#include "rules/utf8.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LINE_OCTETS 57 /* of the file, in a line of 76 characters */
#define NAME_LIMIT  255

/* A boundary that no base64 can hold. */
static const char header[] = "From: referral-check@localhost.example\r\n"
			     "To: referral-check@localhost.example\r\n"
			     "Date: Thu, 01 Jan 2026 00:00:00 +0000\r\n"
			     "Message-ID: <enclosure@localhost.example>\r\n"
			     "Subject: enclosure\r\n"
			     "MIME-Version: 1.0\r\n"
			     "Content-Type: multipart/mixed; boundary=\"-_enclosure_-\"\r\n"
			     "\r\n"
			     "---_enclosure_-\r\n"
			     "Content-Type: application/octet-stream\r\n"
			     "Content-Transfer-Encoding: base64\r\n"
			     "Content-Disposition: attachment";
static const char footer[] = "\r\n---_enclosure_---\r\n";

bool enclosure_is_message(const char *path)
{
	size_t length = strlen(path);

	return length >= 4 && strcasecmp(path + length - 4, ".eml") == 0;
}

static void write_name(FILE *stream, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	size_t length = strlen(name);

	if (length == 0 || length > NAME_LIMIT || !utf8_is_valid(name, length))
		return;
	fputs(";\r\n filename*=utf-8''", stream);
	for (; *name != '\0'; name++) {
		unsigned char octet = (unsigned char)*name;
		bool is_plain = (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') ||
				(octet >= 'a' && octet <= 'z') || octet == '.' || octet == '-' || octet == '_';
		fprintf(stream, is_plain ? "%c" : "%%%02X", octet);
	}
}

static void write_base64(FILE *stream, const uint8_t *octets, size_t size)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < size; i += 3) {
		size_t left = size - i;
		uint32_t group = (uint32_t)octets[i] << 16 | (left > 1 ? (uint32_t)octets[i + 1] << 8 : 0) |
				 (left > 2 ? octets[i + 2] : 0U);
		if (i > 0 && i % LINE_OCTETS == 0)
			fputs("\r\n", stream);
		putc_unlocked(digits[group >> 18], stream);
		putc_unlocked(digits[group >> 12 & 63], stream);
		putc_unlocked(left > 1 ? digits[group >> 6 & 63] : '=', stream);
		putc_unlocked(left > 2 ? digits[group & 63] : '=', stream);
	}
}

/* Of a stream in memory. */
static int finish(FILE *stream, char **octets, char **ret_octets)
{
	bool has_failed = ferror(stream) != 0;

	if (fclose(stream) != 0 || has_failed) {
		free(*octets);
		return -ENOMEM;
	}
	*ret_octets = *octets;
	return 0;
}

int enclosure_make(const char *path, const void *octets, size_t size, char **ret_message, size_t *ret_size)
{
	char *message = NULL;
	FILE *stream = open_memstream(&message, ret_size);

	if (stream == NULL)
		return -ENOMEM;
	fputs(header, stream);
	write_name(stream, path);
	fputs("\r\n\r\n", stream);
	write_base64(stream, octets, size);
	fputs(footer, stream);
	return finish(stream, &message, ret_message);
}

int enclosure_restore(const void *octets, size_t size, char **ret_message, size_t *ret_size)
{
	const char *from = octets;
	char *message = NULL;
	FILE *stream = open_memstream(&message, ret_size);

	if (stream == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < size; i++) {
		if (from[i] == '\n' && (i == 0 || from[i - 1] != '\r'))
			putc_unlocked('\r', stream);
		putc_unlocked(from[i], stream);
	}
	return finish(stream, &message, ret_message);
}
