#include "message/part_reader.h"

#include "message/header_facts.h"
#include "message/limits.h"
#include "message/part_name.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CHUNK 4096 /* octets of decoded content at a time */

/* Transfer encodings that GMime and everybody else know; of others it takes the encoded text for the content. */
static const char *const encodings[] = {
    "7bit", "8bit", "binary", "base64", "quoted-printable", "uuencode", "x-uuencode", "x-uue"};

static bool is_content_field(const char *name)
{
	return strcasecmp(name, "Content-Type") == 0 || strcasecmp(name, "Content-Disposition") == 0;
}

/* Calls `visit` for each field of the object of which `name` is NULL or the name. */
typedef int (*visit_field)(void *context, const char *name, const char *value);

static int visit_fields(GMimeObject *object, visit_field visit, void *context)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	int count = g_mime_header_list_get_count(list), r = 0;

	for (int i = 0; i < count && r == 0; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
		const char *value = g_mime_header_get_raw_value(header);
		if (value != NULL)
			r = visit(context, g_mime_header_get_name(header), value);
	}
	return r;
}

static int check_field(void *context, const char *name, const char *value)
{
	(void)context;
	return is_content_field(name) ? content_field_check(value, strlen(value)) : 0;
}

int part_reader_check(GMimeObject *object)
{
	return visit_fields(object, check_field, NULL);
}

/* A repeated field must say the same; so must what GMime knows: no comment, no quotes, no second word. */
static int check_encoding(void *context, const char *name, const char *value)
{
	bool *is_known = context;
	size_t start = strspn(value, " \t\r\n"), length = strcspn(value + start, " \t\r\n");

	if (strcasecmp(name, "Content-Transfer-Encoding") != 0)
		return 0;
	bool found = value[start + length + strspn(value + start + length, " \t\r\n")] == '\0';
	bool is_listed = false;
	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++)
		if (strlen(encodings[i]) == length && strncasecmp(encodings[i], value + start, length) == 0)
			is_listed = true;
	if (!found || !is_listed)
		*is_known = false;
	return 0;
}

static bool has_known_encoding(GMimeObject *object)
{
	bool is_known = true;

	visit_fields(object, check_encoding, &is_known);
	return is_known;
}

static int collect_names(void *context, const char *name, const char *value)
{
	struct parameter_list list;

	if (!is_content_field(name))
		return 0;
	int r = parameter_list_parse(value, strlen(value), &list);
	if (r < 0)
		return r;
	r = part_name_collect(&list, context);
	parameter_list_clear(&list);
	return r;
}

/* GMime's own readings are candidates like ours. */
static int add_names(struct facts_part *part, GMimeObject *object)
{
	const char *readings[] = {g_mime_object_get_content_disposition_parameter(object, "filename"),
	    g_mime_object_get_content_type_parameter(object, "name")};
	int r = visit_fields(object, collect_names, part);

	for (size_t i = 0; i < 2 && r == 0; i++)
		if (readings[i] != NULL)
			r = part_name_add(part, readings[i], strlen(readings[i]));
	return r;
}

bool part_reader_parameter_is(GMimeObject *object, const char *name, const char *value)
{
	const char *found = g_mime_object_get_content_type_parameter(object, name);

	return found != NULL && strcasecmp(found, value) == 0;
}

static char *declared_type(GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	char *text = NULL;

	if (asprintf(&text, "%s/%s", g_mime_content_type_get_media_type(type),
		g_mime_content_type_get_media_subtype(type)) < 0)
		return NULL;
	for (char *c = text; *c != '\0'; c++)
		*c = g_ascii_tolower(*c);
	return text;
}

/* A new part with path and declared type; NULL for want of memory. */
static struct facts_part *add_part(struct facts *facts, GMimeObject *object, const char *path)
{
	struct facts_part *part = facts_add_part(facts);

	if (part == NULL)
		return NULL;
	part->path = strdup(path);
	part->declared_type = declared_type(object);
	return part->path != NULL && part->declared_type != NULL ? part : NULL;
}

int part_reader_add_container(struct facts *facts, GMimeObject *object, const char *path, bool has_children)
{
	struct facts_part *part = add_part(facts, object, path);

	if (part == NULL)
		return -ENOMEM;
	part->role = has_children ? PART_CONTAINER : PART_UNKNOWN;
	part->is_opaque = !has_children;
	return 0;
}

/* The beginning of what was decoded, and how much it was. */
struct content {
	char *start; /* at most LIMIT_SNIFF_BYTES */
	size_t start_size;
	size_t start_capacity;
	uint64_t size;
};

static void content_take(struct content *content, const char *octets, size_t size)
{
	size_t room = content->start_capacity - content->start_size;

	content->size += size;
	if (size > room)
		size = room;
	if (size > 0)
		memcpy(content->start + content->start_size, octets, size);
	content->start_size += size;
}

