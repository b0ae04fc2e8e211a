/*
 * notice: what stands in the place of a part that was removed.
 *
 * A few lines of plain text in the mail's language: what kind of thing it was, and whom to ask. Never what it was
 * called, nor anything else of the message.
 */
#ifndef MESSAGE_SANITISE_NOTICE_H
#define MESSAGE_SANITISE_NOTICE_H

#include "message/text.h"
#include "rules/unsafe.h"

#define NOTICE_TEMPLATE_MAX 2000 /* octets */
#define NOTICE_LINE_MAX	    72	 /* octets of a line that is written */

enum notice_language { NOTICE_ENGLISH = 0, NOTICE_WELSH, NOTICE_LANGUAGE_COUNT };

/* Static storage, printable ASCII; never NULL for members of the enums. The kind is a noun: "a program". */
const char *notice_template(enum notice_language language);
const char *notice_kind(enum notice_language language, enum unsafe_class class);

/*
 * Whether a text is one that notice_write() takes: printable ASCII and LF, at most NOTICE_TEMPLATE_MAX octets, and in
 * braces nothing but {kind} and {contact}, each of which occurs. 0, -EINVAL.
 */
int notice_check(const char *template);

/*
 * Appends the text with kind and contact, both printable ASCII, in their places: in lines of at most NOTICE_LINE_MAX
 * octets where there are blanks, each ended with LF. 0, -EINVAL, -ENOMEM.
 */
int notice_write(const char *template, const char *kind, const char *contact, struct text *text);

#endif
