/*
 * agreement: does GMime read the same message as the strict grammar?
 *
 * Compares the tree that GMime made with the outline: parts in order and depth, where their octets stand, types,
 * encodings, charsets, dispositions, file names. Exact: whatever differs is a second reading. GMime must have been
 * asked already whether it may be asked (part_reader_check()).
 */
#ifndef MESSAGE_AGREEMENT_H
#define MESSAGE_AGREEMENT_H

#include "message/grammar/outline.h"

#include <gmime/gmime.h>
#include <stdbool.h>

bool agreement_holds(const struct outline *outline, GMimeMessage *message);

/* The decoded lengths, which are known only when GMime's decoders have run: `facts` are those of the same tree. */
bool agreement_in_lengths(const struct outline *outline, const struct facts *facts);

#endif
