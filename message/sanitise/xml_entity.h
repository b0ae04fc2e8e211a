/*
 * xml_entity: the characters that references in XML stand for: numbers, and the five names (XML 1.0, section 4.6).
 */
#ifndef MESSAGE_SANITISE_XML_ENTITY_H
#define MESSAGE_SANITISE_XML_ENTITY_H

#include "message/text.h"

#include <stdbool.h>

/* Appends the text with its references decoded; in an attribute's value, blanks are spaces (section 3.3.3). 0, or
 * -EBADMSG for another entity or what is no character. */
int xml_entity_decode(struct text *text, const char *octets, size_t length, bool is_attribute);

#endif
