/*
 * doc: text of a Word 97 to 2003 document ([MS-DOC] in an OLE2 compound file, which libgsf opens).
 *
 * There is no well-kept library for the format itself. What its own rules do not make certain (a fast-saved document,
 * text without properties, another version) is not guessed: it is OBSTACLE_UNSUPPORTED.
 */
#ifndef MESSAGE_FORM_DOC_H
#define MESSAGE_FORM_DOC_H

#include "message/form/composer.h"

#include <stddef.h>

/* Once per process, before the sandbox. */
void doc_warm(void);

/* Does the compound file hold a Word document? */
bool doc_is(const void *octets, size_t size);

/* 0; -EBADMSG with the obstacle in the composer's document: an Office document under a password is
 * OBSTACLE_ENCRYPTED; -ENOMEM. */
int doc_read(const void *octets, size_t size, struct composer *composer);

#endif
