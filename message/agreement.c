#include "message/agreement.h"

#include "message/limits.h"
#include "message/part_field.h"

#include <string.h>
#include <strings.h>

/* A walk down GMime's tree, and along the outline: both have parts in the order of their headers. */
struct comparison {
	const struct outline *outline;
	size_t next; /* of the outline's parts */
};

/* Where in the tree a part stands. */
struct stand {
	size_t parent;
	unsigned depth;
	GMimeObject *owner; /* the message whose body it is, which has the fields that are not about content; or NULL */
};

static gint64 lesser(gint64 one, gint64 other)
{
	if (one < 0 || (other >= 0 && other < one))
		return other;
	return one;
}

/* -1 for a header without a field. GMime gives fields that it made up itself no offset. */
static gint64 first_offset(GMimeObject *object)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	int count = g_mime_header_list_get_count(list);
	gint64 offset = -1;

	for (int i = 0; i < count; i++)
		offset = lesser(offset, g_mime_header_get_offset(g_mime_header_list_get_header_at(list, i)));
	return offset;
}

static bool header_agrees(const struct outline_part *part, GMimeObject *object, GMimeObject *owner)
{
	gint64 offset = first_offset(object);

	if (owner != NULL)
		offset = lesser(offset, first_offset(owner));
	return offset < 0 || (guint64)offset == part->header_offset;
}

static bool type_agrees(const struct outline_part *part, GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	const char *media = g_mime_content_type_get_media_type(type);
	const char *subtype = g_mime_content_type_get_media_subtype(type);
	size_t length = strlen(media);

	return strncasecmp(part->type, media, length) == 0 && part->type[length] == '/' &&
	       strcasecmp(part->type + length + 1, subtype) == 0;
}

static bool disposition_agrees(const struct outline_part *part, GMimeObject *object)
{
	static const char *const words[] = {
	    [OUTLINE_UNDISPOSED] = "", [OUTLINE_INLINE] = "inline", [OUTLINE_ATTACHMENT] = "attachment"};
	GMimeContentDisposition *found = g_mime_object_get_content_disposition(object);
	const char *word = found != NULL ? g_mime_content_disposition_get_disposition(found) : "";

	return word != NULL && strcasecmp(word, words[part->disposition]) == 0;
}

static bool is_among_names(const struct outline_part *part, const char *name)
{
	for (size_t i = 0; i < part->name_count; i++)
		if (strcmp(part->names[i], name) == 0)
			return true;
	return false;
}

/* What follows the last full stop; "" when there is none. */
static const char *extension(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL ? dot + 1 : "";
}

/* GMime unquotes a "name" after it has decoded its encoded words, so that a quotation mark in them ends it (as
 * Nodemailer writes them). Where there is a "filename" nobody goes by it: it only must not be called something else. */
static bool is_cut_short(const struct outline_part *part, const char *name)
{
	const char *found = extension(name);

	return part->name_count > 0 && (*found == '\0' || strcasecmp(found, extension(part->names[0])) == 0);
}

/* GMime takes the first of "filename" and "filename*", RFC 2231 the second; the grammar has judged both. */
static bool names_agree(const struct outline_part *part, GMimeObject *object)
{
	const char *filename = g_mime_object_get_content_disposition_parameter(object, "filename");
	const char *name = g_mime_object_get_content_type_parameter(object, "name");

	if (filename == NULL && name == NULL)
		return part->name_count == 0;
	if (!part_field_can_decode_names(object))
		return part->name_count > 0;
	if (filename == NULL)
		return is_among_names(part, name);
	return is_among_names(part, filename) &&
	       (name == NULL || is_among_names(part, name) || is_cut_short(part, name));
}

static bool charset_agrees(const struct outline_part *part, GMimeObject *object)
{
	const char *charset = g_mime_object_get_content_type_parameter(object, "charset");

	if (strncmp(part->type, "text/", 5) != 0)
		return true;
	if (charset == NULL || part->charset == NULL)
		return charset == NULL && part->charset == NULL;
	return strcasecmp(part->charset, charset) == 0;
}

