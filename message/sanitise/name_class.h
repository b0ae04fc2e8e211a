/*
 * name_class: what a file is, by what it is called: the classes of unsafe content that extensions and media types stand
 * for. Pure.
 *
 * Names are judged as Windows takes them: the last extension, full stops and blanks behind it not counted.
 */
#ifndef MESSAGE_SANITISE_NAME_CLASS_H
#define MESSAGE_SANITISE_NAME_CLASS_H

#include <stdbool.h>

/* Bits of classes (rules/unsafe.h); 0 for most names. A name of something compressed is judged without that too:
 * "form.js.gz". */
unsigned name_class(const char *name);

/* Whether it is a mail address that ends in ".com": then its octets say whether it is a program. */
bool name_class_is_address(const char *name);

/* By a media type, in lower case. */
unsigned name_class_of_type(const char *type);

#endif
