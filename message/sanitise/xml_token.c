#include "message/sanitise/xml_token.h"

#include "message/form/document.h"
#include "message/form/limits.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/xml_entity.h"
#include "message/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct slice {
	const char *octets;
	size_t length;
};

struct binding {
	struct slice prefix;
	int space;
};

struct open {
	struct slice qname;
	int space;
	size_t bindings; /* before it */
};

struct raw_attribute {
	struct slice qname;
	struct xml_range range, inner;
	size_t value; /* in `decoded` */
};

struct xml_reader {
	const char *octets;
	size_t size, at;
	const struct xml_namespace *namespaces;
	struct open opens[LIMIT_XML_DEPTH];
	size_t depth;
	struct binding bindings[LIMIT_XML_NAMESPACES];
	size_t binding_count;
	struct raw_attribute raw[LIMIT_XML_ATTRIBUTES];
	struct xml_token_attribute attributes[LIMIT_XML_ATTRIBUTES];
	size_t raw_count;
	struct text decoded, names;
	bool is_end_due; /* of an empty element */
	bool has_root;
};

int xml_reader_new(
    const char *octets, size_t size, const struct xml_namespace *namespaces, struct xml_reader **ret_reader)
{
	struct xml_reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL)
		return -ENOMEM;
	reader->octets = octets;
	reader->size = size;
	reader->namespaces = namespaces;
	if (size >= 3 && memcmp(octets, "\xef\xbb\xbf", 3) == 0)
		reader->at = 3;
	*ret_reader = reader;
	return 0;
}

void xml_reader_free(struct xml_reader *reader)
{
	if (reader == NULL)
		return;
	text_clear(&reader->decoded);
	text_clear(&reader->names);
	free(reader);
}

static int refuse(unsigned *obstacles, enum document_obstacle obstacle)
{
	*obstacles |= obstacle;
	return -EBADMSG;
}

static bool is_blank(char octet)
{
	return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
}

static bool is_name_octet(char octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9') ||
	       octet == '_' || octet == '-' || octet == '.' || octet == ':' || (octet & 0x80) != 0;
}

static bool looks(const struct xml_reader *reader, const char *with)
{
	size_t length = strlen(with);

	return reader->size - reader->at >= length && memcmp(reader->octets + reader->at, with, length) == 0;
}

static void skip_blanks(struct xml_reader *reader)
{
	while (reader->at < reader->size && is_blank(reader->octets[reader->at]))
		reader->at++;
}

static struct slice take_name(struct xml_reader *reader)
{
	size_t from = reader->at;

	while (reader->at < reader->size && is_name_octet(reader->octets[reader->at]))
		reader->at++;
	return (struct slice){reader->octets + from, reader->at - from};
}

static bool is_same(struct slice a, struct slice b)
{
	return a.length == b.length && memcmp(a.octets, b.octets, a.length) == 0;
}

static bool is_word(struct slice slice, const char *word)
{
	return slice.length == strlen(word) && memcmp(slice.octets, word, slice.length) == 0;
}

static struct slice prefix_of(struct slice qname)
{
	const char *colon = memchr(qname.octets, ':', qname.length);

	return (struct slice){qname.octets, colon != NULL ? (size_t)(colon - qname.octets) : 0};
}

static struct slice local_of(struct slice qname)
{
	const char *colon = memchr(qname.octets, ':', qname.length);

	if (colon == NULL)
		return qname;
	return (struct slice){colon + 1, qname.length - (size_t)(colon + 1 - qname.octets)};
}

static int number_of(const struct xml_reader *reader, const char *uri)
{
	for (const struct xml_namespace *known = reader->namespaces; known->uri != NULL; known++)
		if (strcmp(known->uri, uri) == 0)
			return known->number;
	return 0;
}

/* -EBADMSG when the prefix is bound to nothing. */
static int find_space(const struct xml_reader *reader, struct slice prefix, int *ret_space)
{
	for (size_t i = reader->binding_count; i > 0; i--)
		if (is_same(reader->bindings[i - 1].prefix, prefix)) {
			*ret_space = reader->bindings[i - 1].space;
			return 0;
		}
	*ret_space = is_word(prefix, "xml") ? number_of(reader, "http://www.w3.org/XML/1998/namespace") : 0;
	return prefix.length == 0 || is_word(prefix, "xml") ? 0 : -EBADMSG;
}

static int bind(struct xml_reader *reader, struct slice prefix, const char *uri, unsigned *obstacles)
{
	if (reader->binding_count >= LIMIT_XML_NAMESPACES)
		return refuse(obstacles, OBSTACLE_LIMIT);
	reader->bindings[reader->binding_count++] = (struct binding){prefix, number_of(reader, uri)};
	return 0;
}

