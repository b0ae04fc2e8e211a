/*
 * zip_layout: has this zip file exactly one reading? (APPNOTE.TXT 6.3.10, sections 4.3 and 4.4)
 *
 * Looks at the octets only, inflates nothing. Pure.
 */
#ifndef MESSAGE_FORM_ZIP_LAYOUT_H
#define MESSAGE_FORM_ZIP_LAYOUT_H

#include <stddef.h>

/* 0; -EBADMSG with the obstacle (message/form/document.h) added to `obstacles`; -ENOMEM. */
int zip_layout_check(const void *octets, size_t size, unsigned *obstacles);

#endif
