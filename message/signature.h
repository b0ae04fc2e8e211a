/*
 * signature: what kind of thing octets are, by how they begin.
 *
 * Our own signatures for the families that matter; for what these do not know libmagic's word, but not where it is
 * known to guess: text, scripts, programs.
 */
#ifndef MESSAGE_SIGNATURE_H
#define MESSAGE_SIGNATURE_H

#include "message/family.h"

#include <stddef.h>

#define SIGNATURE_OCTETS 1024 /* of a part's first octets, where it has them, so many are looked at */

/* `sniffed` is libmagic's media type, or NULL. */
enum family signature_family(const char *octets, size_t size, const char *sniffed);

#endif
