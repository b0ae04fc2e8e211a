/* archive_zip: what is in a zip file, and which document it is a package of. Called by archive_look alone. */
#ifndef MESSAGE_SANITISE_ARCHIVE_ZIP_H
#define MESSAGE_SANITISE_ARCHIVE_ZIP_H

#include "message/sanitise/archive_look.h"

/* 0 with what was found added, and what it is a package of; of a document's package no file is looked at. -ENOMEM. */
int archive_zip_look(struct archive_look *look, const char *octets, size_t size, enum zip_package *ret_package);

#endif