/* As it stands: only the beginning needs reading. */
static void read_identity(GMimeStream *stream, gint64 length, struct content *content)
{
	while (content->start_size < content->start_capacity) {
		ssize_t got = g_mime_stream_read(
		    stream, content->start + content->start_size, content->start_capacity - content->start_size);
		if (got <= 0)
			break;
		content->start_size += (size_t)got;
	}
	content->size = (uint64_t)length;
}

static void read_encoded(GMimeStream *stream, GMimeContentEncoding encoding, struct content *content)
{
	GMimeFilter *filter = g_mime_filter_basic_new(encoding, FALSE);
	GMimeStream *decoded = g_mime_stream_filter_new(stream);
	char octets[CHUNK];
	ssize_t got;

	g_mime_stream_filter_add(GMIME_STREAM_FILTER(decoded), filter);
	while ((got = g_mime_stream_read(decoded, octets, sizeof(octets))) > 0)
		content_take(content, octets, (size_t)got);
	g_object_unref(decoded);
	g_object_unref(filter);
}

static bool is_identity(GMimeContentEncoding encoding)
{
	return encoding != GMIME_CONTENT_ENCODING_BASE64 && encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE &&
	       encoding != GMIME_CONTENT_ENCODING_UUENCODE;
}

static int read_content(struct facts_part *part, struct part_sniffer *sniffer, GMimePart *leaf)
{
	GMimeDataWrapper *wrapper = g_mime_part_get_content(leaf);
	struct content content = {0};
	int r = 0;

	if (wrapper == NULL)
		return 0;
	GMimeContentEncoding encoding = g_mime_data_wrapper_get_encoding(wrapper);
	GMimeStream *stream = g_mime_data_wrapper_get_stream(wrapper);
	gint64 length = g_mime_stream_length(stream);
	if (length <= 0)
		return 0;
	g_mime_stream_reset(stream);
	if (sniffer != NULL) {
		content.start_capacity = length < LIMIT_SNIFF_BYTES ? (size_t)length : LIMIT_SNIFF_BYTES;
		content.start = malloc(content.start_capacity);
		if (content.start == NULL)
			return -ENOMEM;
	}
	if (is_identity(encoding))
		read_identity(stream, length, &content);
	else
		read_encoded(stream, encoding, &content);
	part->decoded_size = content.size;
	const char *type =
	    content.start_size > 0 ? part_sniffer_type(sniffer, content.start, content.start_size) : NULL;
	if (type != NULL) {
		part->sniffed_type = strdup(type);
		r = part->sniffed_type != NULL ? 0 : -ENOMEM;
	}
	free(content.start);
	return r;
}

bool part_reader_disposition_is(GMimeObject *object, const char *disposition)
{
	GMimeContentDisposition *found = g_mime_object_get_content_disposition(object);
	const char *word = found != NULL ? g_mime_content_disposition_get_disposition(found) : NULL;

	return word != NULL && strcasecmp(word, disposition) == 0;
}

/* Text of the mail itself: it has no file name and does not ask to be saved. */
static bool is_body(GMimeObject *object, const struct facts_part *part)
{
	return part->name_count == 0 && !part_reader_disposition_is(object, "attachment") &&
	       (strcmp(part->declared_type, "text/plain") == 0 || strcmp(part->declared_type, "text/html") == 0);
}

static bool is_image(const char *type)
{
	return type != NULL && strncasecmp(type, "image/", 6) == 0;
}

/* Shown with the text: an image by name and by nature that something refers to. Outside of multipart/related one with a
 * file name was attached: a telephone's mail program shows photographs so. */
static bool is_inline(GMimeObject *object, const struct facts_part *part, const struct part_place *place)
{
	return is_image(part->declared_type) && is_image(part->sniffed_type) &&
	       g_mime_object_get_content_id(object) != NULL && !part_reader_disposition_is(object, "attachment") &&
	       (place->in_related || (part_reader_disposition_is(object, "inline") && part->name_count == 0));
}

int part_reader_add_leaf(
    struct facts *facts, struct part_sniffer *sniffer, GMimePart *leaf, const struct part_place *place)
{
	GMimeObject *object = GMIME_OBJECT(leaf);
	struct facts_part *part = add_part(facts, object, place->path);

	if (part == NULL)
		return -ENOMEM;
	part->role = PART_ATTACHMENT;
	int r = add_names(part, object);
	if (r == 0 && part->role != PART_UNKNOWN && is_body(object, part))
		part->role = PART_BODY;
	if (r == 0)
		r = read_content(part, part->role == PART_BODY ? NULL : sniffer, leaf);
	if (r < 0)
		return r;
	if (!has_known_encoding(object))
		part->role = PART_UNKNOWN;
	else if (part->role == PART_ATTACHMENT && is_inline(object, part, place))
		part->role = PART_INLINE;
	part->is_opaque = part_type_is_opaque(part);
	return 0;
}
