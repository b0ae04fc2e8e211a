/*
 * printable: text of others on a terminal. File names and labels of a form come from outside; what could move the
 * cursor, change the order of the letters or is no text at all becomes a question mark.
 */
#ifndef MILTER_PRINTABLE_H
#define MILTER_PRINTABLE_H

/* A copy in UTF-8, to be freed. NULL for want of memory. */
char *printable_new(const char *text);

#endif
