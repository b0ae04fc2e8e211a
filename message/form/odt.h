/*
 * odt: text of an OpenDocument text document (ISO/IEC 26300), packaged or in one XML file.
 */
#ifndef MESSAGE_FORM_ODT_H
#define MESSAGE_FORM_ODT_H

#include "message/form/composer.h"
#include "message/form/package.h"

/* Does the package say that it is an OpenDocument, of whatever kind? */
bool odt_is(struct package *package);

/* Headers and footers of the page styles, then the text. 0; -EBADMSG with the obstacle in the composer's document;
 * -ENOMEM. */
int odt_read(struct package *package, struct composer *composer);
int odt_read_flat(const void *octets, size_t size, struct composer *composer);

#endif
