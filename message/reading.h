/*
 * reading: what a message says, and whether it says it in one way only.
 *
 * The strict grammar reads the octets, then GMime does. Where the grammar refuses, or the two disagree, the facts are
 * those that could be read all the same: one reading among others, good for saying what is missing.
 */
#ifndef MESSAGE_READING_H
#define MESSAGE_READING_H

#include "message/grammar/outline.h"
#include "message/mapping.h"
#include "message/part_type.h"
#include "rules/facts.h"

/*
 * Fills in the facts and the outline, which must be initialised and stay the caller's; the outline stays empty where the
 * message has not exactly one reading. 0, with facts->ambiguity and
 * facts->uninspectable set where the message is either; -ENOMEM, other negative errno: our own fault.
 */
int reading_make(
    const struct mapping *mapping, struct part_sniffer *sniffer, struct facts *facts, struct outline *outline);

#endif
