#include "message/part_reader.h"

#include "message/contradiction.h"
#include "message/embedded.h"
#include "message/limits.h"
#include "message/part_content.h"
#include "message/part_field.h"
#include "message/shown_page.h"
#include "message/signature.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int part_reader_check(GMimeObject *object)
{
	return part_field_check(object);
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

bool part_reader_disposition_is(GMimeObject *object, const char *disposition)
{
	GMimeContentDisposition *found = g_mime_object_get_content_disposition(object);
	const char *word = found != NULL ? g_mime_content_disposition_get_disposition(found) : NULL;

	return word != NULL && strcasecmp(word, disposition) == 0;
}

/* The first trouble of a kind is told. */
static void note_trouble(enum trouble *noted, enum trouble trouble)
{
	if (*noted == TROUBLE_NONE)
		*noted = trouble;
}

static int copy_names(const struct outline_part *from, struct facts_part *part)
{
	int r = 0;

	for (size_t i = 0; i < from->name_count && r == 0; i++)
		r = facts_part_add_name(part, from->names[i]);
	return r;
}

/* A new part with path, declared type and what that type hides; NULL for want of memory. */
static struct facts_part *add_part(const struct part_context *context, GMimeObject *object, const char *path)
{
	struct facts_part *part = facts_add_part(context->facts);

	if (part == NULL)
		return NULL;
	part->path = strdup(path);
	part->declared_type = declared_type(object);
	if (part->path == NULL || part->declared_type == NULL)
		return NULL;
	note_trouble(&context->facts->uninspectable, embedded_by_type(part->declared_type));
	return part;
}

/* Both trees have the same parts in the same order, or the message is ambiguous anyway. */
static int add_names(const struct part_context *context, GMimeObject *object, struct facts_part *part)
{
	size_t index = context->facts->part_count - 1;
	int r = context->outline != NULL && index < context->outline->count
		    ? copy_names(&context->outline->parts[index], part)
		    : part_field_add_names(object, part);

	for (size_t i = 0; i < part->name_count && r == 0; i++)
		note_trouble(&context->facts->uninspectable, embedded_by_name(part->names[i]));
	return r;
}

int part_reader_add_container(
    const struct part_context *context, GMimeObject *object, const char *path, bool has_children)
{
	struct facts_part *part = add_part(context, object, path);

	if (part == NULL)
		return -ENOMEM;
	part->role = has_children ? PART_CONTAINER : PART_UNKNOWN;
	part->is_opaque = !has_children;
	return 0;
}

/* What is learnt of a leaf's octets while they go by. */
struct content {
	char *start; /* at most `capacity` octets from the beginning */
	size_t size, capacity;
	bool is_text;
	struct embedded_text text;
};

static void take_content(void *context, const char *octets, size_t size)
{
	struct content *content = context;
	size_t room = content->capacity - content->size;

	if (content->is_text)
		embedded_text_take(&content->text, octets, size);
	if (size > room)
		size = room;
	if (size > 0)
		memcpy(content->start + content->size, octets, size);
	content->size += size;
}

/* What OpenPGP's armour says in the text of the mail itself is said of the mail; elsewhere it is a file that nobody
 * here can read. */
static void note_text(
    struct facts *facts, struct facts_part *part, const struct part_place *place, const struct embedded_text *text)
{
	bool is_own = part->role == PART_BODY && !place->in_message;

	if (text->has_old_format)
		note_trouble(&facts->uninspectable, TROUBLE_OLD_FORMAT);
	if (text->has_encrypted && is_own)
		facts->is_encrypted = ANSWER_YES;
	else if (text->has_encrypted)
		part->is_opaque = true;
	if (text->has_signed && is_own)
		facts->is_signed = ANSWER_YES;
}

/* Text of the mail itself is not shown to libmagic: it is what it says, or the family tells. */
static int judge_start(const struct part_context *context, struct facts_part *part, const char *start, size_t size)
{
	bool is_shown = context->sniffer != NULL && part->role != PART_BODY && size > 0;
	const char *sniffed = is_shown ? part_sniffer_type(context->sniffer, start, size) : NULL;

	if (sniffed != NULL) {
		part->sniffed_type = strdup(sniffed);
		if (part->sniffed_type == NULL)
			return -ENOMEM;
	}
	note_trouble(&context->facts->uninspectable, embedded_by_octets(start, size));
	if (contradiction_is_dangerous(part, signature_family(start, size, part->sniffed_type)))
		note_trouble(&context->facts->ambiguity, TROUBLE_FILE_TYPE);
	return 0;
}

/* HTML is no place for what is embedded in lines of text. */
static bool is_plain_text(const struct facts_part *part)
{
	return strncmp(part->declared_type, "text/", 5) == 0 && strcmp(part->declared_type, "text/html") != 0;
}

static int read_content(
    const struct part_context *context, struct facts_part *part, GMimePart *leaf, const struct part_place *place)
{
	struct content content = {.is_text = is_plain_text(part)};
	size_t wanted = part->role == PART_BODY ? SIGNATURE_OCTETS : LIMIT_SNIFF_BYTES;
	struct part_content source = {0};
	int r = part_content_find(context->mapping, leaf, &source);

	if (r < 0)
		return r;
	content.capacity = source.length < wanted ? source.length : wanted;
	content.start = malloc(content.capacity + 1);
	if (content.start == NULL)
		return -ENOMEM;
	part->decoded_size = part_content_decode(&source, take_content, &content);
	if (content.is_text) {
		embedded_text_end(&content.text);
		note_text(context->facts, part, place, &content.text);
	}
	r = judge_start(context, part, content.start, content.size);
	free(content.start);
	return r;
}

/* Text of the mail itself: it has no file name, or is shown all the same, and does not ask to be saved. */
static bool is_body(const struct part_context *context, GMimeObject *object, const struct facts_part *part)
{
	if (part->name_count > 0)
		return context->outline != NULL && strcmp(part->declared_type, "text/html") == 0 &&
		       shown_page_is(context->outline, context->facts->part_count - 1);
	return !part_reader_disposition_is(object, "attachment") &&
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

int part_reader_add_leaf(const struct part_context *context, GMimePart *leaf, const struct part_place *place)
{
	GMimeObject *object = GMIME_OBJECT(leaf);
	struct part_encoding encoding = part_field_encoding(object);
	struct facts_part *part = add_part(context, object, place->path);

	if (part == NULL)
		return -ENOMEM;
	part->role = PART_ATTACHMENT;
	int r = add_names(context, object, part);
	if (r == 0 && part->role != PART_UNKNOWN && is_body(context, object, part))
		part->role = PART_BODY;
	if (r == 0)
		r = read_content(context, part, leaf, place);
	if (r < 0)
		return r;
	note_trouble(&context->facts->uninspectable, encoding.embedded);
	if (!encoding.is_known)
		part->role = PART_UNKNOWN;
	else if (part->role == PART_ATTACHMENT && is_inline(object, part, place))
		part->role = PART_INLINE;
	part->is_opaque = part->is_opaque || part_type_is_opaque(part);
	return 0;
}
