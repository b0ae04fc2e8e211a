/*
 * rtf: text of a Rich Text Format document (Microsoft's specification 1.9.1), read by ourselves: there is no
 * well-kept library.
 */
#ifndef MESSAGE_FORM_RTF_H
#define MESSAGE_FORM_RTF_H

#include "message/form/composer.h"

#include <stddef.h>

/* Needs charsets_hold(). 0; -EBADMSG with the obstacle in the composer's document; -ENOMEM. */
int rtf_read(const void *octets, size_t size, struct composer *composer);

#endif
