/*
 * archive_headers: what archives that nobody here unpacks say in the clear: RAR 4 and 5 (names, encryption), cabinets
 * (MS-CAB section 2.3: names), 7z (encryption). Called by archive_look alone.
 */
#ifndef MESSAGE_SANITISE_ARCHIVE_HEADERS_H
#define MESSAGE_SANITISE_ARCHIVE_HEADERS_H

#include "message/sanitise/archive_look.h"

void archive_headers_rar(struct archive_look *look, const char *octets, size_t size);
void archive_headers_cabinet(struct archive_look *look, const char *octets, size_t size);
void archive_headers_7z(struct archive_look *look, const char *octets, size_t size);

#endif
