/*
 * part_type: what do the octets of a part look like, and may documents hide in it?
 *
 * libmagic's opinion, asked of memory only; its database is loaded before the sandbox. An opinion and no more: what it
 * cannot tell is NULL.
 */
#ifndef MESSAGE_PART_TYPE_H
#define MESSAGE_PART_TYPE_H

#include "rules/facts.h"

#include <stdbool.h>
#include <stddef.h>

struct part_sniffer;

/* Loads the database. 0, -ENOENT (there is none that this libmagic can read), other negative errno. */
int part_sniffer_new(struct part_sniffer **ret_sniffer);
void part_sniffer_free(struct part_sniffer *sniffer);

/* The media type of the first octets of a part, lower case; borrowed until the next call. NULL for could not tell. */
const char *part_sniffer_type(struct part_sniffer *sniffer, const void *octets, size_t size);

/* Whether the part, by its declared and sniffed type and its names, may hold documents that this version does not look
 * into: archives, TNEF, saved mail, what is encrypted. A zip package that is a document itself is not opaque. */
bool part_type_is_opaque(const struct facts_part *part);

#endif
