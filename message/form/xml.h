/*
 * xml: events of an XML document that has nothing but elements, attributes and text.
 *
 * libxml2's SAX, without network, DTD and entities of the document's own: any DOCTYPE refuses it. Namespaces are the
 * caller's numbers, so that two names of one vocabulary (transitional and strict OOXML) are the same.
 */
#ifndef MESSAGE_FORM_XML_H
#define MESSAGE_FORM_XML_H

#include <stdbool.h>
#include <stddef.h>

struct xml_namespace {
	const char *uri;
	int number; /* from 1; all others are 0 */
};

struct xml_attribute {
	int space;
	const char *name;
	const char *value;
};

/* Borrowed, for the time of the call. */
struct xml_element {
	int space;
	const char *name;
	const struct xml_attribute *attributes;
	size_t attribute_count;
};

struct xml_handler {
	const struct xml_namespace *namespaces; /* ends with a NULL uri */
	void (*start)(void *context, const struct xml_element *element);
	void (*end)(void *context);
	void (*text)(void *context, const char *octets, size_t length);
	bool (*is_stopped)(const void *context); /* asked at every start; or NULL */
};

/* The value of an attribute, "" and NULL being different; NULL when there is none. */
const char *xml_attribute(const struct xml_element *element, int space, const char *name);

/* Once per process, before the sandbox. */
void xml_warm(void);

/*
 * Reads it from end to end, or until the handler stops it. 0; -EBADMSG with the obstacle (of
 * message/form/document.h) added to `obstacles`; -ENOMEM.
 */
int xml_read(const void *octets, size_t size, const struct xml_handler *handler, void *context, unsigned *obstacles);

#endif
