/*
 * odt_story: the text of OpenDocument's XML (content.xml, styles.xml for headers and footers, or a flat document) as
 * blocks.
 */
#ifndef MESSAGE_FORM_ODT_STORY_H
#define MESSAGE_FORM_ODT_STORY_H

#include "message/form/composer.h"
#include "message/form/odt_styles.h"

/* `styles` gets what the part defines. 0; -EBADMSG with the obstacle in the composer's document; -ENOMEM. */
int odt_story_read(const void *octets, size_t size, struct odt_styles *styles, struct composer *composer);

#endif
