#include "message/form/xml.h"

#include "message/form/document.h"
#include "message/form/limits.h"
#include "message/text.h"

#include <errno.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <string.h>

/* libxml2 gives five pointers for an attribute. */
enum { ATTRIBUTE_NAME, ATTRIBUTE_PREFIX, ATTRIBUTE_URI, ATTRIBUTE_VALUE, ATTRIBUTE_END, ATTRIBUTE_POINTERS };

struct xml_state {
	const struct xml_handler *handler;
	void *context;
	xmlParserCtxt *parser;
	unsigned depth;
	unsigned obstacle;  /* of our own finding */
	bool is_stopped;    /* by the handler, or for want of memory */
	struct text values; /* of the present element's attributes, each with its NUL */
	struct xml_attribute attributes[LIMIT_XML_ATTRIBUTES];
};

const char *xml_attribute(const struct xml_element *element, int space, const char *name)
{
	for (size_t i = 0; i < element->attribute_count; i++)
		if (element->attributes[i].space == space && strcmp(element->attributes[i].name, name) == 0)
			return element->attributes[i].value;
	return NULL;
}

static int namespace_number(const struct xml_state *state, const xmlChar *uri)
{
	if (uri == NULL)
		return 0;
	for (const struct xml_namespace *known = state->handler->namespaces; known->uri != NULL; known++)
		if (strcmp(known->uri, (const char *)uri) == 0)
			return known->number;
	return 0;
}

static void stop(struct xml_state *state, unsigned obstacle)
{
	state->obstacle |= obstacle;
	state->is_stopped = true;
	xmlStopParser(state->parser);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	(void)name;
	(void)external;
	(void)system;
	stop(context, OBSTACLE_AMBIGUOUS);
}

/* The five that XML itself defines, and no other. */
static xmlEntity *on_entity(void *context, const xmlChar *name)
{
	(void)context;
	return xmlGetPredefinedEntity(name);
}

static void copy_values(struct xml_state *state, const xmlChar **raw, size_t count)
{
	text_reset(&state->values);
	for (size_t i = 0; i < count; i++, raw += ATTRIBUTE_POINTERS) {
		text_append(&state->values, (const char *)raw[ATTRIBUTE_VALUE],
		    (size_t)(raw[ATTRIBUTE_END] - raw[ATTRIBUTE_VALUE]));
		text_append_octet(&state->values, '\0');
	}
}

static void take_attributes(struct xml_state *state, const xmlChar **raw, size_t count)
{
	copy_values(state, raw, count);
	if (state->values.error < 0)
		return;
	const char *value = text_string(&state->values);
	for (size_t i = 0; i < count; i++, raw += ATTRIBUTE_POINTERS) {
		state->attributes[i] = (struct xml_attribute){
		    namespace_number(state, raw[ATTRIBUTE_URI]), (const char *)raw[ATTRIBUTE_NAME], value};
		value += raw[ATTRIBUTE_END] - raw[ATTRIBUTE_VALUE] + 1;
	}
}

static bool is_unicode_name(const xmlChar *name)
{
	const char *encoding = (const char *)name;

	return encoding == NULL || strcasecmp(encoding, "UTF-8") == 0 || strncasecmp(encoding, "UTF-16", 6) == 0;
}

/* libxml2 notes Unicode's own encodings in one place, and all others in another. */
static bool is_unicode(const xmlParserCtxt *parser)
{
	return is_unicode_name(parser->encoding) && (parser->input == NULL || is_unicode_name(parser->input->encoding));
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int space_count,
    const xmlChar **spaces, int attribute_count, int default_count, const xmlChar **attributes)
{
	struct xml_state *state = context;
	(void)prefix;
	(void)space_count;
	(void)spaces;
	(void)default_count;

	if (state->is_stopped)
		return;
	if (state->depth == 0 && !is_unicode(state->parser)) {
		stop(state, OBSTACLE_AMBIGUOUS);
		return;
	}
	if (++state->depth > LIMIT_XML_DEPTH || attribute_count > LIMIT_XML_ATTRIBUTES) {
		stop(state, OBSTACLE_LIMIT);
		return;
	}
	take_attributes(state, attributes, (size_t)attribute_count);
	if (state->values.error < 0 ||
	    (state->handler->is_stopped != NULL && state->handler->is_stopped(state->context))) {
		stop(state, 0);
		return;
	}
	const struct xml_element element = {
	    namespace_number(state, uri), (const char *)name, state->attributes, (size_t)attribute_count};
	state->handler->start(state->context, &element);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct xml_state *state = context;
	(void)name;
	(void)prefix;
	(void)uri;

	if (state->is_stopped)
		return;
	state->depth--;
	state->handler->end(state->context);
}

static void on_text(void *context, const xmlChar *octets, int length)
{
	struct xml_state *state = context;

	if (!state->is_stopped && state->handler->text != NULL)
		state->handler->text(state->context, (const char *)octets, (size_t)length);
}

/* What it complains of may be the document's own words. */
static void say_nothing(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

void xml_warm(void)
{
	xmlInitParser();
	xmlSetGenericErrorFunc(NULL, say_nothing);
}

static int outcome(const struct xml_state *state, unsigned *obstacles)
{
	if (state->values.error < 0 || state->parser->lastError.code == XML_ERR_NO_MEMORY)
		return -ENOMEM;
	unsigned obstacle = state->obstacle;
	/* Its own limits of depth and of a name's length are no damage. */
	if (obstacle == 0 && !state->is_stopped && !state->parser->wellFormed)
		obstacle = state->parser->lastError.code == XML_ERR_INTERNAL_ERROR ? OBSTACLE_LIMIT : OBSTACLE_DAMAGED;
	*obstacles |= obstacle;
	return obstacle == 0 ? 0 : -EBADMSG;
}

int xml_read(const void *octets, size_t size, const struct xml_handler *handler, void *context, unsigned *obstacles)
{
	struct xml_state state = {.handler = handler, .context = context};
	int r;

	if (size == 0 || size > INT_MAX) {
		*obstacles |= size == 0 ? OBSTACLE_DAMAGED : OBSTACLE_LIMIT;
		return -EBADMSG;
	}
	state.parser = xmlCreateMemoryParserCtxt(octets, (int)size);
	if (state.parser == NULL)
		return -ENOMEM;
	/* NOENT: the five entities are characters in attributes too; there are no others. */
	xmlCtxtUseOptions(state.parser,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_NOENT);
	*state.parser->sax = (xmlSAXHandler){.initialized = XML_SAX2_MAGIC,
	    .internalSubset = on_doctype,
	    .getEntity = on_entity,
	    .startElementNs = on_start,
	    .endElementNs = on_end,
	    .characters = on_text,
	    .cdataBlock = on_text,
	    .ignorableWhitespace = on_text};
	state.parser->userData = &state;
	xmlParseDocument(state.parser);
	r = outcome(&state, obstacles);
	text_clear(&state.values);
	xmlFreeParserCtxt(state.parser);
	return r;
}
