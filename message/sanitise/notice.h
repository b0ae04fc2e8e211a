/*
 * notice: what stands in the place of a part that was removed.
 *
 * A few lines of plain text in the mail's language: what kind of thing it was, and whom to ask. Never what it was
 * called, nor anything else of the message. The texts are those of rules/notice_text.h, or the administrator's.
 */
#ifndef MESSAGE_SANITISE_NOTICE_H
#define MESSAGE_SANITISE_NOTICE_H

#include "message/text.h"
#include "rules/notice_text.h"

#define NOTICE_LINE_MAX 72 /* octets of a line that is written */

/*
 * Appends a text that notice_check() admits, with kind and contact, both printable ASCII, in their places: in lines of
 * at most NOTICE_LINE_MAX octets where there are blanks, each ended with LF. 0, -EINVAL, -ENOMEM.
 */
int notice_write(const char *template, const char *kind, const char *contact, struct text *text);

#endif
