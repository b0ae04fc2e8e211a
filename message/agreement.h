/*
 * agreement: does GMime read the same message as the strict grammar?
 *
 * Compares the tree that GMime made with the outline: parts in order and depth, where their octets stand, types,
 * encodings, file names, decoded lengths. Exact: whatever differs is a second reading.
 */
#ifndef MESSAGE_AGREEMENT_H
#define MESSAGE_AGREEMENT_H

#include "message/grammar/outline.h"

#include <gmime/gmime.h>
#include <stdbool.h>

bool agreement_holds(const struct outline *outline, GMimeMessage *message);

#endif
