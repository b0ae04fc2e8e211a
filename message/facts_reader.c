#include "message/facts_reader.h"

#include "message/agreement.h"
#include "message/charsets.h"
#include "message/header_facts.h"
#include "message/limits.h"
#include "message/mail_tree.h"
#include "message/part_reader.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define PATH_SIZE (LIMIT_DEPTH * sizeof("1000.") + 1)

/* The state of a walk down the tree. */
struct walk {
	const struct part_context *context;
	unsigned depth;	   /* containers around the part */
	unsigned messages; /* attached messages among them */
	unsigned others;   /* multiparts among them that are not alternative, mixed or related */
};

/* GLib's and GMime's complaints quote what they complain about. */
static void drop_log(const gchar *domain, GLogLevelFlags level, const gchar *text, gpointer data)
{
	(void)domain;
	(void)level;
	(void)text;
	(void)data;
}

static void drop_print(const gchar *text)
{
	(void)text;
}

void facts_reader_warm(void)
{
	g_log_set_default_handler(drop_log, NULL);
	g_set_printerr_handler(drop_print);
	g_mime_init();
	charsets_hold();
}

static bool is_type(GMimeObject *object, const char *type, const char *subtype)
{
	return g_mime_content_type_is_type(g_mime_object_get_content_type(object), type, subtype);
}

static bool is_cms(GMimeObject *object)
{
	return is_type(object, "application", "pkcs7-mime") || is_type(object, "application", "x-pkcs7-mime");
}

/* RFC 8551 section 3.2.2; without smime-type, mail programs take it for encrypted. */
static bool is_signed_cms(GMimeObject *object)
{
	return is_cms(object) && part_reader_parameter_is(object, "smime-type", "signed-data");
}

static bool is_other_cms(GMimeObject *object)
{
	return part_reader_parameter_is(object, "smime-type", "certs-only") ||
	       part_reader_parameter_is(object, "smime-type", "compressed-data");
}

/* What an attached message says of itself is not said of this one. */
static void note_protection(const struct walk *walk, GMimeObject *object)
{
	if (walk->messages > 0)
		return;
	if (is_type(object, "multipart", "signed") || is_signed_cms(object))
		walk->context->facts->is_signed = ANSWER_YES;
	else if (is_type(object, "multipart", "encrypted") || (is_cms(object) && !is_other_cms(object)))
		walk->context->facts->is_encrypted = ANSWER_YES;
}

/* RFC 5546, as calendars send it: alone, or beside the text that says the same. A saved one that somebody attaches to
 * a message of their own answers nothing. */
static void note_calendar(const struct walk *walk, GMimeObject *object)
{
	if (walk->messages == 0 && walk->others == 0 && is_type(object, "text", "calendar") &&
	    !part_reader_disposition_is(object, "attachment") && part_reader_parameter_is(object, "method", "REPLY"))
		walk->context->facts->is_calendar_reply = ANSWER_YES;
}

static int walk_object(struct walk *walk, GMimeObject *object, const struct part_place *place);

static int walk_multipart(struct walk *walk, GMimeMultipart *multipart, const char *path)
{
	GMimeObject *object = GMIME_OBJECT(multipart);
	bool is_plain = is_type(object, "multipart", "mixed") || is_type(object, "multipart", "alternative") ||
			is_type(object, "multipart", "related");
	struct part_place place = {
	    .in_related = is_type(object, "multipart", "related"), .in_message = walk->messages > 0};
	int count = g_mime_multipart_get_count(multipart);
	char child_path[PATH_SIZE];
	int r = part_reader_add_container(walk->context, object, path, count > 0);

	place.path = child_path;
	walk->others += !is_plain;
	for (int i = 0; i < count && r == 0; i++) {
		snprintf(child_path, sizeof(child_path), "%s%s%d", path, path[0] != '\0' ? "." : "", i + 1);
		r = walk_object(walk, g_mime_multipart_get_part(multipart, i), &place);
	}
	walk->others -= !is_plain;
	return r;
}

