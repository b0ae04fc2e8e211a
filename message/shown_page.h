/*
 * shown_page: whether a page with a file name is the text of the mail.
 *
 * Case systems and some mail programs give the HTML that they write a name ("mail.html") and no disposition, or inline.
 * Mail programs show the first text of a message, and all of a multipart/alternative: such a page is read as text of
 * the mail, and cleaned. One that follows a text is a file that somebody attached, even inline: so does Apple Mail.
 */
#ifndef MESSAGE_SHOWN_PAGE_H
#define MESSAGE_SHOWN_PAGE_H

#include "message/grammar/outline.h"

#include <stdbool.h>

/* The outline may hold less than `index`: then it is none. */
bool shown_page_is(const struct outline *outline, size_t index);

#endif
