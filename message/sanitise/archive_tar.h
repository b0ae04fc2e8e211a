/* archive_tar: what is in a tar file (POSIX.1-2008, pax). Called by archive_look alone. */
#ifndef MESSAGE_SANITISE_ARCHIVE_TAR_H
#define MESSAGE_SANITISE_ARCHIVE_TAR_H

#include "message/sanitise/archive_look.h"

/* 0 with what was found added; -ENOMEM. */
int archive_tar_look(struct archive_look *look, const char *octets, size_t size);

#endif