/* The body of a message: a multipart has the message's own number, anything else is part one of it (RFC 3501). */
static int walk_body(struct walk *walk, GMimeObject *body, const char *path)
{
	char child_path[PATH_SIZE];
	struct part_place place = {.path = child_path, .in_message = walk->messages > 0};

	if (body == NULL)
		return -EBADMSG;
	snprintf(child_path, sizeof(child_path), "%s", path);
	if (!GMIME_IS_MULTIPART(body))
		snprintf(child_path, sizeof(child_path), "%s%s1", path, path[0] != '\0' ? "." : "");
	return walk_object(walk, body, &place);
}

static int walk_message(struct walk *walk, GMimeMessagePart *part, const char *path)
{
	GMimeMessage *message = g_mime_message_part_get_message(part);
	int r = part_reader_add_container(walk->context, GMIME_OBJECT(part), path, message != NULL);

	if (r < 0 || message == NULL)
		return r;
	walk->messages++;
	r = walk_body(walk, g_mime_message_get_mime_part(message), path);
	walk->messages--;
	return r;
}

static int walk_leaf(struct walk *walk, GMimePart *leaf, const struct part_place *place)
{
	note_calendar(walk, GMIME_OBJECT(leaf));
	return part_reader_add_leaf(walk->context, leaf, place);
}

static int walk_object(struct walk *walk, GMimeObject *object, const struct part_place *place)
{
	int r = walk->context->facts->part_count < LIMIT_PARTS ? part_reader_check(object) : -E2BIG;

	if (r < 0)
		return r;
	note_protection(walk, object);
	if (GMIME_IS_PART(object))
		return walk_leaf(walk, GMIME_PART(object), place);
	if (walk->depth == LIMIT_DEPTH)
		return -E2BIG;
	walk->depth++;
	r = GMIME_IS_MULTIPART(object) ? walk_multipart(walk, GMIME_MULTIPART(object), place->path)
				       : walk_message(walk, GMIME_MESSAGE_PART(object), place->path);
	walk->depth--;
	return r;
}

/* Whether GMime found the body where we did (behind the empty line), so that both read the same fields. Without one the
 * header is all there is. */
static bool agrees(GMimeParser *parser, size_t header_size, size_t size)
{
	gint64 end = g_mime_parser_get_headers_end(parser);

	if (end < 0)
		return header_size == size;
	return (size_t)end <= header_size && header_size - (size_t)end <= strlen("\r\n");
}

/* Where the grammar accepted the message GMime must read it exactly so. */
static void compare(const struct part_context *context, GMimeMessage *message)
{
	if (!agreement_holds(context->outline, message) || !agreement_in_lengths(context->outline, context->facts))
		context->facts->ambiguity = TROUBLE_READERS;
}

static int read_tree(const struct part_context *context, size_t header_size)
{
	struct walk walk = {.context = context};
	struct mail_tree tree;
	int r = -EBADMSG;

	mail_tree_open(&tree, context->mapping);
	if (tree.message != NULL && agrees(tree.parser, header_size, context->mapping->size))
		r = walk_body(&walk, g_mime_message_get_mime_part(tree.message), "");
	if (r == 0 && context->outline != NULL)
		compare(context, tree.message);
	mail_tree_close(&tree);
	return r;
}

int facts_read(
    const struct mapping *mapping, const struct outline *outline, struct part_sniffer *sniffer, struct facts *facts)
{
	const struct part_context context = {facts, sniffer, mapping, outline};
	size_t header_size = 0;
	int r = header_facts_read(mapping->bytes, mapping->size, facts, &header_size);

	if (r < 0)
		return r;
	if (mapping->size == 0)
		return -EBADMSG;
	facts->is_calendar_reply = facts->is_encrypted = facts->is_signed = ANSWER_NO;
	return read_tree(&context, header_size);
}
