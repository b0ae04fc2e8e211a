/*
 * pdf: text and form fields of a PDF (ISO 32000), by poppler.
 *
 * The values of fields come from the fields themselves, so that those count that nobody has drawn yet. A file that
 * opens without a password is not encrypted for us.
 */
#ifndef MESSAGE_FORM_PDF_H
#define MESSAGE_FORM_PDF_H

#include "message/form/composer.h"

#include <stddef.h>

/* Once per process, before the sandbox. 0 or negative errno. */
int pdf_warm(void);

/* 0; -EBADMSG with the obstacle in the composer's document; -ENOMEM. */
int pdf_read(const void *octets, size_t size, struct composer *composer);

#endif
