/*
 * mail_search: is something unsafe in a mail that is attached as a file?
 *
 * Webmail attaches a saved mail (".eml") as application/octet-stream or text: no part of it is a part of the message.
 * Here it is read by the strict grammar as if it had come alone, and its leaves are looked into like those of the
 * message, within limits. Looks only: such a file is never written anew, and goes as a whole; what its text would fetch
 * does not count.
 */
#ifndef MESSAGE_SANITISE_MAIL_SEARCH_H
#define MESSAGE_SANITISE_MAIL_SEARCH_H

#include "message/sanitise/archive_search.h"
#include "rules/facts.h"

#include <stddef.h>

/* A mail by its name or type, or by the fields that it begins with where no name says that it is text. */
bool mail_search_is_mail(const struct facts_part *part, const char *octets, size_t size);

/*
 * Adds what is found in it to the search; nothing for what is no mail. One that is called a mail, has attachments, and
 * has not one reading is ambiguous; other files that only look like one are left alone. Line feeds alone are line ends,
 * where it has no others: so it is stored on some systems. 0, -ENOMEM, other negative errno: our own fault.
 */
int mail_search_add(struct archive_search *search, const struct facts_part *part, const char *octets, size_t size);

#endif
