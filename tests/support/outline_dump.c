/*
 * The strict grammar's outline of message files, as JSON: what other parsers' readings of the same files are compared
 * with. Decodes by itself, with GLib, and not by what it shows.
 *
 * outline_dump FILE     exit status 0 accepted, 1 refused, 2 unreadable
 * outline_dump --many   file names on standard input, a line each; one line of JSON each; 0, or 2 for an unreadable one
 */
#include "message/charsets.h"
#include "message/grammar/grammar.h"

#include <ctype.h>
#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"leaf", "multipart", "message"};
static const char *const encodings[] = {"identity", "base64", "quoted-printable"};
static const char *const dispositions[] = {"", "inline", "attachment"};

static void print_string(const char *text)
{
	putchar('"');
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		if (c < ' ' || c == '"' || c == '\\' || c == 127)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

/* "1" for the message itself, "1.2" for the second part of it. */
static void print_path(const struct outline *outline, size_t index)
{
	size_t parent = outline->parts[index].parent, number = 1;

	if (parent != OUTLINE_NO_PARENT) {
		print_path(outline, parent);
		putchar('.');
		for (size_t i = parent + 1; i < index; i++)
			number += outline->parts[i].parent == parent;
	}
	printf("%zu", number);
}

static unsigned digit_value(char c)
{
	return (unsigned)(isdigit((unsigned char)c) ? c - '0' : toupper((unsigned char)c) - 'A' + 10);
}

/* RFC 2045 section 6.7, of what the grammar accepted. */
static GByteArray *decode_quoted_printable(const char *at, const char *end)
{
	GByteArray *octets = g_byte_array_new();

	while (at < end) {
		guint8 octet = (guint8)*at++;
		if (octet == '=' && end - at >= 2 && memcmp(at, "\r\n", 2) == 0) {
			at += 2;
			continue;
		}
		if (octet == '=' && end - at >= 2) {
			octet = (guint8)(digit_value(at[0]) << 4 | digit_value(at[1]));
			at += 2;
		}
		g_byte_array_append(octets, &octet, 1);
	}
	return octets;
}

static GByteArray *decode(const struct outline_part *part, const char *body)
{
	GByteArray *octets;

	if (part->encoding == OUTLINE_QUOTED_PRINTABLE)
		return decode_quoted_printable(body, body + part->body_length);
	octets = g_byte_array_new();
	g_byte_array_append(octets, (const guint8 *)body, (guint)part->body_length);
	if (part->encoding == OUTLINE_BASE64 && octets->len > 0) {
		gsize length = 0;
		g_byte_array_append(octets, (const guint8 *)"", 1);
		g_base64_decode_inplace((gchar *)octets->data, &length);
		g_byte_array_set_size(octets, (guint)length);
	}
	return octets;
}

static void print_content(const struct outline_part *part, const char *message)
{
	GByteArray *octets = decode(part, message + part->body_offset);
	gchar *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, octets->data, octets->len);

	if (octets->len != part->decoded_length) {
		fprintf(stderr, "outline_dump: %u octets decoded, %zu expected\n", octets->len,
		    (size_t)part->decoded_length);
		abort();
	}
	printf(",\"length\":%u,\"sha256\":\"%s\"", octets->len, digest);
	g_free(digest);
	g_byte_array_free(octets, TRUE);
}

static void print_part(const struct outline *outline, size_t index, const char *message)
{
	const struct outline_part *part = &outline->parts[index];

	printf("%s{\"path\":\"", index > 0 ? "," : "");
	print_path(outline, index);
	printf("\",\"kind\":\"%s\",\"type\":", kinds[part->kind]);
	print_string(part->type);
	printf(",\"charset\":");
	print_string(part->charset != NULL ? part->charset : "");
	printf(",\"encoding\":\"%s\",\"disposition\":\"%s\",\"names\":[", encodings[part->encoding],
	    dispositions[part->disposition]);
	for (size_t i = 0; i < part->name_count; i++) {
		printf("%s", i > 0 ? "," : "");
		print_string(part->names[i]);
	}
	putchar(']');
	if (part->kind == OUTLINE_LEAF)
		print_content(part, message);
	putchar('}');
}

static void print_outline(const struct outline *outline, const char *message)
{
	printf("{\"verdict\":\"accepted\",\"parts\":[");
	for (size_t i = 0; i < outline->count; i++)
		print_part(outline, i, message);
	printf("]}\n");
}

/* The exit status. */
static int dump(const char *path)
{
	struct grammar_fault fault = {RULE_NONE, 0};
	struct outline outline;
	gchar *message = NULL;
	gsize size = 0;

	if (!g_file_get_contents(path, &message, &size, NULL)) {
		fprintf(stderr, "outline_dump: %s cannot be read\n", path);
		return 2;
	}
	int r = grammar_check(message, size, &outline, &fault);
	if (r == 0) {
		print_outline(&outline, message);
		outline_clear(&outline);
	} else if (r == -E2BIG) {
		printf("{\"verdict\":\"too-much\"}\n");
	} else {
		printf("{\"verdict\":\"refused\",\"rule\":\"%s\",\"offset\":%zu}\n", grammar_rule_word(fault.rule),
		    fault.offset);
	}
	fflush(stdout);
	g_free(message);
	return r == 0 ? 0 : 1;
}

static int dump_many(void)
{
	char *path = NULL;
	size_t capacity = 0;
	ssize_t length;
	int status = 0;

	while ((length = getline(&path, &capacity, stdin)) > 0) {
		if (path[length - 1] == '\n')
			path[length - 1] = '\0';
		if (dump(path) == 2) {
			status = 2;
			break;
		}
	}
	free(path);
	return status;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: outline_dump FILE | outline_dump --many\n");
		return 2;
	}
	charsets_hold();
	return strcmp(argv[1], "--many") == 0 ? dump_many() : dump(argv[1]);
}