static bool encoding_agrees(const struct outline_part *part, GMimeContentEncoding encoding)
{
	switch (encoding) {
	case GMIME_CONTENT_ENCODING_BASE64:
		return part->encoding == OUTLINE_BASE64;
	case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
		return part->encoding == OUTLINE_QUOTED_PRINTABLE;
	case GMIME_CONTENT_ENCODING_UUENCODE:
		return false;
	case GMIME_CONTENT_ENCODING_DEFAULT:
	case GMIME_CONTENT_ENCODING_7BIT:
	case GMIME_CONTENT_ENCODING_8BIT:
	case GMIME_CONTENT_ENCODING_BINARY:
		break;
	}
	return part->encoding == OUTLINE_IDENTITY;
}

static bool leaf_agrees(const struct outline_part *part, GMimePart *leaf)
{
	GMimeDataWrapper *wrapper = g_mime_part_get_content(leaf);

	if (part->kind != OUTLINE_LEAF || wrapper == NULL)
		return false;
	GMimeStream *stream = g_mime_data_wrapper_get_stream(wrapper);
	return stream->bound_start >= 0 && (guint64)stream->bound_start == part->body_offset &&
	       stream->bound_end >= stream->bound_start &&
	       (guint64)(stream->bound_end - stream->bound_start) == part->body_length &&
	       encoding_agrees(part, g_mime_data_wrapper_get_encoding(wrapper)) &&
	       charset_agrees(part, GMIME_OBJECT(leaf));
}

static bool object_agrees(struct comparison *comparison, GMimeObject *object, const struct stand *stand);

static bool message_agrees(struct comparison *comparison, GMimeMessage *message, size_t parent, unsigned depth)
{
	const struct stand stand = {
	    .parent = parent, .depth = depth, .owner = message != NULL ? GMIME_OBJECT(message) : NULL};
	GMimeObject *body = message != NULL ? g_mime_message_get_mime_part(message) : NULL;

	return body != NULL && object_agrees(comparison, body, &stand);
}

static bool multipart_agrees(struct comparison *comparison, GMimeMultipart *multipart, size_t index, unsigned depth)
{
	const struct stand stand = {.parent = index, .depth = depth};
	int count = g_mime_multipart_get_count(multipart);

	for (int i = 0; i < count; i++)
		if (!object_agrees(comparison, g_mime_multipart_get_part(multipart, i), &stand))
			return false;
	return count > 0;
}

static bool object_agrees(struct comparison *comparison, GMimeObject *object, const struct stand *stand)
{
	size_t index = comparison->next++;

	if (index >= comparison->outline->count || stand->depth > LIMIT_DEPTH)
		return false;
	const struct outline_part *part = &comparison->outline->parts[index];
	if (part->parent != stand->parent || part->depth != stand->depth ||
	    !header_agrees(part, object, stand->owner) || !type_agrees(part, object) ||
	    !disposition_agrees(part, object) || !names_agree(part, object))
		return false;
	if (GMIME_IS_MULTIPART(object))
		return part->kind == OUTLINE_MULTIPART &&
		       multipart_agrees(comparison, GMIME_MULTIPART(object), index, stand->depth + 1);
	if (GMIME_IS_MESSAGE_PART(object))
		return part->kind == OUTLINE_MESSAGE &&
		       message_agrees(comparison, g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)), index,
			   stand->depth + 1);
	return GMIME_IS_PART(object) && leaf_agrees(part, GMIME_PART(object));
}

bool agreement_holds(const struct outline *outline, GMimeMessage *message)
{
	struct comparison comparison = {.outline = outline};

	return message_agrees(&comparison, message, OUTLINE_NO_PARENT, 0) && comparison.next == outline->count;
}

bool agreement_in_lengths(const struct outline *outline, const struct facts *facts)
{
	if (outline->count != facts->part_count)
		return false;
	for (size_t i = 0; i < outline->count; i++)
		if (outline->parts[i].kind == OUTLINE_LEAF &&
		    outline->parts[i].decoded_length != facts->parts[i].decoded_size)
			return false;
	return true;
}
