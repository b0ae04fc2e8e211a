/*
 * text_kind: pages, scripts and shortcuts, by how their text begins. Pure.
 *
 * Behind blanks, comments and an XML declaration, caseless, in UTF-8 or UTF-16. A text that merely mentions one is
 * none.
 */
#ifndef MESSAGE_SANITISE_TEXT_KIND_H
#define MESSAGE_SANITISE_TEXT_KIND_H

#include "message/sanitise/file_kind.h"

/* KIND_HTML, KIND_SVG, KIND_SCRIPT, KIND_SHORTCUT or KIND_UNKNOWN. */
enum file_kind text_kind_find(const char *octets, size_t size);

#endif
