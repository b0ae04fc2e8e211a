/*
 * docx: text of an Office Open XML text document (ECMA-376, ISO/IEC 29500; docx, docm, dotx, dotm).
 */
#ifndef MESSAGE_FORM_DOCX_H
#define MESSAGE_FORM_DOCX_H

#include "message/form/composer.h"
#include "message/form/package.h"

/* The document's own story, then its headers, footers and notes. 0; -EBADMSG with the obstacle in the composer's
 * document; -ENOMEM. */
int docx_read(struct package *package, struct composer *composer);

/* Is the package one? By what its relationships and content types say. */
bool docx_is(struct package *package);

#endif
