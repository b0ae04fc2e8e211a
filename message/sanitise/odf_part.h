/*
 * odf_part: what a part of an OpenDocument package is, by the path that the format gives it. Pure.
 */
#ifndef MESSAGE_SANITISE_ODF_PART_H
#define MESSAGE_SANITISE_ODF_PART_H

#include <stdbool.h>

#define ODF_MANIFEST_NAME "META-INF/manifest.xml"

/* Macros, dialogues, scripts, their signatures, and older versions of the document; a folder's name ends with a slash.
 */
bool odf_part_is_active(const char *name);
/* Menus, toolbars and keys of its own. */
bool odf_part_is_configuration(const char *name);
/* A signature of the document, which a change breaks. */
bool odf_part_is_signature(const char *name);
/* Without it there is no document. */
bool odf_part_is_needed(const char *name);
/* Is `name` the part `of`, or in the folder of that name? */
bool odf_part_is_within(const char *name, const char *of);

#endif
