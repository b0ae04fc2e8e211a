/*
 * xml_token: the tags, attributes and text of an XML document, each with the octets that it stands in.
 *
 * For what is changed by cutting octets out and leaving all others alone. It reads UTF-8 only, has no DTD and no
 * entities but the five, and admits less than XML does: whoever uses it has libxml2 read the same octets as well
 * (message/form/xml.h), and trusts only what both accept. Borrows the octets.
 */
#ifndef MESSAGE_SANITISE_XML_TOKEN_H
#define MESSAGE_SANITISE_XML_TOKEN_H

#include "message/form/xml.h"

#include <stdbool.h>
#include <stddef.h>

struct xml_range {
	size_t from, to;
};

enum xml_token_kind { XML_TOKEN_NONE, XML_TOKEN_START, XML_TOKEN_END, XML_TOKEN_TEXT };

struct xml_token_attribute {
	int space;
	const char *name;
	const char *value;	/* decoded */
	struct xml_range range; /* with the blanks before it, so that it can be cut */
	struct xml_range inner; /* between the quotes */
};

/* Borrowed until the next one. */
struct xml_token {
	enum xml_token_kind kind;
	struct xml_range range; /* of the tag or text; of the end of an empty element, nothing, behind it */
	struct xml_range qname; /* of a start */
	int space;		/* of a start or an end */
	const char *name;
	const struct xml_token_attribute *attributes; /* of a start; without those that declare namespaces */
	size_t attribute_count;
	bool is_empty;	  /* of a start: its end has no octets of its own */
	const char *text; /* decoded; of a text */
	size_t length;
};

struct xml_reader;

/* `namespaces` as in xml_handler; borrowed. 0 or -ENOMEM. */
int xml_reader_new(
    const char *octets, size_t size, const struct xml_namespace *namespaces, struct xml_reader **ret_reader);
void xml_reader_free(struct xml_reader *reader);

/* 1 with the next token; 0 at the end; -EBADMSG with the obstacle (message/form/document.h) added; -ENOMEM. */
int xml_reader_next(struct xml_reader *reader, struct xml_token *ret_token, unsigned *obstacles);

/* NULL when there is none. */
const struct xml_token_attribute *xml_token_attribute(const struct xml_token *token, int space, const char *name);
/* Its value; "" when there is none. */
const char *xml_token_value(const struct xml_token *token, int space, const char *name);

#endif
