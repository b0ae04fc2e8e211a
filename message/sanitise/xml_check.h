/*
 * xml_check: do libxml2 and we read these octets as the same well-formed XML?
 */
#ifndef MESSAGE_SANITISE_XML_CHECK_H
#define MESSAGE_SANITISE_XML_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* UTF-8 without a DTD, by libxml2. 0; -EBADMSG with the obstacle (message/form/document.h) added; -ENOMEM. */
int xml_check(const char *octets, size_t size, unsigned *obstacles);

/* By its first octets, blanks and a byte order mark aside; UTF-16 too. */
bool xml_check_looks(const char *octets, size_t size);
bool xml_check_is_utf16(const char *octets, size_t size);

/* A document in UTF-16 as one in UTF-8, heap, without its declaration. 0; -EBADMSG; -ENOMEM. */
int xml_check_from_utf16(const char *octets, size_t size, char **ret_octets, size_t *ret_size, unsigned *obstacles);

#endif
