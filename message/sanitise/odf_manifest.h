/*
 * odf_manifest: META-INF/manifest.xml, the list of a package's parts (OpenDocument 1.3, part 2, section 4).
 */
#ifndef MESSAGE_SANITISE_ODF_MANIFEST_H
#define MESSAGE_SANITISE_ODF_MANIFEST_H

#include "message/sanitise/findings.h"

#include <stdbool.h>
#include <stddef.h>

/* Cuts the entries whose path `is_gone(context, path)`; a folder's ends with a slash. Sets *ret_is_encrypted when a
 * part is. 0, also with obstacles in the findings; -ENOMEM. */
int odf_manifest_read(const char *octets, size_t size, bool (*is_gone)(const void *context, const char *path),
    const void *context, struct findings *findings, bool *ret_is_encrypted);

#endif
