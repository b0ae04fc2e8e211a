/*
 * archive_member: one file of an archive: judged by its name, by its octets, and looked into when it is an archive.
 *
 * Also keeps the account of all that was looked at; past a limit of message/sanitise/limits.h it says so, and the walk
 * through the archive is over.
 */
#ifndef MESSAGE_SANITISE_ARCHIVE_MEMBER_H
#define MESSAGE_SANITISE_ARCHIVE_MEMBER_H

#include "message/sanitise/archive_look.h"

/* The archive grows without bound, as far as anybody here looks. */
void archive_member_bomb(struct archive_look *look);

/* Its name, `length` octets, and one more file in the account; false past the limit. */
bool archive_member_name(struct archive_look *look, const char *name, size_t length);

/* Its octets, as far as they are there. 0; -ENOMEM. */
int archive_member_stored(struct archive_look *look, const char *name, size_t length, const char *octets, size_t size);
/* The same, of deflated ones; `most` is what its archive says that they inflate to. */
int archive_member_deflated(
    struct archive_look *look, const char *name, size_t length, const char *octets, size_t size, uint64_t most);

/* What may come out of so many packed octets. */
uint64_t archive_member_most(const struct archive_look *look, uint64_t packed);

#endif
