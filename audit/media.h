/*
 * media: the media types that a record may name. A type that a sender made up could carry anything.
 */
#ifndef AUDIT_MEDIA_H
#define AUDIT_MEDIA_H

/* The type in static storage where it is one that we know (lower case, without parameters), "other" where it is not;
 * NULL for NULL. */
const char *media_known(const char *type);

#endif
