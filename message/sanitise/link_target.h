/*
 * link_target: where a link in a document leads. Pure.
 */
#ifndef MESSAGE_SANITISE_LINK_TARGET_H
#define MESSAGE_SANITISE_LINK_TARGET_H

#include <stdbool.h>

/* A web page or a mail address, which a reader may choose to follow: http:, https:, mailto:, or a place in the same
 * document. Nothing that opens a file, reaches a share or starts a program. */
bool link_target_is_ordinary(const char *target);

/* Does it name something outside of the document: by scheme, drive, share, absolute path or a way up? */
bool link_target_is_outside(const char *target);

/* Does it run something: script, macro or command? */
bool link_target_is_active(const char *target);

#endif