static int take_attribute(struct xml_reader *reader, size_t from, unsigned *obstacles)
{
	if (reader->raw_count >= LIMIT_XML_ATTRIBUTES)
		return refuse(obstacles, OBSTACLE_LIMIT);
	struct raw_attribute *raw = &reader->raw[reader->raw_count++];
	raw->qname = take_name(reader);
	skip_blanks(reader);
	if (raw->qname.length == 0 || !looks(reader, "="))
		return refuse(obstacles, OBSTACLE_DAMAGED);
	reader->at++;
	skip_blanks(reader);
	if (!looks(reader, "\"") && !looks(reader, "'"))
		return refuse(obstacles, OBSTACLE_DAMAGED);
	char quote = reader->octets[reader->at++];
	const char *value = reader->octets + reader->at, *end = memchr(value, quote, reader->size - reader->at);
	if (end == NULL || memchr(value, '<', (size_t)(end - value)) != NULL)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	raw->inner = (struct xml_range){reader->at, (size_t)(end - reader->octets)};
	reader->at = raw->inner.to + 1;
	raw->range = (struct xml_range){from, reader->at};
	raw->value = reader->decoded.length;
	if (xml_entity_decode(&reader->decoded, value, (size_t)(end - value), true) < 0)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	text_append_octet(&reader->decoded, '\0');
	return 0;
}

static int take_attributes(struct xml_reader *reader, bool *ret_is_empty, unsigned *obstacles)
{
	text_reset(&reader->decoded);
	reader->raw_count = 0;
	for (;;) {
		size_t from = reader->at;
		skip_blanks(reader);
		*ret_is_empty = looks(reader, "/>");
		if (*ret_is_empty || looks(reader, ">")) {
			reader->at += *ret_is_empty ? 2 : 1;
			return 0;
		}
		if (reader->at == from)
			return refuse(obstacles, OBSTACLE_DAMAGED);
		int r = take_attribute(reader, from, obstacles);
		if (r < 0)
			return r;
	}
}

static bool is_declaration(struct slice qname)
{
	return is_word(prefix_of(qname), "xmlns") || is_word(qname, "xmlns");
}

static int bind_declared(struct xml_reader *reader, unsigned *obstacles)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < reader->raw_count; i++) {
		struct slice qname = reader->raw[i].qname;
		const char *uri = reader->decoded.bytes + reader->raw[i].value;
		if (is_word(qname, "xmlns"))
			r = bind(reader, (struct slice){qname.octets, 0}, uri, obstacles);
		else if (is_declaration(qname))
			r = bind(reader, local_of(qname), uri, obstacles);
	}
	return r;
}

static void add_name(struct xml_reader *reader, struct slice local)
{
	text_append(&reader->names, local.octets, local.length);
	text_append_octet(&reader->names, '\0');
}

/* Names are kept apart from each other first: they move while they are added. */
static int name_attributes(struct xml_reader *reader, struct xml_token *token, struct slice element)
{
	size_t count = 0;
	int space = 0;

	text_reset(&reader->names);
	add_name(reader, local_of(element));
	for (size_t i = 0; i < reader->raw_count; i++)
		if (!is_declaration(reader->raw[i].qname))
			add_name(reader, local_of(reader->raw[i].qname));
	if (reader->names.error < 0 || reader->decoded.error < 0)
		return -ENOMEM;
	const char *name = reader->names.bytes;
	token->name = name;
	for (size_t i = 0; i < reader->raw_count; i++) {
		const struct raw_attribute *raw = &reader->raw[i];
		if (is_declaration(raw->qname))
			continue;
		struct slice prefix = prefix_of(raw->qname);
		space = 0;
		if (prefix.length > 0 && find_space(reader, prefix, &space) < 0)
			return -EBADMSG;
		name += strlen(name) + 1;
		reader->attributes[count++] = (struct xml_token_attribute){
		    space, name, reader->decoded.bytes + raw->value, raw->range, raw->inner};
	}
	token->attributes = reader->attributes;
	token->attribute_count = count;
	return 0;
}

static int take_start(struct xml_reader *reader, struct xml_token *token, unsigned *obstacles)
{
	size_t from = reader->at++;
	struct slice qname = take_name(reader);
	size_t bindings = reader->binding_count;

	if (qname.length == 0 || (reader->depth == 0 && reader->has_root))
		return refuse(obstacles, OBSTACLE_DAMAGED);
	if (reader->depth >= LIMIT_XML_DEPTH)
		return refuse(obstacles, OBSTACLE_LIMIT);
	int r = take_attributes(reader, &token->is_empty, obstacles);
	if (r == 0)
		r = bind_declared(reader, obstacles);
	if (r < 0)
		return r;
	if (find_space(reader, prefix_of(qname), &token->space) < 0)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	r = name_attributes(reader, token, qname);
	if (r == -EBADMSG)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	reader->opens[reader->depth++] = (struct open){qname, token->space, bindings};
	reader->has_root = true;
	reader->is_end_due = token->is_empty;
	token->kind = XML_TOKEN_START;
	token->range = (struct xml_range){from, reader->at};
	token->qname = (struct xml_range){from + 1, from + 1 + qname.length};
	return r < 0 ? r : 1;
}

