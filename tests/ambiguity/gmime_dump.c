/*
 * gmime_dump: what GMime reads in messages, as any program would ask it; one line of JSON a message.
 *
 * Reads file names, one a line. Each line of the answer holds the parts in the order in which they stand in the
 * message: path, kind, type, name, encoding, charset, disposition, length and SHA-256 of the decoded octets
 * (readings.py says what they mean). Nothing is repaired, refused or made equal here.
 */
#include <errno.h>
#include <fcntl.h>
#include <gmime/gmime.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEPTH_MAX   40
#define PATH_SIZE   256
#define SECONDS_MAX 20 /* for one message; then SIGALRM ends us, and the reader of our output says so */

static json_t *text(const char *value)
{
	json_t *string = value != NULL ? json_string(value) : json_null();

	/* A name that is no UTF-8. */
	return string != NULL ? string : json_string("\xef\xbf\xbd");
}

static const char *encoding_word(GMimeObject *object)
{
	switch (GMIME_IS_PART(object) ? g_mime_part_get_content_encoding(GMIME_PART(object))
				      : GMIME_CONTENT_ENCODING_DEFAULT) {
	case GMIME_CONTENT_ENCODING_BASE64:
		return "base64";
	case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
		return "quoted-printable";
	case GMIME_CONTENT_ENCODING_UUENCODE:
		return "uuencode";
	default:
		return "identity";
	}
}

static void put_content(json_t *entry, GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *memory = g_mime_stream_mem_new();

	if (content != NULL)
		g_mime_data_wrapper_write_to_stream(content, memory);
	GByteArray *octets = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
	char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, octets->data, octets->len);
	json_object_set_new(entry, "length", json_integer(octets->len));
	json_object_set_new(entry, "sha256", json_string(digest));
	g_free(digest);
	g_object_unref(memory);
}

static const char *name_of(GMimeObject *object)
{
	if (GMIME_IS_PART(object))
		return g_mime_part_get_filename(GMIME_PART(object));
	const char *name = g_mime_object_get_content_disposition_parameter(object, "filename");
	return name != NULL ? name : g_mime_object_get_content_type_parameter(object, "name");
}

static void put_object(json_t *parts, GMimeObject *object, const char *path, unsigned depth);

static void put_child(json_t *parts, GMimeObject *child, const char *path, int number, unsigned depth)
{
	char child_path[PATH_SIZE];

	snprintf(child_path, sizeof(child_path), "%s.%d", path, number);
	if (child != NULL && depth < DEPTH_MAX)
		put_object(parts, child, child_path, depth + 1);
}

static void put_object(json_t *parts, GMimeObject *object, const char *path, unsigned depth)
{
	char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));
	char *lower = g_ascii_strdown(type, -1);
	json_t *entry = json_object();
	const char *kind = GMIME_IS_MULTIPART(object)	   ? "multipart"
			   : GMIME_IS_MESSAGE_PART(object) ? "message"
							   : "leaf";

	json_object_set_new(entry, "path", json_string(path));
	json_object_set_new(entry, "kind", json_string(kind));
	json_object_set_new(entry, "type", text(lower));
	json_object_set_new(entry, "name", text(name_of(object)));
	json_object_set_new(entry, "encoding", json_string(encoding_word(object)));
	json_object_set_new(entry, "charset", text(g_mime_object_get_content_type_parameter(object, "charset")));
	json_object_set_new(entry, "disposition", text(g_mime_object_get_disposition(object)));
	g_free(lower);
	g_free(type);
	if (GMIME_IS_PART(object))
		put_content(entry, GMIME_PART(object));
	json_array_append_new(parts, entry);
	if (GMIME_IS_MULTIPART(object))
		for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); i++)
			put_child(parts, g_mime_multipart_get_part(GMIME_MULTIPART(object), i), path, i + 1, depth);
	if (GMIME_IS_MESSAGE_PART(object)) {
		GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
		put_child(parts, message != NULL ? g_mime_message_get_mime_part(message) : NULL, path, 1, depth);
	}
}

static int dump(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	GMimeStream *stream = g_mime_stream_fs_new(fd);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	json_t *answer = json_object(), *parts = json_array();
	if (message != NULL && g_mime_message_get_mime_part(message) != NULL)
		put_object(parts, g_mime_message_get_mime_part(message), "1", 0);
	json_object_set_new(answer, "parts", parts);
	json_dumpf(answer, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(answer);
	if (message != NULL)
		g_object_unref(message);
	g_object_unref(parser);
	g_object_unref(stream);
	return 0;
}

int main(void)
{
	char path[4096];
	int r = 0;

	g_mime_init();
	while (r == 0 && fgets(path, sizeof(path), stdin) != NULL) {
		path[strcspn(path, "\n")] = '\0';
		alarm(SECONDS_MAX);
		r = dump(path);
		alarm(0);
	}
	if (r < 0)
		fprintf(stderr, "gmime_dump: %s: %s\n", path, strerror(-r));
	g_mime_shutdown();
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