static int take_end(struct xml_reader *reader, struct xml_token *token, unsigned *obstacles)
{
	size_t from = reader->at;

	if (reader->depth == 0)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	const struct open *open = &reader->opens[--reader->depth];
	if (!reader->is_end_due) {
		reader->at += 2;
		struct slice qname = take_name(reader);
		skip_blanks(reader);
		if (!is_same(qname, open->qname) || !looks(reader, ">"))
			return refuse(obstacles, OBSTACLE_DAMAGED);
		reader->at++;
	}
	reader->is_end_due = false;
	reader->binding_count = open->bindings;
	text_reset(&reader->names);
	add_name(reader, local_of(open->qname));
	*token = (struct xml_token){.kind = XML_TOKEN_END,
	    .range = {from, reader->at},
	    .space = open->space,
	    .name = text_string(&reader->names)};
	return reader->names.error < 0 ? reader->names.error : 1;
}

static int take_text(struct xml_reader *reader, struct xml_token *token, unsigned *obstacles)
{
	size_t from = reader->at;
	bool is_section = looks(reader, "<![CDATA[");
	const char *text = reader->octets + from + (is_section ? strlen("<![CDATA[") : 0);
	size_t left = reader->size - (size_t)(text - reader->octets);
	const char *end = is_section ? memmem(text, left, "]]>", 3) : memchr(text, '<', left);

	if (end == NULL && is_section)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	size_t length = end != NULL ? (size_t)(end - text) : left;
	reader->at = (size_t)(text + length - reader->octets) + (is_section ? 3 : 0);
	text_reset(&reader->decoded);
	if (is_section)
		text_append(&reader->decoded, text, length);
	else if (xml_entity_decode(&reader->decoded, text, length, false) < 0)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	if (reader->decoded.error < 0)
		return reader->decoded.error;
	*token = (struct xml_token){.kind = XML_TOKEN_TEXT,
	    .range = {from, reader->at},
	    .text = text_string(&reader->decoded),
	    .length = reader->decoded.length};
	return 1;
}

/* A comment or processing instruction, up to `end`. */
static int skip_to(struct xml_reader *reader, size_t begin, const char *end, unsigned *obstacles)
{
	const char *from = reader->octets + reader->at + begin;
	const char *found = reader->size - reader->at >= begin
				? memmem(from, reader->size - reader->at - begin, end, strlen(end))
				: NULL;

	if (found == NULL)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	reader->at = (size_t)(found - reader->octets) + strlen(end);
	return 0;
}

int xml_reader_next(struct xml_reader *reader, struct xml_token *ret_token, unsigned *obstacles)
{
	int r = 0;

	*ret_token = (struct xml_token){0};
	while (r == 0) {
		if (reader->is_end_due)
			return take_end(reader, ret_token, obstacles);
		if (reader->at >= reader->size)
			return reader->depth == 0 && reader->has_root ? 0 : refuse(obstacles, OBSTACLE_DAMAGED);
		if (looks(reader, "<!--"))
			r = skip_to(reader, 4, "-->", obstacles);
		else if (looks(reader, "<?"))
			r = skip_to(reader, 2, "?>", obstacles);
		else if (looks(reader, "</"))
			return take_end(reader, ret_token, obstacles);
		else if (!looks(reader, "<") || looks(reader, "<![CDATA["))
			return take_text(reader, ret_token, obstacles);
		else if (looks(reader, "<!"))
			return refuse(obstacles, OBSTACLE_AMBIGUOUS); /* a DOCTYPE */
		else
			return take_start(reader, ret_token, obstacles);
	}
	return r;
}

const struct xml_token_attribute *xml_token_attribute(const struct xml_token *token, int space, const char *name)
{
	for (size_t i = 0; i < token->attribute_count; i++)
		if (token->attributes[i].space == space && strcmp(token->attributes[i].name, name) == 0)
			return &token->attributes[i];
	return NULL;
}

const char *xml_token_value(const struct xml_token *token, int space, const char *name)
{
	const struct xml_token_attribute *attribute = xml_token_attribute(token, space, name);

	return attribute != NULL ? attribute->value : "";
}
